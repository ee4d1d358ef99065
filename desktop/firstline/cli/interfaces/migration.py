"""`firstline migration score | list | show`: how risky a migration is, and why."""

from typing import Any

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.interfaces import migration_score
from firstline.domain.interfaces.migration_score import LEVELS, MARKS, SHEET, Part
from firstline.domain.interfaces.score_rule import parse_rule
from firstline.domain.words import Text
from firstline.system.resources import read_text

migration_ = Group("migration", words=Text("迁移风险评分", "The risk score of a migration"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the recorded scores, the newest first."""
    held = of_project(session.store.records(SHEET.kind), project)
    held.sort(key=lambda one: text_of(one, "assessed_on"), reverse=True)
    say = session.language
    return [
        Row(one, (), {"reasons": [each.in_(say) for each in migration_score.reasons(one)]}, (
            text_of(one, "assessed_on"), text_of(one, "score"),
            LEVELS.get(text_of(one, "level"), LEVELS["high"]).in_(say), text_of(one, "rule"),
            text_of(one, "project"),
        ))
        for one in held
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("日期", "Assessed on"), Text("分数", "Score"), Text("等级", "Level"),
     Text("规则", "Rule"), Text("项目", "Project")),
)  # fmt: skip
add_commands(migration_, REGISTER, adds=False)


@command("score", Text("给一个项目的迁移风险评分", "Score the risk of a migration"),
         parent=migration_)  # fmt: skip
@option("--project", required=True, words=Text("项目", "Project"))
@option("--record", is_flag=True, words=Text("登记这次评分", "Record this score"))
def score_(session: Session, *, project: str, record: bool) -> None:
    """Reckon the score from what is recorded and explain every point; unknown counts in full."""
    rule = parse_rule(read_text("packs", "health", "migration_score.toml"), "migration_score")
    found = migration_score.assess(session.store.records, project, session.now(), rule)
    if record:
        today = session.now().date().isoformat()
        values = migration_score.values_of(found, project, today)
        made = sheets.new_record(SHEET, values, session.stamp(), session.zone)
        held = session.store.record(SHEET.kind, made.entity)
        edit = made if held is None else sheets.change(
            SHEET, held, values, session.stamp(), session.zone
        )  # fmt: skip
        if edit is not None:
            session.store.perform(edit, now=session.now())
    say = session.language
    told = {"project": project, "score": found.total, "level": found.level, "rule": found.rule,
            "factors": [_json(session, one) for one in found.parts],
            "recorded": record}  # fmt: skip

    def words() -> str:
        head = f"{MARKS[found.level]} {found.total}/100 {LEVELS[found.level].in_(say)}  {project}"
        return "\n".join([head, *(f"  {one.why.in_(say)}" for one in found.parts), found.rule])

    session.answer(told, words)


def _json(session: Session, one: Part) -> dict[str, Any]:
    return {"factor": one.id, "value": None if one.value is None else str(one.value),
            "rung": one.rung, "points": f"{float(one.points):.1f}", "weight": one.weight,
            "why": one.why.in_(session.language)}  # fmt: skip
