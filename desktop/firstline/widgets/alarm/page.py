"""The page of the bell: what rang on this device, and what to do about the one that is chosen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.alarm.alarm import Alarm, Told
from firstline.domain.alarm.words import headline
from firstline.domain.instants import from_epoch
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.alarm.alarm import AlarmModel
from firstline.viewmodel.alarm.reminders import ReminderModel
from firstline.viewmodel.desk import Desktop
from firstline.widgets import layouts, theme
from firstline.widgets.alarm.advice import AdviceBox
from firstline.widgets.alarm.card import LATER, OPEN
from firstline.widgets.alarm.reminder_list import ReminderList
from firstline.widgets.detail.pane import scroll_area
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import ALARMS, Purpose

SIDE_PX = 224  # what the advice and its two buttons need
TITLE = Text("提醒", "Alarms")
NOTHING = Text("这台电脑上还没有提醒过什么。", "Nothing has rung on this device yet.")
SETTINGS = Text("提醒设置…", "Alarm settings…")


class AlarmPage(QWidget):
    """A list at the left, advice at the right; Enter opens the ticket."""

    opened = Signal(str)
    settings_wanted = Signal()
    shown = Signal()

    def __init__(self, desktop: Desktop, model: AlarmModel, reminders: ReminderModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._told: list[Told] = []
        self.due = ReminderList(desktop, reminders)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.settings = QPushButton()
        self.list = QListWidget()
        self.list.setObjectName("alarms")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.advice = AdviceBox(self._speech)
        self.open = QPushButton()
        self.later = QPushButton()
        self.empty = Empty(self._speech)
        self._body = QStackedWidget()
        self._laid = False
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        head = layouts.title_line(self._title, None, self.settings)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 14, 16, 14)
        inner.setSpacing(12)
        inner.addWidget(self.advice)
        acts = QHBoxLayout()
        acts.addWidget(self.open)
        acts.addWidget(self.later)
        acts.addStretch(1)
        inner.addLayout(acts)
        inner.addStretch(1)
        side = scroll_area(inner, self)
        side.setMinimumWidth(theme.px(SIDE_PX))
        self._split = split = layouts.beside(self.list, side, (1, 1))
        self._body.addWidget(layouts.topped(split))
        self._body.addWidget(self.empty)
        self.purpose = Purpose(self._speech, ALARMS)
        self._whole = body = layouts.beside(self._body, layouts.topped(self.due), (2, 1))
        layouts.headed(self, head, body, self.purpose)
        enter_at(self, self.list)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._advise())
        self.list.itemActivated.connect(lambda _item: self._open())
        self.open.clicked.connect(self._open)
        self.later.clicked.connect(self._put_off)
        self.settings.clicked.connect(self.settings_wanted)
        self._model.counted.connect(lambda _many: self._refresh())
        self._speech.switched.connect(self.retranslate)

    def current(self) -> Told | None:
        """Return the alarm that is chosen, None without one."""
        row = self.list.currentRow()
        return self._told[row] if 0 <= row < len(self._told) else None

    def choose(self, alarm: Alarm) -> None:
        """Make `alarm` the current one."""
        at = next((row for row, one in enumerate(self._told) if one.alarm == alarm), None)
        if at is not None:
            self.list.setCurrentRow(at)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        self.list.setAccessibleName(say(TITLE))
        for button, text in ((self.open, OPEN), (self.later, LATER), (self.settings, SETTINGS)):
            button.setText(say(text))
            button.setAccessibleName(say(text))
        self.open.setProperty("look", "primary")
        self.empty.tell("bell", NOTHING, Text("", ""))
        self._fill()
        self.due.fill()

    def _refresh(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        held = self.current()
        self._told = self._model.recent()
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._told:
            self.list.addItem(self._item(one))
        row = next((at for at, one in enumerate(self._told) if held and one.alarm == held.alarm), 0)
        self.list.setCurrentRow(row if self._told else -1)
        self.list.blockSignals(False)
        self._body.setCurrentIndex(0 if self._told else 1)
        self._advise()

    def _item(self, one: Told) -> QListWidgetItem:
        say, alarm = self._speech, one.alarm
        now, zone = self._desktop.ticking.now(), self._desktop.zone
        when = times.brief(from_epoch(alarm.at, zone), now, zone)
        said = headline(alarm.mark)
        again = Text("", "")
        if one.again is not None:
            at = times.brief(from_epoch(one.again, zone), now, zone)
            again = Text(f" · {at.zh} 再提醒", f" · again {at.en}")
        which = f"{alarm.priority} {alarm.number}"
        first = Text(
            f"{when.zh}  {which}  {said.zh}{again.zh}", f"{when.en}  {which}  {said.en}{again.en}"
        )
        made = QListWidgetItem(f"{say(first)}\n{alarm.title}")
        made.setData(Qt.ItemDataRole.AccessibleTextRole, f"{say(first)}. {alarm.title}")
        if not one.seen:
            made.setFont(theme.font(bold=True))
        return made

    def _advise(self) -> None:
        one = self.current()
        self.advice.show_advice(self._model.advice(one.alarm) if one else None)
        for button in (self.open, self.later):
            button.setEnabled(one is not None)

    def _open(self) -> None:
        one = self.current()
        if one is not None:
            self.opened.emit(one.alarm.ticket)

    def _put_off(self) -> None:
        one = self.current()
        if one is not None:
            self._model.put_off((one.alarm,))
            self._fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._laid:  # the words of a list would take nearly all of the room
            self._laid = True
            self._whole.setSizes([self.width() * 7, self.width() * 3])
            self._split.setSizes([self.width(), self.width()])
        self._fill()
        self.due.fill()
        self._model.see()
        self.shown.emit()
