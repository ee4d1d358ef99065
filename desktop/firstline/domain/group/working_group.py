"""The joint working group of the customer's IT and the vendor: its charter, one record (S64)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import opening, setting
from firstline.domain.errors import BadInput
from firstline.domain.group.meeting_series import Series, series_from, series_words, usual_series
from firstline.domain.group.raci import ROLES, Raci, raci_from, raci_words, usual_rows
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.edits.entity import Entity

KIND = "group"
MEMBER, LEVEL, RACI, SERIES = "member", "level", "raci", "series"
MOST = 100  # members, rows or levels of one charter
SIDES: Mapping[str, Text] = {
    "us": Text("我方", "Our side"),
    "vendor": Text("厂商", "Vendor"),
    "partner": Text("服务商", "Partner"),
}
TEXTS: Mapping[str, Text] = {
    "name": Text("名称", "Name"),
    "purpose": Text("目标", "Purpose"),
    "scope": Text("范围", "Scope"),
    "authority": Text("决策权限", "Decision rule"),
    "channels": Text("信息渠道", "Channels"),
    "documents": Text("文档位置", "Documents"),
    "ending": Text("结束条件", "Ends when"),
}
"""The texts of a charter in the order of templates M.6."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the group: which side they speak for, as what, and who stands in."""

    name: str
    side: str = "us"
    role: str = ""
    contact: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the way up: from when on, to whom, and how they are reached."""

    number: int
    who: str
    when: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Charter:
    """A working group as it stands; `texts` are those of TEXTS."""

    id: str
    texts: Mapping[str, str]
    members: tuple[Member, ...] = ()
    levels: tuple[Level, ...] = ()
    raci: tuple[Raci, ...] = ()
    series: tuple[Series, ...] = ()
    closed: str = ""  # why the group ended, "" while it works

    @property
    def name(self) -> str:
        """What the group is called."""
        return self.texts.get("name", "")

    @property
    def number(self) -> str:
        """What a terminal calls it by; it follows from the id."""
        return f"G-{self.id.replace('-', '')[-6:].upper()}"

    def series_of(self, key: str) -> Series | None:
        """Return the series with this key."""
        return next((one for one in self.series if one.key == key), None)

    def faults(self) -> tuple[Text, ...]:
        """Return what the charter lacks: a side without a member, a role that nobody has."""
        found = [
            Text(f"{SIDES[one].zh}还没有成员。", f"{SIDES[one].en}: no member yet.")
            for one in ("us", "vendor")
            if not any(_party(member) == one for member in self.members)
        ]
        held = {one.role for one in self.members}
        wanted = dict.fromkeys(role for row in self.raci for role in row.roles())
        missing = [ROLES.get(one, Text(one, one)) for one in wanted if one not in held]
        if missing and self.members:
            zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
            found.append(Text(f"RACI 里的角色没有人:{zh}。", f"RACI roles nobody has: {en}."))
        return (*found, *(fault for row in self.raci for fault in row.faults()))


def _party(member: Member) -> str:
    return "vendor" if member.side == "partner" else member.side


def charter_from(entity: "Entity") -> Charter:
    """Return the charter that a record holds; a row that cannot be read is left out."""
    held = entity.fields
    texts = {name: str(held.get(name) or "") for name in TEXTS}
    parts: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in sorted(held):
        kind, dot, key = name.partition(".")
        value = held[name]
        if dot and isinstance(value, tuple) and value:
            parts.setdefault(kind, []).append((key, value))
    order = {one.key: at for at, one in enumerate(usual_rows())}
    rows = sorted(
        (raci_from(*one) for one in parts.get(RACI, ())),
        key=lambda one: (order.get(one.key, len(order)), one.key),
    )
    sides = list(SIDES)
    members = sorted(
        (_member(*one) for one in parts.get(MEMBER, ())),
        key=lambda one: (sides.index(one.side) if one.side in sides else len(sides), one.name),
    )
    series = (series_from(*one) for one in parts.get(SERIES, ()))
    return Charter(
        entity.id, texts, tuple(members),
        tuple(sorted((_level(*one) for one in parts.get(LEVEL, ())), key=lambda one: one.number)),
        tuple(rows), tuple(one for one in series if one is not None), str(held.get("closed") or ""),
    )  # fmt: skip


def charters(records: Iterable["Entity"]) -> list[Charter]:
    """Return the groups that work, then those that ended, each by name."""
    found = [charter_from(one) for one in records]
    return sorted(found, key=lambda one: (bool(one.closed), one.name, one.id))


def _padded(value: tuple[str, ...], many: int) -> tuple[str, ...]:
    return (*value, *[""] * many)[:many]


def _member(name: str, value: tuple[str, ...]) -> Member:
    side, role, contact, deputy = _padded(value, 4)
    return Member(name, side, role, contact, deputy)


def _level(key: str, value: tuple[str, ...]) -> Level:
    who, when, how = _padded(value, 3)
    return Level(int(key) if key.isdecimal() else 99, who, when, how)


# --- acts ---


def found(
    stamp: "Stamp", group_id: str, values: Mapping[str, str], *, usual: bool = True,
    since: date | None = None, zone: str = "",
) -> "Edit":  # fmt: skip
    """Return the edit that makes a group; `usual` lays the rows and meetings of templates M.6.

    Its meetings begin on `since`, by default the day of the stamp, in `zone`. Raises BadInput.
    """
    kept: dict[str, Value] = dict(_texts({"name": "", **values}))
    if usual:
        day = since or stamp.at.date()
        kept |= {f"{RACI}.{one.key}": raci_words(one) for one in usual_rows()}
        kept |= {f"{SERIES}.{one.key}": series_words(one) for one in usual_series(day, zone)}
    return opening(KIND, group_id, kept, stamp.id, stamp.at, stamp.actor)


def say(entity: "Entity", values: Mapping[str, str], stamp: "Stamp") -> "Edit":
    """Return the edit that sets texts of the charter. Raises BadInput."""
    return setting(entity, _texts(values), stamp)


def close(entity: "Entity", reason: str, stamp: "Stamp") -> "Edit":
    """Return the edit that ends the group; its records stay. Raises BadInput without a reason."""
    words = clean(reason, 400, "reason")
    if not words:
        raise BadInput(Text("请写明为什么结束。", "Say why the group ends."))
    return setting(entity, {"closed": words}, stamp)


def put_member(entity: "Entity", member: Member, stamp: "Stamp") -> "Edit":
    """Return the edit that adds a member or changes one. Raises BadInput."""
    name = clean(member.name, 80, "name")
    if not name:
        raise BadInput(Text("成员要有姓名。", "A member needs a name."))
    if member.side not in SIDES:
        legal = ", ".join(SIDES)
        raise BadInput(Text(f"哪一方只能是 {legal}。", f"The side must be one of {legal}."))
    value = (
        member.side, clean(member.role, 40, "role"), clean(member.contact, 120, "contact"),
        clean(member.deputy, 80, "deputy"),
    )  # fmt: skip
    return _put(entity, f"{MEMBER}.{name}", value, stamp)


def put_level(entity: "Entity", level: Level, stamp: "Stamp") -> "Edit":
    """Return the edit that sets a level of the way up, 1 to 9. Raises BadInput."""
    if not 1 <= level.number <= 9:
        raise BadInput(Text("升级处理的层级是 1 到 9。", "The levels are 1 to 9."))
    value = tuple(clean(one, 200, "level") for one in (level.who, level.when, level.how))
    if not value[0]:
        raise BadInput(Text("请写明这一级找谁。", "Say whom this level goes to."))
    return _put(entity, f"{LEVEL}.{level.number}", value, stamp)


def put_raci(entity: "Entity", row: Raci, stamp: "Stamp") -> "Edit":
    """Return the edit that sets a row: exactly one A and at least one R, else BadInput."""
    return _put(entity, f"{RACI}.{row.key}", raci_words(row), stamp)


def put_series(entity: "Entity", series: Series, stamp: "Stamp") -> "Edit":
    """Return the edit that sets a series of meetings. Raises BadInput."""
    return _put(entity, f"{SERIES}.{series.key}", series_words(series), stamp)


def drop(entity: "Entity", kind: str, key: str, stamp: "Stamp") -> "Edit":
    """Return the edit that takes a member, a level, a row or a series out. Raises BadInput."""
    if not entity.fields.get(f"{kind}.{key}"):
        raise BadInput(Text(f"章程里没有“{key[:60]}”。", f"The charter has no {key[:60]!r}."))
    return setting(entity, {f"{kind}.{key}": None}, stamp)


def _put(entity: "Entity", name: str, value: tuple[str, ...], stamp: "Stamp") -> "Edit":
    kind = name.partition(".")[0]
    if sum(1 for one in entity.fields if one.startswith(f"{kind}.")) >= MOST:
        raise BadInput(Text(f"最多 {MOST} 项。", f"At most {MOST} of them."))
    return setting(entity, {name: value}, stamp)


def _texts(values: Mapping[str, str]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if name not in TEXTS:
            legal = ", ".join(TEXTS)
            raise BadInput(
                Text(f"章程没有“{name[:40]}”这一项。", f"A charter has no {name[:40]!r}."),
                next_step=Text(f"可用:{legal}。", f"Use: {legal}."),
            )
        kept[name] = clean(value, 80 if name == "name" else 4_000, name, lines=name != "name")
        if name == "name" and not kept[name]:
            raise BadInput(Text("工作组要有名称。", "A working group needs a name."))
    return kept
