"""Alarms and news as acts of the store: look for what rings or came, put it off, note it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.instants import epoch
from firstline.store.exchange.acts import ExchangeActs
from firstline.store.watch import NOTHING, Changed

if TYPE_CHECKING:  # a start looks for no alarm
    from firstline.domain.alarm.alarm import Alarm, Find, Told
    from firstline.domain.alarm.news import News
    from firstline.domain.contact.hotline import Reach
    from firstline.domain.reminding.reminder import Reminder
    from firstline.domain.reminding.reminder import Told as ToldMarks
    from firstline.store.alarm.alarm import Looked, Wanted
    from firstline.store.alarm.news import Fresh

_ALARM = Changed(kinds=frozenset({"alarm"}))

# ruff: noqa: PLC0415 - not for the first picture


class AlarmActs(ExchangeActs):
    """What rings on this device. Each act may raise StoreProblem.

    `find` reckons the crossings of a ticket's clocks (`domain.alarm.crossings`).
    """

    def schedule_alarms(self, find: "Find", now: datetime, *, most: int | None = None) -> bool:
        """Take in the clocks that were written, in slices; return whether more wait.

        What they have passed before now does not ring (sla.md R15). At most `most` slices.
        """
        from firstline.store.alarm import alarm

        more = [True]

        def slice_() -> Changed:
            more[0] = alarm.take_in(self._desk.raw, find, epoch(now))
            return NOTHING

        done = 0
        while more[0] and (most is None or done < most) and self.has_fresh_alarms():
            self._write(slice_)
            done += 1
        return self.has_fresh_alarms()

    def look_for_alarms(
        self, find: "Find", wanted: "Wanted", now: datetime, *, urgent_only: bool = False,
        most: int | None = None,
    ) -> "Looked":  # fmt: skip
        """Return what rings at `now` and when to look next; each mark rings once on this device.

        With `urgent_only` all but P1 waits, as it is: the quiet hours (R15). At most `most` slices
        of clocks that were written are taken in.
        """
        from firstline.store.alarm import alarm

        moment, raw = epoch(now), self._desk.raw
        found: list[Alarm] = []

        def back() -> Changed:
            alarm.rewind(raw, moment)
            return _ALARM

        def ring() -> Changed:
            found.extend(alarm.ring(raw, find, wanted, moment, urgent_only=urgent_only))
            return _ALARM

        with self.connection.read():
            is_back = alarm.went_back(raw, moment)
        if is_back:
            self._write(back)
        more = self.schedule_alarms(find, now, most=most)
        while self._is_due(moment, urgent_only=urgent_only):
            self._write(ring)
        with self.connection.read():
            return alarm.Looked(tuple(found), alarm.next_at(raw, moment), more)

    def snooze_alarms(self, alarms: "Sequence[Alarm]", now: datetime) -> None:
        """Let these ring again in a quarter of an hour."""
        from firstline.store.alarm import alarm

        def put_off() -> Changed:
            alarm.snooze(self._desk.raw, alarms, epoch(now))
            return _ALARM

        self._write(put_off)

    def see_alarms(self, now: datetime) -> None:
        """Note that a person has looked at the list; what is old and done with is forgotten."""

        def see() -> Changed:
            from firstline.store.alarm import alarm

            alarm.see(self._desk.raw)
            alarm.prune(self._desk.raw, epoch(now))
            return _ALARM

        if self.unseen_alarms():
            self._write(see)

    def alarms(self, most: int = 100) -> "list[Told]":
        """Return what rang on this device, the newest first."""
        from firstline.store.alarm import alarm

        with self.connection.read() as raw:
            return alarm.listed(raw, most=most)

    def alarms_ahead(self, find: "Find", now: datetime, until: datetime) -> "list[Told]":
        """Return what has come and not rung, and what rings up to `until`; writes nothing."""
        from firstline.store.alarm import alarm

        with self.connection.read() as raw:
            return alarm.ahead(raw, find, epoch(now), epoch(until))

    def unseen_alarms(self) -> int:
        """Return how many alarms of open tickets nobody has looked at."""
        from firstline.store.alarm import alarm

        with self.connection.read() as raw:
            return alarm.unseen(raw)

    def reach(self, ticket_id: str) -> "Reach":
        """Return whether a portal has the ticket, and whether the network is away (S85)."""
        from firstline.store.alarm import alarm

        with self.connection.read() as raw:
            return alarm.reach_of(raw, ticket_id)

    def has_fresh_alarms(self) -> bool:
        """Whether clocks were written that no look has taken in."""
        with self.connection.read() as raw:
            sql = "SELECT 1 FROM alarm_due WHERE fresh=1 LIMIT 1"
            return raw.execute(sql).fetchone() is not None

    def _is_due(self, now: int, *, urgent_only: bool) -> bool:
        from firstline.store.alarm import alarm

        with self.connection.read() as raw:
            return alarm.is_due(raw, now, urgent_only=urgent_only)

    # --- news from others ---

    def begin_news(self, now: datetime, *, anew: bool = False) -> None:
        """Tell nothing of what happened before `now`, unless it was begun; `anew` begins again."""
        from firstline.store.alarm import news

        def act() -> Changed:
            news.begin(self._desk.raw, now)
            return NOTHING

        with self.connection.read() as raw:
            begun = news.since(raw) is not None
        if anew or not begun:
            self._write(act)

    def look_for_news(
        self, tickets: "Iterable[str] | None", wanted: "Callable[[News], bool]", now: datetime,
        *, urgent_only: bool = False,
    ) -> "Fresh":  # fmt: skip
        """Return what others did to these tickets, None for all unread ones, and was not told yet.

        It counts as told from now on. With `urgent_only` all but a P1 waits: the quiet hours.
        """
        from firstline.store.alarm import news

        me = self._desk.me
        with self.connection.read() as raw:
            fresh, counts = news.look(raw, tickets, me, wanted, now, urgent_only=urgent_only)

        def act() -> Changed:
            news.note(self._desk.raw, counts)
            return NOTHING

        if counts:
            self._write(act)
        return fresh

    # --- what comes due by the calendar ---

    def reminders_told(self) -> "ToldMarks":
        """Return which marks of which reminder were told on this device, and when."""
        from firstline.store.alarm import reminders

        with self.connection.read() as raw:
            return reminders.told(raw)

    def tell_reminders(
        self, found: "Sequence[Reminder]", now: datetime, *, mine_only: bool = False,
        urgent_only: bool = False,
    ) -> "list[Reminder]":  # fmt: skip
        """Return which of all reminders are to be told at `now`; they count as told from now on.

        `found` are all there are: what was told of others is forgotten.
        """
        from firstline.store.alarm import reminders

        new: list[Reminder] = []

        def act() -> Changed:
            new[:] = reminders.tell(self._desk.raw, found, epoch(now), self._desk.me,
                                    mine_only=mine_only, urgent_only=urgent_only)  # fmt: skip
            return NOTHING

        self._write(act)
        return new
