"""`firstline training person | next`: one person, changed field by field; what comes next."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of, person_of
from firstline.cli.training.matrix import cell_json, person_json, transfer_json
from firstline.domain.errors import Refused
from firstline.domain.training import next_step, profile, transfer
from firstline.domain.training.person import NAMES, record_id
from firstline.domain.training.session import attendants, sessions
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit
    from firstline.domain.training.book import Book
    from firstline.domain.training.person import Person


@command("person", Text("看一个人,或改工号、姓名、班组、角色、离职日期",
                        "Show one person, or change number, name, team, roles …"))  # fmt: skip
@argument("person", metavar="PERSON")
@option(
    "--new", is_flag=True, words=Text("录入新人:PERSON 是工号", "A newcomer: PERSON is a number")
)
@option("--number", default=None, words=NAMES["number"])
@option("--name", default=None, words=NAMES["name"])
@option("--team", default=None, words=NAMES["team"])
@option("--site", default=None, words=NAMES["site"])
@option("--shift", default=None, words=NAMES["shift"])
@option("--since", default=None, metavar="DATE", words=NAMES["since"])
@option(
    "--left", default=None, metavar="DATE", words=Text("离职日期,写空则在职", "Left; empty: here")
)
@option("--roles", default=None, words=Text("全部角色,用逗号隔开", "All roles, with commas"))
def person_(
    session: Session, *, person: str, new: bool, roles: str | None, **given: str | None
) -> None:
    """Change what is given, then show the person; a new number keeps what was passed."""
    book = book_now(session)
    values = {name: value for name, value in given.items() if value is not None}
    wanted = None if roles is None else [one for one in re.split(r"[\s;；,，、]+", roles) if one]
    edit, number = _edit(session, book, person, new, values, wanted)
    if edit is not None:
        session.store.perform(edit, now=session.now())
        book = book_now(session)
    who = person_of(book, number)
    if session.json:
        session.emit(_json(session, book, who))
    else:
        session.show(_told(session, book, who))


def _edit(
    session: Session, book: "Book", person: str, new: bool,  # noqa: FBT001 - as the option
    values: Mapping[str, str], roles: list[str] | None,
) -> "tuple[Edit | None, str]":  # fmt: skip
    stamp = session.stamp()
    if new:
        held = session.store.record(KIND, record_id(person))
        all_ = {**values, "number": person}
        return profile.enter(all_, roles or (), stamp, held, book.people), person
    who = person_of(book, person)
    held = session.store.record(KIND, who.id)
    if held is None:
        raise Refused(Text("这个人不在了。", "This person is gone."))
    number = values.get("number") or who.number
    if not values and roles is None:
        return None, number
    return profile.revise(held, values, roles, stamp, book.people), number


@command("next", Text("下一步学什么:级别与缺的先修", "What comes next: level, and what lacks"))
@argument("person", metavar="PERSON")
def next_(session: Session, *, person: str) -> None:
    """Show how far somebody is in each role, and which courses come next."""
    book = book_now(session)
    who = person_of(book, person)
    found = next_step.paths(book, courses_of(session), who, session.now().date())
    if session.json:
        session.emit({"number": who.number, "paths": [_path_json(session, one) for one in found]})
        return
    say = session.language
    lines = []
    for one in found:
        lines.append(f"{one.role}: {one.said.in_(say)}")
        lines += [f"  → {next_step.said(step).in_(say)}  {step.course.title.in_(say)}"
                  for step in one.steps]  # fmt: skip
    session.show("\n".join(lines) or Text("没有角色。", "There is no role.").in_(say))


def _path_json(session: Session, one: next_step.Path) -> dict[str, object]:
    return {
        "role": one.role, "level": one.level, "said": one.said.in_(session.language),
        "steps": [
            {"course": step.course.code, "level": step.course.level, "must": step.must,
             "lacking": list(step.lacking)} for step in one.steps
        ],
    }  # fmt: skip


def _json(session: Session, book: "Book", who: "Person") -> dict[str, object]:
    today, records = session.now().date(), session.store.records(KIND)
    keys = {who.name, who.label, who.number}
    items = [one for one in transfer.capabilities(records, book.people, today)
             if {one.primary, one.backup} & keys]  # fmt: skip
    seen = [(one, each) for one in sessions(records, book)
            for each in attendants(one, book, (who,))]  # fmt: skip
    paths = next_step.paths(book, courses_of(session), who, today)
    return {
        **person_json(who), "former": list(who.former),
        "cells": [cell_json(session, one, today) for one in book.row(who, today).cells.values()],
        "next": [_path_json(session, one) for one in paths],
        "transfer": [transfer_json(session, one) for one in items],
        "sessions": [
            {"course": one.course, "on": one.on.isoformat(), "place": one.place,
             "presence": str(each.presence), "score": each.score} for one, each in seen
        ],
    }  # fmt: skip


def _told(session: Session, book: "Book", who: "Person") -> str:
    from firstline.domain.training.standing import GLYPHS, STATES, why  # noqa: PLC0415 - a person

    say, today = session.language, session.now().date()
    lines = [f"{who.number}  {who.label}  {who.site}  {who.team}  {who.shift}",
             f"{NAMES['roles'].in_(say)}: {' '.join(who.roles) or '—'}"]  # fmt: skip
    if who.left:
        lines.append(f"{NAMES['left'].in_(say)}: {who.left}")
    lines += [
        f"  {GLYPHS[one.state]} {code}  {STATES[one.state].in_(say)}  {why(one, today).in_(say)}"
        for code, one in book.row(who, today).cells.items()
    ]
    return "\n".join(lines)
