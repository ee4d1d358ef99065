"""Retention on the page of projects: the due list, legal holds, rules, and what was destroyed."""

from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import NOTHING
from firstline.domain.health.sheet import Flag, number_of
from firstline.domain.retention import destruction, hold
from firstline.domain.retention import rule as rules_of
from firstline.domain.retention.category import ABOUT, NAMES
from firstline.domain.retention.rule import Rule, Rules
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text, several
from firstline.viewmodel.detail.attachments import size
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

DUE = Frame(
    "retention_due", Text("到期清单", "Due for destruction"), "hourglass",
    (Text("类别", "Category"), Text("内容", "Item"), Text("工单", "Ticket"),
     Text("大小", "Size"), Text("到期", "Due"), Text("状态", "State")),
    (170, 200, 100, 80, 100, 170), 1,
    Text("没有到期的内容。", "Nothing is past its day."), None, adds=False, spare=(3, 2, 0),
)  # fmt: skip
HOLDS = Frame(
    "legal_hold", Text("法律保全", "Legal holds"), "scale",
    (Text("保全什么", "What is held"), Text("原因", "Why"), Text("起始", "Since"),
     Text("谁设的", "Placed by"), Text("状态", "State")),
    (180, 200, 96, 90, 180), 1,
    Text("没有保全。有争议时先设一个,任何销毁都会停下。",
         "No holds. Place one when there is a dispute: every destruction it covers stops."),
    hold.SHEET, spare=(3, 2),
)  # fmt: skip
RULES = Frame(
    "retention_rule", Text("保留规则", "Retention rules"), "clock",
    (Text("类别", "Category"), Text("天数", "Days"), Text("从何时起", "Counts from"),
     Text("依据", "Law or contract"), LOOK),
    (170, 70, 160, 240, 110), 3,
    Text("没有规则。", "No rules."), rules_of.SHEET, spare=(2, 3),
)  # fmt: skip
DESTROYED = Frame(
    "destruction", Text("销毁记录", "Destroyed"), "trash-2",
    (Text("内容", "Item"), Text("工单", "Ticket"), Text("何时", "When"), Text("谁", "By"),
     Text("规则", "Rule"), Text("大小", "Size")),
    (200, 110, 130, 90, 170, 80), 0,
    Text("还没有销毁过什么。", "Nothing was destroyed yet."), None, adds=False, spare=(5, 1, 3),
)  # fmt: skip


def due(_held: Held) -> Board:
    """Return the board of the due list, which is looked at when somebody asks for it."""
    return Board(DUE)


def _lift(entity: Entity, note: str, stamp: Stamp, _zone: tzinfo) -> Edit:
    return hold.lift(entity, stamp, note)


def _holds(entity: Entity) -> bool:
    return hold.hold_of(entity).holds


LIFT = Act(
    Text("解除保全", "Lift the hold"),
    _lift,
    Text("已解除保全", "Hold lifted"),
    _holds,
    Text("解除的理由(要第二个人来做)", "Why it is lifted (by a second person)"),
)


def holds(held: Held) -> Board:
    """Return every hold, those that hold first; one that was taken off the list holds, too."""
    lines = []
    for one in hold.holds(held.all("legal_hold")):
        gone, flags = one.lifted, _hold_flags(one)
        live = Shown(Text("■ 有效", "■ in force"), "P2", bold=True)
        state = (marks(flags) if flags else live) if one.holds else Shown(
            Text(f"○ 已解除 {gone.at:%m-%d}" if gone else "○",
                 f"○ lifted {gone.at:%m-%d}" if gone else "○"), "muted",
        )  # fmt: skip
        cells = (
            Shown(one.words, "text", bold=one.holds), plain(one.reason, "text"),
            plain(one.since, "muted"), plain(one.placed_by or "—", "muted"), state,
        )  # fmt: skip
        why = _lifted(gone, one.lifted_by) if gone is not None else NOTHING
        lines.append(Line(one.entity.id, one.number, one.words, cells, flags, why, one.entity))
    many = sum(one.holds for one in map(hold.hold_of, held.all("legal_hold")))
    verdict = Text(
        f"{many} 个保全有效。它所及的任何内容都不会销毁,直到第二个人解除;"
        "未结的补偿申请和有争议的台账自动保全其证据。",
        f"{several(many, 'hold')} in force. Nothing it covers is destroyed until a second "
        "person lifts it; open claims and disputed entries hold their evidence by themselves.",
    )
    return Board(HOLDS, tuple(lines), verdict)


def _lifted(gone: Event, by: str) -> Text:
    """Return when a hold was lifted, by whom, with whose approval, and why."""
    day, second = f"{gone.at:%Y-%m-%d}", gone.data.get("approved_by", "")
    if second:
        return Text(f"{day} {by} 解除,{second} 批准:{gone.text}",
                    f"Lifted {day} by {by}, approved by {second}: {gone.text}"
                    )  # fmt: skip
    return Text(f"{day} {by} 解除:{gone.text}",
                f"Lifted {day} by {by}: {gone.text}")  # fmt: skip


def _hold_flags(one: hold.Hold) -> tuple[Flag, ...]:
    found = []
    if one.holds and one.entity.fields.get("withdrawn"):
        found.append(Flag("off_list", Text(
            "移出清单不等于解除,仍然有效", "taken off the list, not lifted: it holds",
        )))  # fmt: skip
    if one.entity.conflicts:
        found.append(Flag("clash", Text(
            "两边改得不同,未决前有效", "two desks disagree: it holds meanwhile",
        )))  # fmt: skip
    return tuple(found)


def rules(held: Held) -> Board:
    """Return the rule in force of each category, the desk's own or the shipped one."""
    shipped = held.looked.get(RULES.id)
    known: Rules = shipped if isinstance(shipped, dict) else {}
    records = {one.id: one for one in held.all("retention_rule")}
    lines = [_rule_line(one, records.get(one.record)) for one in
             rules_of.in_force(known, records.values()).values()]  # fmt: skip
    verdict = Text(
        "每类保留多久、从何时起、依据什么。自己登记一条就替换自带的;两边改得不同,未决前不销毁。",
        "How long each category is kept, from when, and by which law. A rule of your own replaces "
        "the shipped one; where two desks disagree nothing is destroyed by it.",
    )
    return Board(RULES, tuple(lines), verdict)


def _rule_line(one: Rule, entity: Entity | None) -> Line:
    about, flags = ABOUT[one.category], []
    if one.clash:
        flags.append(Flag("clash", Text("两边改得不同", "two desks disagree")))
    if not one.active:
        flags.append(Flag("off", Text("已停用", "switched off")))
    own = Text("自己的", "own") if one.record else Text("自带", "shipped")
    days = str(one.days)
    cells = (
        Shown(about.name, "text", bold=True), plain(days), Shown(about.counts_from, "muted"),
        Shown(one.source, "muted"), marks(tuple(flags)) if flags else Shown(own, "muted"),
    )  # fmt: skip
    why = Text(
        f"{days} 天,{about.counts_from.zh}起算。依据:{one.source.zh}\n"
        f"销毁:{about.destroys.zh}\n仍会留下:{about.remains.zh}",
        f"{days} days from {about.counts_from.en}. By: {one.source.en}\n"
        f"Destroyed: {about.destroys.en}\nWhat remains: {about.remains.en}",
    )
    number = number_of(rules_of.SHEET, entity) if entity else ""
    return Line(one.record or str(one.category), number, about.name, cells, tuple(flags), why,
                entity)  # fmt: skip


def destroyed(held: Held) -> Board:
    """Return every destruction, the newest first, whoever did it."""
    lines = []
    for at, one in enumerate(destruction.every(held.all(destruction.KIND))):
        when = one.at.astimezone(held.zone)
        name = NAMES.get(one.category, Text(one.category, one.category))
        cells = (
            plain(one.name, bold=True), plain(" ".join(one.numbers) or "—", "muted"),
            plain(f"{when:%Y-%m-%d %H:%M}"), plain(one.by or "—", "muted"),
            Shown(name, "muted"), Shown(size(one.size), "muted"),
        )  # fmt: skip
        said = one.words(held.zone)
        why = Text(
            f"{said.zh}{one.why.zh}\nSHA-256 {one.sha256}\n清单 {one.listing[:16]}…",
            f"{said.en} {one.why.en}\nSHA-256 {one.sha256}\nlist {one.listing[:16]}…",
        )
        lines.append(Line(f"{at}", "", Text(one.name, one.name), cells, (), why))
    verdict = Text(
        "销毁记录与其他电脑共享。内容已从本机删除,不会再下载;工单记录里的文件名和哈希、"
        "门户副本、以前的备份和给出的包不受影响。",
        "Shared with every desk. The content left this device and is not fetched again; name and "
        "hash in the ticket's log, the portal's copy, earlier backups and packages remain.",
    )
    return Board(DESTROYED, tuple(lines), verdict)


RETENTION: tuple[Entry, ...] = (
    Entry(DUE, due), Entry(HOLDS, holds, acts=(LIFT,)), Entry(RULES, rules),
    Entry(DESTROYED, destroyed, reads=(destruction.KIND,)),
)  # fmt: skip
