"""The targets that a contract or a supplement writes: `P1 respond 30m resolve 2h`, a line each."""

from collections.abc import Iterable, Mapping

from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.sla.agreement import Agreement, Goal, Unit, WorkdayRule
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Priority
from firstline.domain.values import replace
from firstline.domain.words import Text

Key = tuple[Priority, Metric]
MOST_MINUTES, MOST_DAYS = 60 * 24 * 366, 366
_LINE = pattern(r"\s*(P[1-4])\s*[:\uff1a]?\s*(.*)")
_PART = pattern(
    r"\s*(respond|response|resolve|resolution|首次响应|响应|恢复|解决)\s*(?:≤|<=)?\s*"
    r"(\d{1,6})\s*(bm|bh|wd|min|m|h|工作分钟|工作小时|工作日|分钟|分|小时|时)\s*[,\uff0c;\uff1b]?"
)
_METRICS: Mapping[str, Metric] = {
    **dict.fromkeys(("respond", "response", "首次响应", "响应"), Metric.FIRST_RESPONSE),
    **dict.fromkeys(("resolve", "resolution", "恢复", "解决"), Metric.RESOLUTION),
}
_UNITS: Mapping[str, tuple[Unit, int]] = {
    **dict.fromkeys(("m", "min", "分钟", "分"), (Unit.MINUTES, 1)),
    **dict.fromkeys(("h", "小时", "时"), (Unit.MINUTES, 60)),
    **dict.fromkeys(("bm", "工作分钟"), (Unit.BUSINESS_MINUTES, 1)),
    **dict.fromkeys(("bh", "工作小时"), (Unit.BUSINESS_MINUTES, 60)),
    **dict.fromkeys(("wd", "工作日"), (Unit.WORKDAYS, 1)),
}
HOW = Text(
    "每行一级,如“P1 响应 30分 恢复 2小时”;单位:分、小时、工作小时、工作日。",
    "One priority a line, such as “P1 respond 30m resolve 2h”; units m, h, bh (working hours), wd.",
)
NAMES: Mapping[Metric, Text] = {
    Metric.FIRST_RESPONSE: Text("首次响应", "first response"),
    Metric.RESOLUTION: Text("恢复", "resolution"),
    Metric.NEXT_REPLY: Text("后续答复", "next reply"),
}


def parse_targets(text: str) -> dict[Key, Goal]:
    """Return the targets of a text. Raises BadInput naming the line that is none, or told twice."""
    found: dict[Key, Goal] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        for key, goal in _line(line, number):
            if found.setdefault(key, goal) != goal:
                raise _fault(
                    number, line, "同一级写了两个不同的时限", "two targets of one priority"
                )
    return found


def read_targets(text: str) -> tuple[dict[Key, Goal], frozenset[Key]]:
    """Return the targets and the keys told twice, of a text that two desks may have merged.

    A line that cannot be read is passed over; what was told twice differently is in neither's
    favour and left out.
    """
    found: dict[Key, Goal] = {}
    twice: set[Key] = set()
    for number, line in enumerate(text.splitlines(), 1):
        try:
            parts = list(_line(line, number)) if line.strip() else []
        except BadInput:
            continue
        for key, goal in parts:
            if found.setdefault(key, goal) != goal:
                twice.add(key)
    return {key: goal for key, goal in found.items() if key not in twice}, frozenset(twice)


def _line(line: str, number: int) -> Iterable[tuple[Key, Goal]]:
    head = _LINE.fullmatch(line.rstrip())
    if head is None:
        raise _fault(number, line, "没有以 P1–P4 开头", "does not begin with P1–P4")
    rest, at, parts = head[2], 0, []
    while at < len(rest):
        part = _PART.match(rest, at)
        if part is None:
            raise _fault(number, line, "写法不认识", "is not understood")
        parts.append((_METRICS[part[1]], int(part[2]), part[3]))
        at = part.end()
    if not parts:
        raise _fault(number, line, "没有写时限", "has no target")
    for metric, amount, word in parts:
        unit, times = _UNITS[word]
        most = MOST_DAYS if unit is Unit.WORKDAYS else MOST_MINUTES
        if not 0 < amount * times <= most:
            raise _fault(number, line, "时限超出范围", "is out of range")
        yield (Priority(head[1]), metric), Goal(amount * times, unit)


def _fault(number: int, line: str, zh: str, en: str) -> BadInput:
    return BadInput(
        Text(f"时限第 {number} 行{zh}:“{line.strip()[:60]}”。",
             f"Line {number} of the targets {en}: “{line.strip()[:60]}”."),
        next_step=HOW,
    )  # fmt: skip


def in_hours_of(goal: Goal, base: Agreement) -> Goal:
    """Return the target as the clock counts it, in the calendar and workday rule of `base`."""
    amount = goal.amount or 0
    if goal.unit is Unit.WORKDAYS:
        if base.workday_rule is WorkdayRule.ELAPSED:
            return replace(goal, seconds=amount * base.workday_minutes * 60, business=True)
        return replace(goal, days=amount, business=True)
    return replace(goal, seconds=amount * 60, business=goal.unit is Unit.BUSINESS_MINUTES)


def said_goal(goal: Goal) -> Text:
    """Return a target in words, 无时限 for none."""
    if goal.amount is None:
        return Text("无时限", "no target")
    if goal.unit is Unit.WORKDAYS:
        return Text(f"{goal.amount} 个工作日", f"{goal.amount} wd")
    hours, minutes = divmod(goal.amount, 60)
    zh = (f"{hours} 小时" if hours else "") + (f" {minutes} 分" if minutes or not hours else "")
    en = (f"{hours} h" if hours else "") + (f" {minutes} min" if minutes or not hours else "")
    business = goal.unit is Unit.BUSINESS_MINUTES
    return Text(
        f"{zh.strip()}{'(工作时间)' if business else ''}",
        f"{en.strip()}{' of working time' if business else ''}",
    )
