"""`firstline budget list | add | …`: reserves with their base, band, commitments and actuals."""

from typing import Any

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.contracts import budget
from firstline.domain.contracts.budget import KIND, SHEET, Budget, budgets
from firstline.domain.contracts.decision import money
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import ledgers
from firstline.domain.words import Text

budget_ = Group("budget", words=Text("预算预留 10–15 %", "Budget reserves of 10–15 %"))


def _rows(session: Session, _project: str) -> list[Row]:
    read, day = session.store.records, session.now().astimezone(session.zone).date()
    found = budgets(read(KIND), ledgers(read(LEDGER)), day, session.zone)
    return [_row(session, one) for one in found]


def _row(session: Session, one: Budget) -> Row:
    more: dict[str, Any] = {
        "reserve_fen": one.reserve, "low_fen": one.low, "high_fen": one.high,
        "in_band": one.in_band, "granted_fen": one.granted, "committed_fen": one.committed,
        "spent_fen": one.spent, "remaining_fen": one.remaining,
        "why": _why(one).in_(session.language),
    }  # fmt: skip
    cells = (
        money(one.reserve), _said(one.committed), _said(one.spent), _said(one.remaining),
        one.base_is.in_(session.language), one.title,
    )  # fmt: skip
    return Row(one.entity, budget.flags(one), more, cells)


def _why(one: Budget) -> Text:
    """Return how the reserve is reckoned, and what is committed, spent and left of it."""
    if one.remaining is None:
        return one.why
    committed, spent, left = (_said(fen) for fen in (one.committed, one.spent, one.remaining))
    return Text(f"{one.why.zh}。已承诺 {committed},已发生 {spent},剩余 {left}",
                f"{one.why.en}; committed {committed}, spent {spent}, {left} left")  # fmt: skip


def _said(fen: int | None) -> str:
    return "—" if fen is None else money(fen)


REGISTER = Register(
    SHEET, _rows,
    (Text("预留", "Reserve"), Text("已承诺", "Committed"), Text("已发生", "Spent"),
     Text("剩余", "Remaining"), Text("基数口径", "Base"), Text("名称", "Name")),
)  # fmt: skip
add_commands(budget_, REGISTER)
