"""Looks for words in one ticket's own entry of the search index, as full text would find them."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstline.domain.query.query import Query, Term
from firstline.store.search.folding import is_single, pairs, tokens
from firstline.store.search.words import (
    MOST_TOKENS,
    REQUESTER,
    SHORT,
    TITLE,
    WORDS,
    letters_of,
    match_text,
)

# The columns of the entry, in the order of search_index.TABLE; `w` is its row. A bar that no word
# holds stands between two columns, so that no row of words goes on from one into the next. A label
# of signs alone leaves two spaces, and full text passes over them as over the bars of initials.
_LABELS = "replace(replace(replace(w.c3, '  ', ' '), '  ', ' '), '  ', ' ')"
_TEXTS: Mapping[str, str] = {
    WORDS: f"' ' || w.c0 || ' | ' || w.c1 || ' | ' || w.c2 || ' | ' || {_LABELS}"
    " || ' | ' || w.c4 || ' '",
    TITLE: "' ' || w.c0 || ' | ' || w.c1 || ' '",
    REQUESTER: "' ' || w.c4 || ' '",
}
_NEAR = "' ' || replace(w.c5, ' |', '') || ' '"
_FAR = "' ' || replace(w.c6, ' |', '') || ' '"


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked for by one term: as an FTS5 expression, and as SQL over the entry `w`.

    `values` are those that either names.
    """

    match: str
    probe: str
    values: Mapping[str, Any]
    negated: bool = False


def parted(raw: sqlite3.Connection, query: Query) -> tuple[Query, tuple[Word, ...]]:
    """Return what of `query` the columns answer, and the words to be looked for."""
    rest: list[Term] = []
    words: list[Word] = []
    for index, term in enumerate(query.terms):
        if term.field == "text":
            made = _typed(raw, f"w{index}_", term)
        elif is_named(term):
            made = word(f"w{index}_", term, REQUESTER)
        else:
            rest.append(term)
            continue
        words += [made] if made else []
    return Query(tuple(rest), query.warnings), tuple(words)


def is_named(term: Term) -> bool:
    """Whether the index itself can answer a term for the requester."""
    if term.field != "requester" or term.negated or "" in term.values:
        return False
    return match_text([Term("text", term.values, phrase=term.phrase)], REQUESTER) is not None


def _typed(raw: sqlite3.Connection, name: str, term: Term) -> Word | None:
    """Return a term's words, and its letters as initials where fit.

    Two letters are initials only where no word begins with them.
    """
    near, exact = word(name, term, near=True), word(name, term)
    short = all(len("".join(tokens(value))) < SHORT for value in term.values)
    if short and near and exact and near.match != exact.match:
        sql = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
        if raw.execute(sql, (exact.match,)).fetchone():
            return exact
    return near


def word(
    name: str, term: Term, columns: str = WORDS, *, near: bool = False, far: bool = False
) -> Word | None:
    """Return what `term` looks for, or None without a word in it; `name` begins its values' names.

    `columns`, `near` and `far` are as in `match_text`.
    """
    plain = Term("text", term.values, phrase=term.phrase)
    near, far = near and not term.negated, far and not term.negated
    match = match_text([plain], columns, near=near, far=far)
    if match is None:
        return None
    values: dict[str, Any] = {f"{name}m": match}
    ways = []
    for index, (text, wanted) in enumerate(_ways(plain, columns, near=near, far=far)):
        values[f"{name}p{index}"] = wanted
        ways.append(f"instr({text}, :{name}p{index})")
    # CASE alone leaves out what need not be looked at: OR and AND look at both sides.
    probe = f"CASE WHEN {' OR '.join(ways)} THEN 1"
    if columns == WORDS:  # still two spaces: many such labels, so full text itself is asked
        found = f"SELECT 1 FROM search WHERE search MATCH :{name}m AND rowid=w.id"
        probe += f" WHEN instr({_LABELS}, '  ') THEN EXISTS ({found})"
    return Word(match, f"{probe} ELSE 0 END", values, term.negated)


def _ways(term: Term, columns: str, *, near: bool, far: bool) -> Iterator[tuple[str, str]]:
    """Yield where to look and for what, for each way in which the term may be met."""
    for value in term.values:
        found = tokens(value)[:MOST_TOKENS]
        if not found:
            continue
        whole = term.phrase or is_single(found[-1]) or len(found[-1]) == 1
        yield _TEXTS[columns], f" {' '.join(found)}{' ' * whole}"
        letters = letters_of(found, term)
        if letters and near:
            yield _NEAR, f" {pairs(letters)} "
        if letters and far and len(letters) >= SHORT:
            yield _FAR, f" {pairs(letters)} "


def holds(words: Sequence[Word]) -> str:
    """Return the SQL that all `words` hold for the row of table `ticket`, negated ones not.

    A ticket that is not in the index yet holds no word.
    """
    parts = [f"{'NOT ' * one.negated}({one.probe})" for one in words]
    absent = int(all(one.negated for one in words))
    held = f"CASE WHEN {' AND '.join(parts)} THEN 1 ELSE 0 END"
    entry = f"SELECT {held} FROM search_content AS w WHERE w.id=ticket.key"
    return f"coalesce(({entry}), {absent})"


def together(words: Sequence[Word]) -> str:
    """Return the FTS5 expression of all `words`; if each is negated, that of what must not be."""
    wanted = [f"({one.match})" for one in words if not one.negated]
    unwanted = [f"({one.match})" for one in words if one.negated]
    return " NOT ".join([" AND ".join(wanted), *unwanted]) if wanted else " OR ".join(unwanted)
