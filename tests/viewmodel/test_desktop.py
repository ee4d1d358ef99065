"""The desktop: acts, undo and redo as one step, problems told, the one timer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Priority, Status
from firstline.viewmodel.acts import Acted
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.queue import selection, views
from firstline.viewmodel.queue.search_words import chips, complete
from firstline.viewmodel.shell.palette import Entry, rank
from window_makers import Clock, Window


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.close()


def heard(window: Window) -> list[Acted]:
    said: list[Acted] = []
    window.desktop.acted.connect(said.append)
    return said


def test_an_act_on_several_is_one_step(window: Window) -> None:
    said = heard(window)
    desktop = window.desktop
    assert desktop.act(selection.set_priority(Priority.P2), "T1", "T3", "T5")
    assert [window.store.ticket(one).priority for one in ("T1", "T3", "T5")] == ["P2"] * 3
    assert said[-1].text.zh == "3 张工单:已改为 P2 高"
    assert desktop.undo()
    assert [window.store.ticket(one).priority for one in ("T1", "T3", "T5")] == ["P1", "P3", "P4"]
    assert said[-1].undone
    assert desktop.redo()
    assert window.store.ticket("T5").priority is Priority.P2
    assert not desktop.can_redo


def test_what_changes_nothing_is_no_act(window: Window) -> None:
    said = heard(window)
    assert window.desktop.act(selection.set_priority(Priority.P1), "T1")
    assert not said
    assert not window.desktop.can_undo


def test_an_illegal_move_is_told_and_changes_nothing(window: Window) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    assert window.desktop.act(selection.move(Status.RESOLVED), "T2")
    assert not window.desktop.act(selection.move(Status.TRIAGED), "T1", "T2")
    assert len(told) == 1
    assert window.store.ticket("T1").status is Status.NEW


def test_legal_moves_are_those_of_all(window: Window) -> None:
    one = window.store.ticket("T1").id
    two = window.store.ticket("T2").id
    assert Status.DUPLICATE not in selection.legal_moves(window.desktop, [one])
    assert Status.NEW not in selection.legal_moves(window.desktop, [one])
    window.desktop.act(selection.move(Status.RESOLVED), two)
    assert set(selection.legal_moves(window.desktop, [one, two])) == {
        Status.RESOLVED, Status.IN_PROGRESS,
    }  # fmt: skip


def test_saved_filters_come_back(window: Window) -> None:
    made = views.keep(window.store, "我的打印", "打印", "newest", descending=True)
    assert views.saved(window.store) == [made]
    views.keep(window.store, "我的打印", "打印机", "sla", descending=False)
    assert [one.query for one in views.saved(window.store)] == ["打印机"]
    views.forget(window.store, made.id)
    assert views.saved(window.store) == []


def test_every_built_in_view_is_understood() -> None:
    for view in (*views.BUILT_IN, views.OVERDUE, views.AT_RISK):
        assert not parse_query(view.query).warnings, view.query


def test_counts_follow_the_store(window: Window) -> None:
    counts = window.shell.counts
    assert counts.figures.by_view["open"] == 5
    assert counts.figures.by_view["mine"] == 2
    assert counts.figures.by_view["unassigned"] == 1
    window.desktop.act(selection.move(Status.RESOLVED), "T1")
    counts.refresh()
    assert counts.figures.by_view["open"] == 4
    assert counts.figures.by_view["resolved"] == 1


def test_counts_are_taken_again_when_a_deadline_passes(window: Window) -> None:
    counts = window.shell.counts
    before = counts.figures
    assert before.next_change is not None
    span = before.next_change - window.ticking.epoch() + 1
    window.clock.move(seconds=span)
    window.ticking.ticked.emit()
    after = counts.figures
    assert (after.overdue, after.at_risk) != (before.overdue, before.at_risk)


def test_the_timer_runs_as_finely_as_wished_and_no_finer(qapp: QApplication) -> None:
    ticking = Ticking(Clock())
    assert not ticking.running
    ticking.wish("list", 30)
    ticking.wish("detail", 1)
    assert (ticking.step, ticking.running) == (1, True)
    ticking.wish("detail", 0)
    assert ticking.step == 30
    ticking.wish("list", 0)
    assert not ticking.running


def test_the_palette_reads_initials() -> None:
    entries = [Entry("打印机"), Entry("库存账"), Entry("Printer")]
    sounds = {"打印机": "dyj", "库存账": "kcz"}
    found = rank(entries, "dyj", lambda text: sounds.get(text, text))
    assert [one.words for one in found] == ["打印机"]
    assert [one.words for one in rank(entries, "prnter")] == ["Printer"]
    assert rank(entries, "") == entries


def test_chips_take_out_one_condition() -> None:
    made = chips(parse_query("优先级:P1 -标签:旧 打印"))
    assert [one.words.zh for one in made] == ["优先级:P1 紧急", "非 标签:旧", "打印"]
    assert parse_query(made[0].rest) == parse_query("-tag:旧 打印")


def test_the_search_line_goes_on() -> None:
    def choices(field: str) -> list[str]:
        return ["一厂", "Plant 2"] if field == "site" else []

    assert "优先级:" in complete("优", "zh_CN", choices)
    assert "打印 priority:" in complete("打印 pri", "en", choices)
    assert complete("site:pl", "en", choices) == ['site:"Plant 2"']
    assert "状态:处理中" in complete("状态:处", "zh_CN", choices)
    assert complete("打印 ", "zh_CN", choices) == []
