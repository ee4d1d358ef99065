"""Qt's own dialogs and menus in Chinese: its own translation, and ours for what that lacks."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from firstline.domain.overrides import override
from firstline.domain.words import Language

LACKING: Mapping[tuple[str, str], str] = {
    ("QFileDialog", "&Look in:"): "查找范围(&L):",
    ("QFileDialog", "Files of &type:"): "文件类型(&T):",
    ("QAbstractFileIconProvider", "Drive"): "驱动器",
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File"): "文件",
    ("QFileSystemModel", "%1 TB"): "%1 TB",
    ("QFileSystemModel", "%1 GB"): "%1 GB",
    ("QFileSystemModel", "%1 MB"): "%1 MB",
    ("QFileSystemModel", "%1 KB"): "%1 KB",
    ("QFileSystemModel", "%1 bytes"): "%1 字节",
}
"""What Qt's catalogue of the version in use does not have, by context and source text."""


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
        return LACKING.get((context, sourceText), sourceText)


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
