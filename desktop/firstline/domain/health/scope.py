"""The scope inventory: every object of a migration with a decision, an owner and a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

DECISIONS: Mapping[str, Text] = {
    "undecided": Text("未决定", "undecided"),
    "migrate": Text("迁移", "migrate"),
    "archive": Text("归档", "archive"),
    "drop": Text("舍弃", "drop"),
}
PARTS: Mapping[str, Text] = {
    "master": Text("静态数据", "master data"),
    "transactions": Text("动态数据", "transactional data"),
    "attachments": Text("附件", "attachments"),
    "custom_fields": Text("自定义项", "custom fields"),
    "reports": Text("报表", "reports"),
    "interfaces": Text("接口", "interfaces"),
    "other": Text("其他", "other"),
}


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("decision") in ("archive", "drop") and not values.get("reason"):
        raise BadInput(
            Text("归档或舍弃要写明理由。", "To archive or drop needs a reason."),
            next_step=Text("请填写理由。", "Fill in the reason."),
        )


SHEET = Sheet(
    "scope", "objects", "SC", Text("迁移范围", "Scope object"),
    (
        Column("object", Text("对象", "Object"), must=True),
        Column("part", Text("类别", "Part"), Shape.CHOICE, PARTS, first="other"),
        Column("system", Text("来源系统", "Source system")),
        Column("volume", Text("数量(行/件)", "Volume (rows, items)"), Shape.WHOLE),
        Column("years", Text("年限", "Years")),
        Column("decision", Text("决定", "Decision"), Shape.CHOICE, DECISIONS, must=True,
               first="undecided"),
        Column("owner", Text("负责人", "Owner")),
        Column("reason", Text("理由", "Reason"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "object"),
    rule=_rule,
)  # fmt: skip


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return what is open about an object: each needs a decision and an owner (S40)."""
    found = []
    if text_of(entity, "decision") not in ("migrate", "archive", "drop"):
        found.append(
            Flag(
                "undecided",
                Text("还没有决定迁移、归档或舍弃", "no decision to migrate, archive or drop"),
                stops=True,
            )
        )
    if not entity.fields.get("owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it"), stops=True))
    return tuple(found)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inventory:
    """The objects of a project, and how many are decided and owned."""

    objects: tuple[Entity, ...]
    complete: int

    @property
    def why(self) -> Text:
        """How complete it is, and by which rule (N10)."""
        n, all_ = self.complete, len(self.objects)
        return Text(
            f"{all_} 个对象中 {n} 个有决定和负责人;全部有了才完整。",
            f"{n} of {all_} objects have a decision and an owner; all of them must.",
        )


def inventory(records: Iterable[Entity], project: str = "") -> Inventory:
    """Return the objects by part and name, those that are open first."""
    found = sorted(
        of_project(records, project),
        key=lambda one: (not flags(one), text_of(one, "part"), text_of(one, "object")),
    )
    return Inventory(tuple(found), sum(not flags(one) for one in found))
