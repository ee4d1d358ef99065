"""The authorisation of a hand-off: choose one, record one in place, revoke one at once."""

from PySide6.QtCore import Qt
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

from firstline.domain.authorisations.acts import revoke
from firstline.domain.authorisations.authorisation import Authorisation, Standing
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.grant import GrantForm, line, recorded
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.viewmodel.plain import tip
from firstline.widgets.combo import Combo

HEADING = Text("授权", "Authorisation")
WHY = Text("日志和附件要有授权才能外发;只有工单文字时不用。",
           "Logs and attachments leave only under one; plain ticket text needs none.")  # fmt: skip
NONE = Text("没有授权:日志和附件留在厂内", "None: logs and attachments stay in the plant")
NEW = Text("登记授权…", "Record one…")
REVOKE = Text("撤销", "Revoke")
REVOKED = Text("已撤销授权,立即生效", "Authorisation revoked; it holds no longer")
RECORDED = Text("已登记授权", "Authorisation recorded")
SAVE = Text("登记", "Record")
CANCEL = Text("取消", "Cancel")
FIELDS: tuple[tuple[str, Text, Text], ...] = (
    ("purpose", Text("目的", "Purpose"), Text("如 查 P1 卡死", "such as the P1 hang")),
    ("scope", Text("数据范围", "Scope"), Text("如 nc-log 最近 2 MB", "such as 2 MB of nc-log")),
    ("person", Text("谁可以看", "Person"), Text("姓名", "name")),
    ("company", Text("他的公司", "Company"), Text("", "")),
    (
        "until",
        Text("到何时", "Until"),
        Text("几天,或 2026-12-01 18:00", "days, or a date and time"),
    ),
    ("approver", Text("批准人", "Approver"), Text("不能是自己", "not oneself")),
    ("systems", Text("系统", "Systems"), Text("如 U8 NC;不填为本单产品", "such as U8 NC")),
    ("staff_no", Text("他的工号", "Staff number"), Text("", "")),
    ("tool", Text("工具", "Tool"), Text("如 ToDesk、VPN", "such as ToDesk, VPN")),
    ("escort", Text("陪同人", "Escort"), Text("谁在旁边看", "who watches")),
    ("backup", Text("备份确认", "Backup"), Text("谁、何时确认", "confirmed by whom, when")),
    ("destroy", Text("数据去处", "Data"), Text("带走什么、怎样销毁", "what, destroyed how")),
    ("destroy_on", Text("销毁期限", "Destroy by"), Text("如 2026-12-15", "such as 2026-12-15")),
)


class GrantPart(QFrame):
    """Lists authorisations, those that hold first; the form opens beneath and is never modal."""

    def __init__(self, desktop: Desktop, model: HandoffModel) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._numbers: list[str] = []
        self.heading, self.why, self.problem = QLabel(), QLabel(), QLabel()
        self.heading.setProperty("look", "heading")
        self.why.setProperty("look", "small")
        self.problem.setProperty("look", "warning")
        self.choice = Combo()
        self.choice.setSizeAdjustPolicy(
            Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.new, self.revoke = QPushButton(), QPushButton()
        self.save, self.cancel = QPushButton(), QPushButton()
        self.save.setProperty("look", "primary")
        self.editors = {name: QLineEdit() for name, _, _ in FIELDS}
        self._labels = {name: QLabel() for name, _, _ in FIELDS}
        self.form = QFrame()
        self._lay()
        self.choice.activated.connect(self._on_choice)
        self.new.clicked.connect(self.open_form)
        self.revoke.clicked.connect(self._on_revoke)
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(self.close_form)
        for editor in self.editors.values():
            editor.returnPressed.connect(self.record)
        model.listed.connect(self.fill)
        model.opened.connect(self.fill)
        desktop.changed.connect(self._on_changed)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _lay(self) -> None:
        for label in (self.why, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.hide()
        acts = QHBoxLayout()
        acts.addWidget(self.new)
        acts.addWidget(self.revoke)
        acts.addStretch(1)
        rows = QFormLayout()
        rows.setSpacing(6)
        for name, editor in self.editors.items():
            self._labels[name].setBuddy(editor)
            rows.addRow(self._labels[name], editor)
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.save)
        inside = QVBoxLayout(self.form)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addLayout(rows)
        inside.addWidget(self.problem)
        inside.addLayout(ends)
        self.form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        for part in (self.heading, self.why, self.choice):
            column.addWidget(part)
        column.addLayout(acts)
        column.addWidget(self.form)
        column.addStretch(1)

    def fill(self) -> None:
        """List the authorisations as they stand."""
        rows = self._model.authorisations()
        speech = self._speech
        self._numbers = ["", *(one.number for one, _ in rows)]
        self.choice.clear()
        self.choice.addItem(speech(NONE))
        for one, standing in rows:
            self.choice.addItem(speech(line(one, standing)))
        number = self._model.number
        at = self._numbers.index(number) if number in self._numbers else 0
        self.choice.setCurrentIndex(at)
        self.choice.setToolTip(tip(self.choice.currentText()))
        standing = rows[at - 1][1] if at else Standing.REVOKED
        self.revoke.setEnabled(standing is not Standing.REVOKED)

    def open_form(self) -> None:
        """Open the form, as it was left."""
        self.problem.hide()
        self.form.show()
        self.editors["purpose"].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Close the form; what was typed is still there when it is opened again."""
        self.form.hide()
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def record(self) -> None:
        """Record what was typed and use it; what is wrong is said beneath, nothing is lost."""
        ticket = self._model.ticket
        form = GrantForm(**{name: one.text() for name, one in self.editors.items()})
        product = ticket.product if ticket else ""
        try:
            edit = recorded(form, product, self._desktop.stamp(), self._desktop.zone)
        except Problem as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        if self._desktop.perform(edit, text=RECORDED):
            for one in self.editors.values():
                one.clear()
            self.form.hide()
            number = next(one.number for one, _ in self._model.authorisations()
                          if one.id == edit.entity)  # fmt: skip
            self._model.use(number)
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.heading.setText(speech(HEADING))
        self.why.setText(speech(WHY))
        self.choice.setAccessibleName(speech(HEADING))
        for button, text in ((self.new, NEW), (self.revoke, REVOKE), (self.save, SAVE),
                             (self.cancel, CANCEL)):  # fmt: skip
            button.setText(speech(text))
        for name, text, hint in FIELDS:
            self._labels[name].setText(speech(text))
            self.editors[name].setAccessibleName(speech(text))
            self.editors[name].setPlaceholderText(speech(hint))
        self.fill()

    def _on_choice(self, at: int) -> None:
        self._model.use(self._numbers[at])

    def _on_revoke(self) -> None:
        number = self._numbers[max(0, self.choice.currentIndex())]
        for one, _ in self._model.authorisations():
            if one.number == number:
                self._revoke(one)

    def _revoke(self, one: Authorisation) -> None:
        """Revoke it at once; undo offers nothing here, since nobody has approved it anew."""
        desktop = self._desktop
        try:
            desktop.store.perform(revoke(one, desktop.stamp()), now=desktop.ticking.now())
        except Problem as problem:
            desktop.problem.emit(problem)
            return
        self._model.released.emit(REVOKED)
        self._model.use(one.number)

    def _on_changed(self, changed: object) -> None:
        kinds = getattr(changed, "kinds", ())
        if self.isVisible() and ("authorisation" in kinds or getattr(changed, "everything", False)):
            self.fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form.isVisible():
            self.close_form()
            return
        super().keyPressEvent(event)
