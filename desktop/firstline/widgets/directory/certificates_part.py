"""Certificates: who may do which steps, until when; one recorded, granted or revoked in place."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.training.training import Standing, scope_words
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.certificates import CertificateRow, CertificatesModel
from firstline.widgets import icons, theme
from firstline.widgets.directory.certificate_sheet import CertificateSheet
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.shell.toast import announce

HEADS = (
    Text("人员", "Person"), Text("课程", "Course"), Text("开放", "Opens"), Text("状态", "State"),
    Text("有效到", "Until"), Text("授予", "Granted by"), Text("范围", "Scope"),
)  # fmt: skip
NEW = Text("登记证书", "Record a certificate")
EMPTY = Text(
    "还没有证书:登记后,持证的人才能做知识文章里的 L1 步骤。",
    "No certificates yet: with one, its holder may do the L1 steps of the articles.",
)
GRANT = Text("授予", "Grant")
REVOKE = Text("撤销", "Revoke")
REASON = Text("撤销原因", "Why it is revoked")
_MOST_PX = 460  # of the side: large text leaves the table its room
_MARKS = {
    Standing.VALID: ("✓", "ok"),
    Standing.NOT_YET: ("○", "muted"),
    Standing.UNGRANTED: ("◷", "P2"),
    Standing.ALTERED: ("⚠", "P2"),
    Standing.EXPIRED: ("✗", "P1"),
    Standing.REVOKED: ("✗", "muted"),
}


class CertificatesPart(QFrame):
    """A table of certificates, and beside it the one that is chosen or the sheet for a new one."""

    def __init__(self, desktop: Desktop, model: CertificatesModel) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._speech = desktop.speech
        self._model = model
        self._key = ""
        self.summary = QLabel()
        self.new = QPushButton()
        self.table = PlainTable(6, (130, 84, 60, 120, 100, 120, 120), (2, 5, 6))
        self.empty = Empty(self._speech)
        self.sheet = CertificateSheet(desktop, model)
        self.grant, self.revoke = QPushButton(), QPushButton()
        self.reason = QLineEdit()
        self._title, self._state, self._facts, self._said = QLabel(), QLabel(), QLabel(), QLabel()
        self._lay()
        self.new.clicked.connect(self.open_sheet)
        self.empty.wanted.connect(self.open_sheet)
        self.table.chosen.connect(self._show)
        self.grant.clicked.connect(lambda: model.grant(self._key))
        self.revoke.clicked.connect(self._on_revoke)
        self.reason.textChanged.connect(self._on_reason)
        self.reason.returnPressed.connect(self._on_revoke)
        self.sheet.closed.connect(self._close_sheet)
        model.loaded.connect(self._on_loaded)
        model.said.connect(self._on_said)
        enter_at(self, self.table)
        self.retranslate()

    def _lay(self) -> None:
        self.new.setProperty("look", "primary")
        self._said.setProperty("look", "small")
        top = QHBoxLayout()
        top.setContentsMargins(20, 10, 20, 10)
        top.setSpacing(12)
        top.addWidget(self.summary)
        top.addWidget(self._said, 1)
        top.addWidget(self.new)
        self._side = QStackedWidget()
        self._side.addWidget(self._panel())
        self._side.addWidget(self.sheet)
        self._left = QStackedWidget()
        self._left.addWidget(self.table)
        self._left.addWidget(self.empty)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self._left, 1)
        both.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(both, 1)

    def _panel(self) -> QWidget:
        panel = QFrame()
        panel.setObjectName("pane")
        self._title.setProperty("look", "heading")
        self._facts.setProperty("look", "muted")
        for one in (self._title, self._state, self._facts, self._said, self.summary):
            one.setTextFormat(Qt.TextFormat.PlainText)
        for one in (self._title, self._state, self._facts):
            one.setWordWrap(True)
        self.grant.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.addWidget(self.reason, 1)
        acts.addWidget(self.revoke)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        for part in (self._title, self._state, self._facts):
            inside.addWidget(part)
        inside.addWidget(self.grant, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addSpacing(8)
        inside.addLayout(acts)
        inside.addStretch(1)
        return panel

    def open_sheet(self) -> None:
        """Show the sheet for a new certificate, as it was left."""
        self._side.setCurrentIndex(1)
        self._side.show()
        self.sheet.open()

    def _close_sheet(self, made: str) -> None:
        self._side.setCurrentIndex(0)
        if made:
            self.table.go_to(made)
        self._show(self.table.key())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_loaded(self) -> None:
        say, model = self._speech, self._model
        self.summary.setText(say(model.summary))
        self.table.show_rows(
            [say(one) for one in HEADS],
            [(one.certificate.id, self._cells(one)) for one in model.rows],
        )
        self._left.setCurrentIndex(0 if model.rows else 1)

    def _cells(self, row: CertificateRow) -> tuple[Cell, ...]:
        say, one = self._speech, row.certificate
        mark, shade = _MARKS[row.standing]
        if row.soon:
            mark, shade = "◷", "P2"
        return (
            Cell(one.person, bold=True), Cell(one.course), Cell(one.opens or "—"),
            Cell(f"{mark} {say(row.state)}", shade, shade in ("P1", "P2")),
            Cell(str(one.until or "—")), Cell(one.granted_by or "—", "muted"),
            Cell(say(scope_words(one)), "muted"),
        )  # fmt: skip

    def _show(self, key: str) -> None:
        other, self._key = key != self._key, key
        row = self._model.row(key)
        self._side.setVisible(row is not None or self._side.currentIndex() == 1)
        if row is None:
            return
        say, one = self._speech, row.certificate
        course = self._model.courses.get(one.course)
        self._title.setText(f"{one.person} · {one.course} {say(course.title) if course else ''}")
        mark, _ = _MARKS[row.standing]
        self._state.setText(f"{mark} {say(row.state)}")
        self._facts.setText("\n".join(say(two) for two in self._lines(row)))
        waits = row.standing in (Standing.UNGRANTED, Standing.ALTERED)
        self.grant.setVisible(waits)
        self.grant.setEnabled(row.may_grant)
        self.grant.setToolTip(
            ""
            if row.may_grant
            else say(Text("要由另一位有名字的人授予", "Somebody else grants it"))
        )
        for part in (self.reason, self.revoke):
            part.setVisible(one.revoked_at is None)
        if other:  # a reason that is being written outlives whatever arrives
            self.reason.clear()

    @staticmethod
    def _lines(row: CertificateRow) -> list[Text]:
        one, scope = row.certificate, scope_words(row.certificate)
        lines = [Text(f"通过 {one.on},有效到 {one.until or '不限'}",
                      f"Passed {one.on}, holds until {one.until or 'revoked'}"),
                 Text(f"范围:{scope.zh}", f"Scope: {scope.en}")]  # fmt: skip
        if one.score:
            lines.append(Text(f"分数 {one.score}", f"Score {one.score}"))
        if one.proof:
            lines.append(Text(f"凭据:{one.proof}", f"Proof: {one.proof}"))
        lines.append(
            Text(f"登记:{one.recorded_by or '—'}", f"Recorded by {one.recorded_by or '—'}")
        )
        if one.granted_at:
            on = one.granted_at.date()
            lines.append(Text(f"授予:{one.granted_by},{on}", f"Granted by {one.granted_by}, {on}"))
        if one.revoked_at:
            by, on, why = one.revoked_by, one.revoked_at.date(), one.revoke_reason
            lines.append(Text(f"撤销:{by},{on}:{why}", f"Revoked by {by}, {on}: {why}"))
        return lines

    def _on_reason(self, text: str) -> None:
        self.revoke.setEnabled(bool(text.strip()))

    def _on_revoke(self) -> None:
        if self.reason.text().strip() and self._model.revoke(self._key, self.reason.text()):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_said(self, words: Text) -> None:
        said = f"✓ {self._speech(words)}"
        self._said.setText(said)
        announce(self, said)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.new.setText(f" {say(NEW)}")
        self.new.setAccessibleName(say(NEW))
        self.new.setIcon(icons.icon("plus", "on_accent"))
        self.new.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.empty.tell("users", EMPTY, NEW)
        self.table.setAccessibleName(say(Text("证书", "Certificates")))
        for button, words in ((self.grant, GRANT), (self.revoke, REVOKE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.reason.setPlaceholderText(say(REASON))
        self.reason.setAccessibleName(say(REASON))
        self.revoke.setEnabled(bool(self.reason.text().strip()))
        self._side.setFixedWidth(min(theme.px(360), _MOST_PX))
        self._said.clear()
        self.sheet.retranslate()
        if self._model.awake:
            self._on_loaded()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.look(looking=True)
        self.sheet.fill()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.look(looking=False)
        self._model.flush()
