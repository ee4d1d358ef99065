"""The reader: one text of the timeline in full, to select and copy; HTML cleaned and inert."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.detail.timeline import Entry
from firstline.viewmodel.speech import Speech
from firstline.widgets.detail.html import QuietBrowser

OPEN = Text("在浏览器打开", "Open in browser")
LINK = Text("链接指向 {host}", "The link goes to {host}")
REFUSED = Text("只打开 https 链接:{host}", "Only https links are opened: {host}")
TEXT = Text("正文", "Text")


class Reader(QWidget):
    """Shows one entry; a pressed link shows its real host first and opens only by a second act."""

    def __init__(
        self, speech: Speech, held: Callable[[str], Path | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._speech = speech
        self._link = QUrl()
        self.browser = QuietBrowser(held, self)
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        self.browser.wanted.connect(self._show_link)
        self.strip = QFrame(self)
        self.strip.setObjectName("tinted")
        self._host = QLabel(self.strip)
        self._host.setTextFormat(Qt.TextFormat.PlainText)
        self._host.setWordWrap(True)
        self._open = QPushButton(self.strip)
        self._open.clicked.connect(self._open_link)
        row = QHBoxLayout(self.strip)
        row.addWidget(self._host, 1)
        row.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.addWidget(self.browser, 1)
        column.addWidget(self.strip)
        self.strip.hide()
        self.setFocusProxy(self.browser)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_entry(self, entry: Entry) -> None:
        """Show the text of `entry`."""
        self.strip.hide()
        if entry.rich:
            self.browser.show_html(entry.rich)
        else:
            self.browser.setPlainText(entry.body)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._open.setText(self._speech(OPEN))
        self.browser.setAccessibleName(self._speech(TEXT))
        self._show_host()

    def _show_link(self, address: str) -> None:
        self._link = QUrl(address)
        self._show_host()
        self.strip.show()

    def _show_host(self) -> None:
        text = LINK if self._link.scheme() == "https" else REFUSED
        self._open.setEnabled(self._link.scheme() == "https")
        host = self._link.host(QUrl.ComponentFormattingOption.FullyEncoded)
        self._host.setText(self._speech(text.fill(host=host or self._link.scheme())))

    def _open_link(self) -> None:
        if self._link.scheme() == "https":
            QDesktopServices.openUrl(self._link)
