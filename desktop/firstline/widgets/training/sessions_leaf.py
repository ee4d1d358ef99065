"""The sessions: who is booked, who came, who passed; each marked in place, with its sheet."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.learning.session import GLYPHS, PRESENCES, Presence, Session, attendants
from firstline.domain.words import Text
from firstline.viewmodel.training import acts, course_acts, papers
from firstline.viewmodel.training.course_acts import AWAY, CAME, PLACE, SESSION
from firstline.viewmodel.training.fields import Act
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import theme
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training import saving
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.pane import Pane, two_panes
from firstline.widgets.training.seen import Seen

TITLE = Text("场次", "Sessions")
_HEADS = (Text("哪天", "Day"), Text("课程", "Course"), Text("地点", "Place"),
          Text("人数", "People"), Text("到场", "Came"), Text("通过", "Passed"))  # fmt: skip
_WHO = (Text("姓名", "Name"), Text("工号", "No."), Text("班组", "Team"),
        Text("情况", "How it stands"), Text("分数", "Score"))  # fmt: skip
_SHADES = {
    Presence.BOOKED: "P3", Presence.CAME: "P2", Presence.AWAY: "P1", Presence.BOTH: "P1",
    Presence.PASSED: "ok",
}  # fmt: skip
LARGE = 150


class SessionsLeaf(QWidget):
    """C came, X stayed away, P passed: the assessment counts, not the attendance."""

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.table = PlainTable(2, (92, 84, 120, 60, 60, 64))
        self.people = PlainTable(3, (110, 80, 90, 140, 56))
        self.came = Deed(CAME, "user-check", lambda: self._mark(True), "C")
        self.away = Deed(AWAY, "user-x", lambda: self._mark(False), "X")
        self.passed = Deed(Text("通过…", "Passed…"), "circle-check", self._pass, "P")
        self.place = Deed(PLACE, "user-plus", self._place)
        self.sheet = Deed(Text("签到表 PDF…", "Sign-off sheet PDF…"), "clipboard-list", self._sheet)
        self.change = Deed(Text("改场次", "Change it"), "pencil-line", self._change)
        self.plan = Deed(SESSION, "plus", self._plan, "N")
        self.bar = Bar(self._speech, (self.came, self.away, self.passed, self.place, self.sheet,
                                      self.change, self.plan))  # fmt: skip
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.people)
        self.pane = Pane(model.desktop, self.bar, self.people, body)
        two_panes(self, self.table, self.pane, (520, 690))
        self.setFocusProxy(self.table)
        self.bar.hear(self)
        self.table.chosen.connect(lambda _key: self.look())
        self.people.chosen.connect(lambda _key: self._enable())
        Seen(self, self.fill, model.changed)

    @property
    def session(self) -> Session | None:
        """The session that is current."""
        read, key = self._model.read, self.table.key()
        return next((one for one in (read.sessions if read else ()) if one.id == key), None)

    def fill(self) -> None:
        """Show the sessions, the latest first."""
        read, say, rows = self._model.read, self._speech, []
        for one in read.sessions if read else ():
            here = attendants(one, read.book) if read else []
            passed = sum(each.presence is Presence.PASSED for each in here)
            came = passed + sum(each.presence is Presence.CAME for each in here)
            soon = one.on >= self._model.today
            rows.append((one.id, (
                Cell(str(one.on), "P3" if soon else "text", soon), Cell(one.course),
                Cell(one.place, "muted"), Cell(str(len(here))), Cell(str(came)),
                Cell(str(passed), "ok" if passed else "muted"),
            )))  # fmt: skip
        self.table.show_rows([say(one) for one in _HEADS], rows)
        self.look()

    def look(self) -> None:
        """Show who belongs to the current session."""
        one, read, say = self.session, self._model.read, self._speech
        rows = []
        for each in attendants(one, read.book) if one and read else ():
            shade = _SHADES[each.presence]
            words = f"{GLYPHS[each.presence]} {say(PRESENCES[each.presence])}"
            who = each.person
            rows.append((who.id, (Cell(who.label), Cell(who.number, "muted"),
                                  Cell(who.team, "muted"), Cell(words, shade),
                                  Cell(each.score))))  # fmt: skip
        self.people.show_rows([say(head) for head in _WHO], rows)
        self._enable()

    def _enable(self) -> None:
        one = self.session
        held = one is not None and one.on <= self._model.today and bool(self.people.key())
        for deed in (self.came, self.away, self.passed):
            deed.button.setEnabled(held)
        for deed in (self.place, self.sheet, self.change):
            deed.button.setEnabled(one is not None)
        self.place.button.setEnabled(one is not None and one.on >= self._model.today)

    def _mark(self, came: bool) -> None:  # noqa: FBT001 - said by the key
        one, who = self.session, self._model.person(self.people.key())
        if one is None or who is None:
            return
        try:
            course_acts.mark(self._model, one, who, came)
        except Problem as problem:
            self._model.desktop.problem.emit(problem)

    def _pass(self) -> None:
        one, key = self.session, self.people.key()
        if one is not None and key:
            self.pane.form.open(acts.wish(self._model, Act.RECORD, key, one.course, one.on))

    def _place(self) -> None:
        if self.session is not None:
            self.pane.form.open(course_acts.place_wish(self._model, self.session))

    def _change(self) -> None:
        if self.session is not None:
            self.pane.form.open(course_acts.session_wish(self._model, self.session))

    def _plan(self) -> None:
        self.pane.form.open(course_acts.session_wish(self._model))

    def _sheet(self) -> None:
        one = self.session
        if one is None:
            return
        name = f"sign-off-{one.course}-{one.on}.pdf"
        path = saving.ask_path(self, self._model, name, saving.PAGES)
        if path is not None:
            make = papers.sign_off
            saving.write(self._model, path, lambda: make(self._model, one.course, one.on))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.table.setAccessibleName(say(TITLE))
        self.people.setAccessibleName(say(Text("谁在这一场", "Who is in this session")))
        for column in (4, 5):  # the people tell it, too
            self.table.setColumnHidden(column, theme.percent() > LARGE)
        for column in (1, 2):
            self.people.setColumnHidden(column, theme.percent() > LARGE)
        self.pane.retranslate()
        self.fill()
