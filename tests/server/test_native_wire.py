"""The native protocol's shapes: later fields stay, and digests agree."""

from firstline.portal.native_wire import (
    WireHello,
    WireRecord,
    digest_of,
    is_first,
    shard_of,
    type_of,
)


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
