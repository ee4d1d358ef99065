"""What is known of a document: what it is for, where it came from, its file and its hash."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from firstline.domain.documents.document import NAMES, Document
from firstline.viewmodel.detail.attachments import size
from firstline.viewmodel.knowledge.knowledge import EVERY_PRODUCT
from firstline.viewmodel.speech import Speech

_FACTS = ("products", "modules", "versions", "source", "language", "received_on", "supersedes",
          "name", "size", "sha256", "body", "words", "note")  # fmt: skip


class Facts(QWidget):
    """Names and values in two columns; a value can be selected, an empty one is left out."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.names = {name: QLabel() for name in _FACTS}
        self.values = {name: QLabel() for name in _FACTS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for at, name in enumerate(_FACTS):
            self.names[name].setProperty("look", "small")
            value = self.values[name]
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(self.names[name], at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)

    def fill(self, one: Document) -> None:
        """Show what is known of a document."""
        say = self._speech
        told = {
            "products": "、".join(one.products) or say(EVERY_PRODUCT),
            "modules": "、".join(one.modules), "versions": one.versions, "source": one.source,
            "language": say(one.language_name), "received_on": one.received_on,
            "supersedes": "、".join(one.supersedes), "name": one.name,
            "size": say(size(one.size)), "sha256": f"{one.sha256[:32]}\n{one.sha256[32:]}",
            "body": say(one.body_said), "words": "、".join(one.words), "note": one.note,
        }  # fmt: skip
        for name, words in told.items():
            self.names[name].setText(say(NAMES[name]))
            self.values[name].setText(words)
            for label in (self.names[name], self.values[name]):
                label.setVisible(bool(words.strip()))
