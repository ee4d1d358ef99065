"""Keeps the search of articles true: triggers note what changed, and each is read anew."""

import sqlite3
from typing import TYPE_CHECKING

from firstline.domain.edits.kinds import ARTICLE as KIND
from firstline.store.search.folding import FOLDING, WORDING
from firstline.store.settings import get_setting, put_setting
from firstline.store.shown.shown import Desk

if TYPE_CHECKING:
    from firstline.domain.knowledge.knowledge import Article

_MARK = "article_index"
SLICE = 50  # articles that one transaction takes; some milliseconds each
# One row a version of an article; `holds` is 1 for the one that people should read.
ARTICLE = """CREATE TABLE article(
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL COLLATE NOCASE,
  version TEXT NOT NULL, state TEXT NOT NULL, holds INTEGER NOT NULL, title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL, safety TEXT NOT NULL, products TEXT NOT NULL) STRICT"""
BY_NUMBER = "CREATE INDEX article_number ON article(number, holds)"
# Columns are told apart and words are not placed, which makes it smaller and quicker.
SEARCH = (
    "CREATE VIRTUAL TABLE search_article USING fts5("
    "title, errors, words, body, sounds, initials,"
    " tokenize='ascii', detail='column', columnsize=0)"
)
PENDING = "CREATE TABLE article_pending(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"
_NOTE = (
    " BEGIN INSERT INTO article_pending(id) SELECT {row}.{name}"
    " WHERE NOT EXISTS (SELECT 1 FROM article_pending WHERE id={row}.{name}); END"
)
TRIGGERS = {
    f"article_after_{table}_{act.split()[0].lower()}": (
        f"CREATE TRIGGER article_after_{table}_{act.split()[0].lower()} AFTER {act} ON {table}"
        f" WHEN {row}.kind='{KIND}'" + _NOTE.format(row=row, name=name)
    )
    for table, name, act, row in (
        ("base", "id", "INSERT", "new"), ("base", "id", "UPDATE", "new"),
        ("base", "id", "DELETE", "old"), ("edit", "entity", "INSERT", "new"),
        ("edit", "entity", "UPDATE OF state", "new"),
    )
}  # fmt: skip

PARTS = {
    "article": ARTICLE, "article_number": BY_NUMBER, "search_article": SEARCH,
    "article_pending": PENDING, **TRIGGERS,
}  # fmt: skip
_KNOWN = (
    f"SELECT id FROM base WHERE kind='{KIND}' UNION SELECT entity FROM edit WHERE kind='{KIND}'"
)


def is_whole(raw: sqlite3.Connection) -> bool:
    """Whether the tables and triggers are the ones this program makes. Quick."""
    marks = ",".join("?" * len(PARTS))
    sql = f"SELECT name, sql FROM sqlite_schema WHERE name IN ({marks})"
    there = {name: _plain(text) for name, text in raw.execute(sql, tuple(PARTS))}
    wanted = {name: _plain(text) for name, text in PARTS.items()}
    return there == wanted and get_setting(raw, _MARK, None) == _tokens()


def faults(raw: sqlite3.Connection) -> tuple[str, ...]:
    """Return what is wrong with the index; empty when it is sound. Reads all of it."""
    if not is_whole(raw):
        return ("article parts",)
    found = []
    missing = (
        "SELECT count(*) FROM article WHERE key NOT IN (SELECT id FROM search_article_content)"
    )
    extra = (
        f"SELECT count(*) FROM article WHERE id NOT IN ({_KNOWN})"
        " AND id NOT IN (SELECT id FROM article_pending)"
    )
    try:
        if raw.execute(missing).fetchone()[0]:
            found.append("article words missing")
        if raw.execute(extra).fetchone()[0]:
            found.append("article rows that nothing stands behind")
        raw.execute("INSERT INTO search_article(search_article) VALUES('integrity-check')")
    except sqlite3.DatabaseError as error:
        found.append(str(error))
    return tuple(found)


def mend(raw: sqlite3.Connection) -> None:
    """Make the index anew and note every article as not yet in it; call inside a transaction."""
    for name in TRIGGERS:
        raw.execute(f"DROP TRIGGER IF EXISTS {name}")
    _drop_search(raw)
    for name in ("article", "article_pending"):
        raw.execute(f"DROP TABLE IF EXISTS {name}")
    for sql in PARTS.values():
        raw.execute(sql)
    raw.execute(f"INSERT INTO article_pending(id) {_KNOWN}")
    put_setting(raw, _MARK, _tokens())


def keep_whole(raw: sqlite3.Connection) -> bool:
    """Mend the index if its parts are not what they should be; return whether it had to be."""
    if is_whole(raw):
        return False
    mend(raw)
    return True


def has_pending(raw: sqlite3.Connection) -> bool:
    """Whether some articles are not yet in the index as they are now."""
    return raw.execute("SELECT 1 FROM article_pending LIMIT 1").fetchone() is not None


def index_pending(desk: Desk, limit: int = SLICE) -> int:
    """Bring up to `limit` articles into the index as they are now; return how many were taken.

    Call inside a transaction.
    """
    raw = desk.raw
    taken = [row[0] for row in raw.execute("SELECT id FROM article_pending LIMIT ?", (limit,))]
    touched = set()
    for one in taken:
        touched |= _take(desk, one)
        raw.execute("DELETE FROM article_pending WHERE id=?", (one,))
    for number in touched:
        _choose(raw, number)
    return len(taken)


def _take(desk: Desk, record_id: str) -> set[str]:
    """Write one record's row and words; return the numbers of the articles it is or was."""
    from firstline.domain.knowledge.knowledge import article_from  # noqa: PLC0415 - not at the start
    from firstline.store.shown.record import record  # noqa: PLC0415

    raw = desk.raw
    held = raw.execute("SELECT key, number FROM article WHERE id=?", (record_id,)).fetchone()
    touched = {held[1]} if held else set()
    key = held[0] if held else None
    if held:
        raw.execute("DELETE FROM search_article WHERE rowid=?", (key,))
        raw.execute("DELETE FROM article WHERE key=?", (key,))
    entity = record(raw, KIND, record_id)
    if entity is None:
        return touched
    article = article_from(entity)
    sql = (
        "INSERT INTO article(key, id, number, version, state, holds, title_zh, title_en, safety,"
        " products) VALUES(?,?,?,?,?,0,?,?,?,?)"
    )
    done = raw.execute(
        sql,
        (key, record_id, article.id, article.version, str(article.state), *article.title,
         str(article.safety), " ".join(article.products)),
    )  # fmt: skip
    sql = (
        "INSERT INTO search_article(rowid, title, errors, words, body, sounds, initials)"
        " VALUES(?,?,?,?,?,?,?)"
    )
    raw.execute(sql, (done.lastrowid, *entry(article, desk)))
    return touched | {article.id}


def entry(article: "Article", desk: Desk) -> tuple[str, ...]:
    """Return an article as the index holds it, column by column."""
    from firstline.store.search.article_words import (  # noqa: PLC0415 - not at the start
        first_letters,
        sounds,
        spread_grams,
    )

    named = "\n".join((article.title.zh, *article.errors, *article.words))
    body = "\n".join((
        *article.body, *article.applies, *article.products, *article.modules, article.id,
    ))  # fmt: skip
    return (
        spread_grams("\n".join((article.id, *article.title))),
        spread_grams("\n".join(article.errors)),
        spread_grams("\n".join((*article.words, *article.products, *article.modules))),
        spread_grams(body),
        sounds(named, desk.spell) if desk.spell else "",
        first_letters(named, desk.initials) if desk.initials else "",
    )


def _choose(raw: sqlite3.Connection, number: str) -> None:
    """Let the newest current version of an article be the one that people read."""
    from firstline.domain.knowledge.knowledge import ArticleState  # noqa: PLC0415 - not at the start
    from firstline.domain.knowledge.pack import version_key  # noqa: PLC0415

    sql = "SELECT key, version FROM article WHERE number=? AND state=?"
    rows = raw.execute(sql, (number, str(ArticleState.CURRENT))).fetchall()
    newest = max(rows, key=lambda row: version_key(row[1]), default=(0, ""))[0]
    raw.execute("UPDATE article SET holds=(key=?) WHERE number=?", (newest, number))


def _drop_search(raw: sqlite3.Connection) -> None:
    """Drop the full-text table even when its insides are damaged or gone."""
    try:
        raw.execute("DROP TABLE IF EXISTS search_article")
    except sqlite3.DatabaseError:
        for part in ("data", "idx", "content", "docsize", "config"):
            raw.execute(f"DROP TABLE IF EXISTS search_article_{part}")
        raw.execute("DROP TABLE IF EXISTS search_article")


def _tokens() -> str:
    return f"{FOLDING}.{WORDING}"


def _plain(sql: str) -> str:
    return " ".join(sql.split())
