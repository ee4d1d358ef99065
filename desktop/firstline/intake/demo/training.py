"""The demo company's people, bookings and knowledge transfer, the same edits every time."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.training import acts, material, person, session, transfer
from firstline.domain.training.book import book_of
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.superuser import SuperUser, name_backup, record_id
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.words import Language
from firstline.intake.demo.crowd import crowd

PACK = "demo_training"
Row = Mapping[str, Any]


def training(
    text: str, courses: Courses, now: datetime, user: str, language: Language
) -> Iterator[Edit]:
    """Yield the edits that lay people, what they passed and booked, and who knows what."""
    raw, numbers = tomllib.loads(text), count()
    tongue = "zh" if language == "zh_CN" else "en"
    held: dict[str, Entity] = {}

    def stamp(by: str = user) -> Stamp:
        return Stamp(derived_id("demo", "training", str(next(numbers))), now, by)

    def laid(edit: Edit) -> Edit:
        shown = rebase_entity(held.get(edit.entity), (edit,))
        if shown is not None:
            held[edit.entity] = shown
        return edit

    for row in raw["person"]:
        made = person.change(None, _values(row, now, tongue), row["roles"], stamp())
        if made is not None:
            yield laid(made)
        vouched = (one[tongue] for one in raw["granted_by"])
        by = next(one for one in vouched if one != row["name"][tongue])
        for code, days in row["passed"]:
            on = (now - timedelta(days=days)).date()
            passed = Passed(row["name"][tongue], courses[code], on, number=row["number"])
            yield laid(record(passed, stamp(by), now.date()))
    for edit in _many(raw["crowd"], courses, now, tongue, stamp):
        yield laid(edit)
    book = book_of(courses, held.values(), now.date())
    staff = {one.number: one for one in book.people}
    for row in raw["booking"]:
        on = (now + timedelta(days=row["days"])).date()
        early = replace(stamp(), at=now - timedelta(days=row.get("ago", 0)))
        yield acts.book(staff[row["number"]], courses[row["course"]], on, early, book,
                        place=row["place"][tongue])  # fmt: skip
    for row in raw["waiver"]:
        until = (now + timedelta(days=row["days"])).date()
        yield acts.waive(staff[row["number"]], courses[row["course"]], stamp(row["by"][tongue]),
                         row["reason"][tongue], until=until)  # fmt: skip
    for row in raw["backup"]:
        number = row["number"]
        one = SuperUser(record_id(number, ""), staff[number].label, number)
        yield name_backup(one, None, row["backup"][tongue], stamp())
    yield from _taught(raw, courses, now, tongue, stamp)
    for row in raw["item"]:
        yield transfer.lay(None, {name: _said(row[name], tongue) for name in row}, stamp())


def _taught(
    raw: Row, courses: Courses, now: datetime, tongue: str, stamp: Callable[[], Stamp]
) -> Iterator[Edit]:
    """Yield the sessions, with who came and who passed, and the material of courses."""
    names = {one.number: one.name for one in crowd(raw["crowd"], courses, tongue)}
    for row in raw["session"]:
        course, on = courses[row["course"]], (now + timedelta(days=row["days"])).date()
        said = {name: _said(row[name], tongue) for name in ("place", "teacher")}
        made = session.keep(None, course, on, said, stamp())
        tags = [f"{session.CAME}{one.casefold()}" for one in row.get("came", ())]
        tags += [f"{session.AWAY}{one.casefold()}" for one in row.get("away", ())]
        yield replace(made, add_tags=tuple(tags))
        for number, score in row.get("passed", ()):
            passed = Passed(names[number], course, on, score=score, number=number)
            yield record(passed, stamp(), now.date())
    for row in raw["material"]:
        values = {name: _said(row[name], tongue) for name in row if name != "course"}
        yield material.lay(None, courses[row["course"]], values, stamp())


def _many(
    raw: Row, courses: Courses, now: datetime, tongue: str, stamp: Callable[[], Stamp]
) -> Iterator[Edit]:
    """Yield the edits of the many: each person, then what they passed."""
    for who in crowd(raw, courses, tongue):
        began = (now - timedelta(days=who.since)).date().isoformat()
        values = {name: getattr(who, name) for name in person.TEXTS}
        made = person.change(None, {**values, "since": began}, (who.role,), stamp())
        if made is not None:
            yield made
        for code, days in who.passed:
            on = (now - timedelta(days=days)).date()
            passed = Passed(who.name, courses[code], on, number=who.number)
            yield record(passed, stamp(), now.date())


def _values(row: Row, now: datetime, tongue: str) -> dict[str, str]:
    texts = {name: _said(row[name], tongue) for name in person.TEXTS}
    return {**texts, "since": (now - timedelta(days=row["since"])).date().isoformat()}


def _said(value: Any, tongue: str) -> str:
    return str(value[tongue] if isinstance(value, dict) else value)
