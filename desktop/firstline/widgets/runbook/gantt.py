"""The timeline of the timed steps: planned bars, what was measured, and the critical path."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.runbook.plan import Bar, Schedule, schedule
from firstline.domain.runbook.runbook import MODES
from firstline.domain.runbook.runs import Run, open_run, runs
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets import layouts, theme

_LABEL, _ROW, _HEAD, _BAR = 300, 30, 30, 14
_TICKS = (5, 10, 15, 30, 60, 120, 240, 480, 1440)
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class _Real:
    """What a step of the last run did: minutes from its begin; no end while it goes on."""

    start: float
    end: float
    going: bool


class Gantt(QWidget):
    """Paints the bars; the words beside them are the items' titles."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._speech = desktop.speech
        self._plan = Schedule()
        self._real: dict[str, _Real] = {}
        self._span = 1.0

    def show_plan(self, plan: Schedule, real: "dict[str, _Real]") -> None:
        """Show the plan, and what the last run measured."""
        self._plan, self._real = plan, real
        ends = [plan.minutes, *(one.end for one in real.values())]
        self._span = max([1.0, *ends])
        self.setMinimumHeight(theme.px(_HEAD + _ROW * len(plan.bars) + 8))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(700), theme.px(_HEAD + _ROW * len(self._plan.bars) + 8))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.token("surface"))
        self._axis(painter)
        for at, bar in enumerate(self._plan.bars):
            self._row(painter, bar, theme.px(_HEAD) + at * theme.px(_ROW))

    def _x(self, minutes: float) -> float:
        left = theme.px(_LABEL)
        return left + minutes / self._span * (self.width() - left - theme.px(24))

    def _axis(self, painter: QPainter) -> None:
        step = next((one for one in _TICKS if self._span / one <= _MOST_TICKS), _TICKS[-1])
        painter.setFont(theme.font(12))
        at = 0
        while at <= self._span:
            x = round(self._x(at))
            painter.setPen(QPen(theme.token("border"), 1))
            painter.drawLine(x, theme.px(_HEAD) - 4, x, self.height())
            painter.setPen(theme.token("muted"))
            said = f"{at // 60}:{at % 60:02}"
            place = QRect(x - theme.px(30), 0, theme.px(60), theme.px(_HEAD) - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, said)
            at += step

    def _row(self, painter: QPainter, bar: Bar, top: int) -> None:
        item, high = bar.planned.item, theme.px(_ROW)
        painter.setFont(theme.font(13, bold=bar.critical))
        painter.setPen(theme.token("text"))
        room = QRect(theme.px(16), top, theme.px(_LABEL) - theme.px(28), high)
        star = "★ " if bar.critical else ""
        said = painter.fontMetrics().elidedText(
            f"{star}{item.id}  {self._speech(item.title)}", Qt.TextElideMode.ElideRight,
            room.width(),
        )  # fmt: skip
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)
        shade = theme.token("P1" if bar.critical else "P3")
        thick = theme.px(_BAR)
        middle = top + high / 2
        area = QRectF(self._x(bar.start), middle - thick / 2,
                      max(3.0, self._x(bar.end) - self._x(bar.start)), thick)  # fmt: skip
        painter.setPen(QPen(shade, 2))
        painter.setBrush(theme.token("surface2"))
        painter.drawRoundedRect(area, 3, 3)
        if bar.slack >= 1:
            painter.setPen(QPen(theme.token("muted"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(round(area.right()), round(middle),
                             round(self._x(bar.end + bar.slack)), round(middle))  # fmt: skip
        real = self._real.get(item.id)
        if real is not None:
            thin = thick / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("accent" if real.going else "ok"))
            left = self._x(real.start)
            wide = max(2.0, self._x(real.end) - left)
            painter.drawRect(QRectF(left, middle - thin / 2, wide, thin))


class TimelinePage(QFrame):
    """The timeline under one line of words: how long, and which path is critical."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._speech = desktop.speech
        self._model = model
        self.setObjectName("topped")
        self.head = QLabel()
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.chart = Gantt(desktop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        held = QVBoxLayout()
        held.setContentsMargins(20, 10, 20, 8)
        held.addWidget(self.head)
        column.addLayout(held)
        column.addWidget(layouts.scrolled(self.chart), 1)

    def show_runbook(self, shown: Shown) -> None:
        """Show the plan of the runbook beside what its last run measured."""
        plan = schedule(shown.plan, shown.book.template.timed)
        run = open_run(shown.book) or next(reversed(runs(shown.book)), None)
        self.chart.show_plan(plan, self._real(run))
        self.head.setText(self._speech(_words(plan, run)))
        self.head.setProperty("look", "late" if plan.circle else "")
        self.head.style().unpolish(self.head)
        self.head.style().polish(self.head)
        self.chart.setAccessibleName(self.head.text())

    def _real(self, run: Run | None) -> dict[str, _Real]:
        if run is None:
            return {}
        found = {}
        for name, step in run.steps.items():
            if step.began is not None:
                end = step.finished or self._model.now
                found[name] = _Real(
                    (step.began - run.began).total_seconds() / 60,
                    (end - run.began).total_seconds() / 60, step.finished is None,
                )  # fmt: skip
        return found

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        if self._model.shown is not None:
            self.show_runbook(self._model.shown)


def _words(plan: Schedule, run: Run | None) -> Text:
    if plan.circle:
        ring = " → ".join(plan.circle)
        return Text(
            f"先后顺序成环:{ring}。请改其中一步的先后。",
            f"The order forms a circle: {ring}. Change what one of them comes after.",
        )
    path = " → ".join(plan.critical) or "—"
    hours = f"{int(plan.minutes) // 60}:{int(plan.minutes) % 60:02}"
    parts = [Text(f"计划 {hours}", f"Planned {hours}"),
             Text(f"★ 关键路径 {path}", f"★ critical path {path}")]  # fmt: skip
    if plan.unknown:
        many = len(plan.unknown)
        parts.append(Text(f"时长未知 {many} 步", f"{many} steps of unknown length"))
    if run is not None:
        name = MODES[run.mode]
        parts.append(
            Text(f"细条为{name.zh} {run.number} 实测", f"thin bars: {name.en} {run.number}")
        )
    return Text(" · ".join(one.zh for one in parts), " · ".join(one.en for one in parts))
