"""The remote-first gate: may somebody come on site, or is remote help to be tried first (S78)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text

RULE_MINUTES = 60
"""One partner's rule: unsolved after more than sixty minutes of remote help, on site. Only data."""


class Reason(StrEnum):
    """What the gate concludes, and why (templates.md M.11)."""

    P1 = "p1_not_by_remote"
    HARDWARE = "hardware"
    RESTRICTED = "network_or_compliance"
    CONTRACT_RULE = "contract_remote_minutes"
    REMOTE_FAILED = "remote_failed"
    NEXT_WINDOW = "next_window"
    NOT_P1 = "ticket_is_not_p1"
    RULE_NOT_MET = "contract_minutes_not_met"
    REMOTE_FIRST = "remote_not_tried"


REASONS: Mapping[Reason, Text] = {
    Reason.P1: Text("P1 且无法远程,可以立即现场", "P1 that remote cannot help: come at once"),
    Reason.HARDWARE: Text("需要动硬件,远程做不了", "hardware has to be touched"),
    Reason.RESTRICTED: Text("网络或合规限制,不能远程", "network or compliance forbids remote help"),
    Reason.CONTRACT_RULE: Text("远程超过合同约定的分钟数仍未解决",
                               "unsolved after the remote minutes that the contract names"),
    Reason.REMOTE_FAILED: Text("远程已尝试,没有解决", "remote help was tried and did not solve it"),
    Reason.NEXT_WINDOW: Text("可以等下次窗口,先不来现场", "it can wait for the next window"),
    Reason.NOT_P1: Text("工单不是 P1,不能按 P1 例外", "the ticket is not P1: no exception for it"),
    Reason.RULE_NOT_MET: Text("远程还没有超过合同约定的分钟数",
                              "the contract's remote minutes have not passed"),
    Reason.REMOTE_FIRST: Text("请先远程,或写明为什么不能远程",
                              "try remote help first, or say why it cannot be"),
}  # fmt: skip
_GO = frozenset({Reason.P1, Reason.HARDWARE, Reason.RESTRICTED, Reason.CONTRACT_RULE,
                 Reason.REMOTE_FAILED})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers at the gate; `minutes` of remote help so far, `rule` the contract's minutes."""

    p1: bool = False
    hardware: bool = False
    restriction: str = ""
    attempts: int = 0
    minutes: int = 0
    result: str = ""
    by_contract: bool = False
    rule: int = RULE_MINUTES
    can_wait: bool = False


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the gate concludes; `words` are of its reason."""

    reason: Reason

    @property
    def onsite(self) -> bool:
        """Whether somebody may come, once the cost is approved."""
        return self.reason in _GO

    @property
    def words(self) -> Text:
        """The reason as a sentence."""
        return REASONS[self.reason]


def conclude(answers: Answers, priority: Priority | None) -> Conclusion:
    """Return the gate's conclusion; `priority` is the ticket's, None where there is no ticket.

    An emergency is never held up: a P1 that cannot be helped by remote passes at once. Nothing
    else passes without a named reason.
    """
    if answers.p1:
        return Conclusion(Reason.P1 if priority is Priority.P1 else Reason.NOT_P1)
    if answers.hardware:
        return Conclusion(Reason.HARDWARE)
    if answers.restriction.strip():
        return Conclusion(Reason.RESTRICTED)
    if answers.can_wait:
        return Conclusion(Reason.NEXT_WINDOW)
    if answers.by_contract:
        met = answers.minutes > answers.rule
        return Conclusion(Reason.CONTRACT_RULE if met else Reason.RULE_NOT_MET)
    if answers.attempts > 0 and answers.result.strip():
        return Conclusion(Reason.REMOTE_FAILED)
    return Conclusion(Reason.REMOTE_FIRST)
