"""What happened to a request, in words: each entry with who, when and what it said."""

from datetime import tzinfo

from firstline.domain.ledger.amount import CNY, plain_amount
from firstline.domain.ledger.paid import ACTUAL, APPROVE, BOOK, ESTIMATE, REJECT
from firstline.domain.services.form import form_sheet
from firstline.domain.services.request import (
    ACCEPT,
    CHECK,
    DELIVER,
    SEND,
    WAIVE,
    ServiceRequest,
)
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Language, Text

_WHATS = {
    "opened": Text("建立申请", "made the request"), SEND: Text("送出请求报价", "sent for a quote"),
    ESTIMATE: Text("登记报价", "recorded a quote"), APPROVE: Text("批准", "approved"),
    REJECT: Text("未批准", "rejected"), BOOK: Text("约定交付日", "agreed on a day"),
    DELIVER: Text("登记交付", "recorded the delivery"), WAIVE: Text("豁免", "waived"),
    ACTUAL: Text("实际费用", "told the cost"), ACCEPT: Text("验收", "accepted"),
}  # fmt: skip
_WITHDRAWN = Text("撤回", "took it back")
_PASS, _FAIL = Text("通过", "met"), Text("不通过", "not met")


def past(one: ServiceRequest, say: Language, zone: tzinfo) -> list[str]:
    """Return what happened, the newest first, a line each."""
    events = sorted(one.entity.events, key=lambda each: (each.at, each.id), reverse=True)
    return [
        f"{each.at.astimezone(zone):%Y-%m-%d %H:%M} {each.actor}: {_said(one, each, say)}"
        for each in events
        if each.kind in (EventKind.ENTRY, EventKind.CHANGED)
    ]


def _said(one: ServiceRequest, event: Event, say: Language) -> str:
    data = event.data
    if event.kind is EventKind.CHANGED:
        return _changed(one, event, say)
    what = data.get("what", "")
    if what == CHECK:
        word = (_FAIL if data.get("result") == "fail" else _PASS).in_(say)
    elif what == REJECT and data.get("withdrawn"):
        word = _WITHDRAWN.in_(say)
    else:
        word = _WHATS.get(what, Text(what, what)).in_(say)
    parts = [_criterion(one, data.get("criterion", ""), say), _money(data.get("fen", "")),
             data.get("valid", ""), data.get("ref", ""), data.get("when", ""),
             data.get("by", ""), event.text]  # fmt: skip
    told = " · ".join(each for each in parts if each)
    return f"{word}: {told}" if told else word


def _changed(one: ServiceRequest, event: Event, say: Language) -> str:
    name, old, new = (event.data.get(key, "") for key in ("field", "old", "new"))
    column = next((each for each in form_sheet(one.item).columns if each.id == name), None)
    said = column.name.in_(say).removeprefix("★ ") if column else name
    return f"{said}: {old or '—'} → {new or '—'}"


def _criterion(one: ServiceRequest, key: str, say: Language) -> str:
    found = (each.criterion.words for each in one.criteria if key and each.criterion.id == key)
    return next((each.in_(say) for each in found), key)


def _money(fen: str) -> str:
    return plain_amount(int(fen), CNY) if fen.isascii() and fen.isdigit() and int(fen) else ""
