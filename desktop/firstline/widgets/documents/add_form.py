"""The form for one file: code, version, what it is for, where it came from; kept as it is typed."""

import json
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.documents.document import LANGUAGES, NAMES
from firstline.domain.documents.formats import FORMATS
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents import work
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.later import Later
from firstline.widgets import layouts
from firstline.widgets.combo import Combo

DRAFT = "document:"
TITLE = Text("收入一个文件", "Add a file")
WHY = Text("同一编号的新版本会取代旧版本;旧版本仍可查看。",
           "A newer version of a code supersedes the older one, which stays readable.")  # fmt: skip
CHOOSE = Text("选择文件…", "Choose a file…")
NO_FILE = Text("还没有选文件;也可以把文件拖到这里。", "No file yet; one may be dropped here, too.")
PICK_FILE = Text("请先选择文件。", "Choose a file first.")
SAVE, CANCEL = Text("收入", "Add"), Text("取消", "Cancel")
NO_LANGUAGE = Text("未注明", "not said")
LINES: tuple[tuple[str, Text, Text], ...] = (
    ("code", NAMES["code"], Text("例如 MAN-FIN", "such as MAN-FIN")),
    ("version", NAMES["version"], Text("例如 13.0", "such as 13.0")),
    ("title_zh", Text("中文名称", "Chinese title"), Text("不填用文件名", "empty: the file's name")),
    ("title_en", Text("英文名称", "English title"), Text("不填同中文", "empty: as the Chinese")),
    ("products", NAMES["products"], Text("不填则全部,如 U9、U8+", "empty: all; e.g. U9, U8+")),
    ("modules", NAMES["modules"], Text("如 GL、MO", "e.g. GL, MO")),
    ("versions", NAMES["versions"], Text("如 13.0 起", "e.g. 13.0 and later")),
    ("source", NAMES["source"], Text("谁或哪个网站", "who, or which site")),
    ("received_on", NAMES["received_on"], Text("不填为今天", "empty: today")),
    ("supersedes", NAMES["supersedes"], Text("别的编号,如 RN-12", "other codes, e.g. RN-12")),
    (
        "words",
        NAMES["words"],
        Text("扫描件、加密文件靠这些词被找到", "scans and locked files are found by these"),
    ),
    ("note", NAMES["note"], Text("", "")),
)


class AddForm(QFrame):
    """Says beneath what is wrong, and loses nothing; Return adds, Esc closes."""

    closed = Signal(str)  # the record that was added, "" for none

    def __init__(self, desktop: Desktop, later: Later, doors: DocumentDoors | None) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desktop, self._speech = desktop, desktop.speech
        self._later, self._doors = later, doors
        self._draft = Draft(desktop, self)
        self.path = ""
        self.editors = {name: QLineEdit() for name, _, _ in LINES}
        self.language = Combo()
        self._labels = {name: QLabel() for name in ("file", "language", *self.editors)}
        self._title, self._why, self.problem, self.file = QLabel(), QLabel(), QLabel(), QLabel()
        self.choose, self.save, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self._lay()
        self.choose.clicked.connect(self._choose)
        self.save.clicked.connect(self.add)
        self.cancel.clicked.connect(lambda: self.closed.emit(""))
        self.language.activated.connect(self._on_typed)
        for editor in self.editors.values():
            editor.textEdited.connect(self._on_typed)
            editor.returnPressed.connect(self.add)
        self.retranslate()

    def _lay(self) -> None:
        self._title.setProperty("look", "heading")
        self._why.setProperty("look", "small")
        self.problem.setProperty("look", "warning")
        for label in (self._why, self.problem, self.file):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.hide()
        rows = QFormLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        chosen = QHBoxLayout()
        chosen.addWidget(self.file, 1)
        chosen.addWidget(self.choose)
        rows.addRow(self._labels["file"], chosen)
        for name, field in self.editors.items():
            self._labels[name].setBuddy(field)
            rows.addRow(self._labels[name], field)
            if name == "source":
                self._labels["language"].setBuddy(self.language)
                rows.addRow(self._labels["language"], self.language)
        self.save.setProperty("look", "primary")
        ends = QHBoxLayout()
        ends.addWidget(self.problem, 1)
        ends.addStretch(0)
        ends.addWidget(self.cancel)
        ends.addWidget(self.save)
        inner = QFrame()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._why)
        column.addLayout(rows)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 12)
        whole.addWidget(layouts.scrolled(inner), 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addLayout(ends)
        whole.addLayout(foot)

    def begin(self, path: Path | None = None) -> None:
        """Begin, or go on with what was typed, with this file if there is one."""
        self.problem.hide()
        typed = self._typed()
        for name, editor in self.editors.items():
            editor.setText(typed.get(name, ""))
        self.language.setCurrentIndex(max(0, self.language.findData(typed.get("language", ""))))
        self._take_file(str(path) if path else typed.get("file", ""))
        first = self.editors["code"] if self.path else self.choose
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, str]:
        """Return what stands in the form."""
        found = {name: one.text() for name, one in self.editors.items()}
        return {**found, "language": str(self.language.currentData() or "")}

    def add(self) -> None:
        """Add the file; what is wrong is said beneath."""
        if not self.path:
            self._wrong(self._speech(PICK_FILE))
            return
        if self._doors is not None:
            self.save.setEnabled(False)
            act = work.add_file(self._doors, Path(self.path), self.values(), self._desktop.stamp())
            self._later(act, self._added)

    def _added(self, found: str | Problem) -> None:
        self.save.setEnabled(True)
        if isinstance(found, Problem):
            self._wrong(found.in_(self._speech.language))
            return
        self._draft.drop()
        self.path = ""
        for editor in self.editors.values():
            editor.clear()
        self.closed.emit(found)

    def _wrong(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()

    def _choose(self) -> None:
        kinds = " ".join(f"*{one}" for one in FORMATS)
        words = Text(f"文档 ({kinds})", f"Documents ({kinds})")
        found, _ = QFileDialog.getOpenFileName(
            self, self._speech(CHOOSE), "", self._speech(words)
        )  # fmt: skip
        if found:
            self._take_file(found)
            self._on_typed()
            self.editors["code"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_file(self, path: str) -> None:
        self.path = path
        name = Path(path).name if path else self._speech(NO_FILE)
        self.file.setText(name)
        self.file.setToolTip(path)

    def _typed(self) -> dict[str, str]:
        text = self._draft.open(DRAFT)
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = {}
        return {str(name): str(value) for name, value in found.items()}

    def _on_typed(self) -> None:
        some = {name: value for name, value in self.values().items() if value}
        if self.path:
            some["file"] = self.path
        self._draft.type(json.dumps(some, ensure_ascii=False) if some else "")

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self.setAccessibleName(say(TITLE))
        self._title.setText(say(TITLE))
        self._why.setText(say(WHY))
        self._labels["file"].setText(say(Text("文件", "File")))
        self._labels["language"].setText(say(NAMES["language"]))
        self.language.setAccessibleName(say(NAMES["language"]))
        held = self.language.currentData()
        self.language.clear()
        self.language.addItem(say(NO_LANGUAGE), "")
        for key, words in LANGUAGES.items():
            self.language.addItem(say(words), key)
        self.language.setCurrentIndex(max(0, self.language.findData(held)))
        for name, words, hint in LINES:
            self._labels[name].setText(say(words))
            self.editors[name].setAccessibleName(say(words))
            self.editors[name].setPlaceholderText(say(hint))
        for button, words in ((self.choose, CHOOSE), (self.save, SAVE), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self._take_file(self.path)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit("")
            return
        super().keyPressEvent(event)
