"""Reads a JSON document of tickets as a stream: one list, or an object that holds one."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from firstline.domain.errors import BadInput
from firstline.intake.reading.encodings import open_text, recognise
from firstline.intake.reading.faults import bad_file
from firstline.intake.reading.rows import Gauge

FORMAT = "firstline.tickets/1"
_CHUNK = 1 << 18
_ELEMENT_LIMIT = 64 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_HOLDERS = ("tickets", "items", "issues", "incidents", "result", "results", "data", "records")


@dataclass(frozen=True, slots=True)
class Element:
    """One object of the list; `number` counts from 1."""

    number: int
    value: Any


class Document:
    """A JSON file's tickets, read anew at each call of `elements`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = recognise(path)
        self.gauge = Gauge()
        self._size = max(1, path.stat().st_size)

    def elements(self) -> Iterator[Element]:
        """Yield the objects. Raises BadInput with line and column for what is not JSON."""
        with open_text(self.path, self.encoding) as file:
            reader = _Reader(self.path, file)
            try:
                for number, value in enumerate(reader.elements(), 1):
                    if number % 64 == 0:
                        self.gauge.fraction = min(1.0, reader.bytes_read / self._size)
                    yield Element(number, value)
            except RecursionError as error:
                raise bad_file(self.path, "JSON 嵌套太深。",
                               "the JSON is nested too deeply.") from error  # fmt: skip

    def check(self) -> None:
        """Read the whole document once, so that a fault is met before anything is imported."""
        for _ in self.elements():
            pass


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Reader:
    """A window of text that moves over the file; only one element is held at a time."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)

    @property
    def bytes_read(self) -> int:
        """How much of the file was taken in, in bytes."""
        return int(self._file.buffer.tell())

    def elements(self) -> Iterator[Any]:
        """Yield the list's elements, or the objects that stand one after another."""
        first = self._peek()
        if first == "[":
            yield from self._list()
        elif first == "{":
            yield from self._object()
        else:
            raise self._fault()
        if self._peek():
            raise self._fault()

    def _list(self) -> Iterator[Any]:
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield self._value()
            mark = self._peek()
            if mark not in (",", "]"):
                raise self._fault()
            self._at += 1
            if mark == "]":
                return
            if self._peek() in ("]", ""):
                raise self._fault()

    def _object(self) -> Iterator[Any]:
        """Yield what the first list of objects holds, else the object itself and its successors."""
        start = self._at
        self._at += 1
        while self._peek() == '"':
            name = self._value(keep=True)
            if self._peek() != ":":
                raise self._fault()
            self._at += 1
            if self._peek() == "[" and name in _HOLDERS:
                yield from self._list()
                self._rest_of_object()
                return
            if len(self._text) - start > _CHUNK:  # no head is so long: this is a ticket
                break
            self._value(keep=True)
            if self._peek() != ",":
                break
            self._at += 1
        self._at = start
        while self._peek():
            yield self._value()

    def _rest_of_object(self) -> None:
        while (mark := self._peek()) == ",":
            self._at += 1
            self._peek()
            self._value()
            if self._peek() != ":":
                raise self._fault()
            self._at += 1
            self._peek()
            self._value()
        if mark != "}":
            raise self._fault()
        self._at += 1

    def _value(self, *, keep: bool = False) -> Any:
        """Return the value that begins here; `keep` leaves the text before it in the window."""
        self._peek()
        wanted = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError as error:
                if self._is_sure(error) or not self._read(wanted):
                    raise self._fault(error) from error
                wanted *= 2
                continue
            if end == len(self._text) and self._read(_CHUNK):
                continue  # a number may go on
            self._at = end
            if not keep:
                self._drop()
            return value

    def _is_sure(self, error: ValueError) -> bool:
        """Whether more text could not mend the fault."""
        if len(self._text) - self._at > _ELEMENT_LIMIT or not isinstance(
            error, json.JSONDecodeError
        ):
            return True
        return "Unterminated" not in error.msg and error.pos + 64 < len(self._text)

    def _drop(self) -> None:
        if self._at > _CHUNK:
            self._line += self._text.count("\n", 0, self._at)
            self._text, self._at = self._text[self._at :], 0

    def _peek(self) -> str:
        """Return the next character that is no space, "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._read(_CHUNK):
                return ""

    def _read(self, chars: int) -> bool:
        more = self._file.read(chars)
        self._text += more
        return bool(more)

    def _fault(self, error: ValueError | None = None) -> BadInput:
        at = error.pos if isinstance(error, json.JSONDecodeError) else self._at
        line = self._line + self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at)
        return bad_file(
            self._path,
            f"第 {line} 行第 {column} 列不是有效的 JSON。",
            f"line {line}, column {column}: not valid JSON.",
        )


def is_own(value: Mapping[str, Any]) -> bool:
    """Whether the object is a whole ticket of our own export, its log included."""
    return isinstance(value.get("events"), list) and isinstance(value.get("id"), str)
