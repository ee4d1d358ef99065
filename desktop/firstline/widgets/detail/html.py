"""Remote HTML made harmless: cleaned by nh3, shown by a browser that loads and opens nothing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.plain import MOST_CHARACTERS
from firstline.widgets.detail.attachments import picture

HELD = "x-att"  # x-att:<sha256> names a file that we hold
_TAG_NAMES = """
    p br div span b strong i em u s sub sup h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr td th
    blockquote pre code hr a img
"""
_TAGS = frozenset(_TAG_NAMES.split())
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}}
_NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")


def cleaned(html: str) -> str:
    """Return `html` with nothing in it that loads, runs, styles or opens (reliability.md 6.4)."""
    import nh3  # noqa: PLC0415 - few tickets hold HTML

    kept = nh3.clean(
        html[:MOST_CHARACTERS],
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"https", "http", "mailto", HELD},
        link_rel=None,
    )
    return _NO_SOURCE.sub("", kept)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    plain = value.strip()
    if (tag, attribute) == ("img", "src"):
        return plain if plain.startswith(f"{HELD}:") else None
    if (tag, attribute) == ("a", "href"):
        return plain if plain.startswith(("https://", "http://", "mailto:")) else None
    return value


class QuietBrowser(QTextBrowser):
    """Shows cleaned HTML; asked for a resource, it gives a blob that we hold, or nothing."""

    wanted = Signal(str)  # a link somebody pressed; nothing was opened

    def __init__(self, held: Callable[[str], Path | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setSearchPaths([])
        self.anchorClicked.connect(lambda url: self.wanted.emit(url.toString()))

    def show_html(self, html: str) -> None:
        """Show foreign HTML, cleaned."""
        self.setHtml(cleaned(html))

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray()
        path = self._held(url.path()) if url.scheme() == HELD else None
        found = picture(path) if path is not None else QImage()
        # Given no image, Qt opens the name itself as a file; so an empty one is given.
        return _blank() if found.isNull() else found


def _blank() -> QImage:
    made = QImage(1, 1, QImage.Format.Format_ARGB32)
    made.fill(0)
    return made
