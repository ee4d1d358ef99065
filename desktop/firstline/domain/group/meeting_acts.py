"""What may be done with a meeting: call, move, cancel, hold it, note attendance, write minutes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group.meeting import ATTEND, KIND, PRESENCE, TOPIC, Meeting, State, whole_of
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp

NOTES_LIMIT = 100_000


def call(stamp: "Stamp", group: str, at: datetime, values: Mapping[str, Value]) -> "Edit":
    """Return the edit that calls a meeting of its own; its id is the stamp's. Raises BadInput.

    `values` may hold title, place and minutes.
    """
    meeting = Meeting(stamp.id, group, at)
    return _act(None, meeting, _checked(values), stamp)


def move(entity: Entity | None, meeting: Meeting, at: datetime, reason: str,
         stamp: "Stamp") -> "Edit":  # fmt: skip
    """Return the edit that moves a meeting to another instant. Raises BadInput, Refused."""
    _check_planned(meeting)
    words = _reason(reason)
    told = {"what": "moved", "from": meeting.at.isoformat(), "to": at.isoformat()}
    return _act(entity, meeting, {"at": at.isoformat()}, stamp, words, told)


def cancel(entity: Entity | None, meeting: Meeting, reason: str, stamp: "Stamp") -> "Edit":
    """Return the edit that cancels a meeting; others of its series stay. Raises as `move`."""
    _check_planned(meeting)
    told = {"what": "cancelled"}
    return _act(entity, meeting, {"state": State.CANCELLED.value}, stamp, _reason(reason), told)


def hold(
    entity: Entity | None, meeting: Meeting, agenda: tuple[str, ...], stamp: "Stamp"
) -> "Edit":  # fmt: skip
    """Return the edit that says the meeting was held, and freezes its agenda. Raises Refused."""
    _check_planned(meeting)
    values: dict[str, Value] = {
        "state": State.HELD.value, "agenda": agenda, "at": meeting.at.isoformat(),
        "minutes": meeting.minutes,
    }  # fmt: skip
    return _act(entity, meeting, values, stamp, "", {"what": "held"})


def attend(
    entity: Entity | None, meeting: Meeting, said: Mapping[str, str], stamp: "Stamp"
) -> "Edit":  # fmt: skip
    """Return the edit that notes who was there; "" takes a note back. Raises BadInput."""
    values: dict[str, Value] = {}
    for name, presence in said.items():
        if presence and presence not in PRESENCE:
            legal = ", ".join(PRESENCE)
            raise BadInput(Text(f"出席只能是 {legal}。", f"Attendance is one of {legal}."))
        values[f"{ATTEND}.{clean(name, 80, 'name')}"] = presence or None
    return _act(entity, meeting, values, stamp)


def add_topic(entity: Entity | None, meeting: Meeting, words: str, stamp: "Stamp") -> "Edit":
    """Return the edit that puts a topic on the agenda. Raises BadInput, Refused."""
    _check_planned(meeting)
    plain = clean(words, 400, "topic")
    if not plain:
        raise BadInput(Text("议题不能为空。", "A topic needs words."))
    return _act(entity, meeting, {f"{TOPIC}.{stamp.id}": (plain, stamp.actor)}, stamp)


def minute(entity: Entity | None, meeting: Meeting, notes: str, stamp: "Stamp") -> "Edit":
    """Return the edit that writes the minutes; lines of two people merge. Raises BadInput."""
    if meeting.state is State.CANCELLED:
        raise Refused(Text("会议已取消,没有纪要。", "The meeting was cancelled."))
    return _act(entity, meeting, {"notes": clean(notes, NOTES_LIMIT, "body", lines=True)}, stamp)


def _act(
    entity: Entity | None, meeting: Meeting, values: Mapping[str, Value], stamp: "Stamp",
    text: str = "", told: Mapping[str, str] | None = None,
) -> "Edit":  # fmt: skip
    """Return the edit; where nobody touched the meeting yet, it makes the record as well.

    What makes the record is the same on every desk, so that two that begin it agree.
    """
    if entity is None:
        basis: dict[str, Value] = {
            "group": meeting.group, "series": meeting.series,
            "nominal": meeting.nominal.isoformat() if meeting.nominal else "",
            "planned_at": meeting.at.isoformat(),
        }  # fmt: skip
        kept = {name: one for name, one in {**basis, **values}.items() if one not in (None, "")}
        edit = opening(KIND, meeting.id, kept, stamp.id, stamp.at, stamp.actor)
    else:
        edit = setting(entity, values, stamp)
    if told is None:
        return edit
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=text, data=told
    )
    return replace(edit, events=(event,))


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if name == "minutes":
            kept[name] = whole_of(value) or 30
        else:
            kept[name] = clean(str(value or ""), 200, name)
    return kept


def _reason(words: str) -> str:
    plain = clean(words, 400, "reason")
    if not plain:
        raise BadInput(Text("请写明原因。", "Say why."))
    return plain


def _check_planned(meeting: Meeting) -> None:
    if meeting.state is State.HELD:
        raise Refused(Text("会议已经开过。", "The meeting was held already."))
    if meeting.state is State.CANCELLED:
        raise Refused(Text("会议已取消。", "The meeting was cancelled."))
