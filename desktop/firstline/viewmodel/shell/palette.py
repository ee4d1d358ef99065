"""What the palette finds: ranked by RapidFuzz over the words, their pinyin and their initials."""

from collections.abc import Callable, Sequence

from firstline.domain.values import dataclass

Sound = Callable[[str], str]
LIMIT = 40
_FLOOR = 60.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to choose: its words, what stands beside them, its icon, and what it is."""

    words: str
    aside: str = ""
    icon: str = ""
    kind: str = ""  # command, view, ticket, person, value
    value: str = ""
    keys: str = ""
    also: str = ""  # what else it is called, found but not shown


def rank(entries: Sequence[Entry], typed: str, initials: Sound | None = None) -> list[Entry]:
    """Return the entries that fit `typed`, the best first; all of them while nothing is typed.

    `initials` reads Chinese as people type it, a reading a line: `dyj` and `dayinji` find 打印机.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return list(entries[:LIMIT])
    scored = [(_score(one, wanted, initials), at) for at, one in enumerate(entries)]
    best = sorted((-score, at) for score, at in scored if score >= _FLOOR)
    return [entries[at] for _, at in best[:LIMIT]]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _score(entry: Entry, wanted: str, initials: Sound | None) -> float:
    words = entry.words.casefold()
    if wanted in words:
        return 200.0 - words.index(wanted) - len(words) / 100
    aside = entry.aside.casefold()
    if wanted in aside:
        return 120.0 - len(aside) / 100
    also = entry.also.casefold()
    if wanted in also:
        return 150.0 - also.index(wanted) - len(also) / 100
    if wanted.isascii() and initials is not None:
        letters = _letters(wanted)
        for one in (words, *also.splitlines()):
            sounds = "" if one.isascii() else initials(one)
            for heard in map(_letters, sounds.splitlines()):
                if letters in heard:
                    return 160.0 - heard.index(letters) - len(heard) / 100
    if len(wanted) < 3:
        return 0.0
    from rapidfuzz import fuzz  # noqa: PLC0415 - the first picture does not need it

    return max(float(fuzz.WRatio(wanted, one)) for one in (words, also) if one) - 10.0
