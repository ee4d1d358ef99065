"""`firstline saving …` and `cycle …`: what was negotiated (S81) and what became quicker (S82)."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health.sheet import text_of
from firstline.domain.project import cycle, saving
from firstline.domain.words import Text

saving_ = Group("saving", words=Text("价格节约:目录价与合同价", "Savings: list and contract price"))
cycle_ = Group("cycle", words=Text("周期与冻结的基线", "Cycle times, frozen baselines"))


def saving_rows(session: Session, project: str) -> list[Row]:
    """Return the savings, the latest first."""
    return [
        Row(one.entity, (), {"saved_fen": one.saved, "percent": one.percent,
                             "why": one.why.in_(session.language)},
            (text_of(one.entity, "agreed_on"), saving.yuan(one.entity, "list_price"),
             saving.yuan(one.entity, "contract_price"), f"{one.percent}%",
             text_of(one.entity, "title")))
        for one in saving.savings(session.store.records(saving.SHEET.kind), project)
    ]  # fmt: skip


SAVINGS = Register(
    saving.SHEET, saving_rows,
    (Text("签约日", "Agreed on"), Text("目录价", "List"), Text("合同价", "Contract"),
     Text("折扣", "Discount"), Text("买了什么", "What")),
)  # fmt: skip
add_commands(saving_, SAVINGS)


def cycle_rows(session: Session, project: str) -> list[Row]:
    """Return the cycle times by name, with every baseline they had."""
    rows = []
    for one in cycle.cycles(session.store.records(cycle.SHEET.kind), project):
        why, shorter = one.why.in_(session.language), one.baselines[0].shorter
        held = [{"value": each.value, "frozen_on": each.frozen_on, "frozen_by": each.frozen_by,
                 "shorter_percent": each.shorter} for each in one.baselines]  # fmt: skip
        cells = (text_of(one.entity, "baseline"), text_of(one.entity, "actual"),
                 f"{shorter}%" if shorter else "", text_of(one.entity, "title"))  # fmt: skip
        rows.append(Row(one.entity, one.flags, {"baselines": held, "why": why}, cells))
    return rows


CYCLES = Register(
    cycle.SHEET, cycle_rows,
    (Text("基线", "Baseline"), Text("实际", "Actual"), Text("缩短", "Shorter"),
     Text("周期", "Cycle")),
)  # fmt: skip
add_commands(cycle_, CYCLES)
