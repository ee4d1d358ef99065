"""`firstline scope list | add | set | import`: the objects of a migration and their fate."""

from collections.abc import Mapping, Sequence
from typing import Any

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health import scope
from firstline.domain.health.scope import DECISIONS, PARTS, SHEET
from firstline.domain.health.sheet import text_of
from firstline.domain.words import Text

scope_ = Group("scope", words=Text("迁移范围清单", "The scope inventory"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the objects, those that are open first."""
    say = session.language
    found = scope.inventory(session.store.records(SHEET.kind), project)
    return [
        Row(one, scope.flags(one), None, (
            PARTS.get(text_of(one, "part"), PARTS["other"]).in_(say),
            DECISIONS.get(text_of(one, "decision"), DECISIONS["undecided"]).in_(say),
            text_of(one, "owner"), text_of(one, "volume"), text_of(one, "object"),
        ))
        for one in found.objects
    ]  # fmt: skip


def _whole(session: Session, rows: Sequence[Row]) -> Mapping[str, Any]:
    complete = sum(not one.flags for one in rows)
    found = scope.Inventory(tuple(one.entity for one in rows), complete)
    return {"complete": complete, "why": found.why.in_(session.language)}


REGISTER = Register(
    SHEET, rows_of,
    (Text("类别", "Part"), Text("决定", "Decision"), Text("负责人", "Owner"),
     Text("数量", "Volume"), Text("对象", "Object")),
    whole=_whole,
)  # fmt: skip
add_commands(scope_, REGISTER)
