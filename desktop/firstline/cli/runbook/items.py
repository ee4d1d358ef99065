"""`runbook check | reopen | waive | na | vote | set | plan`: items, votes and the plan."""

import re
from datetime import date

import click

from firstline.cli.given import is_file, keep_files
from firstline.cli.grammar import argument, command, option
from firstline.cli.runbook.desk import answer, book_of, item_of, write
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.instants import parse_instant
from firstline.domain.runbook import acts
from firstline.domain.runbook.plan import KEYS, register
from firstline.domain.runbook.plan import checked as plan_checked
from firstline.domain.runbook.runbook import Vote
from firstline.domain.runbook.settings import checked
from firstline.domain.words import Text

_FILE = re.compile(r"\S*[/\\]\S*|\S+\.[A-Za-z][A-Za-z0-9]{1,4}")  # what looks like a file's name


@command("check", Text("勾选一项并附证据", "Tick an item, with its evidence"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--evidence", default="", metavar="FILE_OR_TEXT", words=Text("证据", "The evidence"))
@option("--by", default="", words=Text("谁做的,默认本人", "Who did it; default you"))
@option("--at", "at_", metavar="TIME", words=Text("何时,默认现在", "When; default now"))
def check_(
    session: Session, *, key: str, name: str, evidence: str, by: str, at_: str | None
) -> None:
    """Tick an item: with a file or a text it is done, without it is only claimed."""
    from pathlib import Path  # noqa: PLC0415 - a file alone

    book = book_of(session, key)
    item, at = item_of(book, name), session.instant(at_)
    file = None
    if evidence and is_file(evidence):
        (file,) = keep_files(session.store, (Path(evidence),))
    text = "" if file else evidence
    if text and _FILE.fullmatch(text.strip()):
        session.say(Text(f"没有文件 {text[:80]},按文字记下。",
                         f"There is no file {text[:80]}; it is kept as a text."))  # fmt: skip
    entries = acts.check(book, item, text=text, file=file, by=by, at=at)
    answer(session, write(session, book, entries, file), item)


@command("reopen", Text("重新打开一项", "Open an item again"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--reason", required=True, words=Text("理由", "Why"))
@option("--by", default="", words=Text("谁,默认本人", "Who; default you"))
def reopen_(session: Session, *, key: str, name: str, reason: str, by: str) -> None:
    """Open an item again; what was said of it before counts no more, votes at its gate neither."""
    book = book_of(session, key)
    item = item_of(book, name)
    answer(session, write(session, book, [acts.reopen(book, item, reason, by)]), item)


@command("waive", Text("豁免一项", "Let an item pass open"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--by", required=True, words=Text("由谁豁免", "Who lets it pass"))
@option("--reason", required=True, words=Text("理由", "Why"))
@option("--until", required=True, metavar="DATE", words=Text("到哪天为止", "The last day"))
def waive_(session: Session, *, key: str, name: str, by: str, reason: str, until: str) -> None:
    """Let an item pass open until the end of a day; a blocker needs two people."""
    book = book_of(session, key)
    item, now = item_of(book, name), session.now()
    entry = acts.waive(book, item, by, reason, _day(until), now)
    answer(session, write(session, book, [entry]), item)


@command("na", Text("一项不适用", "An item does not apply"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--by", default="", words=Text("谁说的,默认本人", "Who says so; default you"))
@option("--reason", required=True, words=Text("理由", "Why"))
def na_(session: Session, *, key: str, name: str, by: str, reason: str) -> None:
    """Say that an item does not apply; of a blocker two people must say so."""
    book = book_of(session, key)
    item, who = item_of(book, name), by or session.ground.settings.user
    entry = acts.not_applicable(book, item, who, reason, session.now())
    answer(session, write(session, book, [entry]), item)


@command("vote", Text("在关口表决", "Vote at a gate"))
@argument("key", metavar="ID")
@argument("gate", metavar="GATE")
@argument("said", metavar="VOTE", type=click.Choice(tuple(str(one) for one in Vote)))
@option("--role", required=True, words=Text("角色", "The role"))
@option("--by", default="", words=Text("谁,默认本人", "Who; default you"))
@option("--reason", default="", words=Text("理由", "Why"))
def vote_(
    session: Session, *, key: str, gate: str, said: str, role: str, by: str, reason: str
) -> None:
    """Vote for a role; abstention and silence are no-go."""
    book = book_of(session, key)
    who = by or session.ground.settings.user
    entry = acts.vote(book, gate, role, who, Vote(said), reason)
    answer(session, write(session, book, [entry]))


@command("set", Text("窗口、预算、角色", "The window, budgets, roles"))
@argument("key", metavar="ID")
@argument("given", metavar="NAME=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, key: str, given: tuple[str, ...]) -> None:
    """Set the window, the budgets of time, and who has which role."""
    book = book_of(session, key)
    entries = []
    for one in given:
        name, mark, value = one.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{one[:40]}”应写成 名=值。", f"Write {one[:40]!r} as NAME=VALUE.")
            )
        register_, text = checked(name, value, lambda text: parse_instant(text, session.zone))
        entries.append(acts.setting(book, register_, text))
    answer(session, write(session, book, entries))


@command("plan", Text("负责人、时长、先后、批次", "Owners, durations, order, waves"))
@argument("key", metavar="ID")
@argument("name", metavar="ITEM")
@option("--owner", words=Text("负责人", "Who owns it"))
@option("--minutes", words=Text("计划时长,分钟", "How long it takes, minutes"))
@option("--after", words=Text("先完成哪些项,用逗号隔开", "Which items come first, with commas"))
@option("--wave", words=Text("批次", "The wave"))
def plan_(session: Session, *, key: str, name: str, **given: str | None) -> None:
    """Plan one item."""
    book = book_of(session, key)
    item = item_of(book, name)
    entries = [
        acts.setting(book, register(item.id, one), plan_checked(book, item, one, value))
        for one in KEYS if (value := given.get(one)) is not None
    ]  # fmt: skip
    if not entries:
        raise BadInput(Text("没有给出要计划的内容。", "Say what to plan."))
    answer(session, write(session, book, entries), item)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            Text(f"“{text[:40]}”不是日期。", f"“{text[:40]}” is not a date."),
            next_step=Text("请写成 2026-12-31。", "Write it as 2026-12-31."),
        ) from error
