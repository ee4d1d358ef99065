"""Identifiers that sort by the time they were made and never clash (UUIDv7, RFC 9562 §5.7)."""

import uuid
from datetime import datetime

_NAMESPACE = uuid.UUID("6f6c1f0e-6d0e-5c55-9d7e-9a4f3c1f7a10")


def new_id(now: datetime) -> str:
    """Return a new UUIDv7 for the aware instant `now`; it sorts by its millisecond."""
    import secrets  # noqa: PLC0415 - a start makes no id

    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    noise = secrets.randbits(74)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


def derived_id(*parts: str) -> str:
    """Return the one id that these parts always give, so that importing twice changes nothing."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
