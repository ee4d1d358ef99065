"""The portals in the settings: one line each, the form in place, and what signing out leaves."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.portal_entry import PortalEntry
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.sync.portals import PortalsModel, Step, keeper_words, kind_name, what_stays
from firstline.viewmodel.sync.sync import SyncModel
from firstline.widgets import icons, layouts, theme
from firstline.widgets.settings.rows import Card
from firstline.widgets.sync.portal_form import PASSPHRASE, PortalForm
from firstline.widgets.sync.portal_steps import PortalSteps

NONE = Text(
    "还没有连接门户。连接后,工单会在多台电脑之间自动保持一致;没有网络时照常工作。",
    "No portal is connected. With one, tickets stay the same on several PCs; without a network you "
    "work on as usual.",
)
ADD = Text("添加门户", "Add a portal")
SEARCHED = Text("门户 同步 令牌 网址 登录", "portal sync token address sign in rt redmine")


class PortalsCard(Card):
    """Lists the portals; everything happens in place, nothing in a dialog."""

    def __init__(self, speech: Speech, model: PortalsModel, sync: SyncModel | None) -> None:
        super().__init__(speech, Text("门户", "Portals"))
        self._model = model
        self._sync = sync
        self._leaving = ""
        self._steps: dict[str, PortalSteps] = {}
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.form = PortalForm(speech, model)
        self.form.hide()
        self.form.done.connect(self._close_form)
        self.add_button = QPushButton()
        self.add_button.setIcon(icons.icon("plus"))
        self.add_button.clicked.connect(lambda: self.edit(None))
        self._keeper = QLabel()
        self._keeper.setProperty("look", "small")
        self._keeper.setWordWrap(True)
        self._lock = _Lock(speech, model)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(16)
        foot.addWidget(self._keeper, 1)
        foot.addWidget(self.add_button)
        for part in (self._list, self.form, self._lock, self._foot):
            self._column.addWidget(part)
        self._rule = QFrame()
        self._rule.setObjectName("line")
        self._column.insertWidget(1, self._rule)
        model.changed.connect(self.retranslate)
        self.retranslate()

    def edit(self, entry: PortalEntry | None) -> None:
        """Open the form for `entry`, or for a new portal."""
        self._leaving = ""
        self._model.look()
        self.form.start(entry)
        self.retranslate()

    def fits(self, typed: str) -> bool:
        """Whether the search text stands in the card's words."""
        wanted = typed.strip().casefold()
        told = [*SEARCHED, *(part for one in self._model.entries for part in (one.name, one.url))]
        return any(wanted in one.casefold() for one in told)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        super().retranslate()
        if not hasattr(self, "_foot"):
            return
        say = self._speech
        entries = self._model.entries
        kept = {name: one.steps for name, one in self._steps.items()}
        self._steps = {}
        layouts.empty(self._lines)
        for at, entry in enumerate(entries):
            if at:
                rule = QFrame()
                rule.setObjectName("line")
                self._lines.addWidget(rule)
            self._lines.addWidget(self._line(entry, default=at == 0))
            self._lines.addWidget(self._result(entry.name, kept.get(entry.name, ())))
            if entry.name == self._leaving:
                self._lines.addWidget(self._question(entry))
        if not entries and self.form.isHidden():
            self._lines.addWidget(_inset(QWidget(self._list), _words(say(NONE), "muted")))
        self._keeper.setText(say(keeper_words(self._model.keeper)))
        self._keeper.setVisible(self._model.keeper is not None)
        self.add_button.setText(f" {say(ADD)}")
        self.add_button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.add_button.setAccessibleName(say(ADD))
        self.add_button.setVisible(self.form.isHidden())
        self._rule.setVisible(not self.form.isHidden())
        self._lock.retranslate()
        self.form.retranslate()

    def _line(self, entry: PortalEntry, *, default: bool) -> QWidget:
        say = self._speech
        made = QFrame()
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        mark = QLabel()
        mark.setPixmap(icons.pixmap("server", theme.px(18), "muted"))
        name = entry.name
        if default and len(self._model.entries) > 1:
            name += say(Text(" · 新工单送到这里", " · new tickets go here"))
        kind = say(kind_name(entry.kind))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(_words(name, "heading"))
        words.addWidget(_words(f"{kind} · {entry.url}", "small"))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for text, act in (
            (Text("测试", "Test"), partial(self._test, entry)),
            (Text("修改", "Change"), partial(self.edit, entry)),
            (Text("移除", "Remove"), partial(self.ask_removal, entry.name)),
        ):
            button = QPushButton(say(text))
            button.setAccessibleName(f"{say(text)}: {entry.name}")
            button.clicked.connect(lambda _on=False, run=act: run())
            row.addWidget(button)
        return made

    def _result(self, name: str, steps: tuple[Step, ...]) -> QWidget:
        """Return the place of what a test of the portal finds; it comes and goes with it."""
        made = QWidget(self._list)
        shown = self._steps[name] = PortalSteps(self._speech, made)
        _inset(made, shown)
        shown.show_steps(steps)
        made.setVisible(bool(steps))
        return made

    def _question(self, entry: PortalEntry) -> QWidget:
        say = self._speech
        waiting = self._sync.unsent.acts if self._sync is not None else 0
        made = QFrame()
        made.setObjectName("noteCard")
        row = QHBoxLayout(made)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(_words(say(what_stays(entry.name, waiting)), ""), 1)
        for text, act in (
            (Text("取消", "Cancel"), partial(self.ask_removal, "")),
            (Text("移除", "Remove"), partial(self._remove, entry.name)),
        ):
            button = QPushButton(say(text))
            button.clicked.connect(lambda _on=False, run=act: run())
            row.addWidget(button)
        return _inset(QWidget(self._list), made)

    def _test(self, entry: PortalEntry) -> None:
        self._steps[entry.name].wait()
        self._show_steps_place(entry.name)
        name = entry.name
        self._model.test(entry, "", lambda steps: self.show_result(name, steps))

    def show_result(self, name: str, steps: Sequence[Step]) -> None:
        """Show what a test of the portal found."""
        if name in self._steps:
            self._steps[name].show_steps(steps)
            self._show_steps_place(name)

    def _show_steps_place(self, name: str) -> None:
        place = self._steps[name].parentWidget()
        if place is not None:
            place.setVisible(not self._steps[name].isHidden())

    def ask_removal(self, name: str) -> None:
        """Ask whether the portal is to go, in its place; "" asks no longer."""
        self._leaving = name
        self.retranslate()

    def _remove(self, name: str) -> None:
        self._leaving = ""
        self._steps.pop(name, None)
        self._model.remove(name)
        self.retranslate()

    def _close_form(self) -> None:
        self.form.hide()
        self.retranslate()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)


class _Lock(QWidget):
    """Asks for the passphrase of this run where tokens are kept under one."""

    def __init__(self, speech: Speech, model: PortalsModel) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self._words = _words("", "")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.field)
        row.addWidget(self.button)
        self.button.clicked.connect(self._on_open)
        self.field.returnPressed.connect(self._on_open)

    def retranslate(self) -> None:
        """Stand there only while the tokens are locked."""
        say, keeper = self._speech, self._model.keeper
        self.setVisible(keeper is not None and keeper.locked)
        self._words.setText(
            say(Text("输入口令以使用已保存的令牌", "Give the passphrase to use the kept tokens"))
        )
        self.field.setFixedWidth(theme.px(200))
        self.field.setAccessibleName(say(PASSPHRASE))
        self.field.setPlaceholderText(say(PASSPHRASE))
        self.button.setText(say(Text("解锁", "Unlock")))

    def _on_open(self) -> None:
        problem = self._model.unlock(self.field.text())
        self.field.clear()
        if problem is not None:
            self._words.setText(problem.in_(self._speech.language))


def _inset(made: QWidget, part: QWidget) -> QWidget:
    """Return `made` with `part` in it, at the margins of a row."""
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 4, 16, 8)
    column.addWidget(part)
    return made


def _words(text: str, look: str) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("look", look)
    return made
