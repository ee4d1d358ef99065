"""The live control view: the countdown to the latest safe rollback, the steps, the proofs."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.runbook.downtime import downtime
from firstline.domain.runbook.downtime import words as downtime_words
from firstline.domain.runbook.live import Live, Phase
from firstline.domain.runbook.review import Compared, compared, overruns
from firstline.domain.runbook.runbook import Mode
from firstline.domain.runbook.runs import ASKED_FOR, Run, open_run, runs
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook import words
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets import theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.runbook.form import Form
from firstline.widgets.runbook.live_acts import ACTS, LiveActs
from firstline.widgets.runbook.side import LiveSide

HEADS = (
    Text("步骤", "Step"), Text("计划", "Planned"), Text("实际", "Actual"), Text("时间", "Time"),
)  # fmt: skip
BEGIN_STEP, FINISH_STEP = Text("开始 {item}", "Begin {item}"), Text("完成 {item}", "Finish {item}")


class LivePage(QFrame):
    """Follows the chosen runbook each second while a run goes on."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.setObjectName("topped")
        self.band = QFrame()
        self.band.setObjectName("liveBand")
        self.phase, self.figure, self.below = PlainLabel(), PlainLabel(), PlainLabel()
        self.form = Form(self._speech)
        self.acts = LiveActs(desktop, model, self.form)
        self.table = PlainTable(0, (320, 90, 90, 130))
        self.step = QPushButton()
        self.side = LiveSide(desktop, model)
        self._late: Sequence[Compared] = ()
        self._seen: object = None
        self._followed: object = None
        self._lay()
        self.table.chosen.connect(lambda _key: self._name_step())
        self.step.clicked.connect(self._on_step)

    def _lay(self) -> None:
        self.below.setWordWrap(True)
        self.phase.setProperty("look", "heading")
        self.figure.setProperty("look", "countdown")
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.phase)
        head.addWidget(self.figure)
        head.addWidget(self.below)
        band = QHBoxLayout(self.band)
        band.setContentsMargins(20, 12, 20, 12)
        band.addLayout(head, 1)
        self.step.setProperty("look", "primary")
        bar = QWidget()
        flow = Flow(bar)
        for button in (self.step, *self.acts.buttons.values()):
            flow.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left, 1)
        middle.addWidget(self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 1, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.band)
        held = QVBoxLayout()
        held.setContentsMargins(20, 10, 20, 10)
        held.setSpacing(10)
        held.addWidget(bar)
        self.form.setMaximumWidth(theme.px(620))
        held.addWidget(self.form)
        whole.addLayout(held)
        whole.addLayout(middle, 1)

    def fold(self, tight: bool) -> None:  # noqa: FBT001 - as a widget's own setters
        """Leave the times out, and narrow the side, where there is little room."""
        self.table.setColumnHidden(3, tight)
        self.side.fold(tight)

    def show_runbook(self, shown: Shown) -> None:
        """Show the runbook as it stands."""
        self.acts.show_runbook(shown)
        self.side.show_runbook(shown)
        self.tick()

    def tick(self) -> None:
        """Show what time has changed."""
        shown, found = self._model.shown, self._model.current()
        if shown is None or found is None:
            return
        say = self._speech
        hot = words.HOT[found.phase]
        if self.band.property("hot") != hot:
            self.band.setProperty("hot", hot)
            for one in (self.band, self.phase, self.figure, self.below):
                one.style().unpolish(one)
                one.style().polish(one)
        self._late = overruns(shown.book, self._model.now)
        self.phase.setText(self._phase(shown, found))
        self.figure.setText(say(words.countdown(found)))
        self.below.setText(self._below(found))
        self.band.setAccessibleName(f"{self.phase.text()}: {self.figure.text()}")
        self._show_steps(shown)
        self.acts.tick()

    def _phase(self, shown: Shown, found: Live) -> str:
        say = self._speech
        run = open_run(shown.book)
        name = say(words.phase_words(found))
        if run is not None and run.mode is Mode.REHEARSAL:
            name = say(Text(f"演练 {run.number} 进行中", f"Rehearsal {run.number} goes on"))
        if found.phase in (Phase.PREPARING, Phase.SAFE):
            name += say(Text(" · 距最晚回退时刻", " · to the latest safe rollback"))
        done = f"{found.done}/{found.steps}"
        return f"{name} · {done}" if run is not None and run.mode is Mode.LIVE else name

    def _below(self, found: Live) -> str:
        say, zone = self._speech, self._desktop.zone
        lines = [say(words.under(found, zone))]
        asked = found.run.asked if found.run and found.run.is_open else None
        if asked and found.phase not in (Phase.FORWARD, Phase.ENDED, Phase.ROLLING_BACK):
            left = asked.at + ASKED_FOR - self._model.now
            if left.total_seconds() > 0:
                lines.append(say(Text(
                    f"{asked.by} 提出越过不可回退点,等另一人确认(还有 {words.duration(left).zh})",
                    f"{asked.by} asks to pass the point of no return; another must confirm"
                    f" ({words.duration(left).en} left)",
                )))  # fmt: skip
        shown = self._model.shown
        planned = downtime_words(downtime(shown.book)) if shown else None
        lines += [say(planned)] if planned else []
        return "\n".join([*lines, *(say(one) for one in words.late(self._late))])

    def _show_steps(self, shown: Shown) -> None:
        book = shown.book
        run = open_run(book) or next(reversed(runs(book)), None)
        lines = compared(book, run, self._model.now) if run else ()
        rows = [(one.item.id, self._cells(one, run)) for one in lines]
        if not lines:
            rows = [
                (one.id, (Cell(f"{one.id}  {self._speech(one.title)}"),
                          Cell(self._minutes(shown.plan[one.id].minutes), "muted"), Cell(""),
                          Cell("")))
                for one in book.template.timed
            ]  # fmt: skip
        seen = (book.id, self._speech.language, rows)
        if seen != self._seen:
            self._seen = seen
            self.table.show_rows([self._speech(one) for one in HEADS], rows)
        going = open_run(book)
        if going is not None and self._followed != (book.id, going.id):
            self._followed = (book.id, going.id)
            steps = going.steps
            left = [one.id for one in book.template.timed
                    if one.id not in steps or steps[one.id].finished is None]  # fmt: skip
            self.table.go_to(left[0] if left else "")
        self._name_step()

    def _name_step(self) -> None:
        """Say what the button does to the current step: begin it or finish it."""
        shown = self._model.shown
        run = open_run(shown.book) if shown else None
        key = self.table.key()
        held = run.steps.get(key) if run else None
        self.step.setVisible(run is not None)
        self.step.setEnabled(bool(key) and not (held and held.finished))
        text = FINISH_STEP if held and held.began else BEGIN_STEP
        said = self._speech(text.fill(item=key))
        if self.step.text() != said:
            self.step.setText(said)
            self.step.setAccessibleName(said)

    def _cells(self, one: Compared, run: Run | None) -> tuple[Cell, ...]:
        zone = self._desktop.zone
        held = run.steps.get(one.item.id) if run else None
        began, finished = (held.began, held.finished) if held else (None, None)
        mark = "✓ " if finished else "▶ " if began else "   "
        star = " ★" if one.critical else ""
        shade = "P1" if one.over else "ok" if finished else "text"
        when = f"{words.clock(began, zone)}–{words.clock(finished, zone)}" if began else ""
        return (
            Cell(f"{mark}{one.item.id}  {self._speech(one.item.title)}{star}",
                 bold=bool(began and not finished)),
            Cell(self._minutes(one.planned), "muted"),
            Cell(("▲ " if one.over else "") + self._minutes(one.actual), shade, one.over),
            Cell(when, "muted"),
        )  # fmt: skip

    def _minutes(self, minutes: float | None) -> str:
        if minutes is None:
            return "—"
        return self._speech(Text(f"{minutes:.0f} 分", f"{minutes:.0f} min"))

    def _on_step(self) -> None:
        shown = self._model.shown
        item = shown.book.template.item(self.table.key()) if shown else None
        if shown is None or item is None:
            return
        run = open_run(shown.book)
        held = run.steps.get(item.id) if run else None
        self._model.step(item, "finish" if held and held.began else "begin")

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.side.retranslate()
        self.table.setAccessibleName(say(Text("计时的步骤", "Timed steps")))
        for key, button in self.acts.buttons.items():
            button.setText(say(ACTS[key]))
            button.setAccessibleName(say(ACTS[key]))
        if self._model.shown is not None:
            self.show_runbook(self._model.shown)
