"""The search line's chips and how its last word may go on."""

from collections.abc import Callable
from typing import NamedTuple

from firstline.domain.query.names import field_named
from firstline.domain.query.query import Query, completions, describe, parse_query, term_to_text
from firstline.domain.words import Language, Text

MOST = 12
KNOWN_FIELDS = ("site", "product", "module", "assignee", "requester", "tag")
_CHOICE = {"tag": "tags"}


class Chip(NamedTuple):
    """One condition in words, and the query that remains without it."""

    words: Text
    rest: str


def chips(query: Query) -> list[Chip]:
    """Return one chip for each condition of `query`."""
    written = [term_to_text(one) for one in query.terms]
    return [
        Chip(describe(term), " ".join(written[:at] + written[at + 1 :]))
        for at, term in enumerate(query.terms)
    ]


def warning(text: str) -> Text | None:
    """Return what in `text` means nothing, or None."""
    found = parse_query(text).warnings
    return found[0] if found else None


def complete(text: str, language: Language, choices: Callable[[str], list[str]]) -> list[str]:
    """Return whole search lines that begin with `text`, its last word gone on.

    Field names come in `language`; values of sites, people, modules and tags from `choices`.
    """
    if not text or text[-1].isspace():
        return []
    head, _, word = text.rpartition(" ")
    start = f"{head} " if head else ""
    name, colon, begun = word.removeprefix("-").partition(":")
    field = field_named(name) if colon else None
    if field in KNOWN_FIELDS:
        sign = "-" if word.startswith("-") else ""
        found = [
            one
            for one in choices(_CHOICE.get(field, field))
            if begun.strip('"').casefold() in one.casefold() and one != begun
        ]
        return [f"{start}{sign}{name}:{_quoted(one)}" for one in found[:MOST]]
    lines = []
    for one in completions(text):
        insert = one.insert
        if language == "zh_CN":
            insert = _in_chinese(insert, one.text, has_value=bool(colon))
        if insert != word:
            lines.append(start + insert)
    return lines[:MOST]


def _in_chinese(insert: str, text: Text, *, has_value: bool) -> str:
    if has_value:
        before, _, last = insert.rpartition(":")
        taken = last.rpartition(",")[0]
        return f"{before}:{taken},{text.zh}" if taken else f"{before}:{text.zh}"
    sign = "-" if insert.startswith("-") else ""
    return f"{sign}{text.zh}:"


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value or "," in value else value
