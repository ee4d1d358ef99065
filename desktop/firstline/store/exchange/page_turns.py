"""A page on its way in, step by step: its copies with their words, the cursor with the last."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from firstline.domain.edits.exchange import Page
from firstline.store.exchange import arrival
from firstline.store.exchange.arrival import Arrived
from firstline.store.exchange.ready import MOST_NAMED, Ready, parts_of, ready_of
from firstline.store.file import turns
from firstline.store.file.lock import WriterLock
from firstline.store.shown.shown import Desk
from firstline.store.watch import Changed

Step = Callable[[], Changed]


class PageTurns:
    """One page of a portal, whole or in parts, and what it brought when all steps are done."""

    def __init__(
        self, desk: Desk, portal: str, page: Page, now: datetime, *, mass_ok: bool
    ) -> None:
        self._desk, self._portal, self._now, self._mass_ok = desk, portal, now, mass_ok
        self._large = len(page.copies) > MOST_NAMED
        self._parts = [(page, ready_of(desk, page))]
        self._done: dict[int, Arrived] = {}

    def arrival(self, lock: WriterLock) -> Sequence[Step]:
        """Return the steps that apply copies and cursor, as small as who waits for `lock` needs.

        Each may raise Braked.
        """
        self._parts = parts_of(*self._parts[0], turns.size(lock))
        return [partial(self._land, nth, *part) for nth, part in enumerate(self._parts)]

    def arrived(self) -> Arrived:
        """Return what the page brought."""
        return arrival.together(self._done.values())

    def _land(self, nth: int, page: Page, ready: Ready) -> Changed:
        last = nth == len(self._parts) - 1
        one = arrival.arrive(
            self._desk, self._portal, page, ready, self._now, mass_ok=self._mass_ok, last=last
        )
        if self._large and one.changed.tickets:  # too many in the end to be named one by one
            one = replace(one, changed=Changed(kinds=one.changed.kinds, everything=True))
        self._done[nth] = one
        return one.changed
