"""Paper: the same page is the same file, whichever fonts its characters need."""

from pathlib import Path

from PySide6.QtCore import QHashSeed
from pytestqt.qtbot import QtBot

from firstline.widgets.paper import REPORT, write_pdf

PAGE = "<h1>补偿申请 Claim ⚠ ✓ ✗ – … ▲ 💾</h1><p>Ω ☾ ◷ 2026-11-28 абв</p>"


def test_a_page_is_written_with_its_fonts_in_one_order(qtbot: QtBot, tmp_path: Path) -> None:
    assert qtbot
    found = set()
    for n in range(8):
        QHashSeed.resetRandomGlobalSeed()
        path = tmp_path / f"{n}.pdf"
        write_pdf(PAGE, path, REPORT)
        names = [one.split()[0] for one in path.read_bytes().split(b"/FontName /")[1:]]
        found.add(tuple(names))
    assert len(found) == 1
    assert found.pop()
