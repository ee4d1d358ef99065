"""The forms of a working group: which acts there are, and which fields each asks for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from firstline.domain.group.action import ORIGINS
from firstline.domain.group.meeting import PRESENCE
from firstline.domain.group.meeting_series import EVERY
from firstline.domain.group.raci import ROLES
from firstline.domain.group.working_group import SIDES, TEXTS, Charter
from firstline.domain.outcome.sheet import WAYS
from firstline.domain.words import Text
from firstline.viewmodel.wish import Asked, Choices

DATE = Text("2026-12-10 或 +7(天)", "2026-12-10 or +7 (days)")
WHY = Text("原因", "Why")


class Act(StrEnum):
    """Everything that the page can record; each has a form of its own."""

    GROUP = "group"
    TEXTS = "texts"
    MEMBER = "member"
    RACI = "raci"
    LEVEL = "level"
    SERIES = "series"
    REMOVE = "remove"
    CLOSE = "close"
    CALL = "call"
    TOPIC = "topic"
    ATTEND = "attend"
    MINUTES = "minutes"
    MOVE = "move"
    CANCEL = "cancel"
    DECIDE = "decide"
    REVIEW = "review"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"
    FINISH = "finish"
    POSTPONE = "postpone"
    HAND_ON = "hand_on"
    DROP = "drop"
    REOPEN = "reopen"
    EFFECT = "effect"
    OUTCOME = "outcome"
    MEASURE = "measure"


NAMES: Mapping[Act, Text] = {
    Act.GROUP: Text("新建工作组", "New group"),
    Act.TEXTS: Text("改文字", "Edit texts"),
    Act.MEMBER: Text("成员", "Member"),
    Act.RACI: Text("RACI 一行", "RACI row"),
    Act.LEVEL: Text("升级层级", "Escalation level"),
    Act.SERIES: Text("例会", "Series"),
    Act.REMOVE: Text("去掉一行", "Take out a row"),
    Act.CLOSE: Text("结束工作组", "End the group"),
    Act.CALL: Text("另约会议", "Call a meeting"),
    Act.TOPIC: Text("加议题", "Add a topic"),
    Act.ATTEND: Text("出席", "Attendance"),
    Act.MINUTES: Text("写纪要", "Write minutes"),
    Act.MOVE: Text("改期", "Move"),
    Act.CANCEL: Text("取消会议", "Cancel it"),
    Act.DECIDE: Text("记决定", "Decision"),
    Act.REVIEW: Text("已复查", "Reviewed"),
    Act.WITHDRAW: Text("撤回", "Withdraw"),
    Act.ASSIGN: Text("派行动项", "Action"),
    Act.FINISH: Text("完成", "Close"),
    Act.POSTPONE: Text("延期", "Postpone"),
    Act.HAND_ON: Text("交给别人", "Hand on"),
    Act.DROP: Text("不再做", "Drop"),
    Act.REOPEN: Text("重新打开", "Reopen"),
    Act.EFFECT: Text("记效果", "Effect"),
    Act.OUTCOME: Text("预期成果", "Outcome"),
    Act.MEASURE: Text("记实际值", "Actual"),
}


def _choices(known: Mapping[Any, Text], *, empty: bool = False) -> Choices:
    head: Choices = (("", Text("—", "—")),) if empty else ()
    return (*head, *((str(key), said) for key, said in known.items()))


_RESULT = (
    Asked("result", Text("结果", "Result"), long=True),
    Asked("evidence", Text("证据", "Evidence"), Text("照片、单号、报表", "photo, number")),
)
_FIELDS: Mapping[Act, tuple[Asked, ...]] = {
    Act.GROUP: (Asked("name", TEXTS["name"]),),
    Act.TEXTS: tuple(Asked(name, said, long=name != "name") for name, said in TEXTS.items()),
    Act.MEMBER: (
        Asked("name", Text("姓名", "Name"), Text("已有的姓名则修改", "a known name is changed")),
        Asked("side", Text("哪一方", "Side"), choices=_choices(SIDES)),
        Asked("role", Text("角色", "Role"), choices=_choices(ROLES, empty=True)),
        Asked("contact", Text("联系方式", "Contact")),
        Asked("deputy", Text("替补", "Deputy")),
    ),
    Act.RACI: (
        Asked("key", Text("活动", "Activity"), Text("例如 打补丁", "such as patching")),
        Asked("letters", Text("谁做什么", "Who does what"),
              Text("superuser=R it_lead=A vendor=C business=I",
                   "superuser=R it_lead=A vendor=C business=I")),
    ),
    Act.LEVEL: (
        Asked("number", Text("第几级", "Level"), Text("1 到 9", "1 to 9")),
        Asked("when", Text("何时", "When")), Asked("who", Text("找谁", "Who")),
        Asked("how", Text("怎么找到", "How")),
    ),
    Act.SERIES: (
        Asked("key", Text("名称", "Name")),
        Asked("every", Text("频率", "How often"), choices=_choices(EVERY)),
        Asked("on", Text("哪天", "Which day"),
              Text("1–7(1 周一);按月:2-3 第二个周三,W5 第 5 个工作日",
                   "1-7 (1 Monday); by month: 2-3 second Wednesday, W5 working day 5")),
        Asked("at", Text("几点", "At"), Text("14:00", "14:00")),
        Asked("minutes", Text("分钟", "Minutes"), Text("30", "30")),
        Asked("place", Text("地点或链接", "Place or link")),
    ),
    Act.CALL: (
        Asked("title", Text("名称", "Title")),
        Asked("at", Text("什么时候", "When"), Text("2026-12-10 14:00", "2026-12-10 14:00")),
        Asked("minutes", Text("分钟", "Minutes"), Text("30", "30")),
        Asked("place", Text("地点或链接", "Place or link")),
    ),
    Act.CLOSE: (Asked("reason", WHY),),
    Act.TOPIC: (Asked("words", Text("议题", "Topic")),),
    Act.MINUTES: (Asked("notes", Text("纪要", "Minutes"), long=True),),
    Act.MOVE: (
        Asked("at", Text("改到", "To"), Text("2026-12-10 14:00", "2026-12-10 14:00")),
        Asked("reason", WHY),
    ),
    Act.CANCEL: (Asked("reason", WHY),),
    Act.DECIDE: (
        Asked("title", Text("决定", "What")), Asked("why", Text("理由", "Why"), long=True),
        Asked("by", Text("由谁决定", "By whom")),
        Asked("review_on", Text("复查", "Review on"), DATE),
    ),
    Act.REVIEW: (
        Asked("words", Text("结论", "Finding"), Text("例如 仍然成立", "such as: it stands")),
        Asked("again", Text("下次复查", "Next review"), DATE),
    ),
    Act.WITHDRAW: (Asked("reason", WHY),),
    Act.ASSIGN: (
        Asked("title", Text("做什么", "What")), Asked("owner", Text("谁", "Who")),
        Asked("due", Text("哪天前", "By"), DATE),
        Asked("origin", Text("来源", "Origin"), choices=_choices(ORIGINS)),
        Asked("measure", Text("怎么看效果", "Measured by"), Text("可空", "may be empty")),
        Asked("measure_on", Text("哪天看", "Measured on"), DATE),
    ),
    Act.FINISH: _RESULT,
    Act.POSTPONE: (Asked("due", Text("延到", "To"), DATE), Asked("reason", WHY)),
    Act.HAND_ON: (Asked("owner", Text("交给谁", "To whom")),),
    Act.DROP: (Asked("reason", WHY),),
    Act.REOPEN: (Asked("reason", WHY),),
    Act.EFFECT: (Asked("effect", Text("量到的效果", "What was measured"), long=True),),
    Act.OUTCOME: (
        Asked("title", Text("预期成果", "Outcome"), Text("业务上要带来什么", "what it brings")),
        Asked("measure", Text("指标", "Measure"),
              Text("名称,或编号 BN- CY- SH-", "a name, or a number BN- CY- SH-")),
        Asked("unit", Text("单位", "Unit")),
        Asked("baseline", Text("基线", "Baseline"), Text("例如 20", "such as 20")),
        Asked("target", Text("目标", "Target"), Text("例如 5", "such as 5")),
        Asked("direction", Text("方向", "Direction"), choices=_choices(WAYS, empty=True)),
    ),
    Act.MEASURE: (
        Asked("actual", Text("实际值", "Actual"), Text("例如 4.2", "such as 4.2")),
        Asked("as_of", Text("哪天量的", "Measured on"), DATE),
        Asked("evidence", Text("证据", "Evidence"),
              Text("单号或链接;文件在“项目 › 行动成效”附上",
                   "number or link; files at Projects › Action outcomes")),
        Asked("measure", Text("哪个指标", "Which measure"),
              Text("有几项时才填", "only where there are several")),
    ),
}  # fmt: skip


def asked(act: Act, charter: Charter | None) -> tuple[Asked, ...]:
    """Return the fields of the form of `act`."""
    if act is Act.REMOVE:
        return (Asked("row", Text("哪一行", "Which row"), choices=_rows(charter)),)
    if act is not Act.ATTEND:
        return _FIELDS[act]
    members = charter.members if charter else ()
    known = _choices(PRESENCE, empty=True)
    return tuple(Asked(one.name, Text(one.name, one.name), choices=known) for one in members)


def _rows(charter: Charter | None) -> Choices:
    """Return every row of the charter that can be taken out, by the name of its field."""
    if charter is None:
        return ()
    found = [(f"member.{one.name}", Text(one.name, one.name)) for one in charter.members]
    found += [(f"raci.{one.key}", one.name) for one in charter.raci]
    found += [(f"level.{one.number}", Text(f"{one.number} {one.who}", f"{one.number} {one.who}"))
              for one in charter.levels]  # fmt: skip
    found += [(f"series.{one.key}", one.called) for one in charter.series]
    kinds = {"member": Text("成员", "Member"), "raci": Text("RACI", "RACI"),
             "level": Text("升级层级", "Level"), "series": Text("例会", "Series")}  # fmt: skip
    named = [(key, kinds[key.partition(".")[0]], said) for key, said in found]
    return tuple((key, Text(f"{kind.zh}:{said.zh}", f"{kind.en}: {said.en}"))
                 for key, kind, said in named)  # fmt: skip
