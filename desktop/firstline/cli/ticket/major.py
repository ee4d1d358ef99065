"""`ticket log ID major | commander | update | decision | review | …`: the major incident."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from firstline.cli.acts import Draft, answer_ticket
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

# The word of the command for each entry of a major incident.
MAJOR_KINDS = ("major", "commander", "scribe", "update", "hypothesis", "decision", "stand_in",
               "review", "withdraw_major")  # fmt: skip
_ENTRIES: Mapping[str, str] = {"major": "declared", "withdraw_major": "withdrawn"}


def log_major(
    session: Session, draft: Draft, kind: str, at: datetime | None, text: str,
    assigned: Sequence[str],
) -> None:  # fmt: skip
    """Write one entry; a field given twice has two lines, such as `--set whys=…`."""
    from firstline.domain.major.acts import write  # noqa: PLC0415
    from firstline.domain.major.major import ENTRY_NAMES, Entry  # noqa: PLC0415 - this command alone

    entry = Entry(_ENTRIES.get(kind, kind))
    fields = _fields(session, assigned)
    draft.do(lambda ticket, stamp: write(ticket, entry, stamp, text=text, at=at, fields=fields))
    ticket = draft.keep()
    if entry is Entry.REVIEW:
        _assign(session, ticket)
    name = ENTRY_NAMES[entry]
    words = Text(f"已记录 {ticket.number}:{name.zh}。", f"Logged on {ticket.number}: {name.en}.")
    answer_ticket(session, ticket, words)


def _assign(session: Session, ticket: Ticket) -> None:
    """Make actions of the improvements in a review that was just recorded (S88)."""
    from firstline.domain.group.action import KIND  # noqa: PLC0415 - this entry alone
    from firstline.domain.group.action_acts import follow_ups  # noqa: PLC0415

    known = [one.id for one in session.store.records(KIND)]
    edits = follow_ups(ticket, session.stamp(), known)
    if edits:
        session.store.perform(*edits, now=session.now())


def _fields(session: Session, assigned: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in assigned:
        name, mark, value = word.partition("=")
        if not mark or not name:
            raise BadInput(
                Text(f"“{word[:40]}”不是 名称=值。", f"“{word[:40]}” is not NAME=VALUE.")
            )
        if name == "next":
            value = _instant(session, value)
        found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


def _instant(session: Session, text: str) -> str:
    """Return an instant as ISO 8601; 14:30 is the next time the clock shows that."""
    try:
        clock = datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a wall time
    except ValueError:
        found = session.instant(text)
        return found.isoformat() if found else ""
    now = session.now()
    at = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).isoformat()
