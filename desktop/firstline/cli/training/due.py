"""`firstline training due`: what is to be done about training, by person and team."""

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from firstline.cli.grammar import command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now
from firstline.cli.training.training import show_table, to_json
from firstline.domain.training.action_list import DO, ToDo, by_team, to_do
from firstline.domain.training.book import Book, everybody
from firstline.domain.training.called import called, keys_of
from firstline.domain.training.standing import GLYPHS, STATES, why
from firstline.domain.training.training import KIND, Certificate, certificates, due, opens_steps
from firstline.domain.words import Text

if TYPE_CHECKING:
    from datetime import date

WEEK = 7


@command("due", Text("行动清单:谁该做什么、到何时;提前 90/30/7 天提醒",
                     "What is to be done, by when; reminders 90, 30, 7 days before"))  # fmt: skip
@option("--within", type=click.IntRange(0, 3650), default=90, metavar="DAYS",
        words=Text("多少天之内,默认 90;本周写 7", "Within so many days; default 90"))  # fmt: skip
@option("--role", default="", words=Text("只列这个角色", "This role alone"))
@option("--team", default="", words=Text("只列这个班组", "This team alone"))
@option("--site", default="", words=Text("只列这个站点", "This site alone"))
def due_(session: Session, *, within: int, role: str, team: str, site: str) -> None:
    """List actions by team, what is late first; then certificates that no role's list shows."""
    today, book = session.now().date(), book_now(session)
    span = timedelta(days=within)
    found = to_do(everybody(book, today, role=role, team=team, site=site), today, span)
    ending = due(certificates(session.store.records(KIND)), today, span)
    if session.json:
        certs = [
            {**to_json(session, one), "days_left": (one.until - today).days if one.until else None}
            for one in ending
        ]
        actions = [to_do_json(session, one, today) for one in found]
        session.emit({"due": certs, "total": len(certs), "actions": actions,
                      "reminders": {str(step): sum(one.reminder == step for one in found)
                                    for step in (90, 30, 7, 0)}})  # fmt: skip
        return
    alone = _on_no_list(ending, book)
    if found:
        session.show(_listed(session, found, today))
    if alone and not (role or team or site):
        show_table(session, alone, today)
    if not found and not alone:
        session.show(Text("没有快到期的证书,也没有要安排的培训。",
                          "No certificate ends soon, and nothing is to be arranged."))  # fmt: skip


def _on_no_list(ending: list[Certificate], book: Book) -> list[Certificate]:
    """Return those of people on no list of staff that open no steps: those that do are actions."""
    known = frozenset(keys_of(book.people))
    return [one for one in ending if not opens_steps(one)
            and called(one.number, one.person) not in known]  # fmt: skip


def to_do_json(session: Session, one: ToDo, today: "date") -> dict[str, object]:
    """Return one action as JSON."""
    return {
        "number": one.person.number, "person": one.person.name, "site": one.person.site,
        "team": one.person.team, "course": one.cell.need.course, "state": str(one.cell.state),
        "strength": one.cell.need.strength, "due": one.due.isoformat(),
        "days_left": (one.due - today).days, "reminder": one.reminder,
        "this_week": (one.due - today).days < WEEK,
        "action": DO[one.cell.state].in_(session.language),
        "why": why(one.cell, today).in_(session.language),
    }  # fmt: skip


def _listed(session: Session, found: list[ToDo], today: "date") -> str:
    say, lines = session.language, []
    for (site, team), several in by_team(found).items():
        lines.append(f"{site or '—'} · {team or '—'}")
        for one in several:
            state = STATES[one.cell.state].in_(say)
            left = (one.due - today).days
            late = Text(f"过 {-left} 天", f"{-left} days late")
            when = (late if left < 0 else Text(f"还有 {left} 天", f"in {left} days")).in_(say)
            lines.append(
                f"  {GLYPHS[one.cell.state]} {one.person.label}  {one.cell.need.course}  {state}  "
                f"{one.due} ({when})  {DO[one.cell.state].in_(say)}"
            )
    return "\n".join(lines)
