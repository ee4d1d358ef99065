"""Folds text so that search compares what people mean: width, case, accents, single characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise

from firstline.domain.patterns import pattern

FOLDING = 1  # raise it when the tokens below change: every profile then builds its search anew
WORDING = 1  # the same, for the words of articles (article_words)

_SINGLE = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_HAN_RUN = pattern("[\u3400-\u4dbf\u4e00-\u9fff]+")
_ACCENTED = pattern("[\u00c0-\u024f\u1e00-\u1eff]")
_LETTERS = pattern(r"[a-z]+")
_WORD = 6
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_PAIR = {  # one private character for each pair of letters, so that a pair is one token
    a + b: chr(0xE000 + 26 * i + j)
    for i, a in enumerate(_ALPHABET)
    for j, b in enumerate(_ALPHABET)
}

Initials = Callable[[str], str]


@cache  # a start that looks for no word need not make it
def _token() -> re.Pattern[str]:
    # A token is one CJK character, one picture, the 0x of a number, or up to 64 letters and digits.
    return re.compile(
        f"[{_SINGLE}]|[\u2190-\u2bff\U0001f000-\U0001faff]|0x(?=[0-9a-f]{{2}})|[^\\W_{_SINGLE}]{{1,64}}"
    )


@cache
def _run() -> re.Pattern[str]:
    # The same, but CJK characters in a row are one find: there are several to a word.
    return re.compile(_token().pattern.replace("]|", "]+|", 1))


@cache
def _changing() -> re.Pattern[str]:
    # Characters whose initial depends on the word: 会计 k, 开会 h; 重复 c, 重量 z.
    return re.compile(
        "[长重行朝调乐弹率给阿折恶攒参省藏传泊降贾屏校宿伺沓否便鹄椎属刨扒被辟曾裳卡系臭畜见吭刹圈轧解龈匙暴"
        "拗粘耙会俟强叨吁磅汤纤蛤乘栅颤扛壳奇将铛莞伽擿靓盛车槛卒冯堡识咳喳嗒囤吓弄景柚澄茄遗纶辗扁说仇石裨"
        "弟坏剿单厦疟呷喔其射蛇禅尉尿巷捰提揭曝查栖术匮粥颈腌茜褚镐尾骠龟]"
    )


def fold(text: str) -> str:
    """Return `text` without what search overlooks: width, case and accents."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _ACCENTED.search(plain):
        bare = unicodedata.normalize("NFD", plain)
        plain = "".join(char for char in bare if not unicodedata.combining(char))
    return plain


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in their order; a Chinese character is a token of its own."""
    return _token().findall(fold(text))


def spread(text: str) -> str:
    """Return the tokens of `text` as one line, as the index reads it."""
    plain = fold(text)
    if plain.isascii():
        return " ".join(_token().findall(plain))
    return " ".join(
        [one if one.isascii() or len(one) == 1 else _spaced(one) for one in _run().findall(plain)]
    )


@lru_cache(maxsize=1 << 14)
def _spaced(run: str) -> str:
    """Return a run of characters as tokens: spaced if they are CJK, else as the word it is."""
    return " ".join(run) if is_single(run[0]) else run


spread_name = lru_cache(maxsize=1 << 14)(spread)
"""`spread` of what many tickets have in common: people, places, tags."""


def is_single(token: str) -> bool:
    """Whether the token is one CJK character, which begins no longer word."""
    return len(token) == 1 and _single().match(token) is not None


@cache
def _single() -> re.Pattern[str]:
    return re.compile(f"[{_SINGLE}]")


def pairs(letters: str) -> str:
    """Return one private character for each two neighbours in `letters` (a to z), spaced."""
    return " ".join([_PAIR[a + b] for a, b in pairwise(letters)])


def initial_pairs(text: str, initials: Initials, *, in_context: bool = True) -> str:
    """Return the pinyin initials of each run of Chinese in `text`, in pairs, as the index reads it.

    `库存账` reads `kcz` and gives the pairs kc and cz, so that `kcz`, `kc` and `cz` all find it.
    Long texts are read without `in_context`, several times as fast.
    """
    if text.isascii():
        return ""
    plain = unicodedata.normalize("NFKC", text)
    runs = _HAN_RUN.findall(plain)
    if in_context and _changing().search(plain):
        return joined_pairs([_pairs_in(_read(run, initials)) for run in runs])
    return joined_pairs(
        [
            _run_pairs(run, initials) if len(run) <= _WORD else _alone(run, initials)
            for run in runs
            if len(run) > 1
        ]
    )


pairs_of_name = lru_cache(maxsize=1 << 14)(initial_pairs)
"""`initial_pairs` of what many tickets have in common."""


def joined_pairs(parts: Iterable[str]) -> str:
    """Return the pairs of several texts as those of one, with a bar between, as between runs."""
    return " | ".join([one for one in parts if one])


def _alone(run: str, initials: Initials) -> str:
    """Return the pairs of one run of Chinese, each character read for itself."""
    return _pairs_in(run.translate(_letters(initials)))


_run_pairs = lru_cache(maxsize=1 << 15)(_alone)  # short runs are words, which come again


def _pairs_in(read: str) -> str:
    return joined_pairs([pairs(row) for row in _LETTERS.findall(read) if len(row) > 1])


def _read(run: str, initials: Initials) -> str:
    known = _letters(initials)
    letters = [known[ord(char)] for char in run]
    _read_in_context(run, letters, initials)
    return "".join(letters)


def _read_in_context(run: str, letters: list[str], initials: Initials) -> None:
    for found in _changing().finditer(run):
        at = found.start()
        first = max(0, at - 2)
        row = run[first : at + 3]
        said = initials(row)
        if len(said) == len(row):
            letters[at] = said[at - first]


class _Letters(dict[int, str]):
    """The initial of each character met so far, by its code point; a space for what is no Chinese.

    There are no more than the characters there are.
    """

    def __init__(self, initials: Initials) -> None:
        self._initials = initials

    def __missing__(self, code: int) -> str:
        char = chr(code)
        said = self[code] = self._initials(char) if _HAN_RUN.match(char) else " "
        return said


_letters = lru_cache(maxsize=4)(_Letters)


def find_tokens(text: str, wanted: list[str], *, prefix: bool) -> tuple[int, int] | None:
    """Return where in `text` the tokens `wanted` stand in a row, as a slice, or None.

    With `prefix` the last one need only begin a word.
    """
    if f" {' '.join(wanted)}{' ' * (not prefix)}" not in f" {spread(text)} ":
        return None  # what follows looks at each character by itself
    folded, places = _with_places(text)
    found = list(_token().finditer(folded))
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


def find_initials(text: str, letters: str, initials: Initials) -> tuple[int, int] | None:
    """Return where in `text` the characters stand whose initials are `letters`, or None."""
    if text.isascii():
        return None
    known = _letters(initials)
    read = "".join(known[ord(char)][:1] or " " for char in text)
    at = read.find(letters)
    return None if at < 0 else (at, at + len(letters))


def _with_places(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = fold(char)
        folded.append(plain)
        places += [at] * len(plain)
    return "".join(folded), places
