"""One sender at a time on one profile: whoever does not have the turn sends nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sync_makers import Person, open_profile

from firstline.domain.edits.edits import reply
from firstline.portal.memory_desk import MemoryDesk
from firstline.sync import round as sync_round
from firstline.sync.turn import FILE

HOLDER = """
import sys
from pathlib import Path
from firstline.store.file.lock import WriterLock
with WriterLock(Path(sys.argv[1])).held(10.0) as got:
    print("held" if got else "not", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another(folder: Path) -> Iterator[None]:
    """Let another program of this profile hold the turn inside the block."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / FILE)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate("\n")


def test_without_the_turn_nothing_is_sent_and_with_it_everything_once(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_round, "TURN_S", 0.0)
    ticket = ann.open("a")
    ann.do(reply(ticket, "一次", ann.stamp()))
    with held_by_another(ann.store.folder):
        report = ann.sync()
        assert (report.pushed, report.waiting, report.problem) == (0, 2, None)
        assert ann.desk.seq == 0
        assert [one.tries for one in ann.store.edits()] == [0, 0]  # both can still be taken back
    assert ann.sync().pushed == 2
    assert ann.states() == ["settled", "settled"]
    assert [one.text for one in ann.ticket("a").events].count("一次") == 1
    assert ann.sync().pushed == 0


def test_the_turn_stops_nobody_from_reading(
    ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_round, "TURN_S", 0.0)
    ann.open("a")
    ann.sync()
    bob.open("b")
    with held_by_another(bob.store.folder):
        assert bob.sync().pulled == 1
    assert bob.ticket("a").title == "a"


def test_two_profiles_take_no_turn_from_each_other(
    tmp_path: Path, ann: Person, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_round, "TURN_S", 0.0)
    with open_profile(tmp_path / "eve", "eve") as store:
        eve = Person(store, desk, "eve")
        eve.open("e")
        with held_by_another(ann.store.folder):
            assert eve.sync().pushed == 1
