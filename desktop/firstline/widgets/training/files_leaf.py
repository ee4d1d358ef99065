"""Files in and out: lists taken in after a trial, imports taken back, papers written."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from firstline.domain.training.curriculum import find_course
from firstline.domain.words import Text
from firstline.viewmodel.training import papers
from firstline.viewmodel.training.acts import day, plain
from firstline.viewmodel.training.awaited import empty_words
from firstline.viewmodel.training.fields import DATE
from firstline.viewmodel.training.importing import Importing, describe
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.wish import Asked, Values, Wish
from firstline.widgets import layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.training import saving
from firstline.widgets.training.bar import Bar, Deed
from firstline.widgets.training.seen import Seen
from firstline.widgets.training.trial import TrialPane
from firstline.widgets.wish_form import WishForm

IMPORT = Text("导入 CSV、XLSX、xAPI…", "Import CSV, XLSX, xAPI…")
UNDO = Text("撤回这次导入", "Take this import back")
CLAIM, DROP, AGAIN = (Text("认领…", "Whose it is…"), Text("放弃…", "Let go…"),
                      Text("全部重新核对", "Look at all anew"))  # fmt: skip
SHEET = Text("签到与考核表", "Sign-off sheet")
_IMPORTS = (Text("文件", "File"), Text("何时", "When"), Text("谁", "Who"), Text("新增", "New"),
            Text("更新", "Moved"), Text("待认领", "Aside"), Text("", ""))  # fmt: skip
_UNKNOWN = (Text("工号", "No."), Text("姓名", "Name"), Text("课程", "Course"),
            Text("通过日期", "Passed on"))  # fmt: skip
NO_IMPORT = Text("还没有导入过文件。", "No file was taken in yet.")
NO_ROW = Text("没有待认领的行。", "No row waits.")
_LISTS = (
    "CSV, XLSX, xAPI (*.csv *.txt *.tsv *.xlsx *.json);;CSV, XLSX (*.csv *.txt *.tsv *.xlsx);;"
    "xAPI (*.json);;* (*)"
)


class FilesLeaf(QWidget):
    """At the left what came in and waits; at the right the file that is looked at."""

    def __init__(self, model: TrainingModel, importing: Importing) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.importing = importing
        self.out = Bar(self._speech, (
            Deed(IMPORT, "folder-search", self._choose, "Ctrl+O"),
            Deed(Text("矩阵 XLSX…", "Matrix XLSX…"), "download", self._workbook),
            Deed(Text("报告 PDF…", "Report PDF…"), "printer", self._report),
            Deed(Text("签到表 PDF…", "Sign-off sheet PDF…"), "clipboard-list", self._ask_course),
            Deed(Text("日历 .ics…", "Calendar .ics…"), "calendar", self._calendar),
            Deed(Text("xAPI 语句 .json…", "xAPI statements .json…"), "download", self._statements),
        ))  # fmt: skip
        self.imports = PlainTable(0, (160, 140, 80, 50, 50, 60, 70), (2, 5, 1), inner=True)
        self.unknown = PlainTable(1, (90, 120, 100, 100), inner=True)
        self.back = Bar(self._speech, (Deed(UNDO, "undo-2", self._undo),))
        self.rows = Bar(self._speech, (
            Deed(CLAIM, "user-check", self._claim), Deed(DROP, "trash-2", self._drop),
            Deed(AGAIN, "refresh-cw", self._again),
        ))  # fmt: skip
        self.form = WishForm(model.desktop)
        self.trial = TrialPane(model, importing)
        self._heads = (PlainLabel(), PlainLabel(), PlainLabel())
        self._lay()
        self.imports.chosen.connect(lambda _key: self._enable())
        Seen(self, self.fill, model.changed)
        importing.changed.connect(self.fill)

    def _lay(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 10, 8, 8)
        column.setSpacing(8)
        for one in self._heads[:2]:
            one.setProperty("look", "heading")
        self._heads[2].setProperty("look", "small")
        for part in (self.out, self._heads[2], self.form):
            column.addWidget(part)
        column.addWidget(self._heads[0])
        column.addWidget(self.imports, 1)
        column.addWidget(self.back)
        column.addWidget(self._heads[1])
        column.addWidget(self.unknown, 1)
        column.addWidget(self.rows)
        self.split = layouts.beside(left, self.trial, (3, 2))
        self.split.setSizes([theme.px(760), theme.px(450)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        enter_at(self, self.out.deeds[0].button)
        self.out.hear(self)

    def fill(self) -> None:
        """Show the imports and the rows that wait."""
        read, say = self._model.read, self._speech
        rows = []
        for one in read.imports if read else ():
            file, at, by, counts, undone = describe(one)
            gone = say(Text("↺ 已撤回", "↺ taken back")) if undone else ""
            figures = [Cell(str(counts[name])) for name in ("created", "updated", "quarantined")]
            shade = "muted" if undone else "text"
            rows.append((one.id, (Cell(file, shade), Cell(at, "muted"), Cell(by, "muted"),
                                  *figures, Cell(gone, "muted"))))  # fmt: skip
        self.imports.show_rows([say(one) for one in _IMPORTS], rows)
        self.imports.tell_empty(empty_words(self._model, NO_IMPORT))
        waiting = read.unknown if read else ()
        names = ("number", "name", "course", "on")
        self.unknown.show_rows(
            [say(one) for one in _UNKNOWN],
            [(one.id, [Cell(str(one.fields.get(name) or "")) for name in names])
             for one in waiting],
        )  # fmt: skip
        self.unknown.tell_empty(empty_words(self._model, NO_ROW))
        many = len(waiting)
        self._heads[1].setText(say(Text(f"待认领:名单上没有的人({many})",
                                        f"Put aside: nobody on the list ({many})")))  # fmt: skip
        for deed in self.rows.deeds:
            deed.button.setEnabled(many > 0)
        self._enable()
        self.trial.fill()

    def _enable(self) -> None:
        key = self.imports.key()
        held = next((one for one in (self._model.read.imports if self._model.read else ())
                     if one.id == key), None)  # fmt: skip
        gone = held is None or bool(held.fields.get("undone"))
        self.back.deeds[0].button.setEnabled(not gone and not self.importing.busy)

    # --- in ---

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self._speech(IMPORT), str(Path.home()), _LISTS
        )  # fmt: skip
        if path:
            self.look(Path(path))

    def look(self, path: Path) -> None:
        """Read a file and show what it would do."""
        self.importing.look(path)

    def _undo(self) -> None:
        if self.imports.key():
            self.importing.undo(self.imports.key())

    def _claim(self) -> None:
        key = self.unknown.key()
        asked = (Asked("number", Text("是谁(工号)", "Whose it is (number)")),)
        self.form.open(Wish(f"training-claim:{key}", CLAIM, asked, {}, lambda said: (
            self.importing.resolve(key, said["number"].strip())
        )))  # fmt: skip

    def _again(self) -> None:
        self.importing.resolve("", "")

    def _drop(self) -> None:
        key = self.unknown.key()
        asked = (Asked("reason", Text("原因", "Why")),)
        self.form.open(Wish(f"training-drop:{key}", DROP, asked, {}, lambda said: (
            self.importing.let_go(key, said["reason"])
        )))  # fmt: skip

    # --- out ---

    def _workbook(self) -> None:
        path = saving.ask_path(self, self._model, "training-matrix.xlsx", "XLSX (*.xlsx)")
        if path is not None:
            saving.write_workbook(self._model, path)

    def _statements(self) -> None:
        path = saving.ask_path(self, self._model, "training-xapi.json", "xAPI (*.json)")
        if path is not None:
            saving.write_statements(self._model, path)

    def _report(self) -> None:
        self._save("training-report.pdf", saving.PAGES)

    def _calendar(self) -> None:
        self._save("training.ics", "iCalendar (*.ics)")

    def _save(self, name: str, kinds: str) -> None:
        make = papers.calendar if name.endswith(".ics") else papers.report
        path = saving.ask_path(self, self._model, name, kinds)
        if path is not None:
            saving.write(self._model, path, lambda: make(self._model))

    def _ask_course(self) -> None:
        asked = (
            Asked("course", Text("课程代码", "Course")),
            Asked("on", Text("哪天", "Day"), Text(f"{DATE.zh};不填则列所有缺的人",
                                                  f"{DATE.en}; empty: all who lack it")),
        )  # fmt: skip
        codes = self._model.codes
        start = {"course": codes[0]} if codes else {}
        self.form.open(Wish("training-sheet", SHEET, asked, start, self._sheet))

    def _sheet(self, said: Values) -> bool:
        values = plain(said, self._model.today)
        code = find_course(self._model.courses, values["course"]).code
        page = papers.sign_off(self._model, code, day(values, "on"))
        path = saving.ask_path(self, self._model, f"sign-off-{code}.pdf", saving.PAGES)
        return path is not None and saving.write(self._model, path, lambda: page)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._heads[0].setText(say(Text("导入过的文件", "Imports")))
        self._heads[2].setText(say(Text("导出的是“矩阵”里筛选出的人。",
                                        "Exports hold those whom the filters show.")))  # fmt: skip
        self._heads[2].setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.imports.setAccessibleName(say(Text("导入过的文件", "Imports")))
        self.unknown.setAccessibleName(say(Text("待认领的行", "Rows put aside")))
        for bar in (self.out, self.back, self.rows):
            bar.retranslate()
        self.form.retranslate()
        self.trial.retranslate()
        self.fill()
