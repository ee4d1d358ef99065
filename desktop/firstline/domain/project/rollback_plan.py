"""Rollback plans: triggers with numbers, who decides each, and the data that is entered again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

MOST = 40
_ARROW = re.compile(r"\s*(?:=>|→|⇒)\s*")
_DIGIT = re.compile(r"\d")
USUAL: tuple[tuple[Text, Text, Text], ...] = (
    (Text("关键步骤超时", "A critical step overruns"),
     Text("超过演练用时的 ? %", "more than ? % of its rehearsal"), Text("项目经理", "PM")),
    (Text("控制总数不符", "A control total differs"),
     Text("查 ? 小时仍有没解释的差异", "unexplained after ? hours of search"),
     Text("财务", "finance")),
    (Text("冒烟测试不过", "A smoke test fails"),
     Text("四个关键流程中 ? 个不通过且没有绕行", "? of four key processes, no way round"),
     Text("业务负责人", "business owner")),
    (Text("接口没有恢复", "An interface is not back"),
     Text("最晚回退时刻前 ? 小时银行、POS、WMS 仍不通",
          "bank, POS or WMS still down ? hours before the latest rollback"), Text("IT", "IT")),
    (Text("到最晚回退时刻", "The latest safe rollback"),
     Text("窗口结束 − 实测回退 − 验证,提前 ? 分钟",
          "window end − measured rollback − validation, ? minutes early"),
     Text("项目经理", "PM")),
)  # fmt: skip
"""What usually sets a rollback off (templates E.1); every ? is a number of the project's own."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: what happens, from which number on, and who then decides; "" is not given."""

    what: str
    limit: str
    decides: str

    @property
    def counted(self) -> bool:
        """Whether its limit is a number and not left to feeling."""
        return bool(_DIGIT.search(self.limit)) and not {"?"} & set(self.limit)


def triggers_of(text: str) -> tuple[Trigger, ...]:
    """Return the triggers of a text, one a line: what => limit => who decides."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in _ARROW.split(line.strip(), maxsplit=2)]
        if parts[0]:
            found.append(Trigger(*parts, *[""] * (3 - len(parts))))
    return tuple(found)


def _rule(values: Mapping[str, Value]) -> None:
    if len(triggers_of(words_of(values.get("triggers")))) > MOST:
        raise BadInput(Text(f"最多 {MOST} 个触发条件。", f"At most {MOST} triggers."))


SHEET = Sheet(
    "rollback_plan", "rollback_plans", "RP", Text("回退方案", "Rollback plan"),
    (
        Column("name", Text("名称", "Name"), must=True),
        Column("owner", Text("谁决定回退", "Who decides")),
        Column("triggers", Text("触发 => 数字 => 谁定", "Trigger => limit => who"), Shape.LINES),
        Column("no_return", Text("不可回退点", "Point of no return")),
        Column("re_entry", Text("回退后怎样补录", "What is entered again, how"), Shape.LINES),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
    rule=_rule,
)  # fmt: skip


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return what is missing; each holds the gate before the cutover (requirements S46)."""
    return tuple(_flags(entity))


def _flags(entity: Entity) -> Iterator[Flag]:
    found, owner = _both(entity), text_of(entity, "owner")
    if not found:
        yield _stop("no_triggers", "没有触发条件", "no triggers")
    for number, (one, en) in enumerate(found, 1):
        if not one.counted:
            yield _stop(f"no_number_{number}", f"触发条件 {number}“{one.what}”没有写数字",
                        f"trigger {number}, {en.what}: no number")  # fmt: skip
        if not (one.decides or owner):
            yield _stop(f"no_decider_{number}", f"触发条件 {number}“{one.what}”没有写谁决定",
                        f"trigger {number}, {en.what}: nobody decides")  # fmt: skip
    if not found and not owner:
        yield _stop("no_owner", "没有写谁决定回退", "nobody decides for the rollback")
    if not text_of(entity, "no_return"):
        yield _stop("no_point", "没有写不可回退点", "the point of no return is not named")
    if not text_of(entity, "re_entry"):
        yield _stop("no_re_entry", "没有写回退后怎样补录数据", "what is entered again is not said")


def _stop(code: str, zh: str, en: str) -> Flag:
    return Flag(code, Text(zh, en), stops=True)


def why(entity: Entity) -> Text:
    """Return the triggers, a line each."""
    owner = text_of(entity, "owner") or "—"
    zh, en = [], []
    for number, (one, other) in enumerate(_both(entity), 1):
        mark = f"{'✓' if one.counted else '✗'} {number}. "
        zh.append(f"{mark}{one.what}:{one.limit or '—'} ({one.decides or owner})")
        en.append(f"{mark}{other.what}: {other.limit or '—'} ({other.decides or owner})")
    return Text("\n".join(zh), "\n".join(en))


def _both(entity: Entity) -> tuple[tuple[Trigger, Trigger], ...]:
    """Return the triggers, each with its English words where the usual ones were taken."""
    zh, en = (triggers_of(text_of(entity, name)) for name in ("triggers", "triggers_en"))
    return tuple(zip(zh, en if len(en) == len(zh) else zh, strict=True))


def take_usual(entity: Entity, stamp: Stamp, _zone: tzinfo) -> Edit | None:
    """Return the edit that writes the usual triggers into a plan that has none, in both tongues."""
    if text_of(entity, "triggers"):
        return None
    zh = "\n".join(" => ".join(part.zh for part in one) for one in USUAL)
    en = "\n".join(" => ".join(part.en for part in one) for one in USUAL)
    changes = (Change("triggers", zh), Change("triggers_en", en))
    edit = Edit(stamp.id, entity.id, "set", stamp.at, stamp.actor, SHEET.kind, changes)
    return replace(edit, events=sheets.told_changes(changes[:1], stamp, 0, SHEET))


def plans(
    records: Iterable[Entity], project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:  # fmt: skip
    """Return the plans with their flags, those that hold a gate first, then by name."""
    found = [(one, flags(one)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (not pair[1], text_of(pair[0], "name")))
