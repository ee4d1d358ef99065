"""`firstline training import | imports | undo | unknown | resolve`: lists of people and courses."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.given import readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import courses_of, one_record
from firstline.cli.training.voucher import tools_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.training import taking_back
from firstline.domain.training.settling import settling, taken_back
from firstline.domain.training.taken_words import told_of
from firstline.domain.training.taking_in import (
    UNKNOWN,
    Intake,
    Taken,
    drop,
    resolve,
    take_rows,
    unknowns,
)
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

SHOWN = 20


@command("import", Text("导入人员与通过记录(CSV、XLSX),先显示映射",
                        "Take people and completions in (CSV, XLSX)"))  # fmt: skip
@argument("file", metavar="FILE")
@option("--map", "map_file", metavar="MAP.toml", words=Text("映射文件", "A mapping file"))
@option("--dry-run", is_flag=True, words=Text("只看结果,不写入", "Show what would happen"))
def import_(session: Session, *, file: str, map_file: str | None, dry_run: bool) -> None:
    """Take a file in; unknown people are put aside, the same file again changes nothing."""
    from firstline.domain.digests import digest  # noqa: PLC0415 - this command alone
    from firstline.intake.training_files import read_training  # noqa: PLC0415

    path = readable_file(file)
    listed = read_training(path, _text(map_file), map_file or "", session.zone)
    for line in listed.lines:
        session.say(Text(f"  {line.zh}", f"  {line.en}"))
    batch = taking_back.batch_id(digest(path.read_bytes()).hex())
    held = {one.id: one for one in session.store.records(KIND)}
    intake = Intake(courses_of(session), held.values(), session.stamp,
                    with_people=listed.with_people, batch=batch,
                    settle=settling(tools_of(session)))  # fmt: skip
    take_rows(intake, listed.rows, with_people=listed.with_people, with_courses=listed.with_courses)
    taken = intake.taken
    if taken.edits and not dry_run:
        named = taking_back.named_first(held.get(batch), path.name, taken, session.stamp())
        perform_taken(session, named)
    answer_taken(session, taken, dry_run=dry_run)


def perform_taken(session: Session, edits: Sequence[Any]) -> None:
    """Perform the edits of an import in slices."""
    store, now = session.store, session.now()
    with store.bulk():
        for start in range(0, len(edits), 200):
            store.perform(*edits[start : start + 200], now=now)


def _text(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return readable_file(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(Text(f"{name} 不是 UTF-8 文本。", f"{name} is not UTF-8 text.")) from error


def answer_taken(session: Session, taken: Taken, *, dry_run: bool) -> None:
    """Say what an import did; exit 1 where a row was refused."""
    told: dict[str, object] = {
        "batch": taken.batch if taken.edits and not dry_run else None, "read": taken.read,
        "created": taken.created, "updated": taken.updated, "unchanged": taken.unchanged,
        "merged": taken.merged, "dry_run": dry_run,
        "ungranted": taken.ungranted, "settled": taken.settled,
        "idle_roles": dict(sorted(taken.idle.items())),
        "quarantined": [{"row": row, "person": who} for row, who in taken.quarantined],
        "refused": [{"row": row, "reason": why.in_(session.language)}
                    for row, why in taken.refused],
    }  # fmt: skip
    if not session.json:
        for row, why in taken.refused[:SHOWN]:
            session.say(Text(f"第 {row} 行没有导入:{why.zh}", f"Row {row} was refused: {why.en}"))
        for words in told_of(taken)[:SHOWN]:
            session.say(words)
    session.answer(told, lambda: _summary(taken, dry_run=dry_run))
    if taken.refused:
        click.get_current_context().exit(1)


def _summary(taken: Taken, *, dry_run: bool) -> Text:
    aside, bad = len(taken.quarantined), len(taken.refused)
    zh = (f"读入 {taken.read} 行:新增 {taken.created},更新 {taken.updated},"
          f"未变 {taken.unchanged},合并 {taken.merged},待认领 {aside},拒绝 {bad}。")  # fmt: skip
    en = (f"Read {taken.read} rows: {taken.created} created, {taken.updated} updated, "
          f"{taken.unchanged} unchanged, {taken.merged} merged by number, {aside} put aside, "
          f"{bad} refused.")  # fmt: skip
    if dry_run:
        return Text(f"{zh}(试运行,没有写入)", f"{en} (a dry run, nothing was written)")
    if taken.edits:
        undo = f"firstline training undo {taken.batch}"
        return Text(f"{zh}撤回:{undo}", f"{en} To take it back: {undo}")
    return Text(zh, en)


@command("imports", Text("列出导入过的文件", "List the imports"))
def imports_(session: Session) -> None:
    """List the imports, the newest first, with who made them and what came of each."""
    rows = [_import_json(one) for one in taking_back.imports(session.store.records(KIND))]
    if session.json:
        session.emit({"imports": rows, "total": len(rows)})
        return
    lines = "\n".join(
        f"{one['id']}  {one['at']}  {one['by']}  {one['file']}"
        f"  +{one['created']} ~{one['updated']} ?{one['quarantined']}{'  ↺' * bool(one['undone'])}"
        for one in rows
    )
    session.show(lines or Text("还没有导入过。", "Nothing was imported yet.").in_(session.language))


def _import_json(one: "Entity") -> dict[str, object]:
    last = one.events[-1]
    counts = {name: int(last.data.get(name, "0")) for name in ("created", "updated", "quarantined")}
    return {
        "id": one.id, "file": last.data.get("file", one.fields.get("file")), "by": last.actor,
        "at": last.at.isoformat(), **counts, "undone": bool(one.fields.get("undone")),
    }  # fmt: skip


@command("undo", Text("撤回一次导入", "Take an import back"))
@argument("key", metavar="BATCH")
def undo_(session: Session, *, key: str) -> None:
    """Withdraw what the import brought and give old values back; later changes stay."""
    batch = one_record(session, key, taking_back.WHAT)
    edits, kept = taking_back.undo(batch, session.store.records(KIND), session.stamp)
    paid, stays = taken_back(tools_of(session), edits, session.stamp)
    perform_taken(session, [*edits, *paid])
    many, kept = len(edits) - 1, kept + stays
    session.answer(
        {"batch": batch.id, "taken_back": many, "kept": kept},
        lambda: Text(f"已撤回 {many} 条;{kept} 处之后有人改过,保留。",
                     f"{many} taken back; {kept} were changed since and stay."),
    )  # fmt: skip


@command("unknown", Text("列出待认领的行(名单上没有的人)", "List the rows of unknown people"))
def unknown_(session: Session) -> None:
    """List what was put aside because nobody on the list fits."""
    found = unknowns(session.store.records(KIND))
    names = ("number", "name", "course", "on", "score", "row")
    rows = [{"id": one.id, **{name: one.fields.get(name, "") for name in names}} for one in found]
    if session.json:
        session.emit({"unknown": rows, "total": len(rows)})
        return
    lines = "\n".join("  ".join(str(one[name]) for name in ("id", *names[:4])) for one in rows)
    session.show(lines or Text("没有待认领的行。", "Nothing is put aside.").in_(session.language))


@command("resolve", Text("认领待认领的行:指定人、放弃,或重新核对全部",
                         "Say whose a row is, drop it, or look at all anew"))  # fmt: skip
@argument("key", metavar="ID", required=False)
@option("--person", default="", metavar="NUMBER", words=Text("是谁(工号)", "Whose it is"))
@option("--drop", "why", default="", metavar="REASON", words=Text("放弃,写原因", "Drop it; why"))
def resolve_(session: Session, *, key: str | None, person: str, why: str) -> None:
    """Resolve one row, or without ID every row whose person is on the list by now."""
    rows = [one_record(session, key, UNKNOWN)] if key else unknowns(session.store.records(KIND))
    if not key and (person or why):
        raise BadInput(Text("要写明是哪一行。", "Say which row."))
    edits: list[Any] = []
    left = 0
    if why:
        edits = [drop(rows[0], session.stamp(), why)]
        rows = []
    records, courses = session.store.records(KIND), courses_of(session)
    intake = Intake(courses, records, session.stamp, with_people=False, batch="",
                    settle=settling(tools_of(session)))  # fmt: skip
    for one in rows:
        tags = (tag.partition(":")[2] for tag in one.tags if tag.startswith("batch:"))
        intake.taken.batch = next(tags, "")
        try:
            resolve(intake, one, person, session.stamp())
        except Refused:
            if key:
                raise
            left += 1
    edits += intake.taken.edits
    if edits:
        perform_taken(session, edits)
    done = 1 if why else len(rows) - left
    session.answer(
        {"resolved": done, "left": left},
        lambda: Text(f"已处理 {done} 行,还有 {left} 行。", f"{done} resolved, {left} left."),
    )
