"""The waves of a runbook: progress, criteria with their evidence, and the decision about each."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.runbook import wave_acts as acts
from firstline.domain.runbook.wave import DECISIONS, SIDES, Decision, Side, Wave, against, waves
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.runbook.drop import DropPlace

HEADS = (Text("批次", "Wave"), Text("范围", "Scope"), Text("完成", "Done"),
         Text("条件", "Criteria"), Text("决定", "Decision"))  # fmt: skip
CRITERIA = (Text("编号", "No."), Text("种类", "Kind"), Text("条件", "Criterion"),
            Text("证据", "Evidence"))  # fmt: skip
NONE = Text(
    "还没有批次:在看板里给检查项写批次,或在右边给一批设条件。",
    "No waves yet: give items a wave on the board, or set a criterion at the right.",
)
WAVE, SCOPE = (
    Text("批次,例如 1", "Wave, such as 1"),
    Text("范围:试点组、站点", "Scope: group, site"),
)
TEXT, ADD = Text("条件内容", "What the criterion is"), Text("加条件", "Add")
PROOF, MEET = Text("证据或重开的理由", "Evidence, or why it is open again"), Text("满足", "Met")
AGAIN, BY = Text("重开", "Reopen"), Text("谁决定", "Who decides")
WHY, SET = Text("理由", "Why"), Text("记下范围", "Set scope")
_SHADES = {Decision.GO: "ok", Decision.HOLD: "P2", Decision.BACK_OUT: "P1"}


class WavePage(QFrame):
    """Waves at the top, the criteria of the chosen one below, what is done to it at the right."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._speech = desktop.speech
        self._model = model
        self._draft = Draft(desktop, self)
        self.setObjectName("topped")
        self._words, self._head, self._against = QLabel(), QLabel(), QLabel()
        self.table = PlainTable(1, (90, 200, 80, 110, 200), (2, 3))
        self.criteria = PlainTable(2, (70, 90, 240, 200), (1, 3))
        self.wave, self.scope, self.text = QLineEdit(), QLineEdit(), QLineEdit()
        self.side = Combo()
        self.proof, self.by, self.why = QLineEdit(), QLineEdit(), QLineEdit()
        self.set, self.add, self.meet = QPushButton(), QPushButton(), QPushButton()
        self.reopen = QPushButton()
        self.drop = DropPlace(self._speech)
        self.decisions = {one: QPushButton() for one in reversed(Decision)}
        self._side = QFrame()
        self._found: tuple[Wave, ...] = ()
        self._lay()
        self._connect()
        enter_at(self, self.table)

    def _lay(self) -> None:
        for one in (self._words, self._head, self._against):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("look", "muted")
        self._words.setContentsMargins(20, 10, 20, 4)
        self._head.setProperty("look", "heading")
        self._against.setProperty("look", "stop")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        column.addWidget(self.criteria, 1)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self._head)
        inside.addWidget(self._against)
        inside.addWidget(self.by)
        inside.addWidget(self.why)
        inside.addLayout(self._row(*self.decisions.values()))
        inside.addSpacing(8)
        inside.addWidget(self.proof)
        inside.addLayout(self._row(self.meet, self.reopen))
        inside.addWidget(self.drop)
        inside.addSpacing(8)
        inside.addLayout(self._row(self.wave, self.side))
        inside.addWidget(self.text)
        inside.addWidget(self.add)
        inside.addSpacing(8)
        inside.addWidget(self.scope)
        inside.addWidget(self.set)
        inside.addStretch(1)
        self._side.setObjectName("pane")
        outer = QVBoxLayout(self._side)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(layouts.scrolled(inner))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(self._side)

    @staticmethod
    def _row(*parts: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in parts:
            row.addWidget(one, 1)
        return row

    def _connect(self) -> None:
        self.table.chosen.connect(self._on_wave)
        self.criteria.chosen.connect(lambda _key: self._fit_acts())
        self.add.clicked.connect(self._on_add)
        self.text.returnPressed.connect(self._on_add)
        self.text.textEdited.connect(self._draft.type)
        self.set.clicked.connect(self._on_scope)
        self.meet.clicked.connect(self._on_meet)
        self.proof.returnPressed.connect(self._on_meet)
        self.reopen.clicked.connect(self._on_reopen)
        self.drop.given.connect(self._on_file)
        for decision, button in self.decisions.items():
            button.clicked.connect(lambda _on=False, said=decision: self._on_decide(said))

    # --- showing ---

    @property
    def chosen(self) -> Wave | None:
        """The wave that is chosen."""
        key = self.table.key()
        return next((one for one in self._found if one.name == key), None)

    def show_runbook(self, shown: Shown) -> None:
        """Show the waves of the runbook."""
        say = self._speech
        kept = self._draft.open(f"runbook:{shown.book.id}:wave")
        if not self.text.hasFocus():
            self.text.setText(kept)
        self._found = waves(shown.book)
        rows = []
        for one in self._found:
            closed, total = one.progress(shown.held)
            all_ = (*one.entry, *one.exit)
            met = sum(held.met for held in all_)
            shade = "ok" if met == len(all_) else "P2"
            rows.append((one.name, [
                Cell(one.name, bold=True), Cell(one.scope, "muted"), Cell(f"{closed}/{total}"),
                Cell(f"{met}/{len(all_)}" if all_ else "—", shade if all_ else "muted"),
                self._decision(one),
            ]))  # fmt: skip
        self._words.setText(say(NONE) if not rows else say(self._verdict()))
        self.table.show_rows([say(one) for one in HEADS], rows)
        self._on_wave("")

    def _verdict(self) -> Text:
        go = sum(one.decision is Decision.GO for one in self._found)
        return Text(
            f"{len(self._found)} 批,{go} 批已放行。前一批的退出条件没有满足,后一批不能开始。",
            f"{len(self._found)} waves, {go} let go. A wave cannot begin while exit criteria of an "
            "earlier one are open.",
        )

    def _decision(self, one: Wave) -> Cell:
        if one.decided is None:
            return Cell(self._speech(Text("没有决定", "nothing decided")), "muted")
        word = self._speech(DECISIONS[one.decided.decision])
        clash = " ⚠" if one.decided.contested else ""
        said = f"{word}{clash} — {one.decided.said.by}"
        return Cell(said, _SHADES[one.decided.decision], bold=True)

    def _on_wave(self, _key: str) -> None:
        say, one = self._speech, self.chosen
        rows = []
        for held in (*one.entry, *one.exit) if one else ():
            proof = held.proof
            words = f"{proof.text or proof.get('name')} ({proof.by})" if proof else "—"
            rows.append((held.label, [
                Cell(f"{'✓' if held.met else '·'} {held.label}", "ok" if held.met else "P2"),
                Cell(say(SIDES[held.side]), "muted"), Cell(held.text), Cell(words, "muted"),
            ]))  # fmt: skip
        self.criteria.show_rows([say(each) for each in CRITERIA], rows)
        self._head.setText("")
        self._against.setText("")
        if one is not None:
            self._head.setText(f"{say(HEADS[0])} {one.name}  {one.scope}")
            lines = [f"✗ {say(why)}" for why in against(self._found, one.name)]
            if one.decided is not None and one.decided.said.text:
                lines.append(one.decided.said.text)
            self._against.setText("\n".join(lines))
            typed = self.wave.isModified() or self.scope.isModified()
            if one.name != self.scope.property("wave") or not typed:
                self.scope.setProperty("wave", one.name)
                self.wave.setText(one.name)
                self.scope.setText(one.scope)
        self._against.setVisible(bool(self._against.text()))
        self._fit_acts()

    def _fit_acts(self) -> None:
        for button in self.decisions.values():
            button.setEnabled(self.chosen is not None)
        label = self.criteria.key()
        one = self.chosen
        found = [held for held in (*one.entry, *one.exit) if held.label == label] if one else []
        self.meet.setEnabled(bool(found))
        self.drop.setEnabled(bool(found))
        self.reopen.setEnabled(bool(found) and found[0].met)

    # --- acting ---

    def _on_decide(self, decision: Decision) -> None:
        one, by, why = self.chosen, self.by.text(), self.why.text()
        if one is None:
            return
        said = DECISIONS[decision]
        text = Text(f"第 {one.name} 批:{said.zh}", f"Wave {one.name}: {said.en}")
        if self._model.do(lambda book: [acts.decide(book, one.name, decision, by, why)], text):
            self.why.clear()

    def _on_add(self) -> None:
        side, wave, said = Side(str(self.side.currentData())), self.wave.text(), self.text.text()
        text = Text("已加条件", "Criterion set")
        if self._model.do(lambda _book: [acts.criterion(wave, side, said)], text):
            self.text.clear()
            self._draft.drop()

    def _on_scope(self) -> None:
        wave, said = self.wave.text(), self.scope.text()
        self._model.do(lambda book: [acts.scope(book, wave, said)], Text("已记下范围", "Scope set"))

    def _on_meet(self) -> None:
        label, said = self.criteria.key(), self.proof.text()
        text = Text(f"{label} 已满足", f"{label} is met")
        if label and self._model.do(
            lambda book: [acts.meet(acts.find(book, label), text=said)], text
        ):
            self.proof.clear()

    def _on_file(self, path: Path) -> None:
        """Meet the chosen criterion with a file; what was typed stands beside it."""
        label, said = self.criteria.key(), self.proof.text()
        file = self._model.keep(path) if label else None
        text = Text(f"{label} 已满足", f"{label} is met")
        if file is not None and self._model.do(
            lambda book: [acts.meet(acts.find(book, label), text=said, file=file)], text, file
        ):
            self.proof.clear()

    def _on_reopen(self) -> None:
        label, said = self.criteria.key(), self.proof.text()
        text = Text(f"{label} 已重开", f"{label} is open again")
        if label and self._model.do(lambda book: [acts.reopen(acts.find(book, label), said)], text):
            self.proof.clear()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(theme.px(320), self.width() * 2 // 5))

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        at = max(0, self.side.currentIndex())
        self.side.clear()
        for side, name in SIDES.items():
            self.side.addItem(say(name), str(side))
        self.side.setCurrentIndex(at)
        self.side.setAccessibleName(say(CRITERIA[1]))
        fields = ((self.wave, WAVE), (self.scope, SCOPE), (self.text, TEXT), (self.proof, PROOF),
                  (self.by, BY), (self.why, WHY))  # fmt: skip
        for field, words in fields:
            field.setPlaceholderText(say(words))
            field.setAccessibleName(say(words))
        named = [(self.set, SET), (self.add, ADD), (self.meet, MEET), (self.reopen, AGAIN)]
        named += [(button, DECISIONS[one]) for one, button in self.decisions.items()]
        for button, words in named:
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.drop.retranslate()
        self.table.setAccessibleName(say(HEADS[0]))
        self.criteria.setAccessibleName(say(CRITERIA[2]))
        if self._model.shown is not None:
            self.show_runbook(self._model.shown)
