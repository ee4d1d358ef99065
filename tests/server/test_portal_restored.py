"""A portal restored from a backup shows itself, and what was lost comes back from the desks."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from portal_desk import Desk, change, comment, new_desk, opening

from firstline.domain.edits.arbiter import Outcome
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role


class Machine:
    """A portal on a file that can be copied and put back."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "portal.db"
        self.copy = folder / "yesterday.db"
        self.desk = new_desk(f"sqlite:///{self.file}")

    def back_up(self) -> None:
        self.copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as raw:
            raw.execute("VACUUM INTO ?", (str(self.copy),))

    def restore(self) -> None:
        self.desk.core.database.close()
        for one in self.file.parent.glob("portal.db*"):
            one.unlink()
        shutil.copy(self.copy, self.file)
        self.desk.core = Core(Database(f"sqlite:///{self.file}"))
        self.desk.core.prepare(self.desk.now)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def lost(desk: Desk, cursor: str | None, who: str = "li") -> str:
    with pytest.raises(Refusal) as caught:
        desk.core.changes(desk.person(who), cursor or "", 100, desk.now)
    return caught.value.name


def test_a_cursor_beyond_the_head_proves_it(machine: Machine) -> None:
    desk = machine.desk
    li = desk.person("li")
    machine.back_up()
    desk.do(li, opening())
    cursor = desk.pull(li).cursor
    epoch = desk.core.hello(li, desk.now).epoch
    machine.restore()
    assert lost(desk, cursor) == "epoch-changed"
    assert desk.core.hello(li, desk.now).epoch != epoch


def test_it_is_proved_even_when_as_much_was_done_since(machine: Machine) -> None:
    desk = machine.desk
    li, chen = desk.person("li"), desk.person("chen")
    machine.back_up()
    desk.do(li, opening())
    cursor = desk.pull(li).cursor
    machine.restore()
    for one in range(5):
        desk.do(chen, opening(f"{one}"))
    assert lost(desk, cursor) == "epoch-changed"


def test_a_first_pull_under_way_proves_it_too(machine: Machine) -> None:
    desk = machine.desk
    li = desk.person("li")
    desk.do(li, opening())
    machine.back_up()
    desk.do(li, opening())
    desk.do(li, opening())
    first = desk.core.snapshot(li, None, 1, desk.now)
    machine.restore()
    with pytest.raises(Refusal) as caught:
        desk.core.snapshot(li, first.cursor, 1, desk.now)
    assert caught.value.name == "epoch-changed"


def test_a_devices_place_beyond_ours_proves_it(machine: Machine) -> None:
    desk = machine.desk
    li, auditor = desk.person("li"), desk.person("auditor", Role.AUDITOR)
    cursor = desk.pull(li).cursor
    machine.back_up()
    desk.do(li, opening(), "d1")
    told = desk.core.hello(li, desk.now, "d1", 1)
    assert told.device_head == 1
    machine.restore()
    assert desk.core.hello(auditor, desk.now, "d9", 99).epoch == told.epoch  # not believed
    assert desk.core.hello(li, desk.now, "d1", 1).epoch != told.epoch
    assert lost(desk, cursor) == "epoch-changed"


def test_one_restore_begins_one_epoch_for_all_devices(machine: Machine) -> None:
    desk = machine.desk
    li = desk.person("li")
    names = ("d1", "d2", "d3")
    for one in names:
        desk.do(li, opening(), one)
        desk.core.hello(li, desk.now, one, 1)
    machine.back_up()
    for one in (*names, "d4"):
        desk.do(li, opening(), one)
    heads = {"d1": 2, "d2": 2, "d3": 2, "d4": 1}
    machine.restore()
    epochs = {desk.core.hello(li, desk.now, one, head).epoch for one, head in heads.items()}
    assert len(epochs) == 1
    for one, head in heads.items():  # what a device knows of the new epoch counts again
        assert desk.core.hello(li, desk.now, one, 0).epoch in epochs
        assert (desk.core.hello(li, desk.now, one, head).epoch in epochs) is (one == "d4")
        epochs = {desk.core.hello(li, desk.now, one, 0).epoch}


def test_what_was_lost_comes_back_in_any_order_of_the_desks(machine: Machine) -> None:
    desk = machine.desk
    li, chen = desk.person("li"), desk.person("chen")
    machine.back_up()
    edit = opening()
    first = desk.op(edit, "d-li")
    desk.core.push(li, "d-li", [first], desk.now)
    said = desk.op(comment(desk.ticket(chen, edit.entity), "from chen"), "d-chen")
    desk.core.push(chen, "d-chen", [said], desk.now)
    cursor = desk.pull(chen).cursor
    machine.restore()
    assert lost(desk, cursor, "chen") == "epoch-changed"
    early = desk.core.push(chen, "d-chen", [said], desk.now).values()
    assert early.results[0].outcome is Outcome.IN_PROGRESS  # whoever opened it may come yet
    assert early.retry_after_s
    assert early.device_head == 0
    assert desk.core.push(li, "d-li", [first], desk.now).results[0].outcome is Outcome.APPLIED
    late = desk.core.push(chen, "d-chen", [said], desk.now).results[0]
    assert late.outcome is Outcome.APPLIED
    assert [one.text for one in desk.ticket(li, edit.entity).events if one.text] == ["from chen"]


def test_long_after_a_restore_an_unknown_record_is_unknown(machine: Machine) -> None:
    desk = machine.desk
    li = desk.person("li")
    machine.back_up()
    desk.do(li, opening())
    cursor = desk.pull(li).cursor
    machine.restore()
    lost(desk, cursor)
    stray = comment(desk.ticket_after(opening()), "x")
    assert desk.do(li, stray).outcome is Outcome.IN_PROGRESS
    desk.later(days=31)
    assert desk.do(li, stray).code == "unknown-record"


@pytest.mark.parametrize("seed", range(20))
def test_every_restore_that_lost_something_is_noticed(tmp_path: Path, seed: int) -> None:
    """At random: acts before and after the copy, the reader pulled somewhere between."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    machine = Machine(tmp_path)
    desk = machine.desk
    li, chen = desk.person("li"), desk.person("chen")
    edit = opening()
    desk.do(li, edit)
    cursor, told_at = None, 0
    copied_at = chance.randint(1, 6)
    for turn in range(1, 9):
        ticket = desk.ticket(li, edit.entity)
        desk.do(li, comment(ticket, f"{turn}") if chance.random() < 0.5
                else change(ticket, "site", f"{turn}"))  # fmt: skip
        if turn == copied_at:
            machine.back_up()
        if cursor is None or chance.random() < 0.5:
            cursor, told_at = desk.pull(li).cursor, turn
    machine.restore()
    for turn in range(chance.randint(0, 10)):
        desk.do(chen, opening(f"{turn}"))
    if told_at > copied_at:
        assert lost(desk, cursor) == "epoch-changed"
    else:
        desk.core.changes(li, cursor or "", 100, desk.now)  # nothing it knows of was lost
