"""What may be done with an action: assign, postpone, close, drop, reopen, hand on, measure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import opening, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group.action import KIND, ORIGINS, Action, State, action_from, day_from
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.edits.entity import Entity
    from firstline.domain.ticket.ticket import Ticket


def assign(stamp: "Stamp", action_id: str, values: Mapping[str, str]) -> "Edit":
    """Return the edit that makes an action: what, who and until when are needed. BadInput.

    `values` may also hold group, meeting, origin, ref, measure and measure_on.
    """
    kept: dict[str, Value] = {
        "title": clean(values.get("title", ""), 400, "title"),
        "owner": clean(values.get("owner", ""), 80, "owner"),
        "due": day_text(values.get("due", "")),
        "measure": clean(values.get("measure", ""), 400, "measure"),
        "measure_on": day_text(values.get("measure_on", "")),
        "origin": values.get("origin") or "other",
    }
    kept |= {name: values.get(name, "") for name in ("group", "meeting", "ref")}
    if not (kept["title"] and kept["owner"] and kept["due"]):
        raise BadInput(
            Text("行动项要写明做什么、谁做、哪天前。", "An action says what, who and until when.")
        )
    if kept["origin"] not in ORIGINS:
        legal = ", ".join(ORIGINS)
        raise BadInput(Text(f"来源只能是 {legal}。", f"The origin must be one of {legal}."))
    given = {name: value for name, value in kept.items() if value}
    return opening(KIND, action_id, given, stamp.id, stamp.at, stamp.actor)


def postpone(entity: "Entity", due: str, reason: str, stamp: "Stamp") -> "Edit":
    """Return the edit that gives an action another day, with the reason; both days stay on record.

    Raises BadInput without a reason or for a wrong day, Refused for one that has ended.
    """
    held = _open(entity)
    day = day_text(due)
    before = held.due.isoformat() if held.due else ""
    if not day or day == before:
        raise BadInput(Text("请写另一个日期。", "Give another day."))
    edit = setting(entity, {"due": day}, stamp)
    return _told(edit, stamp, "postponed", reason, {"from": before, "to": day})


def finish(entity: "Entity", result: str, evidence: str, stamp: "Stamp") -> "Edit":
    """Return the edit that closes an action with its result, and evidence where there is any."""
    _open(entity)
    words = clean(result, 4_000, "result", lines=True)
    if not words:
        raise BadInput(Text("请写明结果。", "Say what came of it."))
    proof = clean(evidence, 400, "evidence")
    values: dict[str, Value] = {"state": State.DONE.value, "result": words, "evidence": proof}
    return _told(setting(entity, values, stamp), stamp, "done", words)


def abandon(entity: "Entity", reason: str, stamp: "Stamp") -> "Edit":
    """Return the edit that drops an action, with the reason."""
    _open(entity)
    return _told(setting(entity, {"state": State.DROPPED.value}, stamp), stamp, "dropped", reason)


def reopen(entity: "Entity", reason: str, stamp: "Stamp") -> "Edit":
    """Return the edit that opens an action again that had ended, with the reason."""
    if action_from(entity).state is State.OPEN:
        raise Refused(Text("行动项还没有结束。", "The action has not ended."))
    return _told(setting(entity, {"state": State.OPEN.value}, stamp), stamp, "reopened", reason)


def hand_on(entity: "Entity", owner: str, stamp: "Stamp") -> "Edit":
    """Return the edit that gives an open action to somebody else. Raises BadInput, Refused."""
    held = _open(entity)
    name = clean(owner, 80, "owner")
    if not name:
        raise BadInput(Text("行动项要有负责人。", "An action needs an owner."))
    edit = setting(entity, {"owner": name}, stamp)
    return _told(edit, stamp, "handed_on", name, {"from": held.owner, "to": name})


def saw_effect(entity: "Entity", effect: str, stamp: "Stamp") -> "Edit":
    """Return the edit that records what a finished action has brought, as measured (S88)."""
    if action_from(entity).state is not State.DONE:
        raise Refused(Text("先完成,再量效果。", "It must be done before its effect is measured."))
    words = clean(effect, 2_000, "effect", lines=True)
    if not words:
        raise BadInput(Text("请写明量到的效果。", "Say what was measured."))
    return _told(setting(entity, {"effect": words}, stamp), stamp, "effect", words)


def follow_ups(ticket: "Ticket", stamp: "Stamp", known: Iterable[str]) -> list["Edit"]:
    """Return the edits that make actions of the improvements in a major incident's review.

    Their ids follow from the ticket and the line, so that two desks make the same ones; those in
    `known` are there already.
    """
    from firstline.domain.major.acts import improvements  # noqa: PLC0415
    from firstline.domain.major.major import major_of  # noqa: PLC0415 - seldom

    major = major_of(ticket)
    if major is None or major.review is None:
        return []
    held, made = set(known), []
    for at, one in enumerate(improvements(major.review.fields.get("improvements", ""))):
        action_id = derived_id(KIND, ticket.id, one.what, one.owner, one.due.isoformat())
        if action_id in held:
            continue
        held.add(action_id)
        own = replace(stamp, id=derived_id(KIND, stamp.id, str(at)))
        values = {"title": one.what, "owner": one.owner, "due": one.due.isoformat(),
                  "origin": "pir", "ref": ticket.id}  # fmt: skip
        made.append(assign(own, action_id, values))
    return made


def _open(entity: "Entity") -> Action:
    held = action_from(entity)
    if held.state is not State.OPEN:
        raise Refused(
            Text(f"{held.number} 已经结束。", f"{held.number} has ended."),
            next_step=Text("需要的话请重新打开。", "Reopen it where it is needed."),
        )
    return held


def _told(
    edit: "Edit", stamp: "Stamp", what: str, words: str, more: Mapping[str, str] | None = None
) -> "Edit":  # fmt: skip
    plain = clean(words, 4_000, "reason", lines=True)
    if not plain:
        raise BadInput(Text("请写明原因。", "Say why."))
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=plain,
        data={"what": what, **(more or {})},
    )  # fmt: skip
    return replace(edit, events=(event,))


def day_text(value: str) -> str:
    """Return an ISO date as it is stored, "" for none. Raises BadInput."""
    if value and day_from(value) is None:
        raise BadInput(
            Text(f"“{value[:20]}”不是日期。", f"{value[:20]!r} is no date."),
            next_step=Text("请写成 2026-12-10。", "Write it as 2026-12-10."),
        )
    return value
