"""`firstline project list | health`: the projects there are, and how one stands by rules (S30)."""

import click

from firstline.cli.grammar import Group, command, option
from firstline.cli.session import Session
from firstline.domain.edits.kinds import KINDS
from firstline.domain.project.names import projects
from firstline.domain.project.project_health import VERDICTS, Health, health
from firstline.domain.words import Text

project_ = Group("project", words=Text("项目一览与项目健康", "Projects and their health"))


@command("list", Text("列出项目", "List the projects"), parent=project_)
def list_(session: Session) -> None:
    """List every project that a record or a runbook names."""
    held = {kind: session.store.records(kind) for kind in KINDS if kind != "ticket"}
    names = projects(held)
    told = {"projects": [{"name": one} for one in names], "total": len(names)}
    session.answer(told, lambda: "\n".join(names) or Text("还没有项目。", "No projects yet."))


@command("health", Text("按规则看项目健康;有红则退出码 1", "Health by rules; exit 1 when red"),
         parent=project_)  # fmt: skip
@option("--project", default="", words=Text("只看这个项目", "Of this project only"))
def health_(session: Session, *, project: str) -> None:
    """Show each rule with its value, its threshold and why."""
    found = health(session.store.records, session.now(), session.zone, project)
    say = session.language
    told = {
        "health": [
            {"rule_id": one.rule, "name": one.name.in_(say), "verdict": one.verdict,
             "value": one.value or None, "threshold": one.threshold, "why": one.why.in_(say)}
            for one in found
        ],
        "total": len(found),
    }  # fmt: skip
    session.answer(told, lambda: _drawn(session, found))
    if any(one.verdict == "red" for one in found):
        click.get_current_context().exit(1)


def _drawn(session: Session, found: tuple[Health, ...]) -> str:
    say, marks = session.language, {"red": "✗", "ok": "✓", "unknown": "?"}
    return "\n".join(
        f"{marks[one.verdict]} {one.name.in_(say)} {one.value or VERDICTS['unknown'].in_(say)}"
        f" ({one.threshold})\n  {one.why.in_(say)}"
        for one in found
    )
