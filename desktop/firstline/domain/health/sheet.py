"""What a shared record of health and risk holds: its columns, checked alike wherever written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from firstline.domain.edit import Change, Edit, Stamp, words_of
from firstline.domain.entity import Entity, opening, setting
from firstline.domain.errors import BadInput
from firstline.domain.fields import Value, clean
from firstline.domain.ids import derived_id
from firstline.domain.instants import iso, parse_instant
from firstline.domain.ticket import Event, EventKind
from firstline.domain.words import Text

OPENED = "opened"
YES_NO: Mapping[str, Text] = {"yes": Text("是", "yes"), "no": Text("否", "no")}
UNSURE: Mapping[str, Text] = {**YES_NO, "unknown": Text("不清楚", "unknown")}
PROJECT_NAME = Text("项目", "Project")


class Shape(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    WHOLE = "whole"
    DAY = "day"
    INSTANT = "instant"


MOST: Mapping[Shape, int] = {Shape.TEXT: 400, Shape.LINES: 8_000}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `must` may not be empty, `first` is what a new record holds."""

    id: str
    name: Text
    shape: Shape = Shape.TEXT
    choices: Mapping[str, Text] = field(default_factory=dict)
    low: int = 0
    high: int = 10**12
    must: bool = False
    first: Value = None


def _no_rule(_values: Mapping[str, Value]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record: `noun` names a list of them in JSON, `mark` begins their numbers.

    The columns in `key` are what a record is known by: two desks that record the same thing meet
    in one record. `rule` raises BadInput for values that do not go together.
    """

    kind: str
    noun: str
    mark: str
    name: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    rule: Callable[[Mapping[str, Value]], None] = _no_rule

    def column(self, name: str) -> Column:
        """Return the column. Raises BadInput with the names there are."""
        for one in self.columns:
            if one.id == name:
                return one
        names = ", ".join(one.id for one in self.columns)
        raise BadInput(
            Text(f"没有“{name[:40]}”这一栏。", f"There is no column {name[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"Columns: {names}."),
        )


def number_of(sheet: Sheet, entity: Entity) -> str:
    """Return what people call a record by: its code, or the end of its id, the same offline."""
    code = entity.fields.get("code")
    return str(code) if code else f"{sheet.mark}-{entity.id.replace('-', '')[-6:].upper()}"


def check(sheet: Sheet, values: Mapping[str, Value], zone: tzinfo) -> dict[str, Value]:
    """Return the values as they are stored. Raises BadInput naming the column and what it takes.

    An instant without an offset is read in `zone`.
    """
    return {name: _kept(sheet.column(name), value, zone) for name, value in values.items()}


def _kept(column: Column, value: Value, zone: tzinfo) -> Value:
    lines = column.shape is Shape.LINES
    most = MOST.get(column.shape, 400)
    text = clean(words_of(value), most, column.id, lines=lines)
    if not text:
        if column.must:
            name = column.name
            raise BadInput(Text(f"要写明{name.zh}。", f"{name.en} must be given."))
        return None
    if column.shape is Shape.CHOICE:
        return _chosen(column, text)
    if column.shape is Shape.WHOLE:
        return _whole(column, text)
    if column.shape is Shape.DAY:
        return _day(column, text)
    if column.shape is Shape.INSTANT:
        return iso(parse_instant(text, zone))
    return text


def _chosen(column: Column, text: str) -> str:
    wanted = text.casefold()
    for key, words in column.choices.items():
        if wanted in (key.casefold(), words.zh.casefold(), words.en.casefold()):
            return key
    raise _refuse(column, text, ", ".join(column.choices))


def _whole(column: Column, text: str) -> int:
    if not (text.isascii() and text.isdigit() and column.low <= int(text) <= column.high):
        raise _refuse(column, text, f"{column.low}…{column.high}")
    return int(text)


def _day(column: Column, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refuse(column, text, "2026-12-31") from None


def _refuse(column: Column, text: str, legal: str) -> BadInput:
    name, said = column.name, text[:40]
    return BadInput(
        Text(f"{name.zh}不能是“{said}”。", f"{name.en} cannot be {said!r}."),
        next_step=Text(f"可用:{legal}。", f"Use: {legal}."),
    )


def record_id(sheet: Sheet, values: Mapping[str, Value]) -> str:
    """Return the id of the record that these key values name, "" where the sheet has no key."""
    if not sheet.key:
        return ""
    parts = (" ".join(words_of(values.get(name)).casefold().split()) for name in sheet.key)
    return derived_id(sheet.kind, *parts)


def new_record(sheet: Sheet, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that makes a record; what is not given holds its first value.

    Raises BadInput for what is wrong or lacking.
    """
    firsts = {one.id: one.first for one in sheet.columns}
    given = {one.id: values.get(one.id) for one in sheet.columns}
    whole = {name: given[name] if given[name] not in (None, "") else firsts[name] for name in given}
    kept = check(sheet, whole, zone)
    sheet.rule(kept)
    held = {name: value for name, value in kept.items() if value is not None}
    key = record_id(sheet, kept) or stamp.id
    edit = opening(sheet.kind, key, held, stamp.id, stamp.at, stamp.actor)
    return replace(edit, events=(entry(stamp, 0, {"what": OPENED}),))


def change(
    sheet: Sheet, entity: Entity, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo
) -> Edit | None:
    """Return the edit that changes what differs, with its history; None where nothing does.

    Raises BadInput, also for a key column: what a record is known by does not change.
    """
    kept = check(sheet, values, zone)
    if (
        kept.get("title", "") not in ("", entity.fields.get("title"))
        and "title_en" in entity.fields
    ):
        kept["title_en"] = None  # the shipped translation says something else now
    edit = setting(entity, kept, stamp)
    if not edit.changes:
        return None
    for one in edit.changes:
        if one.field in sheet.key:
            name = sheet.column(one.field).name
            raise BadInput(
                Text(f"{name.zh}是这条记录的名字,不能改。", f"{name.en} names this record."),
                next_step=Text("请另建一条,并移除这一条。", "Make another and remove this one."),
            )
    sheet.rule({**entity.fields, **kept})
    return replace(edit, events=told_changes(edit.changes, stamp, 0))


def told_changes(changes: Iterable[Change], stamp: Stamp, first: int) -> tuple[Event, ...]:
    """Return the entries of a record's history for these changes, numbered from `first`."""
    return tuple(
        Event(
            f"{stamp.id}.{at}", EventKind.CHANGED, stamp.at, actor=stamp.actor,
            data={"field": one.field, "old": words_of(one.seen), "new": words_of(one.to)},
        )
        for at, one in enumerate(changes, first)
    )  # fmt: skip


def entry(
    stamp: Stamp, at: int, data: Mapping[str, str], text: str = "", when: datetime | None = None
) -> Event:
    """Return one entry that only appends."""
    return Event(
        f"{stamp.id}.{at}", EventKind.ENTRY, when or stamp.at, actor=stamp.actor, text=text,
        data=dict(data),
    )  # fmt: skip


def withdraw(entity: Entity, stamp: Stamp) -> Edit:
    """Return the edit that takes a record off its list; the record and its history stay."""
    return setting(entity, {"withdrawn": "yes"}, stamp)


def put_back(entity: Entity, stamp: Stamp) -> Edit:
    """Return the edit that puts a record on its list again."""
    return setting(entity, {"withdrawn": None}, stamp)


def standing(records: Iterable[Entity]) -> list[Entity]:
    """Return the records that nobody took off the list."""
    return [one for one in records if not one.fields.get("withdrawn")]


def of_project(records: Iterable[Entity], project: str) -> list[Entity]:
    """Return the records of a project and those of none; all of them for ""."""
    wanted = project.casefold()
    return [
        one for one in standing(records)
        if not wanted or text_of(one, "project").casefold() in ("", wanted)
    ]  # fmt: skip


def text_of(entity: Entity, name: str) -> str:
    """Return a field as text, "" for none."""
    return words_of(entity.fields.get(name))


def whole_of(entity: Entity, name: str) -> int | None:
    """Return a field as a whole number, None for none or what is none."""
    text = text_of(entity, name)
    return int(text) if text.isascii() and text.isdigit() else None


def day_of(entity: Entity, name: str) -> date | None:
    """Return a field as a day, None for none or what is none."""
    try:
        return date.fromisoformat(text_of(entity, name))
    except ValueError:
        return None


def resolve(sheet: Sheet, entity: Entity, name: str, take: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that ends the clash of one field: `mine` takes the value that was held back.

    Raises BadInput where the field has no clash.
    """
    found = next((one for one in entity.conflicts if one.field == name), None)
    if found is None:
        raise BadInput(
            Text(f"“{name[:40]}”没有冲突。", f"{name[:40]!r} is in no conflict."),
        )
    data = {"resolves": found.edit, "field": name, "take": take}
    changes: tuple[Change, ...] = ()
    if take == "mine":
        value = check(sheet, {name: found.mine}, zone)[name]
        if value != entity.fields.get(name):
            changes = (Change(name, value, entity.fields.get(name)),)
            data |= {"old": found.theirs, "new": found.mine}
    told = Event(f"{stamp.id}.0", EventKind.CHANGED, stamp.at, actor=stamp.actor, data=data)
    return Edit(
        stamp.id, entity.id, "resolve", stamp.at, stamp.actor, sheet.kind, changes, (told,)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to be looked at: a short code, and the reason with its inputs and rule (N10)."""

    code: str
    why: Text
    stops: bool = False  # whether a gate must not pass meanwhile
