"""The boards of lifecycles and of applications to the vendor."""

from datetime import tzinfo

from firstline.domain.contracts import application, lifecycle
from firstline.domain.contracts.application import SORTS, STATES
from firstline.domain.contracts.application_acts import add_finding, book_grant, parse_grant
from firstline.domain.contracts.facts import KINDS as FACTS
from firstline.domain.contracts.lifecycle import lives
from firstline.domain.contracts.lifecycle_rule import ASK
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health import finding
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, standing, text_of
from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import ledgers
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK

LIFECYCLES = Frame(
    "lifecycle", Text("版本生命周期", "Lifecycle"), "hourglass",
    (Text("版本", "Version"), Text("阶段", "Stage"), Text("阶段到", "Stage until"),
     Text("SPS 到", "SPS until"), Text("免费升级到", "Free upgrade until"), LOOK),
    (170, 120, 100, 100, 120, 190), 0,
    Text("还没有版本。登记产品、版本、发布日期和来源;不知道的请问厂商。",
         "No versions yet. Record product, version, release and source; ask what is not known."),
    lifecycle.SHEET, spare=(3, 2),
)  # fmt: skip
APPLICATIONS = Frame(
    "application", Text("申请", "Applications"), "send",
    (Text("申请", "Application"), Text("种类", "Kind"), Text("状态", "State"),
     Text("提交", "Submitted"), Text("答复期限", "Answer due"), LOOK),
    (190, 130, 90, 92, 92, 180), 0,
    Text("还没有申请:预评估、扶持计划或培训券。",
         "No applications yet: pre-assessment, support plan or vouchers."),
    application.SHEET, spare=(3, 1),
)  # fmt: skip
_STATE = {"granted": "ok", "partly": "ok", "rejected": "P1", "submitted": "P3"}


def lifecycles(held: Held) -> Board:
    """Return the versions, those whose free upgrade ends first at the head."""
    found = lives(held.of("lifecycle"), held.rules, held.contracts, held.today)
    lines = []
    for one in found:
        told = lifecycle.flags(one, held.today)
        stage = one.spell.stage.title if one.spell else ASK
        free = one.spell is not None and one.spell.stage.free_upgrade
        until = one.spell.last if one.spell else None
        cells = (
            plain(one.name, bold=True), Shown(stage, "ok" if free else "P2"),
            plain(str(until or "—"), "muted"), plain(str(one.sps_until or "—"), "muted"),
            plain("✓" if one.used else str(one.last_free or "—")), marks(told),
        )  # fmt: skip
        number = number_of(lifecycle.SHEET, one.entity)
        title = Text(one.name, one.name)
        lines.append(Line(one.entity.id, number, title, cells, told, one.why, one.entity, one))
    rules = "、".join(f"{one.id}({one.as_of})" for one in held.rules)
    unknown = sum(one.spell is None for one in found)
    said = Text(f"{len(found)} 个版本,{unknown} 个阶段未知,请问厂商。规则:{rules}",
                f"{several(len(found), 'version')}, {unknown} at an unknown stage: ask the vendor. "
                f"Rules: {rules}")  # fmt: skip
    return Board(LIFECYCLES, tuple(lines), said)


def applications(held: Held) -> Board:
    """Return the applications; why says what is missing and what came of it."""
    books, reported = ledgers(held.of(LEDGER)), held.of(finding.SHEET.kind)
    lines = []
    for one in standing(held.of(application.KIND)):
        lacks = application.missing(one, held.facts)
        brought = application.granted(one, books)
        findings = application.findings_of(one, reported)
        open_ones = application.open_findings(findings)
        told = application.flags(one, len(lacks), open_ones, len(brought), held.today)
        state, title = text_of(one, "state"), text_of(one, "title")
        cells = (
            plain(title, bold=True), Shown(SORTS[application.sort_of(one)], "muted"),
            Shown(named(STATES, state, "draft"), _STATE.get(state, "text")),
            plain(text_of(one, "submitted_on") or "—", "muted"),
            plain(text_of(one, "due") or "—", "muted"), marks(told),
        )  # fmt: skip
        parts = []
        if lacks:
            parts.append(
                Text(
                    f"还缺:{'、'.join(each.zh for each in lacks)}",
                    f"Missing: {', '.join(each.en for each in lacks)}",
                )
            )
        for each in brought:
            name, got = each.ledger.name, amount_words(each.steps, each.ledger.unit)
            parts.append(
                Text(
                    f"所得:{name} {got.zh},到 {each.expires}",
                    f"granted: {name} {got.en} until {each.expires}",
                )
            )
        if findings:
            closed = len(findings) - open_ones
            parts.append(
                Text(
                    f"发现项 {closed}/{len(findings)} 已关闭",
                    f"{closed} of {several(len(findings), 'finding')} closed",
                )
            )
        why = Text("。".join(each.zh for each in parts), ". ".join(each.en for each in parts))
        number = number_of(application.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, told, why, one, lacks))
    waits = sum(text_of(one.entity, "state") == "submitted" for one in lines if one.entity)
    said = Text(
        f"{len(lines)} 份申请,{waits} 份等答复。",
        f"{several(len(lines), 'application')}, {waits} await an answer.",
    )
    return Board(APPLICATIONS, tuple(lines), said)  # fmt: skip


def _grant(entity: Entity, note: str, stamp: Stamp, _zone: tzinfo, read: Read) -> Edit | None:
    what, about = parse_grant(note)
    return book_grant(entity, read(LEDGER), what, about, stamp, "zh_CN")


def _find(entity: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    return add_finding(entity, " ".join(note.split()), {}, stamp, zone)


def _nothing(_entity: Entity, _note: str, _stamp: Stamp, _zone: tzinfo) -> Edit | None:
    return None


def _came(entity: Entity) -> bool:
    return text_of(entity, "state") in ("granted", "partly")


_NOTE = Text("发现项;或 台账 数量 单位 到期日 服务",
             "A finding; or LEDGER AMOUNT UNIT LAST-DAY SERVICE")  # fmt: skip
ACTS = (
    Act(Text("登记发现项", "Record a finding"), _find, Text("已登记发现项", "Finding recorded"),
        note=_NOTE),
    Act(Text("所得记入台账", "Book a grant"), _nothing, Text("已记入台账", "Grant booked"), _came,
        _NOTE, _grant),
)  # fmt: skip
ASKED = (
    Entry(LIFECYCLES, lifecycles, ("contract",)),
    Entry(APPLICATIONS, applications, (LEDGER, finding.SHEET.kind, *FACTS), ACTS),
)
