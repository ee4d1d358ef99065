"""Remote and imported texts as plain text: a body that is HTML is read, never rendered."""

import re

from firstline.domain.patterns import pattern

_TAG = pattern(
    r"<(?:!doctype|html|head|body|div|p|br|span|table|t[rdh]|ul|ol|li|a|img|b|i|u|strong|em|h[1-6]"
    r"|font|style|script|iframe|svg|meta|link|object|embed|form|pre|blockquote|video|audio)\b[^>]*>",
    re.IGNORECASE,
)
MOST_CHARACTERS = 1 << 20  # 1 MiB of markup is all that is ever read (reliability.md 6.4)


def is_html(text: str) -> bool:
    """Whether `text` holds markup that a person was not meant to read."""
    return "<" in text and _TAG.search(text[:65_536]) is not None


def plain_text(text: str) -> str:
    """Return the words of `text`; of HTML only what it says, of plain text all of it."""
    if not is_html(text):
        return text
    from firstline.domain.html_words import words_of  # noqa: PLC0415 - few texts are HTML

    return words_of(text[:MOST_CHARACTERS])
