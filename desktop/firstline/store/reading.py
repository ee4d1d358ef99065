"""Everything a screen can ask of a profile; nothing here writes."""

import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.store import drafts, settings
from firstline.store.file.connection import Unwanted
from firstline.store.group_reading import GroupReading
from firstline.store.queue import queue, snoozed
from firstline.store.queue.queue import Totals
from firstline.store.queue.rows import Row, ticket_from_text, timers_from_text
from firstline.store.shown.masks import mask_of
from firstline.store.shown.shown import list_of

if TYPE_CHECKING:
    from firstline.domain.query.query import Query
    from firstline.store.acts.perform import Stage
    from firstline.store.queue.board import Board
    from firstline.store.search.search import Hit
    from firstline.store.shown.overlay import StoredEdit


class Reading(GroupReading):
    """The questions, answered from one thread's connection. Each may raise StoreProblem."""

    # --- tickets ---

    def find(self, key: str) -> Ticket | None:
        """Return the ticket with this id or number, or None; a number's case does not matter.

        A ticket made here is found by its L-number after the portal gave it one, too.

        Raises Refused when several tickets bear the number.
        """
        from firstline.store.acts.numbers import once_called  # noqa: PLC0415 - not for the first picture

        plain = unicodedata.normalize("NFKC", key).strip()
        staged = self._staged()
        sql = "SELECT t.id, d.doc FROM ticket t JOIN ticket_text d ON d.key=t.key WHERE t.{}=?"
        with self.connection.explained():
            for column in ("id", "number"):
                lines = self.connection.raw.execute(f"{sql} LIMIT 3".format(column), (plain,))
                found = dict(lines.fetchall())
                held = staged.holding(column, plain, found) if staged else []
                if len(found) + len(held) > 1:
                    raise _ambiguous(plain)
                if held or found:
                    return held[0] if held else ticket_from_text(*found.values())
            once = once_called(self.connection.raw, plain)
        return self.find(once) if once else None

    def known(self, keys: Collection[str]) -> set[str]:
        """Return which of these ids and numbers tickets bear, case-folded.

        What an import has performed and not yet written is not among them.
        """
        listed, values = list_of(keys)
        sql = f"SELECT id FROM ticket WHERE id IN {listed} UNION ALL SELECT number FROM ticket"
        with self.connection.explained():
            found = self.connection.raw.execute(f"{sql} WHERE number IN {listed}", values * 2)
            return {str(one[0]).casefold() for one in found}

    def _staged(self) -> "Stage | None":
        """Return what an import has performed and not yet written."""
        return None

    def ticket(self, key: str) -> Ticket:
        """Return the ticket with this id or number. Raises Refused when there is none."""
        found = self.find(key)
        if found is None:
            raise _no_ticket(key)
        return found

    def timers(self, ticket_id: str) -> tuple[Timer, ...]:
        """Return every clock of the ticket as of its last event; none for an unknown id."""
        sql = "SELECT timers, doc FROM ticket_text WHERE key=(SELECT key FROM ticket WHERE id=?)"
        with self.connection.read() as raw:
            found = raw.execute(sql, (ticket_id,)).fetchone()
        if found and not found[0]:  # put off
            return self._desk.clocks.timers(ticket_from_text(found[1]))
        return timers_from_text(found[0]) if found else ()

    def sync_state(self, ticket_id: str) -> str:
        """Return local, waiting, synced, held or refused; local while there is no portal."""
        with self.connection.read() as raw:
            found = raw.execute("SELECT sync FROM ticket WHERE id=?", (ticket_id,)).fetchone()
        if found is None:
            raise _no_ticket(ticket_id)
        alone = found[0] == "waiting" and not self.get("portals", [])
        return "local" if alone else str(found[0])

    def edits(
        self, *, states: Sequence[str] = ("waiting", "held", "refused"),
        ticket: str | None = None, most: int | None = None,
    ) -> "list[StoredEdit]":  # fmt: skip
        """Return the edits in `states`, oldest first, of one ticket (its id) or of all.

        At most `most` of them, where it is given.
        """
        from firstline.domain.values import replace  # noqa: PLC0415 - not for the first picture
        from firstline.store.shown import overlay  # noqa: PLC0415 - as above

        with self.connection.read() as raw:
            mask, held = mask_of(raw), overlay.stored_edits(raw, states, ticket, most)
            return [replace(one, edit=mask.edit(one.edit)) for one in held] if mask else held

    # --- the queue ---

    def queue(
        self, query: "Query | None" = None, *, sort: str = "sla", descending: bool = False,
        now: datetime, limit: int | None = None,
    ) -> list[int]:  # fmt: skip
        """Return the row keys of the tickets that `query` finds, in the order of `sort`.

        `newest` and `updated` start with the newest; `descending` turns any order round. Raises
        BadInput for a sort that does not exist.
        """
        with self.connection.read() as raw:
            asked = queue.ask(raw, query, now, self._desk.me)
            return queue.select_keys(raw, asked, sort, descending=descending, limit=limit)

    def queue_while(
        self, wanted: Callable[[], bool], query: "Query", *, sort: str, descending: bool,
        now: datetime,
    ) -> list[int] | None:  # fmt: skip
        """Return as `queue` does, or None once `wanted` says that nobody waits for it."""
        try:
            with self.connection.read_while(wanted) as raw:
                asked = queue.ask(raw, query, now, self._desk.me)
                return queue.select_keys(raw, asked, sort, descending=descending, limit=None)
        except Unwanted:
            return None

    def queue_soon(
        self, query: "Query", *, sort: str, descending: bool = False, now: datetime, limit: int
    ) -> list[int] | None:
        """Return as `queue` does, or None where it may take longer than a window can wait."""
        with self.connection.read() as raw:
            asked = queue.ask(raw, query, now, self._desk.me)
            return queue.select_soon(raw, asked, sort, descending=descending, limit=limit)

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return the rows of `keys` in their order; a key that is gone is left out."""
        with self.connection.read() as raw:
            return queue.rows(raw, keys)

    def row(self, ticket_id: str) -> Row | None:
        """Return the row of one ticket, or None."""
        with self.connection.read() as raw:
            return queue.row(raw, ticket_id)

    def count(self, query: "Query | None" = None, *, now: datetime) -> int:
        """Return how many tickets `query` finds."""
        with self.connection.read() as raw:
            return queue.count(raw, queue.ask(raw, query, now, self._desk.me))

    def snoozed(self, now: datetime) -> dict[int, int]:
        """Return the row keys of the tickets that sleep, each with the epoch second it wakes."""
        with self.connection.read() as raw:
            return snoozed.hidden(raw, epoch(now))

    def totals(self, now: datetime) -> Totals:
        """Return how many tickets are open, overdue and at risk."""
        with self.connection.read() as raw:
            return queue.totals(raw, epoch(now))

    def next_change(self, now: datetime) -> int | None:
        """Return the next epoch second at which a ticket becomes at risk or overdue, or None."""
        with self.connection.read() as raw:
            return queue.next_change(raw, epoch(now))

    def board(self, now: datetime, day: datetime, month: datetime) -> "Board":
        """Return the figures of the wall display at `now`; day and month began at the others."""
        from firstline.store.queue import board  # noqa: PLC0415 - a start needs no wall display

        with self.connection.read() as raw:
            return board.board(raw, epoch(now), epoch(day), epoch(month))

    def touched(self, since: datetime) -> "list[tuple[Ticket, tuple[Timer, ...]]]":
        """Return every open ticket and every one that changed since, each with its clocks."""
        from firstline.store.queue import touched  # noqa: PLC0415 - a start hands over no shift

        with self.connection.read() as raw:
            return touched.touched(raw, self._desk.clocks, epoch(since))

    def reviewed(self, since: datetime, *, handed: bool = False) -> "list[Ticket]":
        """Return every open ticket and every one that changed since, as a review reads them.

        With `handed` only those that were handed to the vendor.
        """
        from firstline.store.queue import reviewed  # noqa: PLC0415 - a start looks back on nothing

        with self.connection.read() as raw:
            return list(reviewed.reviewed(raw, epoch(since), handed=handed))

    def loads(self) -> dict[str, int]:
        """Return how many open tickets each assignee has."""
        from firstline.store.queue import loads  # noqa: PLC0415 - a start routes nothing

        with self.connection.read() as raw:
            return loads.loads(raw)

    def last_change(self) -> int | None:
        """Return the epoch second at which a ticket changed last, None for an empty profile."""
        from firstline.store.queue import board  # noqa: PLC0415 - as above

        with self.connection.read() as raw:
            return board.last_change(raw)

    def look_only(self) -> None:
        """Refuse every further write of this connection: SQLite itself holds it to that."""
        with self.connection.read() as raw:
            raw.execute("PRAGMA query_only=ON")

    def search(
        self, text: "str | Query", limit: int = 20, kinds: Sequence[str] = ("ticket",), *,
        now: datetime | None = None,
    ) -> "list[Hit]":  # fmt: skip
        """Return what a search line finds: an exact number, then titles, newest first.

        `now` decides what its `sla:` and days mean; without it they mean when the store opened.
        """
        from firstline.store.search import search  # noqa: PLC0415 - a start needs no search

        if "ticket" not in kinds:
            return []
        with self.connection.read() as raw:
            moment = now or self.connection.opened_at
            me, spell = self._desk.me, self._desk.initials
            return search.find(raw, text, now=moment, me=me, limit=limit, initials=spell)

    def choices(self, field: str) -> list[str]:
        """Return the known values of a field, such as the sites. Raises BadInput."""
        with self.connection.read() as raw:
            return queue.choices(raw, field)

    # --- drafts, settings, files ---

    def draft(self, key: str) -> str:
        """Return the draft kept under `key`, or an empty text."""
        with self.connection.read() as raw:
            return drafts.get(raw, key)

    def drafts(self) -> dict[str, str]:
        """Return all drafts by key."""
        with self.connection.read() as raw:
            return drafts.every(raw)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the JSON value kept under `key`, or `default`."""
        with self.connection.read() as raw:
            return settings.get_setting(raw, key, default)

    @property
    def watch_paths(self) -> tuple[Path, ...]:
        """What a file watcher looks at: every commit of any process touches one of them."""
        return (self.connection.wal, self.connection.path)

    def quick_check(self) -> tuple[str, ...]:
        """Return what is wrong with the file's structure; run it off the first picture's path."""
        return self.connection.quick_check()


def _no_ticket(key: str) -> Refused:
    from firstline.store.acts.perform import no_ticket  # noqa: PLC0415 - not for the first picture

    return no_ticket(key)


def _ambiguous(number: str) -> Refused:
    return Refused(
        Text(f"有几张工单的编号都是“{number}”。", f"Several tickets bear the number {number}."),
        next_step=Text("请改用工单的 id。", "Use the ticket's id."),
    )
