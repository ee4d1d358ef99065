"""The writer lock: one at a time, and nobody who comes back page after page keeps others out."""

import threading
from pathlib import Path

from firstline.store.lock import WriterLock

PAGES = 60


def test_an_act_is_let_in_between_two_pages(tmp_path: Path) -> None:
    pages, act = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    done: list[int] = []
    begun = threading.Event()

    def write() -> None:
        for page in range(PAGES):
            with pages.held(5.0):
                begun.set()
                threading.Event().wait(0.02)
                done.append(page)

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    with act.held(30.0) as got:
        before = len(done)
    writer.join()
    pages.close()
    act.close()
    assert got
    assert before < PAGES
