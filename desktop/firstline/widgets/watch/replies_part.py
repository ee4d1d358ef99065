"""How long first human replies took, by channel and leg: median, 95th percentile, how many."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from firstline.domain.ticket.first_replies import FEW, ChannelWait
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.watching import RepliesModel
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (Text("段", "Leg"), Text("渠道", "Channel"), Text("件数", "n"), Text("中位", "Median"),
         Text("95 分位", "95th percentile"), Text("最慢", "Slowest"),
         Text("无凭证", "Unproven"))  # fmt: skip
NONE = Text(
    "还没有人工回复。登记联系时勾选“实质答复”,就按渠道统计。",
    "No human reply yet. Tick “human answer” as a contact is logged, and its channel counts.",
)
READING = Text("正在统计…", "Reckoning…")


class RepliesPart(QWidget):
    """The leaf of the first replies."""

    def __init__(self, desktop: Desktop, model: RepliesModel) -> None:
        super().__init__()
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self.table = PlainTable(1, (120, 220, 90, 150, 170, 150, 110), (6, 5, 2))
        self._below = QLabel()
        self._below.setProperty("look", "muted")
        self._below.setWordWrap(True)
        self._below.setTextFormat(Qt.TextFormat.PlainText)
        self._below.setContentsMargins(20, 10, 20, 14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self._below)
        enter_at(self, self.table)
        model.loaded.connect(self._on_loaded)

    def _on_loaded(self) -> None:
        say, waits = self._speech, self._model.waits
        lines = waits.lines if waits else ()
        rows = [(f"{one.leg}/{one.channel}", self._cells(one)) for one in lines]
        self.table.show_rows([say(one) for one in HEADS], rows)
        if waits is None:
            self._below.setText(say(READING))
            return
        told = Text(
            f"按自然时间计:从报告(内部段)或厂商收到(厂商段)到第一次人工回复。* 少于 {FEW} 件,"
            "95 分位就是最慢的一件。"
            f"还在等 {waits.waiting} 段,没有回复就结束 {waits.unanswered} 段。",
            "By the clock on the wall: from the report (internal leg) or the vendor's receipt "
            "(vendor leg) to the first human reply. "
            f"* fewer than {FEW}: the 95th percentile is the slowest. "
            f"{waits.waiting} legs still wait, {waits.unanswered} ended without a reply.",
        )
        self._below.setText(say(told if rows else NONE))

    def _cells(self, one: ChannelWait) -> tuple[Cell, ...]:
        say = self._speech
        few = "*" if one.n < FEW else ""
        return (
            Cell(say(phrases.LEGS[one.leg]), "muted"),
            Cell(say(one.called), bold=bool(one.channel)),
            Cell(str(one.n)), Cell(self._span(one.median), bold=True),
            Cell(self._span(one.p95) + few), Cell(self._span(one.slowest), "muted"),
            Cell(str(one.unproven) if one.unproven else "—", "P2" if one.unproven else "muted"),
        )  # fmt: skip

    def _span(self, span: timedelta) -> str:
        seconds = int(span.total_seconds())
        whole = seconds if seconds < 3600 else seconds // 60 * 60  # no seconds where hours count
        return self._speech(times.length(whole))

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        self.table.setAccessibleName(self._speech(Text("首次人工回复", "First human replies")))
        self._on_loaded()
