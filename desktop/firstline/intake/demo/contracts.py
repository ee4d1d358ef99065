"""The demo company's contracts, prices, reserves and applications, the same edits every time."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

from firstline.domain.contracts import (
    application,
    budget,
    contract,
    lifecycle,
    package,
    price,
    supplement,
)
from firstline.domain.contracts.application_acts import add_finding, book_grant
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ids import derived_id
from firstline.domain.review import claim, evidence, policy
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language

PACK = "demo_contracts"
SHEETS: Mapping[str, Sheet] = {
    one.kind: one
    for one in (contract.SHEET, package.SHEET, supplement.SHEET, price.SHEET, budget.SHEET,
                lifecycle.SHEET, application.SHEET, claim.SHEET, evidence.SHEET, policy.SHEET)
}  # fmt: skip
_OWN = frozenset({"kind", "age", "grant", "finding"})


def deals(text: str, now: datetime, user: str, language: Language) -> tuple[Edit, ...]:
    """Return the edits that lay the records of the pack as of `now`.

    `age` is days ago, {days = n} a day from today, {zh, en} a text in the language of the profile.
    """
    return tuple(_Laid(now, user, language).edits(tomllib.loads(text)))


class _Laid:
    def __init__(self, now: datetime, user: str, language: Language) -> None:
        self._now, self._user, self._language = now, user, language
        self._numbers = count()
        self._zone: tzinfo = now.tzinfo or UTC

    def edits(self, raw: Mapping[str, Any]) -> Iterator[Edit]:
        """Yield every edit, in the order of the pack."""
        for row in raw["record"]:
            sheet = SHEETS[row["kind"]]
            values = {name: self._said(one) for name, one in row.items() if name not in _OWN}
            age = row.get("age", 20)
            edit = sheets.new_record(sheet, values, self._stamp(age), self._zone)
            yield edit
            held = rebase_entity(None, [edit])
            if held is not None:
                yield from self._beside(row, held)

    def _beside(self, row: Mapping[str, Any], held: Entity) -> Iterator[Edit]:
        if "grant" in row:
            one = {name: str(self._said(value)) for name, value in row["grant"].items()}
            last = self._now.date() + timedelta(days=row["grant"]["days"])
            about = {name: one.get(name, "") for name in ("unit", "covers", "products")}
            about["sort"] = "quota"
            what = (one["name"], one["amount"], last)
            yield book_grant(held, (), what, about, self._stamp(5), self._language)
        for at, each in enumerate(row.get("finding", ())):
            values = {name: str(self._said(value)) for name, value in each.items()}
            yield add_finding(held, values.pop("title"), values, self._stamp(4 - at), self._zone)

    def _said(self, value: Any) -> Value:
        if not isinstance(value, dict):
            return value if isinstance(value, int) else str(value)
        if "days" in value and "name" not in value:
            return (self._now + timedelta(days=value["days"])).date().isoformat()
        return str(value["zh" if self._language == "zh_CN" else "en"])

    def _stamp(self, age: float) -> Stamp:
        number = next(self._numbers)
        at = self._now - timedelta(days=age)
        return Stamp(derived_id("demo", "contracts", str(number)), at, self._user)
