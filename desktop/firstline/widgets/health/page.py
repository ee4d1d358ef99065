"""The page of health and risk: the registers at the left with what stops gates, a board of each."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from firstline.domain.health.check_items import parse_items
from firstline.domain.health.risk_starters import parse_starters
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health import frames
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.health.files import FileActs, HealthFiles
from firstline.viewmodel.health.model import ORDER, HealthModel
from firstline.viewmodel.queue import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.health.case_form import CaseForm
from firstline.widgets.health.check_leaf import CheckLeaf
from firstline.widgets.health.fitting import NARROW_LIST, WIDE_LIST
from firstline.widgets.health.leaf import ADD, Leaf
from firstline.widgets.health.path_form import PathForm
from firstline.widgets.health.quality_form import KINDS, QualityForm

TITLE = Text("健康与风险", "Health and risk")
SCAN = Text("导入扫描结果…", "Take a scan in…")
STARTERS = Text("收入起始清单", "Take in the starters")
NAME = Text("登记册", "Registers")
FRAMES: dict[str, Frame] = {
    one.id: one
    for one in (frames.RISKS, frames.SCOPE, frames.COMPAT, frames.ENVIRONMENTS, frames.PATH,
                frames.QUALITY, frames.MEASURES, frames.CASES, frames.OUTAGES, frames.CHECKS,
                frames.FINDINGS)
}  # fmt: skip


class HealthPage(QWidget):
    """Eleven registers; ↑ and ↓ walk through them, Tab goes into the board."""

    def __init__(
        self, desktop: Desktop, later: Later, files: HealthFiles | None = None
    ) -> None:  # fmt: skip
        super().__init__()
        self._speech = desktop.speech
        self._desktop = desktop
        packs = (
            parse_starters(read_text("packs", "health", "risk_starters.toml"), "risk_starters"),
            parse_items(read_text("packs", "checklists", "audit_health.toml"), "audit_health"),
        )
        self.model = HealthModel(desktop, later, packs, self)
        self.files = FileActs(desktop, later, files, self) if files else None
        self._title, self._stops = QLabel(), QLabel()
        self._title.setProperty("look", "title")
        self.add, self.starters, self.scan = QPushButton(), QPushButton(), QPushButton()
        self.list = QListWidget()
        self._stack = QStackedWidget()
        self.leaves: dict[str, Leaf | CheckLeaf] = {}
        self._folded = False
        self._lay()
        self._connect()
        self.retranslate()
        self.list.setCurrentRow(0)

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 20, 8)
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._stops)
        head.addStretch(1)
        head.addWidget(self.scan)
        head.addWidget(self.starters)
        head.addWidget(self.add)
        self.add.setProperty("look", "primary")
        self.list.setObjectName("registers")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in ORDER:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        layouts.headed(self, head, layouts.topped(body))
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.add.clicked.connect(self._on_add)
        self.starters.clicked.connect(self.model.take_starters)
        self.scan.clicked.connect(self._on_scan)
        self.model.loaded.connect(self._on_loaded)
        self._speech.switched.connect(self.retranslate)

    @property
    def current(self) -> str:
        """The id of the register on screen."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ORDER[0]

    def go_to(self, name: str) -> None:
        """Show a register."""
        if name in ORDER:
            self.list.setCurrentRow(ORDER.index(name))

    def leaf(self, name: str) -> Leaf | CheckLeaf:
        """Return the leaf of a register, made when it is first wanted."""
        if name not in self.leaves:
            frame = FRAMES[name]
            made: Leaf | CheckLeaf
            if frame.sheet is None:
                made = CheckLeaf(self._desktop, self.model)
            else:
                made = Leaf(self._desktop, self.model, frame, frame.sheet)
                if name == "quality" and self.files is not None:
                    made.put_over(QualityForm(self._speech, self.files))
                if name == "upgrade_edge":
                    made.put_over(PathForm(self._speech, self.model))
                if name == "error_baseline":
                    made.put_over(CaseForm(self._speech, self.model))
                made.starters.connect(self.model.take_starters)
            made.retranslate()
            self.leaves[name] = made
            self._stack.addWidget(made)
            if name in self.model.boards:
                made.show_board(self.model.boards[name])
        return self.leaves[name]

    def _on_row(self, _row: int) -> None:
        name = self.current
        for held in self.leaves.values():
            held.leave()
        self._stack.setCurrentWidget(self.leaf(name))
        self.add.setVisible(FRAMES[name].adds)
        self.starters.setVisible(name == "risk")
        self.scan.setVisible(name == "finding" and self.files is not None)

    def _on_add(self) -> None:
        leaf = self.leaf(self.current)
        if isinstance(leaf, Leaf):
            leaf.add()

    def _on_scan(self) -> None:
        say = self._speech
        chosen, _ = QFileDialog.getOpenFileName(self, say(SCAN), "", say(KINDS))
        if chosen and self.files is not None:
            self.files.scan(Path(chosen))

    def _on_loaded(self) -> None:
        for name, leaf in self.leaves.items():
            leaf.show_board(self.model.boards[name])
        self._name_registers()
        stops = sum(one.stops for one in self.model.boards.values())
        say = self._speech
        said = Text(f"✗ {stops} 项阻断关口", f"✗ {stops} stop gates")
        none = Text("✓ 没有已知的阻断", "✓ nothing known stops a gate")
        self._stops.setText(say(said if stops else none))
        self._stops.setProperty("look", "late" if stops else "muted")
        self._stops.style().polish(self._stops)

    def _name_registers(self) -> None:
        for at, name in enumerate(ORDER):
            item, board = self.list.item(at), self.model.boards.get(name)
            said = self._speech(FRAMES[name].name)
            stops, warns = (board.stops, board.warns) if board else (0, 0)
            tail = f"  ✗{stops}" if stops else f"  ⚠{warns}" if warns else ""
            item.setText("" if self._folded else said + tail)
            item.setIcon(icons.icon(FRAMES[name].icon))
            shade = "P1" if stops else "text"
            item.setForeground(theme.token(shade))
            item.setSizeHint(QSize(theme.px(160), theme.px(36)))
            words = Text(
                f"{stops} 项阻断,{warns} 项注意", f"{stops} stop gates, {warns} to look at"
            )
            tip = f"{said}: {self._speech(words)}"
            item.setToolTip(tip)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tip)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        self.list.setAccessibleName(say(NAME))
        self._fold()
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        for button, words, icon in (
            (self.add, ADD, "plus"),
            (self.starters, STARTERS, "download"),
            (self.scan, SCAN, "download"),
        ):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.add else "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self._name_registers()
        for one in self.leaves.values():
            one.retranslate()
        if self.model.boards:
            self._on_loaded()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Show the registers as icons alone where there is little room."""
        folded = self.width() < theme.px(980)
        self.list.setFixedWidth(theme.px(NARROW_LIST if folded else WIDE_LIST))
        if folded is not self._folded:
            self._folded = folded
            self._name_registers()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        for one in self.leaves.values():
            one.leave()
        super().hideEvent(event)
        self.model.awake = False
