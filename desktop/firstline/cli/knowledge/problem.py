"""`firstline problem list | show | new | join | set`: the causes behind tickets that come back."""

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.ids import new_id
from firstline.domain.knowledge import recurrence
from firstline.domain.knowledge.recurrence import KIND, STAGES, Recurrence, Stage, recurrence_from
from firstline.domain.words import Text

problem_ = Group("problem", words=Text("问题(根因)记录", "Problem records (root causes)"))


@command("list", Text("列出问题记录", "List the problem records"), parent=problem_)
def list_(session: Session) -> None:
    """List them, those that are not removed first."""
    found = sorted(_all(session), key=lambda one: (one.stage is Stage.SOLVED, one.id))
    if session.json:
        session.emit({"problems": [_json(session, one) for one in found], "total": len(found)})
        return
    if not found:
        session.say(Text("还没有问题记录。", "There are no problem records yet."))
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编号", "Id"), Text("阶段", "Stage"), Text("产品", "Product"),
             Text("工单", "Tickets"), Text("标题", "Title"))  # fmt: skip
    cells = [
        [one.number, STAGES[one.stage].in_(session.language), one.product, str(len(one.tickets)),
         one.title]
        for one in found
    ]  # fmt: skip
    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=4, columns=screen_width()))


@command("show", Text("查看一条问题记录", "Show one problem record"), parent=problem_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show its cause, workaround and tickets."""
    _told(session, _one(session, key))


@command("new", Text("为几张工单建立问题记录", "Make a problem record for some tickets"),
         parent=problem_)  # fmt: skip
@argument("keys", metavar="ID…", nargs=-1, required=True)
@option("--title", default="", words=Text("标题,默认用第一张工单的", "Title; default: the first's"))
def new_(session: Session, *, keys: tuple[str, ...], title: str) -> None:
    """Make a record with these tickets."""
    tickets = [session.ticket(one) for one in keys]
    stamp, first = session.stamp(), tickets[0]
    problem_id = new_id(stamp.at)
    edit = recurrence.open_problem(
        stamp, problem_id, title or first.title, (one.id for one in tickets),
        product=first.product, module=first.module,
    )  # fmt: skip
    session.store.perform(edit, now=session.now())
    _told(session, _one(session, problem_id))


@command("join", Text("把工单加入问题记录", "Add tickets to a problem record"), parent=problem_)
@argument("key", metavar="ID")
@argument("keys", metavar="TICKET…", nargs=-1, required=True)
def join_(session: Session, *, key: str, keys: tuple[str, ...]) -> None:
    """Add tickets."""
    found = _one(session, key)
    ids = [session.ticket(one).id for one in keys]
    session.store.perform(recurrence.link(found, ids, session.stamp()), now=session.now())
    _told(session, _one(session, found.id))


@command("set", Text("写原因、绕行办法,改阶段", "Write cause and workaround, set the stage"),
         parent=problem_)  # fmt: skip
@argument("key", metavar="ID")
@option("--stage", type=click.Choice(tuple(str(one) for one in Stage)), words=Text("阶段", "Stage"))
@option("--cause", words=Text("原因", "Cause"))
@option("--workaround", words=Text("绕行办法", "Workaround"))
@option("--title", words=Text("标题", "Title"))
def set_(
    session: Session, *, key: str, stage: str | None, cause: str | None, workaround: str | None,
    title: str | None,
) -> None:  # fmt: skip
    """Change what is given."""
    found = _one(session, key)
    given = {"stage": stage, "cause": cause, "workaround": workaround, "title": title}
    values = {name: value for name, value in given.items() if value is not None}
    edit = recurrence.change(found, values, session.stamp())
    if edit is not None:
        session.store.perform(edit, now=session.now())
    _told(session, _one(session, found.id))


def _all(session: Session) -> list[Recurrence]:
    return [recurrence_from(one) for one in session.store.records(KIND)]


def _one(session: Session, key: str) -> Recurrence:
    wanted = key.strip().casefold()
    found = [one for one in _all(session) if wanted in (one.id, one.number.casefold())]
    if len(found) != 1:
        raise Refused(
            Text(f"没有“{key[:60]}”这条问题记录。", f"There is no problem record “{key[:60]}”."),
            next_step=Text("用 firstline problem list 查看。", "See firstline problem list."),
        )
    return found[0]


def _json(session: Session, one: Recurrence) -> dict[str, object]:
    numbers = [found.number for held in one.tickets if (found := session.store.row(held))]
    return {
        "id": one.id, "number": one.number, "title": one.title, "stage": str(one.stage),
        "product": one.product, "module": one.module, "cause": one.cause,
        "workaround": one.workaround, "reason": one.reason, "tickets": numbers,
    }  # fmt: skip


def _told(session: Session, one: Recurrence) -> None:
    told = _json(session, one)

    def words() -> str:
        lines = [
            f"{one.number}  {one.title}",
            " · ".join(part for part in (STAGES[one.stage].in_(session.language), one.product,
                                         one.module) if part),
        ]  # fmt: skip
        for name, value in ((Text("原因", "Cause"), one.cause),
                            (Text("绕行办法", "Workaround"), one.workaround),
                            (Text("提出理由", "Proposed because"), one.reason)):  # fmt: skip
            if value:
                lines.append(f"{name.in_(session.language)}: {value}")
        numbers = told["tickets"]
        tickets = ", ".join(numbers) if isinstance(numbers, list) else ""
        lines.append(f"{Text('工单', 'Tickets').in_(session.language)}: {tickets}")
        return "\n".join(lines)

    session.answer(told, words)
