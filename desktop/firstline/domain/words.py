"""Texts that stand in both languages, for rooms that know no toolkit."""

from typing import Literal, NamedTuple

Language = Literal["zh_CN", "en"]


def several(count: int, one: str, more: str = "") -> str:
    """Return how many there are in English: `1 review`, `2 reviews`; `more` where s is not it."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


class Text(NamedTuple):
    """One text in Simplified Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in `language`; a missing English text falls back to Chinese."""
        return self.zh if language == "zh_CN" else self.en or self.zh

    def fill(self, **values: object) -> "Text":
        """Return the text with `{name}` places filled in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))
