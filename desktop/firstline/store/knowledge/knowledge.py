"""The knowledge base: finds articles by what people type, and lists them."""

import json
import math
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.knowledge.acts import Deflection, answers
from firstline.domain.knowledge.knowledge import KIND, Article, article_from
from firstline.domain.words import Text
from firstline.store.search.article_words import Item, items, spoken_items, spread_grams
from firstline.store.search.folding import fold, pairs, tokens
from firstline.store.search.search import marked
from firstline.store.shown.record import record
from firstline.store.shown.shown import Desk

# What a word counts for by where it stands; the better place counts alone.
_PLACES = (("title", 1.0), ("errors", 1.0), ("words", 0.9), ("body", 0.35))
_SPOKEN = 0.9
_WHOLE = (("title", 3.0), ("errors", 3.0), ("words", 2.5))  # all of the query in a row
_LEAST = 0.25  # of what is asked for: less is chance
_MOST_ROWS = 4_000  # a word that stands in more articles counts in heads alone
_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """One article found; `snippet` is plain text with MARKS, a higher `score` stands first."""

    id: str
    record: str
    version: str
    title: Text
    safety: str
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One line of the list of articles, with how often it helped."""

    id: str
    record: str
    version: str
    title: Text
    safety: str
    state: str
    products: tuple[str, ...]


def find(desk: Desk, text: str, limit: int = 20) -> list[ArticleHit]:
    """Return the articles that hold and that `text` asks for, best first.

    Words count by how rare they are and where they stand; no word must be there, but one that
    nobody wrote lowers the rest. Whatever is typed, it never raises for its form.
    """
    scores = _scores(desk.raw, items(text[:_MOST_CHARACTERS]))
    if not scores or limit <= 0:
        return []
    held = _rows(desk.raw, heap_of(scores, 3 * limit + 30))
    ranked = sorted(
        ((scores[row[0]] + _whole(text, row), row) for row in held),
        key=lambda one: (-one[0], one[1][1]),
    )[:limit]
    return [hit for score, row in ranked if (hit := _hit(desk.raw, row, score, text))]


def heap_of(scores: dict[int, float], most: int) -> list[int]:
    """Return the keys with the highest scores."""
    return sorted(scores, key=lambda key: (-scores[key], key))[:most]


def _scores(raw: sqlite3.Connection, asked: Sequence[Item]) -> dict[int, float]:
    """Return what each article scores, 0 to 10, as far as it is more than chance."""
    (total,) = raw.execute("SELECT count(*) FROM article WHERE holds").fetchone()
    if not total:
        return {}
    found: list[tuple[float, dict[int, float]]] = []
    for one in asked:
        rows = _places(raw, one)
        if not rows:
            rows = _spoken(raw, one)
        known = len(rows)
        weight = math.log(1 + total / (1 + known)) * (1.0 if known else 0.35)
        found.append((weight, rows if known <= _MOST_ROWS else _in_heads(rows)))
    whole = sum(weight for weight, _ in found) or 1.0
    scores: dict[int, float] = {}
    for weight, rows in found:
        for key, place in rows.items():
            scores[key] = scores.get(key, 0.0) + weight * place
    return {key: 10 * sum_ / whole for key, sum_ in scores.items() if sum_ / whole >= _LEAST}


def _in_heads(rows: dict[int, float]) -> dict[int, float]:
    """Return where a very common word stands in a head; else some of where it stands at all."""
    heads = {key: place for key, place in rows.items() if place > _PLACES[-1][1]}
    return heads or dict(list(rows.items())[:_MOST_ROWS])


def _places(raw: sqlite3.Connection, one: Item) -> dict[int, float]:
    rows: dict[int, float] = {}
    for column, worth in _PLACES:
        for key in _matches(raw, column, one.match):
            rows.setdefault(key, worth)
    return rows


def _spoken(raw: sqlite3.Connection, one: Item) -> dict[int, float]:
    """Return the articles whose Chinese sounds so: all of the syllables, or the initials."""
    for kind in ("sounds", "initials"):
        several = [row for row in spoken_items(one) if row.spoken == kind]
        if several:
            keys = set.intersection(*({*_matches(raw, kind, row.match)} for row in several))
            if kind == "initials":
                keys = _in_a_row(raw, keys, pairs(several[0].words))
            if keys:
                return dict.fromkeys(keys, _SPOKEN)
    return {}


def _in_a_row(raw: sqlite3.Connection, keys: Iterable[int], row: str) -> set[int]:
    """Return those whose initials hold all of the pairs one after another."""
    sql = (
        "SELECT rowid, initials FROM search_article WHERE rowid IN (SELECT value FROM json_each(?))"
    )
    found = raw.execute(sql, (json.dumps(sorted(keys)),))
    return {key for key, held in found if f" {row} " in f" {held} "}


def _matches(raw: sqlite3.Connection, column: str, match: str) -> list[int]:
    sql = "SELECT rowid FROM search_article WHERE search_article MATCH ? LIMIT ?"
    return [row[0] for row in raw.execute(sql, (f"{column} : ({match})", _MOST_ROWS + 1))]


_Row = tuple[int, str, str, str, str, str, str, str, str, str]


def _rows(raw: sqlite3.Connection, keys: Iterable[int]) -> list[_Row]:
    sql = (
        "SELECT a.key, a.number, a.id, a.version, a.title_zh, a.title_en, a.safety, s.title,"
        " s.errors, s.words FROM article a JOIN search_article s ON s.rowid=a.key"
        " WHERE a.holds AND a.key IN (SELECT value FROM json_each(?))"
    )
    return raw.execute(sql, (json.dumps(list(keys)),)).fetchall()


def _whole(text: str, row: _Row) -> float:
    """Return what counts for all of the query standing in a row in one place."""
    wanted = [one for one in spread_grams(text).split() if len(one) > 1] or tokens(text)
    plain = f" {' '.join(wanted)} "
    places = dict(zip(("title", "errors", "words"), row[7:], strict=True))
    return max((worth for name, worth in _WHOLE if plain in f" {places[name]} "), default=0.0)


def _hit(raw: sqlite3.Connection, row: _Row, score: float, text: str) -> ArticleHit | None:
    entity = record(raw, KIND, row[2])
    if entity is None:
        return None
    article = article_from(entity)
    return ArticleHit(
        article.id, row[2], article.version, article.title, str(article.safety),
        snippet(article, text), round(score, 2),
    )  # fmt: skip


def snippet(article: Article, text: str) -> str:
    """Return a line of the article around the first thing found, with MARKS around it."""
    asked = items(text)
    places = (*article.title, *article.errors, *article.words, *article.body)
    for wanted in (fold(text).strip(), *(one.words for one in asked)):
        for place in places:
            at = place.casefold().find(wanted) if wanted else -1
            if at >= 0:
                return marked(place, at, at + len(wanted))
    symptom = article.sections("zh_CN").symptom or article.body.zh
    return re.sub(r"\s+", " ", symptom[:80]).strip()


# --- one article, all articles ---


def versions(raw: sqlite3.Connection, number: str) -> list[tuple[str, str, str, int]]:
    """Return (record, version, state, holds) of each version of an article, none if unknown."""
    sql = (
        "SELECT id, version, state, holds FROM article WHERE number=? ORDER BY holds DESC, key DESC"
    )
    return raw.execute(sql, (number,)).fetchall()


def entity_of(raw: sqlite3.Connection, key: str) -> Entity | None:
    """Return the record of `K01` (the version that holds, else the last) or `K01:2026.11.1`."""
    plain = key.strip()
    several = versions(raw, plain)
    return record(raw, KIND, several[0][0] if several else plain)


def lines(raw: sqlite3.Connection, *, every: bool = False) -> list[ArticleLine]:
    """Return the articles that hold, by number; with `every` also older and withdrawn versions."""
    sql = (
        "SELECT number, id, version, title_zh, title_en, safety, state, products FROM article"
        f" WHERE {'1' if every else 'holds'} ORDER BY number, holds DESC, key DESC"
    )
    return [
        ArticleLine(number, one, version, Text(zh, en), safety, state, tuple(products.split()))
        for number, one, version, zh, en, safety, state, products in raw.execute(sql)
    ]


def deflection(raw: sqlite3.Connection) -> Deflection:
    """Return how often articles were said to help over all versions, beside the tickets (S65)."""
    yes = no = alone = 0
    for (one,) in raw.execute("SELECT id FROM article"):
        entity = record(raw, KIND, one)
        said = answers(entity) if entity else None
        if said:
            yes, no, alone = yes + said.yes, no + said.no, alone + said.alone
    (tickets,) = raw.execute("SELECT count(*) FROM ticket").fetchone()
    return Deflection(yes, no, alone, tickets)
