"""Links from an article to documents, as HTML: they lead to what holds, and old ones say so."""

import re
from html import escape

from firstline.domain.documents.document import Document, State
from firstline.domain.documents.library import Library
from firstline.domain.documents.links import SCHEME, mentions
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.words import Language, Text
from firstline.widgets import theme

_LINK = re.compile(r"\[([^\]\[<>\n]{1,200})\]\(doc:([A-Za-z0-9][A-Za-z0-9._:-]{0,60})\)")
_NONE = Text("库里没有 {key}", "{key} is not in the library")
_OLD = Text("{record} 已被取代,现行:", "{record} is superseded; now:")
_NAMED = Text("文中提到的文档已被取代", "The article names a superseded document")


def with_links(html: str, library: Library, language: Language) -> str:
    """Return the article's HTML with its links to documents; their words are escaped already."""
    return _LINK.sub(lambda found: _link(found[1], found[2], library, language), html)


def _link(words: str, key: str, library: Library, language: Language) -> str:
    one = library.target(key)
    if one is None:
        return f"{words}{_quiet(_NONE.fill(key=key).in_(language))}"
    state = library.state(one)
    after = library.successor(one)
    if after is not None:
        told = _OLD.fill(record=one.record).in_(language)
        return f"{_anchor(one, words)}{_quiet(told)} {_anchor(after, escape(after.record))}"
    mark = " ✕" if state is State.WITHDRAWN else ""
    return f"{_anchor(one, words)}{_quiet(f'{one.code} {one.version}{mark}')}"


def superseded(article: Article, library: Library, language: Language) -> str:
    """Return a line that names what stands for the superseded documents of an article, or ""."""
    linked = [one for one in mentions(article, library) if one.successor is not None]
    if not linked:
        return ""
    told = "; ".join(
        f"{escape(one.key)} → {_anchor(one.successor, escape(one.successor.record))} "
        f"{escape(one.successor.title.in_(language))}"
        for one in linked if one.successor is not None
    )  # fmt: skip
    shade = theme.token("P2").name()
    said = _NAMED.in_(language)
    return f'<p style="margin:0 0 4px 0"><b style="color:{shade}">⚠ {said}</b>: {told}</p>'


def _anchor(one: Document, words: str) -> str:
    shade = theme.token("accent").name()
    return f'<a style="color:{shade}" href="{SCHEME}:{escape(one.record)}">{words}</a>'


def _quiet(words: str) -> str:
    return f' <span style="color:{theme.token("muted").name()}">({escape(words)})</span>'
