"""`firstline outbox list | show | retry | withdraw`: what has not reached the portal."""

from typing import TYPE_CHECKING

from firstline.cli.grammar import Group, argument, command
from firstline.cli.session import Session
from firstline.domain.edits.codec import edit_to_json
from firstline.domain.errors import Refused
from firstline.domain.knowledge.knowledge import is_shipped
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.store.shown.overlay import StoredEdit

outbox_ = Group(
    "outbox", words=Text("发件箱:查看、重试、撤回", "The outbox: show, retry, withdraw")
)
STATES = {
    "waiting": Text("待送", "waiting"),
    "held": Text("冲突", "held"),
    "refused": Text("被拒", "refused"),
    "settled": Text("已送达", "settled"),
    "withdrawn": Text("已撤回", "withdrawn"),
}


@command("list", Text("列出未送达的更改", "List what has not arrived"), parent=outbox_)
def list_(session: Session) -> None:
    """List waiting, held and refused edits, the oldest first."""
    held = [one for one in session.store.edits() if not is_shipped(one.edit)]
    session.answer(
        {"edits": [_shown(session, one) for one in held], "total": len(held)},
        lambda: _table(session, held),
    )


@command("show", Text("查看一项更改的全部内容", "Show one edit whole"), parent=outbox_)
@argument("key", metavar="ID")
def show_(session: Session, key: str) -> None:
    """Show one edit with its text, its state and the reason."""
    one = _find(session, key)
    shown = {**_shown(session, one), "edit": edit_to_json(one.edit)}
    session.answer(shown, lambda: _sheet(session, one))


@command("retry", Text("再送一次", "Send it again"), parent=outbox_)
@argument("key", metavar="ID")
def retry_(session: Session, key: str) -> None:
    """Let a refused or held edit wait again, as of what is shown now."""
    one = _find(session, key)
    session.store.retry(one.edit.id, session.now())
    session.answer(
        _shown(session, _find(session, one.edit.id)),
        lambda: Text("将在下次同步时再送。", "It is sent again with the next round."),
    )


@command("withdraw", Text("撤回一项未送达的更改", "Take back what was not sent"), parent=outbox_)
@argument("key", metavar="ID")
def withdraw_(session: Session, key: str) -> None:
    """Take an edit back; its text stays in the history."""
    one = _find(session, key)
    session.store.withdraw(one.edit.id, session.now())
    session.answer(
        _shown(session, _find(session, one.edit.id)),
        lambda: Text("已撤回。", "Taken back."),
    )


def _find(session: Session, key: str) -> "StoredEdit":
    """Return the edit with this id or the only one that begins so. Raises Refused."""
    whole = session.store.edit(key)
    if whole is not None:
        return whole
    found = [one for one in session.store.edits() if one.edit.id.startswith(key)]
    if len(found) != 1:
        raise Refused(
            Text(f"发件箱里没有“{key[:60]}”。", f"The outbox holds no “{key[:60]}”."),
            next_step=Text("用 firstline outbox list 查看。", "See firstline outbox list."),
        )
    return found[0]


def _number(session: Session, one: "StoredEdit") -> str:
    ticket = session.store.find(one.edit.entity) if one.edit.kind == "ticket" else None
    return ticket.number if ticket else one.edit.entity


def _shown(session: Session, one: "StoredEdit") -> dict[str, object]:
    return {
        "id": one.edit.id, "n": one.n, "state": one.state, "act": one.edit.act,
        "kind": one.edit.kind, "entity": one.edit.entity, "number": _number(session, one),
        "made_at": one.edit.made_at.isoformat(), "actor": one.edit.actor, "tries": one.tries,
        "reason": one.reason.in_(session.language),
    }  # fmt: skip


def _table(session: Session, held: "list[StoredEdit]") -> Text | str:
    if not held:
        return Text("发件箱是空的:什么都不会丢。", "The outbox is empty: nothing would be lost.")
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编辑", "Edit"), Text("工单", "Ticket"), Text("动作", "Act"),
             Text("状态", "State"), Text("时间", "Made"), Text("原因", "Reason"))  # fmt: skip
    cells = [
        [one.edit.id, _number(session, one), one.edit.act, STATES[one.state].in_(session.language),
         one.edit.made_at.strftime("%m-%d %H:%M"), one.reason.in_(session.language)]
        for one in held
    ]  # fmt: skip
    heading = [one.in_(session.language) for one in heads]
    return table(heading, cells, stretch=5, columns=screen_width())


def _sheet(session: Session, one: "StoredEdit") -> str:
    state = STATES[one.state].in_(session.language)
    lines = [f"{one.edit.id}  {_number(session, one)}  {one.edit.act}  {state}"]
    if one.reason.zh:
        lines.append(one.reason.in_(session.language))
    lines += [f"{change.field}: {change.seen} → {change.to}" for change in one.edit.changes]
    lines += [event.text for event in one.edit.events if event.text]
    return "\n".join(lines)
