"""The memory of one profile: performs edits, keeps what is typed, and tells what changed."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from firstline import __version__
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import StoreProblem
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.uncollected import uncollected
from firstline.store import drafts, faults, settings
from firstline.store.acts import promised
from firstline.store.acts.phase_mark import with_phase
from firstline.store.care import ballast
from firstline.store.exchange import portals
from firstline.store.file.connection import Connection
from firstline.store.file.log_file import Disk
from firstline.store.knowledge.acts import KnowledgeActs
from firstline.store.queue import due
from firstline.store.queue.rows import Clocks
from firstline.store.search import article_index
from firstline.store.search import index as search_index
from firstline.store.shown import record_index
from firstline.store.shown.shown import Desk
from firstline.store.watch import NOTHING, Changed, Watch

if TYPE_CHECKING:
    from firstline.store.acts.bulk import Bulk
    from firstline.store.acts.perform import Stage

# ruff: noqa: PLC0415 - what only acts need is loaded with the first act, not for the first picture

_SLICE = 200
_FEW = 4  # articles that wait, taken with any act, so that a backlog shrinks and no act is slow


class Store(KnowledgeActs):
    """One profile's tickets, edits, drafts, files and settings, for one thread.

    Several stores, in several threads and processes, may be open on one profile. Whatever
    `perform` acknowledged is on the disk. Every method may raise StoreProblem.
    """

    def __init__(self, folder: Path, connection: Connection, desk: Desk) -> None:
        super().__init__(folder, connection, desk)
        self.low_on_space = False  # the reserve was given up: save, quit, make room
        self._bulk: Bulk | None = None
        with connection.read() as raw:
            self._watch = Watch(raw, os.urandom(16).hex())

    @classmethod
    def open(
        cls, folder: Path, desk: Clocks, *, now: datetime,
        initials: Callable[[str], str] | None = None, spell: Callable[[str], str] | None = None,
        me: str = "", patience_s: float = 5.0, patient: bool = False,
    ) -> "Store":  # fmt: skip
        """Open the profile in `folder`, making an empty one where there is none.

        `patience_s` is how long a lock of another program is waited for; who is `patient` lets
        everybody else write first. Raises StoreProblem with
        a plain sentence for a file that cannot be used; the file is then left as it is.
        """
        connection = Connection(folder, now, patience_s, patient=patient)
        try:
            store = cls(folder, connection, Desk(connection.raw, desk, me, initials, spell))
            promised.heed(connection.raw, None if patient else desk)  # else as its sibling
            store._settle_in()
        except BaseException:
            connection.close()
            raise
        return store

    def sibling(self, now: datetime) -> "Store":
        """Open the same profile once more, for the thread that calls this and works beside us.

        It is patient: what is written here goes first.
        """
        desk = self._desk
        return Store.open(
            self.folder, desk.clocks, now=now, initials=desk.initials, spell=desk.spell,
            me=desk.me, patient=True,
        )  # fmt: skip

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    # --- acts ---

    def perform(self, *edits: Edit, now: datetime) -> Changed:
        """Perform `edits` as one transaction; they are on the disk when this returns.

        An edit that is known already (the same id) does nothing. Inside `bulk()` the page is on
        the disk when it ends. Raises Refused for an edit of a ticket that is not there.
        """
        if self._bulk:
            return self._bulk.perform(with_phase(self, edits), now)
        from firstline.store.acts.perform import Stage

        def act() -> Changed:
            stage = Stage(self._desk)
            changed = stage.lay(with_phase(self, edits), now)
            stage.write()
            return changed

        return self._write(act)

    def withdraw(self, edit_id: str, now: datetime) -> Changed:  # noqa: ARG002 - as reinstate
        """Undo a waiting edit and its other half. Raises Refused when sent, or built upon."""
        return self._write(lambda: _withdrawn(self._desk, edit_id))

    def reinstate(self, edit_id: str, now: datetime) -> Changed:
        """Redo a withdrawn edit and its other half. Raises Refused when it no longer fits."""
        return self._write(lambda: _reinstated(self._desk, edit_id, now))

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Gather the acts inside the block into large transactions, for imports.

        A crash loses the last page at most; the import run again completes it, since its edits
        bear derived ids. Other processes may write between two pages.
        """
        if self._bulk:
            yield
            return
        from firstline.store.acts.bulk import Bulk
        from firstline.store.acts.perform import Stage

        page = self._bulk = Bulk(self.connection, self._watch, Stage(self._desk))
        self.connection.before_reading = page.flush
        try:
            yield
        finally:
            self._bulk = None
            self.connection.before_reading = None
            page.commit()
            with self.connection.read() as raw:
                raw.execute("PRAGMA optimize")

    # --- drafts, looks, settings, files ---

    def seen(self, ticket_id: str, now: datetime) -> None:
        """Note that the ticket was looked at: its ● goes away."""

        def act() -> Changed:
            gone = drafts.see(self._desk, ticket_id, now)
            return _ticket(ticket_id) if gone else NOTHING

        self._write(act)

    def save_draft(self, key: str, text: str, now: datetime) -> None:
        """Keep what is being typed; an empty text drops it. Keys: reply:ID, note:ID, new."""
        self._write(lambda: _draft(drafts.save(self._desk.raw, key, text, now)))

    def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        self._write(lambda: _draft(drafts.drop(self._desk.raw, key)))

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value under `key`."""

        def act() -> Changed:
            settings.put_setting(self._desk.raw, key, value)
            if key == portals.SETTING:
                portals.mark_waiting(self._desk.raw)
                return Changed(kinds=frozenset({"setting", "portal"}), everything=True)
            return Changed(kinds=frozenset({"setting"}))

        self._write(act)

    def keep_file(self, source: Path | bytes, name: str) -> Attachment:
        """Keep a file by its content. Raises BadInput (unreadable, too big) and StoreProblem."""
        from firstline.store import files

        return files.keep(self.folder, source, name)

    @override
    def _staged(self) -> "Stage | None":
        return self._bulk.stage if self._bulk else None

    # --- others, and upkeep ---

    def subscribe(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Call `listener` after each commit of this store; return what ends that."""
        return self._watch.subscribe(listener)

    def poll(self) -> Changed | None:
        """Return what other connections committed since the last poll, or None."""
        with self.connection.explained():
            return self._watch.poll()

    def catch_up(self, limit: int = _SLICE, *, words: bool = True) -> bool:
        """Do one slice of put-off work and return whether more waits.

        That is due times after a change of packs, with `words` the search index after an import
        or a first pull, and then the clocks of closed tickets. A slice is one transaction of
        `limit` tickets, so that the queue stays usable.
        """
        with self.connection.read() as raw:
            stale = due.is_stale(self._desk)
            pending = words and search_index.has_pending(raw)
            articles = words and article_index.has_pending(raw)
            late = due.has_pending(raw)
            listed = not words or record_index.is_indexed(raw)
        if not listed:  # a file of an earlier version, once
            self._write(lambda: _did(record_index.index, self._desk.raw))
        from firstline.store.file import turns

        with uncollected():
            if articles:
                self._write(lambda: _did(article_index.index_pending, self._desk))
            more = [False]
            with self.connection.read() as raw:
                few = turns.size(self.connection.lock)
                if pending and not stale:
                    steps, more[0] = search_index.steps(raw, self._desk.initials, limit, few)
                else:
                    steps = due.steps(self._desk, limit, few, more) if stale or late else []
            self._in_turns(steps, Disk.MEANWHILE)
        more[0] |= articles and article_index.has_pending(raw)
        return more[0] or (stale + pending + late + articles) > 1

    def _settle_in(self) -> None:
        ballast.load(self.folder)
        with self.connection.read() as raw:
            sound = search_index.is_whole(raw) and article_index.is_whole(raw)
            sound = sound and not self.connection.journal.is_behind(raw)
            fresh = not record_index.is_indexed(raw) and all(
                due.is_small(raw, _SLICE, table) for table in ("base", "edit")
            )
        if fresh:
            self._write(lambda: _did(record_index.index, self._desk.raw))
        if not sound:  # with the commit, the journal follows what a crash left behind
            with self.connection.write():
                search_index.keep_whole(raw)
                article_index.keep_whole(raw)
        with self.connection.read() as raw:
            newer = raw.execute("SELECT 1 FROM quarantine WHERE program<>?", (__version__,))
            untried = newer.fetchone() is not None
        if untried:
            self._try_again()
        with self.connection.read() as raw:
            stale = due.is_stale(self._desk) and due.is_small(raw, _SLICE)
            behind = search_index.has_pending(raw) and due.is_small(raw, _SLICE, "search_pending")
        if stale or behind:
            while self.catch_up():
                pass

    @override
    def _in_turns(self, steps: Sequence[Callable[[], Changed]], disk: Disk) -> None:
        from firstline.store.file import turns

        turns.take(partial(self._write, disk=disk), self.connection.lock, steps)

    @override
    def _write(self, act: Callable[[], Changed], disk: Disk = Disk.NOW) -> Changed:
        if self._bulk:
            return self._bulk.add(act)
        try:
            changed = self._commit(act, disk)
        except StoreProblem as problem:
            if not faults.is_full(problem.__cause__) or not ballast.drop(self.folder):
                raise
            self.low_on_space = True
            changed = self._commit(act)
        self._watch.announce(changed)
        return changed

    def _commit(self, act: Callable[[], Changed], disk: Disk = Disk.NOW) -> Changed:
        with self.connection.write(disk):
            changed = act()
            few = changed.tickets if len(changed.tickets) <= _SLICE else ()
            search_index.index_tickets(self._desk.raw, self._desk.initials, few)
            own = "article" in changed.kinds and not changed.everything
            article_index.index_pending(self._desk, article_index.SLICE if own else _FEW)
            self._watch.note(changed)
        return changed


def _withdrawn(desk: Desk, edit_id: str) -> Changed:
    from firstline.store.acts import together

    return _touched(*together.withdraw(desk, edit_id))


def _reinstated(desk: Desk, edit_id: str, now: datetime) -> Changed:
    from firstline.store.acts import together

    return _touched(*together.reinstate(desk, edit_id, now))


def _did(step: Callable[[Any], object], on: object) -> Changed:
    step(on)
    return NOTHING


def _ticket(ticket_id: str) -> Changed:
    return Changed(frozenset({ticket_id}), frozenset({"ticket"}))


def _touched(*edits: Edit) -> Changed:
    tickets = frozenset(one.entity for one in edits if one.kind == "ticket")
    return Changed(tickets, frozenset(one.kind for one in edits))


def _draft(ticket_id: str | None) -> Changed:
    return _ticket(ticket_id) if ticket_id else NOTHING
