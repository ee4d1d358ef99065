"""What one event is called and which icon stands for it."""

from collections.abc import Callable, Mapping

from firstline.domain.contact.log import is_contact, said_of_contact
from firstline.domain.handoff.release import released
from firstline.domain.major.words import said_of_major
from firstline.domain.ticket.exchange_words import said as said_of_exchange
from firstline.domain.ticket.ticket import Event, EventKind, Leg
from firstline.domain.words import Text
from firstline.viewmodel import phrases

_K = EventKind

ICONS: Mapping[EventKind, str] = {
    _K.REPORTED: "inbox",
    _K.HANDED_OFF: "send",
    _K.ACKNOWLEDGED: "mail",
    _K.RESPONDED: "reply",
    _K.PAUSED: "pause",
    _K.RESUMED: "play",
    _K.PRIORITY: "flag",
    _K.RESOLVED: "circle-check",
    _K.REOPENED: "undo-2",
    _K.CANCELLED: "circle-x",
    _K.MERGED: "link",
    _K.DUPLICATE: "copy",
    _K.TRIAGED: "list-checks",
    _K.STARTED: "zap",
    _K.CLOSED: "archive",
    _K.MESSAGE: "message-square",
    _K.NOTE: "sticky-note",
    _K.CHANGED: "pencil",
    _K.ATTACHED: "paperclip",
    _K.DETACHED: "paperclip",
    _K.VERDICT: "target",
    _K.ENTRY: "list-checks",
    _K.UNKNOWN: "circle-help",
}

_HEADS: Mapping[EventKind, Text] = {
    _K.REPORTED: Text("报告", "Reported"),
    _K.HANDED_OFF: Text("交接厂商", "Handed off to the vendor"),
    _K.ACKNOWLEDGED: Text("自动回执", "Automatic receipt"),
    _K.RESPONDED: Text("回复报告人", "Reply"),
    _K.RESOLVED: Text("已恢复", "Resolved"),
    _K.REOPENED: Text("重新打开", "Reopened"),
    _K.CANCELLED: Text("取消", "Cancelled"),
    _K.MERGED: Text("合并", "Merged"),
    _K.DUPLICATE: Text("重复", "Duplicate"),
    _K.TRIAGED: Text("完成分级", "Triaged"),
    _K.STARTED: Text("开始处理", "Work started"),
    _K.CLOSED: Text("关闭", "Closed"),
    _K.MESSAGE: Text("来信", "Message"),
    _K.NOTE: Text("内部备注", "Internal note"),
    _K.ATTACHED: Text("附件", "Attachment"),
    _K.ENTRY: Text("记账", "Booking"),
}


def icon(event: Event, *, receipt: bool = False) -> str:
    """Return the icon's name; a receipt of a hand-off has its own."""
    if event.kind is _K.HANDED_OFF and receipt:
        return "mail"
    if is_contact(event):
        return "phone"
    return ICONS[event.kind]


def head(event: Event, *, receipt: bool = False) -> Text:
    """Return the event as one short phrase, with every fact it bears but its texts."""
    if event.kind is _K.HANDED_OFF:
        return _hand_off(event, receipt=receipt)
    if event.kind is _K.ENTRY:
        told = released(event) or said_of_exchange(event)
        return told or said_of_major(event) or said_of_contact(event) or _HEADS[_K.ENTRY]
    if event.leg is Leg.VENDOR and event.kind is _K.RESPONDED:
        return _proved(Text("厂商回复", "Vendor replied"), event)
    if event.leg is Leg.VENDOR and event.kind is _K.MESSAGE:
        return Text("厂商来信", "Vendor's message")
    special = _SPECIAL.get(event.kind)
    return special(event) if special else _reasoned(_HEADS[event.kind], event)


def _reasoned(name: Text, event: Event) -> Text:
    if not event.reason:
        return name
    why = phrases.reason(event.reason)
    return Text(f"{name.zh}:{why.zh}", f"{name.en}: {why.en}")


def _proved(name: Text, event: Event) -> Text:
    if event.proof:
        return Text(f"{name.zh} · 凭证:{event.proof}", f"{name.en} · proof: {event.proof}")
    if event.data.get("hidden"):  # shown as the requester may see it
        return name
    return Text(f"{name.zh} · 无凭证", f"{name.en} · no proof")


def _hand_off(event: Event, *, receipt: bool) -> Text:
    name = Text("厂商收到", "Received by the vendor") if receipt else _HEADS[_K.HANDED_OFF]
    case = event.data.get("case_no", "")
    if case:
        name = Text(f"{name.zh} · 单号 {case}", f"{name.en} · case {case}")
    if event.received_at or event.proof:
        return _proved(name, event)
    return Text(f"{name.zh} · 未确认收到", f"{name.en} · receipt not confirmed")


def _pause(event: Event) -> Text:
    leg = phrases.LEGS[event.leg] if event.leg else Text("两段", "Both legs")
    if event.kind is _K.RESUMED:
        return Text(f"{leg.zh}恢复计时", f"{leg.en} resumed")
    why = phrases.reason(event.reason)
    return Text(f"{leg.zh}暂停:{why.zh}", f"{leg.en} paused: {why.en}")


def _priority(event: Event) -> Text:
    to = phrases.priority(event.priority) if event.priority else Text("—", "—")
    name = Text(f"优先级定为 {to.zh}", f"Priority set to {to.en}")
    if event.leg is Leg.VENDOR:
        name = Text(f"厂商定级 {to.zh}", f"Vendor's priority: {to.en}")
    return _reasoned(name, event)


def _changed(event: Event) -> Text:
    field = event.data.get("field", "")
    name = phrases.FIELDS.get(field, Text(field, field))
    old = phrases.field_value(field, event.data.get("old", "")[:80])
    new = phrases.field_value(field, event.data.get("new", "")[:80])
    if "take" in event.data:
        return _resolved(name, event.data["take"])
    if field == "priority_reason":
        why = event.data.get("new", "")
        return Text(f"改级别的理由:{why}", f"Why the priority changed: {why}")
    if field == "body":
        return Text(f"改写{name.zh}", f"{name.en} rewritten")
    return Text(f"{name.zh}:{old.zh} → {new.zh}", f"{name.en}: {old.en} → {new.en}")


def _resolved(name: Text, take: str) -> Text:
    """Return how a clash of the field `name` was ended."""
    taken = {
        "mine": Text("采用被搁置的值", "the held value"),
        "theirs": Text("保留当前值", "the value that stood"),
        "both": Text("两者都留", "both"),
    }.get(take, Text(take, take))
    return Text(f"解决冲突 · {name.zh}:{taken.zh}", f"Conflict resolved · {name.en}: {taken.en}")


def _unknown(event: Event) -> Text:
    kind = event.data.get("kind", "")
    return Text(f"较新版本的记录 {kind}".strip(), f"An entry of a later version {kind}".strip())


def _verdict(event: Event) -> Text:
    source = event.data.get("source", "")
    met = event.data.get("met", "").casefold() in ("true", "1", "yes")
    zh, en = ("达成", "met") if met else ("违约", "breached")
    return Text(f"{source} 自评:{zh}", f"{source}'s own verdict: {en}")


def _linked(event: Event) -> Text:
    other = event.data.get("of") or event.data.get("into", "")
    name = _HEADS[event.kind]
    return Text(f"{name.zh}:{other}", f"{name.en}: {other}") if other else name


def _detached(event: Event) -> Text:
    name = event.data.get("name", "")
    return Text(f"移除附件 {name}", f"Removed {name}")


_SPECIAL: Mapping[EventKind, Callable[[Event], Text]] = {
    _K.PAUSED: _pause,
    _K.RESUMED: _pause,
    _K.PRIORITY: _priority,
    _K.CHANGED: _changed,
    _K.DUPLICATE: _linked,
    _K.MERGED: _linked,
    _K.DETACHED: _detached,
    _K.VERDICT: _verdict,
    _K.UNKNOWN: _unknown,
}
