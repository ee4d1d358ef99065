"""Digests: what the portal has, in few numbers, to be compared with what a copy holds."""

from sqlalchemy import select

from firstline.portal.native_wire import Bucket, WireDigest, digest_of
from firstline_portal import schema
from firstline_portal.database import Database
from firstline_portal.people import Person
from firstline_portal.views import visible

FEW = 500  # so many records are named one by one
_DEEPEST = 4


def digest(database: Database, person: Person, prefix: str) -> WireDigest:
    """Return count and hash of the records whose shard begins with `prefix`, and of its parts."""
    record = schema.record
    shard = record.c.shard
    with database.read() as connection:
        rows = connection.execute(
            select(record.c.kind, record.c.id, record.c.rev, shard).where(
                record.c.plant.in_(person.plants), record.c.gone == 0,
                visible(vendor=person.is_vendor),
                shard >= prefix, shard < prefix + "g",
            )
        ).all()  # fmt: skip
    parts: dict[str, list[tuple[str, str, int]]] = {}
    deeper = len(prefix) < _DEEPEST
    for kind, record_id, rev, where in rows:
        parts.setdefault(where[: len(prefix) + deeper], []).append((kind, record_id, rev))
    every = [one for several in parts.values() for one in several]
    count, hashed = digest_of(every)
    buckets = tuple(
        Bucket(prefix=name, count=one[0], hash=one[1])
        for name, one in sorted((name, digest_of(several)) for name, several in parts.items())
    )
    named = tuple(sorted(every)) if count <= FEW else None
    return WireDigest(prefix=prefix, count=count, hash=hashed, buckets=buckets, records=named)
