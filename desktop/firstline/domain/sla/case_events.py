"""The events of a case: JSON objects to events, strictly: a misspelt key must move no verdict."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstline.domain.errors import BadInput
from firstline.domain.instants import UTC, parse_instant
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority
from firstline.domain.words import Text

_KEYS = frozenset(
    {"kind", "at", "received_at", "leg", "priority", "reason", "proof",
     "id", "actor", "text", "note", "data", "into", "of"}
)  # fmt: skip


def event_of(raw: object, name: str, place: str) -> Event:
    """Return one event of a case; its id is its place, so that a later fault can name it.

    Raises BadInput naming file, place and fault.
    """
    if not isinstance(raw, dict):
        raise fault(name, place, "应为对象。", "must be an object.")
    for key in raw:
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise fault(
                name,
                f"{place}.{key}",
                f"不认识的键。可用:{known}。",
                f"unknown key. Known: {known}.",
            )
    kind = EventKind(_choice(raw, "kind", tuple(EventKind), name, place) or _missing(name, place))
    leg = _choice(raw, "leg", tuple(Leg), name, place)
    priority = _choice(raw, "priority", tuple(Priority), name, place)
    if kind is EventKind.PRIORITY and priority is None:
        raise fault(name, f"{place}.priority", "缺少这个键。", "is missing.")
    at, received = raw.get("at"), raw.get("received_at")
    return Event(
        id=place,
        kind=kind,
        at=_instant(at, name, f"{place}.at"),
        received_at=None if received is None else _instant(received, name, f"{place}.received_at"),
        leg=Leg(leg) if leg else None,
        reason=_text(raw, "reason", name, place),
        proof=_proof(raw.get("proof"), name, place),
        priority=Priority(priority) if priority else None,
    )


def instant(text: str, name: str, place: str) -> datetime:
    """Return the instant in an ISO 8601 text with its offset. Raises BadInput naming the place.

    An offset is asked for: a case must give everybody the same verdict.
    """
    try:
        found = parse_instant(text, UTC)
    except BadInput as error:
        raise fault(name, place, error.sentence.zh, error.sentence.en) from error
    if datetime.fromisoformat(text.strip()).tzinfo is None:
        raise fault(
            name, place, f"“{text[:40]}”缺少时区偏移。", f"“{text[:40]}” has no UTC offset."
        )
    return found


def fault(name: str, place: str, zh: str, en: str) -> BadInput:
    """Return the error for a place in a case."""
    return BadInput(Text(f"{name}:{place}:{zh}", f"{name}: {place}: {en}"))


def _instant(value: object, name: str, place: str) -> datetime:
    if value is None:
        raise fault(name, place, "缺少这个键。", "is missing.")
    if not isinstance(value, str):
        raise fault(name, place, "应为时间。", "must be an instant.")
    return instant(value, name, place)


def _choice(
    raw: Mapping[str, Any], key: str, legal: tuple[str, ...], name: str, place: str
) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or value not in legal:
        choices = ", ".join(legal)
        raise fault(
            name, f"{place}.{key}", f"不能是“{str(value)[:40]}”,可用:{choices}。",
            f"cannot be {str(value)[:40]!r}; use one of: {choices}.",
        )  # fmt: skip
    return value


def _missing(name: str, place: str) -> str:
    raise fault(name, f"{place}.kind", "缺少这个键。", "is missing.")


def _text(raw: Mapping[str, Any], key: str, name: str, place: str) -> str:
    value = raw.get(key, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise fault(name, f"{place}.{key}", "应为文字。", "must be a text.")
    return value


def _proof(value: object, name: str, place: str) -> str:
    """Return the proof's text; `true` says that there is one."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str):
        return value
    raise fault(
        name, f"{place}.proof", "应为 true、false 或文字。", "must be true, false or a text."
    )
