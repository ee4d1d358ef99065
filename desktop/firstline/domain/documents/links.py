"""Links from articles to documents: written as [name](doc:CODE), led to what holds now."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstline.domain.documents.document import Document, State
from firstline.domain.documents.library import Library
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.patterns import pattern

SCHEME = "doc"
LINK = pattern(r"\[([^\]\[\n]{1,200})\]\(doc:([A-Za-z0-9][A-Za-z0-9._:-]{0,60})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that an article names: as it is named, and what holds in its place."""

    key: str
    document: Document | None
    successor: Document | None = None


@dataclass(frozen=True, slots=True)
class Repointed:
    """A link of an article that leads to another document now; all are ids of records."""

    article: str
    key: str
    old: str
    new: str


def keys_in(article: Article) -> list[str]:
    """Return what the links of an article name, each once, in their order."""
    return list(dict.fromkeys(found[2] for text in article.body for found in LINK.finditer(text)))


def mentions(article: Article, library: Library) -> list[Mention]:
    """Return the documents that an article links to, and the superseded ones that it names.

    A document is named where its code stands as a word of its own.
    """
    found = [_mention(key, library) for key in keys_in(article)]
    linked = {one.document.code.casefold() for one in found if one.document}
    text = "\n".join((*article.body, *article.source, *article.applies)).casefold()
    for one in library:
        code = one.code.casefold()
        if code in linked or library.state(one) is State.CURRENT or code not in text:
            continue
        after = _mention(one.code, library)
        if after.successor is not None and _is_word(code, text):
            found.append(after)
            linked.add(code)
    return found


def _is_word(code: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text) is not None


def _mention(key: str, library: Library) -> Mention:
    named = library.find(key)
    return Mention(key, named, library.successor(named) if named else None)


def repointed(articles: Iterable[Article], before: Library, after: Library) -> Iterator[Repointed]:
    """Yield the links that lead to another document in `after` than they did in `before`."""
    for article in articles:
        for key in keys_in(article):
            old, new = _holding(key, before), _holding(key, after)
            if old is not None and new is not None and old.record != new.record:
                yield Repointed(article.id, key, old.record, new.record)


def _holding(key: str, library: Library) -> Document | None:
    named = library.find(key)
    return (library.successor(named) or named) if named else None


def linking(articles: Iterable[Article], code: str) -> list[Article]:
    """Return the articles that link to any version of a document."""
    wanted = code.casefold()
    return [
        one for one in articles
        if any(key.casefold().partition(":")[0] == wanted for key in keys_in(one))
    ]  # fmt: skip
