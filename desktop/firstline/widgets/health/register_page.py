"""A page of registers: their list at the left with what stops gates, a board of each at the right.

The frames come from outside, under small headings or under none.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel import plain
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board as Shown
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.widgets import icons, layouts, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.health.check_leaf import CheckLeaf
from firstline.widgets.health.fitting import GROUPED_LIST, NARROW_LIST, WIDE_LIST
from firstline.widgets.health.leaf import ADD, Leaf
from firstline.widgets.health.marked import MARK, Marked
from firstline.widgets.health.report_leaf import ReportLeaf
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.purpose import HEALTH, Purpose

NAME = Text("登记册", "Registers")


class OwnLeaf(QFrame):
    """A leaf that is neither a table of records nor a list of checks; `table` has its focus."""

    table: QWidget

    def show_board(self, board: Shown) -> None:
        """Show the board as it stands now."""
        raise NotImplementedError

    def go_to(self, key: str) -> None:
        """Make the record with this id current, where the leaf shows records."""

    def leave(self) -> None:
        """Keep what was typed and not left yet."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        raise NotImplementedError


Group = tuple[Text, Sequence[Frame]]
"""A heading, empty for none, and the registers under it."""
Board = Leaf | CheckLeaf | ReportLeaf | OwnLeaf


class RegisterPage(QWidget):
    """Shows registers; ↑ and ↓ walk through them, Tab goes into the board."""

    def __init__(
        self, desktop: Desktop, model: RegisterModel, title: Text, groups: Iterable[Group],
        purpose: Text = HEALTH,
    ) -> None:  # fmt: skip
        super().__init__()
        self._speech = desktop.speech
        self._desktop = desktop
        self.registers = model
        self._name = title
        self._groups = [(name, tuple(frames)) for name, frames in groups if frames]
        self.frames = {one.id: one for _, frames in self._groups for one in frames}
        self.purpose = Purpose(self._speech, purpose)
        self._title, self._stops = PlainLabel(), PlainLabel()
        self._title.setProperty("look", "title")
        self.add = QPushButton()
        self.list = QListWidget()
        self._stack = QStackedWidget()
        self.leaves: dict[str, Board] = {}
        self._rows: dict[str, int] = {}
        self._heads: dict[int, Text] = {}
        self._folded = False
        self._lay()
        self._connect()

    # --- what a page may have of its own ---

    def _beside(self) -> Sequence[QWidget]:
        """Return what stands between the title and the button that records one."""
        return ()

    def _make(self, frame: Frame) -> Board:
        """Return the leaf of a register."""
        if frame.sheet is None:
            return ReportLeaf(self._speech, frame)
        return Leaf(self._desktop, self.registers, frame, frame.sheet)

    def _on_row(self, _row: int) -> None:
        name = self.current
        for held in self.leaves.values():
            held.leave()
        self._stack.setCurrentWidget(self.leaf(name))
        self.add.setVisible(self.frames[name].adds)

    # --- laying out ---

    def _lay(self) -> None:
        head = layouts.title_line(self._title, self._stops, None)
        for one in self._beside():
            head.addWidget(one)
        head.addWidget(self.add)
        self.add.setProperty("look", "primary")
        self.list.setObjectName("registers")
        self.list.setItemDelegate(Marked(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, frames in self._groups:
            if name.zh:
                self._heads[self.list.count()] = name
                head_of = QListWidgetItem()
                head_of.setFlags(Qt.ItemFlag.NoItemFlags)  # ↑ and ↓ go past it
                self.list.addItem(head_of)
            for frame in frames:
                self._rows[frame.id] = self.list.count()
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, frame.id)
                self.list.addItem(item)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        layouts.headed(self, head, layouts.topped(body), self.purpose)
        enter_at(self, self.list)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.add.clicked.connect(self._on_add)
        self.registers.loaded.connect(self._on_loaded)
        self._speech.switched.connect(self.retranslate)

    def begin(self) -> None:
        """Say everything, and show the first register."""
        self.retranslate()
        self.go_to(next(iter(self.frames)))

    # --- going ---

    @property
    def current(self) -> str:
        """The id of the register on screen."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else next(iter(self.frames))

    def go_to(self, name: str) -> None:
        """Show a register."""
        if name in self._rows:
            self.list.setCurrentRow(self._rows[name])

    def show_record(self, kind: str, key: str) -> bool:
        """Show a record of one of the registers; False where none of them is of its kind."""
        found = next((one for one in self.frames.values()
                      if one.sheet is not None and one.sheet.kind == kind), None)  # fmt: skip
        if found is None:
            return False
        self.go_to(found.id)
        leaf = self.leaf(found.id)
        if isinstance(leaf, Leaf | OwnLeaf):
            leaf.go_to(key)
        return True

    def leaf(self, name: str) -> Board:
        """Return the leaf of a register, made when it is first wanted."""
        if name not in self.leaves:
            made = self._make(self.frames[name])
            made.retranslate()
            self.leaves[name] = made
            self._stack.addWidget(made)
            if name in self.registers.boards:
                made.show_board(self.registers.boards[name])
        return self.leaves[name]

    def _on_add(self) -> None:
        leaf = self.leaf(self.current)
        if isinstance(leaf, Leaf):
            leaf.add()

    # --- showing ---

    def _on_loaded(self) -> None:
        boards = self.registers.boards
        for name, leaf in self.leaves.items():
            leaf.show_board(boards[name])
        self._name_registers()
        stops = sum(one.stops for one in boards.values())
        say = self._speech
        said = Text(f"✗ {stops} 项阻断关口", f"✗ {stops} {'stops' if stops == 1 else 'stop'} gates")
        none = Text("✓ 没有已知的阻断", "✓ nothing known stops a gate")
        self._stops.setText(say(said if stops else none))
        self._stops.setProperty("look", "late" if stops else "muted")
        self._stops.style().polish(self._stops)

    def _name_registers(self) -> None:
        say = self._speech
        for at, name in self._heads.items():
            item = self.list.item(at)
            item.setText("" if self._folded else say(name))
            item.setFont(theme.font(12))
            item.setForeground(theme.token("muted"))
            item.setSizeHint(QSize(theme.px(160), theme.px(10 if self._folded else 25)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, say(name))
        for frame_id, at in self._rows.items():
            self._name_register(self.list.item(at), self.frames[frame_id])

    def _name_register(self, item: QListWidgetItem, frame: Frame) -> None:
        board = self.registers.boards.get(frame.id)
        said = self._speech(frame.name)
        stops, warns = (board.stops, board.warns) if board else (0, 0)
        mark = f"✗ {stops}" if stops else f"⚠ {warns}" if warns else ""
        item.setText("" if self._folded else said)
        item.setData(MARK, mark)
        item.setIcon(icons.icon(frame.icon))
        high = 36 if len(self._groups) == 1 else 30
        item.setSizeHint(QSize(theme.px(160), theme.px(high)))
        words = Text(f"{stops} 项阻断,{warns} 项注意", f"{stops} stop gates, {warns} to look at")
        tip = f"{said}: {self._speech(words)}"
        item.setToolTip(plain.tip(tip))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tip)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        self._title.setText(self._speech(self._name))
        self.list.setAccessibleName(self._speech(NAME))
        self._fold()
        self.list.setIconSize(QSize(theme.px(16), theme.px(16)))
        self._dress(self.add, ADD, "plus", "on_accent")
        self._name_registers()
        for one in self.leaves.values():
            one.retranslate()
        if self.registers.boards:
            self._on_loaded()

    def _dress(self, button: QPushButton, words: Text, icon: str, shade: str = "text") -> None:
        button.setText(f" {self._speech(words)}")
        button.setAccessibleName(self._speech(words))
        button.setIcon(icons.icon(icon, shade))
        button.setIconSize(QSize(theme.px(16), theme.px(16)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Show the registers as icons alone where there is little room."""
        folded = self.width() < theme.px(980)
        wide = WIDE_LIST if len(self._groups) == 1 else GROUPED_LIST
        self.list.setFixedWidth(theme.px(NARROW_LIST if folded else wide))
        if folded is not self._folded:
            self._folded = folded
            self._name_registers()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.registers.awake = True
        self.registers.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        for one in self.leaves.values():
            one.leave()
        super().hideEvent(event)
        self.registers.awake = False
