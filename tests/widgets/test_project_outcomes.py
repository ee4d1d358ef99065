"""Outcomes on the page of projects: savings and cycle times, each with how its number came."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from firstline.domain.health import sheet as sheets
from firstline.domain.project import cycle, saving
from firstline.viewmodel.project.entry import Held
from firstline.viewmodel.project.outcomes import OUTCOMES
from window_makers import Window


def test_the_boards_show_the_discount_and_both_baselines(qtbot: QtBot, tmp_path: Path) -> None:
    assert qtbot is not None
    window = Window(tmp_path)
    desktop, store = window.desktop, window.store
    for sheet, values in (
        (saving.SHEET, {"title": "续约", "list_price": "100000", "contract_price": "80000",
                        "reason": "时限未达标", "evidence": "评分卡", "agreed_on": "2026-05-01"}),
        (cycle.SHEET, {"title": "订单到发货", "unit": "天", "baseline": "100", "frozen_by": "李娜",
                       "actual": "70", "as_of": "2026-11-30", "source": "台账"}),
    ):  # fmt: skip
        edit = sheets.new_record(sheet, values, desktop.stamp(), desktop.zone)
        store.perform(edit, now=window.clock())
    (one,) = store.records("cycle")
    again = sheets.change(cycle.SHEET, one, {"baseline": "90", "reason": "口径"}, desktop.stamp(),
                          desktop.zone)  # fmt: skip
    assert again is not None
    store.perform(again, now=window.clock())
    held = Held({kind: store.records(kind) for kind in ("saving", "cycle")}, window.clock(),
                desktop.zone)  # fmt: skip
    boards = {entry.frame.id: entry.board(held) for entry in OUTCOMES[2:]}
    (saved,) = boards["saving"].lines
    assert [cell.words.zh for cell in saved.cells][1:4] == ["100000.00", "80000.00", "20.00%"]
    assert "20000.00" in boards["saving"].verdict.zh
    (shorter,) = boards["cycle"].lines
    assert [cell.words.zh for cell in shorter.cells][1:4] == ["90 ← 100", "70", "22.22%"]
    assert "30.00 %" in shorter.why.zh
    window.close()
