"""A whole desk of hostile words, on every page: no label and no tooltip takes them for HTML."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from firstline.app.house import House
from firstline.app.profile import open_profile
from firstline.cli.demo_company import fill_demo
from firstline.domain.edits.codec import edit_from_json
from window_makers import NOW, Clock

MARK = '<img src="file:///etc/hostname"><img src="//10.0.0.9/x/y.png">'
PLACES = ("queue", "outbox", "contacts", "knowledge", "alarms", "shift", "group", "reconcile",
          "training", "matrix", "health", "projects", "contracts", "runbooks", "watch", "outcomes",
          "documents", "problems", "superusers", "authorisations", "service_requests", "actions",
          "contact", "sessions", "triage", "problem")  # fmt: skip


def hostile(value: Any) -> Any:
    """Return the value with the mark behind every word that a person may have written."""
    if isinstance(value, dict):
        return {name: hostile(one) for name, one in value.items()}
    if isinstance(value, list):
        return [hostile(one) for one in value]
    if not isinstance(value, str) or not re.search(r"[^\x00-\x7f]| ", value):
        return value  # a number, a code or a day
    if value[0] in "{[":
        return json.dumps(hostile(json.loads(value)), ensure_ascii=False)
    return value + MARK


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_profile(tmp_path / "plain", "en", NOW) as profile:
        fill_demo(tmp_path / "plain", NOW, "en", lambda: (profile.desk, profile.store))
        rows = profile.store.connection.raw.execute("SELECT doc FROM edit ORDER BY n")
        docs = [json.loads(doc) for (doc,) in rows]
    with open_profile(tmp_path / "hostile", "en", NOW) as profile:
        with profile.store.bulk():
            for doc in docs:
                told = {name: hostile(doc[name]) for name in ("changes", "events") if name in doc}
                edit = edit_from_json(doc | told)
                profile.store.perform(edit, now=edit.made_at)
        made = House(app, profile, Clock(), keep_state=False)
        made.start()
        made.shell.resize(1366, 768)
        qtbot.waitUntil(lambda: made.shell.counts.figures.open > 0, timeout=60_000)
        yield made
        made.stop()


def cells(view: QAbstractItemView) -> Iterator[QModelIndex]:
    for row in range(40):
        for column in range(20):
            if not (index := view.model().index(row, column)).isValid():
                break
            yield index


def guesses(shell: QWidget) -> Iterator[tuple[str, str, str]]:
    """Yield every place that would take the mark for HTML."""
    for one in shell.findChildren(QWidget):
        where = type(one.parent()).__name__
        plain = Qt.TextFormat.PlainText
        if isinstance(one, QLabel) and "<img" in one.text() and one.textFormat() != plain:
            yield "label", where, one.text()
        if "<img" in one.toolTip():
            yield "tooltip", where, one.toolTip()
        if isinstance(one, QTextEdit) and '<img src="file:' in one.toHtml().partition("</head>")[2]:
            yield "page", where, one.toHtml()
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            for index in cells(one):
                tip = index.data(Qt.ItemDataRole.ToolTipRole)
                if isinstance(tip, str) and "<img" in tip:
                    yield "cell", where, tip


@pytest.mark.slow
def test_no_page_takes_the_words_of_others_for_html(qtbot: QtBot, house: House) -> None:
    shell, found, seen = house.shell, set[tuple[str, str]](), 0
    for place in PLACES:
        shell.aids.run(place)
        qtbot.wait(30)
        for view in shell.findChildren(QAbstractItemView):
            if view.isVisible() and view.model() is not None:
                view.setCurrentIndex(view.model().index(0, 0))
        qtbot.wait(30)
        found |= {(kind, where) for kind, where, _ in guesses(shell)}
        seen += sum("<img" in one.text() for one in shell.findChildren(QLabel))
    assert not found
    assert seen > 40, "the words are not on the screen"
