"""Attachments: after the text, resumable, fetched when asked, pinned, and swept records."""

# ruff: noqa: ARG002 - a portal that a test bends takes what the protocol gives it
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sync_makers import PORTAL, Person

from firstline.domain.edits.edits import attach
from firstline.domain.edits.exchange import Op, Pushed
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.base import Broken, Moved, Portal, TooLarge, Unreachable
from firstline.portal.memory import MemoryPortal
from firstline.sync.absent import FIRST, LONGEST, Absent, wait
from firstline.sync.files import part_of
from firstline.sync.report import Wanted
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks

SAID = Text("坏了。", "Broken.")


class Odd(MemoryPortal):
    """A portal in memory that a test bends."""


def attached(person: Person, name: str = "a", data: bytes = b"x" * 100_000) -> Attachment:
    ticket = person.store.find(name) or person.open(name)
    file = person.store.keep_file(data, f"{name}.txt")
    person.do(attach(ticket.id, [file], person.stamp()))
    return file


def fetch(person: Person, wanted: Wanted, portal: Portal | None = None) -> Path | None:
    run_round(
        person.store, portal or MemoryPortal(person.desk, person.name), PORTAL,
        clock=lambda: person.now, wanted=deque([wanted]),
    )  # fmt: skip
    return person.store.file_path(wanted.sha256)


def test_a_file_follows_its_text_and_comes_when_it_is_wanted(ann: Person, bob: Person) -> None:
    file = attached(ann)
    order: list[str] = []
    report = ann.sync(at=order.append)
    assert report.files_sent == 1
    assert order.index("settle.after") < order.index("upload.before")
    assert file.sha256 in ann.desk.files
    assert ann.sync().files_sent == 0
    bob.sync()
    shown = bob.ticket("a")
    assert shown.attachments == (file,)
    assert bob.store.file_path(file.sha256) is None  # nothing is fetched that nobody asked for
    assert fetch(bob, Wanted(shown.id, file.sha256)) is not None


def test_what_a_cut_left_is_gone_on_with(ann: Person, bob: Person) -> None:
    file = attached(ann)
    ann.desk.parts[file.sha256] = b"x" * 60_000
    moved: list[int] = []

    class Counted(Odd):
        def upload(self, file: Attachment, path: Path, moved_: Moved) -> None:
            super().upload(file, path, lambda n: moved.append(n) or moved_(n))  # type: ignore[func-returns-value]

    ann.wrap = lambda _: Counted(ann.desk, "ann")
    ann.sync()
    assert sum(moved) == 40_000

    class Cut(Odd):
        def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
            part.write_bytes(b"x" * 70_000)
            raise Unreachable(SAID)

    bob.sync()
    wanted = Wanted(bob.ticket("a").id, file.sha256)
    assert fetch(bob, wanted, Cut(bob.desk, "bob")) is None
    assert part_of(bob.store.folder, file.sha256).stat().st_size == 70_000
    path = fetch(bob, wanted)
    assert path is not None
    assert path.read_bytes() == b"x" * 100_000


def test_a_download_that_is_not_what_its_hash_says_begins_again(ann: Person, bob: Person) -> None:
    file = attached(ann)
    ann.sync()
    bob.sync()
    part = part_of(bob.store.folder, file.sha256)
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"y" * 100_000)
    wanted = Wanted(bob.ticket("a").id, file.sha256)
    assert fetch(bob, wanted) is None
    assert not part.exists()
    assert fetch(bob, wanted) is not None


def test_one_file_that_cannot_be_sent_stops_no_other(ann: Person) -> None:
    giant = attached(ann, "a", b"giant")
    small = attached(ann, "b", b"small")

    class Narrow(Odd):
        def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
            if file.sha256 == giant.sha256:
                raise TooLarge(SAID)
            super().upload(file, path, moved)

    ann.wrap = lambda _: Narrow(ann.desk, "ann")
    report = ann.sync()
    assert (report.files_sent, report.files_failed, report.problem) == (1, 1, None)
    assert report.file_problem == SAID
    assert small.sha256 in ann.desk.files
    assert ann.store.outstanding().files == 1


def test_pinned_tickets_bring_their_files_and_eviction_spares_them(
    ann: Person, bob: Person
) -> None:
    pinned, other = attached(ann, "a", b"a" * 900), attached(ann, "b", b"b" * 900)
    ann.sync()
    bob.sync()
    bob.store.pin(bob.ticket("a").id)
    assert bob.sync().files_fetched == 1
    assert bob.store.file_path(pinned.sha256) is not None
    bob.store.put("files_limit_bytes", 1000)
    fetch(bob, Wanted(bob.ticket("b").id, other.sha256))
    assert bob.store.file_path(pinned.sha256) is not None
    assert bob.store.file_path(other.sha256) is None


class WithEdit(Odd):
    """A portal that takes files together with the edit that names them."""

    noted: list[str]

    def __init__(self, person: Person) -> None:
        super().__init__(person.desk, person.name)
        self.can = replace(self.can, text_before_files=False)
        self.noted = []
        self.person = person

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Note where it is."""
        self.noted.append(file.sha256)

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Send what was noted with it."""
        done = super().push(ops, device)
        for sha256 in self.noted:
            path = self.person.store.file_path(sha256)
            assert path is not None
            self.desk.files[sha256] = path.read_bytes()
        return done


def test_a_file_may_have_to_travel_with_its_edit(ann: Person) -> None:
    file, portal = attached(ann), WithEdit(ann)
    ann.wrap = lambda _: portal
    assert ann.sync().pushed == 2
    assert portal.noted == [file.sha256]
    assert file.sha256 in ann.desk.files
    assert ann.store.outstanding().files == 0
    ann.sync()
    assert portal.noted == [file.sha256]


@pytest.mark.parametrize("problem", [Broken(SAID), Unreachable(SAID)])
def test_a_wanted_file_is_asked_for_again_only_after_the_line_broke(
    ann: Person, bob: Person, problem: Broken | Unreachable
) -> None:
    file = attached(ann)
    ann.sync()
    bob.sync()

    class Without(Odd):
        def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
            raise problem

    wanted = deque([Wanted(bob.ticket("a").id, file.sha256)])
    report = run_round(
        bob.store, Without(bob.desk, "bob"), PORTAL, clock=lambda: bob.now, wanted=wanted
    )
    assert len(wanted) == (0 if isinstance(problem, Broken) else 1)
    assert report.problem is (None if isinstance(problem, Broken) else problem)
    assert bob.ticket("a").attachments == (file,)


def test_a_file_that_a_portal_has_not_got_is_asked_for_later_and_later(
    ann: Person, bob: Person
) -> None:
    file = attached(ann)
    ann.sync()
    bob.sync()
    ticket = bob.ticket("a")
    bob.store.pin(ticket.id)
    kept = dict(bob.desk.files)
    bob.desk.files.clear()  # its text is there, its bytes are not
    asked: list[str] = []

    class Asked(Odd):
        def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
            asked.append(sha256)
            super().download(sha256, remote, part, moved)

    absent = Absent()

    def rounds(number: int, seconds: float) -> int:
        before = len(asked)
        for _ in range(number):
            run_round(bob.store, Asked(bob.desk, "bob"), PORTAL, clock=lambda: bob.now,
                      hooks=Hooks(absent=absent))  # fmt: skip
            bob.now += timedelta(seconds=seconds)
        return len(asked) - before

    assert rounds(20, 2) == 1  # it was once a round
    assert rounds(20, 180) <= 6  # an hour: after 1, 2, 4, 8, 16, 32 minutes
    assert rounds(24, 7200) <= 10  # two days: in the end every six hours
    bob.desk.files.update(kept)
    wanted = deque([Wanted(ticket.id, file.sha256)])  # a person asks: at once
    run_round(bob.store, Asked(bob.desk, "bob"), PORTAL, clock=lambda: bob.now,
              hooks=Hooks(absent=absent), wanted=wanted)  # fmt: skip
    assert bob.store.file_path(file.sha256) is not None
    assert absent.due(file.sha256, bob.now)


def test_a_clock_that_is_set_back_holds_no_file_up() -> None:
    absent, now = Absent(), datetime(2026, 11, 24, tzinfo=UTC)
    absent.in_vain("a", now)
    assert not absent.due("a", now + timedelta(seconds=59))
    assert absent.due("a", now + FIRST)
    assert absent.due("a", now - timedelta(days=1))
    assert absent.due("b", now)
    assert (wait(1), wait(2), wait(99)) == (FIRST, 2 * FIRST, LONGEST)
