"""An exchange of one ticket's thread as a line of its log: with whom, how, and in words (S86)."""

from collections.abc import Mapping
from enum import StrEnum

from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

LIST = "exchange"  # the list that these entries stand in
BUNDLE, TOLD = "bundle", "told"
PLANT, HQ, PARTNER = "plant", "hq", "partner"
AUDIENCES: Mapping[str, Text] = {
    PLANT: Text("工厂(本公司,全部内容)", "A plant of ours (everything)"),
    HQ: Text("总部(本公司,全部内容)", "Headquarters (everything)"),
    PARTNER: Text("伙伴或厂商(脱敏)", "A partner or vendor (redacted)"),
}
_TO: Mapping[str, Text] = {
    PLANT: Text("工厂", "a plant"), HQ: Text("总部", "headquarters"),
    PARTNER: Text("伙伴", "a partner"),
}  # fmt: skip


class What(StrEnum):
    """Whether a thread left here or came here."""

    SENT = "sent"
    TAKEN = "taken"


def is_exchange(event: Event) -> bool:
    """Whether the event tells of a bundle that left or came."""
    return event.kind is EventKind.ENTRY and event.data.get("list") == LIST


def said(event: Event) -> Text | None:
    """Return an exchange as one line, None for any other event."""
    if not is_exchange(event):
        return None
    data = event.data
    tail, number = data.get("key", "")[:9], data.get("number", "")
    if data.get("what") == What.SENT:
        to = _TO.get(data.get("audience", ""), Text("另一服务台", "another desk"))
        zh, en = f"导出交换包 · 给{to.zh}", f"Bundle written for {to.en}"
    else:
        maker = data.get("maker", "") or "?"
        zh, en = f"收下交换包 · {maker}", f"Bundle taken from {maker}"
    if number:
        zh, en = f"{zh} · 编号 {number}", f"{en} · number {number}"
    return Text(f"{zh} · 密钥 {tail}…", f"{en} · key {tail}…") if tail else Text(zh, en)
