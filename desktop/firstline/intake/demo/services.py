"""The demo company's own catalogue entry and its requests, at every step, the same every time."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from firstline.domain.contracts.budget import KIND as BUDGET
from firstline.domain.contracts.budget import budgets
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.package import packages
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Read
from firstline.domain.ids import derived_id
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import ledgers
from firstline.domain.services import catalogue, delivery_acts, request_acts
from firstline.domain.services.catalogue import Catalogue
from firstline.domain.services.form import KIND, Means
from firstline.domain.services.request import ServiceRequest, request_from
from firstline.domain.services.request_acts import Ground, Quoted, due_on
from firstline.domain.services.request_money import payer, with_money
from firstline.domain.words import Language

PACK = "demo_services"
Row = Mapping[str, Any]


def services(
    text: str, offered: Catalogue, read: Read, now: datetime, language: Language,
    is_workday: Callable[[date], bool],
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that lay the entries and requests of the pack as of `now`.

    `read` returns the records laid before; `ago` is days back, {days} a day from today, {zh, en}
    a text in the language of the profile.
    """
    laid = _Laid(offered, read, now, language, is_workday)
    return tuple(laid.edits(tomllib.loads(text)))


class _Laid:
    def __init__(
        self, offered: Catalogue, read: Read, now: datetime, language: Language,
        is_workday: Callable[[date], bool],
    ) -> None:  # fmt: skip
        self._offered, self._now, self._language = offered, now, language
        self._is_workday = is_workday
        self._numbers = count()
        kinds = (LEDGER, "package", "contract", BUDGET, KIND)
        self._held = {kind: {one.id: one for one in read(kind)} for kind in kinds}
        self._own: list[Entity] = []

    def edits(self, raw: Row) -> Iterator[Edit]:
        """Yield every edit, in the order of the pack."""
        for row in raw["entry"]:
            values = {name: self._said(one) for name, one in row.items() if name != "by"}
            stamp = self._stamp(60, row["by"])
            edit = sheets.new_record(catalogue.SHEET, values, stamp, self._now.tzinfo or UTC)
            made = rebase_entity(None, [edit])
            self._own += [made] if made else []
            yield edit
        for row in raw["request"]:
            yield from self._request(row)

    def _request(self, row: Row) -> Iterator[Edit]:
        item = catalogue.find(self._offered.items(self._own), row["item"])
        values = {name: self._said(one) for name, one in row["form"].items()}
        values |= {f"a_{name}": self._said(one) for name, one in row.get("answers", {}).items()}
        stamp = self._stamp(row["ago"], row["by"])
        zone = self._now.tzinfo or UTC
        edit = request_acts.ask(item, values, stamp, zone, self._language)
        yield from self._lay((edit,))
        for step in row.get("step", ()):
            one = request_from(self._held[KIND][edit.entity])
            stamp = self._stamp(step["ago"], step["by"])
            made = self._act(one, step, stamp)
            again = count(1)

            def stamps(at: Stamp = stamp, again: Iterator[int] = again) -> Stamp:
                return Stamp(derived_id(at.id, str(next(again))), at.at, at.actor)

            yield from self._lay(with_money(one, made, self._means(stamp.at), stamps))

    def _lay(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        for one in edits:
            held = self._held[one.kind]
            made = rebase_entity(held.get(one.entity), [one])
            if made is not None:
                held[one.entity] = made
            yield one

    def _means(self, at: datetime) -> Means:
        zone = self._now.tzinfo or UTC
        held = {kind: list(found.values()) for kind, found in self._held.items()}
        books, day = ledgers(held[LEDGER]), at.astimezone(zone).date()
        bought = packages(held["package"], contracts(held["contract"]))
        return Means(books, bought, budgets(held[BUDGET], books, day, zone), at, zone)

    def _act(self, one: ServiceRequest, step: Row, stamp: Stamp) -> Edit:
        day = stamp.at.date()
        text = str(self._said(step.get("text", "")))
        act = step["act"]
        if act == "send":
            return request_acts.send(one, (), text, stamp, day)
        if act == "quote":
            valid = (self._now + timedelta(days=step["valid"])).date()
            told = Quoted(step["fen"], valid, step["ref"], step["file"], step["sha256"])
            return request_acts.quote(one, told, (), stamp, day)
        if act == "approve":
            due = due_on(day, one.item.lead_days, self._is_workday)
            return request_acts.approve(
                one, Ground(payer(one, self._means(stamp.at)), (), day, due), stamp
            )
        if act == "deliver":
            return delivery_acts.deliver(one, day, text, stamp)
        if act == "check":
            passed = step["result"] == "pass"
            return delivery_acts.check(one, step["criterion"], text, stamp, passed=passed)
        told_ = {"invoice": step.get("invoice", "")}
        return delivery_acts.accept(one, step.get("fen"), told_, stamp)

    def _said(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "days" in value:
            return (self._now + timedelta(days=value["days"])).date().isoformat()
        return str(value["zh" if self._language == "zh_CN" else "en"])

    def _stamp(self, ago: float, by: Any) -> Stamp:
        at = self._now - timedelta(days=ago)
        return Stamp(derived_id("demo", PACK, str(next(self._numbers))), at, str(self._said(by)))
