"""Words of articles: Chinese in pairs of characters, English by its stem, and what a query asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firstline.domain.patterns import pattern
from firstline.store.search.folding import fold, initial_pairs, is_single, pairs, tokens
from firstline.store.search.syllables import cut, joined

Spell = Callable[[str], str]

_HAN_RUN = pattern("[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = pattern(r"[a-z]+")
ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")
MOST_ITEMS = 24
# Words that say how somebody asks and not about what.
_ASKING_ZH = pattern(
    "请问|怎么样|怎么办|怎么|怎样|如何|为什么|为何|什么|一下|可以|能不能|是不是|有没有|老是|总是|以后|我们|我的"
)
_ASKING_EN_WORDS = (
    "a an the i we you he she it they me my our your is are was were be been am do does did have "
    "has had to of in on at by for from with and or but not no so as if when how what why which "
    "who that this these those can could will would should there here"
)
_ASKING_EN = frozenset(_ASKING_EN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a query asks for: its FTS5 expression without columns, and its words.

    `spoken` says that it is pinyin or initials, and looks there alone.
    """

    match: str
    words: str
    spoken: str = ""


def grams(text: str) -> list[str]:
    """Return the tokens of `text` as the index holds them, in order."""
    found: list[str] = []
    run = ""
    for token in tokens(text):
        if is_single(token):
            run += token
            continue
        found += _pairs_of(run)
        run = ""
        found.append(stem(token))
    return found + _pairs_of(run)


def spread_grams(text: str) -> str:
    """Return the tokens of `text` as one line."""
    return " ".join(grams(text))


def sounds(text: str, spell: Spell) -> str:
    """Return the Chinese of `text` as it sounds, each two neighbouring syllables as one token."""
    found: list[str] = []
    for run in _HAN_RUN.findall(fold(text)):
        found += joined(tuple(spell(run).split()))
    return " ".join(dict.fromkeys(found))


def first_letters(text: str, initials: Spell) -> str:
    """Return the pinyin initials of `text` in pairs."""
    return initial_pairs(text, initials)


def items(query: str) -> list[Item]:
    """Return what a query asks for, at most MOST_ITEMS; only quoted tokens reach FTS5."""
    several = [_item(one) for one in told(query)] or [_item(one) for one in grams(query)]
    return several[:MOST_ITEMS]


def told(text: str) -> list[str]:
    """Return the words and pairs of characters that say what `text` is about, each once."""
    found: dict[str, None] = {}
    run = ""
    for token in [*tokens(_ASKING_ZH.sub(" ", fold(text))), ""]:
        if token and is_single(token):
            run += token
            continue
        for one in (*_pairs_of(run, last=False), token):
            if one and one not in _ASKING_EN:
                found.setdefault(one)
        run = ""
    return list(found)


def spoken_items(item: Item) -> Iterator[Item]:
    """Yield what letters ask for where no word has them: syllables, else initials."""
    letters = item.words
    if not _WORD.fullmatch(letters):
        return
    syllables = cut(letters)
    if len(syllables) > 1:
        for one in joined(syllables):
            yield Item(f'"{one}"', one, "sounds")
    elif len(letters) > 3 and not syllables:  # the last syllable is still being typed
        yield Item(f'"{letters}" *', letters, "sounds")
    if len(letters) in range(2, 13) and len(syllables) < 2:
        row = pairs(letters).split()
        yield Item(" AND ".join(f'"{one}"' for one in row), letters, "initials")


def _item(token: str) -> Item:
    plain = stem(token)
    begins = len(token) == 1 if is_single(token) else len(plain) > 2
    return Item(f'"{plain}"{" *" if begins else ""}', token)


def _pairs_of(run: str, *, last: bool = True) -> list[str]:
    """Return a run of characters in pairs; its last one alone, too, so that one finds them all."""
    if len(run) < 2:
        return [run] if run else []
    return [run[at : at + 2] for at in range(len(run) - 1)] + ([run[-1]] if last else [])


def stem(token: str) -> str:
    """Return an English word without its ending: locked, locks and locking read alike."""
    if len(token) < 5 or not _WORD.fullmatch(token):
        return token
    for ending in ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 4:
            return token[: -len(ending)]
    return token
