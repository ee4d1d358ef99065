"""The card of a clash on a record: one widget for every register, whatever field it is."""

import pytest
from pytestqt.qtbot import QtBot

from firstline.domain.ticket.ticket import Conflict
from firstline.domain.uat.case import SHEET
from firstline.viewmodel.speech import Speech
from firstline.widgets.contracts import request_pane
from firstline.widgets.health import record_panel
from firstline.widgets.health.field_clash import FieldClash
from window_makers import NOW


@pytest.mark.parametrize(
    ("field", "name"),
    [("title", "Case"), ("title_en", "Case (English)"), ("from_a_later_version",) * 2],
)
def test_it_names_the_field_and_tells_what_is_taken(qtbot: QtBot, field: str, name: str) -> None:
    card = FieldClash(Speech("en"), SHEET, Conflict("edit", field, "ours", "theirs", NOW))
    qtbot.addWidget(card)
    assert card.words.text() == f"⚠ {name}: ours / theirs"
    assert card.buttons["mine"].accessibleName() == f"{name}: Take mine"
    told: list[tuple[str, str]] = []
    card.taken.connect(lambda *one: told.append(one))
    for button in card.buttons.values():
        button.click()
    assert told == [(field, "mine"), (field, "theirs")]


def test_registers_and_requests_share_it() -> None:
    assert all(vars(one)["FieldClash"] is FieldClash for one in (request_pane, record_panel))
