"""The writer lock: one at a time, and nobody who comes back page after page keeps others out."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from firstline.store.file import lock as writer_lock
from firstline.store.file.lock import LINGER_S, WriterLock

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


def test_who_gives_the_lock_comes_after_who_waits_for_it(tmp_path: Path) -> None:
    pages, act = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    order: list[str] = []
    at_the_door = threading.Event()

    def wait() -> None:
        at_the_door.set()
        with act.held(30.0) as got:
            order.append("act" if got else "none")

    for _ in range(20):
        order.clear()
        at_the_door.clear()
        waiter = threading.Thread(target=wait)
        with pages.held(5.0):
            waiter.start()
            at_the_door.wait()
            looks = 2000
            while looks and is_free(tmp_path / "lock-door"):
                threading.Event().wait(0.001)
                looks -= 1
        with pages.held(30.0):  # at once again, as a page after a page
            order.append("page")
        waiter.join()
        assert order == ["act", "page"]
    pages.close()
    act.close()


def test_who_is_patient_lets_a_person_go_first_and_sees_that_one_waits(tmp_path: Path) -> None:
    """An act comes before two who work page after page, whoever of them asked first."""
    pages = [WriterLock(tmp_path / "lock", patient=True) for _ in range(2)]
    act = WriterLock(tmp_path / "lock")
    order: list[str] = []

    def take(lock: WriterLock, name: str) -> None:
        with lock.held(30.0) as got:
            order.append(name if got else "none")

    assert not pages[0].is_wanted()
    assert not pages[0].is_in_demand()
    first, second = (
        threading.Thread(target=take, args=told) for told in ((pages[1], "page"), (act, "act"))
    )
    with pages[0].held(5.0):
        first.start()  # stands at the door already
        assert until(lambda: not is_free(tmp_path / "lock-door"))
        assert until(lambda: not pages[0].is_wanted())  # who is patient does not count
        second.start()
        assert until(pages[0].is_wanted)
    for one in (first, second):
        one.join()
    assert order == ["act", "page"]
    assert pages[0].is_in_demand()
    assert until(lambda: not pages[0].is_wanted())
    for lock in (*pages, act):
        lock.close()


def test_who_is_patient_waits_no_longer_than_the_patience(tmp_path: Path) -> None:
    page, act = WriterLock(tmp_path / "lock", patient=True), WriterLock(tmp_path / "lock")
    with act.held(0.0) as got:
        assert got
        with page.held(0.05) as other:
            assert not other
    with page.held(0.0) as got:
        assert got
        with act.held(0.05) as other:
            assert not other
    page.close()
    act.close()


def until(done: Callable[[], bool]) -> bool:
    """Look again and again, for some seconds."""
    looks = 3000
    while not done() and looks:
        threading.Event().wait(0.001)
        looks -= 1
    return looks > 0


def is_free(path: Path) -> bool:
    """Whether nobody holds the file at `path`, itself a lock with a door of its own."""
    probe = WriterLock(path)
    try:
        with probe.held(0.0) as got:
            return got
    finally:
        probe.close()


def test_who_is_patient_stands_back_while_an_act_is_shown(tmp_path: Path) -> None:
    page, act = (
        WriterLock(tmp_path / "lock", patient=True),
        WriterLock(tmp_path / "lock", acts=True),
    )
    begun = threading.Event()
    waited: list[float] = []

    def compute() -> None:
        at = time.monotonic()
        begun.set()
        page.stand_back()
        waited.append(time.monotonic() - at)

    before = time.monotonic()
    with act.held(5.0):
        pass
    page.stand_back()
    assert time.monotonic() - before >= LINGER_S  # the window has had this long to itself
    worker = threading.Thread(target=compute)
    with act.held(5.0):
        worker.start()
        begun.wait()
        threading.Event().wait(4 * LINGER_S)
    worker.join()
    assert waited[0] >= 4 * LINGER_S  # as long as the act is under way
    act.stand_back()  # who is not patient waits for nobody
    page.close()
    act.close()


def test_who_acts_without_end_does_not_keep_others_from_their_work(tmp_path: Path) -> None:
    page, act = (
        WriterLock(tmp_path / "lock", patient=True),
        WriterLock(tmp_path / "lock", acts=True),
    )
    over = threading.Event()

    def act_on() -> None:
        while not over.is_set():
            with act.held(5.0):
                pass

    person = threading.Thread(target=act_on)
    person.start()
    page.stand_back()  # would never return otherwise
    over.set()
    person.join()
    page.close()
    act.close()


def test_who_sends_does_not_stand_back_before_itself(tmp_path: Path) -> None:
    """The turn of a postman is held through calls of the network, beside the profile's lock."""
    page, turn = WriterLock(tmp_path / "lock", patient=True), WriterLock(tmp_path / "sync.lock")
    acting = set(writer_lock._acting)
    with turn.held(5.0) as got:
        assert got
        assert writer_lock._acting == acting
    broken = WriterLock(tmp_path / "lock", acts=True)
    broken.take(5.0)
    assert writer_lock._acting != acting
    broken.close()  # as after a fault: what it held is nobody's any more
    assert writer_lock._acting == acting
    page.stand_back()
    page.close()
    turn.close()
