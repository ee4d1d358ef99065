"""One look at what a rule watches: good, near its limit, bad, or unread, and what was seen."""

from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.words import Text

MOST_LINES = 20  # of evidence


class Verdict(StrEnum):
    """What a look found. *Near* lies between raising and clearing and changes nothing."""

    GOOD = "good"
    NEAR = "near"
    BAD = "bad"
    UNREAD = "unread"


VERDICTS = {
    Verdict.GOOD: Text("正常", "fine"),
    Verdict.NEAR: Text("接近限值", "near its limit"),
    Verdict.BAD: Text("不正常", "not right"),
    Verdict.UNREAD: Text("读不到", "could not be read"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: in one line (`value`), as lines of evidence, and what could not be read."""

    verdict: Verdict
    value: Text
    evidence: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def unread(reason: Text, *places: str) -> Look:
    """Return the look that saw nothing, with the reason: it is no good news."""
    said = Text(f"读不到:{reason.zh}", f"could not be read: {reason.en}")
    return Look(Verdict.UNREAD, said, (), places)
