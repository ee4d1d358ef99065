"""The words of a message in Request Tracker: its plain text, or its HTML read as text."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from firstline.domain.overrides import override
from firstline.domain.ticket.fields import LIMITS, clean
from firstline.portal.rt.wire import Part

_MOST = LIMITS["body"]
_SILENT = frozenset({"head", "script", "style", "title"})
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"})
_BLANK = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")


def text_of(parts: Iterable[Part]) -> str:
    """Return the words of a message; parts with a file's name are files and say nothing."""
    inline = [one for one in parts if not one.name and one.text]
    for media, read in (("text/plain", str), ("text/html", plain)):
        said = [read(one.text[:_MOST]) for one in inline if one.media.lower().startswith(media)]
        if said:
            return clean("\n\n".join(said)[:_MOST], _MOST, "body", lines=True)
    return ""


def plain(html: str) -> str:
    """Return HTML as text: no tags, no scripts, no styles, a line for each paragraph."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (one.strip() for one in "".join(reader.said).split("\n"))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    @override
    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.said.append("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        self._silent -= bool(self._silent and tag in _SILENT)
        if tag in _BREAKS and tag != "br":
            self.said.append("\n")

    @override
    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(_SPACES.sub(" ", data))
