"""The register of outcomes on the page of projects: service actions, proven or not (S3)."""

from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.outcome import acts
from firstline.domain.outcome.actions import KINDS, SOURCES
from firstline.domain.outcome.proof import READS, Stood, counts, proofs, summed
from firstline.domain.outcome.sheet import SHEET
from firstline.domain.outcome.standing import GLYPHS, PROOFS, Judged, Proof, Proved, Stage
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, plain
from firstline.viewmodel.project.entry import Entry, Held

PROOF_SHADES = {Proof.OPEN: "text", Proof.UNPROVEN: "P2", Proof.MISSED: "P1", Proof.PROVEN: "ok",
          Proof.DROPPED: "muted"}  # fmt: skip
"""Green is for what was measured and met alone; what is only closed has the colour of a warning."""
_ORDER = (Proof.MISSED, Proof.UNPROVEN, Proof.OPEN, Proof.PROVEN, Proof.DROPPED)
PROVED = Frame(
    "outcome", Text("行动成效", "Action outcomes"), "circle-check",
    (Text("状态", "State"), Text("行动", "Action"), Text("预期成果", "Intended outcome"),
     Text("基线→目标:实际", "From→to: actual"), Text("为什么", "Why")),
    (100, 84, 170, 124, 170), 2,
    Text("还没有结束的或写明成果的服务行动。结束而没有实际值的,都算未证实。",
         "No service action is closed or states an outcome. Closed without an actual is unproven."),
    SHEET,
    spare=(1, 4),
)  # fmt: skip


def shown(proof: Proof) -> Shown:
    """Return how an action stands as a cell: a glyph, words, and a colour that is seldom green."""
    glyph, words = GLYPHS[proof], PROOFS[proof]
    said = Text(f"{glyph} {words.zh}", f"{glyph} {words.en}")
    return Shown(said, PROOF_SHADES[proof], proof is Proof.MISSED)


def stood(held: Held) -> list[Stood]:
    """Return the service actions of the project that is looked at, and of none, all with states."""
    mine = {one.id for one in held.of(SHEET.kind)} | {one.id for one in held.of("change_request")}
    narrowed = bool(held.project or held.phase)
    return [
        one for one in proofs(held.all, held.now)
        if not narrowed or one.action.id in mine
        or any(each.entity.id in mine for each in one.proved.outcomes)
    ]  # fmt: skip


def proved(held: Held) -> Board:
    """Return what is closed and what states an outcome: missed and unproven stand first."""
    found = stood(held)
    found.sort(key=lambda one: one.action.id, reverse=True)
    found.sort(key=lambda one: _ORDER.index(one.proved.proof))
    lines: list[Line] = []
    for one in found:
        lines += [_line(one, each) for each in one.proved.outcomes]
        if not one.proved.outcomes and one.action.stage is Stage.CLOSED:
            lines.append(_bare(one))
    sums = summed(counts(found))
    verdict = Text(
        f"{sums.zh}结束不等于有成效:没有结束之后量到的实际值,就是未证实。",
        f"{sums.en} To be closed is no success: without a value measured after the closing an "
        "action is unproven.",
    )
    return Board(PROVED, tuple(lines), verdict)


def _line(one: Stood, each: Judged) -> Line:
    entity, title = each.entity, text_of(each.entity, "title")
    low, high = (text_of(entity, name) or "—" for name in ("baseline", "target"))
    cells = (
        shown(each.proof), plain(one.action.number, "muted"), plain(title, bold=True),
        plain(f"{low}→{high}: {text_of(entity, 'actual') or '—'}"),
        Shown(each.why, "muted"),
    )  # fmt: skip
    action = Text(f"{one.action.title}:{each.why.zh}", f"{one.action.title}: {each.why.en}")
    flags = (Flag(str(each.proof), PROOFS[each.proof]),) if each.proof in _LOOK else ()
    return Line(entity.id, number_of(SHEET, entity), Text(title, title), cells, flags, action,
                entity, one)  # fmt: skip


_LOOK = (Proof.MISSED, Proof.UNPROVEN)


def _bare(one: Stood) -> Line:
    title, kind = one.action.title, SOURCES[one.action.kind].name
    none = Text(f"{kind.zh}:{title}", f"{kind.en}: {title}")
    why = one.proved.why
    cells = (
        shown(one.proved.proof), plain(one.action.number, "muted"), Shown(none),
        plain("—", "muted"), Shown(why, "muted"),
    )  # fmt: skip
    flags = (Flag(str(one.proved.proof), why),)
    return Line(one.action.id, one.action.number, Text(title, title), cells, flags, why, None, one)


def _measured(entity: Entity, note: str, stamp: Stamp, zone: tzinfo, read: Read) -> Edit | None:
    """Return the edit of an actual value that was typed as value, day and evidence."""
    value, _, rest = note.strip().partition(" ")
    day, _, proof = rest.strip().partition(" ")
    if not (value and day and proof.strip()):
        raise BadInput(
            Text("请写:实际值 日期 证据。", "Write: value, day, evidence."),
            next_step=Text("例如:4.2 2026-11-25 盘点表。", "Such as: 4.2 2026-11-25 count sheet."),
        )
    values: dict[str, Value] = {"actual": value, "as_of": day, "evidence": proof.strip()}
    return acts.measured(entity, values, stamp, zone, read)


def _never(_entity: Entity, _note: str, _stamp: Stamp, _zone: tzinfo) -> None:
    return None


MEASURE = Act(
    Text("登记实际值", "Record actual"), _never, Text("已登记实际值", "Actual recorded"),
    note=Text("实际值 日期 证据,如:4.2 2026-11-25 盘点表",
              "Value, day, evidence: 4.2 2026-11-25 count sheet"),
    beside=_measured,
)  # fmt: skip
OUTCOME = Entry(PROVED, proved, reads=(*KINDS, *READS), acts=(MEASURE,))


def change_proofs(held: Held) -> dict[str, Proved]:
    """Return how the change requests stand that are done, by their ids (S3)."""
    kind = "change_request"
    return {
        one.action.id: one.proved for one in proofs(held.all, held.now, (kind,))
        if one.action.stage is Stage.CLOSED
    }  # fmt: skip


def proof_flags(proved: Proved | None) -> tuple[Flag, ...]:
    """Return what is to be looked at in an action that is closed: missed or unproven, with why."""
    if proved is None or proved.proof not in _LOOK:
        return ()
    return (Flag(str(proved.proof), proved.why),)
