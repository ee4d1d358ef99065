"""Texts that stand in both languages, for rooms that know no toolkit."""

from typing import Literal, NamedTuple

Language = Literal["zh_CN", "en"]


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
