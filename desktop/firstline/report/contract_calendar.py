"""Deadlines of contracts as an iCalendar file: a whole day each, with its alarms before it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from firstline.domain.contracts.reminders import Deadline
from firstline.domain.words import Language
from firstline.report.ical import Entry, calendar_text


def deadline_calendar(found: Iterable[Deadline], now: datetime, language: Language) -> str:
    """Return the calendar of these deadlines from today on; alarms that are past are left out."""
    today = now.date()
    entries = [
        Entry(
            f"{one.record}-{one.what}@firstline", one.day, one.day + timedelta(days=1),
            one.name.in_(language), note=one.step.in_(language),
            alarms=tuple(days for days in one.days if one.day - timedelta(days=days) >= today),
        )
        for one in found if one.day >= today
    ]  # fmt: skip
    return calendar_text(entries, now)
