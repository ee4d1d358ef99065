"""The boards of the vendor's performance, of claims, of evidence, and of policies watched."""

from datetime import tzinfo

from firstline.domain.contracts.contract import by_number, extensions
from firstline.domain.contracts.contract import contracts as deals
from firstline.domain.contracts.targets import NAMES
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.review import claim, claim_acts, evidence, policy
from firstline.domain.review.quality import Line as Row
from firstline.domain.review.quality import Quality, Share
from firstline.domain.review.quality_words import HEADS, cells, notes
from firstline.domain.review.views import VIEWS
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Language, Text
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import NOTHING, Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK

QUALITY = Frame(
    "vendor_quality", Text("厂商达成率", "Vendor's SLA"), "gauge",
    (Text("季度与级别", "Quarter, priority"), *HEADS[1:]),
    (150, 110, 110, 130, 160, 110), 4,
    Text("这两个季度没有判定的厂商计时。", "No clock of the vendor was judged in these quarters."),
    adds=False, spare=(3,),
)  # fmt: skip
READERS = Frame(
    "views", Text("三种看板", "Three views"), "monitor",
    (Text("给谁", "For whom"), Text("指标", "Figure"), Text("数值", "Value"), Text("依据", "Why")),
    (240, 230, 130, 300), 3,
    Text("还没有数据。", "There are no data yet."), adds=False,
)  # fmt: skip
CLAIMS = Frame(
    "claim", Text("补偿申请", "Claims"), "scale",
    (Text("申请", "Claim"), Text("状态", "State"), Text("合同", "Contract"),
     Text("超时", "Breaches"), Text("要求天数", "Days asked"), Text("谈定", "Granted"), LOOK),
    (220, 80, 110, 84, 84, 70, 170), 0,
    Text("还没有补偿申请:用“起草申请…”,由已证实的超时起草。",
         "No claims yet: draft one from proven breaches."),
    claim.SHEET, adds=False, spare=(5, 4, 2),
)  # fmt: skip
EVIDENCE = Frame(
    "evidence", Text("证据", "Evidence"), "archive",
    (Text("名称", "Title"), Text("指标", "Measure"), Text("期间", "Period"),
     Text("数值", "Figure"), Text("负责人", "Owner"), LOOK),
    (170, 100, 176, 190, 90, 150), 3,
    Text("还没有证据:故障率、投资回报率等,写明来源并附上文件。",
         "No evidence yet: failure rate, ROI and others, each with its source and file."),
    evidence.SHEET, spare=(4, 1, 2),
)  # fmt: skip
POLICY = Frame(
    "policy_watch", Text("政策关注", "Policy watch"), "search",
    (Text("关注", "Watched"), Text("种类", "Kind"), Text("上次查看", "Looked at"),
     Text("下次", "Next"), Text("看到什么", "Found"), LOOK),
    (170, 110, 96, 96, 200, 160), 4,
    Text("还没有关注的来源:政策、版本、公告、社区、峰会。90 天没看即过期。",
         "Nothing is watched yet: policies, versions, advisories, community, summits. Stale after "
         "90 days."),
    policy.SHEET, spare=(3, 1, 4),
)  # fmt: skip
_SHADES = {"ok": ("✓ ", "ok"), "warn": ("⚠ ", "P2"), "bad": ("✗ ", "P1"), "": ("", "text")}
_STATE = {"sent": "P3", "settled": "ok", "refused": "P1"}


def quality(held: Held) -> Board:
    """Return the lines of both quarters by priority; why names the tickets of each figure."""
    found = [_quality(period, row) for period in held.quality for row in period.by_priority]
    said = [one for period in held.quality[:1] for one in notes(period)]
    first = [one for at, one in enumerate(said) if at == 0 or one.zh.startswith("⚠")]
    rest = [one for one in said if one not in first]
    verdict = Text(
        "\n".join((" ".join(one.zh for one in first), *(one.zh for one in rest))),
        "\n".join((". ".join(one.en for one in first), *(one.en for one in rest))),
    )
    return Board(QUALITY, tuple(found), verdict)


def _quality(period: Quality, row: Row) -> Line:
    name = f"{period.period.name} {row.key}"
    told = cells(row)
    late = "P1" if told[4] else "muted"
    shown = (
        plain(name, bold=True), plain(told[1]), plain(told[2]), plain(told[3], "muted"),
        plain(told[4], late), plain(told[5], "P2" if told[5] else "muted"),
    )  # fmt: skip
    parts = [
        _tickets(head, share) for head, share in
        zip(HEADS[1:4], (row.response, row.net, row.gross), strict=True)
    ]  # fmt: skip
    why = Text("\n".join(one.zh for one in parts), "\n".join(one.en for one in parts))
    return Line(name, row.key, Text(name, name), shown, (), why)


def views(held: Held) -> Board:
    """Return the figures of the three readers; those of management name no person (S84)."""
    lines = []
    for reader, figures in held.views.items():
        title = VIEWS[reader][0]
        for at, one in enumerate(figures):
            glyph, shade = _SHADES[one.shade]
            value = Text(f"{glyph}{one.value.zh}", f"{glyph}{one.value.en}")
            shown = (
                Shown(title, "muted"), Shown(one.name, bold=True),
                Shown(value, shade, one.shade == "bad"), Shown(one.why, "muted"),
            )  # fmt: skip
            lines.append(Line(f"{reader}:{at}", "", one.name, shown, (), one.why))
    said = Text("每个数都由记录算出;管理层的不写人名。",
                "Each figure follows from the records; management's name no person.")  # fmt: skip
    return Board(READERS, tuple(lines), said)


def _tickets(head: Text, share: Share) -> Text:
    zh, en = [], []
    for name, several in ((Text("达成", "met"), share.met), (Text("超时", "late"), share.breached),
                          (Text("未证实", "unproven"), share.unproven)):  # fmt: skip
        if several:
            numbers = " ".join(one.number for one in several)
            zh.append(f"{name.zh} {numbers}")
            en.append(f"{name.en} {numbers}")
    return Text(f"{head.zh}:{';'.join(zh) or '—'}", f"{head.en}: {'; '.join(en) or '—'}")


def claims(held: Held) -> Board:
    """Return the claims, open ones first."""
    done = {key for one in held.of("contract") for key in extensions(one)}
    lines = []
    for one in claim.claims(held.of(claim.KIND)):
        told, title = claim.flags(one, held.today, done), text_of(one.entity, "title")
        shown = (
            plain(title, bold=True),
            Shown(named(claim.STATES, one.state, "draft"), _STATE.get(one.state, "text")),
            plain(one.contract, "muted"), plain(str(len(one.breaches))),
            plain("—" if one.days is None else str(one.days)),
            plain("—" if one.granted is None else str(one.granted)), marks(told),
        )  # fmt: skip
        why = Text(f"已证实:{_named(one, 'zh_CN')}", f"Proven: {_named(one, 'en')}")
        lines.append(Line(one.entity.id, number_of(claim.SHEET, one.entity), Text(title, title),
                          shown, told, why, one.entity, one))  # fmt: skip
    waits = sum(text_of(one.entity, "state") == "sent" for one in lines if one.entity)
    many = "claim" if len(lines) == 1 else "claims"
    said = Text(f"{len(lines)} 份申请,{waits} 份等答复。未证实、有争议、按约定暂停的都不算。",
                f"{len(lines)} {many}, {waits} awaiting an answer. The unproven, the disputed and "
                "what agreed pauses explain are left out.")  # fmt: skip
    return Board(CLAIMS, tuple(lines), said)


def _named(one: claim.Claim, language: Language) -> str:
    """Return what a claim is made for, ticket by ticket."""
    found = []
    for each in sorted(one.breaches):
        number, _, metric = each.partition(" ")
        known = metric in tuple(Metric)
        found.append(f"{number} {NAMES[Metric(metric)].in_(language) if known else metric}")
    return " · ".join(found)


def vault(held: Held) -> Board:
    """Return the figures, those of the latest period first."""
    lines = []
    for one in evidence.all_evidence(held.of(evidence.KIND)):
        entity, title = one.entity, text_of(one.entity, "title")
        days = f"{text_of(entity, 'first')} – {text_of(entity, 'last')}"
        shown = (
            plain(title, bold=True), Shown(named(evidence.MEASURES, one.measure, "other"), "muted"),
            plain(days, "muted"), Shown(one.value), plain(text_of(entity, "owner"), "muted"),
            marks(one.flags),
        )  # fmt: skip
        lines.append(Line(entity.id, number_of(evidence.SHEET, entity), Text(title, title), shown,
                          one.flags, one.sums, entity, one))  # fmt: skip
    bare = sum(bool(one.flags) for one in lines)
    said = Text(f"{len(lines)} 条证据,{bare} 条没有来源文件。",
                f"{len(lines)} figures, {bare} without a source file.")  # fmt: skip
    return Board(EVIDENCE, tuple(lines), said)


def watched(held: Held) -> Board:
    """Return the sources, those that wait longest for a look first."""
    lines = []
    for one in policy.sources(held.of(policy.KIND)):
        entity, title = one.entity, text_of(one.entity, "title")
        told = policy.flags(one, held.today)
        shown = (
            plain(title, bold=True),
            Shown(named(policy.SORTS, text_of(entity, "sort"), "other"), "muted"),
            plain(str(one.checked or "—")), plain(str(one.due or "—"), "muted"),
            plain(" ".join(text_of(entity, "seen").split()), "muted"), marks(told),
        )  # fmt: skip
        lines.append(Line(entity.id, number_of(policy.SHEET, entity), Text(title, title), shown,
                          told, NOTHING, entity, one))  # fmt: skip
    stale = sum(any(flag.code in ("stale", "never") for flag in one.flags) for one in lines)
    said = Text(
        f"{len(lines)} 个来源,{stale} 个该看。", f"{len(lines)} sources, {stale} to look at."
    )
    return Board(POLICY, tuple(lines), said)


def _extend(entity: Entity, _note: str, stamp: Stamp, _zone: tzinfo, read: Read) -> Edit | None:
    one = claim.claim_of(entity)
    contract = by_number(deals(read("contract")), one.contract)
    if contract is None:
        raise Refused(Text(f"没有登记合同 {one.contract}。",
                           f"Contract {one.contract} is not recorded."))  # fmt: skip
    return claim_acts.extend(one, contract, stamp)


def _look(effect: str) -> Act:
    def make(entity: Entity, note: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
        return policy.look(entity, note, effect, stamp, zone)

    name = Text("看过,没有影响", "Looked at: no effect") if effect == "none" else (
        Text("看过,包要更新", "Looked at: update a pack")
    )  # fmt: skip
    return Act(name, make, Text("已登记查看", "Look recorded"),
               note=Text("看到什么", "What was found"))  # fmt: skip


def _nothing(_entity: Entity, _note: str, _stamp: Stamp, _zone: tzinfo) -> Edit | None:
    return None


def _attach(entity: Entity, _note: str, file: Attachment, stamp: Stamp) -> Edit:
    from datetime import UTC  # noqa: PLC0415 - no column of it holds an instant

    from firstline.domain.health import sheet as sheets  # noqa: PLC0415

    return sheets.attach(evidence.SHEET, entity, "file", file, stamp, UTC)


def _settled(entity: Entity) -> bool:
    return text_of(entity, "state") == "settled"


VENDOR = (
    Entry(READERS, views),
    Entry(QUALITY, quality),
    Entry(CLAIMS, claims, ("contract",), (
        Act(Text("延长合同", "Extend the contract"), _nothing,
            Text("已记入合同", "Entered in the contract"), _settled, None, _extend),
    )),
    Entry(EVIDENCE, vault, (), (
        Act(Text("附上来源文件…", "Attach the source…"), _nothing,
            Text("已附上", "Attached"), filed=_attach),
    )),
    Entry(POLICY, watched, (), (_look("none"), _look("pack"))),
)  # fmt: skip
