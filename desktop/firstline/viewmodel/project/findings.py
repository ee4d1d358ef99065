"""Registers of process diagnoses on the page of projects, and the trace of requirements."""

from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.project import diagnosis, requirement
from firstline.domain.project.trace import CASE, Hole, trace
from firstline.domain.words import Text, several
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import NOTHING, Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

DIAGNOSES = Frame(
    "diagnosis", Text("流程诊断", "Process diagnoses"), "stethoscope",
    (Text("诊断", "Diagnosis"), Text("状态", "State"), Text("日期", "Held on"),
     Text("痛点已处理", "Points ended"), Text("权益", "Entitlement"), LOOK),
    (180, 90, 96, 96, 100, 180), 0,
    Text("还没有流程诊断。厂商的免费诊断也要登记,并在台账上消耗。",
         "No diagnoses yet. Record the vendor's free ones, too, and book them on their ledger."),
    diagnosis.SHEET,
    spare=(2, 4, 5),
)  # fmt: skip
POINTS = Frame(
    "pain_point", Text("痛点", "Pain points"), "target",
    (Text("痛点", "Pain point"), Text("流程", "Process"), Text("严重程度", "Severity"),
     Text("处理结果", "Outcome"), Text("编号", "Link"), LOOK),
    (190, 100, 80, 110, 90, 180), 0,
    Text("还没有痛点。每个都要转为需求、培训、风险,或驳回。",
         "No pain points. Each becomes a requirement, training, a risk, or is rejected."),
    diagnosis.POINT,
    spare=(1, 4, 2, 5),
)  # fmt: skip
TRACE = Frame(
    "trace", Text("需求追溯", "Trace"), "workflow",
    (Text("编号", "Id"), Text("需求", "Requirement"), Text("流程", "Process"),
     Text("UAT 用例", "UAT cases"), Text("培训", "Training"), LOOK),
    (90, 190, 110, 180, 100, 200), 1,
    Text("还没有需求,没有可追溯的。", "No requirements yet: there is nothing to trace."),
    adds=False, spare=(4, 0, 5),
)  # fmt: skip
SHADES = {"high": "P1", "medium": "P2", "low": "muted"}


def diagnoses(held: Held) -> Board:
    """Return the diagnoses with how many of their pain points have an outcome."""
    points, ledgers = held.all("pain_point"), held.all("ledger")
    lines = []
    for one in held.of("diagnosis"):
        mine = diagnosis.points_of(one, points)
        ended = sum(text_of(point, "outcome") != "open" for point in mine)
        flags = diagnosis.flags(one, points, ledgers)
        title, paid = text_of(one, "title"), diagnosis.consumed(one, ledgers)
        entitlement = text_of(one, "entitlement") or "—"
        cells = (
            plain(title, bold=True), Shown(named(diagnosis.STATES, text_of(one, "state"), "held")),
            plain(text_of(one, "held_on") or "—", "muted"),
            plain(f"{ended}/{len(mine)}", "ok" if mine and ended == len(mine) else "P2"),
            plain(f"✓ {entitlement}" if paid else entitlement, "ok" if paid else "muted"),
            marks(flags),
        )  # fmt: skip
        number = number_of(diagnosis.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    verdict = Text(
        f"{len(lines)} 次诊断。痛点没有处理结果时,关口 G2 不能放行。",
        f"{several(len(lines), 'diagnosis', 'diagnoses')}. A pain point without an outcome "
        f"holds gate G2.",
    )
    return Board(DIAGNOSES, tuple(lines), verdict)


def points(held: Held) -> Board:
    """Return the pain points, those without an outcome first."""
    found = diagnosis.points(held.all, held.now.date(), held.project)
    mine = {one.id for one in held.of("pain_point")}
    lines = []
    for one, flags in found:
        if one.id not in mine:
            continue
        key, grave = text_of(one, "outcome"), text_of(one, "severity")
        title = text_of(one, "title")
        cells = (
            plain(title, bold=True), plain(text_of(one, "process") or "—", "muted"),
            Shown(named(diagnosis.SEVERITIES, grave, "medium"), SHADES.get(grave, "text")),
            Shown(named(diagnosis.OUTCOMES, key, "open"), "P2" if key == "open" else "text"),
            plain(text_of(one, "link") or "—", "muted"), marks(flags),
        )  # fmt: skip
        number = number_of(diagnosis.POINT, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    stops = sum(any(flag.stops for flag in one.flags) for one in lines)
    verdict = Text(
        f"{len(lines)} 个痛点,{stops} 个没有处理结果:关口 G2 因此不能放行。"
        if stops else f"{len(lines)} 个痛点,都有处理结果。",
        f"{len(lines)} pain points, {stops} without an outcome: they hold gate G2."
        if stops else f"{len(lines)} pain points, each with an outcome.",
    )  # fmt: skip
    return Board(POINTS, tuple(lines), verdict)


def traces(held: Held) -> Board:
    """Return the trace: one line a requirement, one more for each hole that belongs to none."""
    mine = {one.id for one in held.of("requirement")}
    found = trace(held.all, held.project, held.gates)
    lines = []
    for one in found.threads:
        if one.entity.id not in mine:
            continue
        number, title = number_of(requirement.SHEET, one.entity), text_of(one.entity, "title")
        process = text_of(one.entity, "process")
        first = one.holes[0].why if one.holes else Text("✓", "✓")
        look = Text(f"✗ {first.zh}", f"✗ {first.en}") if one.holes else first
        cells = (
            plain(number, "muted"), plain(title, bold=True),
            plain(process or "✗", "text" if process else "P1"),
            plain(", ".join(one.cases) or "✗", "text" if one.cases else "P1"),
            plain(", ".join(one.training) or "—", "muted"),
            Shown(look, "P1" if one.holes else "ok"),
        )  # fmt: skip
        lines.append(
            Line(
                one.entity.id,
                number,
                Text(title, title),
                cells,
                tuple(Flag(hole.code, hole.why) for hole in one.holes),
                _why(one.holes, one.points),
            )
        )
    lines += [_lost(at, one) for at, one in enumerate(found.holes)]
    return Board(TRACE, tuple(lines), found.why)


def _why(holes: tuple[Hole, ...], points_: tuple[str, ...]) -> Text:
    came = [Text(f"来自痛点“{one}”", f"from the pain point {one}") for one in points_]
    told = [*(one.why for one in holes), *came]
    return Text("\n".join(one.zh for one in told), "\n".join(one.en for one in told))


def _lost(at: int, hole: Hole) -> Line:
    words = Text(f"✗ {hole.why.zh}", f"✗ {hole.why.en}")
    dash = plain("—", "muted")
    cells = (dash, Shown(hole.why, "P1"), dash, dash, dash, Shown(words, "P1"))
    return Line(f"hole {at}", "", hole.why, cells, (Flag(hole.code, hole.why),), hole.why)


def _nothing(_entity: Entity, _note: str, _stamp: Stamp, _zone: tzinfo) -> None:
    return None


def _consume(entity: Entity, note: str, stamp: Stamp, _zone: tzinfo, read: Read) -> Edit:
    """Return the edit that books the entitlement: one unit, or as many as were typed."""
    return diagnosis.consume(entity, read("ledger"), note.strip() or "1", stamp)


CONSUME = Act(
    Text("消耗权益", "Book entitlement"), _nothing, Text("已在台账上消耗", "Booked on its ledger"),
    offered=lambda one: bool(one.fields.get("entitlement")),
    note=Text("数量,空着是 1", "How much, empty is 1"), beside=_consume,
)  # fmt: skip
FINDINGS: tuple[Entry, ...] = (
    Entry(DIAGNOSES, diagnoses, reads=("pain_point", "ledger"), acts=(CONSUME,)),
    Entry(POINTS, points, reads=("diagnosis", "requirement", "risk")),
)
TRACES = Entry(TRACE, traces, reads=("requirement", "pain_point", CASE))
