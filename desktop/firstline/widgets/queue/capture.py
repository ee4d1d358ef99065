"""Quick capture: one line, Return, and the ticket is there; the rest can wait."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.knowledge.similar import Asked
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.widgets import theme
from firstline.widgets.detail.similar_box import SimilarBox
from firstline.widgets.plain_label import PlainLabel


class Capture(QDialog):
    """A frameless dialog with a title field; what is typed is kept until it is saved."""

    captured = Signal(str)

    def __init__(self, desktop: Desktop, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desktop = desktop
        self._speech = desktop.speech
        self._above = parent
        self.field = QLineEdit()
        self._hint = PlainLabel()
        self._hint.setProperty("look", "small")
        self._save = QPushButton()
        self._save.setProperty("look", "primary")
        frame = QFrame()
        frame.setObjectName("picker")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self._hint, 1)
        row.addWidget(self._save)
        column.addWidget(self.field)
        column.addLayout(row)
        self.similar = SimilarBox(desktop, frame)
        column.addWidget(self.similar)
        self.field.textChanged.connect(self._suggest)
        self.similar.model.changed.connect(self._fit)
        desktop.wanted.connect(lambda *_what: self.reject())
        self.field.returnPressed.connect(self._take)
        self._save.clicked.connect(self._take)
        self._save.setAutoDefault(False)

    def ask(self) -> None:
        """Open over the window."""
        say = self._speech
        name = say(
            Text("快速记录:一句话说明发生了什么", "Quick capture: what happened, in one line")
        )
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.field.setMinimumHeight(theme.px(34))
        self._hint.setText(
            say(
                Text(
                    "回车保存为新工单,稍后再分级。",
                    "Return saves it as a new ticket; triage later.",
                )
            )
        )
        self._save.setText(say(Text("保存", "Save")))
        self._save.setAccessibleName(self._save.text())
        above = self._above
        width = min(theme.px(520), above.width() - 40)
        corner = above.mapToGlobal(above.rect().topLeft())
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(corner.x() + (above.width() - width) // 2, corner.y() + theme.px(80))
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()

    def _suggest(self) -> None:
        site = self._desktop.settings.site
        self.similar.ask(Asked(self.field.text().strip(), site=site))

    def _fit(self) -> None:
        """Grow and shrink with the suggestions."""
        QTimer.singleShot(0, self, self.adjustSize)

    def _take(self) -> None:
        title = self.field.text().strip()
        if title:
            self.hide()
            self._above.activateWindow()
            self.captured.emit(title)

    def saved(self) -> None:
        """Forget the line: it is a ticket now."""
        self.field.clear()

    @override
    def reject(self) -> None:
        super().reject()
        self._above.activateWindow()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if left and self.isVisible() and not self.field.text():
            self.hide()
