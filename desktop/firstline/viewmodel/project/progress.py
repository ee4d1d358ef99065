"""Registers of progress and people on the page of projects, and project health."""

from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.project import benefit, deliverable, vendor_person
from firstline.domain.project.project_health import READS, VERDICTS, health
from firstline.domain.words import Text, several
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import NOTHING, Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

HEALTH = Frame(
    "project_health", Text("项目健康", "Project health"), "gauge",
    (Text("规则", "Rule"), Text("结论", "Verdict"), Text("值", "Value"),
     Text("阈值", "Threshold"), Text("依据", "Why")),
    (190, 100, 84, 84, 300), 4,
    Text("没有规则。", "There are no rules."),
    adds=False, spare=(3,),
)  # fmt: skip
DELIVERABLES = Frame(
    "deliverable", Text("交付物", "Deliverables"), "package",
    (Text("交付物", "Deliverable"), Text("状态", "State"), Text("交付日", "Due"), Text("%", "%"),
     Text("预算", "Budget"), Text("已发生", "Spent"), LOOK),
    (180, 80, 96, 52, 86, 86, 170), 0,
    Text("还没有交付物:每项写明日期、预算和完成度,才算得出挣值。",
         "No deliverables yet: earned value needs the days, budget and progress of each."),
    deliverable.SHEET,
    spare=(5, 4, 1, 6),
)  # fmt: skip
BENEFITS = Frame(
    "benefit", Text("项目收益", "Benefits"), "flag",
    (Text("收益", "Benefit"), Text("基线", "Baseline"), Text("目标", "Target"),
     Text("实际", "Actual"), Text("达成", "Realised"), Text("达成日", "Due"), LOOK),
    (180, 70, 70, 70, 80, 96, 160), 0,
    Text("还没有收益:写明基线、目标和日期,到期前没有实际值就是未证明。",
         "No benefits yet: state baseline, target and day; without an actual it is unproven."),
    benefit.SHEET,
    spare=(1, 2, 5, 6),
)  # fmt: skip
PEOPLE = Frame(
    "vendor_person", Text("厂商人员", "Vendor's people"), "user-cog",
    (Text("姓名", "Name"), Text("角色", "Role"), Text("到任", "From"), Text("离开", "Until"),
     Text("工时", "Hours"), LOOK),
    (120, 150, 96, 96, 70, 220), 5,
    Text("还没有登记厂商的项目经理和顾问。", "No project manager or consultant recorded yet."),
    vendor_person.SHEET,
    spare=(4, 3, 2),
)  # fmt: skip
HANDOVERS = Frame(
    "handover", Text("交接记录", "Hand-overs"), "repeat",
    (Text("交出人", "From"), Text("接手人", "To"), Text("日期", "On"),
     Text("我方确认", "Accepted by"), Text("未结事项", "Open points")),
    (110, 110, 96, 110, 240), 4,
    Text("还没有交接记录。厂商换人而没有记录,项目健康会亮红。",
         "No hand-over records. A replacement without one turns project health red."),
    vendor_person.HANDOVER,
    spare=(3,),
)  # fmt: skip
GLYPHS = {"red": "✗", "ok": "✓", "unknown": "?"}
SHADES = {"red": "P1", "ok": "ok", "unknown": "muted"}


def healths(held: Held) -> Board:
    """Return every rule with its value, its threshold and why."""
    found = health(held.of, held.now, held.zone)
    lines = []
    for one in found:
        word, shade = VERDICTS[one.verdict], SHADES[one.verdict]
        mark = GLYPHS[one.verdict]
        cells = (
            Shown(one.name, bold=True),
            Shown(Text(f"{mark} {word.zh}", f"{mark} {word.en}"), shade, one.verdict == "red"),
            plain(one.value or "—", shade), plain(one.threshold, "muted"), Shown(one.why, "muted"),
        )  # fmt: skip
        flags = (Flag(one.rule, one.why),) if one.verdict == "red" else ()
        lines.append(Line(one.rule, one.rule, one.name, cells, flags, one.why))
    red = sum(one.verdict == "red" for one in found)
    unknown = sum(one.verdict == "unknown" for one in found)
    verdict = Text(
        f"{len(found)} 条规则,{red} 条为红,{unknown} 条没有数据(不算正常)。阈值是我方约定。",
        f"{several(len(found), 'rule')}, {red} red, {unknown} without data, which is not in "
        f"order. The "
        "thresholds are our own.",
    )
    return Board(HEALTH, tuple(lines), verdict)


def deliverables(held: Held) -> Board:
    """Return the deliverables; the words above them are the earned value."""
    today = held.now.date()
    records = held.of("deliverable")
    lines = []
    for one, flags in deliverable.deliverables(records, today):
        key, title = text_of(one, "state"), text_of(one, "title")
        done = key in ("delivered", "accepted")
        planned, spent = (text_of(one, name) for name in ("planned_yuan", "actual_yuan"))
        cells = (
            plain(title, bold=True),
            Shown(named(deliverable.STATES, key, "planned"), "ok" if done else "text"),
            plain(text_of(one, "due") or "—", "muted"), plain(text_of(one, "percent") or "0"),
            plain(f"{int(planned):,}" if planned.isdigit() else "—", "muted"),
            plain(f"{int(spent):,}" if spent.isdigit() else "—", "muted"), marks(flags),
        )  # fmt: skip
        number = number_of(deliverable.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    sums = deliverable.earned(records, today)
    figures = f"PV {sums.planned:,.0f}  EV {sums.earned:,.0f}  AC {sums.actual:,.0f}"
    cpi, spi = (sums.cost_index or "—", sums.schedule_index or "—")
    verdict = Text(
        f"{len(lines)} 项交付物。挣值(元):{figures};CPI {cpi},SPI {spi}。",
        f"{several(len(lines), 'deliverable')}. Earned value in yuan: {figures}; CPI {cpi}, SPI "
        f"{spi}.",
    )
    return Board(DELIVERABLES, tuple(lines), verdict)


def benefits(held: Held) -> Board:
    """Return the benefits against their plan."""
    lines = []
    for one, flags in benefit.benefits(held.of("benefit"), held.now.date()):
        title, percent = text_of(one, "title"), benefit.realised(one)
        cells = (
            plain(title, bold=True), plain(text_of(one, "baseline"), "muted"),
            plain(text_of(one, "target"), "muted"), plain(text_of(one, "actual") or "—"),
            plain("—" if percent is None else f"{percent}%"),
            plain(text_of(one, "due"), "muted"), marks(flags),
        )  # fmt: skip
        why = Text(text_of(one, "unit"), text_of(one, "unit"))
        number = number_of(benefit.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, why, one))
    least = benefit.LEAST_PERCENT
    verdict = Text(
        f"{len(lines)} 项收益。达成 =(实际 − 基线)÷(目标 − 基线);到期低于 {least}% 要看一看。",
        f"{several(len(lines), 'benefit')}. Realised = (actual − baseline) ÷ (target − "
        f"baseline); looked at "
        f"under {least} % when due.",
    )
    return Board(BENEFITS, tuple(lines), verdict)


def people(held: Held) -> Board:
    """Return the vendor's people by role."""
    found = vendor_person.people(
        held.of("vendor_person"), held.all("handover"), held.now.date(), held.project
    )
    lines = []
    for one in found:
        entity, title = one.entity, text_of(one.entity, "name")
        role = named(vendor_person.ROLES, text_of(entity, "role"), "other")
        cells = (
            plain(title, bold=True), Shown(role), plain(text_of(entity, "starts_on"), "muted"),
            plain(text_of(entity, "ends_on") or "—", "muted"), plain(f"{one.minutes / 60:.1f}"),
            marks(one.flags),
        )  # fmt: skip
        before = text_of(one.before, "name") if one.before else ""
        why = Text(f"接替 {before}", f"Took over from {before}") if before else NOTHING
        number = number_of(vendor_person.SHEET, entity)
        lines.append(Line(entity.id, number, Text(title, title), cells, one.flags, why, entity))
    lacking = sum(any(flag.code == "no_handover" for flag in one.flags) for one in found)
    hours = sum(one.minutes for one in found) / 60
    verdict = Text(
        f"{len(found)} 人,共 {hours:,.1f} 小时;{lacking} 次接替没有交接记录。",
        f"{several(len(found), 'person', 'people')}, {hours:,.1f} hours; {lacking} took over "
        f"without a hand-over record.",
    )
    return Board(PEOPLE, tuple(lines), verdict)


def handovers(held: Held) -> Board:
    """Return the hand-over records, the newest first."""
    lines = []
    for one in sorted(held.of("handover"), key=lambda one: text_of(one, "on"), reverse=True):
        title = f"{text_of(one, 'from')} → {text_of(one, 'to')}"
        cells = (
            plain(text_of(one, "from"), bold=True), plain(text_of(one, "to"), bold=True),
            plain(text_of(one, "on"), "muted"), plain(text_of(one, "accepted_by")),
            plain(" ".join(text_of(one, "open_points").split()), "muted"),
        )  # fmt: skip
        number = number_of(vendor_person.HANDOVER, one)
        lines.append(Line(one.id, number, Text(title, title), cells, (), NOTHING, one))
    verdict = Text(
        f"{len(lines)} 次交接。接手人到任而没有记录的,列在厂商人员里。",
        f"{several(len(lines), 'hand-over')}. Those that lack stand at the vendor's people.",
    )
    return Board(HANDOVERS, tuple(lines), verdict)


def _effort(entity: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit of one line of effort: the hours first, then what was done."""
    hours, _, what = note.strip().partition(" ")
    return vendor_person.log_effort(entity, hours, what, stamp, zone)


EFFORT = Act(
    Text("登记工时", "Log effort"), _effort, Text("已登记工时", "Effort logged"),
    note=Text("小时 做了什么,例如:7.5 接口联调", "Hours and work, such as: 7.5 interface test"),
)  # fmt: skip
PROGRESS: tuple[Entry, ...] = (
    Entry(HEALTH, healths, reads=READS),
    Entry(DELIVERABLES, deliverables),
    Entry(BENEFITS, benefits),
    Entry(PEOPLE, people, reads=("handover",), acts=(EFFORT,)),
    Entry(HANDOVERS, handovers),
)
