"""Words as an FTS5 expression: folded, quoted, a prefix, or letters taken for pinyin initials."""

from collections.abc import Sequence

from firstline.domain.patterns import pattern
from firstline.domain.query.query import Term
from firstline.store.search.folding import is_single, pairs, tokens

WORDS = ""  # every column: no word that can be typed is written like the pairs of the initials
TITLE = "{number title}"
REQUESTER = "requester"
MOST_TOKENS = 64
SHORT = 3  # two letters are the initials of too much to be looked for in whole texts
_LETTERS = pattern(r"[a-z]{2,24}")


def match_text(
    terms: Sequence[Term], columns: str, *, near: bool = False, far: bool = False
) -> str | None:
    """Return the terms as one FTS5 expression over `columns`, or None without a word in them.

    `near` also takes letters for the initials of titles and names, `far` for those of texts.
    Only folded tokens in quotes reach FTS5, so nothing typed can be syntax.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for term in terms:
        ways = [_word(value, term, columns, near=near, far=far) for value in term.values]
        plain = [one for one in ways if one]
        if plain:
            (unwanted if term.negated else wanted).append("(" + " OR ".join(plain) + ")")
    if not wanted:
        return None
    return " NOT ".join([" AND ".join(wanted), *unwanted])


def _word(value: str, term: Term, columns: str, *, near: bool, far: bool) -> str | None:
    found = tokens(value)[:MOST_TOKENS]
    if not found:
        return None
    star = "" if term.phrase or is_single(found[-1]) or len(found[-1]) == 1 else " *"
    where = f"{columns} : " if columns else ""
    ways = [f'{where}"{" ".join(found)}"{star}']
    letters = letters_of(found, term)
    if letters:
        row = pairs(letters)
        if near:
            ways.append(f'initials : "{row}"')
        if far and len(letters) >= SHORT:
            ways.append(f'far_initials : "{row}"')
    return "(" + " OR ".join(ways) + ")"


def letters_of(found: Sequence[str], term: Term) -> str:
    """Return what of the tokens of a value may be pinyin initials, "" for nothing."""
    alone = len(found) == 1 and not term.phrase and not term.negated
    return found[0] if alone and _LETTERS.fullmatch(found[0]) else ""
