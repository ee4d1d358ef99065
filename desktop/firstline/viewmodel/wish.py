"""A form to be filled in place: which fields it has, what stands in them, and what takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firstline.domain.words import Text

Choices = tuple[tuple[str, Text], ...]
Values = Mapping[str, str]
NONE = Text("", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form: one line, several where it is `long`, a file, or one of `choices`."""

    name: str
    label: Text
    hint: Text = NONE
    long: bool = False
    file: bool = False
    choices: Choices = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A form to be opened: `key` names its draft, `take` makes what it says true or raises."""

    key: str
    title: Text
    asked: tuple[Asked, ...]
    values: Values
    take: Callable[[Values], bool]
