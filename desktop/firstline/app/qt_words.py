"""Qt's own dialogs and menus in Chinese: its own translation, and ours for what that lacks."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from firstline.domain.overrides import override
from firstline.domain.words import Language, Text

LACKING: Sequence[tuple[str, Text]] = (
    ("QFileDialog", Text("查找范围(&L):", "&Look in:")),
    ("QFileDialog", Text("文件类型(&T):", "Files of &type:")),
    ("QAbstractFileIconProvider", Text("驱动器", "Drive")),
    ("QAbstractFileIconProvider", Text("文件夹", "Folder")),
    ("QAbstractFileIconProvider", Text("文件", "File")),
)
"""What Qt's catalogue of the version in use does not have, by context; Qt asks in English."""
_CHINESE = {(context, words.en): words.zh for context, words in LACKING}


class _Lacking(QTranslator):
    """Answers where Qt's own catalogue did not; what is unknown here stays in English."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        del disambiguation, n
        return _CHINESE.get((context, sourceText), sourceText)


class QtWords(QObject):
    """Keeps what is installed; the last that is installed is asked first, so ours comes first."""

    def __init__(self, app: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._installed: list[QTranslator] = []

    def speak(self, language: Language) -> None:
        """Let Qt's own dialogs and menus speak the language; English needs no catalogue."""
        self.hush()
        if language != "zh_CN":
            return
        made = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ours: list[QTranslator] = [_Lacking(self)]
        if made.load("qtbase_zh_CN", folder):
            ours.append(made)
        for one in ours:
            self._app.installTranslator(one)
        self._installed = ours

    def hush(self) -> None:
        """Take everything out again."""
        for one in self._installed:
            self._app.removeTranslator(one)
            one.deleteLater()
        self._installed = []
