"""`firstline group list | show | new | set | close`: the groups and the texts of their charters."""

from firstline.cli.grammar import argument, command, option
from firstline.cli.group.keys import (
    all_groups,
    cells,
    one_group,
)
from firstline.cli.group.sheet import day_of, do, entity_of_group, group_json, tell_group
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.group import working_group as groups
from firstline.domain.group.working_group import TEXTS
from firstline.domain.ids import new_id
from firstline.domain.words import Text


@command("list", Text("列出工作组", "List the working groups"))
def list_(session: Session) -> None:
    """List them, those that work first."""
    found = all_groups(session)
    if session.json:
        session.emit({"groups": [group_json(session, one) for one in found], "total": len(found)})
    elif not found:
        session.say(
            Text(
                "还没有工作组。用 firstline group new 建立。",
                "There is no working group yet. Make one: firstline group new.",
            )
        )
    else:
        heads = (Text("编号", "Id"), Text("成员", "Members"), Text("名称", "Name"))
        rows = [[one.number, str(len(one.members)), one.name] for one in found]
        cells(session, heads, rows, 2)


@command(
    "show",
    Text("查看章程、成员、RACI 与下次会议", "Show charter, members, RACI and the next meeting"),
)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show one group."""
    tell_group(session, one_group(session, key))


@command("new", Text("建立工作组,带常用 RACI 与例会", "Make a group with the usual rows"))
@argument("name", metavar="NAME")
@option(
    "--set",
    "texts",
    metavar="FIELD=VALUE",
    multiple=True,
    words=Text(f"章程文字:{', '.join(TEXTS)}", f"A text: {', '.join(TEXTS)}"),
)
@option("--bare", is_flag=True, words=Text("不带 RACI 与例会", "Without RACI and meetings"))
@option("--since", metavar="DATE", words=Text("例会从哪天起", "When its meetings begin"))
def new_(
    session: Session, *, name: str, texts: tuple[str, ...], bare: bool, since: str | None
) -> None:
    """Make a group."""
    stamp = session.stamp()
    key = new_id(stamp.at)
    given = {**_pairs(texts), "name": name}
    edit = groups.found(
        stamp, key, given, usual=not bare, since=day_of(since), zone=session.ground.settings.zone
    )
    session.store.perform(edit, now=session.now())
    tell_group(session, one_group(session, key))


@command("set", Text("改章程的文字", "Change texts of the charter"))
@argument("key", metavar="ID")
@argument("assigned", metavar="FIELD=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, key: str, assigned: tuple[str, ...]) -> None:
    """Change texts."""
    charter = one_group(session, key)
    do(
        session,
        charter,
        groups.say(entity_of_group(session, charter), _pairs(assigned), session.stamp()),
    )


@command("close", Text("结束工作组,记录都留着", "End a group; its records stay"))
@argument("key", metavar="ID")
@argument("reason", metavar="REASON")
def close_(session: Session, *, key: str, reason: str) -> None:
    """End a group."""
    charter = one_group(session, key)
    do(session, charter, groups.close(entity_of_group(session, charter), reason, session.stamp()))


def _pairs(assigned: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for word in assigned:
        name, mark, value = word.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 名称=值。", f"“{word[:40]}” is not NAME=VALUE.")
            )
        found[name] = value
    return found
