"""Reads one issue with its history, and knows whether more may yet be added to what was read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from firstline.domain.edits.exchange import Copy, CopyState
from firstline.portal.redmine.calls import Calls, Faulty
from firstline.portal.redmine.cursor import SURE_S, earlier
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.wire import Issue, copy_of
from firstline.portal.redmine.wire_log import events_of, last_journal

_PATIENCE = 2  # how often a fault with one issue ends a round
_SLACK_S = 60  # how far clocks may differ; the overlap of two runs is more


@dataclass(slots=True)
class Reader:
    """What it remembers, by `clock` (monotonic seconds), only spares reading issues again."""

    calls: Calls
    names: Names
    clock: Callable[[], float] = monotonic
    _faults: dict[int, int] = field(default_factory=dict)
    _read: dict[str, tuple[str, float]] = field(default_factory=dict)

    def read(self, number: int) -> tuple[str, Copy | None]:
        """Return one issue with its history, and the stamp that it was read as of.

        None where Redmine has a fault with it again and again; else that fault is raised.
        """
        issue = self._with_history(number)
        if issue is None:
            return "", None
        if isinstance(issue, CopyState):
            place = self.names.place()
            gone = Copy("ticket", place.id_of("issue", str(number)), issue, remote=str(number))
            return "", gone
        place, ids = self.names.of([issue])
        events = events_of(issue, place)
        copy = copy_of(issue, place, ids[issue["id"]], events, last_journal(issue))
        return str(issue["updated_on"]), copy

    def _with_history(self, number: int) -> Issue | CopyState | None:
        """Return one issue; one that cannot be read must not keep all others away for ever."""
        try:
            issue = self.calls.issue(str(number))
        except Faulty:
            self._faults[number] = self._faults.get(number, 0) + 1
            if self._faults[number] <= _PATIENCE:
                raise
            return None
        self._faults.pop(number, None)
        return issue

    def today(self) -> str:
        """Return the server's time as its stamps are written, as far as we know it."""
        return self.calls.server_now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def is_ahead(self, stamp: str) -> bool:
        """Whether a stamp lies in the future: then it proves nothing of the server's clock.

        It may have been set wrong for a while, and what changes now bears an earlier stamp.
        """
        return bool(stamp) and earlier(stamp, _SLACK_S) > self.today()

    def is_sure(self, copy: Copy, stamp: str, met: str) -> bool:
        """Whether nothing can be added to the second that the issue was read in.

        Either the server's own clock was seen to have gone on (`met`), or we waited.
        """
        now = self.clock()
        before, when = self._read.get(copy.remote, ("", now))
        passed = earlier(met, SURE_S) >= stamp and not self.is_ahead(met)
        if passed or (before == stamp and now - when >= SURE_S):
            self._read.pop(copy.remote, None)
            return True
        if before != stamp:
            self._read[copy.remote] = (stamp, now)
        return False
