"""The words of a page of HTML: read, never rendered; nothing is loaded."""

import re
from html.parser import HTMLParser

_BLOCK_TAGS = "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT = frozenset({"script", "style", "head", "title", "svg", "object", "iframe", "template"})


def words_of(page: str) -> str:
    """Return what `page` says, a line for each block of it."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the words of a page and loads nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS and not self._silent:
            self.words.append("\n")
        if tag == "img" and not self._silent:
            said = dict(attrs).get("alt") or ""
            self.words.append(f"[{said}]" if said else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS - {"br"} and not self._silent:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace("\n", " ") if data.strip() else " ")
