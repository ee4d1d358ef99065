"""The acts that every register of health and risk has: list, show, add, set, remove, import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.edit import Edit, Stamp, words_of
from firstline.domain.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.fields import Value
from firstline.domain.health import sheet as sheets
from firstline.domain.health.risk import history
from firstline.domain.health.sheet import Flag, Shape, Sheet, number_of, standing
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.intake.health_files import Entry

Make = Callable[[Mapping[str, Value], Stamp, tzinfo], Edit]
PROJECT = Text("只看这个项目", "Of this project only")


@dataclass(frozen=True, slots=True)
class Row:
    """One record for a list: what follows from it, its flags, and its cells for a person."""

    entity: Entity
    flags: tuple[Flag, ...] = ()
    more: Mapping[str, Any] | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of record as commands: how its rows are read, and what heads their cells."""

    sheet: Sheet
    rows: Callable[[Session, str], Sequence[Row]]
    heads: tuple[Text, ...]
    make: Make | None = None
    whole: Callable[[Session, Sequence[Row]], Mapping[str, Any]] | None = None

    def made(self, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo) -> Edit:
        """Return the edit that makes a record."""
        if self.make is not None:
            return self.make(values, stamp, zone)
        return sheets.new_record(self.sheet, values, stamp, zone)


def add_commands(group: Group, register: Register, *, adds: bool = True) -> None:
    """Give `group` the acts of a register; without `adds` records come by an act of their own."""
    _add_list(group, register)
    _add_show(group, register)
    if adds:
        _add_add(group, register)
        _add_import(group, register)
    _add_set(group, register)
    _add_remove(group, register)
    _add_resolve(group, register)


def _add_list(group: Group, register: Register) -> None:
    name = register.sheet.name

    @command("list", Text(f"列出{name.zh}", f"List: {name.en.lower()}"), parent=group)
    @option("--project", default="", words=PROJECT)
    def list_(session: Session, *, project: str) -> None:
        rows = register.rows(session, project)
        told: dict[str, Any] = {
            register.sheet.noun: [shown(session, register.sheet, one) for one in rows],
            "total": len(rows),
        }
        if register.whole is not None:
            told |= register.whole(session, rows)
        session.answer(told, lambda: table_of(session, register, rows))


def _add_show(group: Group, register: Register) -> None:
    @command("show", Text("查看一条和它的历史", "Show one with its history"), parent=group)
    @argument("key", metavar="ID")
    def show_(session: Session, *, key: str) -> None:
        row = find_row(session, register, key)
        told = shown(session, register.sheet, row)
        past = history(row.entity)
        say = session.language
        told["history"] = [
            {"at": at.isoformat(), "by": who, "what": words.in_(say)} for at, who, words in past
        ]
        session.answer(told, lambda: sheet_of(session, register.sheet, row))


def _add_add(group: Group, register: Register) -> None:
    first, *rest = register.sheet.columns

    def add_(session: Session, **values: str | None) -> None:
        answer(session, register, add(session, register, values))

    run = add_
    for column in reversed(rest):
        attrs: dict[str, Any] = {"words": column.name, "default": None}
        if column.shape is Shape.CHOICE:
            attrs["type"] = click.Choice(tuple(column.choices))
        run = option(f"--{column.id.replace('_', '-')}", column.id, **attrs)(run)
    run = argument(first.id, metavar=first.id.upper())(run)
    name = register.sheet.name
    words = Text(f"登记一条{name.zh};同名的则更新", f"Record: {name.en.lower()}; updates its like")
    command("add", words, parent=group)(run)


def add(session: Session, register: Register, values: Mapping[str, str | None]) -> str:
    """Make a record, or update the one that these key values name; return its id."""
    given = {name: value for name, value in values.items() if value is not None}
    sheet, stamp = register.sheet, session.stamp()
    held = held_of(session, sheet, given)
    if held is not None and not held.fields.get("withdrawn"):
        edit = sheets.change(sheet, held, dict(given), stamp, session.zone)
    elif held is not None:
        raise Refused(
            Text("这一条曾被移除。", "This one was taken off the list."),
            next_step=Text(f"用 set {number_of(sheet, held)} withdrawn= 放回。",
                           f"Put it back: set {number_of(sheet, held)} withdrawn="),
        )  # fmt: skip
    else:
        edit = register.made(dict(given), stamp, session.zone)
    if edit is None:
        return held.id if held else ""
    session.store.perform(edit, now=session.now())
    return edit.entity


def held_of(session: Session, sheet: Sheet, values: Mapping[str, Value]) -> Entity | None:
    """Return the record that these key values name, None where there is none."""
    if not sheet.key:
        return None
    zone = session.zone
    wanted = {name: values.get(name) for name in sheet.key}
    kept = sheets.check(sheet, {name: value for name, value in wanted.items() if value}, zone)
    return session.store.record(sheet.kind, sheets.record_id(sheet, kept))


def _add_set(group: Group, register: Register) -> None:
    @command("set", Text("修改栏目", "Change columns"), parent=group)
    @argument("key", metavar="ID")
    @argument("assignments", metavar="COLUMN=VALUE…", nargs=-1, required=True)
    def set_(session: Session, *, key: str, assignments: tuple[str, ...]) -> None:
        values: dict[str, Value] = {}
        for word in assignments:
            name, mark, value = word.partition("=")
            if not mark:
                raise BadInput(
                    Text(f"“{word[:40]}”不是 栏目=值。", f"{word[:40]!r} is not COLUMN=VALUE.")
                )
            values[name] = value
        entity = find(session, register.sheet, key, gone="withdrawn" in values)
        if values.pop("withdrawn", "x") == "":
            edit: Edit | None = sheets.put_back(entity, session.stamp())
        else:
            edit = sheets.change(register.sheet, entity, values, session.stamp(), session.zone)
        if edit is not None:
            session.store.perform(edit, now=session.now())
        answer(session, register, entity.id)


def _add_remove(group: Group, register: Register) -> None:
    @command("remove", Text("移出清单,记录和历史保留", "Take off the list; its record stays"),
             parent=group)  # fmt: skip
    @argument("key", metavar="ID")
    def remove_(session: Session, *, key: str) -> None:
        entity = find(session, register.sheet, key)
        session.store.perform(sheets.withdraw(entity, session.stamp()), now=session.now())
        session.answer({"id": entity.id, "removed": True}, lambda: Text("已移除。", "Taken off."))


def _add_resolve(group: Group, register: Register) -> None:
    @command("resolve", Text("解决一栏的冲突", "End the clash of one column"), parent=group)
    @argument("key", metavar="ID")
    @argument("column", metavar="COLUMN")
    @option("--take", type=click.Choice(("mine", "theirs")), required=True,
            words=Text("保留哪个值", "Which value stands"))  # fmt: skip
    def resolve_(session: Session, *, key: str, column: str, take: str) -> None:
        entity = find(session, register.sheet, key)
        stamp, zone = session.stamp(), session.zone
        edit = sheets.resolve(register.sheet, entity, column, take, stamp, zone)
        session.store.perform(edit, now=session.now())
        answer(session, register, entity.id)


def _add_import(group: Group, register: Register) -> None:
    @command("import", Text("导入表格(CSV、XLSX)", "Take a table in (CSV, XLSX)"), parent=group)
    @argument("file", metavar="FILE", type=click.Path(path_type=Path))
    def import_(session: Session, *, file: Path) -> None:
        from firstline.intake.health_files import read_records  # noqa: PLC0415 - this alone

        counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
        refused: list[dict[str, Any]] = []
        edits: dict[str, Edit] = {}
        for row in read_records(file, register.sheet):
            counts["read"] += 1
            try:
                word, edit = _imported(session, register, row, edits)
            except BadInput as problem:
                said = problem.sentence.in_(session.language)
                refused.append({"row": row.number, "reason": said})
                continue
            counts[word] += 1
            if edit is not None:
                edits[edit.entity] = edit
        if edits:
            session.store.perform(*edits.values(), now=session.now())
        session.answer({**counts, "refused": refused}, lambda: counted(counts, refused))
        if refused:
            click.get_current_context().exit(1)


def _imported(
    session: Session, register: Register, row: "Entry", edits: Mapping[str, Edit]
) -> tuple[str, Edit | None]:
    if row.reason is not None:
        raise BadInput(row.reason)
    values = row.values
    held = held_of(session, register.sheet, values)
    if held is None:
        edit = register.made(values, session.stamp(), session.zone)
        if edit.entity in edits:
            raise BadInput(Text("前面已有一行是同一条。", "An earlier row is the same record."))
        return "created", edit
    if held.id in edits:
        raise BadInput(Text("前面已有一行是同一条。", "An earlier row is the same record."))
    changed = sheets.change(register.sheet, held, values, session.stamp(), session.zone)
    return ("unchanged" if changed is None else "updated"), changed


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
    found = [one for one in held if wanted in (one.id, number_of(sheet, one).casefold())]
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
    told |= {one.id: entity.fields.get(one.id) for one in sheet.columns}
    told |= row.more or {}
    told["flags"] = flags_json(session, row.flags)
    told["conflicts"] = [
        {"field": one.field, "mine": one.mine, "theirs": one.theirs} for one in entity.conflicts
    ]
    return told


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
    lines = [f"{number_of(sheet, entity)}  {words_of(entity.fields.get(sheet.columns[0].id))}"]
    for column in sheet.columns[1:]:
        value = words_of(entity.fields.get(column.id))
        if value:
            known = column.choices.get(value)
            lines.append(f"  {column.name.in_(say)}: {known.in_(say) if known else value}")
    why = (row.more or {}).get("why")
    lines += [f"  {why}"] if why else []
    lines += [f"  {flags_words(session, (one,))}" for one in row.flags]
    lines += [f"  ⚠ {one.field}: {one.mine} / {one.theirs}" for one in entity.conflicts]
    return "\n".join(lines)
