"""`firstline policy-watch …`: sources of policy, who looked last, what follows (S74)."""

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.health.sheet import text_of
from firstline.domain.review import policy
from firstline.domain.review.policy import EFFECTS, SHEET, SORTS
from firstline.domain.words import Text

policy_watch_ = Group("policy-watch", words=Text("政策关注:来源、查看、影响",
                                           "Watch list of policies and events"))  # fmt: skip


def rows_of(session: Session, _project: str) -> list[Row]:
    """Return the sources, those that wait longest first."""
    say, today = session.language, session.now().date()
    return [
        Row(one.entity, policy.flags(one, today),
            {"due": str(one.due or "") or None, "stale": one.is_stale(today)},
            (SORTS.get(text_of(one.entity, "sort"), SORTS["other"]).in_(say),
             str(one.checked or "—"), str(one.due or "—"), text_of(one.entity, "owner"),
             text_of(one.entity, "title")))
        for one in policy.sources(session.store.records(SHEET.kind))
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("种类", "Kind"), Text("上次查看", "Looked at"), Text("下次", "Next"),
     Text("谁负责", "Who looks"), Text("关注", "Watched")),
)  # fmt: skip
add_commands(policy_watch_, REGISTER)


@command(
    "look", Text("登记一次查看和看到什么", "Record a look and what was found"), parent=policy_watch_
)
@argument("key", metavar="PW")
@option("--finding", required=True, words=Text("看到什么", "What was found"))
@option("--effect", type=click.Choice(tuple(EFFECTS)), default="none",
        words=Text("影响什么", "What it changes"))  # fmt: skip
@option("--on", default="", metavar="DATE", words=Text("哪天,默认今天", "Day; default today"))
def look_(session: Session, *, key: str, finding: str, effect: str, on: str) -> None:
    """Record who looked, when, and what was found; earlier findings stay in the history."""
    entity = find(session, SHEET, key)
    edit = policy.look(entity, finding, effect, session.stamp(), session.zone, on)
    session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("task", Text("为一个发现建更新任务", "Make the task that a finding asks for"),
         parent=policy_watch_)  # fmt: skip
@argument("key", metavar="PW")
@option("--owner", required=True, words=Text("谁做", "Who does it"))
@option("--due", required=True, metavar="DATE", words=Text("哪天前", "Until when"))
def task_(session: Session, *, key: str, owner: str, due: str) -> None:
    """Make an action of the working group, and name it with the source."""
    entity = find(session, SHEET, key)
    stamps = (session.stamp(), session.stamp())
    edits = policy.task(entity, owner, due, stamps, session.zone, session.language)
    session.store.perform(*edits, now=session.now())
    answer(session, REGISTER, entity.id)
