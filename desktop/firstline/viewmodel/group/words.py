"""The words of a working group's records: what happened to one, and what its fields are called."""

from collections.abc import Mapping

from firstline.domain.edits.edit import Edit, words_of
from firstline.domain.edits.kinds import KINDS
from firstline.domain.group.working_group import TEXTS
from firstline.domain.words import Text

_BASIS = frozenset({"group", "series", "nominal", "planned_at"})  # what makes a meeting's record
KIND_IDS = frozenset({"group", "meeting", "decision", "action"})
HAPPENED: Mapping[str, Text] = {
    "postponed": Text("延期", "postponed"), "done": Text("完成", "closed"),
    "dropped": Text("不再做", "dropped"), "reopened": Text("重新打开", "reopened"),
    "handed_on": Text("交给别人", "handed on"), "effect": Text("效果", "effect"),
    "reviewed": Text("复查", "reviewed"), "withdrawn": Text("撤回", "withdrawn"),
    "replaced": Text("被取代", "replaced"), "moved": Text("改期", "moved"),
    "cancelled": Text("取消", "cancelled"), "held": Text("已开", "held"),
}  # fmt: skip
FIELDS: Mapping[str, Text] = {
    **TEXTS,
    "due": Text("哪天前", "By"), "owner": Text("谁", "Who"), "state": Text("状态", "State"),
    "title": Text("标题", "Title"), "result": Text("结果", "Result"), "at": Text("时间", "When"),
    "notes": Text("纪要", "Minutes"), "why": Text("理由", "Why"), "by": Text("由谁", "By whom"),
    "review_on": Text("复查", "Review on"), "agenda": Text("议程", "Agenda"),
    "member": Text("成员", "Member"), "raci": Text("RACI", "RACI"),
    "level": Text("升级层级", "Level"), "series": Text("例会", "Series"),
    "attend": Text("出席", "Attendance"), "topic": Text("议题", "Topic"),
    "effect": Text("效果", "Effect"), "evidence": Text("证据", "Evidence"),
    "minutes": Text("分钟", "Minutes"), "closed": Text("结束", "Ended"),
}  # fmt: skip


def field_name(field: str) -> Text:
    """Return what a field is called; `member.王芳` is the member of that name."""
    kind, _, key = field.partition(".")
    name = FIELDS.get(kind, Text(kind, kind))
    shown = key if kind in ("member", "attend", "series", "raci", "level") else ""
    return Text(f"{name.zh} {shown}".strip(), f"{name.en} {shown}".strip())


def said(edit: Edit) -> Text | None:
    """Return what an edit of such a record does, in a line; None for any other edit."""
    if edit.kind not in KIND_IDS or (edit.act == "open" and edit.kind != "meeting"):
        return None
    name = KINDS[edit.kind].name
    for event in edit.events:
        what = HAPPENED.get(event.data.get("what", ""))
        if what is not None:
            days = f" {event.data['to'][:16]}" if event.data.get("to") else ""
            why = f":{event.text}" if event.text else ""
            return Text(f"{name.zh}{what.zh}{days}{why}", f"{name.en} {what.en}{days}{why}")
    told = [
        (field_name(one.field), words_of(one.to)) for one in edit.changes
        if one.field not in _BASIS
    ]  # fmt: skip
    if not told:
        return name if edit.kind == "meeting" and edit.act == "open" else None
    zh = ",".join(f"{field.zh} → {value or '—'}" for field, value in told)
    en = ", ".join(f"{field.en} → {value or '—'}" for field, value in told)
    return Text(f"{name.zh}:{zh}", f"{name.en}: {en}")


def typed(edit: Edit) -> list[str]:
    """Return what a person typed into an edit of such a record, in full."""
    if edit.kind not in KIND_IDS:
        return []
    fields = ("name", "notes", "why", "result", "effect", "evidence", *TEXTS)
    texts = [words_of(one.to) for one in edit.changes if one.field in fields and one.to]
    topics = [words_of(one.to) for one in edit.changes if one.field.startswith("topic.")]
    return [*texts, *topics, *(one.text for one in edit.events if one.text)]
