"""The documents that an article names, as JSON and as lines: what holds, what was superseded."""

from firstline.domain.documents.library import Library
from firstline.domain.documents.links import Mention
from firstline.domain.words import Language, Text


def mention_json(one: Mention, library: Library) -> dict[str, str]:
    """Return how the article names it, its record and state, and what holds in its place."""
    named = one.document
    return {
        "link": one.key, "record": named.record if named else "",
        "state": str(library.state(named)) if named else "missing",
        "superseded_by": one.successor.record if one.successor else "",
    }  # fmt: skip


def mention_line(one: Mention, language: Language) -> str:
    """Return the document as a line under the article."""
    if one.document is None:
        words = Text(f"文档 {one.key}:库里没有", f"Document {one.key}: not in the library")
    elif one.successor is not None:
        after = one.successor
        words = Text(f"文档 {one.document.record} 已被取代,现行:{after.record} {after.title.zh}",
                     f"Document {one.document.record} is superseded; now: {after.record} "
                     f"{after.title.en}")  # fmt: skip
    else:
        held = one.document
        words = Text(
            f"文档 {held.record} {held.title.zh}", f"Document {held.record} {held.title.en}"
        )
    return words.in_(language)
