"""Ledgers on the page of contracts: what is left of each, its entries, and a line to book one."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import NOTHING, Problem
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.amount import amount_words, parse_amount, plain_amount
from firstline.domain.ledger.book import WHATS, What
from firstline.domain.ledger.lines import MARKS, Line
from firstline.domain.ledger.sums import Standing
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.contracts.ledger_about import about_wish
from firstline.viewmodel.contracts.ledgers import FRAME
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board
from firstline.widgets import layouts
from firstline.widgets.combo import Combo
from firstline.widgets.contracts.day_edit import DayEdit
from firstline.widgets.detail.flow import Flow
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.health.register_page import OwnLeaf
from firstline.widgets.health.verdict import Verdict
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.settings.rows import fill
from firstline.widgets.wish_form import WishForm

ACTS = (What.RESERVE, What.CONSUME, What.RELEASE, What.GRANT)
HEADS = (Text("日期", "Day"), Text("事项", "Entry"), Text("数量", "Amount"),
         Text("依据与说明", "Reference, words"), Text("谁", "By"))  # fmt: skip
NAME, UNIT = Text("台账名称", "Ledger"), Text("单位", "Unit")
AMOUNT, REF = Text("数量", "Amount"), Text("依据:工单、合同条款", "Reference: ticket, clause")
WORDS, UNTIL = Text("说明", "Words"), Text("到期日", "Expires")
BOOK, NEW = Text("记一笔", "Book"), Text("新台账", "New ledger")
DESCRIBE = Text("说明与条件…", "Value, conditions…")
BOOKED = Text("已记账", "Booked")
ENTRIES_PX = 140  # the entries keep three lines; then the pane scrolls
NEVER = QDate(2000, 1, 1)  # the first day of the field stands for no day


class LedgerLeaf(OwnLeaf):
    """A table of ledgers at the left, the entries of the chosen one at the right."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.setObjectName("leaf")
        self._desktop, self._speech = desktop, desktop.speech
        self._board: Board | None = None
        self._fresh = False
        self._wanted = ""
        self._title, self._after, self._verdict = QLabel(), QLabel(), Verdict(desktop.speech)
        self.about = QLabel()
        self.ledgers = PlainTable(FRAME.stretch, FRAME.widths, (2, 3))
        self.table = self.ledgers
        self.entries = PlainTable(3, (92, 90, 98, 100, 88), (4, 3), inner=True)  # the amount stays
        self.what = Combo()
        self.name, self.unit, self.amount = QLineEdit(), QLineEdit(), QLineEdit()
        self.ref, self.words = QLineEdit(), QLineEdit()
        self.until = DayEdit()
        self.book, self.new, self.describe = QPushButton(), QPushButton(), QPushButton()
        self._booking, self.form = QWidget(), WishForm(desktop)
        self.empty = Empty(self._speech)
        self._body = QStackedWidget()
        self._lay()
        self._connect()
        enter_at(self, self.ledgers)

    def _lay(self) -> None:
        looks = ("heading", "small", "muted")
        for label, look in zip((self._title, self._after, self.about), looks, strict=True):
            label.setProperty("look", look)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.until.setMinimumDate(NEVER)
        self.book.setProperty("look", "primary")
        self._body.addWidget(self.ledgers)
        self._body.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._verdict)
        column.addWidget(self._body, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(layouts.scrolled(self._pane()), 1)

    def _pane(self) -> QFrame:
        form = QGridLayout(self._booking)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addWidget(self.name, 0, 0, 1, 2)
        form.addWidget(self.unit, 0, 2)
        form.addWidget(self.what, 1, 0)
        much = QHBoxLayout()
        much.setSpacing(8)
        much.addWidget(self.amount, 1)
        much.addWidget(self.until)
        form.addLayout(much, 1, 1, 1, 2)
        form.addWidget(self.ref, 2, 0, 1, 3)
        form.addWidget(self.words, 3, 0, 1, 3)
        acts = QWidget()
        row = Flow(acts)  # large text needs a second line
        for button in (self.book, self.new, self.describe):
            row.addWidget(button)
        form.addWidget(self._after, 4, 0, 1, 3)
        form.addWidget(acts, 5, 0, 1, 3)
        pane = QFrame()
        pane.setObjectName("pane")
        inside = QVBoxLayout(pane)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self._title)
        inside.addWidget(self.about)
        inside.addWidget(self._booking)
        inside.addWidget(self.form)
        inside.addWidget(self.entries, 1)
        self.entries.setMinimumHeight(ENTRIES_PX)
        return pane

    def _connect(self) -> None:
        self.ledgers.chosen.connect(self._on_chosen)
        self.what.currentIndexChanged.connect(lambda _at: self._tell())
        self.amount.textChanged.connect(lambda _text: self._tell())
        for edit in (self.amount, self.ref, self.words):
            edit.returnPressed.connect(self._on_book)
        self.book.clicked.connect(self._on_book)
        self.new.clicked.connect(self._on_new)
        self.describe.clicked.connect(self._on_describe)
        self.form.folded.connect(self._after_form)
        self.empty.wanted.connect(self._on_new)

    # --- showing ---

    @property
    def current(self) -> Standing | None:
        """How the chosen ledger stands; None for a new one."""
        line = self._board.line(self.ledgers.key()) if self._board and not self._fresh else None
        return line.more if line is not None and isinstance(line.more, Standing) else None

    @override
    def show_board(self, board: Board) -> None:
        self._board = board
        say = self._speech
        self._verdict.tell(say(board.verdict))
        rows = [(one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
                for one in board.lines]  # fmt: skip
        fresh = self._fresh
        self.ledgers.show_rows([say(one) for one in FRAME.heads], rows)
        if self._wanted and board.line(self._wanted) is not None:
            wanted, self._wanted = self._wanted, ""
            self.ledgers.go_to(wanted)
            fresh = False
        self._fresh = fresh or not rows
        self._body.setCurrentIndex(0 if rows else 1)
        self._show()

    def _on_chosen(self, _key: str) -> None:
        self._fresh = False
        if self.form.isVisible():
            self.form.fold()
        self._show()

    def _on_new(self) -> None:
        self._fresh = True
        self.name.clear()
        self.unit.clear()
        self._show()
        self.name.setFocus()

    def _show(self) -> None:
        say, one = self._speech, self.current
        line = self._board.line(one.ledger.id) if self._board and one else None
        self._title.setText(say(line.title if line else NEW))
        self.about.setText(say(line.why) if line else "")
        self.about.setVisible(bool(self.about.text()))
        for edit in (self.name, self.unit):
            edit.setVisible(one is None)
        self.describe.setVisible(one is not None)
        kinds = (What.GRANT,) if one is None else ACTS
        fill(self.what, [(kind, say(WHATS[kind])) for kind in kinds], self.what.currentData())
        lines = reversed(one.lines) if one else ()
        rows = [(str(at), self._cells(line, one.ledger.unit)) for at, line in enumerate(lines)
                if one is not None]  # fmt: skip
        self.entries.show_rows([say(head) for head in HEADS], rows)
        self._tell()

    def _cells(self, line: Line, unit: str) -> tuple[Cell, ...]:
        say, entry = self._speech, line.entry
        told = (*(f"⚠ {say(MARKS[mark])}" for mark in line.marks), entry.ref, entry.text)
        amount = "—" if entry.steps is None else plain_amount(entry.steps, unit)
        if entry.steps is not None and entry.what is not What.CORRECT:
            counts = plain_amount(line.counts, unit)  # so that what is shown adds up
            amount = amount if counts == amount else f"{amount} → {counts}"
        return (
            Cell(entry.day(self._desktop.zone).isoformat(), "muted"), Cell(say(WHATS[entry.what])),
            Cell(amount, bold=True), Cell(" · ".join(part for part in told if part)),
            Cell(entry.by, "muted"),
        )  # fmt: skip

    def _tell(self) -> None:
        """Say what remains, and what would remain after the entry that is typed."""
        one, what = self.current, self.what.currentData()
        self.until.setVisible(what == What.GRANT)
        self.book.setEnabled(bool(self.amount.text().strip()))
        self._after.setText(
            self._speech(self._remains(one, What(what)) if one and what else NOTHING)
        )

    def _remains(self, one: Standing, what: What) -> Text:
        unit = one.ledger.unit
        left, had = amount_words(one.available, unit), amount_words(one.reserved, unit)
        zh, en = f"现在可用 {left.zh},预留 {had.zh}", f"Available {left.en}, reserved {had.en}"
        try:
            steps = parse_amount(self.amount.text(), unit)
        except Problem:
            return Text(zh, en)
        changed = {
            What.GRANT: steps, What.RESERVE: -steps, What.RELEASE: min(steps, one.reserved),
            What.CONSUME: -max(0, steps - one.reserved),
        }[what]  # fmt: skip
        after = one.balance + changed
        told = amount_words(after, unit)
        over = Text(" ✗ 超用", " ✗ over-used") if after < 0 else NOTHING
        return Text(f"{zh};记账后余额 {told.zh}{over.zh}", f"{en}; balance then {told.en}{over.en}")

    # --- acting ---

    def _on_book(self) -> None:
        one, what = self.current, self.what.currentData()
        if not self.amount.text().strip() or what is None:
            return
        expires, day = None, self.until.date()
        if what == What.GRANT and day > NEVER:
            expires = acts.parse_day(day.toString(Qt.DateFormat.ISODate))
        booking = Booking(What(what), self.amount.text(), expires=expires, ref=self.ref.text(),
                          text=self.words.text())  # fmt: skip
        try:
            edit = acts.book(one.ledger if one else None, self.name.text(), self.unit.text(),
                             booking, self._desktop.stamp())  # fmt: skip
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        self._wanted = edit.entity
        if self._desktop.perform(edit, text=BOOKED):
            for field in (self.amount, self.ref, self.words):
                field.clear()

    def _on_describe(self) -> None:
        if self.current is not None:
            self._booking.hide()
            self.form.open(about_wish(self._desktop, self.current.ledger))

    def _after_form(self) -> None:
        self._booking.show()
        self.describe.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def leave(self) -> None:
        """Nothing is kept of a line that was not booked."""

    @override
    def retranslate(self) -> None:
        say = self._speech
        self.ledgers.setAccessibleName(say(FRAME.name))
        self.entries.setAccessibleName(say(Text("每一笔", "Entries")))
        for edit, words in ((self.name, NAME), (self.unit, UNIT), (self.amount, AMOUNT),
                            (self.ref, REF), (self.words, WORDS)):  # fmt: skip
            edit.setPlaceholderText(say(words))
            edit.setAccessibleName(say(words))
        self.what.setAccessibleName(say(Text("事项", "Entry")))
        self.until.setSpecialValueText(say(Text("不过期", "never expires")))
        self.until.setAccessibleName(say(UNTIL))
        for button, words in ((self.book, BOOK), (self.new, NEW), (self.describe, DESCRIBE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.form.retranslate()
        self.empty.tell("archive", FRAME.empty, NEW)
        if self._board is not None:
            self.show_board(self._board)
