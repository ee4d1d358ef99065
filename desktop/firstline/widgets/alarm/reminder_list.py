"""The list of what comes due by the calendar, on the page of the bell; Enter goes there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from firstline.domain.instants import from_epoch
from firstline.domain.reminding.reminder import Reminder
from firstline.domain.words import Text
from firstline.viewmodel.alarm.reminders import ReminderModel
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.plain import tip
from firstline.widgets import theme
from firstline.widgets.plain_label import PlainLabel

TITLE = Text("到期事项", "What comes due")
NONE = Text("三十天内没有到期的事。", "Nothing comes due within thirty days.")
LATE, TODAY = Text("已过期", "late"), Text("今天", "today")


class ReminderList(QWidget):
    """What has come, and what comes within thirty days, by its day."""

    opened = Signal(object)  # Reminder

    def __init__(self, desktop: Desktop, model: ReminderModel) -> None:
        super().__init__()
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self.shown: list[Reminder] = []
        self._title, self._none = PlainLabel(), PlainLabel()
        self._title.setProperty("look", "heading")
        self._none.setProperty("look", "muted")
        self.list = QListWidget()
        self.list.setObjectName("reminders")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for one in (self._title, self._none):
            one.setContentsMargins(16, 12, 16, 0)
            column.addWidget(one)
        column.addWidget(self.list, 1)
        self.list.itemActivated.connect(lambda _item: self._open())
        model.listed.connect(self.fill)

    def fill(self) -> None:
        """Show what stands now, in the language in use."""
        say, held = self._speech, self.list.currentRow()
        self._title.setText(say(TITLE))
        self._none.setText(say(NONE))
        self.list.setAccessibleName(say(TITLE))
        self.shown = self._model.current()
        self.list.clear()
        for one in self.shown:
            self.list.addItem(self._item(one))
        self.list.setCurrentRow(min(max(held, 0), len(self.shown) - 1))
        self.list.setVisible(bool(self.shown))
        self._none.setVisible(not self.shown)

    def _item(self, one: Reminder) -> QListWidgetItem:
        zone, now = self._desktop.zone, self._desktop.ticking.now()
        day, today = from_epoch(one.due, zone).date(), now.astimezone(zone).date()
        left = (day - today).days
        ahead = Text(f"还有 {left} 天", f"in {left} day{'s' * (left != 1)}")
        when = LATE if left < 0 else TODAY if left == 0 else ahead
        text = f"{day:%m-%d} · {self._speech(when)}\n{self._speech(one.title)}"
        made = QListWidgetItem(text)
        made.setToolTip(tip(f"{self._speech(one.title)}\n{self._speech(one.step)}"))
        said = f"{text}. {self._speech(one.step)}".replace("\n", ". ")
        made.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        if left <= 0:
            made.setFont(theme.font(bold=True))
        return made

    def _open(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self.shown):
            self.opened.emit(self.shown[row])
