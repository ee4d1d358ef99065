"""`firstline lifecycle list | add | … | rules`: the stage of each version, and free upgrades."""

from typing import Any

from firstline.cli.contracts.desk import lives_of, rules_of
from firstline.cli.grammar import Group, command
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.contracts import lifecycle
from firstline.domain.contracts.lifecycle import SHEET, Life
from firstline.domain.contracts.lifecycle_rule import ASK
from firstline.domain.words import Text

lifecycle_ = Group("lifecycle", words=Text("版本的服务生命周期", "Lifecycles of versions"))


def _rows(session: Session, _project: str) -> list[Row]:
    return [_row(session, one) for one in lives_of(session)]


def _row(session: Session, one: Life) -> Row:
    say, today = session.language, session.now().astimezone(session.zone).date()
    stage = one.spell.stage if one.spell else None
    more: dict[str, Any] = {
        "stage": stage.id if stage else "unknown",
        "stage_until": str(one.spell.last) if one.spell and one.spell.last else None,
        "last_free_upgrade": str(one.last_free) if one.last_free else None,
        "rule": one.rule.id if one.rule else None,
        "verified": one.rule.verified if one.rule else False, "why": one.why.in_(say),
        "stages": [
            {"stage": each.stage.id, "from": str(each.first),
             "until": str(each.last) if each.last else None}
            for each in one.spells
        ],
    }  # fmt: skip
    cells = (
        stage.title.in_(say) if stage else ASK.in_(say),
        str(one.last_free or "—"), str(one.sps_until or "—"), one.name,
    )  # fmt: skip
    return Row(one.entity, lifecycle.flags(one, today), more, cells)


REGISTER = Register(
    SHEET, _rows,
    (Text("阶段", "Stage"), Text("免费升级到", "Free upgrade until"), Text("SPS 到", "SPS until"),
     Text("版本", "Version")),
)  # fmt: skip
add_commands(lifecycle_, REGISTER)


@command("rules", Text("用到的规则与来源", "The rules in use and their sources"), parent=lifecycle_)
def rules_(session: Session) -> None:
    """List the rules of the packs: products, day, source, stages."""
    say = session.language
    found = rules_of(session)
    rows = [
        {"id": one.id, "title": one.title.in_(say), "products": list(one.products),
         "as_of": one.as_of.isoformat(), "verified": one.verified, "source": one.source.in_(say),
         "stages": [{"id": each.id, "title": each.title.in_(say), "until_year": each.until_year,
                     "free_upgrade": each.free_upgrade, "note": each.note.in_(say)}
                    for each in one.stages]}
        for one in found
    ]  # fmt: skip
    session.answer(
        {"rules": rows, "total": len(rows)},
        lambda: "\n".join(f"{one['id']}  {one['title']}  {one['as_of']}\n    {one['source']}"
                          for one in rows),
    )  # fmt: skip
