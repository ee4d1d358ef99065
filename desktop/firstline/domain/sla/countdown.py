"""What a countdown says: units from five minutes up, and never by colour alone (ux.md)."""

from enum import StrEnum

from firstline.domain.sla.timer import State
from firstline.domain.values import dataclass
from firstline.domain.words import Text

FINE_S = 5 * 60  # below this the cell ticks every second


class Urgency(StrEnum):
    """How a countdown is drawn: colour, weight and glyph follow from it together."""

    OK = "ok"
    SOON = "soon"
    OVER = "over"
    PAUSED = "paused"
    ASLEEP = "asleep"  # outside service hours
    MET = "met"
    UNPROVEN = "unproven"
    NONE = "none"


GLYPHS = {
    Urgency.OK: "",
    Urgency.SOON: "◷",
    Urgency.OVER: "▲",
    Urgency.PAUSED: "⏸",
    Urgency.ASLEEP: "☾",
    Urgency.MET: "✓",
    Urgency.UNPROVEN: "?",
    Urgency.NONE: "",
}


@dataclass(frozen=True, slots=True)
class Countdown:
    """One countdown: its urgency, its words without the glyph, and the share of time used, 0–1."""

    urgency: Urgency
    words: Text
    used: float = 0.0

    @property
    def text(self) -> Text:
        """The glyph and the words as one text."""
        glyph = GLYPHS[self.urgency]
        if not glyph:
            return self.words
        return Text(f"{glyph} {self.words.zh}", f"{glyph} {self.words.en}")


NOTHING = Countdown(Urgency.NONE, Text("—", "—"))
_PLAIN = {
    State.NOT_STARTED: Text("未开始", "Not started"),
    State.NO_TARGET: Text("无时限", "No target"),
    State.CANCELLED: Text("已取消", "Cancelled"),
    State.MERGED: Text("已合并", "Merged"),
}


def countdown(remaining_s: int | None, state: State, target_s: int | None = None) -> Text:
    """Return what is left of a clock, with its glyph, as ux.md's table says.

    `remaining_s` is in seconds, negative when late, None when there is no target; `target_s`
    lets the last quarter be marked.
    """
    return describe(remaining_s, state, target_s).text


def describe(remaining_s: int | None, state: State, target_s: int | None = None) -> Countdown:
    """Return the countdown of a clock as a value, for whoever draws it."""
    if state in _PLAIN:
        return Countdown(Urgency.NONE, _PLAIN[state])
    if state is State.MET:
        return Countdown(Urgency.MET, Text("达成", "Met"), _used(remaining_s, target_s))
    if state is State.UNPROVEN:
        return Countdown(Urgency.UNPROVEN, Text("未证实", "Unproven"), _used(remaining_s, target_s))
    if state is State.BREACHED or (remaining_s is not None and remaining_s < 0):
        return Countdown(Urgency.OVER, _over(remaining_s), 1.0)
    if state is State.PAUSED:
        return Countdown(
            Urgency.PAUSED,
            _left(remaining_s, Text("已暂停", "Paused")),
            _used(remaining_s, target_s),
        )
    if state is State.OUTSIDE_HOURS:
        return Countdown(
            Urgency.ASLEEP,
            _left(remaining_s, Text("非服务时段", "Outside hours")),
            _used(remaining_s, target_s),
        )
    if remaining_s is None:
        return NOTHING
    soon = target_s is not None and remaining_s * 4 <= target_s
    words = length(remaining_s)
    return Countdown(Urgency.SOON if soon else Urgency.OK, words, _used(remaining_s, target_s))


def length(seconds: int) -> Text:
    """Return `seconds` (0 or more) as a countdown: `2 天 7 时`, `5 时 33 分`, `24 分`, `4:59`."""
    if seconds < FINE_S:
        clock = f"{seconds // 60}:{seconds % 60:02d}"
        return Text(clock, clock)
    return _units(seconds)


def _units(seconds: int) -> Text:
    minutes = seconds // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        return Text(f"{days} 天 {hours} 时", f"{days}d {hours}h")
    if hours:
        return Text(f"{hours} 时 {minutes % 60:02d} 分", f"{hours}h {minutes % 60:02d}m")
    return Text(f"{minutes} 分", f"{minutes}m")


def _over(remaining_s: int | None) -> Text:
    if remaining_s is None or remaining_s >= 0:  # a recorded breach that a later change outran
        return Text("违约", "Breached")
    if remaining_s > -60:
        return Text("超 <1 分", "<1m over")
    late = _units(-remaining_s)
    return Text(f"超 {late.zh}", f"{late.en} over")


def _left(remaining_s: int | None, plain: Text) -> Text:
    if remaining_s is None:
        return plain
    if 3600 <= remaining_s < 86_400 and remaining_s % 3600 < 60:
        hours = remaining_s // 3600
        return Text(f"剩 {hours} 时", f"{hours}h left")
    left = length(max(0, remaining_s))
    return Text(f"剩 {left.zh}", f"{left.en} left")


def _used(remaining_s: int | None, target_s: int | None) -> float:
    if remaining_s is None or not target_s:
        return 0.0
    return min(1.0, max(0.0, 1 - remaining_s / target_s))
