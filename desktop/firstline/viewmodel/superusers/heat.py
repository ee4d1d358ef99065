"""The coverage map as a table: site and shift down, modules across, who is there in each cell."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from firstline.domain.overrides import override
from firstline.domain.training.coverage import Spot
from firstline.domain.words import Text
from firstline.viewmodel.plain import as_told
from firstline.viewmodel.superusers.model import SuperusersModel

SPOT_ROLE = Qt.ItemDataRole.UserRole
MUST_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_TOLD = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
ENOUGH = 2


class Heat(StrEnum):
    """How well a spot is covered."""

    STOP = "stop"  # a critical module without anybody
    NONE = "none"
    ONE = "one"
    GOOD = "good"


GLYPHS = {Heat.STOP: "✗", Heat.NONE: "–", Heat.ONE: "!", Heat.GOOD: "✓"}
WORDS = {
    Heat.STOP: Text("关键模块没有人:停", "critical, nobody: stop"),
    Heat.NONE: Text("没有人", "nobody"),
    Heat.ONE: Text("只有 1 人", "one person alone"),
    Heat.GOOD: Text("2 人以上", "two or more"),
}
NO_SHIFT = Text("无班次", "no shift")


@dataclass(frozen=True, slots=True)
class SpotCell:
    """One cell: where and for what, who is there, and how well that covers it."""

    spot: Spot
    who: tuple[str, ...]
    heat: Heat

    @property
    def short(self) -> str:
        """The glyph, and how many where there are some."""
        return f"{GLYPHS[self.heat]} {len(self.who)}" if self.who else GLYPHS[self.heat]


def place_words(spot: Spot) -> Text:
    """Return the site and the shift of a spot in words."""
    site, shift, _ = spot
    return Text(f"{site} · {shift or NO_SHIFT.zh}", f"{site} · {shift or NO_SHIFT.en}")


class HeatModel(QAbstractTableModel):
    """Answers for the cells; its rows are the places where people work."""

    def __init__(self, model: SuperusersModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._speech = model.desktop.speech
        self.places: list[tuple[str, str]] = []
        self.modules: tuple[str, ...] = ()
        model.changed.connect(self._renew)

    def _renew(self) -> None:
        self.beginResetModel()
        seen = self._model.seen
        self.places = list(seen.map.places) if seen else []
        self.modules = seen.map.modules if seen else ()
        self.endResetModel()

    def cell(self, row: int, column: int) -> SpotCell | None:
        """Return what stands in a cell, None outside the table."""
        seen = self._model.seen
        inside = 0 <= row < len(self.places) and 0 <= column < len(self.modules)
        if seen is None or not inside:
            return None
        site, shift = self.places[row]
        spot = (site, shift, self.modules[column])
        who = seen.map.who.get(spot, ())
        if not who:
            heat = Heat.STOP if self.is_critical(column) else Heat.NONE
        else:
            heat = Heat.ONE if len(who) < ENOUGH else Heat.GOOD
        return SpotCell(spot, who, heat)

    def is_critical(self, column: int) -> bool:
        """Whether the module of the column must be covered everywhere."""
        seen = self._model.seen
        return seen is not None and self.modules[column] in seen.critical

    def place(self, spot: Spot) -> QModelIndex:
        """Return where a spot is shown, an invalid index where it is not."""
        site, shift, module = spot
        if (site, shift) not in self.places or module not in self.modules:
            return QModelIndex()
        return self.index(self.places.index((site, shift)), self.modules.index(module))

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.places)

    @override
    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.modules)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        if role == SPOT_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.short
        return as_told(role, self.told(cell)) if role in _TOLD else None

    def told(self, cell: SpotCell) -> str:
        """Return a cell in words: where, for which module, how well, and who."""
        say = self._speech
        head = f"{say(place_words(cell.spot))} · {cell.spot[2]}: {say(WORDS[cell.heat])}"
        return f"{head} ({say(Text('、', ', ')).join(cell.who)})" if cell.who else head

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        say = self._speech
        if orientation == Qt.Orientation.Vertical:
            if role in (Qt.ItemDataRole.DisplayRole, *_TOLD) and section < len(self.places):
                return as_told(role, say(place_words((*self.places[section], ""))))
            return None
        if section >= len(self.modules):
            return None
        must = self.is_critical(section)
        if role == MUST_ROLE:
            return must
        if role == Qt.ItemDataRole.DisplayRole:
            return self.modules[section]
        if role in _TOLD:
            extra = say(Text(":关键模块", ": critical")) if must else ""
            return as_told(role, f"{self.modules[section]}{extra}")
        return None
