"""`firstline privacy record | request | export | erase`: the register and what people ask for."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.given import note_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.kinds import KINDS
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.privacy import erasing, processing, request
from firstline.domain.privacy.mask import ERASURE
from firstline.domain.words import Text

privacy_ = Group("privacy", words=Text("个人信息:登记、请求、导出、去标识化", "Personal data"))
record_ = Group("record", words=Text("处理活动登记", "The register of processing"))
request_ = Group("request", words=Text("个人请求", "Requests of people"))
_ALSO = Text("这个人的其他写法,可多次", "Other names of the person; may stand again")


def _records(session: Session, project: str) -> list[Row]:
    held, today = session.store.records(processing.SHEET.kind), session.now().date()
    say = session.language
    return [
        Row(one, flags, None, (
            text_of(one, "categories"),
            processing.BASES.get(text_of(one, "basis"), processing.BASES["unknown"]).in_(say),
            UNSURE.get(text_of(one, "cross_border"), UNSURE["unknown"]).in_(say),
            text_of(one, "retention"), text_of(one, "activity"),
        ))
        for one, flags in processing.processings(held, today, project)
    ]  # fmt: skip


def _requests(session: Session, _project: str) -> list[Row]:
    held, today = session.store.records(request.SHEET.kind), session.now().date()
    say = session.language
    return [
        Row(one, flags, None, (
            request.WHAT.get(text_of(one, "what"), request.WHAT["export"]).in_(say),
            request.STATES.get(text_of(one, "state"), request.STATES["open"]).in_(say),
            text_of(one, "due_on"), text_of(one, "person"),
        ))
        for one, flags in request.requests(held, today)
    ]  # fmt: skip


RECORDS = Register(
    processing.SHEET, _records,
    (Text("类别", "Categories"), Text("依据", "Basis"), Text("出境", "Leaves"),
     Text("保存", "Retention"), Text("处理活动", "Activity")),
)  # fmt: skip
REQUESTS = Register(
    request.SHEET, _requests,
    (Text("请求", "Request"), Text("状态", "State"), Text("期限", "Due"), Text("谁", "Who")),
)  # fmt: skip
add_commands(record_, RECORDS)
add_commands(request_, REQUESTS)
privacy_.add_command(record_)
privacy_.add_command(request_)


def _asked(session: Session, key: str, what: str) -> Entity | None:
    """Return the request that is served, None for none. Raises Refused for another one."""
    if not key:
        return None
    held = find(session, request.SHEET, key)
    request.must_serve(held, what)
    return held


@command("export", Text("导出一个人的全部数据(JSON)", "Export a person's data as JSON"),
         parent=privacy_)  # fmt: skip
@argument("person", metavar="NAME")
@option("--also", multiple=True, metavar="NAME", words=_ALSO)
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
@option("--request", "key", default="", words=Text("办结这个请求", "Ends this request"))
def export_(session: Session, *, person: str, also: tuple[str, ...], out: Path, key: str) -> None:
    """Write everything that names the person: tickets and records of every kind."""
    names = erasing.names_of((person, *also))
    held = _asked(session, key, "export")
    kinds = [one for one in KINDS if one not in ("ticket", ERASURE)]
    tickets, records = session.store.naming(names, kinds)
    from firstline.report.person_file import write_person  # noqa: PLC0415 - this command alone

    write_person(out, names, tickets, records, session.now().isoformat())
    note_file(session, out, "exports")
    if held is not None:
        edit = request.answered(held, out.name, session.stamp(), session.zone)
        if edit is not None:
            session.store.perform(edit, now=session.now())
    count: dict[str, int] = {}
    for one in records:
        count[one.kind] = count.get(one.kind, 0) + 1
    session.answer(
        {"file": str(out), "tickets": len(tickets), "records": count,
         "request": number_of(request.SHEET, held) if held else None},
        lambda: Text(f"已写出 {out}:{len(tickets)} 张工单,{len(records)} 条记录。",
                     f"{out} is written: {len(tickets)} tickets, {len(records)} records."),
    )  # fmt: skip


@command("erase", Text("把一个人去标识化", "Pseudonymise a person"), parent=privacy_)
@argument("person", metavar="NAME")
@option("--also", multiple=True, metavar="NAME", words=_ALSO)
@option("--approved-by", "approver", default="", words=Text("谁批准", "Who approves it"))
@option("--reason", default="", words=Text("理由", "Reason"))
@option("--request", "key", default="", words=Text("办结这个请求", "Ends this request"))
@option("--dry-run", is_flag=True, words=Text("只列出会改什么", "Only say what would change"))
def erase_(
    session: Session, *, person: str, also: tuple[str, ...], approver: str, reason: str, key: str,
    dry_run: bool,
) -> None:  # fmt: skip
    """Put an alias in the place of a name wherever it is shown, found, exported or queued.

    What remains in the append-only log is counted and told; see DECISIONS.md.
    """
    names = erasing.names_of((person, *also))
    held = _asked(session, key, "erase")
    kinds = [one for one in KINDS if one not in ("ticket", ERASURE)]
    tickets, records = session.store.naming(names, kinds)
    told: dict[str, Any] = {
        "alias": erasing.alias_of(names), "tickets": [one.number for one in tickets],
        "records": [{"kind": one.kind, "id": one.id} for one in records], "dry_run": dry_run,
    }  # fmt: skip
    if not dry_run:
        today = session.now().astimezone(session.zone).date()
        erasing.must_not_be_held(one.words for one in session.store.stops_of_person(names, today))
        by = (session.ground.settings.user, approver)
        edit, mask = erasing.erasure(names, by, reason, session.stamp())
        edits = erasing.field_edits(mask, tickets, records, session.stamp)
        session.store.perform(*edits, edit, now=session.now())
        if held is not None:
            now_held = find(session, request.SHEET, held.id)
            done = request.answered(now_held, told["alias"], session.stamp(), session.zone)
            if done is not None:
                session.store.perform(done, now=session.now())
        while session.store.catch_up():
            continue
    told["kept_in_log"] = session.store.still_naming(names)
    session.answer(told, lambda: _said(told))


def _said(told: dict[str, Any]) -> Text:
    many, more, log = len(told["tickets"]), len(told["records"]), told["kept_in_log"]
    head = Text(f"{many} 张工单、{more} 条记录", f"{many} tickets and {more} records")
    if told["dry_run"]:
        return Text(f"会改 {head.zh},化名 {told['alias']};什么都没有改。",
                    f"{head.en} would change to {told['alias']}; nothing is changed.")  # fmt: skip
    return Text(
        f"{head.zh}已改为化名 {told['alias']}。只追加的日志里仍有 {log['edit']} 条编辑、"
        f"{log['base']} 份门户副本含原名,不再显示。",
        f"{head.en} now bear the alias {told['alias']}. {log['edit']} edits of the append-only log "
        f"and {log['base']} portal copies still hold the name and are shown no more.",
    )


@command("erased", Text("列出化名", "List the aliases"), parent=privacy_)
def erased_(session: Session) -> None:
    """List the aliases, when and by whom; the names themselves are not shown."""
    rows = [
        {"id": one.id, "alias": text_of(one, "alias"), "reason": text_of(one, "reason"),
         "approved_by": text_of(one, "approved_by"),
         "at": one.events[0].at.isoformat() if one.events else None,
         "by": one.events[0].actor if one.events else ""}
        for one in session.store.records(ERASURE)
    ]  # fmt: skip
    session.answer(
        {"erased": rows, "total": len(rows)},
        lambda: "\n".join(
            f"{one['alias']}  {str(one['at'] or '')[:16].replace('T', ' ')}  {one['approved_by']}"
            for one in rows
        ),
    )
