"""The panel of one item: what proves it, what blocks it in words, and the acts on it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.runbook.item import Standing
from firstline.domain.runbook.run_acts import waiting
from firstline.domain.runbook.runbook import ROLES, Item, ItemState
from firstline.domain.runbook.runs import open_run
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets import theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.runbook.drop import DropPlace
from firstline.widgets.runbook.form import Form

EVIDENCE = Text("或写下证据,例如单号、结论", "Or write the evidence: a number, a finding")
TICK, CLAIM = Text("完成", "Done"), Text("仅声明", "Claim only")
BEGIN, FINISH = Text("开始", "Begin"), Text("完成步骤", "Finish step")
WAIVE, NA, REOPEN = (
    Text("豁免…", "Waive…"), Text("不适用…", "Not applicable…"), Text("重新打开…", "Open again…"),
)  # fmt: skip
WHO, WHY, UNTIL = (
    Text("谁", "Who"),
    Text("理由", "Why"),
    Text("到(2026-12-31)", "Until (2026-12-31)"),
)
PLAN: tuple[tuple[str, Text], ...] = (
    ("owner", Text("负责人", "Owner")), ("minutes", Text("时长(分)", "Minutes")),
    ("after", Text("在…之后", "After")), ("wave", Text("批次", "Wave")),
)  # fmt: skip


class ItemPanel(QWidget):
    """Shows one item and lets a person prove, waive, reopen and plan it; Esc leads back."""

    left = Signal()

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._item: Item | None = None
        self._draft = Draft(desktop, self)
        self.title, self.meta, self.wanted = QLabel(), QLabel(), QLabel()
        self.blocked, self.proofs = QLabel(), QLabel()
        self.text = QLineEdit()
        self.drop = DropPlace(self._speech)
        self.tick, self.begin = QPushButton(), QPushButton()
        self.waive, self.na, self.reopen = QPushButton(), QPushButton(), QPushButton()
        self.form = Form(self._speech)
        self._plan_head = QLabel()
        self.plan = {name: QLineEdit() for name, _ in PLAN}
        self._plan_names = {name: QLabel() for name, _ in PLAN}
        self._lay()
        self._connect()

    def _lay(self) -> None:
        looks = (
            (self.title, "heading"),
            (self.meta, "muted"),
            (self.wanted, ""),
            (self.blocked, "warning"),
            (self.proofs, "small"),
            (self._plan_head, "muted"),
        )
        for label, look in looks:
            label.setProperty("look", look)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.proofs.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tick.setProperty("look", "primary")
        acts = QWidget()
        flow = Flow(acts)
        for button in (self.tick, self.begin, self.waive, self.na, self.reopen):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for part in (self.title, self.meta, self.blocked, self.wanted, self.proofs, self.drop,
                     self.text, acts, self.form, self._plan_head):  # fmt: skip
            column.addWidget(part)
        grid = QFormLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for name, line in self.plan.items():
            self._plan_names[name].setBuddy(line)
            grid.addRow(self._plan_names[name], line)
        column.addLayout(grid)
        column.addStretch(1)

    def _connect(self) -> None:
        self.tick.clicked.connect(self._on_tick)
        self.text.returnPressed.connect(self._on_tick)
        self.text.textChanged.connect(self._on_typed)
        self.drop.given.connect(self._on_file)
        self.begin.clicked.connect(self._on_begin)
        self.waive.clicked.connect(self._on_waive)
        self.na.clicked.connect(self._on_na)
        self.reopen.clicked.connect(self._on_reopen)
        for name, line in self.plan.items():
            line.editingFinished.connect(lambda one=name: self._on_plan(one))

    def show_item(self, shown: Shown, held: Standing) -> None:
        """Show the item as it stands; a form about another one closes."""
        say, item = self._speech, held.item
        if self._item is None or self._item.id != item.id:
            self.form.shut()
            self._item = None  # what is put into the field now was not typed
            self.text.setText(self._draft.open(f"runbook:{shown.book.id}:{item.id}"))
        self._item = item
        self.title.setText(f"{item.id}  {say(item.title)}")
        plan = shown.plan[item.id]
        who = plan.owner or say(ROLES[item.owner_role])
        parts = (words.state_words(held), words.severity_words(item.severity))
        self.meta.setText(" · ".join([*(say(one) for one in parts), who]))
        self.wanted.setText(say(Text(f"要的证据:{item.evidence.zh}",
                                     f"Evidence wanted: {item.evidence.en}")))  # fmt: skip
        reasons = [*shown.against(item.id), *self._waits(shown, item)]
        self.blocked.setText("\n".join(say(one) for one in reasons))
        self.blocked.setVisible(bool(reasons))
        proofs = self._proofs(held)
        self.proofs.setText("\n".join(proofs))
        self.proofs.setVisible(bool(proofs))
        self._show_acts(shown, held)
        for name, line in self.plan.items():
            if not line.hasFocus():
                line.setText(_planned(shown, item, name))

    def _waits(self, shown: Shown, item: Item) -> list[Text]:
        """Return which steps come before this one in the run that goes on."""
        run = open_run(shown.book)
        if run is None or item not in shown.book.template.timed or item.id in run.steps:
            return []
        names = ", ".join(waiting(shown.book, run, item, self._model.now))
        return [Text(f"还要等:{names}。", f"It waits for: {names}.")] if names else []

    def _show_acts(self, shown: Shown, held: Standing) -> None:
        settled = held.state in (ItemState.DONE, ItemState.NA)
        run = open_run(shown.book)
        timed = run is not None and held.item in shown.book.template.timed
        step = run.steps.get(held.item.id) if run and timed else None
        running = bool(step and step.began and not step.finished)
        for one in (self.drop, self.text, self.tick):
            one.setVisible(held.state is not ItemState.NA)
        self.waive.setVisible(not settled)
        self.na.setVisible(not settled)
        self.reopen.setVisible(held.state is not ItemState.OPEN)
        fresh = held.state is ItemState.OPEN if not timed else not (step and step.finished)
        self.begin.setVisible(fresh and not (timed and settled and not running))
        said = self._speech(FINISH if running else BEGIN)
        self.begin.setText(said)
        self.begin.setAccessibleName(said)
        self.begin.setProperty("act", "finish" if running else "begin" if timed else "start")
        self._name_tick()

    def _name_tick(self) -> None:
        said = self._speech(TICK if self.text.text().strip() else CLAIM)
        self.tick.setText(said)
        self.tick.setAccessibleName(said)

    def _proofs(self, held: Standing) -> list[str]:
        zone = self._desktop.zone
        found = [
            f"✓ {one.name or one.text} — {one.by}, {one.at.astimezone(zone):%Y-%m-%d %H:%M}"
            f"\n   SHA-256 {one.sha256[:16]}…"
            for one in held.evidence
        ]
        over = self._speech(Text("已过期", "ended"))
        found += [
            f"~ {one.by}: {one.reason} → {one.until}{f' ({over})' if one.expired else ''}"
            for one in held.waivers
        ]
        found += [f"– {one}" for one in held.na]
        return found

    # --- acts ---

    def _on_typed(self, text: str) -> None:
        if self._item is not None:
            self._draft.type(text)
            self._name_tick()

    def _on_tick(self) -> None:
        if self._item is not None and self._model.check(self._item, self.text.text()):
            self._given()

    def _on_file(self, path: Path) -> None:
        if self._item is not None and self._model.check(self._item, self.text.text(), path):
            self._given()

    def _given(self) -> None:
        self.text.clear()
        self._draft.drop()

    def _on_begin(self) -> None:
        if self._item is None:
            return
        act = self.begin.property("act")
        if act == "start":
            self._model.start(self._item)
        else:
            self._model.step(self._item, str(act))

    def _on_waive(self) -> None:
        item = self._item
        if item is not None:
            fields = (("by", WHO, ""), ("reason", WHY, ""), ("until", UNTIL, ""))
            self.form.ask(
                Text(f"豁免 {item.id}", f"Waive {item.id}"), fields, Text("豁免", "Waive"),
                lambda got: self._model.waive(item, got["by"], got["reason"], got["until"]),
            )  # fmt: skip

    def _on_na(self) -> None:
        item = self._item
        if item is not None:
            fields = (("by", WHO, self._desktop.me), ("reason", WHY, ""))
            self.form.ask(
                Text(f"{item.id} 不适用", f"{item.id} does not apply"), fields,
                Text("确认", "Confirm"),
                lambda got: self._model.not_applicable(item, got["by"], got["reason"]),
            )  # fmt: skip

    def _on_reopen(self) -> None:
        item = self._item
        if item is not None:
            self.form.ask(
                Text(f"重新打开 {item.id}:之前的证据和豁免不再算数",
                     f"Open {item.id} again: evidence and waivers before count no more"),
                (("reason", WHY, ""),), Text("重新打开", "Open again"),
                lambda got: self._model.reopen(item, got["reason"]),
            )  # fmt: skip

    def _on_plan(self, name: str) -> None:
        shown, item = self._model.shown, self._item
        line = self.plan[name]
        if shown is None or item is None or line.text() == _planned(shown, item, name):
            return
        if not self._model.plan(item, name, line.text()):
            line.setText(_planned(shown, item, name))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.drop.retranslate()
        self.text.setPlaceholderText(say(EVIDENCE))
        self.text.setAccessibleName(say(EVIDENCE))
        self._plan_head.setText(say(Text("计划", "Plan")))
        for button, text in ((self.waive, WAIVE), (self.na, NA), (self.reopen, REOPEN)):
            button.setText(say(text))
            button.setAccessibleName(say(text))
        for name, text in PLAN:
            self._plan_names[name].setText(say(text))
            self.plan[name].setAccessibleName(say(text))
            self.plan[name].setToolTip(say(text))


def _planned(shown: Shown, item: Item, name: str) -> str:
    plan = shown.plan[item.id]
    if name == "minutes":
        return "" if plan.minutes is None else f"{round(plan.minutes)}"
    if name == "after":
        return " ".join(plan.after)
    return plan.owner if name == "owner" else plan.wave


WIDE = 360


def wide() -> int:
    """Return the width of the panel in pixels."""
    return theme.px(WIDE)
