"""The sessions: who is booked, who came, who passed; each marked in place, with its sheet."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.ledger.of_booking import Fate
from firstline.domain.training.session import (
    GLYPHS,
    PRESENCES,
    Attendant,
    Presence,
    Session,
    attendants,
)
from firstline.domain.words import Text
from firstline.viewmodel.training import acts, course_acts, papers, vouchers
from firstline.viewmodel.training.awaited import empty_words
from firstline.viewmodel.training.course_acts import AWAY, CAME, PLACE, SESSION
from firstline.viewmodel.training.fields import Act
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training import saving
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.pane import Pane, two_panes
from firstline.widgets.training.seen import Seen

TITLE = Text("场次", "Sessions")
_HEADS = (Text("哪天", "Day"), Text("课程", "Course"), Text("地点", "Place"),
          Text("人数", "People"), Text("到场", "Came"), Text("通过", "Passed"))  # fmt: skip
_WHO = (Text("姓名", "Name"), Text("工号", "No."), Text("班组", "Team"),
        Text("情况", "How it stands"), vouchers.VOUCHER, Text("分数", "Score"))  # fmt: skip
_SHADES = {
    Presence.BOOKED: "P3", Presence.CAME: "P2", Presence.AWAY: "P1", Presence.BOTH: "P1",
    Presence.PASSED: "ok",
}  # fmt: skip
NOTHING = Text("还没有场次;按 N 安排一场。", "No session yet; N plans one.")
CANCELLED = Text("已取消:", "cancelled:")


class SessionsLeaf(QWidget):
    """C came, X stayed away, P passed, D cancels a booking: each keeps its voucher in step."""

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.table = PlainTable(2, (92, 84, 120, 68, 60, 66), (5, 4), inner=True)
        self.people = PlainTable(4, (104, 72, 84, 156, 190, 60), (2, 1, 5), inner=True)
        self.came = Deed(CAME, "user-check", lambda: self._mark(True), "C")
        self.away = Deed(AWAY, "user-x", lambda: self._mark(False), "X")
        self.passed = Deed(Text("通过…", "Passed…"), "circle-check", self._pass, "P")
        self.place = Deed(PLACE, "user-plus", self._place)
        self.cancel = Deed(Text("取消预订…", "Cancel booking…"), "circle-x", self._cancel, "D")
        self.off = Deed(Text("取消这一场…", "Cancel session…"), "x", self._off)
        self.sheet = Deed(Text("签到表 PDF…", "Sign-off sheet PDF…"), "clipboard-list", self._sheet)
        self.change = Deed(Text("改场次", "Change it"), "pencil-line", self._change)
        self.plan = Deed(SESSION, "plus", self._plan, "N")
        self.bar = Bar(self._speech, (self.came, self.away, self.passed, self.place, self.cancel,
                                      self.sheet, self.change, self.off, self.plan))  # fmt: skip
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.people)
        self.pane = Pane(model.desktop, self.bar, self.people, body)
        two_panes(self, self.table, self.pane, (520, 690))
        enter_at(self, self.table)
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
            soon = one.on >= self._model.today and not one.cancelled
            off = f"× {say(CANCELLED)} {one.cancelled}"
            where = Cell(off, "P1") if one.cancelled else Cell(one.place, "muted")
            rows.append((one.id, (
                Cell(str(one.on), "P3" if soon else "text", soon), Cell(one.course),
                where, Cell(str(len(here))), Cell(str(came)),
                Cell(str(passed), "ok" if passed else "muted"),
            )))  # fmt: skip
        self.table.show_rows([say(one) for one in _HEADS], rows)
        self.table.tell_empty(empty_words(self._model, NOTHING))
        self.look()

    def look(self) -> None:
        """Show who belongs to the current session."""
        one, read, say = self.session, self._model.read, self._speech
        rows: list[tuple[str, tuple[Cell, ...]]] = []
        if one is not None and read is not None:
            rows = [(each.person.id, self._line(one, each)) for each in attendants(one, read.book)]
        self.people.show_rows([say(head) for head in _WHO], rows)
        self._enable()

    def _line(self, one: Session, each: Attendant) -> tuple[Cell, ...]:
        say, who, shade = self._speech, each.person, _SHADES[each.presence]
        tie = vouchers.tie(self._model, who, one.course, one.on)
        words = f"{GLYPHS[each.presence]} {say(PRESENCES[each.presence])}"
        if tie is not None and tie.cancelled:  # it was cancelled, and yet somebody came
            words, shade = f"{words} · {say(vouchers.OFF)}", "P1"
        held = tie.held if tie else ()
        paid = vouchers.held_words(held, away=each.presence is Presence.AWAY)
        clash = any(part.fate is Fate.BOTH for part in held)
        return (
            Cell(who.label), Cell(who.number, "muted"), Cell(who.team, "muted"),
            Cell(words, shade), Cell(say(paid), "P1" if clash else "text"), Cell(each.score),
        )  # fmt: skip

    def _enable(self) -> None:
        one = self.session
        stands, chosen = one is not None and not one.cancelled, bool(self.people.key())
        held = one is not None and stands and one.on <= self._model.today and chosen
        self.cancel.button.setEnabled(stands and chosen)
        self.off.button.setEnabled(one is not None and stands and not one.came)
        for deed in (self.came, self.away, self.passed):
            deed.button.setEnabled(held)
        for deed in (self.place, self.sheet, self.change):
            deed.button.setEnabled(one is not None)
        coming = one is not None and stands and one.on >= self._model.today
        self.place.button.setEnabled(coming)

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

    def _cancel(self) -> None:
        if self.session is not None and self.people.key():
            wish = course_acts.cancel_wish(self._model, self.session, self.people.key())
            self.pane.form.open(wish)

    def _off(self) -> None:
        if self.session is not None:
            self.pane.form.open(course_acts.call_off_wish(self._model, self.session))

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
        self.pane.retranslate()
        self.fill()
