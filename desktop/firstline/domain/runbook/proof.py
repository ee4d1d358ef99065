"""The insurance of a cutover: a backup with its checksum, and drills that were timed (S45-S47)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firstline.domain.runbook.book import BACKUP, DRILL, Book
from firstline.domain.runbook.settings import Settings, settings_of
from firstline.domain.words import Text

_HASH = re.compile(r"[0-9a-f]{64}")


class DrillKind(StrEnum):
    """What was tried: bringing a backup back, or the whole way back to the old system."""

    RESTORE = "restore"
    ROLLBACK = "rollback"


DRILLS = {
    DrillKind.RESTORE: Text("恢复演练", "restore drill"),
    DrillKind.ROLLBACK: Text("回退演练", "rollback drill"),
}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was recorded; without a whole SHA-256 it proves nothing."""

    at: datetime
    by: str
    name: str
    sha256: str
    place: str

    @property
    def proved(self) -> bool:
        """Whether its checksum was recorded."""
        return _HASH.fullmatch(self.sha256) is not None


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: what it took, and whether it went well."""

    id: str
    at: datetime
    by: str
    kind: DrillKind
    took: timedelta
    passed: bool
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Insurance:
    """What the proofs say at an instant; `reasons` empty means insured.

    `rollback` is the measured way back: the newest rollback drill that passed, or where there is
    none the restore drill, and never less than the restore; None was never measured.
    """

    backup: Backup | None
    restore: Drill | None
    rollback: timedelta | None
    rollback_from: DrillKind | None
    until: datetime | None
    reasons: tuple[tuple[str, Text], ...]


def backups(book: Book) -> list[Backup]:
    """Return the backups that were recorded, by the time they were made."""
    found = [
        Backup(one.at, one.by, one.get("name"), one.get("sha256"), one.get("place"))
        for one in book.of(BACKUP)
    ]
    return sorted(found, key=lambda one: one.at)


def drills(book: Book, kind: DrillKind) -> list[Drill]:
    """Return the drills of a kind by time; of two at one instant the failed one is the last."""
    found = []
    for one in book.of(DRILL):
        minutes = one.get("minutes")
        if one.get("drill") == kind and minutes.isdecimal():
            found.append(
                Drill(one.id, one.at, one.by, kind, timedelta(minutes=int(minutes)),
                      one.get("passed") == "yes", one.text, one.get("sha256"))
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.at, not one.passed, one.id))


def insurance(book: Book, now: datetime) -> Insurance:
    """Return what the recorded backups and drills prove at `now` (S45-S47).

    The newest drill decides: one that failed after one that passed takes the proof away.
    """
    settings = settings_of(book)
    proved = [one for one in backups(book) if one.proved and one.at <= now]
    restores = [one for one in drills(book, DrillKind.RESTORE) if one.at <= now]
    restore = restores[-1] if restores else None
    rollback, source = _way_back(book, restore, now)
    until = restore.at + timedelta(days=settings.restore_days) if restore else None
    reasons = [
        *([] if proved else [_NO_BACKUP]),
        *_of_restore(restore, until, settings, now),
        *_of_rollback(book, rollback, settings, now),
    ]
    return Insurance(
        proved[-1] if proved else None, restore, rollback, source, until, tuple(reasons)
    )  # fmt: skip


_NO_BACKUP = (
    "backup_missing",
    Text("没有登记带校验和的备份。", "No backup with a checksum is recorded."),
)


def _of_restore(
    restore: Drill | None, until: datetime | None, settings: Settings, now: datetime
) -> list[tuple[str, Text]]:
    if restore is None or until is None:
        return [("drill_missing", Text("没有做过恢复演练。", "No restore drill was recorded."))]
    if not restore.passed:
        return [
            ("drill_failed", Text("最近一次恢复演练没有通过。", "The last restore drill failed."))
        ]
    found = []
    if now > until:
        found.append((
            "drill_old",
            Text("恢复演练超过 {days} 天。", "The restore drill is older than {days} days.").fill(
                days=settings.restore_days),
        ))  # fmt: skip
    if settings.rollback_budget is None:
        found.append((
            "budget_missing", Text("没有设定回退预算。", "No rollback budget is set."),
        ))  # fmt: skip
    elif restore.took > settings.rollback_budget:
        found.append(("restore_too_long", _longer(restore.took, settings.rollback_budget, 0)))
    return found


def _of_rollback(
    book: Book, rollback: timedelta | None, settings: Settings, now: datetime
) -> list[tuple[str, Text]]:
    newest = [one for one in drills(book, DrillKind.ROLLBACK) if one.at <= now]
    if newest and not newest[-1].passed:
        return [("rollback_failed", Text("最近一次回退演练没有通过。",
                                         "The last rollback drill failed."))]  # fmt: skip
    budget = settings.rollback_budget
    if newest and rollback is not None and budget is not None and rollback > budget:
        return [("rollback_too_long", _longer(rollback, budget, 1))]
    return []


def _longer(took: timedelta, budget: timedelta, which: int) -> Text:
    minutes, most = (int(one / timedelta(minutes=1)) for one in (took, budget))
    zh, en = (("恢复", "Restoring"), ("回退", "Rolling back"))[which]
    return Text(
        f"{zh}实测 {minutes} 分钟,超出回退预算 {most} 分钟。",
        f"{en} took {minutes} min, more than the rollback budget of {most} min.",
    )


def _way_back(
    book: Book, restore: Drill | None, now: datetime
) -> tuple[timedelta | None, DrillKind | None]:
    passed = [one for one in drills(book, DrillKind.ROLLBACK) if one.passed and one.at <= now]
    restored = restore.took if restore and restore.passed else None
    if passed:
        return max(passed[-1].took, restored or timedelta()), DrillKind.ROLLBACK
    return restored, DrillKind.RESTORE if restored is not None else None
