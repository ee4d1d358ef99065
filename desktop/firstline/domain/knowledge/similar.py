"""What makes two cases alike: error codes, phrases, rare words; and what follows from it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from firstline.domain.words import Text

DUPLICATE_WITHIN = timedelta(days=14)
DUPLICATE_LIKENESS = 0.6  # of the titles, 0 to 1
PROBLEM_WITHIN = timedelta(days=30)
PROBLEM_LIKENESS = 0.5
PROBLEM_COUNT = 3  # three alike propose a problem record (requirements S88)
LEAST = 0.3  # of what is asked for: less is chance
_LIFT_PRODUCT, _LIFT_MODULE = 0.15, 0.1
_CODE, _PHRASE = 10.0, 3.0  # a code outweighs any phrase, a phrase any words
_CODES = re.compile(
    r"\b0x[0-9a-f]{4,}\b"
    r"|\b[a-z]{2,12}[-_ ]?\d{3,8}\b"
    r"|(?<![\d./:-])\d{5,8}(?![\d./:-])"
    r"|\b[a-z]+(?:\.[a-z]+)+\b"
    r"|\b[a-z]*(?:error|exception|outofmemory)\b",
    re.IGNORECASE | re.ASCII,
)
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_PLAIN = frozenset({"error", "exception"})
_SPACE = re.compile(r"[-_ ]")
_MOST_CODES = 8


def codes(text: str) -> tuple[str, ...]:
    """Return the error codes in `text` as they stand there, each once, at most eight.

    ORA-01555, 0x80004005, 310036, ActiveX 429, java.lang.OutOfMemoryError; no dates, no words.
    """
    found: dict[str, str] = {}
    for one in _CODES.finditer(text):
        said = one[0].strip()
        if _DAY.fullmatch(said) or said.casefold() in _PLAIN:
            continue
        found.setdefault(code_key(said), said)
    return tuple(found.values())[:_MOST_CODES]


def code_key(code: str) -> str:
    """Return what two writings of one code have in common: ORA-01555 and ora 01555."""
    return _SPACE.sub("", code).casefold()


@dataclass(frozen=True, slots=True)
class Asked:
    """What something like it is looked for: the words of a case, and where it belongs."""

    title: str
    body: str = ""
    product: str = ""
    module: str = ""
    site: str = ""
    ticket: str = ""  # its own id, which is never like itself

    @property
    def is_blank(self) -> bool:
        """Whether there is too little to look for."""
        return len(self.title.strip()) < 2 and len(self.body.strip()) < 4


@dataclass(frozen=True, slots=True)
class Match:
    """How one ticket answers: codes in common, the title in a row, share of words, alike titles.

    `share` and `likeness` go from 0 to 1.
    """

    codes: tuple[str, ...] = ()
    phrase: bool = False
    share: float = 0.0
    likeness: float = 0.0
    same_product: bool = False
    same_module: bool = False

    @property
    def score(self) -> float:
        """How far in front it stands: exact code, then phrase, then rare words."""
        lift = 1 + _LIFT_PRODUCT * self.same_product + _LIFT_MODULE * self.same_module
        plain = max(self.share, self.likeness)
        return lift * (_CODE * bool(self.codes) + _PHRASE * self.phrase + plain)

    @property
    def is_chance(self) -> bool:
        """Whether too little is alike to be shown to anybody."""
        return not (self.codes or self.phrase or max(self.share, self.likeness) >= LEAST)


def alike(one: Collection[str], other: Collection[str]) -> float:
    """Return how alike two titles are by their word parts, 0 to 1 (Dice)."""
    left, right = set(one), set(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def same(one: str, other: str) -> bool:
    """Whether two places may be the same; one that nobody named may be any."""
    return not one or not other or one.casefold() == other.casefold()


def is_duplicate(match: Match) -> bool:
    """Whether an open, recent ticket of the place says the same: same code or same title."""
    return bool(match.codes) or match.likeness >= DUPLICATE_LIKENESS


def is_kin(match: Match) -> bool:
    """Whether a recent ticket counts towards a problem: same product, and code or title alike."""
    return match.same_product and (bool(match.codes) or match.likeness >= PROBLEM_LIKENESS)


def reason(match: Match) -> Text:
    """Return why a ticket is shown, the strongest reason first."""
    zh, en = [], []
    if match.codes:
        zh.append(f"同一错误码 {match.codes[0]}")
        en.append(f"same code {match.codes[0]}")
    elif match.phrase:
        zh.append("原话相同")
        en.append("same words in a row")
    share = round(100 * max(match.share, match.likeness))
    if not match.codes and share:
        zh.append(f"相似 {share}%")
        en.append(f"{share}% alike")
    if match.same_product:
        zh.append("同产品")
        en.append("same product")
    if match.same_module:
        zh.append("同模块")
        en.append("same module")
    return Text(" · ".join(zh), " · ".join(en))
