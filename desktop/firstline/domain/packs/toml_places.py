"""Reads TOML and remembers on which line each key stands, so that a fault can be pointed at."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.values import dataclass
from firstline.domain.words import Text

Path = tuple[str | int, ...]
_KEY = pattern(r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+|\s*\.\s*)+?)\s*=""")
_HEAD = pattern(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = pattern(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.|$)""")
_DONE: Text = Text("这个文件没有被采用。", "The file was not used.")


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its file's name and its text; it words the faults and finds their lines."""

    file: str
    data: Mapping[str, Any]
    text: str = ""

    def fault(self, path: Path, zh: str, en: str) -> BadInput:
        """Return the error for the value at `path`: file, line or place, and what is wrong."""
        line = self._line(path)
        place = f"{self.file}:{line}" if line else self.file
        name = _dotted(path)
        where_zh = f"{place}:{name}:" if name else f"{place}:"
        where_en = f"{place}: {name}: " if name else f"{place}: "
        return BadInput(Text(f"{where_zh}{zh}", f"{where_en}{en}"), _DONE)

    @property
    def lines(self) -> Mapping[Path, int]:
        """The line of each table and key; found when a fault asks, so seldom."""
        return _lines(self.text)

    def _line(self, path: Path) -> int:
        lines = self.lines
        while path:
            if path in lines:
                return lines[path]
            path = path[:-1]
        return 0


def read_toml(text: str, file: str) -> Source:
    """Return the document with its lines. Raises BadInput naming file, line and fault."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{file}:{line[1]}" if line else file
        said = str(error) or "nested too deeply"
        raise BadInput(
            Text(f"{place}:不是有效的 TOML({said})。", f"{place}: not valid TOML ({said})."), _DONE
        ) from error
    return Source(file, data, text)


def _lines(text: str) -> dict[Path, int]:
    """Return the line of each table and key of a valid document (inline tables by their key)."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    rest = ""  # what still has to end before the next key may begin
    for number, line in enumerate(text.splitlines(), 1):
        if rest:
            rest = _open_end(line, rest)
            continue
        if head := _HEAD.match(line):
            table = _place(_parts(head[2]), counts)
            if head[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found[table] = number
        elif key := _KEY.match(line):
            found[(*table, *_parts(key[1]))] = number
            rest = _open_end(line[key.end() :], "")
    return found


def _place(parts: Path, counts: Mapping[Path, int]) -> Path:
    """Return a table's path with the index of the newest element of each array on the way."""
    path: Path = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if path in counts and index < len(parts) - 1:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> Path:
    return tuple(_plain(one) for one in _PART.findall(name))


def _plain(part: str) -> str:
    if part.startswith('"'):
        try:
            return str(json.loads(part))
        except json.JSONDecodeError:
            return part.strip('"')
    return part.strip("'")


_TOKEN = pattern(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def _open_end(line: str, rest: str) -> str:
    """Return what is still open after `line`: a long string's quotes, or one `[` per bracket."""
    position = 0
    if rest in ('"""', "'''"):
        end = line.find(rest)
        if end < 0:
            return rest
        position, rest = end + 3, ""
    for token in _TOKEN.finditer(line, position):
        mark = token[0]
        if mark in ('"""', "'''"):
            if line.find(mark, token.end()) < 0:
                return mark
            return rest
        if mark in "[{":
            rest += "["
        elif mark in "]}":
            rest = rest[:-1]
    return rest


def _dotted(path: Path) -> str:
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name
