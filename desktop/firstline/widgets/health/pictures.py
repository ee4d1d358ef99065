"""The pictures above the boards: the compatibility grid, plans, comparisons and budgets."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from firstline.domain.health.burn_down import BurnDown
from firstline.domain.health.compat import MARKS, PARTS, VERDICTS, Matrix
from firstline.domain.health.outage import minutes, percent
from firstline.domain.health.sheet import text_of
from firstline.domain.health.upgrade_path import Plan
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.health.after import Month
from firstline.viewmodel.health.board import Board
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.plain_table import LEAD_PX, Padded, keep_plain

_SHADE = {"ok": "ok", "not": "P1", "na": "muted", "unknown": "P2"}
GRID = Text("兼容性矩阵", "Compatibility matrix")
BACKUP = Text("先全量备份并做恢复验证", "full backup with a restore test first")


class CompatGrid(QTableWidget):
    """The matrix: parts down, products across; what nobody recorded is unknown, too."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(0, 0)
        self._speech = speech
        self.setObjectName("plain")
        keep_plain(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setItemDelegate(Padded(self))
        self.horizontalHeader().setStretchLastSection(True)

    def show_board(self, board: Board) -> None:
        """Show the matrix of the board."""
        found = board.extra
        if not isinstance(found, Matrix):
            return
        say = self._speech
        self.setAccessibleName(say(GRID))
        self.setRowCount(len(found.rows))
        self.setColumnCount(1 + len(found.products))
        self.setHorizontalHeaderLabels(["", *found.products])
        self.setColumnWidth(0, theme.px(270))
        for row, (part, version) in enumerate(found.rows):
            self.setRowHeight(row, theme.px(26))
            name = f"{say(PARTS.get(part, PARTS['other']))} · {version}"
            self.setItem(row, 0, QTableWidgetItem(name))
            for at, product in enumerate(found.products, 1):
                cell = found.cells[product, part, version]
                word = say(VERDICTS[cell.verdict])
                item = QTableWidgetItem(f"{MARKS[cell.verdict]} {word}")
                item.setForeground(theme.token(_SHADE[cell.verdict]))
                font = item.font()
                font.setBold(cell.verdict in ("not", "unknown"))
                item.setFont(font)
                item.setToolTip(tip(say(cell.flag.why) if cell.flag else f"{name}: {word}"))
                self.setItem(row, at, item)
                self.setColumnWidth(at, theme.px(130))
        rows = min(6, len(found.rows))
        self.setFixedHeight(theme.px(26) * rows + self.horizontalHeader().height() + 6)


class Told(QLabel):
    """Lines of words that a board comes to: plans of an upgrade, or what a comparison says."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setContentsMargins(20, 0, 20, 8)

    def show_board(self, board: Board) -> None:
        """Show the plans of the goals."""
        plans = board.extra if isinstance(board.extra, tuple) else ()
        lines = [self._plan(one) for one in plans if isinstance(one, Plan)]
        self.setText("\n".join(lines))
        self.setVisible(bool(lines))

    def _plan(self, one: Plan) -> str:
        say = self._speech
        head = f"{one.start} → {one.target}"
        if not one.known:
            return f"✗ {head}: {say(one.why)}"
        hops = "  →  ".join((one.start, *(hop.end for hop in one.hops)))
        lines = [f"✓ {hops}    ({say(one.why)})"]
        for at, hop in enumerate(one.hops, 1):
            asked = text_of(hop.edge, "conditions")
            more = f"; {asked}" if asked else ""
            lines.append(f"    {at}. {hop.start}: {say(BACKUP)}{more}")
        return "\n".join(lines)


class Budgets(QWidget):
    """The error budget of this month: a bar a system, used against allowed."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._month: Month | None = None

    def show_board(self, board: Board) -> None:
        """Show the budgets of the board."""
        self._month = board.extra if isinstance(board.extra, Month) else None
        lines = self._lines()
        self.setFixedHeight(theme.px(30) * len(lines) + theme.px(6))
        self.setVisible(bool(lines))
        self.setAccessibleName(". ".join(words for words, _, _ in lines))
        self.update()

    def _lines(self) -> list[tuple[str, float, bool]]:
        if self._month is None:
            return []
        lines = []
        for name, one, hours in self._month.systems:
            share = "—" if one.share is None else f"{percent(one.share)}%"
            used, budget = minutes(one.down), minutes(one.budget)
            said = Text(
                f"{name}  {share}  停机 {used} 分 / 预算 {budget} 分 · {hours.title.zh}",
                f"{name}  {share}  {used} of {budget} min used · {hours.title.en}",
            )
            spent = float(one.down / one.budget) if one.budget else 0.0
            lines.append((self._speech(said), spent, one.met is not False))
        return lines

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        lines, left, high = self._lines(), LEAD_PX, theme.px(30)
        said = (painter.fontMetrics().horizontalAdvance(words) for words, _, _ in lines)
        wide = max(said, default=0) + theme.px(24)  # with the mark
        bar = min(theme.px(260), self.width() - 2 * left - wide - theme.px(12))
        for at, (words, spent, met) in enumerate(lines):
            room = QRect(left, at * high, wide, high)
            painter.setPen(theme.token("text" if met else "P1"))
            mark = "✓" if met else "✗"
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, f"{mark} {words}")
            track = QRect(left + wide + theme.px(12), at * high + high // 2 - 4, max(0, bar), 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("track"))
            painter.drawRoundedRect(track, 4, 4)
            painter.setBrush(theme.token("ok" if met else "P1"))
            track.setWidth(max(4, int(track.width() * min(1.0, spent))))
            painter.drawRoundedRect(track, 4, 4)


class BurnChart(QWidget):
    """The counts of each case as steps down to its target, with the number at each."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._case: BurnDown | None = None
        self.setFixedHeight(theme.px(120))

    def show_board(self, board: Board) -> None:
        """Show the first case of the board."""
        self.show_case(board.lines[0].more if board.lines else None)

    def show_case(self, case: object) -> None:
        """Show one case."""
        self._case = case if isinstance(case, BurnDown) else None
        self.setFixedHeight(theme.px(120))
        self.setVisible(self._case is not None)
        steps = ", ".join(f"{day} {n}" for day, n in self._figures())
        said = Text(f"错误数:{steps}", f"Errors: {steps}")
        self.setAccessibleName(self._speech(said) if steps else "")
        self.update()

    def _figures(self) -> list[tuple[str, int]]:
        if self._case is None or self._case.baseline is None:
            return []
        old = self._case.baseline.errors
        return [
            (f"{one.at:%m-%d}", sum(n for name, n in one.errors.items() if name in old))
            for one in self._case.counts[-8:]
        ]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        figures = self._figures()
        if not figures:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        most = max(1, *(n for _, n in figures))
        wide, base = theme.px(70), theme.px(96)
        for at, (day, n) in enumerate(figures):
            left = theme.px(24) + at * wide
            tall = max(2, n * theme.px(72) // most)
            bar = QRect(left, base - tall, theme.px(34), tall)
            painter.fillRect(bar, theme.token("accent" if at else "muted"))
            painter.setPen(theme.token("text"))
            over = QRect(left - 10, base - tall - theme.px(18), theme.px(54), theme.px(16))
            painter.drawText(over, Qt.AlignmentFlag.AlignCenter, str(n))
            painter.setPen(theme.token("muted"))
            under = QRect(left - 10, base + 2, theme.px(54), theme.px(18))
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, day)


PICTURES: Mapping[str, type[CompatGrid | Told | Budgets | BurnChart]] = {
    "compat": CompatGrid, "upgrade_edge": Told, "outage": Budgets, "error_baseline": BurnChart,
}  # fmt: skip
