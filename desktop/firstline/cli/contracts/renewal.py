"""`firstline renewal list | compare | decide | calendar`: what ends when, and how to go on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from firstline.cli.contracts.contract import CONTRACTS
from firstline.cli.contracts.decide import demand_of, option_json, prices_of, told_options
from firstline.cli.contracts.desk import deals, lives_of
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.keys import write_out
from firstline.cli.health.register_words import answer, find
from firstline.cli.session import Session
from firstline.domain.contracts.choices import WAYS, Comparison, compare
from firstline.domain.contracts.contract import CHOICES, SHEET, contract_of
from firstline.domain.contracts.lifecycle import upgrade_deadlines
from firstline.domain.contracts.reminders import Deadline, as_reminders, deadlines
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.instants import epoch
from firstline.domain.words import Text

renewal_ = Group("renewal", words=Text("续约日历与比较", "Renewals: calendar and comparison"))
DAYS = 365


def every_deadline(session: Session) -> list[Deadline]:
    """Return the deadlines of contracts, packages, supplements and free upgrades, by day."""
    read = session.store.records
    found = deadlines(read("contract"), read("package"), read("supplement"))
    today = deals(session).today
    more = [one for one in upgrade_deadlines(lives_of(session)) if one.day >= today]
    return sorted((*found, *more), key=lambda one: (one.day, one.series))


@command("list", Text("到期与通知截止,提前 90、60、30 天提醒",
                      "What ends when; reminders 90, 60 and 30 days before"),
         parent=renewal_)  # fmt: skip
@option("--within", type=click.IntRange(0, 3660), default=DAYS, metavar="DAYS",
        words=Text("往后看几天,默认 365", "Look so many days ahead; default 365"))  # fmt: skip
def list_(session: Session, *, within: int) -> None:
    """List deadlines with their marks: told here, come, or ahead."""
    today, moment = deals(session).today, epoch(session.now())
    found = [one for one in every_deadline(session) if (one.day - today).days <= within]
    told = session.store.reminders_told()
    rows = []
    for one in found:
        marks = []
        for mark in as_reminders([one], today, session.zone):
            rang = told.get(mark.series, {}).get(mark.mark)
            state = "told" if rang else "come" if mark.at <= moment else "ahead"
            marks.append({"days": int(mark.mark), "at": session.iso(mark.at), "state": state})
        rows.append({
            "kind": one.kind, "record": one.record, "what": one.what, "day": one.day.isoformat(),
            "days_left": (one.day - today).days, "title": one.name.in_(session.language),
            "next": one.step.in_(session.language), "marks": marks,
        })  # fmt: skip
    session.answer(
        {"renewals": rows, "total": len(rows)},
        lambda: _told(session, found) if found else Text("没有到期的事。", "Nothing comes due."),
    )


def _told(session: Session, found: Sequence[Deadline]) -> str:
    today = deals(session).today
    return "\n".join(
        f"{one.day}  {one.said(today).in_(session.language)}\n    {one.step.in_(session.language)}"
        for one in found
    )


@command("compare", Text("续约、换包、不续:近 12 个月各要多少钱",
                         "Renew, change or drop: what each would have cost"),
         parent=renewal_)  # fmt: skip
@argument("key", metavar="NUMBER")
@option("--demand", "stated", multiple=True, metavar="SERVICE=N",
        words=Text("假设的用量,如 onsite=6", "Demand supposed, such as onsite=6"))  # fmt: skip
def compare_(session: Session, *, key: str, stated: tuple[str, ...]) -> None:
    """Compare the ways to go on with a contract by twelve months of demand."""
    one = contract_of(find(session, SHEET, key))
    held = deals(session)
    found = compare(one, held.packages, prices_of(session), demand_of(session, stated))
    session.answer(_comparison_json(session, found), lambda: _told_comparison(session, found))


def _comparison_json(session: Session, found: Comparison) -> dict[str, Any]:
    say = session.language
    best = [one.way for one in found.choices if one.option is found.best]
    return {
        "contract": found.contract.number, "end": str(found.contract.span.last or "") or None,
        "notice": str(found.contract.notice or "") or None, "choice": found.contract.choice,
        "options": [{"way": one.way, **option_json(one.option, say)} for one in found.choices],
        "best": best[0] if best else None,
        "why": [one.in_(say) for one in found.why],
    }  # fmt: skip


def _told_comparison(session: Session, found: Comparison) -> str:
    say = session.language
    names = [f"{WAYS[one.way].in_(say)}: {one.option.name.in_(say)}" for one in found.choices]
    table = told_options(session, [one.option for one in found.choices], names)
    why = [one.in_(say) for one in found.why]
    return "\n".join([found.contract.label, table, *why])


@command("decide", Text("记下续约决定;提醒随之停止", "Record the decision; reminders end with it"),
         parent=renewal_)  # fmt: skip
@argument("key", metavar="NUMBER")
@argument("choice", metavar="renew|change|drop|open", type=click.Choice(tuple(CHOICES)))
@option("--reason", default="", words=Text("理由", "Why"))
def decide_(session: Session, *, key: str, choice: str, reason: str) -> None:
    """Record whether a contract is renewed, changed or dropped."""
    entity = find(session, SHEET, key)
    values = {"choice": choice, **({"reason": reason} if reason else {})}
    edit = sheets.change(SHEET, entity, values, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, CONTRACTS, entity.id)


@command("calendar", Text("把期限写成 .ics 日历,各带提醒",
                          "Write the deadlines as an .ics calendar with alarms"),
         parent=renewal_)  # fmt: skip
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
def calendar_(session: Session, *, out: Path) -> None:
    """Write the calendar: a whole day for each deadline, alarms 90, 60 and 30 days before."""
    from firstline.report.contract_calendar import deadline_calendar  # noqa: PLC0415 - this alone

    if out.suffix.lower() != ".ics":
        raise BadInput(Text("日历的文件名要以 .ics 结尾。", "A calendar's name ends with .ics."))
    found = every_deadline(session)
    now, say = session.now(), session.language
    write_out(session, out, lambda: "", dict, lambda: deadline_calendar(found, now, say))
