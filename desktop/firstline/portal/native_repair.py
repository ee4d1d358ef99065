"""Repair: finds by digests which copies differ from the portal's, and fetches only those."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from firstline.domain.edits.exchange import Copy
from firstline.portal.native_pages import read_copies
from firstline.portal.native_wire import WireDigest, WireWanted, digest_of, shard_of
from firstline.portal.refusals import makes_no_sense

_MOST_WANTED = 500
_DEEPEST = 4  # hexadecimal digits of a shard

Record = tuple[str, str, int]  # kind, id, rev
AskJson = Callable[..., Any]
_Sharded = Sequence[tuple[str, Record]]


def repair(ask: AskJson, known: Sequence[Record], host: str) -> tuple[Copy, ...]:
    """Return the portal's copies of all records that differ from `known`, either way.

    One that the portal does not have, or no longer shows, comes as hidden.
    """
    sharded = sorted((shard_of(kind, own), (kind, own, rev)) for kind, own, rev in known)
    wanted = tuple(dict.fromkeys(_differing(ask, sharded, "", host)))
    copies: list[Copy] = []
    for begin in range(0, len(wanted), _MOST_WANTED):
        want = WireWanted(want=wanted[begin : begin + _MOST_WANTED])
        raw = ask("POST", "sync/records", json=want.model_dump(mode="json"))
        if not isinstance(raw, dict) or not isinstance(raw.get("records"), list):
            raise makes_no_sense(host)
        copies.extend(read_copies(raw["records"], host))
    return tuple(copies)


def _differing(
    ask: AskJson, sharded: _Sharded, prefix: str, host: str
) -> Iterator[tuple[str, str]]:
    """Yield kind and id of what differs in the shards that begin with `prefix`."""
    try:
        told = WireDigest.model_validate(ask("GET", "sync/digest", params={"prefix": prefix}))
    except ValueError as error:
        raise makes_no_sense(host) from error
    ours = _within(sharded, prefix)
    if digest_of(ours) == (told.count, told.hash):
        return
    if told.records is not None or len(prefix) >= _DEEPEST:
        differing = {*ours} ^ {*(told.records or ())}
        yield from ((kind, own) for kind, own, _ in sorted(differing))
        return
    for bucket in told.buckets:
        if digest_of(_within(sharded, bucket.prefix)) != (bucket.count, bucket.hash):
            yield from _differing(ask, sharded, bucket.prefix, host)
    named = {one.prefix for one in told.buckets}
    for shard, (kind, own, _) in _slice(sharded, prefix):
        if not any(shard.startswith(one) for one in named):
            yield kind, own


def _within(sharded: _Sharded, prefix: str) -> list[Record]:
    return [one for _, one in _slice(sharded, prefix)]


def _slice(sharded: _Sharded, prefix: str) -> _Sharded:
    begin = bisect_left(sharded, prefix, key=lambda one: one[0])
    end = bisect_left(sharded, f"{prefix}g", key=lambda one: one[0])
    return sharded[begin:end]
