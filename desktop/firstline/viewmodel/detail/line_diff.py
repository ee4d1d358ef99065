"""Two long texts as one list of lines: what only mine has, what only theirs has, what both have."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from firstline.domain.errors import NOTHING
from firstline.domain.words import Text

AROUND = 2  # lines of what both have that stand beside a difference
MOST_LINES = 2000  # of each text: the time to compare grows with their product


class Side(StrEnum):
    """Which text a line is from."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; of what was left out, `words` says how much."""

    side: Side
    text: str = ""
    words: Text = NOTHING


def compare(mine: str, theirs: str) -> list[Line]:
    """Return the lines of both texts in reading order; long runs of equal lines are left out.

    Where a text is longer than MOST_LINES, its rest is compared as one piece.
    """
    ours, others = mine.splitlines()[:MOST_LINES], theirs.splitlines()[:MOST_LINES]
    lines: list[Line] = []
    matcher = SequenceMatcher(None, others, ours, autojunk=False)
    codes = matcher.get_opcodes()
    for at, (tag, low, high, first, last) in enumerate(codes):
        if tag == "equal":
            lines += _same(others[low:high], head=at > 0, tail=at < len(codes) - 1)
            continue
        lines += _differing(others[low:high], ours[first:last])
    return lines


def _differing(theirs: list[str], mine: list[str]) -> Iterator[Line]:
    """Yield as many lines on both sides pair by pair, else all of theirs and then all of mine."""
    if len(theirs) == len(mine):
        for other, own in zip(theirs, mine, strict=True):
            yield Line(Side.THEIRS, other)
            yield Line(Side.MINE, own)
        return
    yield from (Line(Side.THEIRS, one) for one in theirs)
    yield from (Line(Side.MINE, one) for one in mine)


def _same(run: list[str], *, head: bool, tail: bool) -> Iterator[Line]:
    before, after = AROUND * head, AROUND * tail
    hidden = len(run) - before - after
    if hidden < 2:  # one line is worth as much as the word that it was left out
        yield from (Line(Side.BOTH, one) for one in run)
        return
    yield from (Line(Side.BOTH, one) for one in run[:before])
    yield Line(
        Side.LEFT_OUT,
        words=Text(f"相同的 {hidden} 行", f"{hidden} equal lines"),
    )
    yield from (Line(Side.BOTH, one) for one in run[len(run) - after :])
