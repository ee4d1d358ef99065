"""Design tokens, palette, type and the few style rules: everything that makes the look."""

import re
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from firstline.domain.values import dataclass
from firstline.domain.words import Language
from firstline.system.resources import read_text

FUSION = "fusion"  # the property of an application that has this style
TOKENS: Mapping[str, tuple[str, str]] = {
    "bg": ("#F6F7F9", "#15181C"),
    "surface": ("#FFFFFF", "#1D2126"),
    "surface2": ("#EEF1F5", "#262B32"),
    "border": ("#D5DAE1", "#383F48"),
    "edge": ("#7F8894", "#788391"),  # the border of a field: 3:1 and more
    "text": ("#1B1F24", "#E6EAF0"),
    "muted": ("#57606A", "#A3ADBA"),
    "accent": ("#0B5CAD", "#6CB2FF"),
    "on_accent": ("#FFFFFF", "#0B1420"),
    "accent_hover": ("#0A4F95", "#8AC2FF"),
    "selection": ("#E1EEFB", "#24405F"),
    "hover": ("#F1F5FA", "#232930"),
    "rail": ("#EEF1F5", "#1A1E23"),
    "rail_on": ("#D8E4F1", "#24364A"),
    "note": ("#FFF9E8", "#2B2718"),
    "P1": ("#800B00", "#F29785"),
    "on_P1": ("#FFFFFF", "#2A0B05"),
    "P2": ("#946000", "#FFEA80"),
    "P3": ("#184FF2", "#6DB0F2"),
    "P4": ("#5D656D", "#A4B3C1"),
    "ok": ("#0C7842", "#B2FFD9"),
    "warn_bg": ("#FFF4D6", "#3A2F12"),
    "warn_fg": ("#5C3D00", "#FFD98A"),
    "track": ("#D5DAE1", "#383F48"),
    "toast_accent": ("#9CCBFF", "#0B5CAD"),
}
FAMILIES = (
    "Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif",
)  # fmt: skip
LATIN = ("Segoe UI", "Helvetica Neue", "Noto Sans")
"""Before those of Chinese where English is spoken: its “quotes” and dots are too wide there."""
BASE_PX = 14
_FIELDS = (
    "QLineEdit", "QComboBox", "QPlainTextEdit", "QTextEdit", "QAbstractSpinBox",
    "QCheckBox", "QRadioButton", "QPushButton",
)  # fmt: skip


@dataclass(slots=True)
class _Look:
    dark: bool = False
    percent: int = 100
    compact: bool = False
    plain: bool = False  # high contrast: the system's own palette
    families: tuple[str, ...] = FAMILIES


_look = _Look()


def token(name: str) -> QColor:
    """Return the colour of the token `name` in the theme in use."""
    return _color(TOKENS[name][_look.dark])


@lru_cache(maxsize=64)
def _color(value: str) -> QColor:
    return QColor(value)


def is_dark() -> bool:
    """Whether the dark theme is in use."""
    return _look.dark


def percent() -> int:
    """Return the text size in use, 100 to 200."""
    return _look.percent


def face() -> tuple[int, int]:
    """Return a key of the type in use: what was drawn or measured in another is made anew."""
    return _look.percent, len(_look.families)


def px(size: int) -> int:
    """Return `size` logical pixels grown with the text size."""
    return round(size * _look.percent / 100)


def row_height() -> int:
    """Return the height of a row of the queue: 36 pixels, compact 28, grown with the text."""
    return px(28 if _look.compact else 36)


def font(size: int = BASE_PX, *, bold: bool = False) -> QFont:
    """Return the interface font at `size` pixels (at 100 %), grown with the text size."""
    made = QFont()
    made.setFamilies(list(_look.families))
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def use(
    app: QApplication, theme: str, text_percent: int, *, compact: bool = False,
    rules: bool = True, language: Language = "zh_CN",
) -> None:  # fmt: skip
    """Give `app` the theme "light", "dark" or "system", the text size in percent and the type.

    Without `rules` its style rules are left for `wear_rules`: a window is built faster before.
    """
    _look.compact = compact
    _look.families = FAMILIES if language == "zh_CN" else LATIN + FAMILIES
    dark = theme == "dark" or (theme == "system" and system_is_dark())
    _look.dark, _look.percent, _look.plain = dark, text_percent, _wants_contrast()
    if not app.property(FUSION):  # asking for the style itself loads all of its names
        if app.style().objectName() != "fusion":
            app.setStyle("Fusion")
        app.setProperty(FUSION, True)
    app.setFont(font())
    if _look.plain:
        wear_rules(app)
        app.setPalette(app.style().standardPalette())
        return
    app.setPalette(palette())
    for kind in _FIELDS:
        app.setPalette(field_palette(), kind)  # type: ignore[arg-type] # bytes are refused
    if rules:
        wear_rules(app)


def wear_rules(app: QApplication) -> None:
    """Give `app` the style rules of the theme in use."""
    sheet = "" if _look.plain else style_sheet()
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)


def system_is_dark() -> bool:
    """Whether the desktop asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _wants_contrast() -> bool:
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    if hints is None:  # older than Qt 6.10
        return False
    return "High" in str(hints().contrastPreference())


def palette() -> QPalette:
    """Return the palette of the theme in use."""
    role = QPalette.ColorRole
    made = QPalette()
    names = {
        role.Window: "bg", role.WindowText: "text", role.Base: "surface",
        role.AlternateBase: "surface2", role.Text: "text", role.Button: "surface",
        role.ButtonText: "text", role.BrightText: "on_accent", role.ToolTipBase: "surface2",
        role.ToolTipText: "text", role.Highlight: "selection", role.HighlightedText: "text",
        role.Link: "accent", role.LinkVisited: "accent", role.PlaceholderText: "muted",
        role.Light: "surface2", role.Midlight: "border", role.Mid: "border", role.Dark: "edge",
        role.Shadow: "edge",
    }  # fmt: skip
    for one, name in names.items():
        made.setColor(one, token(name))
    accent = getattr(role, "Accent", None)
    if accent is not None:
        made.setColor(accent, token("accent"))
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, one, token("muted"))
    return made


def field_palette() -> QPalette:
    """Return the palette of form fields, whose border must stand out 3:1.

    Fusion draws a field's border as the window's colour 1.4 times darker.
    """
    made = palette()
    made.setColor(QPalette.ColorRole.Window, token("edge").lighter(140))
    made.setColor(QPalette.ColorRole.Highlight, token("accent"))  # also the border in focus
    made.setColor(QPalette.ColorRole.HighlightedText, token("on_accent"))
    return made


def style_sheet() -> str:
    """Return the style rules with tokens `@name@` and lengths `12px` put in."""
    raw = read_text("styles", "firstline.qss")
    coloured = re.sub(r"@(\w+)@", lambda found: token(found[1]).name(), raw)
    return re.sub(r"\b(\d+)tx\b", lambda found: f"{px(int(found[1]))}px", coloured)
