"""The words of the runbook screens: rows of the tree, the countdown, and short durations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from firstline.domain.natural import natural
from firstline.domain.runbook.gate import Verdict
from firstline.domain.runbook.item import Standing
from firstline.domain.runbook.live import PHASES, Live, Phase
from firstline.domain.runbook.review import OVERRUN, Compared
from firstline.domain.runbook.runbook import SEVERITIES, STATES, ItemState, Severity
from firstline.domain.sla.countdown import FINE_S
from firstline.domain.words import Text
from firstline.viewmodel.runbook.runbook import Shown

MARKS = {
    ItemState.OPEN: ("○", "muted"), ItemState.IN_PROGRESS: ("◐", "P3"),
    ItemState.CLAIMED: ("?", "P2"), ItemState.DONE: ("✓", "ok"),
    ItemState.WAIVED: ("~", "P2"), ItemState.NA: ("–", "muted"),
}  # fmt: skip
HOT = {
    Phase.PREPARING: "muted", Phase.SAFE: "ok", Phase.NEAR: "P2", Phase.PAST_SAFE: "P1",
    Phase.UNMEASURED: "P2", Phase.FORWARD: "P1", Phase.ROLLING_BACK: "P1", Phase.ENDED: "muted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """One gate of the tree, or a wave of it, with the items under it."""

    key: str
    verdict: Verdict
    wave: str
    items: Sequence[Standing]
    branches: "Sequence[Branch]" = ()

    @property
    def closed(self) -> int:
        """How many of its items hold nothing up."""
        own = sum(one.closed for one in self.items)
        return own + sum(one.closed for one in self.branches)

    @property
    def total(self) -> int:
        """How many items it has."""
        return len(self.items) + sum(one.total for one in self.branches)


def tree(shown: Shown) -> list[Branch]:
    """Return the gates with their items; where waves are planned, wave by wave."""
    found = []
    for one in shown.gates:
        held = [item for item in shown.held.values() if item.item.gate == one.gate.id]
        waves = sorted({shown.plan[item.item.id].wave for item in held} - {""}, key=natural)
        plain = [item for item in held if not shown.plan[item.item.id].wave]
        inner = [
            Branch(f"{one.gate.id}/{wave}", one, wave,
                   [item for item in held if shown.plan[item.item.id].wave == wave])
            for wave in waves
        ]  # fmt: skip
        found.append(Branch(one.gate.id, one, "", plain, inner))
    return found


def state_words(one: Standing) -> Text:
    """Return the mark and the state of an item."""
    mark, said = MARKS[one.state][0], STATES[one.state]
    return Text(f"{mark} {said.zh}", f"{mark} {said.en}")


def severity_words(severity: Severity) -> Text:
    """Return what an open item does to its gate, in a word or two."""
    said = SEVERITIES[severity]
    return Text(f"{said.zh}项", said.en)


def verdict_words(one: Verdict) -> Text:
    """Return the verdict of a gate."""
    if one.go:
        return Text("✓ 放行", "✓ go")
    many = len(one.reasons)
    return Text(f"✗ 不放行 · {many}", f"✗ no-go · {many}")


def duration(span: timedelta) -> Text:
    """Return a span with its units, minutes alone under five of them ticking (ux.md)."""
    seconds = abs(int(span.total_seconds()))
    if seconds < FINE_S:
        said = f"{seconds // 60}:{seconds % 60:02}"
        return Text(said, said)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if not hours:
        return Text(f"{minutes} 分", f"{minutes}m")
    if hours < 24:
        return Text(f"{hours} 时 {minutes:02} 分", f"{hours}h {minutes:02}m")
    return Text(f"{hours // 24} 天 {hours % 24} 时", f"{hours // 24}d {hours % 24}h")


def countdown(found: Live) -> Text:
    """Return the big figure of the cutover: what is left to the latest safe rollback."""
    if found.phase is Phase.FORWARD:
        return Text("只能向前修复", "Fix forward")
    if found.phase is Phase.ROLLING_BACK:
        return Text("正在回退", "Rolling back")
    if found.left is None:
        return Text("—", "—")
    said = duration(found.left)
    if found.left < timedelta():
        return Text(f"▲ 已过 {said.zh}", f"▲ {said.en} ago")
    return said


def under(found: Live, zone: tzinfo) -> Text:
    """Return the line under the figure: the instant, and the three numbers it comes from."""
    passed = found.run.ponr if found.run else None
    if passed is not None and found.run and found.run.asked:
        moment, first, second = clock(passed.at, zone), found.run.asked.by, passed.by
        return Text(
            f"{moment} 越过不可回退点:{first} 提出,{second} 确认",
            f"Point of no return passed at {moment}: {first} asked, {second} confirmed",
        )
    at, end = found.latest_rollback_at, found.window_end
    if at is None or end is None or found.rollback is None or found.validation is None:
        missing = [
            *([] if end else [Text("窗口结束", "the window's end")]),
            *([] if found.rollback is not None else [Text("实测回退时长", "a measured rollback")]),
            *([] if found.validation is not None else [Text("验证时长", "the validation")]),
        ]
        return Text(
            "缺:" + "、".join(one.zh for one in missing),
            "Missing: " + ", ".join(one.en for one in missing),
        )
    back, check = duration(found.rollback), duration(found.validation)
    when, until = at.astimezone(zone), end.astimezone(zone)
    return Text(
        f"最晚 {when:%m-%d %H:%M} = 窗口结束 {until:%H:%M} − 回退 {back.zh} − 验证 {check.zh}",
        f"Latest {when:%m-%d %H:%M} = end {until:%H:%M} − rollback {back.en}"
        f" − validation {check.en}",
    )


def late(lines: Sequence[Compared]) -> list[Text]:
    """Return the sentence about critical steps that take too long, none without any (E.1)."""
    if not lines:
        return []
    said = ", ".join(
        f"{one.item.id} {one.actual:.0f}/{one.planned:.0f}" for one in lines
        if one.actual is not None and one.planned is not None
    )  # fmt: skip
    percent = round(OVERRUN * 100)
    return [
        Text(
            f"▲ 关键步骤超过计划的 {percent}%(实际/计划,分):{said}",
            f"▲ Critical steps beyond {percent} % of their plan (actual/planned, min): {said}",
        )
    ]


def phase_words(found: Live) -> Text:
    """Return the phase of the cutover."""
    return PHASES[found.phase]


def clock(at: datetime | None, zone: tzinfo) -> str:
    """Return an instant as hours and minutes, "" for none."""
    return "" if at is None else f"{at.astimezone(zone):%H:%M}"
