"""The fields of a ticket: which there are, and what a value of each may be."""

from collections.abc import Mapping

from firstline.domain.errors import BadInput
from firstline.domain.ticket import TEXT_FIELDS, Priority, Status, TicketType
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
LIMITS: Mapping[str, int] = {"title": 400, "body": 1_000_000}


def check(name: str, value: Value) -> Value:
    """Return `value` as the field `name` stores it: typed, in range, free of control characters.

    Raises BadInput with the reason. Titles hold 400 characters, texts a million, other fields 200.
    """
    if name not in ALL_FIELDS:
        unknown_field(name)
    if name in ("impact", "urgency"):
        if str(value) not in ("1", "2", "3"):
            raise BadInput(Text(f"{name} 只能是 1、2、3。", f"{name} must be 1, 2 or 3."))
        return int(str(value))
    kinds = {"type": TicketType, "priority": Priority, "vendor_priority": Priority,
             "status": Status}  # fmt: skip
    if name in kinds:
        return _one_of(name, value, tuple(kinds[name]))
    if isinstance(value, tuple):
        return tuple(clean(one, 200, name) for one in value)
    return clean(str(value or ""), LIMITS.get(name, 200), name, lines=name == "body")


def _one_of(name: str, value: Value, legal: tuple[str, ...]) -> Value:
    if value is None and name == "vendor_priority":
        return None
    for one in legal:
        if str(value).casefold() == str(one).casefold():
            return one
    choices = ", ".join(legal)
    raise BadInput(
        Text(f"{name} 不能是“{str(value)[:40]}”。", f"{name} cannot be “{str(value)[:40]}”."),
        next_step=Text(f"可用:{choices}。", f"Use one of: {choices}."),
    )


# Bidirectional overrides and zero-width marks make a text read as something else.
_UNSEEN = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def clean(text: str, limit: int, name: str, *, lines: bool = False) -> str:
    """Return `text` without control, bidirectional and zero-width characters.

    Raises BadInput when more than `limit` characters remain; `lines` keeps line breaks and tabs.
    """
    if len(text) > 4 * limit:
        raise _too_long(name, limit)
    kept = "".join(_plain(char, lines=lines) for char in text.replace("\r\n", "\n")).strip()
    if len(kept) > limit:
        raise _too_long(name, limit)
    return kept


def _plain(char: str, *, lines: bool) -> str:
    if char in "\n\t\r":
        return char if lines and char != "\r" else " "
    if (
        char in _UNSEEN
        or ord(char) < 32
        or 0x7F <= ord(char) < 0xA0
        or 0xD800 <= ord(char) < 0xE000
    ):
        return ""
    return char


def _too_long(name: str, limit: int) -> BadInput:
    return BadInput(
        Text(f"{name} 超过 {limit} 个字。", f"{name} is longer than {limit} characters."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请把长文放进附件。", "Put long text into an attachment."),
    )
