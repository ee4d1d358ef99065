"""`firstline system list | add | set | read | upgrade | versions`: the installed systems."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands, held_of
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import installed, service_hours
from firstline.domain.health import sheet as sheets
from firstline.domain.health.installed import SHEET, Rate
from firstline.domain.health.sheet import text_of
from firstline.domain.instants import from_epoch
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import TicketType
from firstline.domain.words import Text

_PAGE = 500
system_ = Group("system", words=Text("系统台账:产品、版本、补丁、主机", "The installed systems"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the systems by name; in JSON each with every version it ran."""
    records, now = session.store.records(SHEET.kind), session.now()
    today, read = now.astimezone(session.zone).date(), cache(session.store.records)
    return [
        Row(one, (*flags, *service_hours.flags(one, session.desk.calendars)), {"versions": [
            {"from": ran.start.isoformat(), "version": ran.version, "patch": ran.patch}
            for ran in installed.ran(one, session.zone)
        ], "linked": installed.linked(one, read)}, (
            text_of(one, "product"), f"{text_of(one, 'version')} {text_of(one, 'patch')}".strip(),
            text_of(one, "sites"), text_of(one, "owner"), text_of(one, "name"),
        ))
        for one, flags in installed.systems(records, today, project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("产品", "Product"), Text("版本与补丁", "Version, patch"), Text("站点", "Sites"),
     Text("负责人", "Owner"), Text("名称", "Name")),
)  # fmt: skip
add_commands(system_, REGISTER)


@command("read", Text("从安装文件夹读版本与补丁(T+ 的 PatchBuildInfo.xml),只读",
                      "Read version and patch from an installation (T+ PatchBuildInfo.xml)"),
         parent=system_)  # fmt: skip
@argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@option("--name", required=True, words=Text("哪个系统;没有则新登记", "Which system; new if none"))
@option("--product", default="T+", words=Text("新登记时的产品", "Its product where it is new"))
@option("--on", default="", words=Text("自哪天起,默认今天", "Since which day; today if left out"))
def read_(session: Session, *, folder: Path, name: str, product: str, on: str) -> None:
    """Read the version file below a folder and keep what it says; nothing there is written."""
    from firstline.intake.health.installation import read_installation  # noqa: PLC0415 - this alone

    build = read_installation(folder)
    told: dict[str, Value] = {"version": build.version, "patch": build.patch}
    values: dict[str, Value] = {key: value for key, value in told.items() if value}
    if on:
        values["version_since"] = on
    held = held_of(session, SHEET, {"name": name})
    stamp, zone = session.stamp(), session.zone
    if held is None:
        edit = sheets.new_record(SHEET, {"name": name, "product": product, **values}, stamp, zone)
        session.store.perform(edit, now=session.now())
        return answer(session, REGISTER, edit.entity)
    return _change(session, held, values)


@command("upgrade", Text("登记升级或补丁;旧工单保留当时的版本",
                         "Record an upgrade or patch; old tickets keep their version"),
         parent=system_)  # fmt: skip
@argument("key", metavar="ID")
@argument("version", metavar="VERSION")
@option("--patch", default=None, words=Text("补丁", "Patch level"))
@option("--on", default="", words=Text("自哪天起,默认今天", "Since which day; today if left out"))
def upgrade_(session: Session, *, key: str, version: str, patch: str | None, on: str) -> None:
    """Record another version; the patch of the old one does not stay."""
    held = find(session, SHEET, key)
    values: dict[str, Value] = {"version": version, "patch": patch or ""}
    if on:
        values["version_since"] = on
    _change(session, held, values)


def _change(session: Session, held: Entity, values: dict[str, Value]) -> None:
    edit = sheets.change(SHEET, held, values, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, REGISTER, held.id)


@command("versions", Text("每个版本运行了多久,出过多少故障",
                          "How long each version ran, and how many incidents it had"),
         parent=system_)  # fmt: skip
@argument("key", metavar="ID")
def versions_(session: Session, *, key: str) -> None:
    """Show incidents per version and month (templates O: incidents ÷ system-months)."""
    held = find(session, SHEET, key)
    found = installed.rates(held, _incidents(session, held), session.now(), session.zone)
    if not found:
        raise BadInput(Text("这个系统还没有登记过版本。", "No version of it was recorded yet."))
    told: list[dict[str, Any]] = [
        {"version": one.ran.version, "patch": one.ran.patch, "from": one.ran.start.isoformat(),
         "days": round(one.days, 1), "incidents": one.incidents, "monthly": one.monthly or None}
        for one in found
    ]  # fmt: skip
    session.answer(
        {"system": text_of(held, "name"), "versions": told, "total": len(told)},
        lambda: "\n".join(_line(session, one) for one in found),
    )


def _line(session: Session, one: Rate) -> str:
    since = one.ran.start.astimezone(session.zone).date()
    said = one.ran.said or "—"
    rate = one.monthly or "—"
    return Text(
        f"{since} 起  {said}  {one.days:.0f} 天,故障 {one.incidents},每 30 天 {rate}",
        f"since {since}  {said}  {one.days:.0f} days, {one.incidents} incidents, {rate} in 30 days",
    ).in_(session.language)


def _incidents(session: Session, held: Entity) -> Iterator[datetime]:
    """Yield when each incident of the system was reported; of a site that names another, none."""
    store, records = session.store, session.store.records(SHEET.kind)
    product = text_of(held, "product").replace('"', " ")
    keys = store.queue(parse_query(f'status:any product:"{product}"'), now=session.now())
    for start in range(0, len(keys), _PAGE):
        for row in store.rows(keys[start : start + _PAGE]):
            found = installed.system_for(row.product, row.site, records)
            if row.type is TicketType.INCIDENT and found is not None and found.id == held.id:
                yield from_epoch(row.created, session.zone)
