"""The watch rules: which are on here, what they saw last, and taking one as this machine's own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.watch.look import VERDICTS, Verdict
from firstline.domain.watch.rule import OWN_KEYS, SEVERITIES, WATCHED
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.watching import RuleRow, WatchModel
from firstline.widgets import layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (Text("状态", "State"), Text("规则", "Rule"), Text("看什么", "Watches"),
         Text("间隔", "Every"), Text("上次看到", "Last seen"))  # fmt: skip
KEYS: dict[str, Text] = {
    "place": Text("位置", "Place"), "every_min": Text("几分钟看一次", "Every (min)"),
    "min_free_gb": Text("少于 GB 就报", "Alert below GB"),
    "clear_free_gb": Text("多于 GB 才消", "Clear from GB"),
    "max_age_h": Text("最旧几小时", "Oldest (h)"), "min_kb": Text("至少 KB", "At least KB"),
    "find": Text("找什么", "Find"), "regex": Text("正则式", "As a pattern"),
    "at_least": Text("至少几行", "At least lines"),
    "within_min": Text("最近几分钟", "Last minutes"),
    "tail_kb": Text("末尾 KB", "Tail KB"), "port": Text("端口", "Port"),
    "timeout_s": Text("等几秒", "Wait (s)"), "key_column": Text("名称列", "Name column"),
    "key": Text("名称", "Name"), "state_column": Text("状态列", "State column"),
    "good": Text("好的状态", "Good states"),
}  # fmt: skip
USE, SAVE = Text("启用到本机", "Switch on here"), Text("保存", "Save")
REMOVE, LOOK = Text("移除", "Take off"), Text("试看一次", "Look once")
LARGE = 150
FREE = Text("只读:不写文件,不动数据库。", "It only reads: no file and no database is written.")
_MARKS = {Verdict.GOOD: ("✓", "ok"), Verdict.NEAR: ("◷", "P2"), Verdict.BAD: ("▲", "P1"),
          Verdict.UNREAD: ("?", "P2")}  # fmt: skip


class RulePart(QWidget):
    """The leaf of the rules."""

    def __init__(self, desktop: Desktop, model: WatchModel) -> None:
        super().__init__()
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self.table = PlainTable(1, (124, 240, 140, 84, 200), (4, 3, 2))
        self._title, self._facts, self._free = QLabel(), QLabel(), QLabel()
        self.fields: dict[str, QLineEdit] = {name: QLineEdit() for name in KEYS}
        self._labels = {name: QLabel() for name in KEYS}
        self.use, self.remove, self.look = QPushButton(), QPushButton(), QPushButton()
        self._panel = QFrame()
        self._shown = ""
        self._lay()
        self.table.chosen.connect(self._show_one)
        self.use.clicked.connect(self.keep)
        self.remove.clicked.connect(self._remove)
        self.look.clicked.connect(self._look)
        model.loaded.connect(self._on_loaded)

    def _lay(self) -> None:
        self._panel.setObjectName("pane")
        self._title.setProperty("look", "heading")
        self._facts.setProperty("look", "muted")
        self._free.setProperty("look", "small")
        for one in (self._title, self._facts, self._free):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self._form = QFormLayout()
        self._form.setSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self.fields.items():
            self._labels[name].setBuddy(field)
            self._form.addRow(self._labels[name], field)
            field.returnPressed.connect(self.keep)
        self.use.setProperty("look", "primary")
        acts = QHBoxLayout()
        for button in (self.use, self.look, self.remove):
            acts.addWidget(button)
        acts.addStretch(1)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(10)
        for label in (self._title, self._facts):
            pile.addWidget(label)
        pile.addLayout(self._form)
        pile.addWidget(self._free)
        pile.addStretch(1)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(layouts.scrolled(inner), 1)
        column.addLayout(acts)
        side = QHBoxLayout(self)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.table, 1)
        side.addWidget(self._panel)
        enter_at(self, self.table)

    def _on_loaded(self) -> None:
        order = sorted(
            self._model.rules, key=lambda one: (not one.here, not one.rule.own, one.rule.id)
        )
        rows = [(one.rule.id, self._cells(one)) for one in order]
        self.table.show_rows([self._speech(one) for one in HEADS], rows)

    def _cells(self, row: RuleRow) -> tuple[Cell, ...]:
        say, rule = self._speech, row.rule
        state = Text("● 本机", "● here") if row.here else Text("○ 停用", "○ off")
        if rule.active and not row.here:
            state = Text(rule.host, rule.host)
        seen = Cell("—", "muted")
        if row.verdict in set(Verdict):
            mark, shade = _MARKS[Verdict(row.verdict)]
            seen = Cell(
                f"{mark} {say(row.seen)}", shade, row.verdict in (Verdict.BAD, Verdict.UNREAD)
            )
        return (
            Cell(say(state), "ok" if row.here else "muted"), Cell(say(rule.title), bold=row.here),
            Cell(say(WATCHED[rule.watch]), "muted"),
            Cell(say(Text(f"{rule.every_min} 分", f"{rule.every_min} min")), "muted"), seen,
        )  # fmt: skip

    def _row(self) -> RuleRow | None:
        return self._model.rule(self.table.key())

    def _show_one(self, key: str) -> None:
        row, say = self._row(), self._speech
        self._panel.setEnabled(row is not None)
        if row is None:
            return
        rule = row.rule
        shown = ("place", "every_min", *OWN_KEYS[rule.watch])
        for name, field in self.fields.items():
            self._form.setRowVisible(field, name in shown)
            if name in shown and (key != self._shown or not field.isModified()):
                field.setText(_words(getattr(rule, name)))
        self._shown = key
        self._title.setText(say(rule.title))
        told = [f"{rule.id} · {say(WATCHED[rule.watch])} · {say(SEVERITIES[rule.severity])}"]
        if row.verdict in set(Verdict):
            told.append(f"{say(VERDICTS[Verdict(row.verdict)])} · {say(row.seen)}")
        if rule.advice.zh:
            told.append(say(Text(f"怎么办:{rule.advice.zh}", f"What to do: {rule.advice.en}")))
        self._facts.setText("\n".join(told))
        self.use.setText(say(SAVE if rule.own and row.here else USE))
        self.remove.setVisible(rule.own)
        self.look.setEnabled(not self._model.looking)

    def keep(self) -> None:
        """Keep the chosen rule with what stands in the fields, as one of this machine."""
        row = self._row()
        if row is None:
            return
        shown = ("place", "every_min", *OWN_KEYS[row.rule.watch])
        changes = {name: self.fields[name].text().strip() for name in shown}
        if self._model.keep(row.rule, changes):
            for field in self.fields.values():
                field.setModified(False)

    def _remove(self) -> None:
        row = self._row()
        if row is not None:
            self._model.remove(row.rule)

    def _look(self) -> None:
        row = self._row()
        if row is not None:
            self._model.look([row.rule])

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.table.setAccessibleName(say(Text("监视规则", "Watch rules")))
        for name, words in KEYS.items():
            self._labels[name].setText(say(words))
            self.fields[name].setAccessibleName(say(words))
        for button, words in ((self.use, USE), (self.remove, REMOVE), (self.look, LOOK)):
            button.setText(say(words))
        self._free.setText(say(FREE))
        for column in (2, 3):  # the names need the room where the text is large
            self.table.setColumnHidden(column, theme.percent() > LARGE)
        self._panel.setFixedWidth(theme.px(360))
        self._on_loaded()


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else ""
