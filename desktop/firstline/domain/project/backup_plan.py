"""Backup plans with their proof: 3-2-1 digit by digit, the last backup, the last restore (S45)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, UNSURE, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text, several

RESTORE_DAYS = 30
"""A restore proves something for so many days before a cutover or an upgrade (S45)."""
COPIES, MEDIA = 3, 2
RESULTS: Mapping[str, Text] = {
    "unknown": Text("不清楚", "not known"), "passed": Text("通过", "passed"),
    "failed": Text("没有通过", "failed"),
}  # fmt: skip


def _rule(values: Mapping[str, Value]) -> None:
    sha256 = words_of(values.get("sha256")).casefold()
    if sha256 and (len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef")):
        raise BadInput(
            Text(
                "校验和应为 64 位十六进制的 SHA-256。", "A checksum is a SHA-256 of 64 hex digits."
            )
        )
    if words_of(values.get("restore_result")) in ("passed", "failed") and not values.get(
        "restored_on"
    ):
        raise BadInput(Text("要写明恢复演练的日期。", "Say on which day the restore was tried."))


SHEET = Sheet(
    "backup_plan", "backup_plans", "BK", Text("备份计划", "Backup plan"),
    (
        Column("name", Text("备份什么", "What is backed up"), must=True),
        Column("schedule", Text("多久一次", "How often"), must=True),
        Column("most_hours", Text("两次最多隔几小时", "Hours between two, at most"), Shape.WHOLE,
               low=1, high=8784, first=24),
        Column("copies", Text("几份", "Copies"), Shape.WHOLE, high=99),
        Column("media", Text("几种介质", "Kinds of media"), Shape.WHOLE, high=99),
        Column("offsite", Text("异地一份", "One off site"), Shape.CHOICE, UNSURE, first="unknown"),
        Column("places", Text("存放处", "Where they are"), Shape.LINES),
        Column("last_at", Text("最近一次备份", "Last backup"), Shape.INSTANT),
        Column("size_mb", Text("大小(MB)", "Size, MB"), Shape.WHOLE),
        Column("sha256", Text("校验和", "Checksum")),
        Column("made_by", Text("谁做的", "Made by")),
        Column("restored_on", Text("恢复演练日期", "Restore tried on"), Shape.DAY),
        Column("restore_minutes", Text("恢复用时(分钟)", "Restore took, minutes"), Shape.WHOLE,
               low=1, high=100_000),
        Column("restore_result", Text("恢复结果", "Restore came out"), Shape.CHOICE, RESULTS,
               first="unknown"),
        Column("restored_by", Text("谁恢复的", "Restored by")),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
    rule=_rule,
)  # fmt: skip


def digits(entity: Entity) -> tuple[tuple[str, bool, Text], ...]:
    """Return each digit of 3-2-1 with whether it holds and what is known of it."""
    copies, media = whole_of(entity, "copies"), whole_of(entity, "media")
    away = text_of(entity, "offsite") or "unknown"
    return (
        ("3", (copies or 0) >= COPIES, _counted(copies, "份", ("copy", "copies"))),
        (
            "2",
            (media or 0) >= MEDIA,
            _counted(media, "种介质", ("kind of media", "kinds of media")),
        ),
        ("1", away == "yes", Text(f"异地:{UNSURE[away].zh}", f"off site: {UNSURE[away].en}")),
    )


def _counted(number: int | None, zh: str, en: tuple[str, str]) -> Text:
    return Text(f"几{zh}不清楚", f"{en[1]} not known") if number is None else Text(
        f"{number} {zh}", several(number, *en)
    )  # fmt: skip


def why(entity: Entity) -> Text:
    """Return the three digits in one line."""
    zh, en = [], []
    for digit, holds, words in digits(entity):
        mark = "✓" if holds else "✗"
        zh.append(f"{mark} {digit}:{words.zh}")
        en.append(f"{mark} {digit}: {words.en}")
    return Text("  ".join(zh), "  ".join(en))


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at; what stops holds the gate before a cutover or an upgrade.

    A backup that was never restored is a warning, and no proof for a gate.
    """
    return (*_thirds(entity), *_made(entity, today), *_tried(entity, today), *_nobody(entity))


def _thirds(entity: Entity) -> Iterator[Flag]:
    for digit, holds, words in digits(entity):
        if not holds:
            yield Flag(f"digit_{digit}", Text(f"3-2-1 的“{digit}”没有做到:{words.zh}",
                       f"the {digit} of 3-2-1 does not hold: {words.en}"), stops=True)  # fmt: skip


def _made(entity: Entity, today: date) -> Iterator[Flag]:
    last, most = text_of(entity, "last_at")[:10], whole_of(entity, "most_hours") or 24
    if not last:
        yield Flag("no_backup", Text("没有登记过备份", "no backup was recorded"), stops=True)
    elif (today - date.fromisoformat(last)).days * 24 > max(most, 24):
        yield Flag("old", Text(f"最近一次备份是 {last},超过 {most} 小时",
                   f"the last backup is of {last}, more than {most} hours ago"))  # fmt: skip
    if whole_of(entity, "size_mb") == 0:
        yield Flag("empty", Text("备份大小是 0", "the backup is empty"), stops=True)


def _tried(entity: Entity, today: date) -> Iterator[Flag]:
    day, came = day_of(entity, "restored_on"), text_of(entity, "restore_result")
    if came == "failed":
        yield Flag("restore_failed", Text(f"{day} 的恢复没有通过", f"the restore of {day} failed"),
                   stops=True)  # fmt: skip
    elif (day is None or came != "passed") and text_of(entity, "last_at"):
        yield Flag("never_restored", Text("有备份,从没成功恢复过", "never restored with success"))
    elif day and (age := (today - day).days) > RESTORE_DAYS:
        yield Flag("restore_old", Text(f"恢复演练已过 {age} 天(> {RESTORE_DAYS} 天)",
                   f"restored {age} days ago (> {RESTORE_DAYS})"))  # fmt: skip


def _nobody(entity: Entity) -> Iterator[Flag]:
    if not text_of(entity, "owner"):
        yield Flag("no_owner", Text("没有负责人", "nobody owns it"))


_NO_PROOF = ("never_restored", "restore_old")


def against(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what holds the gate: what stops, and a restore that is missing or too old (S45)."""
    return tuple(
        Flag(one.code, one.why, stops=True) for one in flags(entity, today)
        if one.stops or one.code in _NO_PROOF
    )  # fmt: skip


def plans(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the plans with their flags: what holds a gate first, then by name."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(
        found,
        key=lambda pair: (
            not any(flag.stops for flag in pair[1]), not pair[1], text_of(pair[0], "name"),
        ),
    )  # fmt: skip
