"""A working group as its commands show it: as JSON, and as lines for a person."""

from datetime import date
from typing import Any

from firstline.cli.group.keys import entity_of, meeting_json, meetings_of, one_group
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.group import meeting as meetings
from firstline.domain.group.meeting_paper import name_of
from firstline.domain.group.raci import ROLES
from firstline.domain.group.working_group import KIND, SIDES, TEXTS, Charter
from firstline.domain.words import Text


def group_json(session: Session, one: Charter) -> dict[str, Any]:
    """Return a group as JSON."""
    following = meetings.upcoming(meetings_of(session, one), session.now())
    say = session.language
    return {
        "id": one.id, "number": one.number, **one.texts, "closed": one.closed,
        "members": [
            {"name": held.name, "side": held.side, "role": held.role, "contact": held.contact,
             "deputy": held.deputy} for held in one.members
        ],
        "raci": [{"key": row.key, "activity": row.name.in_(say), "letters": dict(row.letters)}
                 for row in one.raci],
        "levels": [{"level": held.number, "who": held.who, "when": held.when, "how": held.how}
                   for held in one.levels],
        "series": [
            {"key": held.key, "name": held.called.in_(say), "every": str(held.every),
             "on": held.on, "at": f"{held.at:%H:%M}", "minutes": held.minutes,
             "place": held.place, "zone": held.zone, "starts": held.starts.isoformat()}
            for held in one.series
        ],
        "faults": [fault.in_(say) for fault in one.faults()],
        "next": meeting_json(session, one, following) if following else None,
    }  # fmt: skip


def tell_group(session: Session, one: Charter) -> None:
    """Answer with one group."""
    say = session.language

    def words() -> str:
        lines = [f"{one.number}  {one.name}"]
        lines += [f"{said.in_(say)}: {one.texts[name]}" for name, said in TEXTS.items()
                  if name != "name" and one.texts[name]]  # fmt: skip
        for held in one.members:
            role = ROLES.get(held.role, Text(held.role, held.role)).in_(say)
            parts = (SIDES.get(held.side, Text(held.side, held.side)).in_(say), held.name, role,
                     held.contact)  # fmt: skip
            lines.append("  " + " · ".join(part for part in parts if part))
        lines += [
            f"  {row.name.in_(say)}: {' '.join(f'{role}={at}' for role, at in row.letters.items())}"
            for row in one.raci
        ]
        lines += [f"  {held.number}. {held.when} → {held.who} {held.how}" for held in one.levels]
        lines += [f"  {held.called.in_(say)}: {held.rhythm.in_(say)}" for held in one.series]
        lines += [f"⚠ {fault.in_(say)}" for fault in one.faults()]
        following = meetings.upcoming(meetings_of(session, one), session.now())
        if following is not None:
            at = following.at.astimezone(session.zone)
            name = name_of(following, one).in_(say)
            lines.append(f"{Text('下次会议', 'Next meeting').in_(say)}: {name} {at:%Y-%m-%d %H:%M}")
        return "\n".join(lines)

    session.answer(group_json(session, one), words)


def entity_of_group(session: Session, charter: Charter) -> Entity:
    """Return the record of a group."""
    return entity_of(session, KIND, charter.id)


def do(session: Session, charter: Charter, edit: Edit) -> None:
    """Perform an edit of a group, and answer with the group."""
    if edit.changes or edit.events:
        session.store.perform(edit, now=session.now())
    tell_group(session, one_group(session, charter.id))


def day_of(text: str | None) -> date | None:
    """Return the date that somebody wrote, None for none. Raises BadInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(
            Text(f"“{text}”不是日期。", f"“{text}” is no date."),
            next_step=Text("请写成 2026-12-10。", "Write it as 2026-12-10."),
        ) from error
