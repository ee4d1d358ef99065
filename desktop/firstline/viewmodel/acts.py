"""What an edit did, said in one short sentence for the toast and the undo list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.edits.edits import Edit
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import EventKind, Priority, Status
from firstline.domain.words import Text, several
from firstline.viewmodel import phrases


@dataclass(frozen=True, slots=True)
class Acted:
    """One act that can be taken back: what it was, its edits, and the tickets it touched.

    `inverse` names, for each edit that was taken back, the edit that did it, "" where it was
    withdrawn before it was sent. An act without edits, which stays on this device, is done by
    `again` and undone by `back`.
    """

    text: Text
    edits: tuple[str, ...]
    tickets: tuple[str, ...]
    undone: bool = False
    inverse: tuple[str, ...] = ()
    again: Callable[[], None] | None = None
    back: Callable[[], None] | None = None


def words_of(edits: Sequence[Edit]) -> Text:
    """Return what `edits`, made in one step, did: `已改为 P2 高`, or `5 张工单:…`."""
    if not edits:
        return Text("没有改动", "Nothing changed")
    said = _one(edits[0])
    if len(edits) == 1:
        return said
    return Text(f"{len(edits)} 张工单:{said.zh}", f"{several(len(edits), 'ticket')}: {said.en}")


def undone(text: Text) -> Text:
    """Return the sentence for an act that was taken back."""
    return Text(f"已撤销:{text.zh}", f"Undone: {text.en}")


def redone(text: Text) -> Text:
    """Return the sentence for an act that was done again."""
    return Text(f"已重做:{text.zh}", f"Redone: {text.en}")


def _one(edit: Edit) -> Text:
    return _SAID.get(edit.act, _other)(edit)


def _priority(edit: Edit) -> Text:
    for change in edit.changes:
        if change.field == "priority":
            name = phrases.PRIORITIES[Priority(str(change.to))]
            return Text(f"已改为 {name.zh}", f"Changed to {name.en}")
        if change.field == "vendor_priority":
            return Text(f"厂商定级记为 {change.to}", f"Vendor priority noted as {change.to}")
    return Text("已分级", "Triaged")


def _reason(_edit: Edit) -> Text:
    return Text("理由已记下", "The reason is kept")


def _move(edit: Edit) -> Text:
    if any(event.kind is EventKind.REOPENED for event in edit.events):
        return Text("已重新打开", "Reopened")
    for change in edit.changes:
        if change.field == "status":
            name = CHART[Status(str(change.to))].name
            return Text(f"状态改为“{name.zh}”", f"Status is now “{name.en}”")
    return Text("已记录", "Recorded")


def _set(edit: Edit) -> Text:
    change = edit.changes[0]
    field = phrases.FIELDS.get(change.field, Text(change.field, change.field))
    if not change.to:
        return Text(f"已清空{field.zh}", f"{field.en} cleared")
    to = str(change.to)
    shown = to if len(to) <= 24 else f"{to[:23]}…"
    return Text(f"{field.zh}改为“{shown}”", f"{field.en} is now “{shown}”")


def _tag(edit: Edit) -> Text:
    if edit.add_tags:
        names = ", ".join(edit.add_tags)
        return Text(f"已加标签 {names}", f"Tagged {names}")
    names = ", ".join(edit.remove_tags)
    return Text(f"已去标签 {names}", f"Untagged {names}")


def _attach(edit: Edit) -> Text:
    count = len(edit.events)
    return Text(f"已添加 {count} 个附件", f"{count} file{'s' * (count != 1)} attached")


def _resolve(edit: Edit) -> Text:
    return _settled_words(edit)


def _major(edit: Edit) -> Text:
    from firstline.domain.major.words import said_of_major  # noqa: PLC0415 - seldom

    return next((one for event in edit.events if (one := said_of_major(event))), _other(edit))


def _fixed(zh: str, en: str) -> Callable[[Edit], Text]:
    return lambda _edit: Text(zh, en)


def _other(_edit: Edit) -> Text:
    return Text("已记录", "Recorded")


_SAID: Mapping[str, Callable[[Edit], Text]] = {
    "reason": _reason,
    "open": _fixed("已新建工单", "Ticket created"),
    "priority": _priority,
    "move": _move,
    "set": _set,
    "reply": _fixed("已回复", "Replied"),
    "note": _fixed("已记内部备注", "Note added"),
    "tag": _tag,
    "attach": _attach,
    "detach": _fixed("已移除附件", "File removed"),
    "handoff": _fixed("已记录交接厂商", "Hand-off recorded"),
    "log": _move,
    "major": _major,
    "contact": _fixed("已记录联系", "Contact logged"),
    "resolve": _resolve,
}


def _settled_words(edit: Edit) -> Text:
    """Return the toast's sentence for an edit that ends a clash."""
    data = next((one.data for one in edit.events if "take" in one.data), {})
    said = {
        "mine": Text("已保留我的", "Kept mine"),
        "theirs": Text("已采用对方", "Took theirs"),
        "both": Text("两者都已保留", "Kept both"),
    }[data.get("take", "mine")]
    name = data.get("field", "")
    field = phrases.FIELDS.get(name, Text(name, name))
    return Text(f"{said.zh}:{field.zh}", f"{said.en}: {field.en}")
