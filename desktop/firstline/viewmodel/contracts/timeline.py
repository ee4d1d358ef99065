"""The timeline of contracts: a bar each, with deadlines, packages, supplements, reminders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firstline.domain.contracts.contract import STAGES, Contract, Stage, flags, stage_of
from firstline.domain.contracts.lifecycle import lives
from firstline.domain.contracts.reminders import Deadline, deadlines
from firstline.domain.contracts.supplement import flags as clause_flags
from firstline.domain.contracts.values import Span
from firstline.domain.health.sheet import Flag
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.board import Board, Frame, Line, marks, plain

KIND_ICONS = {"contract": "■", "package": "▣", "supplement": "§", "lifecycle": "↑"}
SHADES = {
    Stage.AHEAD: "muted", Stage.IN_FORCE: "P3", Stage.NOTICE: "P2", Stage.ENDING: "P2",
    Stage.ENDED: "muted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the picture: what it is, its days, its deadlines and the marks before them."""

    key: str
    kind: str
    name: Text
    span: Span
    shade: str
    notice: date | None = None
    reminders: tuple[date, ...] = ()
    stops: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows in their order, and today."""

    bars: tuple[Bar, ...]
    today: date


FRAME = Frame(
    "timeline", Text("时间轴", "Timeline"), "calendar",
    (Text("名称", "Name"), Text("起", "From"), Text("止", "Until"), Text("注意", "To look at")),
    (240, 110, 110, 240), 0,
    Text("还没有合同:登记一份,截止与通知日期就画在这里。",
         "No contracts yet: record one, and its dates are drawn here."),
    None, adds=False,
)  # fmt: skip


def timeline(held: Held) -> Board:
    """Return the rows: each contract, under it its packages and supplements, then upgrades."""
    due = deadlines(held.of("contract"), held.of("package"), held.of("supplement"))
    bars = tuple(_bars(held, due))
    near = [one for one in due if 0 <= (one.day - held.today).days <= 90]
    over = [one for one in held.contracts if stage_of(one, held.today) is Stage.ENDED]
    said = Text(
        f"{len(held.contracts)} 份合同;90 天内 {len(near)} 个期限,{len(over)} 份已到期。",
        f"{several(len(held.contracts), 'contract')}; {several(len(near), 'deadline')} within "
        f"90 days, {len(over)} ended.",
    )
    lines = tuple(_line(one, held) for one in bars)
    return Board(FRAME, lines, said, Timeline(bars, held.today))


def _bars(held: Held, due: Sequence[Deadline]) -> Iterator[Bar]:
    known, bought, clauses = held.contracts, held.packages, held.supplements
    known.sort(key=lambda one: stage_of(one, held.today) is Stage.ENDED)
    placed: set[str] = set()
    for one in known:
        shade = SHADES[stage_of(one, held.today)]
        yield Bar(one.id, "contract", Text(one.label, one.label), one.span, shade, one.notice,
                  _marks(one.id, due))  # fmt: skip
        for package in bought:
            if package.contract is not None and package.contract.id == one.id:
                placed.add(package.id)
                yield _package(package.id, package.name, package.span, due, inside=True)
        for clause in clauses:
            if clause.contract == one.number:
                placed.add(clause.id)
                stops = any(flag.stops for flag in clause_flags(clause, clauses, known))
                name = Text(f"补充 {clause.clause}", f"Supplement {clause.clause}")
                yield Bar(clause.id, "supplement", name, clause.span, "P1" if stops else "accent",
                          None, _marks(clause.id, due), stops, inside=True)  # fmt: skip
    for package in bought:
        if package.id not in placed:
            yield _package(package.id, package.name, package.span, due, inside=False)
    for life in lives(held.of("lifecycle"), held.rules, known, held.today):
        if life.last_free and life.last_free >= held.today and not life.used:
            name = Text(f"免费升级 {life.name}", f"Free upgrade {life.name}")
            yield Bar(life.entity.id, "lifecycle", name, Span(life.released, life.last_free), "ok",
                      None, _before(life.last_free))  # fmt: skip


def _package(key: str, name: str, span: Span, due: Sequence[Deadline], *, inside: bool) -> Bar:
    said = Text(f"服务包 {name}", f"Package {name}")
    return Bar(key, "package", said, span, "accent", None, _marks(key, due), inside=inside)


def _marks(key: str, due: Sequence[Deadline]) -> tuple[date, ...]:
    return tuple(
        one.day - timedelta(days=days) for one in due if one.record == key for days in one.days
    )


def _before(day: date) -> tuple[date, ...]:
    return tuple(day - timedelta(days=days) for days in (90, 60, 30))


def _line(one: Bar, held: Held) -> Line:
    told: tuple[Flag, ...] = ()
    why = one.span.said  # a flag counts in the register of its record, and is said here
    found = next((each for each in held.contracts if each.id == one.key), None)
    if found is not None:
        told, why = flags(found, held.today), _said(found, held.today)
    name = Text(f"{KIND_ICONS[one.kind]} {one.name.zh}", f"{KIND_ICONS[one.kind]} {one.name.en}")
    cells = (
        plain(name.zh, bold=not one.inside), plain(str(one.span.first or "—")),
        plain(str(one.span.last or "—")), marks(told),
    )  # fmt: skip
    zh = "".join(f"  ⚠ {flag.why.zh}" for flag in told)
    en = "".join(f"  ⚠ {flag.why.en}" for flag in told)
    return Line(one.key, "", name, cells, (), Text(f"{why.zh}{zh}", f"{why.en}{en}"))


def _said(one: Contract, day: date) -> Text:
    stage, span = STAGES[stage_of(one, day)], one.span.said
    notice = Text(f";通知截止 {one.notice}", f"; notice until {one.notice}")
    extra = notice if one.notice else Text("", "")
    return Text(f"{one.party} · {stage.zh} · {span.zh}{extra.zh}",
                f"{one.party} · {stage.en} · {span.en}{extra.en}")  # fmt: skip


TIMELINE = Entry(FRAME, timeline, ("contract", "package", "supplement", "lifecycle"))
