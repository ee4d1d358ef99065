"""Reads one page ahead in a pull: the next is on its way while the last is being stored."""

import threading
from collections.abc import Callable

from firstline.domain.edits.exchange import Page
from firstline.portal.base import Portal, PortalProblem

Wanted = tuple[str, int]  # a cursor and how many records


class Ahead:
    """One page that may be asked for next, over a connection of its own.

    A page that could not be had is simply not there; whoever asks for it fetches it and hears why.
    `begin` and `take` are for one thread, `stop` for any.
    """

    def __init__(self, connect: Callable[[], Portal]) -> None:
        self.digest: Callable[[Page], Page] | None = None  # sees the page while it waits
        self._connect = connect
        self._portal: Portal | None = None
        self._thread: threading.Thread | None = None
        self._wanted: Wanted | None = None
        self._page: Page | None = None

    def begin(self, cursor: str, limit: int) -> None:
        """Begin to fetch the page after `cursor`."""
        self._portal = self._portal or self._connect()
        self._wanted, self._page = (cursor, limit), None
        self._thread = threading.Thread(target=self._fetch, args=(self._portal,), daemon=True)
        self._thread.start()

    def _fetch(self, portal: Portal) -> None:
        if self._wanted is None:
            return
        cursor, limit = self._wanted
        try:
            page = portal.pull(cursor, limit=limit)
        except PortalProblem:
            return
        self._page = self.digest(page) if self.digest else page

    def take(self, cursor: str | None, limit: int) -> Page | None:
        """Wait for the page after `cursor` and return it; None where it was not the one fetched."""
        if self._thread is None:
            return None
        self._thread.join()
        page, wanted = self._page, self._wanted
        self._thread = self._page = self._wanted = None
        return page if wanted == (cursor, limit) else None

    def stop(self) -> None:
        """End the fetch that is under way."""
        if self._portal is not None and self._thread is not None:
            self._portal.stop()
