"""`firstline contact list | add | set | verify | remove | card`: whom to call, fresh or not."""

from pathlib import Path
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.contact import contact as contacts
from firstline.domain.contact.contact import KIND, PARTIES, Contact
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text

PAPER = "paper_forms"  # the setting that says where the paper forms lie
contact_ = Group("contact", words=Text("联系人与应急卡", "Contacts and the emergency card"))
_PARTY = click.Choice(tuple(PARTIES))
_SETTABLE = ("name", "party", "phone", "address", "hours", "zone", "needs", "note")


@command("list", Text("列出联系人,最先打的在前", "List the contacts, first to call first"),
         parent=contact_)  # fmt: skip
@option("--reachable", is_flag=True, words=Text("只列现在值守的", "Only who is on duty now"))
def list_(session: Session, *, reachable: bool) -> None:
    """List the contacts with what is on duty now and what is to be verified again."""
    found = contacts.contacts(session.store.records(KIND))
    rows = [_shown(session, one) for one in found]
    if reachable:
        rows = [one for one in rows if one["reachable"]]
    if session.json:
        session.emit({"contacts": rows, "total": len(rows)})
        return
    _table(session, rows)


@command("add", Text("新增联系人", "Add a contact"), parent=contact_)
@argument("name", metavar="NAME")
@option("--party", type=_PARTY, default="other", words=Text("类别", "What kind of party"))
@option("--phone", default="", words=Text("电话", "Telephone"))
@option("--address", default="", words=Text("网址或邮箱", "Page or mail address"))
@option("--hours", default="", words=Text("值守时间:24x7 或 1-5 08:30-17:30",
                                          "Hours: 24x7 or 1-5 08:30-17:30"))  # fmt: skip
@option("--zone", default="", words=Text("时区", "Time zone"))
@option("--needs", default="", words=Text("接通后要提供什么", "What they will ask for"))
@option("--note", default="", words=Text("备注", "Note"))
def add_(session: Session, *, name: str, **values: str) -> None:
    """Add a contact; it counts as unverified until somebody has tried it."""
    stamp = session.stamp()
    given = {"name": name, **{key: text for key, text in values.items() if text}}
    session.store.perform(contacts.change(None, stamp.id, given, stamp), now=session.now())
    _answer(session, stamp.id, Text("已新增。", "Added."))


@command("set", Text("修改联系人", "Change a contact"), parent=contact_)
@argument("key", metavar="ID")
@argument("assignments", metavar="FIELD=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, key: str, assignments: tuple[str, ...]) -> None:
    """Change fields of a contact."""
    entity = _find(session, key)
    values = {}
    for word in assignments:
        name, mark, value = word.partition("=")
        if not mark or name not in _SETTABLE:
            names = ", ".join(_SETTABLE)
            raise BadInput(
                Text(f"“{word[:40]}”不是 字段=值。", f"“{word[:40]}” is not FIELD=VALUE."),
                next_step=Text(f"可用字段:{names}。", f"Fields: {names}."),
            )
        values[name] = value
    edit = contacts.change(entity, entity.id, values, session.stamp())
    if edit.changes:
        session.store.perform(edit, now=session.now())
    _answer(session, entity.id, Text("已修改。", "Changed."))


@command("verify", Text("今天打过,号码没错", "Tried today and right"), parent=contact_)
@argument("key", metavar="ID")
def verify_(session: Session, *, key: str) -> None:
    """Note that somebody has tried this contact today."""
    entity = _find(session, key)
    session.store.perform(
        contacts.verify(entity, session.now().date(), session.stamp()), now=session.now()
    )
    _answer(session, entity.id, Text("已核实。", "Verified."))


@command("remove", Text("移除联系人", "Take a contact off the list"), parent=contact_)
@argument("key", metavar="ID")
def remove_(session: Session, *, key: str) -> None:
    """Take a contact off the list; its record and history stay."""
    entity = _find(session, key)
    session.store.perform(contacts.withdraw(entity, session.stamp()), now=session.now())
    session.answer({"id": entity.id, "removed": True}, lambda: Text("已移除。", "Taken off."))


@command("card", Text("写出应急联系卡(.html 打印 A6,或 .txt)",
                      "Write the emergency card (.html to print on A6, or .txt)"),
         parent=contact_)  # fmt: skip
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
@option("--paper", default=None, words=Text("手工单放在哪里(会记住)",
                                            "Where the paper forms lie (remembered)"))  # fmt: skip
def card_(session: Session, *, out: Path, paper: str | None) -> None:
    """Write the card; the service code is not on it, it is written by hand."""
    from firstline.report.emergency_card import Card, write_card  # noqa: PLC0415 - this alone

    if paper is not None:
        session.store.put(PAPER, paper.strip()[:120])
    found = contacts.contacts(session.store.records(KIND))
    card = Card(found, session.now().date(), str(session.store.get(PAPER, "")))
    write_card(out, card, session.language)
    session.answer(
        {"file": str(out), "contacts": len(found)},
        lambda: Text(f"已写出 {out}({len(found)} 个联系人)。",
                     f"{out} is written ({len(found)} contacts)."),
    )  # fmt: skip


def _find(session: Session, key: str) -> Entity:
    """Return the contact with this id, or the only one whose id or name begins so."""
    held = [one for one in session.store.records(KIND) if not one.fields.get("withdrawn")]
    exact = [one for one in held if key in (one.id, one.fields.get("name"))]
    found = exact or [
        one for one in held
        if one.id.startswith(key) or str(one.fields.get("name") or "").startswith(key)
    ]  # fmt: skip
    if len(found) != 1:
        many = len(found)
        raise Refused(
            Text(f"“{key[:60]}”对应 {many} 个联系人。", f"“{key[:60]}” fits {many} contacts."),
            next_step=Text("用 firstline contact list 查看编号。", "See firstline contact list."),
        )
    return found[0]


def _shown(session: Session, one: Contact) -> dict[str, Any]:
    today = session.now().date()
    is_workday = contacts.working_days(session.desk.calendar)
    return {
        "id": one.id, "name": one.name, "party": one.party, "phone": one.phone,
        "address": one.address, "hours": one.hours, "zone": one.zone, "needs": one.needs,
        "note": one.note, "products": list(one.products),
        "verified_on": one.verified_on.isoformat() if one.verified_on else None,
        "age_days": contacts.age_days(one, today),
        "unverified": contacts.is_stale(one, today),
        "reachable": contacts.reachable(one, session.now(), session.zone, is_workday),
    }  # fmt: skip


def _answer(session: Session, contact_id: str, words: Text) -> None:
    entity = session.store.record(KIND, contact_id)
    if entity is not None:
        session.answer(_shown(session, contacts.contact_from(entity)), lambda: words)


_DUTY = {True: Text("值守中", "on duty"), False: Text("不值守", "off duty"), None: Text("?", "?")}


def _table(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        empty = "There are no contacts. Add one with firstline contact add."
        session.show(Text("没有联系人。用 firstline contact add 新增。", empty))
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    heads = (
        Text("类别", "Party"),
        Text("名称", "Name"),
        Text("电话", "Phone"),
        Text("现在", "Now"),
        Text("核实", "Verified"),
        Text("要提供", "They ask for"),
    )
    cells = [
        [PARTIES[one["party"]].in_(say), one["name"], one["phone"] or one["address"],
         _DUTY[one["reachable"]].in_(say),
         f"{'⚠ ' if one['unverified'] else ''}{one['verified_on'] or '—'}", one["needs"]]
        for one in rows
    ]  # fmt: skip
    session.show(table([one.in_(say) for one in heads], cells, stretch=5, columns=screen_width()))
