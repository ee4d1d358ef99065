"""Finds tickets like one that is being typed: few questions of the index, then a close look."""

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from firstline.domain.instants import epoch
from firstline.domain.knowledge import similar
from firstline.domain.knowledge.similar import Asked, Match
from firstline.domain.ticket.ticket import EventKind, Status
from firstline.store.queue.rows import ticket_from_text
from firstline.store.search.article_words import ENDINGS, stem, told
from firstline.store.search.folding import is_single, tokens
from firstline.store.search.index import BLOCK_KEYS

_COLUMNS = "{title said}"
_RARE = 200  # what stands in more tickets is looked for together with its neighbour
_MOST_TITLE, _MOST_BODY = 14, 8
_MOST_CHARACTERS = 600
_LOOKED_AT = 60
_BLOCKS = 2  # of the newest tickets, where duplicates and recurring problems are looked for
_RAREST = 6
_BODY_WORTH = 0.5
_MOST_WORDS = 240
_SOLVED = frozenset({Status.RESOLVED, Status.CLOSED})
_VOID = frozenset({Status.CANCELLED, Status.DUPLICATE})


@dataclass(frozen=True, slots=True)
class Like:
    """A ticket like what is asked for; `solution` is what was said when it was solved."""

    id: str
    number: str
    title: str
    status: Status
    created: int  # epoch seconds
    match: Match
    site: str = ""
    solution: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Who is like it: solved ones, open ones that may be the same, and the kin of thirty days."""

    solved: tuple[Like, ...] = ()
    duplicates: tuple[Like, ...] = ()
    kin: tuple[Like, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    match: str  # FTS5, without columns
    plain: str  # as it stands in the index, between spaces or at the beginning of a word
    worth: float


def find(raw: sqlite3.Connection, asked: Asked, now: datetime, limit: int = 3) -> Found:
    """Return who is like `asked`; at most `limit` solved tickets and duplicates, best first."""
    if asked.is_blank:
        return Found()
    title = _words(asked.title, 1.0, _MOST_TITLE)
    known = {one.plain for one in title}
    body = [
        one for one in _words(asked.body, _BODY_WORTH, _MOST_BODY + len(known))
        if one.plain not in known
    ][:_MOST_BODY]  # fmt: skip
    codes = similar.codes(f"{asked.title}\n{asked.body}"[:_MOST_CHARACTERS])
    search = _Search(raw, now)
    keys = search.candidates(title, body, codes)
    rows = _rows(raw, keys)
    grams = tokens_of(asked.title)
    likes = [_like(asked, row, title + body, codes, grams, search) for row in rows]
    others = sorted(
        (one for one in likes if one.id != asked.ticket and not one.match.is_chance),
        key=lambda one: (-one.match.score, -one.created),
    )
    return _sorted(raw, asked, others, now, limit)


def _sorted(
    raw: sqlite3.Connection, asked: Asked, likes: Sequence[Like], now: datetime, limit: int
) -> Found:
    solved = [one for one in likes if one.status in _SOLVED][:limit]
    since = epoch(now - similar.DUPLICATE_WITHIN)
    twins = [
        one for one in likes
        if one.status not in _SOLVED | _VOID and one.created >= since
        and similar.is_duplicate(one.match) and similar.same(one.site, asked.site)
    ]  # fmt: skip
    since = epoch(now - similar.PROBLEM_WITHIN)
    kin = [
        one for one in likes
        if one.created >= since and one.status not in _VOID and similar.is_kin(one.match)
    ]  # fmt: skip
    told_ = tuple(replace(one, solution=_solution(raw, one.id)) for one in solved)
    return Found(told_, tuple(twins[:limit]), tuple(kin))


class _Search:
    """One search: how many tickets there are, what each word weighs, and who may be alike."""

    def __init__(self, raw: sqlite3.Connection, now: datetime) -> None:
        self._raw = raw
        self._since = epoch(now - max(similar.DUPLICATE_WITHIN, similar.PROBLEM_WITHIN))
        self._total = raw.execute("SELECT coalesce(max(key), 0) FROM ticket").fetchone()[0]
        self.weights: dict[str, float] = {}
        self._sums: dict[int, float] = {}

    def candidates(
        self, title: Sequence[_Word], body: Sequence[_Word], codes: Sequence[str]
    ) -> list[int]:
        """Return the keys that deserve a close look, the likeliest ones first."""
        for code in codes:
            self._add(self._keys(_row(tokens(code))), 4 * self._weight(1))
        common: list[_Word] = []
        for one in (*title, *body):
            keys = self._keys(one.match)
            many = len(keys) > _RARE
            self.weights[one.plain] = one.worth * self._weight(len(keys) * (4 if many else 1))
            if many:
                common.append(one)
            else:
                self._add(keys, self.weights[one.plain])
        for two in pairwise(common):
            weight = sum(self.weights[one.plain] for one in two)
            self._add(self._keys(" AND ".join(f"({one.match})" for one in two)), weight)
        best = sorted(self._sums, key=lambda key: (-self._sums[key], -key))[:_LOOKED_AT]
        return list(dict.fromkeys((*best, *self._lately(title, codes))))

    def _lately(self, title: Sequence[_Word], codes: Sequence[str]) -> list[int]:
        """Return some of the newest tickets that share two of the title's rarest words, or a code.

        Titles that are half alike do: so no rare word that is in one of them alone hides the other.
        """
        sql = "SELECT block FROM search_block WHERE newest>=? ORDER BY newest DESC LIMIT ?"
        blocks = [row[0] for row in self._raw.execute(sql, (self._since, _BLOCKS))]
        rarest = sorted(title, key=lambda one: -self.weights[one.plain])[:_RAREST]
        several = [f"({one.match})" for one in rarest]
        ways = two_of(several) if len(several) > 1 else several
        ways = [*ways, *[_row(tokens(code)) for code in codes]]
        found: list[int] = []
        sql = (
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY rowid DESC LIMIT ?"
        )
        for block in blocks if ways else ():
            first = block * BLOCK_KEYS
            match = f"{_COLUMNS} : ({' OR '.join(ways)})"
            told_ = (match, first, first + BLOCK_KEYS - 1, _LOOKED_AT)
            found += [row[0] for row in self._raw.execute(sql, told_)]
        return found

    def _keys(self, match: str) -> list[int]:
        sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
        told_ = (f"{_COLUMNS} : ({match})", _RARE + 1)
        return [row[0] for row in self._raw.execute(sql, told_)]

    def _weight(self, many: int) -> float:
        return math.log(1 + self._total / (1 + many)) + 0.1

    def _add(self, keys: Iterable[int], weight: float) -> None:
        for key in keys:
            self._sums[key] = self._sums.get(key, 0.0) + weight


def two_of(several: Sequence[str]) -> list[str]:
    """Return FTS5 expressions of which one holds where at least two of `several` do.

    Halves ask for each far less often than all pairs would: of six sixteen times, not thirty.
    """
    if len(several) < 2:
        return []
    half = len(several) // 2
    one, other = several[:half], several[half:]
    both = f"(({' OR '.join(one)}) AND ({' OR '.join(other)}))"
    return [both, *two_of(one), *two_of(other)]


@lru_cache(maxsize=1 << 13)  # the next key looks at much the same titles
def tokens_of(text: str) -> frozenset[str]:
    """Return the word parts by which two titles are compared."""
    return frozenset(one.plain for one in _words(text, 1.0, _MOST_WORDS))


def _words(text: str, worth: float, most: int) -> list[_Word]:
    """Return what a text is looked for by: pairs of Chinese characters, words by their stem."""
    found: dict[str, _Word] = {}
    for token in told(text[:_MOST_CHARACTERS]):
        plain = " ".join(token) if is_single(token[0]) else stem(token)
        found.setdefault(plain, _Word(_forms(token, plain), plain, worth))
    return list(found.values())[:most]


def _forms(token: str, plain: str) -> str:
    """Return a word with the endings that it may have.

    Looked up one by one they cost less than all that begins so, which full text gathers first.
    """
    if is_single(token[0]) or not (plain.isalpha() and len(plain) > 3):
        return f'"{plain}"'
    forms = dict.fromkeys((token, plain, *(plain + one for one in ENDINGS)))
    return " OR ".join(f'"{one}"' for one in forms)


def _row(several: Sequence[str]) -> str:
    return f'"{" ".join(several)}"'


_Row = tuple[int, str, str, str, str, str, str, str, int, str, str]


def _rows(raw: sqlite3.Connection, keys: Sequence[int]) -> list[_Row]:
    sql = (
        "SELECT t.key, t.id, t.number, t.title, t.status, t.product, t.module, t.site, t.created,"
        " s.title, s.said FROM ticket t JOIN search s ON s.rowid=t.key"
        " WHERE t.key IN (SELECT value FROM json_each(?))"
    )
    return raw.execute(sql, (json.dumps(list(keys)),)).fetchall()


def _like(
    asked: Asked, row: _Row, words: Sequence[_Word], codes: Sequence[str],
    grams: frozenset[str], search: _Search,
) -> Like:  # fmt: skip
    title, said = f" {row[9]} ", f" {row[10]} "
    sum_ = whole = 0.0
    for one in words:
        weight = search.weights.get(one.plain, 0.0)
        whole += weight
        sum_ += weight * _place(one.plain, title, said)
    known = {similar.code_key(code): code for code in similar.codes(row[3])}
    both = f"{title}{said}"
    match = Match(
        tuple(code for code in codes
              if similar.code_key(code) in known or f" {' '.join(tokens(code))} " in both),
        _stands(asked.title, both),
        sum_ / whole if whole else 0.0,
        similar.alike(grams, tokens_of(row[3])),
        bool(asked.product) and asked.product.casefold() == row[5].casefold(),
        bool(asked.module) and asked.module.casefold() == row[6].casefold(),
    )  # fmt: skip
    return Like(row[1], row[2], row[3], Status(row[4]), row[8], match, row[7])


def _place(plain: str, title: str, said: str) -> float:
    wanted = f" {plain}"
    return 1.0 if wanted in title else 0.6 if wanted in said else 0.0


def _stands(text: str, spread: str) -> bool:
    """Whether all of a title of four tokens and more stands there in a row."""
    row = tokens(text)
    return len(row) >= 4 and f" {' '.join(row)} " in spread


def _solution(raw: sqlite3.Connection, ticket_id: str) -> str:
    """Return what was said when the ticket was solved, on one line; "" where nothing was."""
    sql = "SELECT d.doc FROM ticket t JOIN ticket_text d ON d.key=t.key WHERE t.id=?"
    found = raw.execute(sql, (ticket_id,)).fetchone()
    events = ticket_from_text(found[0]).events if found else ()
    wanted = (EventKind.RESOLVED, EventKind.RESPONDED)
    for kind in wanted:
        for event in reversed(events):
            if event.kind is kind and event.text.strip():
                return " ".join(event.text.split())[:_MOST_WORDS]
    return ""
