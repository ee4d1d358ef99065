"""The fields of a ticket: which there are, and what a value of each may be."""

import re
from collections.abc import Mapping

from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.ticket.ticket import TEXT_FIELDS, Priority, Status, TicketType
from firstline.domain.words import Text

Value = str | int | tuple[str, ...] | None


def unknown_field(name: str) -> Value:
    """Raise BadInput: there is no such field, and here are those that there are."""
    raise BadInput(
        Text(f"没有“{name[:40]}”这个字段。", f"There is no field named “{name[:40]}”."),
        next_step=Text(
            f"可用字段:{', '.join(PLAIN_FIELDS)}。", f"Fields: {', '.join(PLAIN_FIELDS)}."
        ),
    )


PLAIN_FIELDS = (*TEXT_FIELDS, "type", "impact", "urgency", "vendor_priority", "modifiers")
ALL_FIELDS = (*PLAIN_FIELDS, "number", "priority", "status", "tags")
LISTS = ("modifiers", "tags")
LIMITS: Mapping[str, int] = {"title": 400, "body": 1_000_000}
NAMES: Mapping[str, Text] = {
    "title": Text("标题", "Title"), "body": Text("描述", "Description"),
    "site": Text("站点", "Site"), "product": Text("产品", "Product"),
    "module": Text("模块", "Module"), "channel": Text("渠道", "Channel"),
    "requester": Text("报告人", "Requester"), "assignee": Text("受理人", "Assignee"),
    "case_no": Text("厂商单号", "Vendor case number"), "type": Text("类型", "Type"),
    "impact": Text("影响度", "Impact"), "urgency": Text("紧急度", "Urgency"),
    "priority": Text("优先级", "Priority"), "number": Text("编号", "Number"),
    "vendor_priority": Text("厂商定级", "Vendor's priority"), "status": Text("状态", "Status"),
    "modifiers": Text("业务时点修正", "Calendar modifiers"), "tags": Text("标签", "Tags"),
}  # fmt: skip


def check(name: str, value: Value) -> Value:
    """Return `value` as the field `name` stores it: typed, in range, free of control characters.

    A list may be given as one text with commas. Raises BadInput with the reason: a title is never
    empty and holds 400 characters, texts hold a million, other fields 200.
    """
    if name not in ALL_FIELDS:
        unknown_field(name)
    if name in ("impact", "urgency"):
        if str(value) not in ("1", "2", "3"):
            said = NAMES[name]
            raise BadInput(Text(f"{said.zh}只能是 1、2、3。", f"{said.en} must be 1, 2 or 3."))
        return int(str(value))
    kinds = {"type": TicketType, "priority": Priority, "vendor_priority": Priority,
             "status": Status}  # fmt: skip
    if name in kinds:
        return _one_of(name, value, tuple(kinds[name]))
    if name in LISTS:
        return _listed(name, value)
    text = "" if value is None else str(value)
    kept = clean(text, LIMITS.get(name, 200), name, lines=name == "body")
    if name == "title" and not kept:
        raise BadInput(Text("标题不能为空。", "The title must not be empty."))
    return kept


def _listed(name: str, value: Value) -> tuple[str, ...]:
    parts = value if isinstance(value, tuple) else re.split("[,,、;;]", str(value or ""))
    kept = (clean(one, 200, name) for one in parts)
    return tuple(dict.fromkeys(one for one in kept if one))


def _one_of(name: str, value: Value, legal: tuple[str, ...]) -> Value:
    if value in (None, "") and name == "vendor_priority":
        return None
    for one in legal:
        if str(value).casefold() == str(one).casefold():
            return one
    choices, said, given = ", ".join(legal), NAMES[name], str(value)[:40]
    raise BadInput(
        Text(f"{said.zh}不能是“{given}”。", f"{said.en} cannot be “{given}”."),
        next_step=Text(f"可用:{choices}。", f"Use one of: {choices}."),
    )


# What cannot be seen makes a text read as something else: controls, bidirectional overrides,
# zero-width marks (not the joiners that scripts and emoji need), tags, lone surrogates.
_UNSEEN = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = pattern("\r\n?|[\u2028\u2029]")
_SPACES = pattern("[\t\n]")


def clean(text: str, limit: int, name: str, *, lines: bool = False) -> str:
    """Return `text` without control, bidirectional and zero-width characters.

    Raises BadInput when more than `limit` characters remain; `lines` keeps line breaks and tabs.
    """
    if len(text) > 4 * limit:
        raise _too_long(name, limit)
    kept = text
    if not text.isprintable():  # nothing of what goes or is replaced can be printed
        kept = visible(text) if lines else _SPACES.sub(" ", visible(text))
    kept = kept.strip()
    if len(kept) > limit:
        raise _too_long(name, limit)
    return kept


def visible(text: str) -> str:
    """Return `text` without what cannot be seen; line breaks become LF, tabs stay."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def _too_long(name: str, limit: int) -> BadInput:
    said = NAMES.get(name, Text(name, name))
    return BadInput(
        Text(f"{said.zh}超过 {limit} 个字。", f"{said.en} is longer than {limit} characters."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请把长文放进附件。", "Put long text into an attachment."),
    )
