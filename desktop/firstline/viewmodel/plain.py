"""Plain text for the screens: bodies that are HTML, and words of others that only look like it."""

from PySide6.QtCore import Qt

from firstline.domain.plain import MOST_CHARACTERS, is_html, plain_text

__all__ = ["MOST_CHARACTERS", "as_told", "is_html", "plain_text", "tip"]


def tip(text: str) -> str:
    """Return a tooltip that shows `text` to the letter (reliability.md 6.4).

    Qt takes what looks like markup for HTML, reads the files that it names, and on Windows asks
    the hosts that it names.
    """
    if "<" not in text:
        return text
    from html import escape  # noqa: PLC0415 - its table of names is for the few texts that need it

    return f"<span style='white-space:pre-wrap'>{escape(text)}</span>"


def as_told(role: int, words: str) -> str:
    """Return the words for a cell's tooltip, or for a reader of the screen, who reads as it is."""
    return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
