"""The meetings of a working group: the list at the left, agenda and minutes of one beside it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING, Refused
from firstline.domain.group.meeting import KIND as MEETING
from firstline.domain.group.meeting import STATES, Meeting, State, frozen
from firstline.domain.group.meeting_acts import hold
from firstline.domain.group.meeting_paper import name_of
from firstline.domain.words import Text
from firstline.viewmodel.group.fields import Act
from firstline.viewmodel.group.group import GroupModel
from firstline.viewmodel.plain import tip
from firstline.widgets import layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.group.clash import clash_lines
from firstline.widgets.group.leaf import ActsPane, Extra

GLYPHS = {State.PLANNED: "○", State.HELD: "✓", State.CANCELLED: "✗"}
PLANNED = (Act.TOPIC, Act.ATTEND, Act.MINUTES, Act.DECIDE, Act.ASSIGN, Act.MOVE, Act.CANCEL)
PAST = (Act.ATTEND, Act.MINUTES, Act.DECIDE, Act.ASSIGN)
UNTOLD = Text("还没有记录", "Not recorded")
HOLD = Text("标记已开", "Mark held")
HELD = Text("会议已开,议程已固定", "The meeting was held; its agenda is frozen")
TURNS = (Text("看议程", "Show agenda"), Text("看纪要", "Show minutes"))
PAPERS = (Text("议程", "Agenda"), Text("纪要", "Minutes"))
_DAYS = Text("一二三四五六日", "MoTuWeThFrSaSu")
KEY = Qt.ItemDataRole.UserRole


class MeetingsLeaf(QWidget):
    """A planned meeting shows its agenda, one that was held its minutes; Alt+M turns the page."""

    def __init__(self, model: GroupModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self._minutes = False
        self._shown = ""
        self.list = QListWidget()
        self.list.setObjectName("alarms")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.turn = Extra(TURNS[1], "file", self._turn, "Alt+M")
        self.hold = Extra(HOLD, "circle-check", self._hold)
        self.extras = (
            self.hold, self.turn,
            Extra(Text("打印…", "Print…"), "printer", self._print, "Ctrl+P"),
            Extra(Text("存为文件…", "Save as…"), "download", self._save, "Ctrl+S"),
        )  # fmt: skip
        self.pane = ActsPane(model, (*PLANNED, Act.CALL), lambda _act: model.meeting, self.extras)
        for one in self.extras:
            one.hear(self)
        split = layouts.beside(self.list, self.pane, (0, 1))
        split.setSizes([theme.px(270), theme.px(900)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        enter_at(self, self.list)
        self.list.currentItemChanged.connect(self._on_chosen)

    def fill(self) -> None:
        """Show what was read."""
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._model.meetings:
            item = QListWidgetItem(self._words(one))
            item.setData(KEY, one.id)
            item.setToolTip(tip(item.text()))
            if one.state is State.CANCELLED:
                item.setForeground(theme.token("muted"))
            self.list.addItem(item)
            if one.id == self._model.meeting:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._show()

    def _words(self, one: Meeting) -> str:
        charter, say = self._model.charter, self._speech
        at = one.at.astimezone(self._model.desktop.zone)
        days, wide = say(_DAYS), 1 if say.language == "zh_CN" else 2
        day = days[at.weekday() * wide : (at.weekday() + 1) * wide]
        name = say(name_of(one, charter)) if charter else ""
        past = one.state is State.PLANNED and one.ends <= self._model.now
        told = STATES[one.state] if one.state is not State.PLANNED else UNTOLD if past else NOTHING
        state = say(told)
        under = " · ".join(part for part in (name, state, one.reason) if part)
        return f"{GLYPHS[one.state]} {at:%m-%d} {day} {at:%H:%M}\n{under}"

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._model.meeting = str(item.data(KEY))
            self._show()

    def _show(self) -> None:
        meeting = self._model.one_meeting(self._model.meeting)
        self.pane.setEnabled(meeting is not None)
        if meeting is None:
            self.pane.text.show_page("")
            return
        if meeting.id != self._shown:
            self._shown, self._minutes = meeting.id, meeting.state is State.HELD
            if self.pane.form.isVisible():
                self.pane.form.fold()
        planned = meeting.state is State.PLANNED
        ended = () if meeting.state is State.CANCELLED else PAST
        self.pane.offer((*(PLANNED if planned else ended), Act.CALL))
        self.hold.button.setVisible(planned)
        self.turn.words = TURNS[not self._minutes]
        self.pane.retranslate()
        kind = "minutes" if self._minutes else "agenda"
        clashes = clash_lines(self._model.desktop, MEETING, meeting.id)
        page = self._model.page(kind, style=False)
        self.pane.text.show_page(page.replace("<body>", f"<body>{clashes}", 1))
        self.pane.text.setAccessibleName(self._speech(PAPERS[self._minutes]))

    def _turn(self) -> None:
        self._minutes = not self._minutes
        self._show()

    def _hold(self) -> None:
        model, desktop = self._model, self._model.desktop
        paper = model.paper(model.meeting)
        if paper is None:
            return
        entity = desktop.store.record(MEETING, paper.meeting.id)
        lines = frozen(one.to_json() for one in paper.items)
        try:
            edit = hold(entity, paper.meeting, lines, desktop.stamp())
        except Refused as problem:
            desktop.problem.emit(problem)
            return
        desktop.perform(edit, text=HELD)

    def _print(self) -> None:
        page = self._model.page("minutes" if self._minutes else "agenda")
        if page:
            from firstline.widgets.paper_dialog import ask_printer  # noqa: PLC0415 - seldom used

            ask_printer(page, "a4", self)

    def _save(self) -> None:
        paper = self._model.paper(self._model.meeting)
        if paper is None:
            return
        say = self._speech
        kind = "minutes" if self._minutes else "agenda"
        name = f"{kind}-{paper.begins:%Y%m%d}.pdf"
        path, _ = QFileDialog.getSaveFileName(
            self, say(Text("存为文件", "Save as")), str(Path.home() / name),
            "PDF (*.pdf);;HTML (*.html);;iCalendar (*.ics)",
        )  # fmt: skip
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> bool:
        """Write the page or, as .ics, the meeting; a failure is told as a banner."""
        from firstline.widgets.group.files import write_page  # noqa: PLC0415 - seldom used

        kind = "minutes" if self._minutes else "agenda"
        return write_page(self._model, path, kind, "ics")

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self.list.setAccessibleName(self._speech(Text("会议", "Meetings")))
        self.pane.retranslate()
        self.fill()
