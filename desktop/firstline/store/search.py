"""Full-text search over tickets: finds words, codes and pinyin initials, newest first."""

import heapq
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.query import Query, Term, parse_query
from firstline.domain.ticket import Ticket
from firstline.store.folding import Initials, find_initials, find_tokens, tokens
from firstline.store.numbers import once_called
from firstline.store.query_sql import columns_condition
from firstline.store.rows import ticket_from_text
from firstline.store.search_index import BLOCK_KEYS
from firstline.store.search_words import MOST_TOKENS, TITLE, WORDS, match_text

MARKS = ("«", "»")  # stand around what was found, in plain text
_FEW = 2000
_NARROW = 300
_AROUND = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `snippet` is plain text with MARKS, a higher `score` stands first."""

    kind: str
    id: str
    title: str
    snippet: str
    score: float
    number: str = ""


def find(
    raw: sqlite3.Connection, text: str | Query, *, now: datetime, me: str = "", limit: int = 20,
    initials: Initials | None = None,
) -> list[Hit]:  # fmt: skip
    """Return what `text` (a search line) finds: an exact number, then titles, newest first.

    Whatever is typed, it never raises for its form. Without any word to look for, nothing. With
    `initials` the snippets mark what letters found, too.
    """
    query = parse_query(text) if isinstance(text, str) else text
    words = [one for one in query.terms if one.field == "text"]
    where, values = columns_condition(raw, query, now, me)
    ranked: dict[int, float] = {}
    for key in _by_number(raw, words, where, values):
        ranked.setdefault(key, 100.0)
    named = [one for one in query.terms if _is_named(one)]
    rest = Query(tuple(one for one in query.terms if one not in named))
    where, values = columns_condition(raw, rest, now, me)
    for score, match in _tiers(words, named):
        if len(ranked) >= limit:
            break
        for key in _newest(raw, match, where, values, limit):
            ranked.setdefault(key, score)
    keys = list(ranked)[:limit]
    hits = (_hit(raw, key, ranked[key], words, initials) for key in keys)
    return [hit for hit in hits if hit]


def _is_named(term: Term) -> bool:
    """Whether the index itself can answer a term for the requester."""
    known = match_text([Term("text", term.values, phrase=term.phrase)], "requester")
    return term.field == "requester" and not term.negated and "" not in term.values and bool(known)


def _tiers(terms: Sequence[Term], named: Sequence[Term]) -> Iterator[tuple[float, str]]:
    """Return the expressions to look for, best first; `named` must hold in each of them."""
    made: set[str] = set()
    also = "".join(
        f" AND ({match_text([Term('text', one.values, phrase=one.phrase)], 'requester')})"
        for one in named
    )
    for score, columns, near, far in (
        (10.0, TITLE, False, False),
        (8.0, TITLE, True, False),
        (5.0, WORDS, False, False),
        (3.0, WORDS, True, False),
        (1.0, WORDS, True, True),
    ):
        match = match_text(terms, columns, near=near, far=far)
        if match and match not in made:
            made.add(match)
            yield score, f"({match}){also}"


def _by_number(
    raw: sqlite3.Connection, words: Sequence[Term], where: str, values: dict[str, object]
) -> list[int]:
    plain = " ".join(value for term in words for value in term.values)
    if not plain or any(term.negated for term in words):
        return []
    sql = "SELECT key FROM ticket WHERE number=:exact OR id=:exact OR id=:once LIMIT 5"
    once = once_called(raw, plain)
    keys = [row[0] for row in raw.execute(sql, {"exact": plain, "once": once})]
    return [key for _, key in _dated(raw, keys, where, values, len(keys))]


def _newest(
    raw: sqlite3.Connection, match: str, where: str, values: dict[str, object], limit: int
) -> list[int]:
    """Return the keys of the newest tickets that `match` finds and `where` holds for.

    Few hits are sorted whole. Of many, blocks of neighbouring keys are read in the order of their
    newest ticket until no later block can hold a newer one, so the answer is exact and quick.
    """
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
    found = [row[0] for row in raw.execute(sql, (match, _FEW + 1))]
    if len(found) <= _FEW:
        return [key for _, key in _dated(raw, found, where, values, limit)]
    narrow = _that_fit(raw, match, where, values)
    if narrow is not None:
        return [key for _, key in _dated(raw, narrow, "1", {}, limit)]
    best: list[tuple[int, int]] = []
    blocks = raw.execute("SELECT block, newest FROM search_block ORDER BY newest DESC").fetchall()
    for block, newest in blocks:
        if len(best) == limit and best[-1][0] >= newest:
            break
        first = block * BLOCK_KEYS
        sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
        found = [row[0] for row in raw.execute(sql, (match, first, first + BLOCK_KEYS - 1))]
        best = heapq.nlargest(limit, (*best, *_dated(raw, found, where, values, limit)))
    return [key for _, key in best]


def _that_fit(
    raw: sqlite3.Connection, match: str, where: str, values: dict[str, object]
) -> list[int] | None:
    """Return every key that fits, where the columns leave so few that each can be asked for."""
    if where == "1":
        return None
    sql = f"SELECT key FROM ticket WHERE {where} LIMIT {_NARROW + 1}"
    keys = [row[0] for row in raw.execute(sql, values)]
    if len(keys) > _NARROW:
        return None
    sql = "SELECT 1 FROM search WHERE search MATCH ? AND rowid=?"
    return [key for key in keys if raw.execute(sql, (match, key)).fetchone()]


def _dated(
    raw: sqlite3.Connection, keys: list[int], where: str, values: dict[str, object], limit: int
) -> list[tuple[int, int]]:
    if not keys:
        return []
    sql = (
        "SELECT created, key FROM ticket NOT INDEXED"
        " WHERE key IN (SELECT value FROM json_each(:found))"
        f" AND {where} ORDER BY created DESC, key DESC LIMIT :most"
    )
    return raw.execute(sql, {**values, "found": json.dumps(keys), "most": limit}).fetchall()


def _hit(
    raw: sqlite3.Connection, key: int, score: float, terms: Sequence[Term],
    initials: Initials | None,
) -> Hit | None:  # fmt: skip
    found = raw.execute("SELECT doc FROM ticket_doc WHERE key=?", (key,)).fetchone()
    if found is None:  # a damaged file: the doctor names it
        return None
    ticket = ticket_from_text(found[0])
    line = snippet(ticket, terms, initials)
    return Hit("ticket", ticket.id, ticket.title, line, score, ticket.number)


def snippet(ticket: Ticket, terms: Sequence[Term], initials: Initials | None = None) -> str:
    """Return a line of the ticket around the first thing found, with MARKS around it."""
    events = [event.text for event in ticket.events if event.text]
    names = [one.name for one in ticket.attachments]
    others = [ticket.requester, ", ".join(ticket.tags), ticket.case_no, ticket.assignee]
    texts = (ticket.title, ticket.body, *reversed(events), *names, *others)
    wanted = [
        (found, not term.phrase)
        for term in terms if not term.negated
        for value in term.values
        if (found := tokens(value)[:MOST_TOKENS])
    ]  # fmt: skip
    for text in texts:
        for words, prefix in wanted:
            place = find_tokens(text, words, prefix=prefix)
            if place:
                return marked(text, *place)
    for text in texts if initials else ():
        for words, _ in wanted:
            place = find_initials(text, words[0], initials) if initials else None
            if place and len(words) == 1:
                return marked(text, *place)
    return _plain(ticket.body[: 3 * _AROUND] or ticket.title)


def marked(text: str, start: int, end: int) -> str:
    """Return one line of `text` around the slice, with MARKS around it."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + 2 * _AROUND]
    head = "…" if start > _AROUND else ""
    tail = "…" if end + 2 * _AROUND < len(text) else ""
    line = f"{head}{before}{MARKS[0]}{text[start:end]}{MARKS[1]}{after}{tail}"
    return _plain(line)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
