"""Says which column becomes which field: from a TOML file, guessed from the headings, or both."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstline.domain.errors import BadInput
from firstline.domain.fields import check
from firstline.domain.toml_places import Path, Source, read_toml
from firstline.domain.words import Text
from firstline.intake.dates import check_format
from firstline.intake.headings import FIELDS, INSTANTS, field_name, field_of, folded
from firstline.intake.wordings import WORDED, meaning, plain

SOURCE = "import"
_NOTHING: MappingType[str, Any] = MappingProxyType({})
_KEYS: MappingType[str, type] = {
    "source": str, "sheet": str, "header_row": int, "delimiter": str, "date_format": str,
    "timezone": str, "guess": bool, "columns": dict, "dates": dict, "defaults": dict,
    "values": dict, "extra": list,
}  # fmt: skip
_DEFAULTS = tuple(name for name in FIELDS if name not in (*INSTANTS, "number"))


@dataclass(frozen=True, slots=True)
class Map:
    """What a mapping file says; left empty, everything is guessed.

    Keys of the file, all optional and no others allowed:
      source       name of the system the file comes from; with the number it makes a ticket's id,
                   so that two systems may use the same numbers. Default "import".
      sheet        the worksheet; default the first visible one that holds anything
      header_row   the row of the headings, from 1; default the first row with text
      delimiter    one of , ; tab |  Default: recognised
      date_format  as in Python's strptime ("%d-%m-%Y %H:%M"), or "excel" for serial days;
                   `[dates]` gives one column its own: created = "%Y%m%d"
      timezone     an IANA zone for times without an offset; default the profile's
      guess        whether columns not named in `[columns]` are guessed; default: only where
                   there is no `[columns]`
      [columns]    field = "heading" (fields: headings.FIELDS)
      [defaults]   field = value for rows that leave it empty
      [values.F]   "their word" = "our value" for F in status, priority, type, impact, urgency
      extra        headings whose values are kept with the ticket as they stand
    """

    source: str = SOURCE
    sheet: str = ""
    header_row: int | None = None
    delimiter: str | None = None
    date_format: str = ""
    timezone: str = ""
    guess: bool = True
    columns: MappingType[str, str] = field(default_factory=lambda: _NOTHING)
    dates: MappingType[str, str] = field(default_factory=lambda: _NOTHING)
    defaults: MappingType[str, Any] = field(default_factory=lambda: _NOTHING)
    values: MappingType[str, MappingType[str, Any]] = field(default_factory=lambda: _NOTHING)
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column of one table becomes which field: indices into its headings."""

    headings: tuple[str, ...]
    columns: MappingType[str, int]
    given: Map = field(default_factory=Map)
    extra: MappingType[str, int] = field(default_factory=lambda: _NOTHING)
    guessed: frozenset[str] = frozenset()
    rivals: tuple[tuple[str, str], ...] = ()  # headings left out, each with the field it also means


def load_map(text: str, file: str) -> Map:
    """Return the mapping file's content. Raises BadInput naming file, line, key and fault."""
    source = read_toml(text, file)
    data = source.data
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
        columns=_texts(source, "columns", FIELDS),
        dates=_texts(source, "dates", INSTANTS),
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


def guess(headings: Sequence[str], given: Map | None = None) -> Mapping:
    """Return the mapping of a table with these headings: what `given` names, the rest guessed.

    Raises BadInput for a named heading that is not there, for one that is there twice, and when
    no column holds the title.
    """
    given = given or Map()
    headings = tuple(headings)
    columns = {name: _index(headings, heading) for name, heading in given.columns.items()}
    extra = {heading: _index(headings, heading) for heading in given.extra}
    guessed: dict[str, tuple[int, int]] = {}
    rivals: list[tuple[str, str]] = []
    taken = {*columns.values(), *extra.values()}
    for index, heading in enumerate(headings):
        found = field_of(heading) if heading and given.guess and index not in taken else None
        if found is None or found[0] in columns:
            continue
        name, rank = found
        held = guessed.get(name)
        if held is not None:
            loser = index if held[0] <= rank else held[1]
            if headings[held[1]] == heading:
                raise _twice(heading)
            rivals.append((headings[loser], name))
            if loser == index:
                continue
        guessed[name] = (rank, index)
    columns |= {name: index for name, (_, index) in guessed.items()}
    return Mapping(headings, columns, given, extra, frozenset(guessed), tuple(rivals))


def require_title(mapping: Mapping) -> Mapping:
    """Return the mapping. Raises BadInput when no column holds the title."""
    if "title" in mapping.columns or "title" in mapping.given.defaults:
        return mapping
    shown = "、".join(one for one in mapping.headings if one)[:200]
    raise BadInput(
        Text(f"没有一列像标题(列:{shown})。", f"No column looks like the title ({shown})."),
        Text("没有导入任何内容。", "Nothing was imported."),
        Text('请用 --map 指定一个映射文件,其中写 [columns] title = "列名"。',
             'Name a mapping file with --map that says [columns] title = "heading".'),
    )  # fmt: skip


def _index(headings: tuple[str, ...], wanted: str) -> int:
    """Return the one column with this heading; small differences of writing do not matter."""
    for key in (str, folded):
        found = [n for n, one in enumerate(headings) if one and key(one) == key(wanted)]
        if len(found) > 1:
            raise _twice(wanted)
        if found:
            return found[0]
    shown = "、".join(one for one in headings if one)[:200]
    raise BadInput(
        Text(f"文件里没有“{wanted[:60]}”这一列(列:{shown})。",
             f"The file has no column “{wanted[:60]}” (there are: {shown})."),
        Text("没有导入任何内容。", "Nothing was imported."),
    )  # fmt: skip


def _twice(heading: str) -> BadInput:
    return BadInput(
        Text(f"标题“{heading[:60]}”出现了两次。", f"The heading “{heading[:60]}” stands twice."),
        Text("没有导入任何内容。", "Nothing was imported."),
        Text("请改掉其中一个标题。", "Rename one of the two columns."),
    )


def describe(mapping: Mapping, *, joined: bool = False) -> tuple[Text, ...]:
    """Return the mapping line by line, to be shown before anything is written.

    `joined` says that a second column of one field stands in where the first is empty.
    """
    lines = []
    for name, index in sorted(mapping.columns.items(), key=lambda one: one[1]):
        how = Text("(猜测)", " (guessed)") if name in mapping.guessed else Text("", "")
        said, heading = field_name(name), mapping.headings[index]
        lines.append(Text(f"“{heading}” → {said.zh}{how.zh}", f"“{heading}” → {said.en}{how.en}"))
    rivals = dict(mapping.rivals)
    used = {*mapping.columns.values(), *mapping.extra.values()}
    for index, heading in enumerate(mapping.headings):
        if index in mapping.extra.values():
            lines.append(Text(f"“{heading}” → 原样保留", f"“{heading}” → kept as it stands"))
        elif heading in rivals and index not in used:
            said = field_name(rivals[heading])
            if joined:
                zh = f"“{heading}” → {said.zh}(另一列为空时)"
                lines.append(Text(zh, f"“{heading}” → {said.en}, where the other is empty"))
                continue
            zh = f"“{heading}” 不导入({said.zh}已有一列)"
            lines.append(Text(zh, f"“{heading}” is left out ({said.en} has a column already)"))
        elif index not in used and heading:
            lines.append(Text(f"“{heading}” 不导入", f"“{heading}” is left out"))
    return tuple(lines)
