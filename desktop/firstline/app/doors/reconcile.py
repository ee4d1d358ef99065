"""What the window's reconcile page is handed: files read and compared in a lane of their own."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from firstline.cli.reconcile.extracts import opened
from firstline.domain.errors import Problem, Refused
from firstline.domain.reconcile.plan import NO_VERDICT, Wish
from firstline.domain.reconcile.record import MOST_KEPT, digest_of
from firstline.domain.reconcile.run import reconcile
from firstline.domain.words import Language, Text
from firstline.report.difference_file import check_ending, write_differences
from firstline.store.reconcile.shelf import temporary_shelf
from firstline.viewmodel.later import Later
from firstline.viewmodel.reconcile.doors import Compared, Looked

SAMPLE_ROWS = 100
EVERY_S = 0.2  # between two reports of progress
STOPPED = Text("已取消。", "Cancelled.")


class ReconcileWork:
    """The doors of the reconcile page; `post` runs a call in the window's thread."""

    def __init__(
        self,
        later: Later,
        post: Callable[[Callable[[], None]], None],
        language: Callable[[], Language],
    ) -> None:
        self._later = later
        self._post = post
        self._language = language
        self._stopped = False

    def look(self, word: str, then: Callable[[Looked | Problem], None]) -> None:
        """Read the headings and the first rows of what `word` names."""

        def work(_store: object) -> Looked | Problem:
            try:
                with opened(word) as extract:
                    every = range(len(extract.headings))
                    page = next(iter(extract.pages(every)), None)
                    columns = page.columns if page is not None else [()] * len(every)
                    sample = tuple(tuple(one[:SAMPLE_ROWS]) for one in columns)
                    return Looked(tuple(extract.headings), sample)
            except Problem as problem:
                return problem

        self._later(work, then)

    def compare(
        self, wish: Wish, words: tuple[str, str], out: Path | None,
        told: Callable[[float], None], then: Callable[[Compared | Problem], None],
    ) -> None:  # fmt: skip
        """Compare source and target."""
        self._stopped = False
        language, last = self._language(), [0.0]

        def tick(share: float) -> None:
            self._go_on()
            if time.monotonic() - last[0] > EVERY_S:
                last[0] = time.monotonic()
                self._post(lambda: told(share))

        def work(_store: object) -> Compared | Problem:
            try:
                return self._compared(wish, words, out, tick, language)
            except Problem as problem:
                return problem

        self._later(work, then)

    def stop(self) -> None:
        """End the comparison that runs."""
        self._stopped = True

    def _go_on(self) -> None:
        if self._stopped:
            raise Refused(STOPPED, NO_VERDICT)

    def _compared(
        self, wish: Wish, words: tuple[str, str], out: Path | None,
        tick: Callable[[float], None], language: Language,
    ) -> Compared:  # fmt: skip
        if out is not None:
            check_ending(out)
        with ExitStack() as stack:
            shelf = stack.enter_context(temporary_shelf(self._go_on))
            first, second = (stack.enter_context(opened(one)) for one in words)
            result = reconcile(wish, first, second, shelf, tick)
            sha256 = ""
            if out is not None:
                sha256, _ = write_differences(out, result, shelf.differences(), language)
            digest = digest_of(result, shelf.differences())
            few = tuple(islice(shelf.differences(), MOST_KEPT))
        return Compared(result, few, digest, sha256)
