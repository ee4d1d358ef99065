"""Plain text for the screens: the domain's own reading of bodies that are HTML."""

from firstline.domain.plain import MOST_CHARACTERS, is_html, plain_text

__all__ = ["MOST_CHARACTERS", "is_html", "plain_text"]
