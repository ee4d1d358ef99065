"""Files: sent once, fetched whole, kept while they are needed, let go when they are not."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from far_end import LATER, PORTAL, FarEnd, push
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.edits import attach
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Attachment
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


def bring(store: Store, maker: Maker, name: str, data: bytes) -> Attachment:
    """Open the ticket called `name` and attach a file to it."""
    file = store.keep_file(data, f"{name}.txt")
    store.perform(maker.open(name), now=NOW)
    store.perform(attach(ticket_id(name), [file], maker.stamp()), now=NOW)
    return file


def test_a_file_is_to_be_sent_until_the_portal_has_it(store: Store, maker: Maker) -> None:
    file = bring(store, maker, "a", b"evidence")
    assert store.files_to_send(PORTAL) == [file]
    assert store.files_to_send(PORTAL, now=NOW) == []  # the act may still be undone
    assert store.files_to_send(PORTAL, now=LATER) == [file]
    assert store.files_to_send("another") == []
    assert store.outstanding().files == 1
    store.file_sent(PORTAL, file.sha256, LATER)
    assert store.files_to_send(PORTAL) == []
    assert store.outstanding().files == 0


def test_a_file_of_an_act_taken_back_is_not_sent(store: Store, maker: Maker) -> None:
    bring(store, maker, "a", b"evidence")
    store.withdraw(store.edits()[-1].edit.id, NOW)
    assert store.files_to_send(PORTAL) == []
    assert store.outstanding().files == 0


def test_a_file_that_is_not_here_is_missing_and_not_sent(store: Store, maker: Maker) -> None:
    file = bring(store, maker, "a", b"evidence")
    path = store.file_path(file.sha256)
    assert path
    path.unlink()
    assert store.files_missing(ticket_id("a")) == [file]
    assert store.files_to_send(PORTAL) == []


def test_a_download_is_kept_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    data = b"from the portal"
    sha256 = hashlib.sha256(data).hexdigest()
    part = tmp_path / "x.part"
    part.write_bytes(data + b"!")
    with pytest.raises(Refused, match="does not match"):
        store.take_download(PORTAL, sha256, part, LATER)
    assert not part.exists()
    assert store.file_path(sha256) is None
    part.write_bytes(data)
    path = store.take_download(PORTAL, sha256, part, LATER)
    assert path.read_bytes() == data
    assert store.file_path(sha256) == path
    assert not part.exists()


def test_the_longest_unused_file_goes_first(store: Store, end: FarEnd, maker: Maker) -> None:
    files = [bring(store, maker, name, name.encode() * 1000) for name in "abcd"]
    push(store, end)
    for n, one in enumerate(files[:3]):
        store.file_sent(PORTAL, one.sha256, LATER)
        store.file_used(one.sha256, LATER + timedelta(hours=3 - n))
    assert store.evict(10_000) == []
    assert store.evict(3_000) == [files[2].sha256]
    assert store.evict(0) == [files[1].sha256, files[0].sha256]
    assert store.file_path(files[3].sha256)  # no portal has it


def test_a_pinned_ticket_keeps_its_files(store: Store, end: FarEnd, maker: Maker) -> None:
    file = bring(store, maker, "a", b"evidence")
    push(store, end)
    store.file_sent(PORTAL, file.sha256, LATER)
    store.pin(ticket_id("a"))
    assert store.pinned() == {ticket_id("a")}
    assert store.evict(0) == []
    store.unpin(ticket_id("a"))
    assert store.evict(0) == [file.sha256]


def test_a_file_that_another_portal_still_needs_stays(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    file = bring(store, maker, "a", b"evidence")
    push(store, end)
    store.file_sent("another", file.sha256, LATER)
    assert store.evict(0) == []
