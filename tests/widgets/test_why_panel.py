"""The 为什么? panel: its counted parts sum to the counted time, and it copies as text."""

from datetime import timedelta

import pytest
from detail_ground import Ground
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from firstline.domain.edits.edits import set_priority
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket
from firstline.viewmodel.detail.why import clock_sheet
from firstline.widgets.detail.why_panel import Stretches, WhyPanel


def lived(ground: Ground) -> Ticket:
    """Return a ticket of three days: priorities, a pause, nights and a hand-off."""
    ticket = ground.ticket()
    desktop, store = ground.desktop, ground.store
    ground.later(hours=3)
    desktop.perform(set_priority(ticket, Priority.P2, desktop.stamp(), reason="more shops"))
    ground.later(hours=1)
    desktop.act(lambda one, stamp: move(one, Status.WAITING_REQUESTER, stamp), ticket.id)
    ground.later(hours=20)
    desktop.act(lambda one, stamp: move(one, Status.IN_PROGRESS, stamp), ticket.id)
    desktop.act(lambda one, stamp: set_priority(one, Priority.P3, stamp, reason="calm"), ticket.id)
    ground.later(hours=2)
    desktop.act(lambda one, stamp: hand_off(one, stamp, received_at=stamp.at, proof="p"), ticket.id)
    ground.later(hours=30)
    return store.ticket(ticket.id)


@pytest.mark.parametrize("leg", list(Leg))
@pytest.mark.parametrize("metric", [Metric.FIRST_RESPONSE, Metric.RESOLUTION])
def test_the_counted_parts_sum_to_the_counted_time(
    ground: Ground, leg: Leg, metric: Metric
) -> None:
    ticket = lived(ground)
    timer = next(
        one for one in ground.store.timers(ticket.id) if (one.leg, one.metric) == (leg, metric)
    )
    sheet = clock_sheet(ticket, timer, ground.desk, ground.now, ground.desktop.zone)
    clock = next(
        one
        for one in ground.desk.clocks(ticket, ground.now)
        if (one.agreement, one.metric) == (timer.agreement, metric)
    )
    assert sheet.stretches
    assert sum(one.seconds for one in sheet.stretches if one.counts) == clock.counted_s
    whole = sum(one.seconds for one in sheet.stretches)
    assert clock.started is not None
    assert whole == int(ground.now.timestamp()) - clock.started
    labels = {one.label.zh: one.value.zh for one in sheet.facts}
    assert "规则" in labels["为何适用"]
    assert any("未核实" in one.zh for one in sheet.banners)


def test_the_panel_shows_copies_and_follows_the_language(ground: Ground, qtbot: QtBot) -> None:
    ticket = lived(ground)
    timer = next(
        one
        for one in ground.store.timers(ticket.id)
        if (one.leg, one.metric) == (Leg.INTERNAL, Metric.RESOLUTION)
    )
    panel = WhyPanel(ground.desktop)
    qtbot.addWidget(panel)
    panel.resize(330, 600)
    panel.show_clock(ticket, timer)
    panel.show()
    rows = panel.findChildren(Stretches)
    assert rows
    assert "等待报告人" in rows[0].accessibleName() or "暂停" in rows[0].accessibleName()
    panel.copy_text()
    copied = QGuiApplication.clipboard().text()
    assert "计时合计" in copied
    assert copied.count("\n") >= len(panel.sheet.stretches if panel.sheet else ())
    ground.desktop.speech.switch("en")
    panel.copy_text()
    assert "Counted in all" in QGuiApplication.clipboard().text()
    panel.grab()


def test_the_priority_s_why_names_the_matrix_the_override_and_the_log(
    ground: Ground, qtbot: QtBot
) -> None:
    ticket = lived(ground)
    panel = WhyPanel(ground.desktop)
    qtbot.addWidget(panel)
    panel.show_priority(ticket)
    texts = "\n".join(one.text() for one in panel.findChildren(QLabel))
    assert "矩阵[影响度 3][紧急度 2] → P4" in texts
    assert "calm" in texts
    assert "优先级定为 P2 高:more shops" in texts
    assert "报告时定为 P3 一般" in texts


def test_a_dispute_is_said(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    ground.desktop.act(
        lambda one, stamp: set_priority(one, Priority.P1, stamp, leg=Leg.VENDOR), ticket.id
    )
    panel = WhyPanel(ground.desktop)
    qtbot.addWidget(panel)
    panel.show_priority(ground.store.ticket(ticket.id))
    assert panel.sheet is not None
    assert "定级争议" in panel.sheet.banners[0].zh


def test_a_ticket_years_long_is_still_shown(ground: Ground, qtbot: QtBot) -> None:
    ticket = ground.ticket()
    ground.now += timedelta(days=500)
    panel = WhyPanel(ground.desktop)
    qtbot.addWidget(panel)
    panel.resize(480, 600)
    timer = ground.store.timers(ticket.id)[1]
    panel.show_clock(ticket, timer)
    panel.show()
    assert panel.sheet is not None
    assert len(panel.sheet.stretches) > 400
    assert panel.sheet.copied("en").count("outside hours") > 400
