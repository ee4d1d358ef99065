"""Over the catalogue: the buttons that ask for what is chosen, or make it the site's own."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from firstline.domain.services.catalogue import Item
from firstline.domain.words import Text
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.viewmodel.contracts.services import CATALOGUE
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.health.leaf import Leaf

ASK = Text("申请这项服务", "Ask for this service")
ADOPT = Text("改成自己的条目", "Make it our own")


class CatalogueBar(QWidget):
    """Acts on the chosen entry: a request of it, or a record of the site in its place."""

    wanted = Signal(object)  # the entry
    adopted = Signal(object)

    def __init__(self, model: ContractsModel, leaf: Leaf) -> None:
        super().__init__()
        self._model, self._leaf, self._speech = model, leaf, model.desktop.speech
        self.ask, self.adopt = QPushButton(), QPushButton()
        row = Flow(self, 8)
        row.setContentsMargins(20, 2, 20, 6)
        row.addWidget(self.ask)
        row.addWidget(self.adopt)
        leaf.table.chosen.connect(lambda _key: self._tell())
        model.loaded.connect(self._tell)
        self.ask.clicked.connect(self._on_ask)
        self.adopt.clicked.connect(self._on_adopt)

    def _item(self) -> Item | None:
        board = self._model.boards.get(CATALOGUE.id)
        line = board.line(self._leaf.table.key()) if board else None
        return line.more if line is not None and isinstance(line.more, Item) else None

    def _tell(self) -> None:
        item = self._item()
        self.ask.setEnabled(item is not None)
        self.adopt.setVisible(item is not None and item.own is None)

    def _on_ask(self) -> None:
        item = self._item()
        if item is not None:
            self.wanted.emit(item)

    def _on_adopt(self) -> None:
        item = self._item()
        if item is not None:
            self.adopted.emit(item)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        for button, words, icon in ((self.ask, ASK, "send"), (self.adopt, ADOPT, "pencil")):
            button.setText(f" {self._speech(words)}")
            button.setAccessibleName(self._speech(words))
            button.setIcon(icons.icon(icon, "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        self._tell()
