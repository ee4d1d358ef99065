"""Devices: whose each is, its enrolled key, and whether it was revoked."""

from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, insert, select

from firstline.domain.instants import UTC, iso
from firstline.domain.words import Text
from firstline.portal.native_wire import WireDevice
from firstline_portal import keys, schema
from firstline_portal.people import Person
from firstline_portal.problems import Refusal, forbidden, invalid, not_found
from firstline_portal.rights import Role

_THIS = select(schema.device).where(schema.device.c.id == bindparam("id_"))


def find(connection: Connection, device: str) -> Row[tuple[object, ...]] | None:
    """Return the device's row, None for one that was never heard of."""
    return connection.execute(_THIS, {"id_": device}).first()


def check(connection: Connection, person: Person, device: str) -> bool:
    """Whether the device is known. Raises Refusal when it is revoked or another person's."""
    row = find(connection, device)
    if row is None:
        return False
    if row.person != person.name:
        raise forbidden(Text("这台设备属于另一个用户。", "This device belongs to another user."))
    if row.revoked_at is not None:
        raise Refusal(403, "device-revoked", Text("这台设备已被吊销。", "This device was revoked."))
    return True


def ensure(connection: Connection, person: Person, device: str, now: datetime) -> None:
    """Note a device that was not heard of before; it has no key yet."""
    if not check(connection, person, device):
        _add(connection, person, device, "", "", now)


def enrol(connection: Connection, person: Person, asked: WireDevice, now: datetime) -> None:
    """Give a device of this person its public key. Another key for a known one is refused.

    Raises Refusal: a key that is none, another person's device, a revoked one.
    """
    if not keys.is_public_key(asked.public_key):
        raise invalid("public_key is no Ed25519 key in base64")
    if not check(connection, person, asked.device):
        _add(connection, person, asked.device, asked.name, asked.public_key, now)
        return
    row = find(connection, asked.device)
    if row is not None and row.public_key not in ("", asked.public_key):
        raise Refusal(
            409, "op-conflict",
            Text("这台设备已登记另一把密钥。", "This device is enrolled with another key."),
        )  # fmt: skip
    table = schema.device
    connection.execute(
        table.update().where(table.c.id == asked.device)
        .values(public_key=asked.public_key, name=asked.name)
    )  # fmt: skip


def revoke(connection: Connection, person: Person, device: str, now: datetime) -> None:
    """Revoke a device: one's own, or any as IT lead. Its packs and pushes are refused from now."""
    row = find(connection, device)
    own = row is not None and row.person == person.name
    if row is None or not (own or person.role is Role.IT_LEAD):
        raise not_found()
    table = schema.device
    connection.execute(table.update().where(table.c.id == device).values(revoked_at=_utc(now)))


def told(connection: Connection, device: str, epoch: str) -> None:
    """Note that the device was told of this epoch."""
    table = schema.device
    connection.execute(table.update().where(table.c.id == device).values(epoch=epoch))


def listed(connection: Connection, person: Person) -> list[Row[tuple[object, ...]]]:
    """Return the person's own devices; an IT lead's list is of everybody's."""
    table = schema.device
    chosen = select(table).order_by(table.c.id)
    if person.role is not Role.IT_LEAD:
        chosen = chosen.where(table.c.person == person.name)
    return list(connection.execute(chosen))


def _add(
    connection: Connection, person: Person, device: str, name: str, key: str, now: datetime
) -> None:
    connection.execute(
        insert(schema.device).values(
            id=device, person=person.name, name=name, public_key=key, enrolled_at=_utc(now),
            revoked_at=None, last_pack="", epoch="",
        )
    )  # fmt: skip


def _utc(now: datetime) -> str:
    return iso(now.astimezone(UTC).replace(microsecond=0))
