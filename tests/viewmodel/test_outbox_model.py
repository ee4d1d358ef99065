"""The outbox as a list: what no portal has, in plain words, and what can be done about each."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from firstline.domain.edits import edits
from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.conflicts import Take
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.edits.exchange import Answer, Pushed
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Priority, Status
from firstline.domain.words import Text
from firstline.viewmodel.detail import clashes
from firstline.viewmodel.detail.line_diff import Side, compare
from firstline.viewmodel.sync import outbox_words
from firstline.viewmodel.sync.outbox import OutboxModel
from window_makers import ME, NOW, Window, at_once

FATAL = QAbstractItemModelTester.FailureReportingMode.Warning
PORTAL = {"name": "门户", "kind": "native", "url": "https://desk.example"}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    made.store.put("portals", [PORTAL])
    settle_all(made)
    yield made
    made.close()


@pytest.fixture
def model(window: Window) -> OutboxModel:
    made = OutboxModel(window.desktop, at_once(window.store))
    made.alone, made.awake = False, True
    return made


def settle_all(window: Window, *refused: str) -> None:
    """Let the portal take everything but `refused`."""
    ops = window.store.outgoing("门户", now=LATER)
    window.store.sending(ops, LATER)
    answers = tuple(
        Answer(one.edit.id, Outcome.REJECTED, "illegal-move", Text("已关闭的不能改。", "Closed."))
        if one.edit.id in refused
        else Answer(one.edit.id, Outcome.APPLIED)
        for one in ops
    )
    window.store.settle("门户", Pushed(answers, ()), LATER)


def clash(window: Window, field: str, mine: str, theirs: str) -> str:
    """Change the same field on both sides; return the ticket's id."""
    ticket = window.store.ticket("T1")
    first = edits.set_field(ticket, field, theirs, Stamp(new_id(NOW), NOW, "周海波"))
    second = edits.set_field(ticket, field, mine, Stamp(new_id(NOW), NOW, ME))
    window.store.perform(first, second, now=NOW)
    return ticket.id


def listed(model: OutboxModel) -> list[tuple[str, str]]:
    rows = [model.row(at) for at in range(model.rowCount())]
    return [(row.state, row.what.zh) for row in rows if row]


def test_the_model_is_sound_and_urgent_things_stand_first(
    window: Window, model: OutboxModel
) -> None:
    tester = QAbstractItemModelTester(model, FATAL)
    model.refresh()
    first = listed(model)
    act = window.desktop.act
    act(lambda one, stamp: edits.reply(one, "请先检查碳带", stamp), window.store.ticket("T2").id)
    act(lambda one, stamp: edits.move(one, Status.CANCELLED, stamp), window.store.ticket("T3").id)
    doomed = window.store.edits(states=("waiting",))[-1].edit.id
    act(lambda one, stamp: edits.set_priority(one, Priority.P1, stamp), window.number())
    window.store.withdraw(window.store.edits(states=("waiting",))[-1].edit.id, NOW)
    assert ("waiting", "回复:请先检查碳带") in listed(model)
    settle_all(window, doomed)
    clash(window, "site", "一厂", "二厂")
    model.refresh()
    assert [state for state, _ in listed(model)][: len(first) + 2] == ["held", "refused"]
    row = model.row(1)
    assert row is not None
    assert (row.what.zh, row.reason.zh, row.number) == ("状态 → 已取消", "已关闭的不能改。", "T3")
    assert row.can_retry
    assert row.can_withdraw
    del tester


def test_without_a_portal_there_is_no_list(window: Window, model: OutboxModel) -> None:
    clash(window, "site", "一厂", "二厂")
    model.alone = True
    model.refresh()
    assert model.rowCount() == 0


def test_a_withdrawn_act_comes_back_by_redo(window: Window, model: OutboxModel) -> None:
    ticket = window.store.ticket("T2").id
    window.desktop.act(lambda one, stamp: edits.reply(one, "请先检查碳带", stamp), ticket)
    row = model.row(0)
    assert row is not None
    assert window.desktop.withdraw(row.edit)
    assert model.rowCount() == 0
    assert not window.desktop.can_undo or window.desktop.can_redo
    assert window.desktop.redo()
    assert model.rowCount() == 1


def test_an_act_that_was_sent_is_undone_by_its_inverse(window: Window) -> None:
    ticket = window.store.ticket("T2")
    window.desktop.act(lambda one, stamp: edits.set_field(one, "site", "总部", stamp), ticket.id)
    sent = window.store.outgoing("门户", now=LATER)
    window.store.sending(sent, LATER)
    window.clock.move(minutes=1)
    assert window.desktop.undo()
    assert window.store.ticket("T2").site == ticket.site
    assert window.desktop.redo()
    assert window.store.ticket("T2").site == "总部"
    assert window.desktop.undo()
    assert window.store.ticket("T2").site == ticket.site


@pytest.mark.parametrize(
    ("take", "site"), [("mine", "一厂"), ("theirs", "二厂"), ("both", "二厂 / 一厂")]
)
def test_a_clash_is_ended_by_one_act_that_can_be_undone(
    window: Window, take: Take, site: str
) -> None:
    ticket = clash(window, "site", "一厂", "二厂")
    (found,) = clashes.clashes(window.store.ticket(ticket))
    assert (found.mine.zh, found.theirs.zh, found.by) == ("一厂", "二厂", "周海波")
    told: list[Text] = []
    window.desktop.acted.connect(lambda acted: told.append(acted.text))
    assert clashes.settle(window.desktop, found, take)
    after = window.store.ticket(ticket)
    assert (after.site, after.conflicts) == (site, ())
    assert "站点" in told[0].zh
    assert window.desktop.undo()
    assert len(window.store.ticket(ticket).conflicts) == 1


def test_long_texts_are_compared_line_by_line() -> None:
    same = [f"第 {at} 行" for at in range(12)]
    mine = "\n".join(["甲", *same, "丙", "丁"])
    theirs = "\n".join(["乙", *same, "丙"])
    lines = compare(mine, theirs)
    assert [(one.side, one.text) for one in lines[:2]] == [(Side.THEIRS, "乙"), (Side.MINE, "甲")]
    assert any(one.side is Side.LEFT_OUT and "9" in one.words.zh for one in lines)
    assert lines[-1].text == "丁"
    assert compare(mine, mine)[0].side is not Side.MINE


def test_every_kind_of_act_is_said_in_plain_words(window: Window) -> None:
    ticket, stamp = window.store.ticket("T2"), window.desktop.stamp()
    made: list[tuple[Edit, str]] = [
        (edits.reply(ticket, "好 " * 80, stamp, internal=True), "内部备注:好"),
        (edits.tag(ticket, stamp, add=("月结",)), "标签 +月结"),
        (edits.set_field(ticket, "assignee", ME, stamp), f"受理人 → {ME}"),
        (edits.open_ticket(stamp, "t9", {"title": "新的"}), "新工单:新的"),
    ]
    for edit, words in made:
        said = outbox_words.what(edit)
        assert said.zh.startswith(words)
        assert len(said.zh) < 95
    assert outbox_words.kept_text(made[0][0]).count("好") == 80
    assert outbox_words.kept_text(made[2][0]) == ""


def test_an_article_is_no_ticket() -> None:
    fields = {"title_zh": "负库存", "body_zh": "先看"}
    edit = opening("article", "K01:1", fields, "e", NOW, "我")
    assert outbox_words.what(edit) == ("知识文章:负库存", "Article: 负库存")
    assert "先看" in outbox_words.kept_text(edit)


def test_the_one_number_is_said_plainly() -> None:
    assert outbox_words.lost(0, 0, alone=False).zh.startswith("什么都不会丢")
    assert outbox_words.lost(3, 1, alone=False).zh == "3 项操作和 1 个附件只在这台电脑上。"
    assert outbox_words.lost(0, 2, alone=False).en == "2 files would be lost: on this PC alone."
