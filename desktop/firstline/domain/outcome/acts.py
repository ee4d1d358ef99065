"""What may be done with the outcomes of a service action: stated, changed, measured (S3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, standing, text_of
from firstline.domain.outcome.actions import service_actions
from firstline.domain.outcome.sheet import KIND, SHEET
from firstline.domain.outcome.standing import ServiceAction
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.words import Text


def outcomes_of(action: ServiceAction, records: Sequence[Entity]) -> list[Entity]:
    """Return the stated outcomes of an action, always in one order."""
    wanted = (action.number.casefold(), action.id)
    found = [one for one in standing(records) if action_key(one) in wanted]
    return sorted(found, key=lambda one: one.id)


def action_key(entity: Entity) -> str:
    """Return the number or id of the action that an outcome belongs to, in lower case."""
    return _plain(text_of(entity, "action"))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def chosen(action: ServiceAction, records: Sequence[Entity], measure: str = "") -> Entity | None:
    """Return the outcome of an action, by its measure where one is named; None where none is.

    Raises Refused where there are several and nothing says which.
    """
    held, wanted = outcomes_of(action, records), _plain(measure)
    if wanted:
        same = (one for one in held if _plain(text_of(one, "measure")) == wanted)
        return next(same, None)
    if len(held) > 1:
        known = ", ".join(number_of(SHEET, one) for one in held)
        raise Refused(
            Text(f"{action.number} 有 {len(held)} 项预期成果。",
                 f"{action.number} has {len(held)} outcomes."),
            next_step=Text(f"请写明哪一项:{known}。", f"Say which: {known}."),
        )  # fmt: skip
    return held[0] if held else None


def state(
    action: ServiceAction, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo, read: Read
) -> Edit | None:
    """Return the edit that states what an action is to bring, or changes what was stated.

    What is not given stays as it was; None where nothing changes. Raises BadInput and Refused.
    """
    held = chosen(action, read(KIND), words_of(values.get("measure")))
    if held is not None:
        rest = {name: value for name, value in values.items() if name != "action"}
        return sheets.change(SHEET, held, rest, stamp, zone, read)
    same = sum(one.number == action.number for one in service_actions(read))
    called = action.number if same == 1 else action.id
    first = {"owner": action.owner, "project": action.project, "action": called}
    given = {**first, **{name: value for name, value in values.items() if value}}
    made = sheets.new_record(SHEET, given, stamp, zone, read)
    gone = next((one for one in read(KIND) if one.id == made.entity), None)
    if gone is None:
        return made
    back = sheets.put_back(gone, stamp)  # it was taken off; what is said now stands
    changed = sheets.change(SHEET, gone, given, stamp, zone, read)
    if changed is None:
        return back
    return replace(changed, changes=(*back.changes, *changed.changes))


def measured(
    entity: Entity, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo, read: Read,
    file: Attachment | None = None,
) -> Edit | None:  # fmt: skip
    """Return the edit that records an actual value: `values` hold actual, as_of and evidence.

    With a `file`, already held by content, its name and SHA-256 are the evidence. None where it
    says the same again. Raises BadInput.
    """
    given = dict(values)
    if file is not None:
        given |= {"evidence": file.name, "evidence_sha256": file.sha256}
    edit = sheets.change(SHEET, entity, given, stamp, zone, read)
    if edit is None or file is None:
        return edit
    data = {"sha256": file.sha256, "name": file.name, "size": str(file.size), "media": file.media}
    told = Event(
        f"{stamp.id}.{len(edit.events)}", EventKind.ATTACHED, stamp.at, actor=stamp.actor, data=data
    )
    return replace(edit, act="attach", events=(*edit.events, told))
