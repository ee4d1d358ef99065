"""The desk: the agreements and calendars in use, and which of them hold for a ticket."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from firstline.domain.digests import sha256
from firstline.domain.errors import BadInput
from firstline.domain.instants import epoch
from firstline.domain.packs.calendar_packs import in_zone
from firstline.domain.packs.shelf import Shelf, served
from firstline.domain.sla.agreement import (
    RUN,
    Agreement,
    PriorityMatrix,
    Scope,
    Versions,
    grouped,
    in_force,
    phase_of,
)
from firstline.domain.sla.calendar import Calendar
from firstline.domain.sla.live import next_change
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.contracts.terms import Term
    from firstline.domain.packs.signature import Seal
    from firstline.domain.sla.clock import Clock
    from firstline.domain.sla.modifiers import Moments
    from firstline.domain.sla.why import Why

CLOCK_VERSION = "1"  # raise it when a rule is computed otherwise: stored due times are rebuilt
_P1, _P2, _P3, _P4 = Priority
PLAIN_MATRIX = PriorityMatrix(
    "plain",
    ((_P1, _P2, _P3), (_P2, _P3, _P4), (_P3, _P4, _P4)),
    (Text("全厂", "plant"), Text("一个部门", "one department"), Text("个人", "one person")),
    (Text("无替代", "no workaround"), Text("有绕行", "workaround"), Text("可以等", "can wait")),
)
Chosen = tuple[Versions, Text]


class Desk:
    """The packs in use. Immutable: other packs make another desk with another fingerprint."""

    def __init__(
        self,
        agreements: Sequence[Agreement] = (),
        calendars: Mapping[str, Calendar] = MappingProxyType({}),
        matrix: PriorityMatrix = PLAIN_MATRIX,
        *,
        site_calendars: Mapping[str, str] = MappingProxyType({}),
        fingerprint: str = "",
        calendar: str = "",
    ) -> None:
        self.agreements = tuple(agreements)
        self.calendars = MappingProxyType(dict(calendars))
        self.matrix = matrix
        self.site_calendars = MappingProxyType(dict(site_calendars))
        self.fingerprint = self._packs = fingerprint
        self.terms: tuple[Term, ...] = ()
        """What contracts and supplements promise over the agreements of the vendor leg (S60)."""
        self.seals: Mapping[tuple[str, str], Seal] = MappingProxyType({})
        """Who signed the agreements that do not come with the program, by id and version (S4)."""
        first = next(iter(self.calendars.values()), None)
        self.calendar = self.calendars.get(calendar, first)
        """What says which days are worked here: the calendar that was chosen, else the first."""
        self.moments: Moments | None = None
        """When business moments hold beside their own rules: the pay day, dated windows."""
        self._groups = grouped(self.agreements)
        self._chosen: dict[tuple[str, str, str, str, str], tuple[Chosen, ...]] = {}

    def with_terms(self, terms: "Sequence[Term]") -> "Desk":
        """Return the desk of the same packs that counts by these terms of contracts, too."""
        made = Desk(
            self.agreements, self.calendars, self.matrix, site_calendars=self.site_calendars,
            fingerprint=self._packs,
        )  # fmt: skip
        made.calendar, made.terms, made.moments = self.calendar, tuple(terms), self.moments
        made.seals = self.seals
        if terms:
            from firstline.domain.contracts.terms import mark_of  # noqa: PLC0415 - with these only

            made.fingerprint = sha256(f"{self._packs}{mark_of(terms)}".encode()).hexdigest()[:32]
        return made

    def seal_of(self, one: Agreement) -> "Seal":
        """Return who vouches for the pack of an agreement."""
        from firstline.domain.packs.signature import SHIPPED  # noqa: PLC0415 - where it is shown

        return self.seals.get((one.id, one.version), SHIPPED)

    def agreements_for(self, ticket: Ticket) -> tuple[tuple[Agreement, Text], ...]:
        """Return the agreement of each leg of `ticket` with the reason of the match (R3).

        On each leg the first agreement in rule order that is meant for such a ticket holds, in
        the version in force when the leg starts (R16). On the internal leg a site with its own
        calendar is promised its own hours.
        """
        events = _log(ticket)
        found = []
        for versions, reason in self._chosen_for(ticket):
            one = in_force(versions, _leg_start(events, versions[0].leg))
            if one is not None:
                found.append((one, reason))
        return tuple(found)

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:
        """Return every clock of `ticket` after its last event; never raises for any log (B9)."""
        from firstline.domain.sla.sla import reckon_all, timer_of  # noqa: PLC0415 - with the first act

        found = reckon_all(
            _log(ticket), self._versions(ticket), self.calendars, None, priority=ticket.priority
        )
        return tuple([timer_of(one) for one, _ in found])

    def clocks(self, ticket: Ticket, now: datetime, *, trace: bool = True) -> "tuple[Clock, ...]":
        """Return every clock of `ticket` at `now` as `sla evaluate` prints it, leniently."""
        from firstline.domain.sla.clock import clock_of  # noqa: PLC0415
        from firstline.domain.sla.sla import reckon_all  # noqa: PLC0415 - as in `timers`

        found = reckon_all(
            _log(ticket), self._versions(ticket), self.calendars, epoch(now),
            priority=ticket.priority,
        )  # fmt: skip
        return tuple(clock_of(one, facts, trace=trace) for one, facts in found)

    def why(self, ticket: Ticket, timer: "Timer | Clock", now: datetime) -> "Why | None":
        """Return what the 为什么? panel shows of one clock at `now`; None when it is gone (R17)."""
        from firstline.domain.sla.clock import clock_of  # noqa: PLC0415
        from firstline.domain.sla.sla import reckon_all  # noqa: PLC0415 - as in `timers`
        from firstline.domain.sla.why import explain  # noqa: PLC0415

        wanted = (timer.agreement, timer.leg, timer.metric, timer.cycle)
        found = reckon_all(
            _log(ticket), self._versions(ticket), self.calendars, epoch(now),
            priority=ticket.priority,
        )  # fmt: skip
        reasons = {versions[0].id: reason for versions, reason in self._chosen_for(ticket)}
        for one, facts in found:
            clock = clock_of(one, facts, trace=True)
            if (clock.agreement, clock.leg, clock.metric, clock.cycle) == wanted:
                calendar = self.calendars.get(one.hours.id)
                return explain(one, facts, clock, reasons[clock.agreement], calendar)
        return None

    def working_calendar(self, ticket: Ticket) -> Calendar | None:
        """Return the working hours in which we serve `ticket`, None where no agreement says."""
        ours = (one for one, _ in self.agreements_for(ticket) if one.leg is Leg.INTERNAL)
        return next((self.calendars.get(one.calendar) for one in ours), None)

    def next_change(self, timers: Iterable[Timer], now: int) -> int | None:
        """Return the next instant at which anything shown of `timers` changes (R15)."""
        warn_at = {one.id: one.warn_at for one in self.agreements}
        return next_change(timers, now, self.calendars, warn_at)

    def _versions(self, ticket: Ticket) -> tuple[Versions, ...]:
        return tuple([versions for versions, _ in self._chosen_for(ticket)])

    def _chosen_for(self, ticket: Ticket) -> tuple[Chosen, ...]:
        key = (ticket.site, ticket.product, ticket.module, ticket.type, phase_of(ticket))
        if key not in self._chosen:
            if len(self._chosen) > 4096:
                self._chosen.clear()
            self._chosen[key] = tuple(self._choose(ticket))
        return self._chosen[key]

    def _choose(self, ticket: Ticket) -> Iterable[Chosen]:
        taken: set[Leg] = set()
        for rule, versions in enumerate(self._groups, 1):
            newest = versions[0]
            if newest.leg in taken or not _takes(newest.scope, ticket):
                continue
            taken.add(newest.leg)
            if self.terms and newest.leg is Leg.VENDOR:
                versions = self._promised(versions, ticket)  # noqa: PLW2901 - as contracts say
            calendar = self.site_calendars.get(ticket.site, "")
            own = newest.leg is Leg.INTERNAL and calendar in self.calendars
            if own:
                zone = self.calendars[calendar].zone
                versions = tuple(  # noqa: PLW2901 - the same agreement in the site's own hours
                    replace(one, calendar=calendar, zone=zone, site=ticket.site) for one in versions
                )
            yield versions, _match_reason(newest, rule, ticket.site if own else "")

    def _promised(self, versions: Versions, ticket: Ticket) -> Versions:
        from firstline.domain.contracts.terms import overlaid  # noqa: PLC0415 - with contracts only

        found = overlaid(versions, self.terms, ticket.product, ticket.site)
        return tuple(one for one in found if not one.needs_calendar or self._serves(one))

    def _serves(self, one: Agreement) -> bool:
        return one.calendar in self.calendars


def _takes(scope: Scope, ticket: Ticket) -> bool:
    return (
        phase_of(ticket) in (scope.phases or (RUN,))
        and _among(ticket.product, scope.products)
        and _among(ticket.module, scope.modules)
        and _among(ticket.site, scope.sites)
        and (not scope.types or ticket.type in scope.types)
    )


def _among(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value.casefold() in (one.casefold() for one in wanted)


def _match_reason(one: Agreement, rule: int, own_hours_of: str) -> Text:
    scope = one.scope
    names = "、".join((*scope.products, *scope.modules, *scope.sites, *scope.types, *scope.phases))
    takes = Text(names, names) if names else Text("所有工单", "all tickets")
    zh = f"规则 {rule}:“{one.title.zh}”适用于{takes.zh}"
    en = f"rule {rule}: “{one.title.en}” applies to {takes.en}"
    if own_hours_of:
        zh, en = f"{zh};工时按 {own_hours_of}", f"{en}; in the hours of {own_hours_of}"
    return Text(zh, en)


def _log(ticket: Ticket) -> tuple[Event, ...]:
    """Return the ticket's events; one without a report counts from when it was made."""
    events = ticket.events
    if events and events[0].kind is EventKind.REPORTED:
        return events
    if any(event.kind is EventKind.REPORTED for event in events):
        return events
    return (Event("", EventKind.REPORTED, ticket.created_at), *ticket.events)


def _leg_start(events: Sequence[Event], leg: Leg) -> int:
    from firstline.domain.sla.log import entries, read_log, whole  # noqa: PLC0415 - as in `timers`

    facts = read_log(entries(events, leg), leg, frozenset(), 0)
    reported = min(whole(one.at) for one in events if one.kind is EventKind.REPORTED)
    return reported if facts.start is None else facts.start


def make_desk(
    packs: Iterable[tuple[str, str]],
    *,
    order: Sequence[str] = (),
    calendar: str = "",
    site_calendars: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Desk, tuple[Text, ...]]:
    """Return the desk of these packs (file name, TOML text) and a note for each refused one.

    `order` holds the agreements in use in rule order, or nothing for all of them as they come;
    `calendar` replaces the calendar of the internal agreements; `site_calendars` adds to the
    sites that calendar packs name. Texts of other schemas are passed over.
    """
    notes: list[Text] = []
    shelf = Shelf()
    digest = sha256(repr((CLOCK_VERSION, order, calendar, dict(site_calendars))).encode())
    for file, text in packs:
        try:
            if shelf.put(file, text):
                digest.update(f"{file}\0{text}\0".encode())
        except BadInput as error:
            notes.append(error.sentence)
    calendars = shelf.joined(notes)
    agreements = [
        in_zone(one, calendars)
        for one in shelf.in_order(order, calendar, notes)
        if served(one, calendars, notes)
    ]
    sites = {site: year.id for year in shelf.years for site in year.sites} | dict(site_calendars)
    desk = Desk(
        agreements,
        calendars,
        shelf.matrix or PLAIN_MATRIX,
        site_calendars=sites,
        fingerprint=digest.hexdigest()[:32],
        calendar=calendar,
    )
    return desk, tuple(notes)
