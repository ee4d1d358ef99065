"""`firstline action …`: who does what until when, postponed with a reason, closed with a result."""

import hashlib
from pathlib import Path
from typing import Any

import click

from firstline.cli.given import is_file, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.action_sheet import action_json, actions_of, tell_action
from firstline.cli.group.decision import place
from firstline.cli.group.keys import cells, entity_of, one_group
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Refused
from firstline.domain.group import action_acts as acts
from firstline.domain.group.action import (
    ENDED,
    IMPROVEMENTS,
    KIND,
    ORIGINS,
    STANDINGS,
    Action,
    Standing,
    find,
)
from firstline.domain.ids import new_id
from firstline.domain.words import Text

action_ = Group("action", words=Text("行动项与改进", "Actions and improvements"))


@command(
    "list", Text("列出行动项,逾期的在前", "List the actions, overdue ones first"), parent=action_
)
@option("--group", default="", words=Text("哪个工作组", "Which working group"))
@option("--owner", default="", words=Text("谁的", "Whose"))
@option("--origin", type=click.Choice(tuple(ORIGINS)), words=Text("从哪里来", "Where it came from"))
@option(
    "--improvements",
    is_flag=True,
    words=Text("只列出改进(评审、复盘、检查)", "Only improvements (reviews, checks)"),
)
@option("--overdue", is_flag=True, words=Text("只列出逾期的", "Only overdue ones"))
@option("--all", "every", is_flag=True, words=Text("也列出结束的", "Those that ended, too"))
def list_(
    session: Session, *, group: str, owner: str, origin: str | None, improvements: bool,
    overdue: bool, every: bool,
) -> None:  # fmt: skip
    """List actions: open ones by their due day, then those whose effect is to be measured."""
    key, today = one_group(session, group).id if group else "", session.now().date()
    found = [
        one for one in _all(session)
        if (not key or one.group == key)
        and (not owner or one.owner.casefold() == owner.casefold())
        and (origin is None or one.origin == origin)
        and (not improvements or one.origin in IMPROVEMENTS)
        and (not overdue or one.standing(today) is Standing.OVERDUE)
        and (every or one.standing(today) not in ENDED)
    ]  # fmt: skip
    if session.json:
        session.emit({"actions": [action_json(session, one) for one in found],
                      "total": len(found)})  # fmt: skip
        return
    if not found:
        session.say(Text("没有行动项。", "There are no actions."))
        return
    heads = (Text("编号", "Id"), Text("哪天前", "By"), Text("状态", "State"), Text("谁", "Who"),
             Text("做什么", "What"))  # fmt: skip
    rows = [
        [one.number, str(one.due or ""), STANDINGS[one.standing(today)].in_(session.language),
         one.owner, one.title]
        for one in found
    ]  # fmt: skip
    cells(session, heads, rows, 4)


@command("show", Text("查看一个行动项", "Show one action"), parent=action_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show it with its history."""
    tell_action(session, find(_all(session), key))


@command("new", Text("派一个行动项", "Assign an action"), parent=action_)
@argument("title", metavar="WHAT")
@option("--owner", required=True, words=Text("谁做", "Who"))
@option("--due", required=True, metavar="DATE", words=Text("哪天前", "Until when"))
@option("--group", default="", words=Text("哪个工作组", "Which working group"))
@option("--meeting", default="", words=Text("在哪次会议上", "At which meeting"))
@option("--origin", type=click.Choice(tuple(ORIGINS)), words=Text("从哪里来", "Where it came from"))
@option("--ref", default="", metavar="TICKET",
        words=Text("相关工单的编号", "The ticket it came from"))  # fmt: skip
@option("--problem", default="", metavar="PB-…",
        words=Text("针对哪条问题记录", "The problem record it is for"))  # fmt: skip
@option("--measure", default="", words=Text("怎么看效果", "How its effect is seen"))
@option("--measure-on", default="", metavar="DATE", words=Text("哪天看效果", "When it is seen"))
def new_(session: Session, *, title: str, **given: str | None) -> None:
    """Assign an action; without a group or meeting it is everybody's."""
    group, meeting = given["group"] or "", given["meeting"] or ""
    key, held = place(session, group, meeting) if group or meeting else ("", "")
    ref = session.ticket(given["ref"]).id if given["ref"] else ""
    cause = _problem(session, given["problem"] or "")
    otherwise = "problem" if cause else "meeting" if held else "other"
    origin, ref = given["origin"] or otherwise, cause or ref
    rest = {name: given[name] or "" for name in ("owner", "due", "measure", "measure_on")}
    values = {**rest, "title": title, "group": key, "meeting": held, "origin": origin, "ref": ref}
    stamp = session.stamp()
    made = new_id(stamp.at)
    session.store.perform(acts.assign(stamp, made, values), now=session.now())
    tell_action(session, find(_all(session), made))


@command(
    "close", Text("完成,写明结果与证据", "Close it with a result and evidence"), parent=action_
)
@argument("key", metavar="ID")
@argument("result", metavar="RESULT")
@option("--evidence", default="", metavar="FILE_OR_TEXT", words=Text("证据", "Evidence"))
def close_(session: Session, *, key: str, result: str, evidence: str) -> None:
    """Close an action; of a file the name and the fingerprint are kept."""
    proof = _proof(evidence)
    _do(session, key, lambda entity: acts.finish(entity, result, proof, session.stamp()))


@command("postpone", Text("延期,写明原因", "Postpone it, with the reason"), parent=action_)
@argument("key", metavar="ID")
@option("--to", required=True, metavar="DATE", words=Text("延到哪天", "Until when"))
@option("--reason", required=True, words=Text("原因", "Why"))
def postpone_(session: Session, *, key: str, to: str, reason: str) -> None:
    """Postpone an action; every earlier day stays in its history."""
    _do(session, key, lambda entity: acts.postpone(entity, to, reason, session.stamp()))


@command("drop", Text("不再做,写明原因", "Drop it, with the reason"), parent=action_)
@argument("key", metavar="ID")
@argument("reason", metavar="REASON")
def drop_(session: Session, *, key: str, reason: str) -> None:
    """Drop an action."""
    _do(session, key, lambda entity: acts.abandon(entity, reason, session.stamp()))


@command("reopen", Text("重新打开,写明原因", "Open it again, with the reason"), parent=action_)
@argument("key", metavar="ID")
@argument("reason", metavar="REASON")
def reopen_(session: Session, *, key: str, reason: str) -> None:
    """Open an action again."""
    _do(session, key, lambda entity: acts.reopen(entity, reason, session.stamp()))


@command("assign", Text("交给别人", "Give it to somebody else"), parent=action_)
@argument("key", metavar="ID")
@argument("owner", metavar="WHO")
def assign_(session: Session, *, key: str, owner: str) -> None:
    """Give an action to somebody else."""
    _do(session, key, lambda entity: acts.hand_on(entity, owner, session.stamp()))


@command("effect", Text("记录量到的效果", "Record the effect that was measured"), parent=action_)
@argument("key", metavar="ID")
@argument("effect", metavar="TEXT")
def effect_(session: Session, *, key: str, effect: str) -> None:
    """Record what a finished action has brought."""
    _do(session, key, lambda entity: acts.saw_effect(entity, effect, session.stamp()))


@command("collect", Text("把重大故障复盘里的改进变成行动项",
                         "Make actions of the improvements in a major incident's review"),
         parent=action_)  # fmt: skip
@argument("key", metavar="TICKET")
def collect_(session: Session, *, key: str) -> None:
    """Make the actions that are not there yet; a review recorded anew adds only what is new."""
    ticket = session.ticket(key)
    known = {one.id for one in _all(session)}
    edits = acts.follow_ups(ticket, session.stamp(), known)
    if not edits and not any(one.ref == ticket.id for one in _all(session)):
        raise Refused(
            Text(f"{ticket.number} 没有复盘,也就没有改进。",
                 f"{ticket.number} has no review, and so no improvements.")
        )  # fmt: skip
    if edits:
        session.store.perform(*edits, now=session.now())
    made = [one for one in _all(session) if one.ref == ticket.id]
    session.answer(
        {"actions": [action_json(session, one) for one in made], "total": len(made),
         "created": len(edits)},
        lambda: Text(f"新建 {len(edits)} 个行动项,共 {len(made)} 个。",
                     f"{len(edits)} actions made, {len(made)} in all."),
    )  # fmt: skip


def _problem(session: Session, key: str) -> str:
    """Return the id of a problem record. Raises Refused where there is none."""
    if not key:
        return ""
    from firstline.domain.knowledge import recurrence  # noqa: PLC0415 - seldom

    wanted = key.strip().casefold()
    known = (recurrence.recurrence_from(one) for one in session.store.records(recurrence.KIND))
    found = [one.id for one in known if wanted in (one.id, one.number.casefold())]
    if len(found) != 1:
        raise Refused(
            Text(f"没有“{key[:60]}”这条问题记录。", f"There is no problem record “{key[:60]}”.")
        )
    return found[0]


def _proof(words: str) -> str:
    if not words or not is_file(words):
        return words
    path: Path = readable_file(words)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.name} (SHA-256 {digest})"


def _all(session: Session) -> list[Action]:
    return actions_of(session)


def _do(session: Session, key: str, make: Any) -> None:
    found = find(_all(session), key)
    edit: Edit = make(entity_of(session, KIND, found.id))
    session.store.perform(edit, now=session.now())
    tell_action(session, find(_all(session), found.id))
