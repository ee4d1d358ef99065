"""The search line and its chips: half-typed text always finds something sensible."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.queue.search_words import Chip
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, layouts, theme
from firstline.widgets.detail.flow import Flow

if TYPE_CHECKING:
    from firstline.widgets.suggestions import Suggestions

_SUGGESTIONS = Text("搜索提示", "Suggestions")
PAUSE_MS = 150  # after the last key, so that a fast typist searches once


class SearchLine(QLineEdit):
    """Takes the query; tells it after a short pause, at once on Return."""

    asked = Signal(str)
    left_down = Signal()

    def __init__(self, speech: Speech, complete: Callable[[str], list[str]]) -> None:
        super().__init__()
        self._speech = speech
        self._complete = complete
        self._offers: Suggestions | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(lambda: self.asked.emit(self.text()))
        self.setMinimumHeight(theme.px(30))
        self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(self._on_edited)  # a screen reader sets text without a key
        self.textChanged.connect(self._on_changed)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    @property
    def suggestions(self) -> "Suggestions":
        """The list of suggestions, made with the first letter typed."""
        if self._offers is None:
            from firstline.widgets.suggestions import Suggestions  # noqa: PLC0415

            self._offers = Suggestions(self)
            self._offers.taken.connect(self._take)
            self._offers.setAccessibleName(self._speech(_SUGGESTIONS))
        return self._offers

    def put(self, text: str) -> None:
        """Show `text` without asking for it."""
        self._soon.stop()
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._offer_to_clear()

    def _offer_to_clear(self) -> None:
        """Show what clears the line once there is something: its picture is Qt's own, and slow."""
        if self.text() and not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)

    def retranslate(self) -> None:
        """Say the hint in the language in use."""
        hint = Text(
            "搜索,如 优先级:P1 站点:二号厂 打印   Ctrl+F",
            "Search, e.g. priority:P1 site:“Plant 2” printer   Ctrl+F",
        )
        self.setPlaceholderText(self._speech(hint))
        self.setAccessibleName(self._speech(Text("搜索工单", "Search tickets")))
        if self._offers is not None:
            self._offers.setAccessibleName(self._speech(_SUGGESTIONS))

    def _on_edited(self, text: str) -> None:
        self._soon.start()
        at_end = self.cursorPosition() == len(text)
        self.suggestions.offer(self._complete(text) if at_end else [])

    def _on_changed(self, text: str) -> None:
        self._offer_to_clear()
        if not text:  # the clear button
            self._hide_offers()
            self._soon.start()

    def _take(self, line: str) -> None:
        self.setText(line)
        self._hide_offers()
        if line.endswith(":"):
            self._on_edited(line)
        else:
            self._soon.start()

    def _hide_offers(self) -> None:
        if self._offers is not None:
            self._offers.hide()

    def _ask(self) -> None:
        self._hide_offers()
        self._soon.stop()
        self.asked.emit(self.text())
        self.left_down.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        offered = self._offers is not None and self._offers.isVisible()
        chosen = self.suggestions.chosen() if offered else ""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(chosen) if chosen else self._ask()
        elif offered and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.suggestions.step(1 if key == Qt.Key.Key_Down else -1)
        elif offered and key == Qt.Key.Key_Escape:
            self._hide_offers()
        elif key == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hide_offers()
        super().focusOutEvent(event)


_LOOKING = Text("正在查找…", "Searching…")


class ChipRow(QFrame):
    """What the query says, one chip a condition; a click takes it out."""

    removed = Signal(str)  # the query without that condition
    keep = Signal()
    clear = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.setObjectName("chips")
        self._name = QLabel()
        self._name.setProperty("look", "heading")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._count = QLabel()
        self._count.setProperty("look", "muted")
        self._place = QWidget()
        self._row = Flow(self._place)  # a narrow list wraps the chips, it never cuts them
        self._warning = QLabel()
        self._warning.setProperty("look", "warning")
        self._warning.setTextFormat(Qt.TextFormat.PlainText)
        self._keep = QPushButton()
        self._keep.setProperty("look", "link")
        self._keep.setIcon(icons.icon("bookmark-plus", "accent"))
        self._keep.clicked.connect(self.keep)
        self._warning.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._name)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self._keep)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 4, 8, 6)
        outer.setSpacing(6)
        outer.addLayout(top)
        outer.addWidget(self._place)
        outer.addWidget(self._warning)

    def show_query(self, name: str, chips: list[Chip], warning: str, *, can_keep: bool) -> None:
        """Show the view's name and one chip a condition."""
        self._name.setText(name)
        layouts.empty(self._row)
        for chip in chips:
            self._row.addWidget(self._chip(chip))
        self._place.setVisible(bool(chips))
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))
        self._keep.setText(self._speech(Text("保存筛选", "Save filter")))
        self._keep.setVisible(can_keep)

    def show_count(self, count: int, *, whole: bool = True) -> None:
        """Show how many tickets were found; not `whole`: at least so many, the rest is coming."""
        words = Text(f"{count:,} 张", f"{count:,} ticket{'s' * (count != 1)}")
        if not whole:
            words = Text(f"{count:,}+ 张", f"{count:,}+ tickets") if count else _LOOKING
        self._count.setText(self._speech(words))

    def _chip(self, chip: Chip) -> QPushButton:
        made = QPushButton(self._speech(chip.words))
        made.setProperty("look", "chip")
        made.setIcon(icons.icon("x", "muted"))
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        take = Text(f"去掉条件 {chip.words.zh}", f"Remove the filter {chip.words.en}")
        made.setAccessibleName(self._speech(take))
        made.setToolTip(self._speech(take))
        made.clicked.connect(lambda: self.removed.emit(chip.rest))
        return made

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._keep.setIcon(icons.icon("bookmark-plus", "accent"))
