"""Records of a register found by what people call them, as JSON and as lines for a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import (
    EXACT,
    Column,
    Read,
    Shape,
    Sheet,
    said_of,
    said_text,
)
from firstline.domain.health.sheet import Flag, called, in_language, number_of, standing
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.intake.health.files import Entry

_LONGEST = 160  # characters of one line of a history
Make = Callable[[Mapping[str, Value], Stamp, tzinfo], Edit]


@dataclass(frozen=True, slots=True)
class Row:
    """One record for a list: what follows from it, its flags, and its cells for a person."""

    entity: Entity
    flags: tuple[Flag, ...] = ()
    more: Mapping[str, Any] | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of record as commands: how its rows are read, and what heads their cells.

    `make` makes a record, `whole` adds to a list in JSON, `read` reads a file of records.
    """

    sheet: Sheet
    rows: Callable[[Session, str], Sequence[Row]]
    heads: tuple[Text, ...]
    make: Make | None = None
    whole: Callable[[Session, Sequence[Row]], Mapping[str, Any]] | None = None
    read: "Callable[[Path], Iterable[Entry]] | None" = None

    def made(self, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo, read: Read) -> Edit:
        """Return the edit that makes a record that goes with those that `read` returns."""
        if self.make is not None:
            return self.make(values, stamp, zone)
        return sheets.new_record(self.sheet, values, stamp, zone, read)


def counted(counts: Mapping[str, int], refused: Sequence[Mapping[str, Any]]) -> Text:
    """Return the counts of an import for a person, with each refused row."""
    read, new, up, same = (counts[one] for one in ("read", "created", "updated", "unchanged"))
    lines = "".join(f"\n  {one['row']}: {one['reason']}" for one in refused)
    return Text(
        f"读取 {read},新增 {new},更新 {up},未变 {same},拒绝 {len(refused)}{lines}",
        f"{read} read, {new} new, {up} updated, {same} unchanged, {len(refused)} refused{lines}",
    )


def find(session: Session, sheet: Sheet, key: str, *, gone: bool = False) -> Entity:
    """Return the record with this number or id; with `gone` also one taken off the list.

    Raises Refused where there is none, or several.
    """
    wanted = key.strip().casefold()
    records = session.store.records(sheet.kind)
    held = records if gone else standing(records)
    found = [one for one in held if wanted in called(sheet, one)]
    if not found and sheet.columns:
        name = sheet.columns[0].id
        found = [one for one in held if words_of(one.fields.get(name)).casefold() == wanted]
    if len(found) != 1:
        many = len(found)
        raise Refused(
            Text(f"“{key[:60]}”对应 {many} 条记录。", f"“{key[:60]}” fits {many} records."),
            next_step=Text("用 list 查看编号。", "See the numbers with list."),
        )
    return found[0]


def find_row(session: Session, register: Register, key: str) -> Row:
    """Return the record with what follows from it."""
    entity = find(session, register.sheet, key)
    return next(
        (one for one in register.rows(session, "") if one.entity.id == entity.id), Row(entity)
    )


def answer(session: Session, register: Register, entity_id: str) -> None:
    """Print the record as it stands now."""
    row = find_row(session, register, entity_id)
    session.answer(
        shown(session, register.sheet, row), lambda: sheet_of(session, register.sheet, row)
    )


def shown(session: Session, sheet: Sheet, row: Row) -> dict[str, Any]:
    """Return a record as JSON: every column, its flags with their reasons, and its clashes."""
    entity = row.entity
    told: dict[str, Any] = {"id": entity.id, "number": number_of(sheet, entity)}
    for one in sheet.columns:
        told |= _value_json(one, entity.fields.get(one.id))
    told |= row.more or {}
    told["flags"] = flags_json(session, row.flags)
    told["conflicts"] = [
        {"field": one.field, "mine": said(sheet, one.field, one.mine),
         "theirs": said(sheet, one.field, one.theirs)}
        for one in entity.conflicts
    ]  # fmt: skip
    return told


def said(sheet: Sheet, name: str, text: str) -> str:
    """Return what a clash holds of a column as a person types it, also of one that is gone."""
    column = next((one for one in sheet.columns if one.id == name), None)
    return said_text(column, text) if column else text


def _value_json(column: Column, value: Value) -> dict[str, Any]:
    """Return a column in JSON; money in yuan and in whole fen, a share in per cent."""
    if column.shape not in EXACT or not isinstance(value, int):
        return {column.id: value}
    exact = Decimal(said_of(column, value))
    number = int(exact) if exact == exact.to_integral_value() else float(exact)
    more = {f"{column.id}_fen": value} if column.shape is Shape.MONEY else {}
    return {column.id: number, **more}


def flags_json(session: Session, flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Return flags as JSON, each with its reason."""
    return [
        {"code": one.code, "why": one.why.in_(session.language), "stops": one.stops}
        for one in flags
    ]


def flags_words(session: Session, flags: Sequence[Flag]) -> str:
    """Return flags in one line, those that stop gates marked."""
    return "; ".join(
        f"{'✗' if one.stops else '⚠'} {one.why.in_(session.language)}" for one in flags
    )


def table_of(session: Session, register: Register, rows: Sequence[Row]) -> Text | str:
    """Return the list as a table for a person."""
    if not rows:
        return Text("清单是空的。", "The list is empty.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    heads = [Text("编号", "Id"), *register.heads, Text("注意", "To look at")]
    cells = [
        [number_of(register.sheet, one.entity), *one.cells, flags_words(session, one.flags)]
        for one in rows
    ]
    names = [one.in_(say) for one in heads]
    return table(names, cells, stretch=len(heads) - 1, columns=screen_width())


def sheet_of(session: Session, sheet: Sheet, row: Row) -> str:
    """Return one record as lines for a person."""
    say, entity = session.language, row.entity
    fields = in_language(entity.fields, say)
    lines = [f"{number_of(sheet, entity)}  {words_of(fields.get(sheet.columns[0].id))}"]
    for column in sheet.columns[1:]:
        value = said_of(column, fields.get(column.id))
        if value and not column.raw:
            known = column.choices.get(value)
            shown_as = known.in_(say) if known else told_instant(session, column, value)
            lines.append(f"  {column.name.in_(say)}: {shown_as}")
    why = (row.more or {}).get("why")
    lines += [f"  {line}" for line in str(why).splitlines()] if why else []
    lines += [f"  {flags_words(session, (one,))}" for one in row.flags]
    for one in entity.conflicts:
        mine, theirs = (said(sheet, one.field, text) for text in (one.mine, one.theirs))
        lines.append(f"  ⚠ {one.field}: {mine} / {theirs}")
    return "\n".join(lines)


def told_instant(session: Session, column: Column, value: str) -> str:
    """Return an instant as a person reads it, in local time; any other value as it is."""
    if column.shape is not Shape.INSTANT:
        return value
    try:
        return f"{datetime.fromisoformat(value).astimezone(session.zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return value


def past_lines(session: Session, past: Sequence[tuple[datetime, str, Text]]) -> str:
    """Return the history of a record as lines for a person, the oldest first, in local time."""
    return "\n".join(
        f"  {at.astimezone(session.zone):%Y-%m-%d %H:%M}  {f'{who}  ' if who else ''}"
        f"{_cut(words.in_(session.language))}"
        for at, who, words in past
    )


def _cut(text: str) -> str:
    """Return a text as one line of a readable length: samples and steps may be thousands long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
