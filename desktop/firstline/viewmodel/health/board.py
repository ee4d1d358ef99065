"""A board: one register as the page shows it, its lines, what they come to, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import Flag
from firstline.domain.words import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of a cell, the token of its colour, and whether they are bold."""

    words: Text
    shade: str = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a board; `more` is what the domain made of the record."""

    key: str
    number: str
    title: Text
    cells: tuple[Shown, ...]
    flags: tuple[Flag, ...] = ()
    why: Text = NOTHING
    entity: Entity | None = None
    more: object = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What never changes of a board: its name, its icon, the heads and widths of its table.

    `spare` are the columns that a narrow window does without, in that order.
    """

    id: str
    name: Text
    icon: str
    heads: tuple[Text, ...]
    widths: tuple[int, ...]
    stretch: int
    empty: Text
    sheet: Sheet | None = None
    adds: bool = True
    spare: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """One register as it stands; `verdict` sums it up, `extra` is its picture.

    The first line of the verdict is shown, what follows is its rule and unfolds.
    """

    frame: Frame
    lines: tuple[Line, ...] = ()
    verdict: Text = NOTHING
    extra: object = None
    more_stops: int = 0

    @property
    def stops(self) -> int:
        """How many reasons stop gates: flags of lines, and those that belong to no line."""
        return self.more_stops + sum(one.stops for line in self.lines for one in line.flags)

    @property
    def warns(self) -> int:
        """How many flags are to be looked at and stop nothing."""
        return sum(not one.stops for line in self.lines for one in line.flags)

    def line(self, key: str) -> Line | None:
        """Return the line with this key."""
        return next((one for one in self.lines if one.key == key), None)


def plain(text: str, shade: str = "text", *, bold: bool = False) -> Shown:
    """Return a cell that says the same in both languages."""
    return Shown(Text(text, text), shade, bold)


def named(names: Mapping[str, Text], key: str, otherwise: str) -> Text:
    """Return the words of a choice."""
    return names.get(key, names[otherwise])


def marks(flags: tuple[Flag, ...]) -> Shown:
    """Return the cell of a line's flags: ✗ stops gates, ⚠ is to be looked at, ✓ nothing."""
    if not flags:
        return Shown(Text("✓", "✓"), "ok")
    stops = any(one.stops for one in flags)
    glyph = "✗" if stops else "⚠"
    first, more = flags[0].why, len(flags) - 1
    rest = f" +{more}" if more else ""
    return Shown(
        Text(f"{glyph} {first.zh}{rest}", f"{glyph} {first.en}{rest}"),
        "P1" if stops else "P2",
        stops,
    )
