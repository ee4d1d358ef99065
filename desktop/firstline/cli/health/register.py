"""The acts that every register of health and risk has: list, show, add, set, remove, import."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.import_clash import apart, clashes
from firstline.cli.health.register_words import (
    Register,
    answer,
    counted,
    find,
    find_row,
    past_lines,
    sheet_of,
    shown,
    table_of,
)
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Shape, Sheet, check
from firstline.domain.health.history import history
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project.names import in_phase
from firstline.domain.project.phase import PHASES
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.intake.health.files import Entry

PROJECT = Text("只看这个项目", "Of this project only")
PHASE = Text("只看处于这个阶段的项目", "Of projects in this phase only")


def add_commands(
    group: Group, register: Register, *, adds: bool = True, imports: bool = True,
    lists: bool = True,
) -> None:  # fmt: skip
    """Give `group` the acts of a register; without `adds` records come by an act of their own.

    Without `imports` the group has an import of its own, without `lists` a list, show and set.
    """
    if lists:
        _add_list(group, register)
        _add_show(group, register)
        _add_set(group, register)
    if adds:
        _add_add(group, register)
    if adds and imports:
        _add_import(group, register)
    _add_remove(group, register)
    _add_resolve(group, register)


def _add_list(group: Group, register: Register) -> None:
    name = register.sheet.name

    @command("list", Text(f"列出{name.zh}", f"List: {name.en.lower()}"), parent=group)
    @option("--project", default="", words=PROJECT)
    @option("--phase", type=click.Choice(tuple(PHASES)), default=None, words=PHASE)
    def list_(session: Session, *, project: str, phase: str | None) -> None:
        rows = list(register.rows(session, project))
        if phase:
            among = in_phase(session.store.records("phase"), phase)
            rows = [one for one in rows if text_of(one.entity, "project").casefold() in among]
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
        past = history(row.entity, register.sheet)
        say = session.language
        told["history"] = [
            {"at": at.isoformat(), "by": who, "what": words.in_(say)} for at, who, words in past
        ]
        lines = past_lines(session, past)
        session.answer(told, lambda: f"{sheet_of(session, register.sheet, row)}\n{lines}")


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
        read = session.store.records
        _tell_both(session, register, held, given)
        edit = sheets.change(sheet, held, dict(given), stamp, session.zone, read,
                             language=session.language)  # fmt: skip
    elif held is not None:
        raise Refused(
            Text("这一条曾被移除。", "This one was taken off the list."),
            next_step=Text(f"用 set {number_of(sheet, held)} withdrawn= 放回。",
                           f"Put it back: set {number_of(sheet, held)} withdrawn="),
        )  # fmt: skip
    else:
        edit = register.made(dict(given), stamp, session.zone, session.store.records)
    if edit is None:
        return held.id if held else ""
    session.store.perform(edit, now=session.now())
    return edit.entity


def _tell_both(
    session: Session, register: Register, held: Entity, values: Mapping[str, Value]
) -> None:
    """Say which texts are replaced in both languages."""
    both = sheets.both_languages(register.sheet, held, values)
    if both.zh:
        session.say(both)


def held_of(session: Session, sheet: Sheet, values: Mapping[str, Value]) -> Entity | None:
    """Return the record that these key values name, None where there is none."""
    if not sheet.key:
        return None
    zone = session.zone
    wanted = {name: values.get(name) for name in sheet.key}
    kept = check(sheet, {name: value for name, value in wanted.items() if value}, zone)
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
            stamp, zone, read = session.stamp(), session.zone, session.store.records
            _tell_both(session, register, entity, values)
            edit = sheets.change(register.sheet, entity, values, stamp, zone, read,
                                 language=session.language)  # fmt: skip
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
        from firstline.intake.health.files import read_records  # noqa: PLC0415 - this alone

        counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
        refused: list[dict[str, Any]] = []
        edits: dict[str, Edit] = {}
        taken: dict[str, tuple[int, str]] = {}
        read = register.read or partial(read_records, sheet=register.sheet)
        for row in read(file):
            counts["read"] += 1
            try:
                word, edit = imported(session, register, row, edits)
            except BadInput as problem:
                said = problem.sentence.in_(session.language)
                refused.append({"row": row.number, "reason": said})
                continue
            counts[word] += 1
            if edit is not None:
                edits[edit.entity], taken[edit.entity] = edit, (row.number, word)
        for key, why in clashes(register.sheet, edits, session.store.records).items():
            number, word = taken[key]
            counts[word] -= 1
            del edits[key]
            refused.append({"row": number, "reason": why.in_(session.language)})
        refused.sort(key=lambda one: int(one["row"]))
        if edits:
            session.store.perform(*edits.values(), now=session.now())
        session.answer({**counts, "refused": refused}, lambda: counted(counts, refused))
        if refused:
            click.get_current_context().exit(1)


def imported(
    session: Session, register: Register, row: "Entry", edits: Mapping[str, Edit]
) -> tuple[str, Edit | None]:
    """Return what a row of a table comes to, as the word of its count, and its edit.

    `edits` are those of earlier rows. Raises BadInput for a row that makes no sense or stands
    twice.
    """
    if row.reason is not None:
        raise BadInput(row.reason)
    values = row.values
    held = held_of(session, register.sheet, values)
    stamp, zone = session.stamp(), session.zone
    read = apart(session.store.records, register.sheet.kind)
    if held is None:
        edit = register.made(values, stamp, zone, read)
        if edit.entity in edits:
            raise BadInput(Text("前面已有一行是同一条。", "An earlier row is the same record."))
        return "created", edit
    if held.id in edits:
        raise BadInput(Text("前面已有一行是同一条。", "An earlier row is the same record."))
    changed = sheets.change(register.sheet, held, values, stamp, zone, read)
    return ("unchanged" if changed is None else "updated"), changed
