"""Reads the version of a T+ from its PatchBuildInfo.xml; a file with entities is refused."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from firstline.intake.reading.faults import bad_file, unreadable

MOST_BYTES = 1024 * 1024
_VERSION = ("version", "productversion", "ver")
_PATCH = ("patch", "build")


@dataclass(frozen=True, slots=True)
class Build:
    """What a version file says; "" where it does not."""

    version: str
    patch: str


@dataclass(slots=True)
class _Seen:
    """Every attribute and every text of the file, by its name in lower case."""

    values: list[tuple[str, str]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    refused: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(_plain(name))
        self.values += [(_plain(key), value.strip()) for key, value in attributes.items()]

    def end(self, _name: str) -> None:
        self.path.pop()

    def words(self, data: str) -> None:
        if data.strip() and self.path:
            self.values.append((self.path[-1], data.strip()))

    def doctype(self, *_: object) -> None:
        self.refused = True
        raise expat.ExpatError("doctype")


def read_build(path: Path) -> Build:
    """Return version and patch of the file. Raises BadInput for what cannot be read or trusted.

    No document type is taken, so that no entity, inner or outer, is ever expanded.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > MOST_BYTES:
        raise bad_file(path, "文件太大,不是版本文件。", "it is too big to be a version file.")
    seen = _Seen()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = seen.doctype
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    parser.CharacterDataHandler = seen.words
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if seen.refused:
            raise bad_file(
                path, "文件里有实体定义,已拒绝读取。", "it defines entities and was not read."
            ) from error
        raise bad_file(path, "不是完好的 XML。", "it is not sound XML.") from error
    version, patch = _first(seen, _VERSION, exact=True), _first(seen, _PATCH, exact=False)
    if not version and not patch:
        raise bad_file(path, "里面没有版本号。", "there is no version in it.")
    return Build(version[:100], patch[:100])


def _first(seen: _Seen, names: tuple[str, ...], *, exact: bool) -> str:
    """Return the first value with a digit under one of the names, or under a name that holds it."""
    for name in names:
        for key, value in seen.values:
            if (key == name if exact else name in key) and any(map(str.isdigit, value)):
                return value
    return ""


def _plain(name: str) -> str:
    return name.rpartition(":")[2].casefold()
