"""The clocks: one row a plant that gives places in order, and the epoch of the whole portal."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Connection, bindparam, select, update

from firstline.domain.ids import new_id
from firstline.domain.instants import UTC, iso
from firstline_portal import schema

MAIN = "main"  # the plant of a portal that was told of none
FIRST_NUMBER = 1001
EXPECTS = timedelta(days=30)
"""How long after a restore an edit of an unknown record waits for the record to come back."""

# Statements made once: building one costs more than running it.
_CLOCK, _OP, _RECORD = schema.clock, schema.applied_op, schema.record
_SETTINGS = select(schema.setting.c.name, schema.setting.c.value)
_OWN = _CLOCK.c.plant == bindparam("plant_")
_HEADS = select(_CLOCK.c.plant, _CLOCK.c.seq, _CLOCK.c.tag).where(
    _CLOCK.c.plant.in_(bindparam("plants", expanding=True))
)
_NEXT = (
    update(_CLOCK).where(_OWN)
    .values(seq=_CLOCK.c.seq + 1, tag=bindparam("tag_"),
            next_number=_CLOCK.c.next_number + bindparam("numbers", type_=BigInteger))
    .returning(_CLOCK.c.seq, _CLOCK.c.prefix, _CLOCK.c.next_number)
)  # fmt: skip
_SKIP = (
    update(_CLOCK).where(_OWN).values(next_number=_CLOCK.c.next_number + 1)
    .returning(_CLOCK.c.seq, _CLOCK.c.prefix, _CLOCK.c.next_number)
)  # fmt: skip
_TAKEN = select(_RECORD.c.id).where(
    _RECORD.c.number == bindparam("number_"), _RECORD.c.plant == bindparam("plant_")
)
_AT = select(_OP.c.op_id).where(_OP.c.plant == bindparam("plant_"), _OP.c.seq == bindparam("seq_"))


@dataclass(frozen=True, slots=True)
class Head:
    """How far a plant has come: its newest place, and a tag of the act that took it."""

    seq: int
    tag: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place given to one act, and the number for a ticket that it opens."""

    seq: int
    number: str


def tag_of(op_id: str) -> str:
    """Return the tag by which the act at a place is known again after a restore."""
    return hashlib.sha256(op_id.encode()).hexdigest()[:8]


def settings(connection: Connection) -> dict[str, str]:
    """Return the portal's own values: server_id, epoch, keys."""
    rows = connection.execute(_SETTINGS)
    return {row.name: row.value for row in rows}


def ensure_plant(connection: Connection, plant: str, prefix: str = "") -> None:
    """Begin the plant's clock if it has none; its tickets are numbered PREFIX-1001 and up."""
    clock = schema.clock
    if connection.execute(select(clock.c.plant).where(clock.c.plant == plant)).first() is None:
        chosen = prefix or ("F" if plant == MAIN else plant[:12])
        connection.execute(
            clock.insert().values(
                plant=plant, seq=0, tag="", prefix=chosen, next_number=FIRST_NUMBER
            )
        )


def heads(connection: Connection, plants: Iterable[str]) -> dict[str, Head]:
    """Return how far each of the plants has come."""
    rows = connection.execute(_HEADS, {"plants": list(plants)})
    return {row.plant: Head(row.seq, row.tag) for row in rows}


def next_place(connection: Connection, plant: str, op_id: str, *, numbered: bool) -> Place:
    """Take the plant's next place for the act `op_id`, and a number if it opens a ticket.

    The row is held until the transaction ends, so that a plant's acts are committed in the order
    of their places, and whoever sees one sees all before it. Call it last, before the writes that
    need the place. Other plants never wait.
    """
    values = {"plant_": plant, "tag_": tag_of(op_id), "numbers": int(numbered)}
    row = connection.execute(_NEXT, values).one()
    number = f"{row.prefix}-{row.next_number - 1}" if numbered else ""
    while numbered and connection.execute(_TAKEN, {"number_": number, "plant_": plant}).first():
        row = connection.execute(_SKIP, {"plant_": plant}).one()
        number = f"{row.prefix}-{row.next_number - 1}"
    return Place(row.seq, number)


def is_true(connection: Connection, plant: str, known: Head, head: Head) -> bool:
    """Whether the place that somebody was told of is still the one that we have there.

    It is not when a backup was restored, even if as many acts have come since.
    """
    if known.seq == 0:
        return True
    if known.seq >= head.seq:
        return known == head
    found = connection.execute(_AT, {"plant_": plant, "seq_": known.seq}).scalar()
    return found is not None and tag_of(found) == known.tag


def new_epoch(connection: Connection, old: str, now: datetime, *, restored: bool) -> str:
    """Begin a new epoch after `old`, once, whoever notices; return the one that holds then.

    `restored` says that the portal went back in time: acts done since are expected to come back.
    """
    value = schema.setting
    fresh = new_id(now)
    done = connection.execute(
        value.update().where(value.c.name == "epoch", value.c.value == old).values(value=fresh)
    )
    if done.rowcount == 0:
        return settings(connection)["epoch"]
    if restored:
        until = iso((now + EXPECTS).astimezone(UTC))
        connection.execute(
            value.update().where(value.c.name == "expects_until").values(value=until)
        )
    return fresh


def expects_more(values: Mapping[str, str], now: datetime) -> bool:
    """Whether the portal was restored lately, so that unknown records may still come back."""
    return iso(now.astimezone(UTC)) < values["expects_until"]
