"""The native protocol's shapes: pages that are cut are told, later fields stay, digests agree."""

import hashlib

import pytest

from firstline.portal.native_wire import (
    CutShort,
    StreamEnd,
    WireHello,
    WireRecord,
    digest_of,
    is_first,
    read_lines,
    shard_of,
    type_of,
)


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
    records, end = read_lines(page(count))
    assert [one["id"] for one in records] == [f"id-{one}" for one in range(count)]
    assert end.cursor == "c.1"


def test_a_page_cut_after_any_byte_is_never_taken_for_a_whole_one() -> None:
    whole = page()
    for length in range(len(whole) - 1):  # the last line end alone may be missing
        with pytest.raises(CutShort):
            read_lines(whole[:length])


def test_a_damaged_record_is_told() -> None:
    with pytest.raises(CutShort):
        read_lines(page().replace(b"id-1", b"id-9"))


def test_fields_of_a_later_version_stay() -> None:
    later = WireRecord.model_validate({"kind": "ticket", "id": "1", "later": [1]})
    assert later.model_dump()["later"] == [1]
    hello = {
        "server_id": "s", "epoch": "e", "protocol": {"min": 1, "max": 2}, "server_time": "t",
        "limits": {}, "scope_hash": "h", "user": "u", "roles": [], "plants": [], "moon": "full",
    }  # fmt: skip
    assert WireHello.model_validate(hello).model_dump()["moon"] == "full"


def test_a_digest_knows_no_order_and_sees_every_revision() -> None:
    one, two = ("ticket", "a", 1), ("risk", "b", 7)
    assert digest_of([one, two]) == digest_of([two, one])
    assert digest_of([one, two]) != digest_of([one, ("risk", "b", 8)])
    assert digest_of([]) == (0, "0" * 16)
    assert len(shard_of("ticket", "a")) == 4


def test_where_a_pull_goes_on() -> None:
    assert is_first(None)
    assert is_first("s.abc")
    assert not is_first("c.abc")
    assert type_of("cursor-expired") == "urn:firstline:problem:cursor-expired"
