"""Copied, restored and rebuilt profiles: recognised by the portal, and nothing is missed."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from far_end import LATER, PORTAL, FarEnd, fill, pull, push, states
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import reply
from firstline.domain.edits.exchange import Answer, Pushed
from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.store.care import doctor
from firstline.store.care.backup import backup, restore
from firstline.store.file import journal
from firstline.store.file.connection import FILE
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")
NO = Text("不允许。", "Not allowed.")


def greet(store: Store, end: FarEnd) -> bool:
    """Say hello and return whether the profile is taken for a copy."""
    hello = end.hello(store.position(PORTAL).device)
    return store.greet(PORTAL, hello, LATER).cloned


def work(store: Store, end: FarEnd, maker: Maker) -> None:
    """Leave one settled, one refused and one waiting edit."""
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    fill(end, 3)
    pull(store, end)
    refused = reply(store.ticket("T-1"), "被拒绝的话", maker.stamp())
    store.perform(refused, now=NOW)
    store.settle(
        PORTAL, Pushed((Answer(refused.id, Outcome.REJECTED, "forbidden", NO),), ()), LATER
    )
    store.perform(reply(store.ticket("T-1"), "还没送出", maker.stamp()), now=NOW)


def test_settled_and_refused_survive_a_rebuild_from_the_journal_alone(
    folder: Path, store: Store, end: FarEnd, maker: Maker
) -> None:
    work(store, end, maker)
    store.close()
    (folder / FILE).write_bytes(b"ruined")
    assert doctor.repair(folder, RoundTheClock(), NOW, me="我").repaired
    with open_store(folder) as again:
        assert states(again) == ["settled", "refused", "waiting"]
        (refused,) = again.edits(states=("refused",))
        assert (refused.code, refused.reason) == ("forbidden", NO)
        assert refused.edit.events[0].text == "被拒绝的话"
        assert again.position(PORTAL).cursor is None  # so that nothing is missed
        (waiting,) = again.edits(states=("waiting",))
        with pytest.raises(Refused, match="no longer waiting"):
            again.withdraw(waiting.edit.id, LATER)  # it may have been sent before
        again.put("portals", [{"name": PORTAL, "kind": "native"}])
        push(again, end)
        pull(again, end)
        assert again.count(now=NOW) == 4
        assert again.ticket(ticket_id("a")).events[-1].text == "还没送出"


def test_a_damaged_page_costs_no_copy_and_no_state(
    folder: Path, store: Store, end: FarEnd, maker: Maker
) -> None:
    work(store, end, maker)
    shown = store.ticket("T-1")
    store.close()
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as raw:
        raw.execute("DELETE FROM edit WHERE n=1")  # the chain breaks: a new database is built
    assert doctor.repair(folder, RoundTheClock(), NOW, me="我").ok
    with open_store(folder) as again:
        assert states(again) == ["settled", "refused", "waiting"]
        assert again.ticket("T-1") == shown
        assert again.count(now=NOW) == 4
        assert again.position(PORTAL).cursor is None
        pull(again, end)
        assert again.count(now=NOW) == 4


def test_the_journal_tells_why_an_edit_was_refused(
    folder: Path, store: Store, end: FarEnd, maker: Maker
) -> None:
    work(store, end, maker)
    lines = [one for one in journal.read(folder) if isinstance(one, journal.Line)]
    assert [one.code for one in lines if one.state == "refused"] == ["forbidden"]
    assert "settled" in {one.state for one in lines}


def test_a_restored_profile_is_recognised_and_misses_nothing(
    folder: Path, store: Store, end: FarEnd, maker: Maker, tmp_path: Path
) -> None:
    greet(store, end)
    store.perform(maker.open("a"), now=NOW)
    backup(folder, tmp_path / "b.zip", NOW)
    device = store.position(PORTAL).device
    push(store, end)
    store.perform(maker.open("b"), now=NOW)
    push(store, end)
    pull(store, end)
    store.close()
    restore(tmp_path / "b.zip", folder, NOW)
    with open_store(folder) as again:
        assert states(again) == ["waiting"]
        assert greet(again, end)
        assert again.position(PORTAL).device != device
        (op,) = again.outgoing(PORTAL, now=LATER)
        assert op.tries == 1  # it may be there already
        push(again, end)
        pull(again, end)
        assert {row.number for row in again.rows(again.queue(now=NOW))} == {"T-1", "T-2"}
        assert not greet(again, end)


def test_two_copies_of_one_profile_become_two_devices(
    folder: Path, store: Store, end: FarEnd, maker: Maker, tmp_path: Path
) -> None:
    greet(store, end)
    store.close()
    shutil.copytree(folder, tmp_path / "copy")
    with open_store(folder) as one, open_store(tmp_path / "copy") as two:
        one.perform(*(maker.open(f"one{n}") for n in range(3)), now=NOW)
        push(one, end)
        assert greet(two, end)
        two.perform(Maker("我", "two").open("two"), now=NOW)
        push(two, end)
        pull(one, end)
        pull(two, end)
        assert one.count(now=NOW) == two.count(now=NOW) == 4
        assert one.position(PORTAL).device != two.position(PORTAL).device


def test_another_server_under_a_known_name_changes_nothing_until_it_is_accepted(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    greet(store, end)
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    pull(store, end)
    before = store.position(PORTAL)
    other = FarEnd("another", "its epoch")
    hello = other.hello(before.device)
    assert store.greet(PORTAL, hello, LATER).server_changed
    assert store.position(PORTAL) == before
    assert states(store) == ["settled"]
    assert store.greet(PORTAL, hello, LATER, accept=True).epoch_changed
    assert states(store) == ["waiting"]
    assert store.position(PORTAL).cursor is None


def test_a_position_is_the_same_until_it_is_written_and_after_a_restart(
    folder: Path, store: Store
) -> None:
    fresh = store.position(PORTAL)
    assert store.position(PORTAL) == fresh
    store.tried(PORTAL, NOW, "没有网络")
    kept = replace(fresh, problem="没有网络", tried_at=int(NOW.timestamp()))
    with open_store(folder) as again:
        assert again.position(PORTAL) == kept
    changed = store.poll()
    assert changed is None  # its own words


def test_a_restored_profile_that_gives_its_places_out_again_is_recognised(
    folder: Path, store: Store, end: FarEnd, maker: Maker, tmp_path: Path
) -> None:
    greet(store, end)
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    backup(folder, tmp_path / "b.zip", NOW)
    store.perform(maker.open("b"), now=NOW)
    push(store, end)
    store.close()
    restore(tmp_path / "b.zip", folder, NOW)
    with open_store(folder) as again:
        for name in ("c", "d", "e"):  # the places of "b" and beyond
            again.perform(maker.open(name), now=NOW)
        assert greet(again, end)
        assert [one.tries for one in again.outgoing(PORTAL, now=LATER)] == [1, 1, 1]


def test_what_only_waits_is_no_sign_of_a_copy(store: Store, end: FarEnd, maker: Maker) -> None:
    for name in ("a", "b"):
        store.perform(maker.open(name), now=NOW)
        assert not greet(store, end)
        push(store, end)
        assert not greet(store, end)
