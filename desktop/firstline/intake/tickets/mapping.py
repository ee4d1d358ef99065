"""Says which column becomes which field: from a TOML file, guessed from the headings, or both."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.tickets.headings import field_name, field_of, folded

SOURCE = "import"
_NOTHING: MappingType[str, Any] = MappingProxyType({})


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


Known = Callable[[str], tuple[str, int] | None]


def guess(headings: Sequence[str], given: Map | None = None, known: Known = field_of) -> Mapping:
    """Return the mapping of a table with these headings: what `given` names, the rest guessed.

    `known` says which field a heading means, by default one of a ticket. Raises BadInput for a
    named heading that is not there, and for one that is there twice.
    """
    given = given or Map()
    headings = tuple(headings)
    columns = {name: _index(headings, heading) for name, heading in given.columns.items()}
    extra = {heading: _index(headings, heading) for heading in given.extra}
    guessed: dict[str, tuple[int, int]] = {}
    rivals: list[tuple[str, str]] = []
    taken = {*columns.values(), *extra.values()}
    for index, heading in enumerate(headings):
        found = known(heading) if heading and given.guess and index not in taken else None
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
