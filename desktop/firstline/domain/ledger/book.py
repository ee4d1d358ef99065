"""A ledger as its record tells it: what it is for, and its entries, which only grow in number."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id
from firstline.domain.ledger.amount import read_amount
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.ticket.fields import Value

KIND = "ledger"


class What(StrEnum):
    """What an entry does."""

    GRANT = "grant"
    RESERVE = "reserve"
    CONSUME = "consume"
    RELEASE = "release"
    EXPIRE = "expire"
    DISPUTE = "dispute"
    CORRECT = "correct"


WHATS: Mapping[What, Text] = {
    What.GRANT: Text("授予", "Grant"),
    What.RESERVE: Text("预留", "Reserve"),
    What.CONSUME: Text("消耗", "Consume"),
    What.RELEASE: Text("释放", "Release"),
    What.EXPIRE: Text("过期", "Expire"),
    What.DISPUTE: Text("争议", "Dispute"),
    What.CORRECT: Text("更正", "Correct"),
}


class Sort(StrEnum):
    """What a ledger keeps."""

    QUOTA = "quota"
    VOUCHER = "voucher"
    PACKAGE = "package"
    UPGRADE = "upgrade"
    BUDGET = "budget"
    SAVING = "saving"


SORTS: Mapping[Sort, Text] = {
    Sort.QUOTA: Text("额度", "Quota"),
    Sort.VOUCHER: Text("培训券", "Training voucher"),
    Sort.PACKAGE: Text("服务包", "Service package"),
    Sort.UPGRADE: Text("免费版本升级", "Free upgrade"),
    Sort.BUDGET: Text("预算", "Budget"),
    Sort.SAVING: Text("节约台账", "Savings"),
}
FIELDS: Mapping[str, Text] = {
    "name": Text("名称", "Name"),
    "unit": Text("单位", "Unit"),
    "sort": Text("种类", "Kind"),
    "covers": Text("包括哪些服务", "Services covered"),
    "products": Text("适用产品", "Products"),
    "valid_from": Text("合同起始日", "In force from"),
    "valid_until": Text("合同截止日(含当天)", "In force until, that day included"),
    "contract": Text("合同与条款", "Contract and clause"),
    "value": Text("每单位价值(元)", "Value of one unit (CNY)"),
    "conditions": Text("使用条件", "Conditions"),
    "absence": Text("缺席时", "When somebody stays away"),
    "notice": Text("取消须提前几天", "Days of notice to cancel"),
    "late": Text("取消晚了", "When cancelled later"),
    "note": Text("说明", "Note"),
}
RELEASED, FORFEITED = "released", "forfeited"
ABSENCES: Mapping[str, Text] = {
    RELEASED: Text("释放,可再用", "released, to be used again"),
    FORFEITED: Text("作废,算已用", "forfeited, counts as used"),
}
"""What becomes of what was reserved for somebody who stays away; nothing said is released."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `steps` None where its amount cannot be counted in the ledger's unit.

    `at` is when it was booked and `on` the day it holds for, None for the day of `at`. `starts`
    and `expires` bound a grant, both days included. `names` is the entry that a correction or
    dispute is about. Of entries with one `once`, written on several desks, a single one counts.
    """

    id: str
    what: What
    at: datetime
    steps: int | None
    by: str = ""
    on: date | None = None
    starts: date | None = None
    expires: date | None = None
    ref: str = ""
    text: str = ""
    names: str = ""
    once: str = ""
    closes: bool = False
    derived: bool = False
    data: Mapping[str, str] | None = None

    def day(self, zone: tzinfo) -> date:
        """Return the day it holds for, in the profile's zone."""
        return self.on or self.at.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger; `valid_from` and `valid_until` are its contract's days, both included.

    `value` is what one unit is worth in fen, None where nobody said; `absence` is of ABSENCES, ""
    where the conditions do not say. `late` is the same for who cancels fewer than `notice` days
    before; nothing said is released, whenever it is cancelled.
    """

    id: str
    name: str
    unit: str
    sort: Sort = Sort.QUOTA
    covers: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    contract: str = ""
    note: str = ""
    entries: tuple[Entry, ...] = ()
    value: int | None = None
    conditions: str = ""
    absence: str = ""
    notice: int = 0
    late: str = ""

    def on_cancelling(self, on: date, today: date) -> str:
        """Return what becomes of a place on the day `on` that is cancelled today: of ABSENCES."""
        is_late = (on - today).days < self.notice
        return self.late or RELEASED if is_late else RELEASED


def plain_name(name: str) -> str:
    """Return a ledger's name in the one spelling that its id is made of."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def ledger_id(name: str) -> str:
    """Return the id of the ledger of this name: two desks that open it offline open one."""
    return derived_id(KIND, plain_name(name))


def ledger_from(entity: "Entity") -> Ledger:
    """Return the ledger in a record; what a later version wrote and this one cannot read is left.

    Entries are in the order (instant, id), so that every desk reads the same, however they came.
    """
    held = entity.fields
    texts = {name: str(held.get(name) or "") for name in FIELDS}
    unit = texts["unit"]
    sorts = {str(one): one for one in Sort}
    found = (_entry(one, unit) for one in entity.events if one.kind is EventKind.ENTRY)
    entries = sorted((one for one in found if one), key=lambda one: (one.at, one.id))
    return Ledger(
        entity.id, texts["name"], unit, sorts.get(texts["sort"], Sort.QUOTA),
        _listed(held.get("covers")), _listed(held.get("products")), _day(texts["valid_from"]),
        _day(texts["valid_until"]), texts["contract"], texts["note"], tuple(entries),
        int(texts["value"]) if texts["value"].isdecimal() else None, texts["conditions"],
        texts["absence"] if texts["absence"] in ABSENCES else "",
        int(texts["notice"]) if texts["notice"].isdecimal() else 0,
        texts["late"] if texts["late"] in ABSENCES else "",
    )  # fmt: skip


def _entry(event: Event, unit: str) -> Entry | None:
    data = event.data
    known = {str(one): one for one in What}
    what = known.get(data.get("entry", ""))
    if what is None:
        return None
    return Entry(
        event.id, what, event.at, read_amount(data, unit), event.actor, _day(data.get("on", "")),
        _day(data.get("starts", "")), _day(data.get("expires", "")), data.get("ref", ""),
        event.text, data.get("names", ""), data.get("once", ""), data.get("closes") == "yes",
        data=data,
    )  # fmt: skip


def ledgers(records: Iterable["Entity"]) -> list[Ledger]:
    """Return the ledgers, by name."""
    return sorted(map(ledger_from, records), key=lambda one: (one.name, one.id))


def find(found: Sequence[Ledger], key: str) -> Ledger:
    """Return the ledger with this name or id. Raises Refused where none or several bear it."""
    plain = plain_name(key)
    hits = [one for one in found if plain in (one.name, one.id)]
    hits = hits or [one for one in found if one.name.casefold() == plain.casefold()]
    if len(hits) == 1:
        return hits[0]
    if hits:
        names = ", ".join(one.name for one in hits)
        raise Refused(Text(f"有几个台账:{names}。", f"Several ledgers match: {names}."))
    raise Refused(
        Text(f"没有“{plain[:60]}”这个台账。", f"There is no ledger “{plain[:60]}”."),
        Text("没有记账。", "Nothing was booked."),
        Text("新台账请加 --unit;已有的见 firstline ledger list。",
             "A new one needs --unit; see firstline ledger list for those there are."),
    )  # fmt: skip


def find_entry(ledger: Ledger, key: str) -> Entry:
    """Return the entry with this id or an end of it that is its alone. Raises Refused."""
    plain = key.strip().casefold()
    hits = [one for one in ledger.entries if one.id.casefold() == plain]
    hits = hits or [one for one in ledger.entries if plain and short(one.id).casefold() == plain]
    if len(hits) == 1:
        return hits[0]
    raise Refused(
        Text(f"台账“{ledger.name}”里没有“{key[:40]}”这一笔。",
             f"The ledger “{ledger.name}” has no entry “{key[:40]}”."),
        Text("没有记账。", "Nothing was booked."),
        Text(f"各笔的编号见 firstline ledger show {ledger.name}。",
             f"See the ids: firstline ledger show {ledger.name}."),
    )  # fmt: skip


def short(entry_id: str) -> str:
    """Return what people call an entry by: the end of its id."""
    head, _, tail = entry_id.partition(".")
    plain = head.replace("-", "")[-8:].upper()
    return plain if tail in ("", "0") else f"{plain}.{tail}"


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _listed(value: "Value") -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(one for one in value if one)
    return tuple(one.strip() for one in str(value or "").split(",") if one.strip())
