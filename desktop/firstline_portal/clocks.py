"""The clocks: one row a plant that gives places in order, and the epoch of the whole portal."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from firstline.domain.ids import new_id
from firstline.domain.instants import UTC, iso
from firstline_portal import schema

MAIN = "main"  # the plant of a portal that was told of none
FIRST_NUMBER = 1001
EXPECTS = timedelta(days=30)
"""How long after a restore an edit of an unknown record waits for the record to come back."""


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
    rows = connection.execute(select(schema.setting.c.name, schema.setting.c.value))
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
    clock = schema.clock
    rows = connection.execute(
        select(clock.c.plant, clock.c.seq, clock.c.tag).where(clock.c.plant.in_(list(plants)))
    )
    return {row.plant: Head(row.seq, row.tag) for row in rows}


def next_place(connection: Connection, plant: str, op_id: str, *, numbered: bool) -> Place:
    """Take the plant's next place for the act `op_id`, and a number if it opens a ticket.

    The row is held until the transaction ends, so that a plant's acts are committed in the order
    of their places, and whoever sees one sees all before it. Call it last, before the writes that
    need the place. Other plants never wait.
    """
    clock = schema.clock
    row = connection.execute(
        clock.update()
        .where(clock.c.plant == plant)
        .values(
            seq=clock.c.seq + 1, tag=tag_of(op_id),
            next_number=clock.c.next_number + (1 if numbered else 0),
        )
        .returning(clock.c.seq, clock.c.prefix, clock.c.next_number)
    ).one()  # fmt: skip
    number = f"{row.prefix}-{row.next_number - 1}" if numbered else ""
    while numbered and _is_taken(connection, plant, number):
        row = connection.execute(
            clock.update().where(clock.c.plant == plant)
            .values(next_number=clock.c.next_number + 1)
            .returning(clock.c.seq, clock.c.prefix, clock.c.next_number)
        ).one()  # fmt: skip
        number = f"{row.prefix}-{row.next_number - 1}"
    return Place(row.seq, number)


def _is_taken(connection: Connection, plant: str, number: str) -> bool:
    record = schema.record
    chosen = select(record.c.id).where(record.c.number == number, record.c.plant == plant)
    return connection.execute(chosen).first() is not None


def is_true(connection: Connection, plant: str, known: Head, head: Head) -> bool:
    """Whether the place that somebody was told of is still the one that we have there.

    It is not when a backup was restored, even if as many acts have come since.
    """
    if known.seq == 0:
        return True
    if known.seq >= head.seq:
        return known == head
    op = schema.applied_op
    chosen = select(op.c.op_id).where(op.c.plant == plant, op.c.seq == known.seq)
    found = connection.execute(chosen).scalar()
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
