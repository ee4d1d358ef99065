"""`firstline search`: full text over tickets (and later the knowledge base)."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.table import cut, plain, screen_width
from firstline.domain.query import parse_query
from firstline.domain.words import Text

PLACES = {"tickets": ("ticket",), "knowledge": ("knowledge",), "all": ("ticket", "knowledge")}


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
    """Print the hits, best first."""
    session.find_words(parse_query(" ".join(text)))
    hits = session.store.search(" ".join(text), limit=limit, kinds=PLACES[place], now=session.now())
    if session.json:
        found = [
            {"kind": one.kind, "id": one.id, "number": one.number, "title": one.title,
             "snippet": one.snippet, "score": one.score}
            for one in hits
        ]  # fmt: skip
        session.emit({"hits": found, "total": len(found)})
        return
    for one in hits:
        words = "  ".join(plain(part) for part in (one.number or one.id, one.title, one.snippet))
        session.show(cut(words, screen_width()))
    if not hits:
        session.say(Text("没有找到。", "Nothing was found."))
