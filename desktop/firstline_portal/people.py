"""People, the plants they see, and their tokens: random, kept as a hash, shown once."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from firstline.domain.errors import BadInput, Refused
from firstline.domain.instants import UTC, iso
from firstline.domain.words import Text
from firstline_portal import clocks, schema
from firstline_portal.problems import sign_in
from firstline_portal.rights import Role

TOKEN_MARK = "flp_"  # noqa: S105 - so that a token is known by its look
TOKEN_DAYS = 400  # an offline laptop may come back after a year
MOST_PLANTS = 200  # a cursor holds a place in every one of them
_NAME = re.compile(r"[^\x00-\x1f\x7f\u200b-\u202e\u2066-\u2069/\\]{1,60}")

_ONE, _USER, _SEEN = schema.token, schema.person, schema.granted
_WHOSE = (  # made once: every request asks it
    select(_ONE.c.expires_at, _USER.c.name, _USER.c.role, _SEEN.c.plant)
    .join_from(_ONE, _USER, _USER.c.name == _ONE.c.person)
    .outerjoin(_SEEN, _SEEN.c.person == _USER.c.name)
    .where(_ONE.c.hash == bindparam("hash_"), _ONE.c.revoked_at.is_(None),
           _USER.c.revoked_at.is_(None))
    .order_by(_SEEN.c.place)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a name, a role, and the plants that this person sees, the own one first."""

    name: str
    role: Role
    plants: tuple[str, ...]

    @property
    def scope(self) -> str:
        """The hash of what this person may see: another one means that a pull begins anew."""
        seen = "\x1f".join((self.name, self.role, *sorted(self.plants)))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    @property
    def is_vendor(self) -> bool:
        """Whether only tickets handed to the vendor are seen, without our own notes."""
        return self.role is Role.VENDOR


def person_of(connection: Connection, token: str, now: datetime) -> Person:
    """Return whose token this is. Raises Refusal (sign-in) for every other."""
    rows = connection.execute(_WHOSE, {"hash_": _hash(token)}).all()
    if not rows or rows[0].expires_at <= _utc(now):
        raise sign_in()
    plants = tuple(row.plant for row in rows if row.plant is not None)
    return Person(rows[0].name, Role(rows[0].role), plants)


def person_named(connection: Connection, name: str) -> Person | None:
    """Return the person who may still act; None for one who is unknown or revoked."""
    user, seen = schema.person, schema.granted
    role = connection.execute(
        select(user.c.role).where(user.c.name == name, user.c.revoked_at.is_(None))
    ).scalar()
    if role is None:
        return None
    chosen = select(seen.c.plant).where(seen.c.person == name).order_by(seen.c.place)
    return Person(name, Role(role), tuple(connection.execute(chosen).scalars()))


def add_person(
    connection: Connection, name: str, role: Role, plants: Iterable[str], now: datetime,
    days: int = TOKEN_DAYS,
) -> str:  # fmt: skip
    """Record a person, or what a known one is from now on, and return a new token.

    Plants that are new begin here. The token is stored nowhere. Raises BadInput for a name that
    cannot be one.
    """
    given = tuple(dict.fromkeys(plants)) or (clocks.MAIN,)
    for one in (name, *given):
        if not _NAME.fullmatch(one) or one != one.strip():
            raise _no_name(one)
    if len(given) > MOST_PLANTS:
        raise BadInput(
            Text(f"一个人最多看 {MOST_PLANTS} 个工厂。", f"One person sees {MOST_PLANTS} plants.")
        )
    values = {"role": str(role), "revoked_at": None}
    user = schema.person
    known = connection.execute(user.update().where(user.c.name == name).values(**values))
    if known.rowcount == 0:
        connection.execute(user.insert().values(name=name, made_at=_utc(now), **values))
    _grant(connection, name, given)
    return add_token(connection, name, now, days)


def _grant(connection: Connection, name: str, plants: tuple[str, ...]) -> None:
    connection.execute(schema.granted.delete().where(schema.granted.c.person == name))
    for place, plant in enumerate(plants):
        clocks.ensure_plant(connection, plant)
        connection.execute(schema.granted.insert().values(person=name, plant=plant, place=place))


def add_token(connection: Connection, name: str, now: datetime, days: int = TOKEN_DAYS) -> str:
    """Return a new token of 256 random bits; only its hash is kept."""
    made = TOKEN_MARK + secrets.token_urlsafe(32)
    connection.execute(
        schema.token.insert().values(
            hash=_hash(made), person=name, made_at=_utc(now),
            expires_at=_utc(now + timedelta(days=days)),
        )
    )  # fmt: skip
    return made


def revoke_person(connection: Connection, name: str, now: datetime) -> None:
    """Let the person and all of their tokens in no more. Raises Refused for an unknown name."""
    user, one = schema.person, schema.token
    done = connection.execute(user.update().where(user.c.name == name).values(revoked_at=_utc(now)))
    if done.rowcount == 0:
        raise Refused(
            Text(f"没有“{name[:60]}”这个用户。", f"There is no user “{name[:60]}”."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    connection.execute(
        one.update().where(one.c.person == name, one.c.revoked_at.is_(None))
        .values(revoked_at=_utc(now))
    )  # fmt: skip


def all_people(connection: Connection) -> list[Mapping[str, object]]:
    """Return everybody with role, plants, and when the newest token ends."""
    user, seen, one = schema.person, schema.granted, schema.token
    plants: dict[str, list[str]] = {}
    for row in connection.execute(select(seen).order_by(seen.c.place)):
        plants.setdefault(row.person, []).append(row.plant)
    ends = {
        row.person: row.expires_at
        for row in connection.execute(
            select(one).where(one.c.revoked_at.is_(None)).order_by(one.c.expires_at)
        )
    }
    return [
        {
            "name": row.name, "role": row.role, "plants": plants.get(row.name, []),
            "made_at": row.made_at, "revoked_at": row.revoked_at,
            "token_until": ends.get(row.name),
        }
        for row in connection.execute(select(user).order_by(user.c.name))
    ]  # fmt: skip


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _utc(now: datetime) -> str:
    return iso(now.astimezone(UTC).replace(microsecond=0))


def _no_name(text: str) -> BadInput:
    return BadInput(
        Text(f"“{text[:60]}”不能作名称。", f"“{text[:60]}” cannot be a name."),
        next_step=Text(
            "请用 1 到 60 个字,不含斜线和控制字符。",
            "Use 1 to 60 characters without slashes and control characters.",
        ),
    )
