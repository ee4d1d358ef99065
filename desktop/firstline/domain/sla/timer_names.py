"""What the states of a clock are called, on screen and on paper."""

from collections.abc import Mapping

from firstline.domain.sla.timer import State
from firstline.domain.words import Text

STATE_NAMES: Mapping[State, Text] = {
    State.CANCELLED: Text("已取消,不计入", "Cancelled, not counted"),
    State.MERGED: Text("已合并", "Merged"),
    State.NOT_STARTED: Text("未开始", "Not started"),
    State.NO_TARGET: Text("无时限", "No target"),
    State.UNPROVEN: Text("未证实", "Unproven"),
    State.BREACHED: Text("违约", "Breached"),
    State.MET: Text("达成", "Met"),
    State.PAUSED: Text("已暂停", "Paused"),
    State.OUTSIDE_HOURS: Text("非服务时段", "Outside hours"),
    State.RUNNING: Text("计时中", "Running"),
}
