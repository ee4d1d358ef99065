"""Three-way merge of long texts by lines, with guards: what is not certain is not merged."""

from collections.abc import Sequence
from difflib import SequenceMatcher

MOST_LINES = 4000  # of each text: the matcher's time grows with their product

_Hunk = tuple[int, int, list[str]]  # lines from, to of the base, and what takes their place


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """Return `base` with the changed lines of both sides, or None where they may clash.

    Sides that touch the same or neighbouring lines clash, and so does a change beside a line that
    the base holds more than once, since nobody can say which of them was meant (sync.md 2.5).
    Lines are never split into words.
    """
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    lines = base.splitlines(keepends=True)
    sides = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    if max(len(lines), *map(len, sides)) > MOST_LINES:
        return None
    ours, others = (_hunks(lines, side) for side in sides)
    if _repeats(lines, [*ours, *others]) or _touch(ours, others):
        return None
    merged = list(lines)
    for start, end, text in sorted([*ours, *others], reverse=True):
        merged[start:end] = text
    return "".join(merged)


def _hunks(lines: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    matcher = SequenceMatcher(None, lines, side, autojunk=False)
    return [
        (start, end, list(side[low:high]))
        for tag, start, end, low, high in matcher.get_opcodes()
        if tag != "equal"
    ]


def _repeats(lines: Sequence[str], hunks: Sequence[_Hunk]) -> bool:
    """Whether a hunk changes or stands beside a line that is there more than once."""
    seen: set[str] = set()
    twice = {one for one in lines if one in seen or seen.add(one)}  # type: ignore[func-returns-value]
    around = (lines[max(start - 1, 0) : end + 1] for start, end, _ in hunks)
    return any(one in twice for part in around for one in part)


def _touch(ours: Sequence[_Hunk], others: Sequence[_Hunk]) -> bool:
    return any(
        start <= other_end and other_start <= end
        for start, end, _ in ours
        for other_start, other_end, _ in others
    )
