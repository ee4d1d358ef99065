"""Offers the names of the installed systems where a record names one; another may be typed."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from firstline.domain.edits.entity import Entity
from firstline.domain.health import installed
from firstline.domain.overrides import override


class SystemNames(QObject):
    """Completes lines by names that are read when a line gets the focus."""

    def __init__(self, names: Callable[[], Iterable[str]], parent: QObject) -> None:
        super().__init__(parent)
        self._names = names
        self._model = QStringListModel(self)

    def serve(self, line: QLineEdit) -> None:
        """Let a line offer the names that hold what is typed."""
        completer = QCompleter(self._model, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)
        line.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._model.setStringList(list(self._names()))
        return False


def offer_systems(
    fields: Mapping[str, QWidget], kind: str, read: Callable[[str], Iterable[Entity]],
    parent: QObject,
) -> None:  # fmt: skip
    """Let the lines of a record of `kind` that name a system offer those of the register."""
    serving = SystemNames(lambda: installed.names(read(installed.SHEET.kind)), parent)
    for name in installed.NAMED.get(kind, ()):
        line = fields.get(name)
        if isinstance(line, QLineEdit):
            serving.serve(line)
