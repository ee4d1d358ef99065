"""`firstline path plan | list | add | import | goal`: the way from one version to another."""

from collections.abc import Iterable
from pathlib import Path

import click

from firstline.cli.grammar import Group, argument, command
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.health import upgrade_path
from firstline.domain.health.columns import YES_NO
from firstline.domain.health.sheet import of_project, standing, text_of
from firstline.domain.health.upgrade_path import GOAL, SHEET, Plan, parse_edges
from firstline.domain.words import Text
from firstline.intake.health.files import Entry, read_records, read_text_file

path_ = Group("path", words=Text("升级路径", "Upgrade paths"))
goal_ = Group("goal", words=Text("升级目标:路径未知不能过关", "Goals; an unknown way stops gates"))


def rows_of(session: Session, _project: str) -> list[Row]:
    """Return the steps that are known, by version."""
    say = session.language
    held = standing(session.store.records(SHEET.kind))
    rows = [
        Row(one, (), None, (
            text_of(one, "from"), text_of(one, "to"),
            YES_NO.get(text_of(one, "allowed"), YES_NO["no"]).in_(say), text_of(one, "conditions"),
            text_of(one, "source"),
        ))
        for one in held
    ]  # fmt: skip
    return sorted(rows, key=lambda one: one.cells)


def _goals(session: Session, project: str) -> list[Row]:
    edges = session.store.records(SHEET.kind)
    held = of_project(session.store.records(GOAL.kind), project)
    return [
        Row(one, upgrade_path.goal_flags(one, edges), None,
            (text_of(one, "from"), text_of(one, "to"), text_of(one, "project")))
        for one in held
    ]  # fmt: skip


def _read(path: Path) -> Iterable[Entry]:
    """Yield the steps of a pack (TOML) or of a table."""
    if path.suffix.lower() != ".toml":
        yield from read_records(path, SHEET)
        return
    edges, _ = parse_edges(read_text_file(path), path.name)
    for at, values in enumerate(edges, 1):
        yield Entry(at, values)


REGISTER = Register(
    SHEET, rows_of,
    (Text("从", "From"), Text("到", "To"), Text("可以", "Allowed"), Text("前提", "Conditions"),
     Text("来源", "Source")),
    read=_read,
)  # fmt: skip
GOALS = Register(
    GOAL, _goals, (Text("从", "From"), Text("到", "To"), Text("项目", "Project")),
)  # fmt: skip
add_commands(path_, REGISTER)
add_commands(goal_, GOALS)
path_.add_command(goal_)


@command("plan", Text("规划路径;未知则请问厂商,退出码 1", "Plan; an unknown way exits 1"),
         parent=path_)  # fmt: skip
@argument("start", metavar="FROM")
@argument("target", metavar="TO")
def plan_(session: Session, *, start: str, target: str) -> None:
    """Plan the shortest known way, with the backup before each hop."""
    if not (start.strip() and target.strip()):
        raise BadInput(Text("要写明从哪个版本到哪个版本。", "Name both versions."))
    found = upgrade_path.plan(session.store.records(SHEET.kind), start, target)
    say = session.language
    hops = [
        {"from": one.start, "to": one.end, "before": one.backup.in_(say),
         "conditions": text_of(one.edge, "conditions"),
         "conflicts": text_of(one.edge, "conflicts"), "stage": text_of(one.edge, "stage"),
         "source": text_of(one.edge, "source")}
        for one in found.hops
    ]  # fmt: skip
    session.answer(
        {"from": start, "to": target, "known": found.known, "hops": hops,
         "reached": list(found.reached), "why": found.why.in_(say)},
        lambda: _told(session, found),
    )  # fmt: skip
    if not found.known:
        click.get_current_context().exit(1)


def _told(session: Session, found: Plan) -> str:
    say = session.language
    lines = [found.why.in_(say)]
    for at, one in enumerate(found.hops, 1):
        lines.append(f"{at}. {one.backup.in_(say)}")
        lines.append(f"   {one.start} → {one.end}  [{text_of(one.edge, 'source')}]")
        for name in ("conditions", "conflicts"):
            if text_of(one.edge, name):
                said = SHEET.column(name).name.in_(say)
                lines.append(f"   {said}: {text_of(one.edge, name)}")
    return "\n".join(lines)
