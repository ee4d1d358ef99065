"""A claim drafted in the window: what was late in a quarter, why it counts, and the sum (S75)."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.contracts.contract import Contract, by_number, contracts
from firstline.domain.errors import Problem
from firstline.domain.instants import epoch
from firstline.domain.review import claim_acts
from firstline.domain.review.claim import KIND
from firstline.domain.review.claim_words import NO_CLAUSE, SAMPLE, line_of, span
from firstline.domain.review.period import quarter_name, stretch_of
from firstline.domain.review.weighed import (
    Asked,
    Weighed,
    chosen,
    narrowed,
    pack_days,
    weighed,
)
from firstline.domain.words import Text
from firstline.viewmodel.contracts.model import ContractsModel

if TYPE_CHECKING:
    from firstline.store.store import Store

QUARTERS = 5
DRAFTED = Text("已起草补偿申请", "Claim drafted")


def ask(
    store: "Store", contract: Contract, quarter: str, model: ContractsModel, but: str = ""
) -> tuple[Asked, list[Weighed]]:
    """Return what a claim for a quarter could stand on, and what is left out with its reason."""
    zone, now, desk = model.desktop.zone, model.desktop.ticking.now(), model.desktop.desk
    days = stretch_of(quarter, zone).days
    taken = claim_acts.taken(store.records(KIND), but)
    today = now.astimezone(zone).date()
    asked = Asked(contract, days.first, days.last, today, zone, taken, pack_days(desk))
    since = datetime.combine(days.first, time(), zone).astimezone(UTC)
    return asked, weighed(store.reviewed(since, handed=True), desk, asked, epoch(now))


class ClaimDesk(QObject):
    """What may be claimed under one contract for one quarter, read apart from the window."""

    weighed = Signal()

    def __init__(self, model: ContractsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.asked: Asked | None = None
        self.found: Sequence[Weighed] = ()
        self._wanted = ("", "")

    def contracts(self) -> list[Contract]:
        """Return the contracts that stand, those with a vendor's service first."""
        found = contracts(self._model.desktop.store.records("contract"))
        return sorted(found, key=lambda one: one.sort not in ("support", "strategic"))

    def quarters(self) -> list[str]:
        """Return the last quarters, the one that ended last at the head, this one at the end."""
        today = self._model.desktop.ticking.now().astimezone(self._model.desktop.zone).date()
        return [*(quarter_name(today, back) for back in range(1, QUARTERS)), quarter_name(today)]

    def weigh(self, number: str, quarter: str) -> None:
        """Find out what could be claimed; `weighed` tells when it is known."""
        contract = by_number(self.contracts(), number)
        self.asked, self.found, self._wanted = None, (), (number, quarter)
        if contract is None or not quarter:
            self.weighed.emit()
            return
        self._model.apart(
            lambda store: (number, quarter, *ask(store, contract, quarter, self._model)), self._take
        )

    def _take(self, told: tuple[str, str, Asked, list[Weighed]]) -> None:
        number, quarter, asked, found = told
        if (number, quarter) == self._wanted:
            self.asked, self.found = asked, found
            self.weighed.emit()

    def draft(self, keys: Collection[str]) -> str:
        """Record the claim for these breaches; return its id, "" where it was refused."""
        desktop = self._model.desktop
        if self.asked is None:
            return ""
        found = narrowed(self.found, keys)
        try:
            edit = claim_acts.draft(
                self.asked, found, desktop.stamp(), desktop.zone, desktop.speech.language
            )
        except Problem as problem:
            desktop.problem.emit(problem)
            return ""
        return edit.entity if desktop.perform(edit, text=DRAFTED) else ""

    def sum_words(self, keys: Collection[str]) -> Text:
        """Return clause, rule and sum for what is chosen, and what is to be seen to first."""
        asked = self.asked
        if asked is None:
            return Text("", "")
        rule, good = asked.rule, chosen(narrowed(self.found, keys))
        days, sums = rule.days(len(good)), rule.sums(len(good))
        clause = rule.clause or "—"
        zh = f"条款 {clause} · 选入 {len(good)} 项 · 算法 {sums.zh}"
        en = f"Clause {clause} · {len(good)} chosen · {sums.en}"
        if days is not None:
            zh, en = f"{zh} · 延长 {days} 天", f"{en} · {days} days of extension"
        warned = [] if rule.clause else [NO_CLAUSE]
        warned += [] if all(one.clock.verified for one in good) else [SAMPLE]
        return Text("\n".join((zh, *(f"⚠ {one.zh}" for one in warned))),
                    "\n".join((en, *(f"⚠ {one.en}" for one in warned))))  # fmt: skip


def words_of(one: Weighed) -> Text:
    """Return a late clock in a line: by how much, the pauses that were left out, a dispute, why."""
    said, clock = line_of(one), one.clock
    pauses = clock.gross_s - clock.counted_s
    zh, en = said.zh[2:], said.en[2:]
    if pauses > 0:
        told = span(pauses)
        zh, en = f"{zh} · 已扣暂停 {told.zh}", f"{en} · pauses of {told.en} left out"
    if clock.disputed:
        zh, en = f"{zh} · 级别双方不一", f"{en} · priorities differ"
    return Text(zh, en)
