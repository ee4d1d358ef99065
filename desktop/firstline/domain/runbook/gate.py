"""Whether a gate lets pass, and in plain words what stops it: the one place where that is decided.

Other registers (risks, compatibility, environments, reconciliation) stop a gate by handing `Stop`s
to `gate_reasons`; they need to know nothing of runbooks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.domain.runbook.book import Book
from firstline.domain.runbook.item import (
    Standing,
    standings,
    steps_of,
)
from firstline.domain.runbook.plan import timeline
from firstline.domain.runbook.proof import insurance
from firstline.domain.runbook.runbook import (
    SEVERITIES,
    STATES,
    Gate,
    Severity,
    Stop,
)
from firstline.domain.runbook.runs import rehearsals
from firstline.domain.runbook.settings import settings_of
from firstline.domain.runbook.votes import Ballot, against, ballots_of
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stops a gate; `item` is the id of the item it is about, if any."""

    code: str
    text: Text
    item: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate at an instant: it lets pass when nothing stops it. `notes` stop nothing."""

    gate: Gate
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    ballots: tuple[Ballot, ...]
    closed: int
    total: int

    @property
    def go(self) -> bool:
        """Whether the gate lets pass."""
        return not self.reasons


def gate_reasons(
    book: Book, gate: Gate, now: datetime, stops: Iterable[Stop] = ()
) -> tuple[Reason, ...]:
    """Return everything that stops `gate` at `now`, in the order in which a person looks at it.

    `stops` come from the other registers. Earlier gates that do not let pass stop it, too.
    """
    return next(one for one in verdicts(book, now, stops) if one.gate.id == gate.id).reasons


def verdicts(book: Book, now: datetime, stops: Iterable[Stop] = ()) -> tuple[Verdict, ...]:
    """Return every gate of the runbook as it stands at `now`, in their order."""
    held = standings(book, now)
    fed = [one for one in stops if one.runbook in ("", book.id)]
    found: list[Verdict] = []
    for gate in book.template.gates:
        items = [one for one in held.values() if one.item.gate == gate.id]
        ballots = ballots_of(book, gate)
        earlier = [one for one in found if not one.go]
        reasons = [
            *(_earlier(one) for one in earlier[:1]),
            *(reason for one in items for reason in _of_item(one)),
            *(Reason(code, text) for code, text in against(ballots)),
            *_insured(book, gate, now), *_rehearsed(book, gate), *_circle(book, gate),
            *_fed(gate, fed, blocker=True),
        ]  # fmt: skip
        found.append(Verdict(
            gate, tuple(reasons), (*_minor(items), *_fed(gate, fed, blocker=False)), ballots,
            sum(one.closed for one in items), len(items),
        ))  # fmt: skip
    return tuple(found)


def _earlier(one: Verdict) -> Reason:
    return Reason(
        "earlier_gate",
        Text(f"前面的关口 {one.gate.id}“{one.gate.title.zh}”还没有通过({len(one.reasons)} 项)。",
             f"The earlier gate {one.gate.id}, {one.gate.title.en}, does not let pass yet"
             f" ({len(one.reasons)} open)."),
    )  # fmt: skip


def _of_item(one: Standing) -> list[Reason]:
    """Return why an item stops its gate: blockers and majors that are not closed."""
    if one.closed or one.item.severity is Severity.MINOR:
        return []
    severity, state, item = SEVERITIES[one.item.severity], STATES[one.state], one.item
    code = f"{item.severity}_{one.state}"
    text = Text(
        f"{item.id}({severity.zh})“{item.title.zh}”:{state.zh}。",
        f"{item.id} ({severity.en}) {item.title.en}: {state.en}.",
    )
    valid = [held for held in one.waivers if not held.expired]
    if valid:
        code, said = "waiver_needs_second", Text(
            f"豁免只有 {valid[0].by} 一人,阻断项需要两人。",
            f"Only {valid[0].by} waived it; a blocker needs two people.",
        )  # fmt: skip
    elif one.waivers:
        last = max(one.waivers, key=lambda held: held.until)
        code, said = "waiver_expired", Text(
            f"{last.by} 的豁免到 {last.until} 为止,已过期。",
            f"The waiver by {last.by} ended on {last.until}.",
        )  # fmt: skip
    elif one.na:
        code, said = "na_needs_second", Text(
            f"只有 {one.na[0]} 认为不适用,阻断项需要两人。",
            f"Only {one.na[0]} says it does not apply; a blocker needs two people.",
        )  # fmt: skip
    else:
        return [Reason(code, text, item.id)]
    return [Reason(code, Text(text.zh + said.zh, f"{text.en} {said.en}"), item.id)]


def _minor(items: Sequence[Standing]) -> list[Reason]:
    return [
        Reason("minor_open", Text(f"{one.item.id}(次要)“{one.item.title.zh}”未完成。",
                                  f"{one.item.id} (minor) {one.item.title.en}: not done."),
               one.item.id)
        for one in items
        if one.item.severity is Severity.MINOR and not one.closed
    ]  # fmt: skip


def _insured(book: Book, gate: Gate, now: datetime) -> list[Reason]:
    if not gate.insured:
        return []
    proved, settings = insurance(book, now), settings_of(book)
    found = [Reason(code, text) for code, text in proved.reasons]
    if settings.window_end is None or settings.window_start is None or settings.validation is None:
        found.append(Reason("window_missing", Text(
            "停机窗口的开始、结束或验证时长没有设定,算不出最晚回退时刻。",
            "The window's begin, end or validation is not set: there is no latest rollback.",
        )))  # fmt: skip
    elif proved.rollback is not None:
        plan = timedelta(minutes=timeline(book).minutes)
        window = settings.window_end - settings.window_start
        over = plan + proved.rollback + settings.validation - window
        if over > timedelta():
            minutes = int(over / timedelta(minutes=1)) or 1
            found.append(Reason("window_short", Text(
                f"切换、回退和验证加起来比停机窗口多 {minutes} 分钟。",
                f"Cutover, rollback and validation are {minutes} min longer than the window.",
            )))  # fmt: skip
    return found


def _rehearsed(book: Book, gate: Gate) -> list[Reason]:
    if not gate.rehearsals:
        return []
    done = rehearsals(book, steps_of(book))
    if len(done) < gate.rehearsals:
        return [Reason("rehearsals_missing", Text(
            f"需要 {gate.rehearsals} 次完整的演练,只有 {len(done)} 次。",
            f"{gate.rehearsals} complete rehearsals are needed; there are {len(done)}.",
        ))]  # fmt: skip
    if len(done) < 2:
        return []
    before, last = done[-2].measured, done[-1].measured
    tolerance = settings_of(book).tolerance_percent
    if before is None or last is None or abs(last - before) * 100 <= before * tolerance:
        return []
    percent = round(100 * (last - before) / before) if before else 100
    return [Reason("rehearsal_tolerance", Text(
        f"最近两次演练相差 {percent:+d}%,容差是 {tolerance}%。",
        f"The last two rehearsals differ by {percent:+d} %; the tolerance is {tolerance} %.",
    ))]  # fmt: skip


def _circle(book: Book, gate: Gate) -> list[Reason]:
    if not (gate.timed or gate.insured):
        return []
    ring = timeline(book).circle
    said = " → ".join(ring)
    text = Text(f"先后顺序成环:{said}。", f"The order forms a circle: {said}.")
    return [Reason("plan_circle", text)] if ring else []


def _fed(gate: Gate, stops: Sequence[Stop], *, blocker: bool) -> list[Reason]:
    return [
        Reason(f"register_{one.topic}", one.text, ref=one.ref)
        for one in stops
        if one.blocker is blocker
        and (one.gate.casefold() == gate.id.casefold() if one.gate else one.topic in gate.needs)
    ]


def verdict_of(found: Iterable[Verdict], gate_id: str) -> Verdict | None:
    """Return the verdict of the gate with this id, or None."""
    return next((one for one in found if one.gate.id.casefold() == gate_id.casefold()), None)


def progress(found: Iterable[Verdict]) -> Mapping[str, tuple[int, int]]:
    """Return how many items of each gate are closed, and how many there are."""
    return {one.gate.id: (one.closed, one.total) for one in found}
