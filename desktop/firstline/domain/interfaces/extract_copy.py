"""The register of extracts: who took which data where, whether encrypted, destroyed when and by."""

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, UNSURE, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text


def _rule(values: Mapping[str, Value]) -> None:
    took, until, gone = (
        str(values.get(name) or "") for name in ("taken_on", "destroy_by", "destroyed_on")
    )
    if gone and not values.get("destroyed_by"):
        raise BadInput(Text("要写明谁销毁的。", "Say who destroyed it."))
    if values.get("destroyed_by") and not gone:
        raise BadInput(Text("要写明哪天销毁的。", "Say on which day it was destroyed."))
    for day, zh, en in ((until, "销毁期限", "the day to destroy it"), (gone, "销毁", "destroyed")):
        if took and day and day < took:
            raise BadInput(Text(f"{zh} {day} 早于抽取 {took}。",
                                f"{en[0].upper()}{en[1:]}, {day}, is before {took}."))  # fmt: skip


def _follow(
    kept: dict[str, Value], _held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    """Return what is kept. Raises BadInput for a destruction that is still to come."""
    if str(kept.get("destroyed_on") or "") > today.isoformat():
        raise BadInput(Text("销毁日期还没有到。", "That day of destruction is still to come."))
    return kept


SHEET = Sheet(
    "extract_copy", "extracts", "EX", Text("抽取登记", "Extract"),
    (
        Column("what", Text("抽取了什么", "What was extracted"), must=True),
        Column("who", Text("谁抽取", "By whom"), must=True),
        Column("place", Text("放在哪里", "Where it is"), must=True),
        Column("encrypted", Text("已加密", "Encrypted"), Shape.CHOICE, UNSURE, must=True,
               first="unknown"),
        Column("personal", Text("含个人信息", "Personal data"), Shape.CHOICE, UNSURE, must=True,
               first="unknown"),
        Column("purpose", Text("用途", "Purpose")),
        Column("taken_on", Text("抽取日期", "Taken on"), Shape.DAY),
        Column("destroy_by", Text("最迟销毁", "To be destroyed by"), Shape.DAY),
        Column("destroyed_on", Text("销毁日期", "Destroyed on"), Shape.DAY),
        Column("destroyed_by", Text("谁销毁", "Destroyed by")),
        Column("proof", Text("销毁证明", "Proof of it")),
        Column("sha256", Text("文件指纹", "Fingerprint")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule, follow=_follow,
)  # fmt: skip


def is_destroyed(entity: Entity) -> bool:
    """Return whether an extract is gone."""
    return day_of(entity, "destroyed_on") is not None


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is open about an extract; without a day of destruction it stops (S27)."""
    if is_destroyed(entity):
        if text_of(entity, "proof"):
            return ()
        return (Flag("no_proof", Text("没有销毁证明", "there is no proof of its destruction")),)
    found: list[Flag] = []
    until = day_of(entity, "destroy_by")
    if until is None:
        found.append(Flag("no_destruction", Text("没有销毁日期", "it has no day of destruction"),
                          stops=True))  # fmt: skip
    elif until < today:
        late = (today - until).days
        ago = f"{late} day{'s' * (late != 1)} ago"
        found.append(Flag("overdue", Text(f"应在 {until} 前销毁,已过 {late} 天",
                     f"to be destroyed by {until}, {ago}"), stops=True))  # fmt: skip
    if text_of(entity, "encrypted") != "yes":
        known = text_of(entity, "encrypted") == "no"
        words = Text("没有加密", "it is not encrypted") if known else Text(
            "是否加密不清楚,按没有加密处理", "nobody knows whether it is encrypted: counts as not"
        )  # fmt: skip
        found.append(Flag("unencrypted", words, stops=True))
    return tuple(found)


def extracts(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the extracts with their flags: those that stop first, those destroyed last."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (
        not any(flag.stops for flag in pair[1]), is_destroyed(pair[0]), text_of(pair[0], "what"),
    ))  # fmt: skip


def destroy(
    entity: Entity, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo
) -> Edit | None:  # fmt: skip
    """Return the edit that records a destruction: today, by whom it was, unless told otherwise."""
    today = stamp.at.astimezone(zone).date().isoformat()
    given = {name: value for name, value in values.items() if value}
    whole = {"destroyed_on": today, "destroyed_by": stamp.actor, **given}
    return sheets.change(SHEET, entity, whole, stamp, zone)
