"""The reconcile page: kept comparisons with what each found, and the form for a new one."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.reconcile.record import Kept
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reconcile.doors import Compared, ReconcileDoors
from firstline.viewmodel.reconcile.reconcile import VERDICTS, ReconcileModel, standing
from firstline.viewmodel.reports import KINDS, Reports, write
from firstline.widgets import icons, layouts, theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.purpose import RECONCILE, Purpose
from firstline.widgets.reconcile.form import ReconcileForm
from firstline.widgets.reconcile.panel import ReconcilePanel

TITLE = Text("对账", "Reconciliation")
NEW = Text("新对账", "New comparison")
REPORT = Text("验证报告…", "Verification report…")
BACK = Text("返回列表", "Back to the list")
EMPTY = Text(
    "还没有对账:选源和目标两个文件,按关键列逐行比对,差异逐条说明并签字。",
    "No comparison yet: choose source and target, compare by key, explain and sign.",
)
HEADS = (
    Text("编号", "Number"), Text("名称", "Name"), Text("结论", "Verdict"), Text("状态", "Standing"),
)  # fmt: skip
_LIST, _EMPTY, _FORM = range(3)


class ReconcilePage(QWidget):
    """A list with its panel, an empty state, or the form."""

    def __init__(
        self, desktop: Desktop, doors: ReconcileDoors, reports: Reports | None = None
    ) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._reports = reports
        self.model = ReconcileModel(desktop, self)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.new = QPushButton()
        self.back = QPushButton()
        self.report = QPushButton()
        self.table = PlainTable(1, (92, 120, 92, 128), (0, 2))
        self.panel = ReconcilePanel(desktop, self.model)
        self.form = ReconcileForm(desktop.speech, doors)
        self.empty = Empty(desktop.speech)
        self._stack = QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.purpose = Purpose(self._speech, RECONCILE)
        head = layouts.title_line(self._title)
        head.addStretch(1)
        head.addWidget(self.back)
        head.addWidget(self.report)
        head.addWidget(self.new)
        self.new.setProperty("look", "primary")
        both = layouts.beside(self.table, self.panel, (2, 5))
        both.setSizes([430, 770])
        for one in (layouts.topped(both), layouts.topped(self.empty), layouts.topped(self.form)):
            self._stack.addWidget(one)
        layouts.headed(self, head, self._stack, self.purpose)
        enter_at(self, self.table)

    def _connect(self) -> None:
        self.new.clicked.connect(self.show_form)
        self.empty.wanted.connect(self.show_form)
        self.back.clicked.connect(self.show_list)
        self.report.clicked.connect(self._on_report)
        self.table.chosen.connect(lambda key: self.panel.show_kept(self.model.row(key)))
        self.form.done.connect(self._on_done)
        self.model.loaded.connect(self._on_loaded)
        self._speech.switched.connect(self.retranslate)

    def show_form(self) -> None:
        """Show the form for a new comparison."""
        self._show(_FORM)
        self.form.files[0].setFocus()

    def show_list(self) -> None:
        """Show the kept comparisons."""
        self._show(_LIST if self.model.rows else _EMPTY)
        self.table.setFocus()

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.back.setVisible(at == _FORM)
        self.new.setVisible(at == _LIST)
        self.report.setVisible(at == _LIST and self._reports is not None)

    def _on_done(self, done: Compared, name: str) -> None:
        kept_id = self.model.keep(done, name)
        if kept_id:
            self.show_list()
            self.table.go_to(kept_id)

    def _on_report(self) -> None:
        kept, say = self.model.row(self.table.key()), self._speech
        if kept is None or self._reports is None:
            return
        kinds = ";;".join(say(one) for one in KINDS)
        chosen, _ = QFileDialog.getSaveFileName(self, say(REPORT), f"{kept.number}.pdf", kinds)
        if chosen:
            write(self._desktop, Path(chosen), self._reports.verification, kept.id)

    def _on_loaded(self) -> None:
        say = self._speech
        rows = [(one.id, self._cells(one)) for one in self.model.rows]
        self.table.show_rows([say(one) for one in HEADS], rows)
        if self._stack.currentIndex() != _FORM:
            self._show(_LIST if rows else _EMPTY)

    def _cells(self, one: Kept) -> tuple[Cell, ...]:
        say = self._speech
        verdict = str(one.result.get("verdict", ""))
        equal = verdict == "equal"
        words = say(VERDICTS.get(verdict, Text(verdict, verdict)))
        signed = one.signature is not None
        shade = "ok" if signed else "P2" if one.unexplained else "text"
        return (
            Cell(one.number, "muted"), Cell(one.name, bold=True),
            Cell(f"{'=' if equal else '≠'} {words}", "ok" if equal else "P1"),
            Cell(f"{'✓ ' if signed else ''}{say(standing(one))}", shade, one.unexplained > 0),
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for button, words, icon in (
            (self.new, NEW, "plus"), (self.back, BACK, "arrow-left"),
            (self.report, REPORT, "printer"),
        ):  # fmt: skip
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.new else "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.table.setAccessibleName(say(TITLE))
        self.empty.tell("scale", EMPTY, NEW)
        self.panel.retranslate()
        self.form.retranslate()
        if self.model.awake:
            self._on_loaded()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._stack.currentIndex() == _FORM:
            self.show_list()
            return
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
