"""Registers of what it brought: adoption and error rates, savings, and cycle times."""

from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import cycle, saving
from firstline.domain.training import shares
from firstline.domain.training.shares import KINDS, PHASES, percent
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held
from firstline.viewmodel.project.proved import OUTCOME

SHARES = Frame(
    "share", Text("采用率与差错率", "Adoption, errors"), "target",
    (Text("指标", "Measure"), Text("阶段", "Phase"), Text("期末", "To"), Text("比例", "Share"),
     Text("范围", "Where"), LOOK),
    (150, 70, 92, 160, 110, 110), 0,
    Text("还没有采用率或差错率:写明口径、分子和分母,不只写百分比。",
         "No rates yet: state the counting rule, the part and the whole, not a percentage alone."),
    shares.SHEET,
    spare=(4, 1),
)  # fmt: skip

SAVINGS = Frame(
    "saving", Text("价格节约", "Savings"), "piggy-bank",
    (Text("买了什么", "What"), Text("目录价", "List"), Text("合同价", "Contract"),
     Text("折扣", "Discount"), Text("签约日", "Agreed on"), Text("理由", "Reason")),
    (170, 100, 100, 80, 96, 200), 0,
    Text("还没有价格节约:写明目录价、合同价、理由和证据,续约时才用得上。",
         "No savings yet: state list and contract price, reason and evidence for the renewal."),
    saving.SHEET,
    spare=(4, 1),
)  # fmt: skip
CYCLES = Frame(
    "cycle", Text("周期缩短", "Cycle times"), "hourglass",
    (Text("周期", "Cycle"), Text("基线", "Baseline"), Text("实际", "Actual"),
     Text("缩短", "Shorter"), Text("单位", "Unit"), LOOK),
    (180, 80, 80, 90, 80, 190), 0,
    Text("还没有周期:先冻结基线,再量实际;改基线要写理由,两个都列出。",
         "No cycle times yet: freeze the baseline first, then measure; a change shows both."),
    cycle.SHEET,
    spare=(4, 1),
)  # fmt: skip


def rates(held: Held) -> Board:
    """Return the measured shares, and what changed from before to after."""
    found = shares.shares(held.of("share"))
    lines = []
    for one in found:
        entity, title = one.entity, text_of(one.entity, "title")
        place = " · ".join(part for name in ("site", "team", "role")
                           if (part := text_of(entity, name)))  # fmt: skip
        mark = "" if one.met is None else "✓ " if one.met else "✗ "
        shade = "text" if one.met is None else "ok" if one.met else "P1"
        share = f"{mark}{percent(one.value)} % ({one.part}/{one.whole})"
        cells = (
            plain(title, bold=True), Shown(named(PHASES, text_of(entity, "phase"), "plain")),
            plain(text_of(entity, "end"), "muted"), Shown(Text(share, share), shade),
            plain(place or "—", "muted"), marks(one.flags),
        )  # fmt: skip
        sort = named(KINDS, text_of(entity, "sort"), "users")
        why = Text(f"{sort.zh}。{one.why.zh}", f"{sort.en}. {one.why.en}")
        lines.append(Line(entity.id, number_of(shares.SHEET, entity), Text(title, title), cells,
                          one.flags, why, entity))  # fmt: skip
    told = [shares.told(one) for one in shares.changes(found)]
    missed = sum(one.met is False for one in found)
    head = Text(
        f"{len(found)} 项,{missed} 项未达目标。",
        f"{several(len(found), 'rate')}, {missed} missed. ",
    )
    verdict = Text(head.zh + ";".join(one.zh for one in told),
                   head.en + "; ".join(one.en for one in told))  # fmt: skip
    return Board(SHARES, tuple(lines), verdict)


def savings(held: Held) -> Board:
    """Return what was negotiated off the list prices."""
    found, lines = saving.savings(held.of("saving")), []
    for one in found:
        entity, title = one.entity, text_of(one.entity, "title")
        cells = (
            plain(title, bold=True), plain(saving.yuan(entity, "list_price"), "muted"),
            plain(saving.yuan(entity, "contract_price")), plain(f"{one.percent}%", bold=True),
            plain(text_of(entity, "agreed_on"), "muted"), plain(text_of(entity, "reason"), "muted"),
        )  # fmt: skip
        number = number_of(saving.SHEET, entity)
        lines.append(Line(entity.id, number, Text(title, title), cells, (), one.why, entity))
    total = sum(one.saved for one in found)
    saved = f"{total // 100}.{total % 100:02}"
    verdict = Text(
        f"{len(found)} 项,共节约 {saved} 元。折扣 =(目录价 − 合同价)÷ 目录价。",
        f"{several(len(found), 'saving')}, {saved} CNY in all. Discount = (list − contract) ÷ "
        f"list.",
    )
    return Board(SAVINGS, tuple(lines), verdict)


def cycles(held: Held) -> Board:
    """Return the cycle times against their baselines, a changed one with the one before."""
    lines = []
    for one in cycle.cycles(held.of("cycle")):
        entity, title = one.entity, text_of(one.entity, "title")
        first = one.baselines[0].shorter
        cells = (
            plain(title, bold=True), plain(" ← ".join(each.value for each in one.baselines)),
            plain(text_of(entity, "actual") or "—"), plain(f"{first}%" if first else "—"),
            plain(text_of(entity, "unit"), "muted"), marks(one.flags),
        )  # fmt: skip
        number = number_of(cycle.SHEET, entity)
        lines.append(Line(entity.id, number, Text(title, title), cells, one.flags, one.why, entity))
    verdict = Text(
        f"{len(lines)} 个周期。缩短 =(基线 − 实际)÷ 基线;基线冻结后要改须写理由,两者都列出。",
        f"{several(len(lines), 'cycle time')}. Shorter = (baseline − actual) ÷ baseline; a "
        "frozen baseline changes with a reason only, and both are told.",
    )
    return Board(CYCLES, tuple(lines), verdict)


OUTCOMES: tuple[Entry, ...] = (
    OUTCOME, Entry(SHARES, rates), Entry(SAVINGS, savings), Entry(CYCLES, cycles),
)  # fmt: skip
