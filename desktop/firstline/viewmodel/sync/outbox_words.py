"""One unsent edit in plain words: what it does, the text that must not be lost, how it stands."""

from datetime import datetime, timedelta, tzinfo
from unicodedata import east_asian_width

from firstline.domain.contact.log import is_contact
from firstline.domain.edits.edit import Change, Edit, words_of
from firstline.domain.edits.kinds import KINDS
from firstline.domain.ticket.ticket import Event, EventKind, Leg
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.group import words as group_words
from firstline.viewmodel.runbook.outbox import words as runbook_words

ASKED = Text("现在这台电脑坏了,会丢什么?", "What would be lost if this PC died now?")
LONG = 90  # columns of a text that its line shows; a Chinese character takes two
_TYPED = ("title", "body", "title_zh", "title_en", "body_zh", "body_en")
_TEXTS = (EventKind.RESPONDED, EventKind.NOTE, EventKind.MESSAGE, EventKind.ENTRY)
_TITLES = ("title", "title_zh", "name")
_NAMED = {
    "open": Text("新工单", "New ticket"),
    "handoff": Text("交接给厂商", "Handed to the vendor"),
    "resolve": Text("解决冲突", "Conflict resolved"),
    "tag": Text("标签", "Tags"),
}


def what(edit: Edit) -> Text:
    """Return what the edit does, as short as it stays clear: 优先级 → P2 高, or the first words."""
    told_of = runbook_words(edit)
    if told_of is not None:
        name = KINDS[edit.kind].name
        return Text(f"{name.zh}:{_short(told_of.zh)}", f"{name.en}: {_short(told_of.en)}")
    ours = group_words.said(edit)
    if ours is not None:
        return Text(_short(ours.zh), _short(ours.en))
    said = next((event for event in edit.events if event.kind in _TEXTS and event.text), None)
    if said is not None:
        name = _text_name(said)
        return Text(f"{name.zh}:{_short(said.text)}", f"{name.en}: {_short(said.text)}")
    files = [one.data.get("name", "") for one in edit.events if one.kind is EventKind.ATTACHED]
    if files:
        return Text(f"附件:{'、'.join(files)}", f"File: {', '.join(files)}")
    if edit.act in _NAMED:
        return _named(edit)
    told = [_changed(one) for one in edit.changes]
    if not told:
        kinds = ", ".join(dict.fromkeys(str(one.kind) for one in edit.events))
        return Text(f"记录:{kinds or edit.act}", f"Entry: {kinds or edit.act}")
    return Text(",".join(one.zh for one in told), ", ".join(one.en for one in told))


def _text_name(event: Event) -> Text:
    if event.kind is EventKind.ENTRY:
        return Text("联系", "Contact") if is_contact(event) else Text("记录", "Entry")
    if event.kind is EventKind.NOTE:
        return Text("内部备注", "Internal note")
    if event.leg is Leg.VENDOR:
        return Text("厂商回复", "Vendor's reply")
    return Text("回复", "Reply")


def _named(edit: Edit) -> Text:
    name = _NAMED[edit.act]
    if edit.act == "open":
        if edit.kind != "ticket":
            name = KINDS[edit.kind].name if edit.kind in KINDS else Text(edit.kind, edit.kind)
        title = next((words_of(one.to) for one in edit.changes if one.field in _TITLES), "")
        return Text(f"{name.zh}:{_short(title)}", f"{name.en}: {_short(title)}")
    if edit.act == "tag":
        marks = [f"+{one}" for one in edit.add_tags] + [f"−{one}" for one in edit.remove_tags]
        return Text(f"{name.zh} {' '.join(marks)}", f"{name.en} {' '.join(marks)}")
    told = [_changed(one) for one in edit.changes]
    if not told:
        return name
    return Text(f"{name.zh}:{told[0].zh}", f"{name.en}: {told[0].en}")


def _changed(change: Change) -> Text:
    name = phrases.FIELDS.get(change.field, Text(change.field, change.field))
    to = phrases.field_value(change.field, words_of(change.to))
    return Text(f"{name.zh} → {_short(to.zh)}", f"{name.en} → {_short(to.en)}")


def _short(text: str) -> str:
    flat = " ".join(text[: 4 * LONG].split())
    taken = 0
    for at, one in enumerate(flat):
        taken += 2 if east_asian_width(one) in "WF" else 1
        if taken > LONG:
            return f"{flat[: at - 1]}…"
    return flat


def kept_text(edit: Edit) -> str:
    """Return everything that a person typed into the edit, in full, to read and to copy."""
    typed = [words_of(one.to) for one in edit.changes if one.field in _TYPED and one.to]
    typed += [event.text for event in edit.events if event.kind in _TEXTS and event.text]
    return "\n\n".join(dict.fromkeys((*typed, *group_words.typed(edit))))


def standing(state: str, tries: int, not_before: datetime, now: datetime, *, alone: bool) -> Text:
    """Return how an edit in `state` stands now; *chosen* is one held whose clash was ended here."""
    if state == "chosen":
        return Text("已选择,等门户确认", "Chosen; the portal is to confirm")
    if state == "held":
        return Text("有冲突,等您选择", "In conflict, awaits your choice")
    if state == "refused":
        return Text("门户没有接受", "Refused by the portal")
    if alone:
        return Text("只在本机", "On this device only")
    wait = not_before - now
    if wait > timedelta():
        seconds = max(1, round(wait.total_seconds()))
        return Text(f"{seconds} 秒后发送,可撤回", f"Goes in {seconds} s, can be withdrawn")
    if tries:
        return Text(f"已试 {tries} 次,还没有回音", f"Tried {tries}×, no answer yet")
    return Text("等待发送", "Waiting to be sent")


def lost(acts: int, files: int, *, alone: bool) -> Text:
    """Return the words beside the one number: what would be lost if this PC died now."""
    if not acts and not files:
        if alone:
            return Text("还没有做过任何操作。", "Nothing has been done here yet.")
        return Text("什么都不会丢:门户上都有。", "Nothing would be lost: the portal has it all.")
    told = []
    if acts:
        told.append(Text(f"{acts:,} 项操作", f"{acts:,} act{'s' * (acts != 1)}"))
    if files:
        told.append(Text(f"{files:,} 个附件", f"{files:,} file{'s' * (files != 1)}"))
    zh, en = "和 ".join(one.zh for one in told), " and ".join(one.en for one in told)
    return Text(f"{zh}只在这台电脑上。", f"{en} would be lost: on this PC alone.")


def oldest(at: datetime | None, now: datetime, zone: tzinfo) -> Text:
    """Return when the oldest of them was done."""
    if at is None:
        return Text("", "")
    when, age = times.brief(at, now, zone), times.age(at, now)
    return Text(f"最早的一项:{when.zh}({age.zh})", f"The oldest: {when.en} ({age.en})")
