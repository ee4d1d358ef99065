"""Saving a hand-off's zip: sealed by default, in the clear after a second yes, recorded (S44)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from detail_ground import Ground
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from firstline.app.doors.handoff import HandoffWork
from firstline.domain.ticket.ticket import Event
from firstline.system.sealed_zip import check
from firstline.widgets.handoff.page import HandoffPage
from firstline.widgets.handoff.seal import Stage
from window_makers import at_once

KEY = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, ground: Ground) -> Iterator[HandoffPage]:
    made = HandoffPage(ground.desktop, HandoffWork(ground.desktop, at_once(ground.store)))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.model.flush()


def review(page: HandoffPage) -> None:
    page.steps.setCurrentIndex(2)
    page.result.reviewer.setText("赵主任")
    page.result.reviewer.textEdited.emit("赵主任")
    page.steps.setCurrentIndex(3)


def choose(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the dialog that asks for a folder answer at once."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))


def test_a_zip_is_sealed_unless_somebody_says_otherwise_twice(
    qtbot: QtBot, ground: Ground, page: HandoffPage, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    choose(monkeypatch, tmp_path / "out")
    page.open(ground.ticket("U8 报错", product="U8").id)
    review(page)
    seal = page.over.seal
    page.over.buttons["zip"].click()
    made_up = seal.field.text()
    assert (seal.field.hasFocus(), len(made_up)) == (True, 23)
    assert "同一封邮件" in seal.hint.text()
    seal.fresh.click()
    second = seal.field.text()
    assert second != made_up
    seal.field.setText("too short")
    seal.go.click()
    assert "16" in seal.problem.text()
    assert not (tmp_path / "out").exists()
    seal.field.setText(second)
    qtbot.keyClick(seal.field, KEY.Key_Return)
    (path,) = (tmp_path / "out").glob("*")
    assert "handoff.md" in check(path, second)
    assert (seal.field.text(), seal.field.isReadOnly(), seal.stage) == (second, True, Stage.DONE)
    assert [one.data["sealed"] for one in releases(ground, page)] == ["aes-256"]
    assert "已加密" in page.foot.text()
    qtbot.keyClick(seal.field, KEY.Key_Escape)
    assert seal.isVisible(), "a slip of the hand does not take the passphrase away"
    seal.go.click()
    assert (seal.isHidden(), seal.field.text()) == (True, "")
    page.model.flush()
    held = [one for one in Path(ground.store.folder).rglob("*") if one.is_file()]
    assert not [one for one in held if second.encode() in one.read_bytes()]


def test_in_the_clear_wants_a_second_yes(
    qtbot: QtBot, ground: Ground, page: HandoffPage, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    choose(monkeypatch, tmp_path / "out")
    page.open(ground.ticket("U8 报错", product="U8").id)
    review(page)
    seal = page.over.seal
    page.over.buttons["zip"].click()
    seal.other.click()
    assert (seal.stage, seal.field.isHidden(), seal.other.hasFocus()) == (Stage.PLAIN, True, True)
    assert "都能读" in seal.hint.text()
    qtbot.keyClick(seal.other, KEY.Key_Escape)
    assert (seal.stage, page.isVisible()) == (Stage.SEALED, True)
    assert not (tmp_path / "out").exists()
    seal.other.click()
    seal.go.click()
    (path,) = (tmp_path / "out").glob("*")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    assert [one.data["sealed"] for one in releases(ground, page)] == ["no"]
    assert seal.isHidden()


def test_a_passphrase_is_gone_with_its_ticket(
    ground: Ground, page: HandoffPage, tmp_path: Path
) -> None:
    page.open(ground.ticket("U8 报错", product="U8").id)
    review(page)
    page.over.save_into(tmp_path / "out", "abcdefgh12345678")
    assert page.over.seal.isVisible()
    page.open(ground.ticket("U8 报错", product="U8").id)
    assert (page.over.seal.isHidden(), page.over.seal.field.text()) == (True, "")


def releases(ground: Ground, page: HandoffPage) -> list[Event]:
    events = ground.store.ticket(page.ticket_id).events
    return [one for one in events if one.data.get("what") == "released"]
