"""The form of one act on an authorisation, in place: its fields, and beneath what is wrong."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.authorisations.acts import MAY_CHANGE
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.widgets.handoff.grant import FIELDS

Line = tuple[str, Text, Text]  # name, label, hint


class Act(StrEnum):
    """What can be done about authorisations."""

    NEW = "new"
    EDIT = "edit"
    END = "end"
    REVOKE = "revoke"
    DESTROYED = "destroyed"


NAMES: Mapping[Act, Text] = {
    Act.NEW: Text("登记授权", "Record an authorisation"),
    Act.EDIT: Text("修改", "Edit"),
    Act.END: Text("提前结束", "End early"),
    Act.REVOKE: Text("撤销", "Revoke"),
    Act.DESTROYED: Text("确认已销毁", "Confirm destruction"),
}
_NOTHING = Text("", "")
_REVOCATION: Line = ("revocation", Text("撤销方式", "How to revoke"), _NOTHING)
_MORE: Sequence[Line] = (
    ("starts", Text("从何时", "From"),
     Text("现在,或 2026-12-01 08:00", "now, or a date and time")),
    ("allowed", Text("允许操作", "Allowed"),
     Text("查看、导出;也可写 修改", "view, export; or modify, too")),
    _REVOCATION,
)  # fmt: skip
LINES: Mapping[Act, Sequence[Line]] = {
    Act.NEW: (*FIELDS, *_MORE),
    Act.EDIT: (*(one for one in FIELDS if one[0] in MAY_CHANGE), _REVOCATION),
    Act.END: (),
    Act.REVOKE: (("reason", Text("原因", "Why"), _NOTHING),),
    Act.DESTROYED: (
        ("by", Text("谁销毁的", "Who destroyed it"), _NOTHING),
        ("when", Text("时间", "When"), Text("现在(或 11-23 14:05)", "now (or 11-23 14:05)")),
        ("proof", Text("凭据", "Proof"), Text("回函、截图名…", "letter, screenshot…")),
    ),
}
CANCEL = Text("取消", "Cancel")


class ActForm(QFrame):
    """Shows the fields of one act; Return does it, Esc closes, and nothing typed is lost."""

    closed = Signal()
    wanted = Signal(object)  # the act, to be done with `values`

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.act, self._number = Act.NEW, ""
        names = {name: None for lines in LINES.values() for name, _, _ in lines}
        self.editors = {name: QLineEdit() for name in names}
        self._labels = {name: QLabel() for name in names}
        self._title, self.problem = QLabel(), QLabel()
        self.save, self.cancel = QPushButton(), QPushButton()
        self._lay()
        for editor in self.editors.values():
            editor.returnPressed.connect(self.do)
        self.save.clicked.connect(self.do)
        self.cancel.clicked.connect(self.closed)

    def _lay(self) -> None:
        self._title.setProperty("look", "heading")
        self.problem.setProperty("look", "warning")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.save.setProperty("look", "primary")
        self._rows = QFormLayout()
        self._rows.setSpacing(6)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, editor in self.editors.items():
            self._labels[name].setBuddy(editor)
            self._rows.addRow(self._labels[name], editor)
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._rows)
        column.addWidget(self.problem)
        column.addLayout(ends)
        column.addStretch(1)

    def open(self, act: Act, values: Mapping[str, str], number: str = "") -> None:
        """Show the fields of an act on `number`, filled with `values`.

        A new one goes on where it was left.
        """
        self._number = number
        again = act is self.act is Act.NEW
        self.act = act
        shown = {name for name, _, _ in LINES[act]}
        for name, editor in self.editors.items():
            self._rows.setRowVisible(editor, name in shown)
            if not again:
                editor.setText(values.get(name, ""))
        self.problem.hide()
        self.retranslate()
        first = next((self.editors[name] for name, _, _ in LINES[act]), self.save)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, str]:
        """Return what stands in the fields of the act."""
        return {name: self.editors[name].text() for name, _, _ in LINES[self.act]}

    def do(self) -> None:
        """Ask for the act; what is wrong is said beneath."""
        self.wanted.emit(self.act)

    def refuse(self, problem: Problem) -> None:
        """Say beneath the fields what is wrong."""
        self.problem.setText(problem.in_(self._speech.language))
        self.problem.show()

    def clear(self) -> None:
        """Empty the fields once the act is done."""
        for editor in self.editors.values():
            editor.clear()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self._title.setText(" · ".join(filter(None, (say(NAMES[self.act]), self._number))))
        for name, words, hint in LINES[self.act]:
            self._labels[name].setText(say(words))
            self.editors[name].setAccessibleName(say(words))
            every = name == "systems" and self.act is Act.NEW
            told = Text("如 U8 NC;不填为全部", "such as U8 NC; empty: all") if every else hint
            self.editors[name].setPlaceholderText(say(told))
        self.save.setText(say(NAMES[self.act]))
        self.cancel.setText(say(CANCEL))
        for button in (self.save, self.cancel):
            button.setAccessibleName(button.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
