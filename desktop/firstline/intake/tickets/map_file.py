"""Reads a mapping file: TOML, strict about its keys, every fault with its line."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstline.domain.errors import BadInput
from firstline.domain.packs.toml_places import Path, Source, read_toml
from firstline.domain.ticket.fields import check
from firstline.domain.words import Text
from firstline.intake.tickets.dates import check_format
from firstline.intake.tickets.headings import FIELDS, INSTANTS
from firstline.intake.tickets.mapping import SOURCE, Map
from firstline.intake.tickets.wordings import WORDED, meaning, plain

_KEYS: MappingType[str, type] = {
    "source": str, "sheet": str, "header_row": int, "delimiter": str, "date_format": str,
    "timezone": str, "guess": bool, "columns": dict, "dates": dict, "defaults": dict,
    "values": dict, "extra": list,
}  # fmt: skip
_OF_TICKETS = frozenset({"defaults", "values", "extra", "source"})
_DEFAULTS = tuple(name for name in FIELDS if name not in (*INSTANTS, "number"))


def load_map(
    text: str, file: str, fields: Sequence[str] = FIELDS, days: Sequence[str] = INSTANTS
) -> Map:
    """Return the mapping file's content. Raises BadInput naming file, line, key and fault.

    `fields` are those that a column may become, `days` those of them that are instants. Values
    and defaults of a ticket's fields go with a ticket's fields alone.
    """
    source = read_toml(text, file)
    data = source.data
    if fields is not FIELDS:
        for key in _OF_TICKETS & data.keys():
            raise source.fault((key,), "只用于工单。", "is for tickets alone.")
    for key, value in data.items():
        kind = _KEYS.get(key)
        if kind is None:
            raise _no_such(source, (key,), "键", "key", tuple(_KEYS))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise source.fault((key,), f"应为 {_KIND[kind].zh}。", f"must be {_KIND[kind].en}.")
    _check_plain(source)
    given = Map(
        source=data.get("source", SOURCE),
        sheet=data.get("sheet", ""),
        header_row=data.get("header_row"),
        delimiter=_TAB.get(data.get("delimiter", ""), data.get("delimiter")),
        date_format=data.get("date_format", ""),
        timezone=data.get("timezone", ""),
        guess=data.get("guess", not data.get("columns")),
        columns=_texts(source, "columns", fields),
        dates=_texts(source, "dates", days),
        defaults=_defaults(source),
        values=_values(source),
        extra=tuple(str(one) for one in data.get("extra", ())),
    )
    for name, pattern in given.dates.items():
        _check_format(source, ("dates", name), pattern)
    return given


_TAB = {"tab": "\t", "\\t": "\t"}
_KIND: MappingType[type, Text] = {
    str: Text("文字", "a text"), int: Text("整数", "a whole number"),
    bool: Text("true 或 false", "true or false"), dict: Text("一张表", "a table"),
    list: Text("列表", "a list"),
}  # fmt: skip


def _check_plain(source: Source) -> None:
    data = source.data
    if "date_format" in data:
        _check_format(source, ("date_format",), data["date_format"])
    if data.get("delimiter", ",") not in (",", ";", "\t", "|", *_TAB):
        raise source.fault(("delimiter",), "只能是 , ; tab |。", "must be one of , ; tab |.")
    if data.get("header_row", 1) < 1:
        raise source.fault(("header_row",), "从 1 数起。", "counts from 1.")
    if "source" in data and not 0 < len(data["source"].strip()) <= 60:
        raise source.fault(("source",), "要有 1 到 60 个字。", "must have 1 to 60 characters.")
    if "timezone" in data:
        try:
            ZoneInfo(data["timezone"])
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise source.fault(("timezone",), "没有这个时区。", "there is no such zone.") from error


def _check_format(source: Source, path: Path, pattern: str) -> None:
    if not check_format(pattern):
        raise source.fault(
            path,
            "不是完整的日期格式;例如 %d-%m-%Y %H:%M,或 excel。",
            "is no complete date format; write for example %d-%m-%Y %H:%M, or excel.",
        )


def _no_such(source: Source, path: Path, zh: str, en: str, legal: Sequence[str]) -> BadInput:
    return source.fault(
        path,
        f"没有这个{zh}(可用:{'、'.join(legal)})。",
        f"there is no such {en} (there are: {', '.join(legal)}).",
    )


def _texts(source: Source, name: str, legal: Sequence[str]) -> MappingType[str, str]:
    found = source.data.get(name, {})
    for key, value in found.items():
        if key not in legal:
            raise _no_such(source, (name, key), "字段", "field", legal)
        if not isinstance(value, str):
            raise source.fault((name, key), "应为文字。", "must be a text.")
    return dict(found)


def _defaults(source: Source) -> MappingType[str, Any]:
    found: dict[str, Any] = {}
    for key, value in source.data.get("defaults", {}).items():
        if key not in _DEFAULTS:
            raise _no_such(source, ("defaults", key), "字段", "field", _DEFAULTS)
        found[key] = _checked(source, ("defaults", key), key, value)
    return found


def _values(source: Source) -> MappingType[str, MappingType[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, words in source.data.get("values", {}).items():
        if name not in WORDED or not isinstance(words, dict):
            raise source.fault(("values", name), f"只能是 {'、'.join(WORDED)} 的表。",
                               f"must be a table of one of {', '.join(WORDED)}.")  # fmt: skip
        found[name] = {
            plain(word): _checked(source, ("values", name, word), name, value)
            for word, value in words.items()
        }
    return found


def _checked(source: Source, path: Path, name: str, value: Any) -> Any:
    """Return `value` as our value of the field; our own words and everyday ones will do."""
    if isinstance(value, list):
        value = tuple(str(one) for one in value)
    known = meaning(name, str(value)) if name in WORDED else value
    try:
        return check(name, known if known is not None else value)  # type: ignore[arg-type] # checked here
    except BadInput as error:
        raise source.fault(path, error.sentence.zh, error.sentence.en) from error
