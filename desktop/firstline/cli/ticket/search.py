"""`firstline search`: full text over tickets, knowledge, documents, decisions and registers."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.table import cut, plain, screen_width
from firstline.domain.query.query import Query, parse_query
from firstline.domain.words import Text
from firstline.store.search.search import Hit

PLACES = {
    "tickets": ("ticket",), "knowledge": ("knowledge",), "decisions": ("decision",),
    "documents": ("document",), "registers": ("register",),
    "all": ("ticket", "knowledge", "document", "decision", "register"),
}  # fmt: skip


@command("search", Text("全文检索", "Search everything"))
@argument("text", nargs=-1, required=True)
@option(
    "--in",
    "place",
    type=click.Choice(tuple(PLACES)),
    default="all",
    words=Text("在哪里找", "Where to look"),
)
@option(
    "--limit", type=click.IntRange(min=0), default=20, words=Text("最多几条", "At most this many")
)
def search_(session: Session, text: tuple[str, ...], place: str, limit: int) -> None:
    """Print the hits, best first; a search of articles that found nothing is noted as a gap."""
    words = " ".join(text)
    query = parse_query(words)
    session.find_words(query)
    hits: list[Hit] = []
    if "knowledge" in PLACES[place]:
        session.settle_articles()
    if "knowledge" in PLACES[place] and (place == "knowledge" or _is_plain(query)):
        hits += _articles(session, words, limit)
    if "document" in PLACES[place] and (place == "documents" or _is_plain(query)):
        hits += session.store.search_documents(words, limit)
    if "decision" in PLACES[place] and (place == "decisions" or _is_plain(query)):
        hits += session.store.search_decisions(words, limit)
    if "register" in PLACES[place] and (place == "registers" or _is_plain(query)):
        hits += session.store.search_registers(words, limit)
    if "ticket" in PLACES[place]:
        hits += session.store.search(words, limit=limit, now=session.now())
    if not hits and "knowledge" in PLACES[place] and _is_plain(query):
        session.store.note_gap(words, session.now())
    hits = sorted(hits, key=lambda one: -one.score)[:limit]
    if session.json:
        found = [
            {"kind": one.kind, "id": one.id, "number": one.number, "title": one.title,
             "snippet": one.snippet, "score": one.score}
            for one in hits
        ]  # fmt: skip
        session.emit({"hits": found, "total": len(found)})
        return
    for one in hits:
        line = "  ".join(plain(part) for part in (one.number or one.id, one.title, one.snippet))
        session.show(cut(line, screen_width()))
    if not hits:
        session.say(Text("没有找到。", "Nothing was found."))


def _is_plain(query: Query) -> bool:
    """Whether a line asks for words alone, and for any at all: fields are those of tickets."""
    return bool(query.terms) and all(one.field == "text" and not one.negated for one in query.terms)


def _articles(session: Session, words: str, limit: int) -> list[Hit]:
    return [
        Hit("article", one.id, one.title.in_(session.language), one.snippet, one.score, one.id)
        for one in session.store.search_articles(words, limit)
    ]
