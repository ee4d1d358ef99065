"""The form of one portal: name, kind, address, token, company CA; tested before it is kept."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.portal_entry import KINDS, PortalEntry
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.sync.portals import FOREIGN, PortalsModel
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.sync.portal_steps import PortalSteps

NAME = Text("名称", "Name")
KIND = Text("类型", "Kind")
URL = Text("网址", "Address")
USER = Text("用户名", "User")
PLACE = Text("新工单的队列/项目", "Queue or project")
TOKEN = Text("访问令牌", "Access token")
AUTHORITY = Text("企业 CA 证书", "Company CA file")
PASSPHRASE = Text("保管口令", "Passphrase")
KEPT_TOKEN = Text("已保存;不改请留空", "Kept; leave empty to keep it")
NEW_TOKEN = Text("由门户管理员给您,只显示一次", "Your portal's administrator gives it, shown once")
SYSTEM_CA = Text("留空:信任操作系统的证书", "Empty: trust what the system trusts")
CHOOSE = Text("选择证书文件", "Choose the certificate file")


class PortalForm(QFrame):
    """Edits one portal in place; Esc leaves, and nothing is kept before it is saved."""

    done = Signal()

    def __init__(self, speech: Speech, model: PortalsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._model = model
        self._old = ""
        self._words: tuple[tuple[str, str], ...] = ()
        self.name, self.url, self.user, self.place = (QLineEdit() for _ in range(4))
        self.kind = Combo()
        self.token, self.passphrase, self.authority = QLineEdit(), QLineEdit(), QLineEdit()
        self.browse = QToolButton()
        self.test, self.save, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self.steps = PortalSteps(speech)
        self._fault = QLabel()
        self._labels: list[tuple[QLabel, Text, QWidget]] = []
        self._lay()
        self.test.clicked.connect(self._on_test)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.done)
        self.browse.clicked.connect(self._on_browse)
        self.kind.activated.connect(lambda _at: self._fit_kind())
        for field in (self.name, self.url, self.user, self.place, self.token, self.passphrase):
            field.returnPressed.connect(self._on_save)
        self.retranslate()

    def _lay(self) -> None:
        for field in (self.token, self.passphrase):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.browse.setProperty("look", "quiet")
        self.browse.setIcon(icons.icon("file", "muted"))
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.authority, 1)
        row.addWidget(self.browse)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        fields: tuple[tuple[Text, QWidget], ...] = (
            (NAME, self.name), (KIND, self.kind), (URL, self.url), (USER, self.user),
            (PLACE, self.place), (TOKEN, self.token), (PASSPHRASE, self.passphrase),
            (AUTHORITY, self.authority),
        )  # fmt: skip
        for at, (name, one) in enumerate(fields):
            label = QLabel()
            label.setBuddy(one)
            self._labels.append((label, name, one))
            self._grid.addWidget(label, at, 0)
            self._grid.addWidget(beside if one is self.authority else one, at, 1)
        self._fault.setWordWrap(True)
        self._fault.setTextFormat(Qt.TextFormat.PlainText)
        self._fault.setProperty("look", "warning")
        self._fault.hide()
        self.save.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.test)
        acts.addStretch(1)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._grid)
        column.addWidget(self._fault)
        column.addWidget(self.steps)
        column.addLayout(acts)

    def start(self, entry: PortalEntry | None) -> None:
        """Edit `entry`, or a new one."""
        self._old = entry.name if entry else ""
        self._words = entry.words if entry else ()  # told on the terminal; kept as they are
        shown = entry or PortalEntry("", "native", "https://")
        for field, value in (
            (self.name, shown.name), (self.url, shown.url), (self.user, shown.user),
            (self.place, shown.place), (self.authority, shown.authority), (self.token, ""),
            (self.passphrase, ""),
        ):  # fmt: skip
            field.setText(value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(shown.kind)))
        self.steps.show_steps(())
        self._tell(None)
        self._fit_kind()
        self.retranslate()
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def entry(self) -> PortalEntry:
        """Return what stands in the fields."""
        return PortalEntry(
            self.name.text(), str(self.kind.currentData()), self.url.text(), self.user.text(),
            self.authority.text(), self.place.text(), self._words,
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        kept = self.kind.currentData()
        self.kind.clear()
        for key, words in KINDS.items():
            self.kind.addItem(say(words), key)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kept)))
        for label, name, field in self._labels:
            label.setText(say(name))
            field.setAccessibleName(say(name))
            field.setMinimumHeight(theme.px(30))
        self.token.setPlaceholderText(say(KEPT_TOKEN if self._old else NEW_TOKEN))
        self.authority.setPlaceholderText(say(SYSTEM_CA))
        self.browse.setAccessibleName(say(CHOOSE))
        self.browse.setToolTip(say(CHOOSE))
        for button, words in (
            (self.test, Text("测试连接", "Test the connection")),
            (self.save, Text("保存", "Save")), (self.cancel, Text("取消", "Cancel")),
        ):  # fmt: skip
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.steps.retranslate()
        self._fit_kind()

    def _fit_kind(self) -> None:
        foreign = str(self.kind.currentData()) in FOREIGN
        asks = self._model.keeper is not None and self._model.keeper.asks
        for label, name, field in self._labels:
            if name in (USER, PLACE):
                label.setVisible(foreign)
                field.setVisible(foreign)
            elif name is PASSPHRASE:
                label.setVisible(asks)
                field.setVisible(asks)

    def _on_test(self) -> None:
        self._tell(None)
        self.steps.wait()
        try:
            self._model.test(self.entry(), self.token.text().strip(), self.steps.show_steps)
        except Problem as problem:
            self.steps.show_steps(())
            self._tell(problem)

    def _on_save(self) -> None:
        problem = self._model.save(
            self.entry(), self.token.text().strip(), self.passphrase.text(), self._old
        )
        self._tell(problem)
        if problem is None:
            self.token.clear()
            self.passphrase.clear()
            self.done.emit()

    def _tell(self, problem: Problem | None) -> None:
        self._fault.setVisible(problem is not None)
        if problem is not None:
            self._fault.setText(problem.in_(self._speech.language))

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._speech(CHOOSE), str(Path.home()), "PEM (*.pem *.crt *.cer)"
        )
        if chosen:
            self.authority.setText(chosen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
            return
        super().keyPressEvent(event)
