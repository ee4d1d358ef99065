"""`firstline training people | matrix | coverage | transfer`: who can do what, what lacks."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of
from firstline.domain.errors import BadInput
from firstline.domain.routing.roster import KIND as ROSTER
from firstline.domain.training import transfer
from firstline.domain.training.action_list import to_do
from firstline.domain.training.book import Book, Row, rows
from firstline.domain.training.seen import seen
from firstline.domain.training.standing import GLYPHS, STATES, WINDOW, Cell, State, why
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.training.person import Person

_ROLE = option("--role", default="", words=Text("只列这个角色", "This role alone"))
_TEAM = option("--team", default="", words=Text("只列这个班组", "This team alone"))
_SITE = option("--site", default="", words=Text("只列这个站点", "This site alone"))


@command("people", Text("列出人员与角色", "List people and their roles"))
@_ROLE
@_TEAM
@_SITE
def people_(session: Session, *, role: str, team: str, site: str) -> None:
    """List who works here, with team, site, shift and roles."""
    today = session.now().date()
    found = [one.person for one in rows(book_now(session), today, role=role, team=team, site=site)]
    if session.json:
        session.emit({"people": [person_json(one) for one in found], "total": len(found)})
        return
    lines = "\n".join(
        f"{one.number}  {one.name}  {one.site}  {one.team}  {one.shift}  {' '.join(one.roles)}"
        for one in found
    )
    session.show(
        lines or Text("还没有人员名单。", "There are no people yet.").in_(session.language)
    )


def person_json(one: "Person") -> dict[str, object]:
    """Return a person as JSON."""
    return {
        "id": one.id, "number": one.number, "name": one.name, "team": one.team, "site": one.site,
        "shift": one.shift, "since": str(one.since or "") or None,
        "left": str(one.left or "") or None, "roles": list(one.roles),
    }  # fmt: skip


@command(
    "matrix", Text("人员 × 课程:谁缺什么,每格有原因", "People × courses, each with its reason")
)
@_ROLE
@_TEAM
@_SITE
@option("--gaps", is_flag=True, words=Text("只列有缺口的人", "Only those with gaps"))
@option("--out", type=click.Path(path_type=Path), metavar="FILE.xlsx",
        words=Text("写成工作簿", "Write a workbook"))  # fmt: skip
def matrix_(
    session: Session, *, role: str, team: str, site: str, gaps: bool, out: Path | None
) -> None:
    """Show how everybody stands to every course that their roles ask for."""
    today, book = session.now().date(), book_now(session)
    found = [
        row for row in rows(book, today, role=role, team=team, site=site)
        if not gaps or any(is_gap(cell) for cell in row.cells.values())
    ]  # fmt: skip
    if out is not None:
        from firstline.report.training_sheets import write_matrix  # noqa: PLC0415 - to a file

        if out.suffix.lower() != ".xlsx" or out.is_dir():
            raise BadInput(Text("矩阵写成 .xlsx。", "The matrix goes into an .xlsx."))
        items = transfer.capabilities(session.store.records(KIND), book.people, today)
        write_matrix(out, found, courses_of(session), session.language, today,
                     actions=to_do(found, today, WINDOW), items=items)  # fmt: skip
        session.answer({"file": str(out), "people": len(found)},
                       lambda: Text(f"已写出 {out}。", f"{out} is written."))  # fmt: skip
        return
    if session.json:
        session.emit_list("matrix", (row_json(session, row) for row in found), len(found))
        return
    session.show(_matrix_text(session, found))


def is_gap(cell: Cell) -> bool:
    """Whether a must is not held today and nothing excuses it."""
    return cell.need.must and not cell.holds and cell.state is not State.WAIVED


def row_json(session: Session, row: Row) -> dict[str, object]:
    """Return one row as JSON, each cell with its reason."""
    today = session.now().date()
    return {**person_json(row.person), "cells": [cell_json(session, one, today)
                                                 for one in row.cells.values()]}  # fmt: skip


def cell_json(session: Session, one: Cell, today: date) -> dict[str, object]:
    """Return one cell as JSON: state, dates, and why."""
    passed = one.facts.passed
    return {
        "course": one.need.course, "role": one.need.role, "strength": one.need.strength,
        "state": str(one.state), "holds": one.holds, "due": str(one.due or "") or None,
        "passed_on": str(passed.on) if passed else None, "score": passed.score if passed else "",
        "why": why(one, today).in_(session.language),
    }  # fmt: skip


def _matrix_text(session: Session, found: list[Row]) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    if not found:
        return Text("没有符合的人。", "Nobody fits.").in_(say)
    counts = Counter(cell.state for row in found for cell in row.cells.values() if cell.need.must)
    heads = [one.in_(say) for one in (Text("姓名", "Name"), Text("班组", "Team"),
                                      Text("必修", "Musts"), Text("缺口", "Gaps"))]  # fmt: skip
    cells = []
    for row in found:
        musts = [one for one in row.cells.values() if one.need.must]
        said = " ".join(f"{GLYPHS[one.state]}{one.need.course}" for one in musts if is_gap(one))
        held = sum(one.holds or one.state is State.WAIVED for one in musts)
        cells.append([row.person.label, row.person.team, f"{held}/{len(musts)}", said or "—"])
    key = "  ".join(f"{GLYPHS[one]} {STATES[one].in_(say)} {counts[one]}" for one in State)
    return f"{table(heads, cells, stretch=3, columns=screen_width())}\n\n{key}"


@command(
    "coverage", Text("站点 × 班次 × 模块:谁在场能先处理", "Site × shift × module: who is there")
)
@option("--module", "modules", multiple=True, words=Text("也看这些模块", "These modules, too"))
def coverage_(session: Session, *, modules: tuple[str, ...]) -> None:
    """Show where a certified super-user is there; empty spots of critical modules are named."""
    records, rosters = session.store.records(KIND), session.store.records(ROSTER)
    got = seen(records, rosters, session.now().date(), modules).map
    spots = [
        {"site": site, "shift": shift, "module": module, "people": list(who)}
        for (site, shift, module), who in sorted(got.who.items())
    ]
    empty = [{"site": a, "shift": b, "module": c} for a, b, c in got.empty]
    if session.json:
        session.emit({"coverage": spots, "empty": empty, "total": len(spots)})
        return
    lines = [f"● {a} {b} {c}: {'、'.join(who)}" for (a, b, c), who in sorted(got.who.items())]
    lines += [f"! {a} {b} {c}: {Text('没有人', 'nobody').in_(session.language)}"
              for a, b, c in got.empty]  # fmt: skip
    nothing = Text("没有可看的模块。", "There is no module to look at.")
    session.show("\n".join(lines) or nothing.in_(session.language))


@command("transfer", Text("知识转移:登记谁会、谁备份;不写名称则列出",
                          "Knowledge transfer: lay down who can, who else; or list"))  # fmt: skip
@argument("name", required=False, metavar="CAPABILITY")
@option("--site", default="", words=Text("站点", "Site"))
@option("--module", default=None, words=Text("模块", "Module"))
@option("--primary", default=None, metavar="PERSON", words=Text("主责", "Who can"))
@option("--backup", default=None, metavar="PERSON", words=Text("备份", "Who else can"))
@option("--critical", is_flag=True, words=Text("关键", "It is critical"))
def transfer_(
    session: Session, *, name: str | None, site: str, module: str | None, primary: str | None,
    backup: str | None, critical: bool,
) -> None:  # fmt: skip
    """Lay an item down or change it, or list all, single points of knowledge first."""
    if name:
        given = {"module": module, "primary": primary, "backup": backup,
                 "critical": "yes" if critical else None}  # fmt: skip
        values = {key: value for key, value in given.items() if value is not None}
        held = session.store.record(KIND, transfer.record_id(name, site))
        edit = transfer.lay(held, {"name": name, "site": site, **values}, session.stamp())
        if edit.changes:
            session.store.perform(edit, now=session.now())
    show_transfer(session, book_now(session))


def show_transfer(session: Session, book: Book) -> None:
    """Show the items of knowledge transfer with who can do each."""
    found = transfer.capabilities(session.store.records(KIND), book.people, session.now().date())
    if session.json:
        listed = [transfer_json(session, one) for one in found]
        session.emit({"items": listed, "total": len(listed)})
        return
    lines = "\n".join(
        f"{'!' if one.is_single_point else '●'} {one.site} {one.module} {one.name}: "
        f"{transfer.why(one).in_(session.language)}"
        for one in found
    )
    nothing = Text("还没有知识转移项。", "There are no items yet.")
    session.show(lines or nothing.in_(session.language))


def transfer_json(session: Session, one: transfer.Capability) -> dict[str, object]:
    """Return an item as JSON."""
    return {
        "id": one.id, "name": one.name, "site": one.site, "module": one.module,
        "primary": one.primary, "backup": one.backup, "critical": one.critical,
        "able": list(one.able), "single_point": one.is_single_point,
        "why": transfer.why(one).in_(session.language),
    }  # fmt: skip
