"""The countdown table of the design, cell by cell, in both languages."""

import pytest

from firstline.domain.sla.countdown import Urgency, countdown, describe
from firstline.domain.sla.timer import State

DAY, HOUR, MINUTE = 86_400, 3600, 60


@pytest.mark.parametrize(
    ("left", "state", "zh", "en"),
    [
        (2 * DAY + 7 * HOUR, State.RUNNING, "2 天 7 时", "2d 7h"),
        (DAY, State.RUNNING, "1 天 0 时", "1d 0h"),
        (DAY - 1, State.RUNNING, "23 时 59 分", "23h 59m"),
        (5 * HOUR + 33 * MINUTE, State.RUNNING, "5 时 33 分", "5h 33m"),
        (2 * HOUR + 5 * MINUTE, State.RUNNING, "2 时 05 分", "2h 05m"),
        (HOUR, State.RUNNING, "1 时 00 分", "1h 00m"),
        (HOUR - 1, State.RUNNING, "59 分", "59m"),
        (24 * MINUTE, State.RUNNING, "24 分", "24m"),
        (5 * MINUTE, State.RUNNING, "5 分", "5m"),
        (5 * MINUTE - 1, State.RUNNING, "4:59", "4:59"),
        (9, State.RUNNING, "0:09", "0:09"),
        (0, State.RUNNING, "0:00", "0:00"),
        (-1, State.RUNNING, "▲ 超 <1 分", "▲ <1m over"),
        (-40 * MINUTE, State.RUNNING, "▲ 超 40 分", "▲ 40m over"),
        (-125 * MINUTE, State.BREACHED, "▲ 超 2 时 05 分", "▲ 2h 05m over"),
        (-2 * DAY, State.BREACHED, "▲ 超 2 天 0 时", "▲ 2d 0h over"),
        (HOUR, State.BREACHED, "▲ 违约", "▲ Breached"),
        (2 * HOUR, State.PAUSED, "⏸ 剩 2 时", "⏸ 2h left"),
        (2 * HOUR + 10 * MINUTE, State.PAUSED, "⏸ 剩 2 时 10 分", "⏸ 2h 10m left"),
        (None, State.PAUSED, "⏸ 已暂停", "⏸ Paused"),
        (-HOUR, State.PAUSED, "▲ 超 1 时 00 分", "▲ 1h 00m over"),
        (3 * HOUR, State.OUTSIDE_HOURS, "☾ 剩 3 时", "☾ 3h left"),
        (10, State.MET, "✓ 达成", "✓ Met"),
        (10, State.UNPROVEN, "? 未证实", "? Unproven"),
        (None, State.NO_TARGET, "无时限", "No target"),
        (None, State.NOT_STARTED, "未开始", "Not started"),
        (None, State.RUNNING, "—", "—"),
    ],
)
def test_the_table(left: int | None, state: State, zh: str, en: str) -> None:
    assert countdown(left, state) == (zh, en)


@pytest.mark.parametrize(
    ("left", "urgency"),
    [(1001, Urgency.OK), (1000, Urgency.SOON), (0, Urgency.SOON), (-1, Urgency.OVER)],
)
def test_the_last_quarter_is_marked(left: int, urgency: Urgency) -> None:
    shown = describe(left, State.RUNNING, 4000)
    assert shown.urgency is urgency
    assert shown.text.zh.startswith("◷") is (urgency is Urgency.SOON)


def test_the_bar_is_what_was_used() -> None:
    assert describe(3000, State.RUNNING, 4000).used == pytest.approx(0.25)
    assert describe(-5, State.RUNNING, 4000).used == 1.0
    assert describe(4000, State.PAUSED, 4000).used == 0.0


def test_every_open_state_differs_without_colour() -> None:
    said = {
        describe(7200, state, 9000).text.zh
        for state in (State.RUNNING, State.PAUSED, State.OUTSIDE_HOURS, State.BREACHED, State.MET)
    }
    assert len(said) == 5
