"""What people do with a ledger, as edits: book an entry, dispute one, correct one, describe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import setting
from firstline.domain.errors import BadInput
from firstline.domain.ledger.amount import CNY, parse_amount, stored_amount, unit_of, unit_words
from firstline.domain.ledger.book import (
    ABSENCES,
    FIELDS,
    KIND,
    Entry,
    Ledger,
    Sort,
    What,
    ledger_id,
    plain_name,
)
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

_NOT_BOOKED = Text("没有记账。", "Nothing was booked.")
_LISTS = ("covers", "products")
_DAYS = ("valid_from", "valid_until")
_MOST_NOTICE = 365


@dataclass(frozen=True, slots=True)
class Booking:
    """What is booked: an amount as text in the ledger's unit, and what goes with it.

    `on` is the day it holds for, None for today. `starts` and `expires` bound a grant. `ref` is a
    ticket, session or request. Bookings that tell the same fact have the same `once`.
    """

    what: What
    amount: str
    on: date | None = None
    starts: date | None = None
    expires: date | None = None
    ref: str = ""
    text: str = ""
    once: str = ""


def book(ledger: Ledger | None, name: str, unit: str, one: Booking, stamp: Stamp) -> Edit:
    """Return the edit that books an entry; one on no ledger opens it under `name` with `unit`.

    More than there is may be booked: what happened is told, and the balance shows the over-use.
    Raises BadInput for an amount that is no positive exact number, no unit or another unit than
    the ledger's, and a grant that ends before it starts.
    """
    stated = _unit(ledger, unit)
    if one.starts and one.expires and one.expires < one.starts:
        raise BadInput(
            Text("到期日早于起始日。", "It expires before it starts."), _NOT_BOOKED,
        )  # fmt: skip
    data = {
        "entry": str(one.what), **stored_amount(parse_amount(one.amount, stated), stated),
        "on": _iso(one.on), "starts": _iso(one.starts), "expires": _iso(one.expires),
        "ref": clean(one.ref, 200, "ref"), "once": one.once,
    }  # fmt: skip
    event = _event(stamp, one.text, data)
    if ledger is not None:
        return _entry(ledger, event, stamp)
    plain = _name(name)
    changes = (Change("name", plain), Change("unit", stated))
    return Edit(stamp.id, ledger_id(plain), "open", stamp.at, stamp.actor, KIND, changes, (event,))


def dispute(
    ledger: Ledger, entry: Entry | None, why: str, stamp: Stamp, *, closes: bool = False
) -> Edit:
    """Return the edit that says an entry, or the whole ledger, is disputed, or no longer.

    The balance stays as it is. Raises BadInput where no reason is given.
    """
    data = {"entry": str(What.DISPUTE), "names": entry.id if entry else "",
            "closes": "yes" if closes else ""}  # fmt: skip
    return _entry(ledger, _event(stamp, _reason(why), data), stamp)


def correct(ledger: Ledger, entry: Entry, amount: str, why: str, stamp: Stamp) -> Edit:
    """Return the edit that says what the amount of `entry` truly is; 0 strikes it out.

    The entry stays as it was written; the correction names it, and the balance counts the amount
    that it says. Raises BadInput for no reason, no number, and an entry that has no amount.
    """
    if entry.what is What.DISPUTE or entry.derived:
        raise BadInput(
            Text("这一笔没有可更正的数量。", "That entry has no amount to correct."), _NOT_BOOKED
        )
    steps = parse_amount(amount, ledger.unit, zero=True)
    data = {"entry": str(What.CORRECT), "names": entry.id, **stored_amount(steps, ledger.unit)}
    return _entry(ledger, _event(stamp, _reason(why), data), stamp)


def describe(
    entity: "Entity | None", name: str, values: Mapping[str, str], stamp: Stamp
) -> Edit:  # fmt: skip
    """Return the edit that says what a ledger is for; without a record it opens one.

    Raises BadInput for a field that there is not, a date or sort that is none, a contract that
    ends before it begins, and a unit that is to change: entries were booked in it.
    """
    fields = {field: _field(field, value) for field, value in values.items()}
    held = {**(entity.fields if entity else {}), **fields}
    first, last = str(held.get("valid_from") or ""), str(held.get("valid_until") or "")
    if first and last and last < first:
        raise BadInput(Text("截止日早于起始日。", "It ends before it begins."), _NOT_BOOKED)
    if entity is not None:
        if fields.get("unit", entity.fields.get("unit")) != entity.fields.get("unit"):
            raise BadInput(
                Text("台账的单位不能改。", "The unit of a ledger does not change."), _NOT_BOOKED,
                Text("请用新名称另开一个。", "Open another one under a new name."),
            )  # fmt: skip
        return setting(entity, fields, stamp)
    plain = _name(name)
    opened: dict[str, Value] = {"name": plain, "unit": unit_of(str(fields.get("unit") or ""))}
    changes = tuple(Change(field, value) for field, value in {**fields, **opened}.items())
    return Edit(stamp.id, ledger_id(plain), "open", stamp.at, stamp.actor, KIND, changes)


def _field(name: str, value: str) -> Value:
    if name not in FIELDS or name == "name":
        names = ", ".join(one for one in FIELDS if one != "name")
        raise BadInput(
            Text(f"台账没有“{name[:40]}”这个字段。", f"A ledger has no field “{name[:40]}”."),
            _NOT_BOOKED, Text(f"可用字段:{names}。", f"Fields: {names}."),
        )  # fmt: skip
    if name == "unit":
        return unit_of(value)
    if name in _LISTS:
        parts = (clean(one, 80, name) for one in value.replace("、", ",").split(","))
        return tuple(one for one in parts if one)
    if name == "value":
        return str(parse_amount(value, CNY, zero=True)) if value.strip() else ""
    if name in ("absence", "late") and value not in ("", *ABSENCES):
        known, said = ", ".join(ABSENCES), FIELDS[name]
        raise BadInput(
            Text(f"{said.zh}只能是 {known}。", f"{said.en}: one of {known}."), _NOT_BOOKED
        )
    if name == "notice":
        return _notice(value)
    if name in _DAYS and value:
        return parse_day(value).isoformat()
    sorts = tuple(str(one) for one in Sort)
    if name == "sort" and value not in sorts:
        raise BadInput(
            Text(f"种类只能是 {', '.join(sorts)}。", f"The sort is one of {', '.join(sorts)}."),
            _NOT_BOOKED,
        )
    return clean(value, 2_000, name)


def _notice(value: str) -> str:
    plain = value.strip()
    if plain and not (plain.isascii() and plain.isdecimal() and int(plain) <= _MOST_NOTICE):
        raise BadInput(
            Text(f"提前的天数是 0 到 {_MOST_NOTICE} 的整数。",
                 f"The days of notice are a whole number from 0 to {_MOST_NOTICE}."),
            _NOT_BOOKED,
        )  # fmt: skip
    return plain


def parse_day(text: str) -> date:
    """Return the day of a text such as 2026-12-31. Raises BadInput."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            Text(f"“{text[:20]}”不是日期。", f"“{text[:20]}” is no date."), _NOT_BOOKED,
            Text("请写成 2026-12-31。", "Write it as 2026-12-31."),
        ) from error  # fmt: skip


def _unit(ledger: Ledger | None, unit: str) -> str:
    if ledger is None:
        return unit_of(unit)
    if unit and unit_of(unit) != ledger.unit:
        said = unit_words(ledger.unit)
        raise BadInput(
            Text(f"台账“{ledger.name}”的单位是 {said.zh}。",
                 f"The unit of the ledger “{ledger.name}” is {said.en}."),
            _NOT_BOOKED,
        )  # fmt: skip
    return ledger.unit


def _name(name: str) -> str:
    plain = clean(plain_name(name), 120, "name")
    if not plain:
        raise BadInput(Text("请给台账起个名称。", "Give the ledger a name."), _NOT_BOOKED)
    return plain


def _reason(why: str) -> str:
    if not why.strip():
        raise BadInput(Text("请写明理由。", "Say why."), _NOT_BOOKED)
    return why


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _event(stamp: Stamp, text: str, data: Mapping[str, str]) -> Event:
    held = {name: value for name, value in data.items() if value}
    said = clean(text, 2_000, "text", lines=True)
    return Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=said,
                 data=held)  # fmt: skip


def _entry(ledger: Ledger, event: Event, stamp: Stamp) -> Edit:
    return Edit(stamp.id, ledger.id, "entry", stamp.at, stamp.actor, KIND, (), (event,))
