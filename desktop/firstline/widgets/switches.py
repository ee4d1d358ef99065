"""The commands that change the window itself: theme, language, the shortcut sheet, leaving."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

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
        from firstline.widgets.shortcuts import ShortcutSheet  # noqa: PLC0415

        ShortcutSheet(speech, window).open_over()

    def leave() -> None:
        window.close()

    return {
        "theme": switch_theme,
        "language": switch_language,
        "shortcuts": show_shortcuts,
        "quit": leave,
    }
