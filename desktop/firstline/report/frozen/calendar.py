"""The dates of a runbook as an iCalendar file: the window, its steps, and what runs out when."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from firstline.domain.words import Language, Text
from firstline.report.frozen.shot import Shot
from firstline.report.ical import Entry, calendar_text

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


def runbook_calendar(told: dict[str, Any], shot: Shot) -> str:
    """Return the calendar; steps stand where the plan puts them from the window's begin on."""
    return calendar_text(_entries(told, shot.language), shot.now)


def _entries(told: dict[str, Any], language: Language) -> Iterator[Entry]:
    key, name, settings = told["id"], told["name"], told["settings"]

    def made(part: str, begins: datetime | date, ends: datetime | date, text: Text) -> Entry:
        return Entry(f"{key}.{part}@firstline", begins, ends, f"{name}: {text.in_(language)}")

    first, last = settings["window_start"], settings["window_end"]
    if first and last:
        begins, ends = datetime.fromisoformat(first), datetime.fromisoformat(last)
        yield made("window", begins, ends, Text("停机窗口", "downtime window"))
        yield from _steps(told, begins, language)
    latest = told["live"]["latest_rollback_at"]
    if latest:
        at = datetime.fromisoformat(latest)
        yield made("rollback", at, at, Text("最晚回退时刻", "latest safe rollback"))
    until = told["insurance"]["restore_until"]
    if until:
        day = datetime.fromisoformat(until).date()
        yield made("drill", day, day + _DAY, Text("恢复演练到期", "the restore drill ends"))
    for item in told["items"]:
        for number, let in enumerate(item["waivers"]):
            day = date.fromisoformat(let["until"])
            text = Text(f"{item['id']} 豁免到期({let['by']})",
                        f"waiver of {item['id']} ends ({let['by']})")  # fmt: skip
            yield made(f"waiver.{item['id']}.{number}", day, day + _DAY, text)


def _steps(told: dict[str, Any], begins: datetime, language: Language) -> Iterator[Entry]:
    items = {one["id"]: one for one in told["items"]}
    for bar in told["plan"]["bars"]:
        item = items[bar["item"]]
        if item["minutes"] is None:
            continue
        title = Text(item["title_zh"], item["title_en"]).in_(language)
        yield Entry(
            f"{told['id']}.{bar['item']}@firstline", begins + bar["start"] * _MINUTE,
            begins + bar["end"] * _MINUTE, f"{bar['item']} {title} ({item['owner']})",
        )  # fmt: skip
