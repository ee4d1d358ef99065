"""`firstline decision …`: what a working group decided, why, by whom, and whether it holds."""

from typing import Any

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.keys import cells, entity_of, history, one_group, one_meeting
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.group import decision as decisions
from firstline.domain.group.decision import FIELDS, KIND, STATES, Decision, State
from firstline.domain.ids import new_id
from firstline.domain.words import Text

decision_ = Group("decision", words=Text("工作组的决定", "Decisions of a working group"))


@command("list", Text("列出有效的决定", "List the decisions that hold"), parent=decision_)
@option("--group", default="", words=Text("哪个工作组", "Which working group"))
@option("--all", "every", is_flag=True, words=Text("也列出失效的", "Those that ended, too"))
@option("--due", is_flag=True, words=Text("只列出到期要复查的", "Only those due for review"))
def list_(session: Session, *, group: str, every: bool, due: bool) -> None:
    """List decisions, the newest first."""
    key = one_group(session, group).id if group else ""
    today = session.now().date()
    found = [
        one for one in _all(session)
        if (not key or one.group == key) and (every or one.state is State.VALID)
        and (not due or one.review_due(today))
    ]  # fmt: skip
    if session.json:
        session.emit({"decisions": [decision_json(session, one) for one in found],
                      "total": len(found)})  # fmt: skip
        return
    if not found:
        session.say(Text("没有决定。", "There are no decisions."))
        return
    heads = (Text("编号", "Id"), Text("日期", "Date"), Text("状态", "State"), Text("决定", "What"))
    rows = [
        [one.number, str(one.on or ""), STATES[one.state].in_(session.language), one.title]
        for one in found
    ]
    cells(session, heads, rows, 3)


@command("show", Text("查看一条决定", "Show one decision"), parent=decision_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show what, why and by whom."""
    _told(session, decisions.find(_all(session), key))


@command("new", Text("记录决定", "Record a decision"), parent=decision_)
@argument("title", metavar="WHAT")
@option("--why", required=True, words=Text("理由", "Why"))
@option("--by", required=True, words=Text("由谁决定", "By whom"))
@option(
    "--on", "on_", default="", metavar="DATE", words=Text("哪天,默认今天", "When; default: today")
)
@option("--review-on", default="", metavar="DATE", words=Text("哪天复查", "When to look again"))
@option("--meeting", default="", words=Text("在哪次会议上", "At which meeting"))
@option("--group", default="", words=Text("哪个工作组", "Which working group"))
def new_(
    session: Session, *, title: str, why: str, by: str, on_: str, review_on: str, meeting: str,
    group: str,
) -> None:  # fmt: skip
    """Record a decision."""
    key, held = place(session, group, meeting)
    stamp = session.stamp()
    values = {"title": title, "why": why, "by": by, "on": on_, "review_on": review_on}
    made = new_id(stamp.at)
    session.store.perform(decisions.decide(stamp, made, key, values, held), now=session.now())
    _told(session, decisions.find(_all(session), made))


@command("review", Text("复查过,仍然成立", "Looked at again; it stands"), parent=decision_)
@argument("key", metavar="ID")
@argument("words", metavar="TEXT")
@option("--again", default="", metavar="DATE", words=Text("下次复查", "When to look next"))
def review_(session: Session, *, key: str, words: str, again: str) -> None:
    """Record a review."""
    _do(session, key, lambda entity: decisions.review(entity, words, again, session.stamp()))


@command("withdraw", Text("撤回决定,记录留着", "Withdraw a decision; it stays on record"),
         parent=decision_)  # fmt: skip
@argument("key", metavar="ID")
@argument("reason", metavar="REASON")
def withdraw_(session: Session, *, key: str, reason: str) -> None:
    """Withdraw a decision."""
    _do(session, key, lambda entity: decisions.withdraw(entity, reason, session.stamp()))


@command("replace", Text("由另一条决定取代", "Replaced by another decision"), parent=decision_)
@argument("key", metavar="ID")
@argument("other", metavar="BY")
@argument("reason", metavar="REASON")
def replace_(session: Session, *, key: str, other: str, reason: str) -> None:
    """Let another decision take its place."""
    new = decisions.find(_all(session), other)
    _do(session, key, lambda entity: decisions.replace_by(entity, new.id, reason, session.stamp()))


def place(session: Session, group: str, meeting: str) -> tuple[str, str]:
    """Return the ids of the group and the meeting that something belongs to.

    Named by a meeting, the group is that meeting's; with neither it is the only group there is.
    """
    if not meeting:
        return one_group(session, group).id, ""
    charter, held = one_meeting(session, meeting, group)
    return charter.id, held.id


def _all(session: Session) -> list[Decision]:
    return decisions.decisions(session.store.records(KIND))


def _do(session: Session, key: str, make: Any) -> None:
    found = decisions.find(_all(session), key)
    edit: Edit = make(entity_of(session, KIND, found.id))
    session.store.perform(edit, now=session.now())
    _told(session, decisions.find(_all(session), found.id))


def decision_json(session: Session, one: Decision) -> dict[str, Any]:
    """Return a decision as JSON."""
    return {
        "id": one.id, "number": one.number, "group": one.group, "meeting": one.meeting,
        "title": one.title, "why": one.why, "by": one.by, "on": one.on.isoformat() if one.on else
        None, "review_on": one.review_on.isoformat() if one.review_on else None,
        "state": str(one.state), "replaced_by": one.replaced_by,
        "history": history(session, one.history),
    }  # fmt: skip


def _told(session: Session, one: Decision) -> None:
    say = session.language

    def words() -> str:
        state = STATES[one.state].in_(say)
        lines = [f"{one.number}  {one.title}", f"{state} · {one.on or ''} · {one.by}"]
        lines.append(f"{FIELDS['why'].in_(say)}: {one.why}")
        if one.review_on:
            lines.append(f"{FIELDS['review_on'].in_(say)}: {one.review_on}")
        lines += [f"  {event.at:%Y-%m-%d} {event.actor} {event.text}" for event in one.history]
        return "\n".join(lines)

    session.answer(decision_json(session, one), words)
