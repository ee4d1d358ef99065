"""Bookings and last days of certificates as an iCalendar file, a whole day each."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from firstline.domain.training.book import Row
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.standing import end_of
from firstline.domain.words import Language, Text
from firstline.report.ical import Entry, calendar_text

_BOOKED, _ENDS = Text("培训", "Training"), Text("证书到期", "Certificate ends")


def training_calendar(
    rows: Iterable[Row], courses: Courses, now: datetime, language: Language
) -> str:
    """Return the calendar of what is booked from today on and of what ends."""
    return calendar_text(_entries(rows, courses, now, language), now)


def _entries(
    rows: Iterable[Row], courses: Courses, now: datetime, language: Language
) -> Iterator[Entry]:
    day = timedelta(days=1)
    for row in rows:
        for code, cell in row.cells.items():
            title = courses[code].title.in_(language) if code in courses else ""
            booking, passed = cell.facts.booking, cell.facts.passed
            if booking is not None:
                what = _BOOKED.in_(language)
                said = f"{what} {code} {title}: {row.person.label}"
                until = booking.on + day
                yield Entry(f"{booking.id}@firstline", booking.on, until, said, booking.place)
            end = end_of(passed, cell.need) if passed else None
            if passed is not None and end is not None and end >= now.date():
                said = f"{_ENDS.in_(language)} {code}: {row.person.label}"
                yield Entry(f"{passed.id}-end@firstline", end, end + day, said)
