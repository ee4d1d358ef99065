"""The language that the window speaks; it may change while the window is open."""

from PySide6.QtCore import QObject, Signal

from firstline.domain.words import Language, Text


class Speech(QObject):
    """Says a Text in the language in use and tells everybody when the language changes."""

    switched = Signal()

    def __init__(self, language: Language = "zh_CN", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language: Language = language

    @property
    def language(self) -> Language:
        """The language in use."""
        return self._language

    def switch(self, language: Language) -> None:
        """Speak `language` from now on; emits `switched` when that is a change."""
        if language != self._language:
            self._language = language
            self.switched.emit()

    def __call__(self, text: Text) -> str:
        """Return `text` in the language in use."""
        return text.in_(self._language)
