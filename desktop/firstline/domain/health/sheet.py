"""The edits and reading of a register's records: made, changed with a history, taken off."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo

from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.health.columns import ENGLISH, Read, Sheet, check, said_of, said_text
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.values import dataclass, replace
from firstline.domain.words import Language, Text

OPENED = "opened"
REVIEW = "review"


def number_of(sheet: Sheet, entity: Entity) -> str:
    """Return what people call a record by: its code, or the end of its id, the same offline."""
    code = entity.fields.get("code")
    return str(code) if code else f"{_mark(sheet, entity)}-{_tail(entity)}"


def called(sheet: Sheet, entity: Entity) -> frozenset[str]:
    """Return all that a record is found by, in small letters: id, number, and one that it had."""
    told = {entity.id, number_of(sheet, entity).casefold()}
    if sheet.former is not None:
        told |= {f"{one}-{_tail(entity)}".casefold() for one in (sheet.mark, sheet.former[0])}
    return frozenset(told)


def _tail(entity: Entity) -> str:
    return entity.id.replace("-", "")[-6:].upper()


def _mark(sheet: Sheet, entity: Entity) -> str:
    """Return what begins a number; numbers that were given stay as they are."""
    if sheet.former is None:
        return sheet.mark
    begun = next((one.at for one in entity.events if one.data.get("what") == OPENED), None)
    mark, until = sheet.former
    return mark if begun is not None and begun < until else sheet.mark


def record_id(sheet: Sheet, values: Mapping[str, Value]) -> str:
    """Return the id of the record that these key values name, "" where the sheet has no key."""
    if not sheet.key:
        return ""
    parts = (" ".join(words_of(values.get(name)).casefold().split()) for name in sheet.key)
    return derived_id(sheet.kind, *parts)


def new_record(
    sheet: Sheet, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo, read: Read | None = None
) -> Edit:
    """Return the edit that makes a record; what is not given holds its first value.

    With `read` it must also go with the other records. Raises BadInput for what is wrong or
    lacking.
    """
    firsts = {one.id: one.first for one in sheet.columns}
    given = {one.id: values.get(one.id) for one in sheet.columns}
    whole = {name: given[name] if given[name] not in (None, "") else firsts[name] for name in given}
    kept = sheet.follow(check(sheet, whole, zone), {}, stamp.at.astimezone(zone).date())
    sheet.rule(kept)
    if read is not None:
        sheet.beside(kept, read)
    held = {name: value for name, value in kept.items() if value is not None}
    key = record_id(sheet, kept) or stamp.id
    edit = opening(sheet.kind, key, held, stamp.id, stamp.at, stamp.actor)
    return replace(edit, events=(entry(stamp, 0, {"what": OPENED}),))


def change(
    sheet: Sheet, entity: Entity, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo,
    read: Read | None = None, *, language: Language | None = None,
) -> Edit | None:  # fmt: skip
    """Return the edit that changes what differs, with its history; None where nothing does.

    With `read` it must also go with the other records. A text that stands in both languages is
    changed in `language` alone, but for what `both_languages` names. Raises BadInput, also for a
    key column: what a record is known by does not change.
    """
    kept = check(sheet, values, zone)
    kept = sheet.follow(kept, entity.fields, stamp.at.astimezone(zone).date())
    _by_language(sheet, entity, kept, language)
    if sheet.key and record_id(sheet, {**entity.fields, **kept}) == entity.id:
        kept = {name: value for name, value in kept.items() if name not in sheet.key}
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
    if read is not None:
        sheet.beside({**entity.fields, **kept}, read)
    return replace(edit, events=told_changes(edit.changes, stamp, 0, sheet))


def _by_language(
    sheet: Sheet, entity: Entity, kept: dict[str, Value], language: Language | None
) -> None:
    """Put a text that is shipped in both languages where it belongs."""
    for name in [one for one in kept if f"{one}{ENGLISH}" in entity.fields]:
        other = f"{name}{ENGLISH}"
        if language is None or name not in sheet.told or name in sheet.together:
            if kept[name] not in (None, "", entity.fields.get(name)):
                kept[other] = None  # the shipped translation says something else now
        elif language != "zh_CN":
            kept[other] = kept.pop(name)
    for name in sheet.together:
        if kept.get(f"{name}{ENGLISH}") is not None:
            said = sheet.column(name).name
            raise BadInput(
                Text(f"{said.zh}在两种语言里是同一段文字。",
                     f"{said.en}: one text stands in both languages."),
                next_step=Text(f"请改 {name}。", f"Change {name}."),
            )  # fmt: skip


def both_languages(sheet: Sheet, entity: Entity, names: Iterable[str]) -> Text:
    """Return a sentence where a change replaces the texts of both languages, "" where none does."""
    found = [sheet.column(one).name for one in names
             if one in sheet.together and entity.fields.get(f"{one}{ENGLISH}")]  # fmt: skip
    if not found:
        return NOTHING
    zh, en = "、".join(one.zh for one in found), ", ".join(one.en for one in found)
    return Text(f"{zh}:这段文字现在两种语言都用,自带的译文不再用。",
                f"{en}: this text now stands in both languages in the place of the shipped ones."
                )  # fmt: skip


def told_changes(
    changes: Iterable[Change], stamp: Stamp, first: int, sheet: Sheet | None = None
) -> tuple[Event, ...]:
    """Return the entries of a record's history for these changes, numbered from `first`.

    With its `sheet` money is told in yuan.
    """
    columns = {one.id: one for one in sheet.columns} if sheet else {}

    def said(name: str, value: Value) -> str:
        column = columns.get(name)
        return said_of(column, value) if column else words_of(value)

    return tuple(
        Event(
            f"{stamp.id}.{at}", EventKind.CHANGED, stamp.at, actor=stamp.actor,
            data={"field": one.field, "old": said(one.field, one.seen),
                  "new": said(one.field, one.to)},
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


def attach(
    sheet: Sheet, entity: Entity, name: str, file: Attachment, stamp: Stamp, zone: tzinfo
) -> Edit:
    """Return the edit that attaches a file, already held by content, as what column `name` tells.

    The column holds the file's name, and the one called after it its SHA-256.
    """
    values = {name: file.name, f"{name}_sha256": file.sha256}
    edit = change(sheet, entity, values, stamp, zone)
    changes = edit.changes if edit else ()
    told = told_changes(changes, stamp, 0)
    data = {"sha256": file.sha256, "name": file.name, "size": str(file.size), "media": file.media}
    event = Event(
        f"{stamp.id}.{len(told)}", EventKind.ATTACHED, stamp.at, actor=stamp.actor, data=data
    )
    return Edit(
        stamp.id, entity.id, "attach", stamp.at, stamp.actor, sheet.kind, changes, (*told, event)
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


def in_language(fields: Mapping[str, Value], language: Language) -> dict[str, Value]:
    """Return the fields as a reader of this language sees them: a shipped text in its English.

    What is edited is what is shown; `change` then changes it in that language.
    """
    if language == "zh_CN":
        return dict(fields)
    return {
        name: fields.get(f"{name}_en") or value for name, value in fields.items()
    }  # fmt: skip


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
        column = sheet.column(name)
        value = check(sheet, {name: said_text(column, found.mine)}, zone)[name]
        if value != entity.fields.get(name):
            changes = (Change(name, value, entity.fields.get(name)),)
            data |= {"old": said_text(column, found.theirs), "new": said_text(column, found.mine)}
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
