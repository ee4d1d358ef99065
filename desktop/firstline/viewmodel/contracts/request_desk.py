"""What is done with requests on screen: each act with the bookings that follow from it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.contracts.budget import KIND as BUDGET
from firstline.domain.contracts.budget import budgets
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.package import packages
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Problem
from firstline.domain.health import sheet as sheets
from firstline.domain.ledger.acts import parse_day
from firstline.domain.ledger.amount import CNY, parse_amount
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import ledgers
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.catalogue import Item
from firstline.domain.services.form import KIND, Means, form_sheet
from firstline.domain.services.request import ServiceRequest, request_from
from firstline.domain.services.request_acts import Ground, Quoted, due_on, vendor_days
from firstline.domain.services.request_money import lacks, payer, repairs, with_money
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.viewmodel.contracts.doors import Fingerprint

Values = Mapping[str, str]
_DONE: Mapping[str, Text] = {
    "send": Text("已登记送出", "Recorded as sent"),
    "quote": Text("已登记报价", "Quote recorded"),
    "approve": Text("已批准", "Approved"),
    "reject": Text("未批准", "Rejected"),
    "withdraw": Text("已撤回", "Taken back"),
    "order": Text("已登记约定的交付日", "Day of delivery recorded"),
    "deliver": Text("已登记交付", "Delivery recorded"),
    "pass": Text("标准通过", "Criterion met"),
    "fail": Text("标准不通过", "Criterion not met"),
    "waive": Text("标准已豁免", "Criterion waived"),
    "accept": Text("已验收,费用已记入预算", "Accepted; the cost is in the budget"),
    "settle": Text("台账已理顺", "The ledgers are right"),
}


class RequestDesk:
    """Acts on requests for the page of contracts; what makes no sense is told in the banner."""

    def __init__(self, desktop: Desktop, fingerprint: "Fingerprint") -> None:
        self._desktop = desktop
        self._fingerprint = fingerprint

    @property
    def _today(self) -> date:
        return self._desktop.ticking.now().astimezone(self._desktop.zone).date()

    def means(self) -> Means:
        """Return what requests may be paid from, as it is now."""
        read, zone = self._desktop.store.records, self._desktop.zone
        books = ledgers(read(LEDGER))
        bought = packages(read("package"), contracts(read("contract")))
        plans = budgets(read(BUDGET), books, self._today, zone)
        return Means(books, bought, plans, self._desktop.ticking.now(), zone)

    def ask(self, item: Item) -> str:
        """Make a request of an entry; return its id, "" where it was refused."""
        desktop = self._desktop
        say = desktop.speech.language

        def make() -> Edit:
            return request_acts.ask(item, {}, desktop.stamp(), desktop.zone, say)

        try:
            edit = make()
        except Problem as problem:
            desktop.problem.emit(problem)
            return ""
        done = Text("已建立申请,请填写", "Request made; fill in its form")
        return edit.entity if desktop.perform(edit, text=done) else ""

    def fill(self, key: str, values: Mapping[str, Value]) -> bool:
        """Answer questions of the form; False where that was refused."""
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        done = Text("申请表已修改", "Form changed")
        return self._on(key, lambda one: request_acts.fill(one, values, stamp, zone), done)

    def resolve(self, key: str, field: str, take: str) -> bool:
        """End the clash of one column."""
        stamp, zone = self._desktop.stamp(), self._desktop.zone

        def make(one: ServiceRequest) -> Edit:
            return sheets.resolve(form_sheet(one.item), one.entity, field, take, stamp, zone)

        return self._on(key, make, Text("冲突已解决", "Conflict resolved"))

    def act(self, key: str, button: str, values: Values) -> bool:
        """Do what a button of a form says; False where that was refused."""
        if button == "settle":
            return self._mend(key)
        makers: Mapping[str, Callable[[ServiceRequest, Values], Edit]] = {
            "send": self._send, "quote": self._quote, "approve": self._approve,
            "reject": self._reject, "withdraw": self._withdraw, "order": self._order,
            "deliver": self._deliver, "pass": self._pass, "fail": self._fail,
            "waive": self._waive, "accept": self._accept,
        }  # fmt: skip
        return self._on(key, lambda one: makers[button](one, values), _DONE[button])

    # --- performing ---

    def _one(self, key: str) -> ServiceRequest | None:
        held = self._desktop.store.record(KIND, key)
        return request_from(held) if held else None

    def _on(self, key: str, make: Callable[[ServiceRequest], Edit | None], done: Text) -> bool:
        one, desktop = self._one(key), self._desktop
        if one is None:
            return False
        try:
            edit = make(one)
            edits = with_money(one, edit, self.means(), desktop.stamp) if edit else ()
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        if not edits:
            return True
        return desktop.perform(*edits, text=done) and (self._mend(key, quiet=True) or True)

    def _mend(self, key: str, *, quiet: bool = False) -> bool:
        one = self._one(key)
        edits = repairs(one, self.means(), self._desktop.stamp) if one else []
        if not edits:
            return not quiet
        return self._desktop.perform(*edits, text=_DONE["settle"])

    # --- the acts ---

    def _send(self, one: ServiceRequest, values: Values) -> Edit:
        lack, how = lacks(one, self.means()), values["how"]
        return request_acts.send(one, lack, how, self._desktop.stamp(), self._today)

    def _quote(self, one: ServiceRequest, values: Values) -> Edit:
        name, sha256 = self._hashed(values["file"])
        fen = parse_amount(values["amount"], CNY, zero=True)
        told = Quoted(fen, parse_day(values["valid"]), values["ref"], name, sha256)
        lack = lacks(one, self.means())
        return request_acts.quote(one, told, lack, self._desktop.stamp(), self._today)

    def _hashed(self, file: str) -> tuple[str, str]:
        return self._fingerprint(Path(file.strip())) if file.strip() else ("", "")

    def _approve(self, one: ServiceRequest, values: Values) -> Edit:
        means, day = self.means(), self._today
        due = due_on(day, one.item.lead_days, vendor_days(self._desktop.desk))
        ground = Ground(payer(one, means), lacks(one, means), day, due)
        stamp = self._desktop.stamp()
        return request_acts.approve(one, ground, stamp, by=values["by"], proof=values["proof"])

    def _reject(self, one: ServiceRequest, values: Values) -> Edit:
        return request_acts.reject(one, values["reason"], self._desktop.stamp())

    def _withdraw(self, one: ServiceRequest, values: Values) -> Edit:
        stamp = self._desktop.stamp()
        return request_acts.reject(one, values["reason"], stamp, withdrawn=True)

    def _order(self, one: ServiceRequest, values: Values) -> Edit:
        return delivery_acts.order(one, parse_day(values["day"]), self._desktop.stamp())

    def _deliver(self, one: ServiceRequest, values: Values) -> Edit:
        on = parse_day(values["on"]) if values["on"].strip() else self._today
        return delivery_acts.deliver(one, on, values["evidence"], self._desktop.stamp())

    def _pass(self, one: ServiceRequest, values: Values) -> Edit:
        return self._check(one, values, passed=True)

    def _fail(self, one: ServiceRequest, values: Values) -> Edit:
        return self._check(one, values, passed=False)

    def _check(self, one: ServiceRequest, values: Values, *, passed: bool) -> Edit:
        return delivery_acts.check(
            one, values["criterion"], values["evidence"], self._desktop.stamp(), passed=passed,
            by=values["by"],
        )  # fmt: skip

    def _waive(self, one: ServiceRequest, values: Values) -> Edit:
        which, by, why = values["criterion"], values["by"], values["evidence"]
        return delivery_acts.waive(one, which, by, why, self._desktop.stamp())

    def _accept(self, one: ServiceRequest, values: Values) -> Edit:
        amount = values["amount"].strip()
        fen = parse_amount(amount, CNY, zero=True) if amount else None
        told = {"invoice": values["invoice"], "accepted": values["accepted"]}
        return delivery_acts.accept(one, fen, told, self._desktop.stamp())
