"""Pages of the native protocol as the client reads them: cut anywhere, none looks complete."""

import hashlib

import pytest

from firstline.portal.base import Broken
from firstline.portal.native_pages import read_page
from firstline.portal.native_wire import StreamEnd, WireRecord

HOST = "desk.example"


def page(count: int = 3) -> bytes:
    lines = b"".join(
        WireRecord(kind="ticket", id=f"id-{one}", seq=one).model_dump_json().encode() + b"\n"
        for one in range(count)
    )
    sha256 = hashlib.sha256(lines).hexdigest()
    end = StreamEnd(cursor="c.1", count=count, sha256=sha256, more=False)
    return lines + end.model_dump_json().encode() + b"\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_whole_page_is_read(count: int) -> None:
    read = read_page(page(count), HOST, first=False)
    assert [one.id for one in read.copies] == [f"id-{one}" for one in range(count)]
    assert read.cursor == "c.1"


def test_a_page_cut_after_any_byte_is_never_taken_for_a_whole_one() -> None:
    whole = page()
    for length in range(len(whole) - 1):  # the last line end alone may be missing
        with pytest.raises(Broken):
            read_page(whole[:length], HOST, first=False)


def test_a_damaged_record_is_told() -> None:
    with pytest.raises(Broken):
        read_page(page().replace(b"id-1", b"id-9"), HOST, first=False)
