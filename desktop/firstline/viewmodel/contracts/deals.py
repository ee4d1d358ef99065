"""The boards of contracts, packages and supplements, and of what is to be renewed."""

from collections.abc import Callable
from datetime import tzinfo

from firstline.domain.contracts import contract, package, supplement
from firstline.domain.contracts.choices import WAYS, compare
from firstline.domain.contracts.contract import CHOICES, SORTS, STAGES, Contract, Stage, stage_of
from firstline.domain.contracts.decision import money
from firstline.domain.contracts.lifecycle import lives, upgrade_deadlines
from firstline.domain.contracts.reminders import Deadline, deadlines
from firstline.domain.contracts.terms import RULE
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import said_of
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.contracts.timeline import SHADES
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK

CONTRACTS = Frame(
    "contract", Text("合同", "Contracts"), "scroll-text",
    (Text("合同", "Contract"), Text("状态", "State"), Text("截止", "Until"),
     Text("通知截止", "Notice"), Text("对方", "Party"), Text("年价,未税", "A year, net"), LOOK),
    (170, 104, 92, 92, 100, 92, 150), 0,
    Text("还没有合同。登记一份:对方、起止、通知截止、价格。",
         "No contracts yet. Record one: party, days, notice, price."),
    contract.SHEET, spare=(4, 5, 3),
)  # fmt: skip
PACKAGES = Frame(
    "package", Text("服务包", "Packages"), "package",
    (Text("服务包", "Package"), Text("代码", "Code"), Text("包括", "Contents"),
     Text("优先权", "Priority"), Text("截止", "Until"), LOOK),
    (140, 90, 150, 130, 92, 150), 2,
    Text("还没有服务包。", "No packages yet."), package.SHEET, spare=(3, 1),
)  # fmt: skip
SUPPLEMENTS = Frame(
    "supplement", Text("补充协议", "Supplements"), "file-plus",
    (Text("条款", "Clause"), Text("合同", "Contract"), Text("适用", "Scope"),
     Text("时限", "Targets"), Text("有效期", "In force"), LOOK),
    (80, 100, 110, 150, 170, 150), 3,
    Text("还没有补充协议。条款改写的时限只对新工单生效。",
         "No supplements yet. The targets they override hold for new tickets."),
    supplement.SHEET, spare=(4, 1, 2),
)  # fmt: skip
RENEWALS = Frame(
    "renewal", Text("续约", "Renewals"), "calendar-clock",
    (Text("期限", "Deadline"), Text("日期", "Day"), Text("还有", "Left"),
     Text("提醒", "Reminders"), Text("比较", "Comparison")),
    (230, 100, 80, 130, 200), 0,
    Text("没有未决的期限。", "No deadline is open."), None, adds=False, spare=(3,),
)  # fmt: skip


def contracts(held: Held) -> Board:
    """Return the contracts, those that end first at the head and those that ended last."""
    found = sorted(held.contracts, key=lambda one: stage_of(one, held.today) is Stage.ENDED)
    lines = tuple(_contract(one, held) for one in found)
    price = sum(one.price or 0 for one in found if one.span.holds(held.today))
    verdict = Text(
        f"{len(found)} 份合同,有效的每年共 {money(price)} 元(未税)。",
        f"{several(len(found), 'contract')}; those in force cost {money(price)} CNY a year, net.",
    )
    return Board(CONTRACTS, lines, verdict)


def _contract(one: Contract, held: Held) -> Line:
    stage, told = stage_of(one, held.today), contract.flags(one, held.today)
    choice = CHOICES.get(one.choice, CHOICES["open"])
    state = Text(f"✓ {choice.zh}", f"✓ {choice.en}") if one.decided else STAGES[stage]
    cells = (
        plain(one.label, bold=True), Shown(state, "ok" if one.decided else SHADES[stage]),
        plain(str(one.span.last or "—")), plain(str(one.notice or "—"), "muted"),
        plain(one.party, "muted"),
        plain(said_of(contract.SHEET.column("price"), one.price) or "—"), marks(told),
    )  # fmt: skip
    sort = SORTS.get(one.sort, SORTS["other"])
    gross = f"{money(one.gross)}" if one.gross is not None else ""
    taxed = Text(f";含税 {gross} 元", f"; {gross} CNY with tax") if gross else Text("", "")
    bought = [each.name for each in held.packages if each.contract and each.contract.id == one.id]
    named_ = Text(f";服务包:{'、'.join(bought)}", f"; packages: {', '.join(bought)}")
    more = named_ if bought else Text("", "")
    why = Text(f"{sort.zh}{taxed.zh}{more.zh}。时限次序:{RULE.zh}",
               f"{sort.en}{taxed.en}{more.en}. Order of targets: {RULE.en}")  # fmt: skip
    return Line(one.id, one.number, Text(one.title, one.title), cells, told, why, one.entity, one)


def packages(held: Held) -> Board:
    """Return the packages by rank."""
    lines = []
    for one in held.packages:
        told = package.flags(one, held.today)
        on = one.span.holds(held.today)
        cells = (
            plain(one.name, bold=True), plain(one.code, "muted"), plain("、".join(one.contents)),
            Shown(one.effect, "muted"), plain(str(one.span.last or "—"), "ok" if on else "muted"),
            marks(told),
        )  # fmt: skip
        why = Text(f"{one.number} · {one.reach.said.zh} · {one.span.said.zh}",
                   f"{one.number} · {one.reach.said.en} · {one.span.said.en}")  # fmt: skip
        number = number_of(package.SHEET, one.entity)
        lines.append(
            Line(one.id, number, Text(one.name, one.name), cells, told, why, one.entity, one)
        )
    live = sum(one.span.holds(held.today) for one in held.packages)
    said = Text(
        f"{len(lines)} 个服务包,{live} 个有效;交接包写明包名和代码。",
        f"{several(len(lines), 'package')}, {live} in force; a hand-off names them with their "
        f"code.",
    )
    return Board(PACKAGES, tuple(lines), said)  # fmt: skip


def supplements(held: Held) -> Board:
    """Return the supplements; those that overlap stop each other."""
    found, known = held.supplements, held.contracts
    lines = []
    for one in found:
        told = supplement.flags(one, found, known)
        goals = "; ".join(text_of(one.entity, "targets").splitlines())
        on = one.span.holds(held.today)
        cells = (
            plain(one.clause, bold=True), plain(one.contract, "muted"), Shown(one.reach.said),
            plain(goals), Shown(one.span.said, "ok" if on else "muted"), marks(told),
        )  # fmt: skip
        why = Text(f"次序:{RULE.zh}。旧工单保留开始时的时限。",
                   f"Order: {RULE.en}. Old tickets keep what held when they began.")  # fmt: skip
        lines.append(Line(one.id, one.number, _titled(one), cells, told, why, one.entity, one))
    stops = sum(any(flag.stops for flag in one.flags) for one in lines)
    said = Text(
        f"{len(lines)} 条;{RULE.zh}。{f'✗ {stops} 条重叠,不适用。' if stops else ''}",
        f"{several(len(lines), 'clause')}; "
        f"{RULE.en}.{f' ✗ {stops} overlap, not applied.' if stops else ''}",
    )
    return Board(SUPPLEMENTS, tuple(lines), said)  # fmt: skip


def _titled(one: supplement.Supplement) -> Text:
    name = f"{one.contract} {one.clause}"
    return Text(name, name)


def renewals(held: Held) -> Board:
    """Return the open deadlines by day; the extra holds them for a calendar."""
    due = deadlines(held.of("contract"), held.of("package"), held.of("supplement"))
    known = lives(held.of("lifecycle"), held.rules, held.contracts, held.today)
    due += [one for one in upgrade_deadlines(known) if one.day >= held.today]
    due.sort(key=lambda one: (one.day, one.series))
    lines = tuple(_renewal(one, held) for one in due)
    near = sum(0 <= (one.day - held.today).days <= 90 for one in due)
    said = Text(
        f"{len(due)} 个期限,90 天内 {near} 个;提前 90、60、30 天提醒一次。",
        f"{several(len(due), 'deadline')}, {near} within 90 days; told 90, 60 and 30 days before.",
    )
    return Board(RENEWALS, lines, said, tuple(due))  # fmt: skip


def _renewal(one: Deadline, held: Held) -> Line:
    left = (one.day - held.today).days
    shade = "muted" if left < 0 else "P1" if left <= 30 else "P2" if left <= 90 else "text"
    days = Text(f"{left} 天", f"{left} d") if left >= 0 else Text("已过", "over")
    told = " ".join(f"{'●' if left <= each else '○'}{each}" for each in one.days)
    best, why = Text("—", "—"), one.step
    deal = next((each for each in held.contracts if each.id == one.record), None)
    if deal is not None:
        found = compare(deal, held.packages, held.prices, held.demand)
        ways = [each.way for each in found.choices if each.option is found.best]
        best = WAYS[ways[0]] if ways else Text("不推荐", "no advice")
        why = Text(*("\n".join(_costs(each) for each in (
            [f"{WAYS[c.way].in_(say)}: {c.option.name.in_(say)} "
             f"{'?' if c.option.cost is None else money(c.option.cost)}" for c in found.choices],
            [w.in_(say) for w in found.why],
        )) for say in ("zh_CN", "en")))  # fmt: skip
    glyph = "▲ " if 0 <= left <= 30 else "◷ " if 0 <= left <= 90 else ""
    cells = (
        Shown(Text(f"{glyph}{one.name.zh}", f"{glyph}{one.name.en}"), shade, 0 <= left <= 30),
        plain(one.day.isoformat()), Shown(days, shade), plain(told, "muted"), Shown(best),
    )  # fmt: skip
    return Line(one.series, "", one.said(held.today), cells, (), why, None, one)


def _costs(parts: list[str]) -> str:
    return " · ".join(parts)


def _decide(choice: str) -> Callable[[Entity, str, Stamp, tzinfo], Edit | None]:
    def make(entity: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
        values = {"choice": choice, "reason": note.strip()}
        return sheets.change(contract.SHEET, entity, values, stamp, zone)

    return make


def _open(entity: Entity) -> bool:
    return text_of(entity, "choice") in ("", "open")


_DONE = Text("已记下续约决定", "Decision recorded")
_WHY = Text("决定的理由", "Reason of the decision")
ACTS = tuple(
    Act(named(CHOICES, one, "open"), _decide(one), _DONE, _open, _WHY)
    for one in ("renew", "change", "drop")
)  # fmt: skip
DEALS = (
    Entry(CONTRACTS, contracts, ("package",), ACTS),
    Entry(PACKAGES, packages, ("contract",)),
    Entry(SUPPLEMENTS, supplements, ("contract",)),
    Entry(RENEWALS, renewals, ("contract", "package", "supplement", "lifecycle", "price")),
)
