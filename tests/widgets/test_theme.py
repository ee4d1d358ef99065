"""The tokens keep their contrast, in both themes and for every kind of colour vision."""

import itertools
import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from firstline.system.resources import read_text
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.queue import cells
from firstline.widgets.theme import TOKENS

PRIORITIES = ("P1", "P2", "P3", "P4", "ok")
# Machado, Oliveira, Fernandes 2009, severity 1, linear RGB
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
Rgb = tuple[float, float, float]


def linear(name: str, dark: int) -> Rgb:
    value = TOKENS[name][dark]
    parts = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return red, green, blue


def contrast(one: str, other: str, dark: int) -> float:
    lights = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in (linear(one, dark), linear(other, dark))
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(name: str, dark: int, vision: str) -> Rgb:
    seen = linear(name, dark)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, seen, strict=True))))
        for row in VISIONS[vision]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("dark", [0, 1])
@pytest.mark.parametrize("ground", ["surface", "bg", "surface2", "selection", "rail", "rail_on"])
def test_text_is_readable_on_every_ground(dark: int, ground: str) -> None:
    assert contrast("text", ground, dark) >= 4.5


@pytest.mark.parametrize("dark", [0, 1])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("muted", "surface"), ("muted", "bg"), ("muted", "surface2"), ("on_accent", "accent"),
     ("warn_fg", "warn_bg"), ("on_P1", "P1"), ("accent", "surface"), ("toast_accent", "text"),
     ("surface", "text"), ("text", "note"), ("muted", "selection"), ("P2", "surface2")],
)  # fmt: skip
def test_other_texts_are_readable(dark: int, ink: str, ground: str) -> None:
    assert contrast(ink, ground, dark) >= 4.5


@pytest.mark.parametrize("dark", [0, 1])
@pytest.mark.parametrize("name", PRIORITIES)
def test_badges_stand_out_on_plain_and_selected_rows(dark: int, name: str) -> None:
    assert contrast(name, "surface", dark) >= 4.85
    assert contrast(name, "selection", dark) >= 4.5


@pytest.mark.parametrize("dark", [0, 1])
def test_a_field_has_a_border(dark: int) -> None:
    assert contrast("edge", "surface", dark) >= 3.0
    assert contrast("edge", "bg", dark) >= 3.0


@pytest.mark.parametrize("dark", [0, 1])
@pytest.mark.parametrize("vision", VISIONS)
def test_the_five_colours_differ_for_every_eye(dark: int, vision: str) -> None:
    for one, other in itertools.combinations(PRIORITIES, 2):
        apart = math.dist(lab(one, dark, vision), lab(other, dark, vision))
        assert apart >= (23, 27)[dark] - 1.5, (one, other)


def test_the_style_rules_use_known_tokens(qapp: QApplication) -> None:
    theme.use(qapp, "dark", 150)
    sheet = theme.style_sheet()
    assert "@" not in sheet
    assert "tx" not in sheet.replace("text", "")
    for word in ("QComboBox", "QScrollBar", "QLineEdit", "QSpinBox"):
        assert word not in sheet, "form fields stay with Fusion"


def test_icons_follow_the_theme(qapp: QApplication) -> None:
    theme.use(qapp, "light", 100)
    icon = icons.icon("inbox")
    light = icon.pixmap(32, 32).toImage()
    theme.use(qapp, "dark", 100)
    assert icon.pixmap(32, 32).toImage() != light


def test_text_grows(qapp: QApplication) -> None:
    theme.use(qapp, "light", 200)
    assert theme.font().pixelSize() == 28
    assert theme.row_height() == 72
    theme.use(qapp, "light", 100, compact=True)
    assert theme.row_height() == 28
    theme.use(qapp, "light", 100)


def test_english_has_a_type_of_its_own_and_what_was_measured_before_is_measured_anew(
    qapp: QApplication,
) -> None:
    theme.use(qapp, "light", 100, language="en")
    latin, plain = cells.text_fonts(theme.face()), theme.font()
    theme.use(qapp, "light", 100)
    assert plain.families()[0] in theme.LATIN
    assert latin[0].families() == plain.families()
    assert cells.text_fonts(theme.face())[0].families() == list(theme.FAMILIES)


def test_the_licence_of_the_icons_ships() -> None:
    assert "ISC License" in read_text("licences", "lucide.txt")


@pytest.mark.parametrize("editable", [False, True])
def test_the_arrow_of_a_combo_grows_with_the_text(qapp: QApplication, editable: bool) -> None:
    def ink(percent: int) -> int:
        """Return how many columns of the arrow's end are not the ground's colour."""
        theme.use(qapp, "light", percent)
        combo = Combo()
        combo.setEditable(editable)
        combo.addItem("库存")
        combo.resize(300, 60)
        image = combo.grab().toImage()
        line = range(image.height() // 4, image.height() * 3 // 4)
        # inside the border, right of where an editable one is divided
        columns = range(image.width() - 18 if editable else image.width() - 40, image.width() - 4)
        return sum(any(image.pixelColor(x, y).lightness() < 140 for y in line) for x in columns)

    small, large = ink(100), ink(200)
    theme.use(qapp, "light", 100)
    assert small > 0
    assert large > small


def test_who_reads_on_over_a_combo_chooses_nothing(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems(["浅色", "深色"])
    combo.setCurrentIndex(0)
    combo.show()
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_PageDown)
    middle = QPointF(combo.rect().center())
    turned = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, turned)
    assert combo.currentText() == "浅色"


def test_a_column_whose_words_are_cut_gets_what_the_widest_can_spare(qtbot: QtBot) -> None:
    table = PlainTable(0, (120, 60))
    qtbot.addWidget(table)
    table.resize(theme.px(600), 200)  # whatever size of text another test left
    table.show()
    words = "41 天没有评审(> 30 天即过期)"
    table.show_rows(("风险", "注意"), [("a", (Cell("短"), Cell(words)))])
    assert table.columnWidth(1) > table.fontMetrics().horizontalAdvance(words)
    table.resize(theme.px(90), 200)
    assert table.columnWidth(1) == theme.px(60), "there is nothing to spare"


def test_what_gives_way_stands_in_a_second_line(qtbot: QtBot) -> None:
    table = PlainTable(0, (120, 60, 60), (2, 1))
    qtbot.addWidget(table)
    table.resize(theme.px(600), 200)  # whatever size of text another test left
    table.show()
    table.show_rows(("台账", "余额", "到期"), [("a", (Cell("券"), Cell("3 天"), Cell("—")))])
    assert table.folded(0) == ""
    one = table.rowHeight(0)
    table.resize(theme.px(130), 200)
    assert table.folded(0) == "余额 3 天", "a dash says nothing"
    assert table.rowHeight(0) > one


def test_the_check_box_grows_with_the_text(qapp: QApplication) -> None:
    sides = []
    for percent in (100, 200):
        theme.use(qapp, "light", percent)
        sides.append(QCheckBox().sizeHint().height())
    theme.use(qapp, "light", 100)
    assert sides[1] >= 28 > sides[0]


def test_a_crowded_table_keeps_its_name_its_days_and_its_figures(qtbot: QtBot) -> None:
    table = PlainTable(0, (120, 92, 90, 200))
    qtbot.addWidget(table)
    table.resize(theme.px(360), 200)
    table.show()
    long = "这一条说明很长,放不下也没有关系,可以省略"
    rows = [("a", (Cell("一号厂仓库系统"), Cell("2026-12-31"), Cell("240000.00"), Cell(long)))]
    table.show_rows(("系统", "到期", "金额", "说明"), rows)
    drawn = table.fontMetrics().horizontalAdvance
    assert table.columnWidth(1) > drawn("2026-12-31")
    assert table.columnWidth(2) > drawn("240,000.00")
    assert table.columnWidth(0) >= table.viewport().width() * 3 // 10
    assert table.is_figures(2)
    assert not table.is_figures(1)
