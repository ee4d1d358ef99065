"""The postman's thread: it goes when it is time or asked, tells how it stands, and stops."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest
from sync_makers import NOW, PORTAL, NoClocks, Person, open_profile

from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.exchange import Hello, Page
from firstline.domain.errors import Refused
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text
from firstline.portal.base import Portal, Unreachable
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.store.store import Store
from firstline.sync.loop import Postman
from firstline.sync.watchdog import Watchdog

PATIENCE_S = 20.0  # how long a test waits for a thread before it fails; nothing is measured by it
SAID = Text("坏了。", "Broken.")


@dataclass(slots=True)
class Listener:
    """Hears what is told, in another thread."""

    states: Queue[SyncState] = field(default_factory=Queue)
    last: SyncState | None = None

    def tell(self, state: SyncState) -> None:
        """Hear a state."""
        self.states.put(state)

    def until(self, fits: Callable[[SyncState], bool]) -> SyncState:
        """Return the next state that fits."""
        while True:
            self.last = self.states.get(timeout=PATIENCE_S)
            if fits(self.last):
                return self.last


def idle(state: SyncState) -> bool:
    return state.kind is SyncKind.IDLE and state.since is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_profile(tmp_path / "me"):
        return tmp_path / "me"


@pytest.fixture
def listener() -> Listener:
    return Listener()


@dataclass(slots=True)
class Start:
    """Starts postmen and stops them at the end."""

    folder: Path
    listener: Listener
    running: list[Postman] = field(default_factory=list)

    def __call__(self, make: Callable[[], Portal]) -> Postman:
        """Start one."""
        postman = Postman(
            self._open, {PORTAL: make}, clock=lambda: NOW + timedelta(days=1),
            tell=self.listener.tell, chance=lambda: 0.0,
        )  # fmt: skip
        self.running.append(postman)
        postman.start()
        return postman

    def _open(self) -> Store:
        return Store.open(self.folder, NoClocks(), now=NOW)


@pytest.fixture
def start(folder: Path, listener: Listener) -> Iterator[Start]:
    one = Start(folder, listener)
    yield one
    for postman in one.running:
        assert postman.stop(PATIENCE_S)


def act(folder: Path, desk: MemoryDesk, name: str) -> None:
    """Record a ticket in another connection, as the window does."""
    with Store.open(folder, NoClocks(), now=NOW) as store:
        person = Person(store, desk, name)
        store.perform(open_ticket(person.stamp(), f"id-{name}", {"title": name}), now=NOW)


def test_it_carries_a_round_at_once_and_when_it_is_nudged(
    start: Start, listener: Listener, folder: Path, desk: MemoryDesk
) -> None:
    act(folder, desk, "a")
    postman = start(lambda: MemoryPortal(desk))
    listener.until(idle)
    assert desk.seq == 1
    act(folder, desk, "b")
    postman.nudge(in_s=0.0)
    listener.until(lambda _: desk.seq == 2)
    act(folder, desk, "c")
    postman.nudge(asked=True)
    listener.until(lambda _: desk.seq == 3)


def test_a_nudge_ends_a_pull_that_is_held_open(
    start: Start, listener: Listener, folder: Path, desk: MemoryDesk
) -> None:
    waiting = Event()

    class Held(MemoryPortal):
        def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
            if wait_s:
                waiting.set()
            return super().pull(cursor, limit=limit, wait_s=PATIENCE_S * 2 if wait_s else 0.0)

    postman = start(lambda: Held(desk, waits=True))
    assert waiting.wait(PATIENCE_S)
    act(folder, desk, "a")
    while desk.seq == 0:  # the wait may begin a moment after it was said to
        postman.nudge(in_s=0.0)
        listener.states.get(timeout=PATIENCE_S)
    assert listener.until(idle).problem == Text("", "")


def test_what_the_other_side_does_ends_a_pull_that_is_held_open(
    start: Start, listener: Listener, folder: Path, desk: MemoryDesk, ann: Person
) -> None:
    start(lambda: MemoryPortal(desk, waits=True))
    listener.until(idle)
    ann.open("a")
    ann.sync()
    with Store.open(folder, NoClocks(), now=NOW) as store:
        listener.until(lambda _: len(store.queue(now=NOW)) == 1)


def test_it_tells_that_it_is_offline_and_comes_back(
    start: Start, listener: Listener, desk: MemoryDesk
) -> None:
    broken = [True]

    class Frail(MemoryPortal):
        def hello(self, device: str, head: int = 0) -> Hello:
            if broken[0]:
                raise Unreachable(SAID)
            return super().hello(device, head)

    start(lambda: Frail(desk))
    state = listener.until(lambda one: one.kind is SyncKind.OFFLINE)
    assert state.problem == SAID
    assert state.next_try is not None
    broken[0] = False
    listener.until(idle)


def test_a_missing_token_asks_a_person_to_sign_in(
    start: Start, listener: Listener, desk: MemoryDesk
) -> None:
    token: list[str] = []

    def make() -> Portal:
        if not token:
            raise Refused(SAID)
        return MemoryPortal(desk)

    postman = start(make)
    assert listener.until(lambda one: one.kind is SyncKind.SIGN_IN).problem == SAID
    token.append("x")
    postman.resume(PORTAL)
    listener.until(idle)


def test_a_profile_that_cannot_be_written_is_told_and_tried_again(
    start: Start, listener: Listener, folder: Path, desk: MemoryDesk, ann: Person
) -> None:
    ann.open("a")
    ann.sync()
    blocked = Store.open(folder, NoClocks(), now=NOW)
    blocked.connection.lock.take(1)
    postman = Postman(
        lambda: Store.open(folder, NoClocks(), now=NOW, patience_s=0.01),
        {PORTAL: lambda: MemoryPortal(desk)}, clock=lambda: NOW, tell=listener.tell,
        chance=lambda: 0.0,
    )  # fmt: skip
    postman.start()
    listener.until(lambda one: one.kind is SyncKind.OFFLINE)
    blocked.connection.lock.give()
    listener.until(idle)
    blocked.close()
    assert postman.stop(PATIENCE_S)


def test_stop_ends_a_call_under_way(listener: Listener, folder: Path, desk: MemoryDesk) -> None:
    begun, ended = Event(), Event()

    class Hanging(MemoryPortal):
        def hello(self, device: str, head: int = 0) -> Hello:  # noqa: ARG002 - it never answers
            begun.set()
            ended.wait(PATIENCE_S)
            raise Unreachable(SAID)

        def stop(self) -> None:
            ended.set()

    starter = Start(folder, listener)
    postman = starter(lambda: Hanging(desk))
    assert begun.wait(PATIENCE_S)
    assert postman.stop(PATIENCE_S)


def test_the_watchdog_ends_what_stands_still_and_nothing_else() -> None:
    now, ended = [0.0], Event()
    dog = Watchdog(lambda: now[0])
    dog.watch(ended.set, 0.001)
    now[0] = 1.0
    dog.alive()  # in time, by this clock
    assert not ended.is_set() or dog.barked
    now[0] = 10.0
    dog.watch(ended.set, 0.0)
    assert ended.wait(PATIENCE_S)
    dog.rest()
    dog.close()


def test_a_call_that_stands_still_is_cut_and_the_portal_made_anew(
    start: Start, listener: Listener, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.sync.loop.STALL_S", 0.01)
    made: list[Portal] = []

    class Still(MemoryPortal):
        def __init__(self, desk: MemoryDesk) -> None:
            super().__init__(desk)
            self.cut = Event()

        def hello(self, device: str, head: int = 0) -> Hello:
            if len(made) == 1:
                assert self.cut.wait(PATIENCE_S)
                raise Unreachable(SAID)
            return super().hello(device, head)

        def stop(self) -> None:
            self.cut.set()

    def make() -> Portal:
        made.append(Still(desk))
        return made[-1]

    start(make)
    listener.until(lambda one: one.problem.en.startswith("The line stood still"))
    listener.until(idle)
    assert len(made) > 1


def test_time_passes_between_polls_without_a_tight_loop(
    start: Start, listener: Listener, desk: MemoryDesk
) -> None:
    pulls: list[float] = []

    class Counted(MemoryPortal):
        def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
            pulls.append(time.monotonic())
            return super().pull(cursor, limit=limit, wait_s=wait_s)

    postman = start(lambda: Counted(desk))
    listener.until(idle)
    postman.look(in_use=True)
    listener.until(idle)
    assert len(pulls) == 2  # the first pull, and what has changed since it began


def test_a_stop_said_just_before_a_call_begins_lets_nothing_begin(
    folder: Path, listener: Listener, desk: MemoryDesk
) -> None:
    act(folder, desk, "a")
    called: list[str] = []

    class Told(MemoryPortal):
        def hello(self, device: str, head: int = 0) -> Hello:
            called.append("hello")
            return super().hello(device, head)

    def stopped_meanwhile() -> Portal:
        stopper = Thread(target=lambda: postman.stop(0.0))  # the call that is to come is not there
        stopper.start()
        stopper.join(PATIENCE_S)
        return Told(desk)

    postman = Postman(
        lambda: Store.open(folder, NoClocks(), now=NOW), {PORTAL: stopped_meanwhile},
        clock=lambda: NOW + timedelta(days=1), tell=listener.tell, chance=lambda: 0.0,
    )  # fmt: skip
    postman.start()
    listener.until(lambda _: True)
    assert postman.stop(PATIENCE_S)  # the thread has ended
    assert called == []
    assert desk.seq == 0
    with Store.open(folder, NoClocks(), now=NOW) as store:
        assert [(one.state, one.tries) for one in store.edits()] == [("waiting", 0)]
