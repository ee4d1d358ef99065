"""The form that shows what a later version of the template adds, and lays it over the runbook."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookModel
from firstline.viewmodel.runbook.templates import adopt, newer
from firstline.widgets import icons, layouts, theme
from firstline.widgets.runbook.form import Form

if TYPE_CHECKING:
    from firstline.domain.runbook.adopt import Difference

BUTTON = Text("模板有新版…", "Newer template…")
HEAD = Text("模板 {old} → {new}:会补进去的内容", "Template {old} → {new}: what would be added")
KEPT = Text(
    "已勾选的、已签字放行的都不变;改动的关口重新表决。",
    "What is ticked and what was signed stays; gates that change are voted on anew.",
)
REASON, BY, SECOND = (
    Text("为什么采用(必填)", "Why it is adopted (required)"), Text("谁", "Who"),
    Text("一起确认的另一人", "The second person who confirms"),
)  # fmt: skip
TAKE, WHY = Text("补进去", "Lay it in"), Text("为什么,由谁", "Why, and by whom")


class AdoptForm(QFrame):
    """Opens under the head of the page; its button is there while something could be added."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self.setObjectName("bar")
        self.button = QPushButton()
        self.head, self.lines, self.kept = QLabel(), QLabel(), QLabel()
        self.head.setProperty("look", "heading")
        self.kept.setProperty("look", "muted")
        for one in (self.head, self.lines, self.kept):
            one.setTextFormat(Qt.TextFormat.PlainText)
            one.setWordWrap(True)
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form = Form(self._speech)
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(20, 8, 20, 10)
        column.setSpacing(8)
        for widget in (self.head, self.lines, self.kept, self.form):
            column.addWidget(widget)
        self._area = layouts.scrolled(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.button.clicked.connect(self.open)
        model.loaded.connect(self._on_loaded)
        self.button.hide()
        self.hide()

    def open(self) -> None:
        """Show the difference, and ask why and who."""
        found = self._tell()
        if found is None:
            return
        fields = [("reason", REASON, ""), ("by", BY, self._desktop.me)]
        if found.pair:
            fields.append(("second", SECOND, ""))
        if found.is_empty:
            self.form.shut()
        else:
            self.form.ask(WHY, fields, TAKE, self._take)
        self.show()
        self._fit()

    def _tell(self) -> "Difference | None":
        """Tell the difference in the language in use, and return it."""
        found, say = newer(self._model), self._speech
        if found is None:
            return None
        from firstline.domain.runbook.adopt_words import lines  # noqa: PLC0415 - when it is wanted

        self.head.setText(say(HEAD.fill(old=found.old, new=found.new)))
        told = [say(one) for one in lines(found)]
        self.lines.setText("\n".join(told))
        self._area.setAccessibleName(self.head.text())
        self.kept.setText(say(KEPT))
        return found

    def _fit(self) -> None:
        """Be as high as what is told, and no higher than leaves half of the page for the board."""
        page = self.parentWidget()
        most = page.height() // 2 if page is not None else theme.px(400)
        layout = self._inner.layout()
        wanted = layout.totalHeightForWidth(self.width()) if layout is not None else most
        self._area.setFixedHeight(max(0, min(wanted, most)))

    def _take(self, said: dict[str, str]) -> bool:
        done = adopt(self._model, said["by"], said.get("second", ""), said["reason"])
        if done:
            self.hide()
        return done

    def _on_loaded(self) -> None:
        self.button.setVisible(newer(self._model) is not None)
        if self.isVisible() and not self.button.isVisible():
            self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self.button.setText(f" {say(BUTTON)}")
        self.button.setAccessibleName(say(BUTTON))
        self.button.setIcon(icons.icon("file-plus"))
        self.button.setIconSize(QSize(theme.px(16), theme.px(16)))
        if self.isVisible():
            self._tell()
            self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
