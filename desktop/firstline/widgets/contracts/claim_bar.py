"""Over the claims: one drafted from what is proven; each breach ticked, or why it is left out."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel import reports
from firstline.viewmodel.contracts.claims import ClaimDesk, words_of
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.viewmodel.reports import Reports
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.detail.flow import Flow
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.plain_label import PlainLabel

DRAFT, HIDE = Text("起草申请…", "Draft a claim…"), Text("收起", "Close")
LETTER = Text("写出申请书和附件…", "Write the letter and annex…")
KEEP = Text("登记为草稿", "Record the draft")
CONTRACT, QUARTER = Text("合同", "Contract"), Text("期间", "Quarter")
LIST = Text(
    "超时:勾选的写进申请,灰色的不能申请", "Breaches: ticked ones are claimed, grey ones cannot"
)
WEIGHING = Text("正在核算…", "Reckoning…")
NONE = Text("这个期间没有超时。", "Nothing was late in this quarter.")
NO_CONTRACT = Text("先登记合同。", "Record the contract first.")
_KEY = Qt.ItemDataRole.UserRole


class ClaimBar(QWidget):
    """Its form is closed until somebody drafts; the letter is of the chosen claim."""

    drafted = Signal(str)

    def __init__(self, model: ContractsModel, leaf: Leaf, doors: Reports | None) -> None:
        super().__init__()
        self._model, self._leaf, self._doors = model, leaf, doors
        self._speech = model.desktop.speech
        self.desk = ClaimDesk(model, self)
        self._waits = False
        self.draft, self.letter, self.keep = QPushButton(), QPushButton(), QPushButton()
        self.contract, self.quarter = Combo(), Combo()
        self.list, self.sum = QListWidget(), PlainLabel()
        self.form = QFrame()
        self._lay()
        self.form.hide()
        self.draft.clicked.connect(self._toggle)
        self.letter.clicked.connect(self._ask_letter)
        self.keep.clicked.connect(self._on_keep)
        self.contract.activated.connect(self._weigh)
        self.quarter.activated.connect(self._weigh)
        self.list.itemChanged.connect(lambda _item: self._tell_sum())
        self.desk.weighed.connect(self._show)
        leaf.table.chosen.connect(lambda _key: self._tell())
        model.loaded.connect(self._tell)

    def _lay(self) -> None:
        held = QWidget()
        row = Flow(held, 8)
        for one in (self.draft, self.letter):
            row.addWidget(one)
        narrow(self.contract)
        self.keep.setProperty("look", "primary")
        self.list.setObjectName("plain")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sum.setWordWrap(True)
        chosen, last = QHBoxLayout(), QHBoxLayout()
        chosen.addWidget(self.contract, 1)
        chosen.addWidget(self.quarter)
        last.addWidget(self.sum, 1)
        last.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        inner = QVBoxLayout(self.form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addLayout(chosen)
        inner.addWidget(self.list)
        inner.addLayout(last)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 2, 20, 6)
        column.setSpacing(6)
        column.addWidget(held)
        column.addWidget(self.form)

    def open_form(self) -> None:
        """Offer what the last quarter left under the first contract."""
        say = self._speech
        self.contract.clear()
        for one in self.desk.contracts():
            self.contract.addItem(one.label, one.number)
        self.quarter.clear()
        self.quarter.addItems(self.desk.quarters())
        self.form.show()
        self.retranslate()
        if self.contract.count():
            self._weigh()
        else:
            self.sum.setText(say(NO_CONTRACT))
            self.keep.setEnabled(False)
        self.contract.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> set[str]:
        """Return the breaches that are ticked."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return {one.data(_KEY) for one in items if one.checkState() is Qt.CheckState.Checked}

    def _toggle(self) -> None:
        if self.form.isHidden():
            self.open_form()
        else:
            self.form.hide()
            self.retranslate()

    def _weigh(self) -> None:
        self._waits = True
        self.list.clear()
        self._tell_sum()
        self.desk.weigh(str(self.contract.currentData() or ""), self.quarter.currentText())

    def _show(self) -> None:
        self._waits = False
        ticked = self.keys() if self.list.count() else None
        self.list.blockSignals(True)
        self.list.clear()
        muted = QBrush(theme.token("muted"))
        for one in self.desk.found:
            item = QListWidgetItem(self._speech(words_of(one)))
            item.setData(_KEY, one.key)
            if one.out is None:
                held = ticked is None or one.key in ticked
                item.setCheckState(Qt.CheckState.Checked if held else Qt.CheckState.Unchecked)
            else:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
                item.setForeground(muted)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._tell_sum()

    def _tell_sum(self) -> None:
        say, keys = self._speech, self.keys()
        said = say(WEIGHING if self._waits else self.desk.sum_words(keys))
        if not self._waits and self.desk.asked is not None and not self.desk.found:
            said = f"{say(NONE)}\n{said}"
        self.sum.setText(said)
        self.keep.setEnabled(bool(keys))

    def _on_keep(self) -> None:
        made = self.desk.draft(self.keys())
        if made:
            self.form.hide()
            self.retranslate()
            self.drafted.emit(made)

    def _tell(self) -> None:
        self.letter.setEnabled(self._doors is not None and self._leaf.line(self._key) is not None)

    @property
    def _key(self) -> str:
        return self._leaf.table.key()

    def _ask_letter(self) -> None:
        line = self._leaf.line(self._key)
        if line is None:
            return
        kinds = ";;".join(map(self._speech, reports.KINDS))
        place = str(Path.home() / f"{line.number}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, self._speech(LETTER), place, kinds)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> bool:
        """Write the letter of the chosen claim, with its snapshot beside it."""
        if self._doors is None:
            return False
        return reports.write(self._model.desktop, path, self._doors.claim, self._key)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        show = DRAFT if self.form.isHidden() else HIDE
        for button, words, icon in ((self.draft, show, "scale"), (self.letter, LETTER, "download")):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.keep.setText(say(KEEP))
        for part, words in ((self.keep, KEEP), (self.contract, CONTRACT), (self.quarter, QUARTER),
                            (self.list, LIST)):  # fmt: skip
            part.setAccessibleName(say(words))
            part.setToolTip(say(words))
        self.list.setFixedHeight(theme.px(190))
        if not self.form.isHidden():
            self._show() if self.desk.asked is not None else self._tell_sum()
        self._tell()
