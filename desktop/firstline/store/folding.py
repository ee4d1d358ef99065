"""Folds text so that search compares what people mean: width, case, accents, single characters."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

FOLDING = 1  # raise it when the tokens below change: every profile then builds its search anew

_SINGLE = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# A token is one CJK character, one picture, the 0x of a number, or up to 64 letters and digits.
_TOKEN = re.compile(
    f"[{_SINGLE}]|[\u2190-\u2bff\U0001f000-\U0001faff]|0x(?=[0-9a-f]{{2}})|[^\\W_{_SINGLE}]{{1,64}}"
)
_HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_LETTERS = re.compile(r"[a-z]+")
_PAIRS = 0xE000  # private characters: one for each pair of letters, so that a pair is one token

Initials = Callable[[str], str]


def fold(text: str) -> str:
    """Return `text` without what search overlooks: width, case and accents."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _ACCENTED.search(plain):
        bare = unicodedata.normalize("NFD", plain)
        plain = "".join(char for char in bare if not unicodedata.combining(char))
    return plain


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in their order; a Chinese character is a token of its own."""
    return _TOKEN.findall(fold(text))


def spread(text: str) -> str:
    """Return the tokens of `text` as one line, as the index reads it."""
    return " ".join(tokens(text))


def is_single(token: str) -> bool:
    """Whether the token is one CJK character, which begins no longer word."""
    return len(token) == 1 and re.fullmatch(f"[{_SINGLE}]", token) is not None


def pairs(letters: str) -> list[str]:
    """Return one private character for each two neighbours in `letters` (a to z)."""
    codes = [ord(char) - 97 for char in letters]
    return [chr(_PAIRS + 26 * a + b) for a, b in pairwise(codes)]


def initial_pairs(text: str, initials: Initials) -> str:
    """Return the pinyin initials of each run of Chinese in `text`, in pairs, as the index reads it.

    `库存账` reads `kcz` and gives the pairs kc and cz, so that `kcz`, `kc` and `cz` all find it.
    """
    runs = []
    for run in _HAN_RUN.findall(unicodedata.normalize("NFKC", text)):
        for letters in _LETTERS.findall(initials(run)):
            runs.append(" ".join(pairs(letters)))  # noqa: PERF401 - two loops read plainer
    return " | ".join(one for one in runs if one)


def letter_of(initials: Initials) -> Initials:
    """Return `initials` a character at a time: fast for long texts, deaf to their context."""
    known = lru_cache(maxsize=30_000)(initials)
    return lambda text: "".join(known(char) for char in text)


def find_tokens(text: str, wanted: list[str], *, prefix: bool) -> tuple[int, int] | None:
    """Return where in `text` the tokens `wanted` stand in a row, as a slice, or None.

    With `prefix` the last one need only begin a word.
    """
    folded, places = _with_places(text)
    found = list(_TOKEN.finditer(folded))
    last = len(wanted) - 1
    for at in range(len(found) - last):
        for index, token in enumerate(wanted):
            here = found[at + index][0]
            if here != token and not (prefix and index == last and here.startswith(token)):
                break
        else:
            end = found[at + last].start() + len(wanted[last])
            return places[found[at].start()], places[end - 1] + 1
    return None


def _with_places(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = fold(char)
        folded.append(plain)
        places += [at] * len(plain)
    return "".join(folded), places
