"""`firstline roster import | list | remove`: who can do what, where and when."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.contact.contact import working_days
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.routing.roster import KIND, Person, Plan, absence, change, people, record_id
from firstline.domain.routing.shifts import parse_shifts
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.intake.roster_files import Entry

roster_ = Group(
    "roster", words=Text("人员、技能与班次名单", "The roster: people, skills and shifts")
)


def plan_of(session: Session) -> Plan:
    """Return what decides who is on duty, from the settings and the calendar in use."""
    settings = session.ground.settings
    is_workday = working_days(session.desk.calendar)
    return Plan(session.zone, parse_shifts(settings.shifts), is_workday)


@command("import", Text("导入名单(CSV、XLSX、TOML)", "Take a roster in (CSV, XLSX, TOML)"),
         parent=roster_)  # fmt: skip
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True, words=Text("只看差异,不导入", "Show what differs, take nothing"))
def import_(session: Session, *, file: Path, dry_run: bool) -> None:
    """Take people in; the same file again changes nothing, a wrong row costs itself alone."""
    from firstline.intake.roster_files import read_roster  # noqa: PLC0415 - this command alone

    held = {one.id: one for one in session.store.records(KIND)}
    edits: dict[str, Edit] = {}
    counts = dict.fromkeys(("read", "created", "updated", "unchanged"), 0)
    refused: list[dict[str, Any]] = []
    for entry in read_roster(file):
        counts["read"] += 1
        try:
            key, edit = _edit_of(session, entry, held, edits)
        except BadInput as problem:
            refused.append({"row": entry.row, "reason": problem.sentence.in_(session.language)})
            continue
        counts["unchanged" if edit is None else "updated" if key in held else "created"] += 1
        if edit is not None:
            edits[key] = edit
    if edits and not dry_run:
        session.store.perform(*edits.values(), now=session.now())
    session.answer({**counts, "refused": refused}, lambda: _counted(counts, refused))


def _edit_of(
    session: Session, entry: "Entry", held: Mapping[str, Entity], edits: Mapping[str, Edit]
) -> tuple[str, Edit | None]:
    """Return the record's id and its edit, None where nothing differs. Raises BadInput."""
    if entry.reason is not None:
        raise BadInput(entry.reason)
    key = record_id(" ".join(str(entry.values.get("name") or "").split()))
    if key in edits:
        raise BadInput(Text("这个姓名出现了两次。", "This name stands there twice."))
    return key, change(held.get(key), entry.values, session.stamp())


def _counted(counts: dict[str, int], refused: list[dict[str, Any]]) -> Text:
    read, made, new, same = (counts[one] for one in ("read", "updated", "created", "unchanged"))
    zh = f"读取 {read},新增 {new},更新 {made},未变 {same},拒绝 {len(refused)}"
    en = f"{read} read, {new} new, {made} updated, {same} unchanged, {len(refused)} refused"
    lines = "".join(f"\n  {one['row']}: {one['reason']}" for one in refused)
    return Text(zh + lines, en + lines)


@command("list", Text("列出名单,谁在班", "List the roster and who is on duty"), parent=roster_)
@option("--on-duty", is_flag=True, words=Text("只列现在在班的", "Only those on duty now"))
@option("--at", metavar="TIME", words=Text("什么时候,默认现在", "When; default now"))
def list_(session: Session, *, on_duty: bool, at: str | None) -> None:
    """List people with skills, sites, load and whether they are on duty."""
    now, plan = session.instant(at) or session.now(), plan_of(session)
    loads = session.store.loads()
    rows = []
    for one in people(session.store.records(KIND)):
        away = absence(one, now, plan)
        if away is None or not on_duty:
            rows.append(_shown(session, one, away, loads.get(one.name, 0)))
    if session.json:
        session.emit({"people": rows, "total": len(rows)})
        return
    empty = Text("还没有名单。", "There is no roster yet.")
    session.show("\n".join(_line(one) for one in rows) or empty.in_(session.language))


def _shown(session: Session, one: Person, away: Text | None, load: int) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "on_duty": away is None,
        "away": "" if away is None else away.in_(session.language), "load": load,
        "capacity": one.capacity, "sites": list(one.sites), "shifts": list(one.shifts),
        "hours": one.hours, "owner_of": list(one.owner_of),
        "skills": [{"product": s.product, "module": s.module, "level": s.level}
                   for s in one.skills],
    }  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    skills = " ".join(
        f"{s['product']}{'/' if s['module'] else ''}{s['module']}:{s['level']}"
        for s in row["skills"]
    )
    mark = "●" if row["on_duty"] else f"○ {row['away']}"
    limit = f"/{row['capacity']}" if row["capacity"] else ""
    where = "、".join(row["sites"]) or "*"
    return f"{row['name']}  {mark}  {where}  {skills}  {row['load']}{limit}"


@command("remove", Text("从名单移除", "Take a person off the roster"), parent=roster_)
@argument("name", metavar="NAME")
def remove_(session: Session, *, name: str) -> None:
    """Take a person off; the record and its history stay."""
    key = record_id(" ".join(name.split()))
    entity = session.store.record(KIND, key)
    if entity is None or entity.fields.get("gone"):
        raise Refused(Text(f"名单里没有“{name[:40]}”。", f"“{name[:40]}” is not on the roster."))
    edit = setting(entity, {"gone": "yes"}, session.stamp())
    session.store.perform(edit, now=session.now())
    session.answer({"name": name, "removed": True}, lambda: Text("已移除。", "Taken off."))
