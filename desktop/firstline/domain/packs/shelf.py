"""A shelf of packs: texts sorted into agreements, calendars and the matrix, bad ones noted."""

from collections.abc import Iterable, Mapping, Sequence

from firstline.domain.errors import BadInput
from firstline.domain.packs.calendar_packs import calendar_from, join_years
from firstline.domain.packs.packs import KINDS, agreement_from, matrix_from
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.sla.agreement import Agreement, PriorityMatrix
from firstline.domain.sla.calendar import Calendar, CalendarYear
from firstline.domain.ticket.ticket import Leg
from firstline.domain.values import replace
from firstline.domain.words import Text


class Shelf:
    """What was read so far, sorted by kind."""

    def __init__(self) -> None:
        self.agreements: list[Agreement] = []
        self.years: list[CalendarYear] = []
        self.matrix: PriorityMatrix | None = None

    def put(self, file: str, text: str) -> bool:
        """Add a pack; return whether it is one of ours. Raises BadInput."""
        source = read_toml(text, file)
        kind = KINDS.get(str(source.data.get("schema")), "")
        if kind == "agreement":
            self.agreements.append(agreement_from(source))
        elif kind == "calendar":
            self.years.append(calendar_from(source))
        elif kind == "matrix":
            self.matrix = matrix_from(source)
        return bool(kind)

    def joined(self, notes: list[Text]) -> dict[str, Calendar]:
        """Return the calendars; a year that clashes with its family is left out and noted."""
        kept: list[CalendarYear] = []
        for one in self.years:
            try:
                join_years([*kept, one])
            except BadInput as error:
                notes.append(error.sentence)
            else:
                kept.append(one)
        self.years = kept
        return join_years(kept)

    def in_order(
        self, order: Sequence[str], calendar: str, notes: list[Text]
    ) -> Iterable[Agreement]:
        """Yield the agreements in use, in rule order."""
        known = {one.id for one in self.agreements}
        for name in order or tuple(dict.fromkeys(one.id for one in self.agreements)):
            if name not in known:
                notes.append(
                    Text(f"没有“{name}”这个服务级别。", f"There is no agreement {name!r}.")
                )
            for one in self.agreements:
                if one.id == name:
                    internal = one.leg is Leg.INTERNAL and calendar
                    yield replace(one, calendar=calendar) if internal else one


def served(one: Agreement, calendars: Mapping[str, Calendar], notes: list[Text]) -> bool:
    """Whether the calendar that the agreement needs is there; if not, note it."""
    if one.needs_calendar and one.calendar not in calendars:
        notes.append(
            Text(
                f"“{one.id}”需要的日历“{one.calendar}”不在,没有采用。",
                f"{one.id!r} needs the calendar {one.calendar!r}, which is not there; left out.",
            )
        )
        return False
    return True
