"""The commands that change the window itself: theme, language, the shortcut sheet, leaving."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.settings import SettingsModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme


def switches(
    window: QWidget, speech: Speech, settings: SettingsModel
) -> dict[str, Callable[[], None]]:
    """Return what the window's own commands do."""

    def switch_theme() -> None:
        settings.change("theme", "light" if theme.is_dark() else "dark")

    def switch_language() -> None:
        settings.change("language", "en" if speech.language == "zh_CN" else "zh_CN")

    def show_shortcuts() -> None:
        from firstline.widgets.shell.shortcuts import ShortcutSheet  # noqa: PLC0415

        ShortcutSheet(speech, window).open_over()

    def leave() -> None:
        window.close()

    return {
        "theme": switch_theme,
        "language": switch_language,
        "shortcuts": show_shortcuts,
        "quit": leave,
    }


def wall(window: QWidget, desktop: Desktop, later: Later) -> dict[str, Callable[[], None]]:
    """Return the command that puts the wall display over the whole screen, and takes it away."""
    shown: list[QWidget] = []

    def open_wall() -> None:
        from firstline.widgets.wallboard.wallboard import Wallboard  # noqa: PLC0415 - seldom used

        if shown:
            shown[0].activateWindow()
            return
        made = Wallboard(desktop, later)
        shown.append(made)
        made.left.connect(shown.clear)
        made.left.connect(window.activateWindow)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.destroyed.connect(made.close)
        made.setGeometry(window.screen().geometry())  # the screen that the window stands on
        made.showFullScreen()

    return {"wallboard": open_wall}
