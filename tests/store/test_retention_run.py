"""The run of a due list at its weak points: a disk that refuses, a crash, database copies."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from store_makers import NOW, RoundTheClock

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.edits import attach, open_ticket
from firstline.domain.edits.moves import move
from firstline.domain.ids import derived_id
from firstline.domain.retention import destruction, hold
from firstline.domain.retention.item import Listing, State
from firstline.domain.retention.rule import parse_rules
from firstline.domain.ticket.ticket import Attachment, Status
from firstline.store.care import snapshots
from firstline.store.retention import run as runs
from firstline.store.retention.look import Asked
from firstline.store.retention.run import Order, Ran
from firstline.store.store import Store
from firstline.system.resources import read_text

SHIPPED = parse_rules(read_text("packs", "retention", "retention.toml"), "retention.toml")
LATER = NOW + timedelta(days=1200)
ASKED = Asked(SHIPPED, LATER, UTC)
TICKET = derived_id("ticket", "a")
_NUMBERS: Iterator[int] = count()


def stamp(at: datetime = NOW) -> Stamp:
    return Stamp(derived_id("retention-run", str(next(_NUMBERS))), at, "李明")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, RoundTheClock(), now=NOW, me="李明") as opened:
        yield opened


@pytest.fixture
def files(store: Store) -> list[Attachment]:
    """Return two files of one ticket that was closed long ago."""
    store.perform(open_ticket(stamp(), TICKET, {"title": "a"}), now=NOW)
    held = [store.keep_file(data, f"{data.decode()}.png") for data in (b"one", b"two")]
    store.perform(attach(TICKET, held, stamp()), now=NOW)
    for status in (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED):
        store.perform(move(store.ticket(TICKET), status, stamp()), now=NOW)
    return held


def destroy(store: Store) -> Ran:
    order = Order(store.past_due(ASKED).digest, lambda: stamp(LATER))
    return store.destroy(ASKED, order)


def names(found: Listing, state: State = State.DUE) -> list[str]:
    return [one.name for one in found.of(state)]


def test_what_the_disk_refuses_stays_listed_and_its_record_says_so(
    store: Store, files: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == files[0].sha256:
            raise PermissionError(13, "in use")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    ran = destroy(store)
    monkeypatch.undo()
    assert [(one.name, why) for one, why in ran.failed] == [("one.png", "in use")]
    assert [one.name for one in ran.done] == ["two.png"]
    record = store.record(destruction.KIND, destruction.record_of_content(files[0].sha256))
    assert record is not None
    assert [one.data["what"] for one in record.events] == ["destroyed", "not_destroyed"]
    found = store.past_due(ASKED)
    assert [(one.name, one.gone_before) for one in found.due] == [("one.png", True)]
    assert destroy(store).failed == ()
    assert store.past_due(ASKED).items == ()


def test_a_crash_before_the_first_byte_goes_loses_no_record(
    store: Store, files: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "take_off", die)
    with pytest.raises(KeyboardInterrupt):
        destroy(store)
    monkeypatch.undo()
    assert all(store.file_path(one.sha256) is not None for one in files)
    assert len(store.records(destruction.KIND)) == 2
    found = store.past_due(ASKED)
    assert [one.gone_before for one in found.due] == [True, True]  # bytes without end, never unseen
    assert len(destroy(store).done) == 2


def test_nobody_destroys_without_a_name(store: Store, files: list[Attachment]) -> None:
    digest = store.past_due(ASKED).digest
    nobody = Order(digest, lambda: Stamp(derived_id("x", str(next(_NUMBERS))), LATER, ""))
    with pytest.raises(Exception, match="would name nobody"):
        store.destroy(ASKED, nobody)
    assert all(store.file_path(one.sha256) is not None for one in files)


def test_old_copies_go_but_the_newest_and_none_while_anything_is_held(store: Store) -> None:
    store.perform(open_ticket(stamp(), TICKET, {"title": "a"}), now=NOW)
    home = store.folder / snapshots.FOLDER
    home.mkdir()
    for age, name in ((900, "before-mass-change-hq.db"), (800, "daily-20240101.db")):
        (home / name).write_bytes(name.encode())
        at = (LATER - timedelta(days=age)).timestamp()
        os.utime(home / name, (at, at))
    found = store.past_due(ASKED)
    assert names(found) == ["before-mass-change-hq.db"]
    assert names(found, State.KEPT) == ["daily-20240101.db"]
    values = {"reason": "审计", "scope": "ticket", "what": "L-1"}
    store.perform(hold.place(values, TICKET, stamp(), UTC), now=NOW)
    found = store.past_due(ASKED)
    assert names(found) == []
    assert len(found.of(State.HELD)) == 2
    (held,) = store.records("legal_hold")
    store.perform(hold.lift(held, stamp(), "结束", "王磊"), now=NOW)
    destroy(store)
    assert [one.name for one in home.iterdir()] == ["daily-20240101.db"]
