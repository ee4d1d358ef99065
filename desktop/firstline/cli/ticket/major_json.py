"""The major incident of a ticket as JSON; nothing for any other ticket."""

from datetime import datetime

from firstline.domain.desk import Desk
from firstline.domain.edits.codec import Json
from firstline.domain.major.rule import standing
from firstline.domain.ticket.ticket import Ticket


def major_json(ticket: Ticket, desk: Desk, now: datetime) -> Json | None:
    """Return who commands, when the next update is due, what was said, and how the review is."""
    if not standing(ticket.events):
        return None
    from firstline.domain.major.major import Entry, major_of  # noqa: PLC0415 - for such a ticket alone

    major = major_of(ticket)
    if major is None:
        return None
    due = major.review_due(desk.working_calendar(ticket))
    lists = {Entry.UPDATE: "updates", Entry.HYPOTHESIS: "hypotheses", Entry.DECISION: "decisions"}
    return {
        "declared_at": major.declared_at.isoformat(), "declared_by": major.by,
        "commander": major.commander, "scribe": major.scribe,
        "every_minutes": int(major.every.total_seconds() // 60),
        "update_due_at": _iso(major.update_due), "update_missed": major.missed(now),
        "stand_in": major.stand_in,
        **{
            name: [
                {"at": one.at.isoformat(), "by": one.by, "text": one.text, **one.fields}
                for one in major.of(entry)
            ]
            for entry, name in lists.items()
        },
        "review": dict(major.review.fields) if major.review else None,
        "review_due_at": _iso(due), "review_overdue": due is not None and now > due,
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
