"""What is pulled from a Redmine: the lists, then the histories, and ever after what changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from firstline.domain.edits.exchange import Copy, Page
from firstline.portal.redmine.calls import MOST, Calls, Listed
from firstline.portal.redmine.cursor import (
    AHEAD_S,
    OVERLAP_S,
    Cursor,
    Phase,
    earlier,
    read_cursor,
)
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.reader import Reader
from firstline.portal.redmine.wire import Issue, copy_of

_AT_ONCE = 25  # histories of one page, each a request of its own
_CHANGES_AT_ONCE = 50
_BETWEEN_S = 20.0  # how old the changes may become while histories are read
_FILES = "attachments"


@dataclass(slots=True)
class Puller:
    """Reads pages after a cursor; keeps nothing that a restart would miss.

    What it does remember is how quiet it was, by `clock` (monotonic seconds).
    """

    calls: Calls
    names: Names
    reader: Reader
    clock: Callable[[], float] = monotonic
    _next_run_s: float = 0.0
    _quiet: tuple[str, float] = ("", 0.0)

    def page(self, text: str | None, limit: int) -> Page:
        """Return the page after the cursor `text`; None begins the first pull."""
        cursor = read_cursor(text) if text is not None else self._begin()
        if cursor.phase in (Phase.OPEN, Phase.CLOSED):
            return self._list(cursor, limit)
        if cursor.phase is Phase.LOG:
            return self._history(cursor, limit)
        return self._changes(cursor, limit)

    def sweep(self) -> Iterator[str]:
        """Yield the ids of all issues that may be seen."""
        below = 0
        while True:
            page = self.calls.issues(MOST, sort="id:desc", **_below(below))
            yield from (str(one["id"]) for one in page.issues)
            if not page.full:
                return
            below = page.issues[-1]["id"]

    # --- the first pull ---

    def _begin(self) -> Cursor:
        """Note how far the server's own clock has come: what changes from now on is a change."""
        newest = self.calls.issues(1, sort="updated_on:desc")
        stamp = str(newest.issues[0]["updated_on"]) if newest.issues else ""
        return Cursor(newest=stamp, total=2 * newest.total)

    def _list(self, cursor: Cursor, limit: int) -> Page:
        page = self.calls.issues(
            limit, status_id=cursor.phase.value, sort="id:desc", include=_FILES,
            **_below(cursor.below),
        )  # fmt: skip
        place, ids = self.names.of(page.issues)
        copies = tuple(copy_of(one, place, ids[one["id"]]) for one in page.issues)
        after = replace(
            cursor, phase=_next(cursor.phase, page), below=_last(page),
            done=cursor.done + len(copies),
        )  # fmt: skip
        return _first(copies, after, more=True)

    def _history(self, cursor: Cursor, limit: int) -> Page:
        """Return the histories of some issues; now and then what others change comes between."""
        if cursor.at or self.clock() >= self._next_run_s:
            changed = self._changes(cursor, limit)
            self._next_run_s = self.clock() + _BETWEEN_S
            return replace(changed, first=True, total=cursor.total, done=cursor.done, more=True)
        while not cursor.todo and cursor.log is not Phase.LOG:
            cursor = self._queued(cursor)
        todo = tuple(one for one in cursor.todo if str(one) not in cursor.seen)
        now, later = todo[:_AT_ONCE], todo[_AT_ONCE:]
        copies = []
        for number in now:
            stamp, copy = self.reader.read(number)
            if copy is not None:
                copies.append(copy)
                cursor = self._noted(cursor, number, stamp, copy)
        done = cursor.done + len(cursor.todo) - len(later)
        if not later and cursor.log is Phase.LOG:
            after = replace(cursor, phase=Phase.DELTA, todo=(), total=0, done=0)
            return replace(_first(copies, after, more=False), total=done, done=done)
        return _first(copies, replace(cursor, todo=later, done=done), more=True)

    def _noted(self, cursor: Cursor, number: int, stamp: str, copy: Copy) -> Cursor:
        """Return the cursor that remembers an issue whose change a run would come upon."""
        if not stamp or not cursor.newest or stamp < earlier(cursor.newest, OVERLAP_S):
            return cursor
        return cursor.noted(number, stamp, sure=self.reader.is_sure(copy, stamp, cursor.newest))

    def _queued(self, cursor: Cursor) -> Cursor:
        """Return the cursor with the next issues whose history is to be read; open ones first."""
        page = self.calls.issues(
            MOST, status_id=cursor.log.value, sort="id:desc", **_below(cursor.below)
        )
        todo = tuple(one["id"] for one in page.issues)
        return replace(cursor, todo=todo, log=_next(cursor.log, page), below=_last(page))

    # --- changes ---

    def _changes(self, cursor: Cursor, limit: int) -> Page:
        if not cursor.at:
            cursor = self._run(cursor)
        page = self._crowded(cursor) if cursor.after else self._since(cursor)
        fresh = [one for one in page.issues if _unread(one, cursor)]
        most = max(1, min(limit, _CHANGES_AT_ONCE))
        copies = []
        met = max([cursor.newest, *(str(one["updated_on"]) for one in page.issues)])
        for listed in fresh[:most]:
            stamp, copy = self.reader.read(listed["id"])
            if copy is None:
                place, ids = self.names.of([listed])
                copy = copy_of(listed, place, ids[listed["id"]])
            copies.append(copy)
            stamp = stamp or str(listed["updated_on"])
            cursor = cursor.noted(listed["id"], stamp, sure=self.reader.is_sure(copy, stamp, met))
        if len(fresh) > most:  # the same page once more, for the rest of it
            return Page(tuple(copies), cursor.text(), more=True)
        after = _gone_on(replace(cursor, newest=max(met, cursor.newest)), page)
        return Page(tuple(copies), after.text(), more=bool(after.at))

    def _run(self, cursor: Cursor) -> Cursor:
        """Return the cursor at the start of a new run; how far back depends on how quiet it was."""
        now = self.clock()
        if self._quiet[0] != cursor.newest:
            self._quiet = (cursor.newest, now)
        again = frozenset(cursor.unsure if cursor.phase is Phase.DELTA else ())
        if not cursor.newest:
            return cursor
        if self.reader.is_ahead(cursor.newest):
            return cursor.begun(earlier(self.reader.today(), AHEAD_S), again)
        if now - self._quiet[1] > OVERLAP_S and not cursor.unsure:
            cursor = cursor.settled()
        return cursor.begun(max(earlier(cursor.newest, OVERLAP_S), cursor.floor), again)

    def _since(self, cursor: Cursor) -> Listed:
        filters = {"updated_on": f">={cursor.at}"} if cursor.at else {}
        return self.calls.issues(MOST, sort="updated_on:asc,id:asc", **filters)

    def _crowded(self, cursor: Cursor) -> Listed:
        """Return the next issues of one second with more changes than a page holds."""
        span = f"><{cursor.at}|{earlier(cursor.at, -1)}"
        return self.calls.issues(
            MOST, sort="id:asc", updated_on=span, issue_id=f">={cursor.after + 1}"
        )


def _below(number: int) -> dict[str, str]:
    return {"issue_id": f"<={number - 1}"} if number else {}


def _last(page: Listed) -> int:
    return int(page.issues[-1]["id"]) if page.full else 0


def _next(phase: Phase, page: Listed) -> Phase:
    if page.full:
        return phase
    return Phase.CLOSED if phase is Phase.OPEN else Phase.LOG


def _first(copies: Sequence[Copy], cursor: Cursor, *, more: bool) -> Page:
    total = max(cursor.total, cursor.done)
    return Page(tuple(copies), cursor.text(), more, True, total, cursor.done)


def _unread(issue: Issue, cursor: Cursor) -> bool:
    return cursor.seen.get(str(issue["id"])) != str(issue["updated_on"])


def _gone_on(cursor: Cursor, page: Listed) -> Cursor:
    """Return the cursor after a page of changes; `at` is empty when the run is over.

    A page that lies within one second cannot be passed by its stamp: that second is read by id.
    Redmine's >= T includes the second before T, and its span up to T includes T itself, so after
    the crowded second T the run goes on at T + 2.
    """
    if not page.full:
        on = earlier(cursor.at, -2) if cursor.after else ""
        return replace(cursor, at=on, after=0)
    if cursor.after:
        return replace(cursor, after=int(page.issues[-1]["id"]))
    first, last = (str(page.issues[place]["updated_on"]) for place in (0, -1))
    if earlier(last, 1) > first:
        return replace(cursor, at=last)
    return replace(cursor, at=first, after=-1)
