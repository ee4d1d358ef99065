"""Refuses what cannot have happened, naming the event: the strict side of `sla evaluate`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstline.domain.errors import BadInput
from firstline.domain.sla.agreement import Agreement, PriorityChange
from firstline.domain.sla.log import DAY_S, entries, instant_of
from firstline.domain.ticket.ticket import Event, EventKind, Leg
from firstline.domain.words import Text

_K = EventKind


def check(events: Sequence[Event], agreements: Sequence[Agreement]) -> None:
    """Raise BadInput for the first event that cannot be (sla.md, settled edges, R12, R13).

    An event before `reported` or none reported, a pause whose reason no agreement lists, a resume
    without a pause, a reopen of what is not resolved or after the window, a `reset` without a
    reason. The sentence begins with the event's id.
    """
    _check_start(events)
    legs = tuple(dict.fromkeys(one.leg for one in agreements)) or tuple(Leg)
    idle: dict[int, list[Leg]] = {}
    for leg in legs:
        _Walk(leg, [one for one in agreements if one.leg is leg], idle).go(events)
    for event in events:
        legs_of = [leg for leg in legs if event.leg in (None, leg)]
        if legs_of and idle.get(id(event)) == legs_of:
            raise _nothing_to_end(event)


def _check_start(events: Sequence[Event]) -> None:
    starts = [instant_of(one, Leg.INTERNAL) for one in events if one.kind is _K.REPORTED]
    if not starts:
        raise BadInput(Text("事件里没有 reported。", "there is no reported event."))
    for event in events:
        if instant_of(event, Leg.INTERNAL) < min(starts):
            raise fault(event, "早于 reported。", "is before reported.")


@dataclass(slots=True)
class _Walk:
    """One leg's log walked in order; `idle` collects what had nothing to end on this leg."""

    leg: Leg
    agreements: Sequence[Agreement]
    idle: dict[int, list[Leg]]
    paused: int = 0
    resolved: int | None = None
    start: int | None = None

    def go(self, events: Iterable[Event]) -> None:
        """Walk the log; raise BadInput for the first fault."""
        for at, _, event in entries(events, self.leg):
            kind = event.kind
            if kind in (_K.REPORTED, _K.HANDED_OFF):
                self._begin(event, at)
            elif kind is _K.PAUSED:
                self._pause(event)
            elif kind is _K.RESUMED:
                self._end(event, nothing=self.paused == 0)
                self.paused = max(0, self.paused - 1)
            elif kind is _K.PRIORITY:
                self._priority(event, at)
            elif kind in (_K.RESOLVED, _K.CLOSED):
                self.resolved = at if self.resolved is None else self.resolved
                self.paused = 0
            elif kind is _K.REOPENED:
                self._reopen(event, at)
            elif kind in (_K.CANCELLED, _K.MERGED, _K.DUPLICATE):
                return

    def _begin(self, event: Event, at: int) -> None:
        vendor = self.leg is Leg.VENDOR
        if vendor is (event.kind is _K.HANDED_OFF) and self.start is None:
            known = bool(event.received_at or event.proof)
            self.start = at if known or not vendor else None

    def _end(self, event: Event, *, nothing: bool) -> None:
        if nothing:
            self.idle.setdefault(id(event), []).append(self.leg)

    def _pause(self, event: Event) -> None:
        for one in self.agreements:
            if event.reason not in one.pause_reasons:
                listed = ", ".join(sorted(one.pause_reasons)) or "-"
                raise fault(
                    event,
                    f"“{one.id}”没有列出暂停原因“{event.reason[:40]}”(可用:{listed})。",
                    f"{one.id} does not list the pause reason {event.reason[:40]!r} ({listed}).",
                )
        self.paused += 1

    def _priority(self, event: Event, at: int) -> None:
        resets = any(one.priority_change is PriorityChange.RESET for one in self.agreements)
        later = self.start is not None and at > self.start
        if resets and later and not event.reason and event.leg is not Leg.VENDOR:
            raise fault(event, "reset 需要原因。", "a reset needs a reason.")

    def _reopen(self, event: Event, at: int) -> None:
        self._end(event, nothing=self.resolved is None)
        if self.resolved is None:
            return
        for one in self.agreements:
            if at - self.resolved > one.reopen_window_days * DAY_S:
                days = one.reopen_window_days
                raise fault(
                    event, f"超过 {days} 天才重新打开,应另建关联工单。",
                    f"reopens after more than {days} days; that is a new, linked ticket.",
                )  # fmt: skip
        self.resolved = None


def _nothing_to_end(event: Event) -> BadInput:
    if event.kind is _K.RESUMED:
        return fault(event, "没有可恢复的暂停。", "resumes, but nothing is paused.")
    return fault(event, "没有已恢复的工单可重新打开。", "reopens what was not resolved.")


def fault(event: Event, zh: str, en: str) -> BadInput:
    """Return the error for an event: its place (its id), its kind and what is wrong."""
    return BadInput(Text(f"{event.id}({event.kind}):{zh}", f"{event.id} ({event.kind}): {en}"))
