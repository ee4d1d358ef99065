"""Full-text search over tickets: finds words, codes and pinyin initials, newest first."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.query.query import Query, Term, parse_query
from firstline.domain.ticket.ticket import Ticket
from firstline.store.acts.numbers import once_called
from firstline.store.queue import queue
from firstline.store.queue.queue import Asked
from firstline.store.queue.rows import ticket_from_text
from firstline.store.search.folding import Initials, find_initials, find_tokens, tokens
from firstline.store.search.query_sql import columns_condition
from firstline.store.search.word_probe import Word, is_named, together, word
from firstline.store.search.words import MOST_TOKENS, REQUESTER, TITLE, WORDS

MARKS = ("«", "»")  # stand around what was found, in plain text
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
    named = [one for one in query.terms if is_named(one)]
    rest = Query(tuple(one for one in query.terms if one not in named))
    where, values = columns_condition(raw, rest, now, me)
    for score, several in _tiers(words, named):
        if len(ranked) >= limit:
            break
        asked = Asked(where, values, words=several)
        for key in queue.select_keys(raw, asked, "newest", descending=False, limit=limit):
            ranked.setdefault(key, score)
    keys = list(ranked)[:limit]
    hits = (_hit(raw, key, ranked[key], words, initials) for key in keys)
    return [hit for hit in hits if hit]


def _tiers(
    terms: Sequence[Term], named: Sequence[Term]
) -> Iterator[tuple[float, tuple[Word, ...]]]:
    """Return the words to look for, best first; `named` must hold in each of them."""
    made: set[str] = set()
    also = [word(f"n{index}_", one, REQUESTER) for index, one in enumerate(named)]
    for score, columns, near, far in (
        (10.0, TITLE, False, False),
        (8.0, TITLE, True, False),
        (5.0, WORDS, False, False),
        (3.0, WORDS, True, False),
        (1.0, WORDS, True, True),
    ):
        ways = [
            word(f"w{index}_", one, WORDS if one.negated else columns, near=near, far=far)
            for index, one in enumerate(terms)
        ]
        several = tuple(one for one in ways if one)
        match = together(several)
        if any(not one.negated for one in several) and match not in made:
            made.add(match)
            yield score, (*several, *(one for one in also if one))


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
    found = raw.execute("SELECT doc FROM ticket_text WHERE key=?", (key,)).fetchone()
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
