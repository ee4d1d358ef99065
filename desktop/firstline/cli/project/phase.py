"""`firstline phase list | add | move | show`: in which phase systems and projects are (S2)."""

from datetime import datetime, time

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import (
    Register,
    Row,
    answer,
    find,
    shown,
    table_of,
)
from firstline.cli.session import Session
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import check
from firstline.domain.health.sheet import Flag, text_of
from firstline.domain.project import phase
from firstline.domain.project.phase import PHASES, SHEET
from firstline.domain.words import Text

phase_ = Group("phase", words=Text("阶段:系统和项目处于哪个阶段", "Phases of systems and projects"))


def _row(session: Session, one: Entity, flags: tuple[Flag, ...]) -> Row:
    key = text_of(one, "phase")
    name = PHASES.get(key, Text(key, key)).in_(session.language)
    days = phase.days_in(one, session.now(), session.zone)
    moves = [
        {"at": move.at.isoformat(), "by": move.by, "from": move.old or None, "to": move.new}
        for move in phase.log(one)
    ]
    steps = (PHASES.get(move.new) for move in phase.log(one))
    why = " → ".join(step.in_(session.language) for step in steps if step)
    more = {"days": days, "transitions": moves, "why": why}
    cells = (name, text_of(one, "since"), "" if days is None else str(days),
             text_of(one, "subject"))  # fmt: skip
    return Row(one, flags, more, cells)


def rows_of(session: Session, project: str, wanted: str = "") -> list[Row]:
    """Return what is in some phase, or in the one that is wanted."""
    records, today = session.store.records(SHEET.kind), session.now().date()
    found = phase.phases(records, today, project, wanted)
    return [_row(session, one, flags) for one, flags in found]


REGISTER = Register(
    SHEET, rows_of,
    (Text("阶段", "Phase"), Text("自", "Since"), Text("天数", "Days"),
     Text("系统或项目", "System or project")),
)  # fmt: skip
add_commands(phase_, REGISTER)


@command("list", Text("列出阶段", "List phases"), parent=phase_)
@option("--project", default="", words=PROJECT)
@option("--phase", "wanted", type=click.Choice(tuple(PHASES)), default=None,
        words=Text("只看处于这个阶段的", "In this phase only"))  # fmt: skip
def list_(session: Session, *, project: str, wanted: str | None) -> None:
    """List what is in some phase, or in one."""
    rows = rows_of(session, project, wanted or "")
    told = {SHEET.noun: [shown(session, SHEET, one) for one in rows], "total": len(rows)}
    session.answer(told, lambda: table_of(session, REGISTER, rows))


@command("move", Text("进入另一个阶段", "Enter another phase"), parent=phase_)
@argument("key", metavar="ID")
@argument("to", metavar="PHASE", type=click.Choice(tuple(PHASES)))
@option("--on", "day", default="", words=Text("自哪天起", "Since which day"))
@option("--until", default="", words=Text("计划到哪天", "Planned until"))
@option("--note", default="", words=Text("理由", "Why"))
def move_(session: Session, *, key: str, to: str, day: str, until: str, note: str) -> None:
    """Enter a phase; the transition stands in the log with its day."""
    entity = find(session, SHEET, key)
    given = {"since": day, "until": until, "note": note}
    values = {name: value for name, value in given.items() if value}
    kept = check(SHEET, values, session.zone)
    stamp = session.stamp()
    when = None
    if kept.get("since"):
        when = datetime.combine(
            datetime.fromisoformat(str(kept["since"])).date(), time(), tzinfo=session.zone
        )
    edit = phase.move(entity, to, kept, stamp, session.zone, when)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)
