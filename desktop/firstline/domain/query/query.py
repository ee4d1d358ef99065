"""The search line: what a person types, half typed too, becomes terms that a ticket must fit."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from firstline.domain.patterns import pattern
from firstline.domain.query.days import is_span
from firstline.domain.query.names import FIELDS, VALUES, field_named, fold, shown, values_named
from firstline.domain.values import dataclass
from firstline.domain.words import Text

_LIMIT = 2000  # characters: more is a paste into the wrong place
_TERMS = 50
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』"}
_ANY_QUOTE = pattern('["“”「」『』]')
_UNSTORABLE = pattern("[\ud800-\udfff\x00]")  # half a character, or the end of a C string
_DAY_FIELDS = ("created", "updated")
_LISTED_WORD = pattern(r'[^\s,、"“「『][^\s,、]*')
_BARE_WORD = pattern(r'[^\s"“「『-][^\s]*')
_NAME = pattern(r"[^\W\d_][\w-]*")
_NAME_COLON = pattern(_NAME.pattern + ":")
NOBODY = ("none", "nobody", "无", "空", "未分派")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: a ticket fits if any of `values` fits, or, `negated`, if none does.

    Fixed values are stored by their code (`in_progress`, `P1`); `phrase` was written in quotes.
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """The terms that must all hold, and what the line said that means nothing."""

    terms: tuple[Term, ...] = ()
    warnings: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether the query leaves anything out."""
        return bool(self.terms)


class Completion(NamedTuple):
    """One way to go on: what to insert in place of the last word, and how to show it."""

    insert: str
    text: Text


class _Piece(NamedTuple):
    negated: bool
    name: str
    values: tuple[tuple[str, bool], ...]  # each with whether it was quoted
    written: str


def parse_query(text: str) -> Query:
    """Return what the search line `text` asks for; it never raises.

    Fields and values may be Chinese or English, full or half width; `status:new,处理中` is either,
    several terms are all, `-` is not, quotes hold words together. A field without a value yet is
    passed over; an unknown field is searched as text and warned of, an unknown value only warned
    of.
    """
    terms: list[Term] = []
    warnings: list[Text] = []
    if len(text) > _LIMIT:
        warnings.append(
            Text(f"搜索只看前 {_LIMIT} 个字。", f"Only the first {_LIMIT} characters are searched.")
        )
    whole = _UNSTORABLE.sub(" ", text[:_LIMIT])
    for piece in _pieces(unicodedata.normalize("NFKC", whole)[:_LIMIT]):
        term = _term(piece, warnings)
        if term and term not in terms:
            terms.append(term)
    return Query(tuple(terms[:_TERMS]), tuple(dict.fromkeys(warnings)))


def to_text(query: Query) -> str:
    """Return a search line that parses to `query`, with English names."""
    return " ".join(term_to_text(term) for term in query.terms)


def term_to_text(term: Term) -> str:
    """Return one term as it is typed."""
    sign = "-" if term.negated else ""
    if term.field == "text" and len(term.values) == 1 and not term.phrase:
        value = term.values[0]
        if _BARE_WORD.fullmatch(value) and not _NAME_COLON.match(value):
            return sign + value
    values = ",".join(_quoted(value, phrase=term.phrase) for value in term.values)
    if term.field == "text" and len(term.values) == 1 and term.phrase:
        return sign + values
    return f"{sign}{term.field}:{values}"


def describe(term: Term) -> Text:
    """Return one term as a chip shows it."""
    zh = "、".join(shown(term.field, one).zh or "无" for one in term.values)
    en = ", ".join(shown(term.field, one).en or "none" for one in term.values)
    if term.field != "text":
        name = FIELDS[term.field].text
        zh, en = f"{name.zh}:{zh}", f"{name.en}: {en}"
    return Text(f"非 {zh}", f"not {en}") if term.negated else Text(zh, en)


def completions(text: str) -> tuple[Completion, ...]:
    """Return how the last word of `text` may go on: the names of fields, or a field's values."""
    word = re.split(r"\s", unicodedata.normalize("NFKC", text[-_LIMIT:]))[-1]
    sign = "-" if word.startswith("-") else ""
    name, colon, value = word.removeprefix("-").partition(":")
    if not colon:
        return tuple(
            Completion(f"{sign}{one.id}:", one.text)
            for one in FIELDS.values()
            if name and any(fold(w).startswith(fold(name)) for w in (one.id, *one.text, *one.also))
        )
    field = field_named(name)
    before, _, begun = value.rpartition(",")
    taken = f"{before}," if before else ""
    return tuple(
        Completion(f"{sign}{name}:{taken}{one.id}", one.text)
        for one in VALUES.get(field or "", ())
        if any(fold(w).startswith(fold(begun)) for w in (one.id, *one.text, *one.also))
    )


def _quoted(value: str, *, phrase: bool) -> str:
    if _LISTED_WORD.fullmatch(value) and not phrase:
        return value
    return f'"{_ANY_QUOTE.sub(" ", value)}"'


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start, negated = at, text[at] == "-"
        at += negated
        name = ""
        found = _NAME.match(text, at)
        if found and text[found.end() : found.end() + 1] == ":":
            name, at = found[0], found.end() + 1
        values, at = _values(text, at, listed=bool(name))
        yield _Piece(negated, name, values, text[start:at])


def _values(text: str, at: int, *, listed: bool) -> tuple[tuple[tuple[str, bool], ...], int]:
    """Read the values from `at` up to the next space: quoted ones whole, others to a comma."""
    values: list[tuple[str, bool]] = []
    ends = ", \t\r\n\u3000、" if listed else " \t\r\n\u3000"
    while at < len(text) and not text[at].isspace():
        close = _QUOTES.get(text[at])
        if close:
            end = text.find(close, at + 1)
            end = len(text) if end < 0 else end
            values.append((_ANY_QUOTE.sub(" ", text[at + 1 : end]).strip(), True))
            at = min(end + 1, len(text))
            if not listed:
                break
            continue
        end = at
        while end < len(text) and text[end] not in ends and not text[end].isspace():
            end += 1
        if text[at:end]:
            values.append((text[at:end], False))
        at = end + (end < len(text) and not text[end].isspace())
    return tuple(values), at


def _term(piece: _Piece, warnings: list[Text]) -> Term | None:
    if not piece.name:
        return _text_term(piece.values, negated=piece.negated)
    field = field_named(piece.name)
    if field is None:
        return _unknown_field(piece, warnings)
    if not piece.values:
        return None
    if field == "text":
        return _text_term(piece.values, negated=piece.negated)
    values: list[str] = []
    for value, quoted in piece.values:
        values += _checked(field, value, warnings, quoted=quoted)
    phrase = field not in VALUES and all(quoted and value for value, quoted in piece.values)
    if not values:
        return None
    return Term(field, tuple(dict.fromkeys(values)), piece.negated, phrase)


def _text_term(values: tuple[tuple[str, bool], ...], *, negated: bool) -> Term | None:
    kept = tuple(dict.fromkeys(value for value, _ in values if value.strip("-")))
    if not kept:
        return None
    phrase = all(quoted for _, quoted in values)
    if len(kept) == 1 and not phrase and not _is_plain(kept[0]):
        kept, phrase = (_ANY_QUOTE.sub(" ", kept[0]).strip(),), True
    return Term("text", kept, negated, phrase)


def _is_plain(value: str) -> bool:
    """Whether `value` can be written back without quotes."""
    bare = _BARE_WORD.fullmatch(value) and not _NAME_COLON.match(value)
    return bool(bare or _LISTED_WORD.fullmatch(value))


def _unknown_field(piece: _Piece, warnings: list[Text]) -> Term | None:
    rest = piece.values[0][0] if piece.values else ""
    if rest and rest[0] not in "/\\:":  # a path, an address or a log line is no field
        name = piece.name[:40]
        warnings.append(
            Text(
                f"没有“{name}”这个搜索字段,已按文字搜索。",
                f"There is no search field “{name}”; searched as text.",
            )
        )
    said = _ANY_QUOTE.sub(" ", piece.written.removeprefix("-")).strip()
    whole = any(char in said for char in ",、 ")  # written back, it would read as several
    return _text_term(((said, whole),), negated=piece.negated)


def _checked(field: str, value: str, warnings: list[Text], *, quoted: bool) -> tuple[str, ...]:
    if field in VALUES:
        found = values_named(field, value) if value else ()
        if value and not found:
            warnings.append(_unknown_value(field, value, [one.text for one in VALUES[field]]))
        return found
    if field in _DAY_FIELDS:
        if is_span(value):
            return (value,)
        if value.strip("<>=."):
            examples = ("2026-07-01", ">2026-07", "7d")
            warnings.append(_unknown_value(field, value, [Text(one, one) for one in examples]))
        return ()
    if value or quoted:
        return ("",) if not quoted and value.casefold() in NOBODY else (value,)
    return ()


def _unknown_value(field: str, value: str, known: list[Text]) -> Text:
    name = FIELDS[field].text
    return Text(
        f"{name.zh}没有“{value[:40]}”,可用:{'、'.join(one.zh for one in known)}。",
        f"{name.en} has no “{value[:40]}”; use {', '.join(one.en for one in known)}.",
    )
