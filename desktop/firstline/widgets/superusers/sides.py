"""What stands beside map and people: the chosen spot with who is there, or the chosen person."""

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.ticket import first_line
from firstline.domain.training.superuser import SuperUser, allowed, class_name
from firstline.domain.training.training import STANDINGS, scope_words
from firstline.domain.words import Text
from firstline.viewmodel.superusers.heat import GLYPHS, WORDS, Heat, SpotCell, place_words
from firstline.viewmodel.superusers.model import SuperusersModel
from firstline.widgets import theme
from firstline.widgets.superusers.heat_map import SHADES

BACKUP = Text("备份人员", "Backup")
SAVE = Text("保存", "Save")
NOBODY = Text("未写明", "not named")
RATE = Text("首线解决率", "First-line solution rate")
MAY = Text("允许的操作,按安全级别", "Permitted actions, by safety class")
HOW = Text("排班、培训并授予证书后,这一格才会变绿。",
           "Plan, train and certify somebody: then this cell turns green.")  # fmt: skip


class _Side(QFrame):
    """A heading, a line that says how it stands, and words beneath."""

    def __init__(self, model: SuperusersModel) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._model = model
        self._speech = model.desktop.speech
        self.title, self.state, self.facts = QLabel(), QLabel(), QLabel()
        self.title.setProperty("look", "heading")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(10)
        for one in (self.title, self.state, self.facts):
            plain(one)
            self.column.addWidget(one)

    def dye(self, words: str, shade: str) -> None:
        """Say how it stands, in a colour."""
        self.state.setText(words)
        colour = theme.token(shade).name()
        self.state.setStyleSheet(f"color: {colour}; font-weight: 700;")


class SpotSide(_Side):
    """Who is there, and who else at the site could be asked."""

    def __init__(self, model: SuperusersModel) -> None:
        super().__init__(model)
        self.column.addStretch(1)

    def show_spot(self, cell: SpotCell) -> None:
        """Show a cell of the map."""
        say = self._speech
        self.title.setText(f"{say(place_words(cell.spot))} · {cell.spot[2]}")
        self.dye(f"{GLYPHS[cell.heat]} {say(WORDS[cell.heat])}", SHADES[cell.heat])
        lines = [f"● {self._named(name)}" for name in cell.who]
        if cell.heat in (Heat.STOP, Heat.NONE):
            lines += self._elsewhere(cell)
        self.facts.setText("\n".join(lines))

    def _named(self, name: str) -> str:
        held = next((one.certificate for one in self._model.people if one.name == name), None)
        if held is None:
            return name
        until = self._speech(Text(f"到 {held.until or '不限'}", f"until {held.until or 'revoked'}"))
        return f"{name} · {held.course} {held.opens} · {until}"

    def _elsewhere(self, cell: SpotCell) -> list[str]:
        """Return who holds it in another shift of the same site, and what can be done."""
        say, (site, _, module) = self._speech, cell.spot
        who = self._model.seen.map.who if self._model.seen else {}
        found = [
            f"{name} ({shift})" for (where, shift, what), names in who.items()
            if where == site and what == module for name in names
        ]  # fmt: skip
        lines = [say(HOW)]
        if found:
            names = ", ".join(found)
            words = Text(f"同一站点的其他班次:{names}", f"Other shifts here: {names}")
            lines.insert(0, say(words))
        return lines


class PersonSide(_Side):
    """One super-user: certificate, what is permitted, the rate, and who stands in."""

    kept = Signal()

    def __init__(self, model: SuperusersModel) -> None:
        super().__init__(model)
        self.key = ""
        self.may_head, self.may = QLabel(), QLabel()
        self.rate_head, self.rate = QLabel(), QLabel()
        self.backup_head, self.backup, self.save = QLabel(), QLineEdit(), QPushButton()
        for head in (self.may_head, self.rate_head, self.backup_head):
            head.setProperty("look", "small")
        for one in (self.may_head, self.may, self.rate_head, self.rate, self.backup_head):
            plain(one)
            self.column.addWidget(one)
        self.backup_head.setBuddy(self.backup)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)  # one for ever: Return comes through it
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.backup.setCompleter(completer)
        acts = QHBoxLayout()
        acts.addWidget(self.backup, 1)
        acts.addWidget(self.save)
        self.column.addLayout(acts)
        self.column.addStretch(1)
        self.save.clicked.connect(self._keep)
        self.backup.returnPressed.connect(self._keep)
        self.backup.textEdited.connect(self._typed)

    def show_person(self, one: SuperUser) -> None:
        """Show a person; a backup that is being typed stays as it is typed."""
        if one.key != self.key or not self.backup.isModified():
            self.backup.setText(one.backup)
            self._typed()
        self.key = one.key
        names = [two.name for two in self._model.people if two.key != one.key]
        if names != self._names.stringList():
            self._names.setStringList(names)
        self.title.setText(" · ".join(part for part in (one.name, one.site, one.shift) if part))
        self._show_state(one)
        say = self._speech
        self.may.setText("\n".join(
            f"{'✓' if two.open else '✗'} {say(class_name(two.safety))}: {say(two.why)}"
            for two in allowed(one)
        ))  # fmt: skip
        self.show_rate()

    def show_rate(self) -> None:
        """Show the rate of the person who is shown, with both numbers and why."""
        one = self._model.person(self.key)
        if one is None:
            return
        found, say = self._model.rate(one.name), self._speech
        why = say(first_line.why(found, self._model.span))
        self.rate.setText(f"{say(first_line.short(found))}\n{why}" if self._model.is_counted
                          else say(Text("正在统计…", "Reckoning…")))  # fmt: skip

    def _show_state(self, one: SuperUser) -> None:
        say, cert = self._speech, one.certificate
        if cert is None or one.standing is None:
            self.dye(say(Text("✗ 没有证书", "✗ no certificate")), "P1")
            self.facts.setText("")
            return
        mark, shade = ("✓", "ok") if one.level else ("✗", "P1")
        self.dye(f"{mark} {cert.course} {cert.opens} · {say(STANDINGS[one.standing])}", shade)
        scope = scope_words(cert)
        self.facts.setText("\n".join((
            say(Text(f"有效到 {cert.until or '不限'}", f"Holds until {cert.until or 'revoked'}")),
            say(Text(f"范围:{scope.zh}", f"Scope: {scope.en}")),
        )))  # fmt: skip

    def _typed(self) -> None:
        self.save.setEnabled(self.backup.isModified())

    def _keep(self) -> None:
        if self.backup.isModified() and self._model.name_backup(self.key, self.backup.text()):
            self.backup.setModified(False)
            self._typed()
            self.kept.emit()

    def retranslate(self) -> None:
        """Say the heads in the language in use."""
        say = self._speech
        self.may_head.setText(say(MAY))
        self.rate_head.setText(say(RATE))
        self.backup_head.setText(say(BACKUP))
        self.backup.setAccessibleName(say(BACKUP))
        self.backup.setPlaceholderText(say(NOBODY))
        self.save.setText(say(SAVE))
        self.save.setAccessibleName(f"{say(SAVE)} {say(BACKUP)}")


def plain(label: QLabel) -> None:
    """Let a label show words as they are, over several lines, to be copied."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
