"""`firstline conflict list | resolve`: fields that moved on both sides, with both values."""

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.edits import conflicts
from firstline.domain.edits.conflicts import Take
from firstline.domain.errors import Refused
from firstline.domain.ticket.fields import NAMES
from firstline.domain.words import Text
from firstline.store.exchange.outgoing import ConflictLine

conflict_ = Group("conflict", words=Text("冲突:查看、解决", "Conflicts: list, resolve"))


@command("list", Text("列出冲突", "List the conflicts"), parent=conflict_)
def list_(session: Session) -> None:
    """List every field that moved on both sides; the shown value is theirs, ours is kept."""
    rows = [
        {"id": one.id, "ticket": one.number, "kind": one.kind, "record": one.ticket_id,
         "title": one.title, "field": one.conflict.field,
         "mine": one.conflict.mine, "theirs": one.conflict.theirs,
         "at": one.conflict.at.isoformat()}
        for one in session.store.conflicts()
    ]  # fmt: skip
    session.answer({"conflicts": rows, "total": len(rows)}, lambda: _table(session, rows))


@command("resolve", Text("解决一个冲突", "Resolve a conflict"), parent=conflict_)
@argument("key", metavar="ID")
@option(
    "--take",
    type=click.Choice(("mine", "theirs", "both")),
    required=True,
    words=Text("保留哪个值;both 只用于文字", "Which value stands; both is for texts"),
)
def resolve_(session: Session, *, key: str, take: Take) -> None:
    """Resolve one conflict; what was decided is an edit like any other and travels."""
    found = next((one for one in session.store.conflicts() if one.id == key), None)
    if found is None:
        raise Refused(
            Text(f"没有冲突“{key[:80]}”,可能已解决。",
                 f"There is no conflict “{key[:80]}”; it may be resolved already."),
            next_step=Text("用 firstline conflict list 查看。", "See firstline conflict list."),
        )  # fmt: skip
    if found.kind != "ticket":
        _settle(session, found, take)
        return
    ticket = session.ticket(found.ticket_id)
    edit = conflicts.resolve(ticket, found.conflict, take, session.stamp())
    session.store.perform(edit, now=session.now())
    after = session.ticket(found.ticket_id)
    value = getattr(after, found.conflict.field, "")
    session.answer(
        {"id": key, "ticket": after.number, "field": found.conflict.field, "take": take,
         "value": value, "edit": edit.id},
        lambda: Text(f"已解决:{after.number} 的{_name(found.conflict.field).zh}。",
                     f"Resolved: {_name(found.conflict.field).en} of {after.number}."),
    )  # fmt: skip


def _settle(session: Session, found: ConflictLine, take: Take) -> None:
    """Resolve a conflict on a record of another kind."""
    from firstline.domain.edits.entity_clash import settle  # noqa: PLC0415 - seldom

    entity = session.store.record(found.kind, found.ticket_id)
    if entity is None:
        raise Refused(Text("这条记录不在了。", "This record is gone."))
    edit = settle(entity, found.conflict, take, session.stamp())
    session.store.perform(edit, now=session.now())
    after = session.store.record(found.kind, found.ticket_id)
    value = after.fields.get(found.conflict.field) if after else None
    session.answer(
        {"id": found.id, "kind": found.kind, "record": found.ticket_id, "take": take,
         "field": found.conflict.field, "value": value, "edit": edit.id},
        lambda: Text(f"已解决:{found.title} 的 {found.conflict.field}。",
                     f"Resolved: {found.conflict.field} of {found.title}."),
    )  # fmt: skip


def _name(field: str) -> Text:
    return NAMES.get(field, Text(field, field))


def _table(session: Session, rows: list[dict[str, str]]) -> Text | str:
    if not rows:
        return Text("没有冲突。", "There are no conflicts.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("冲突", "Conflict"), Text("工单", "Ticket"), Text("字段", "Field"),
             Text("我的", "Mine"), Text("对方", "Theirs"))  # fmt: skip
    cells = [
        [row["id"], row["ticket"] or row["title"],
         _name(row["field"]).in_(session.language), row["mine"], row["theirs"]]
        for row in rows
    ]  # fmt: skip
    return table([one.in_(session.language) for one in heads], cells, stretch=3,
                 columns=screen_width())  # fmt: skip
