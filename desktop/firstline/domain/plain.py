"""Remote and imported texts as plain text: a body that is HTML is read, never rendered."""

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|span|table|t[rdh]|ul|ol|li|a|img|b|i|u|strong|em|h[1-6]"
    r"|font|style|script|iframe|svg|meta|link|object|embed|form|pre|blockquote|video|audio)\b[^>]*>",
    re.IGNORECASE,
)
_BLOCK_TAGS = "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT = frozenset({"script", "style", "head", "title", "svg", "object", "iframe", "template"})
MOST_CHARACTERS = 1 << 20  # 1 MiB of markup is all that is ever read (reliability.md 6.4)


def is_html(text: str) -> bool:
    """Whether `text` holds markup that a person was not meant to read."""
    return "<" in text and _TAG.search(text[:65_536]) is not None


def plain_text(text: str) -> str:
    """Return the words of `text`; of HTML only what it says, of plain text all of it."""
    if not is_html(text):
        return text
    reader = _Reader()
    reader.feed(text[:MOST_CHARACTERS])
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
