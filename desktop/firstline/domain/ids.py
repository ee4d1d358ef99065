"""Identifiers that sort by the time they were made and never clash (UUIDv7, RFC 9562 §5.7)."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOISE_BITS = 74
_MILLISECOND = timedelta(milliseconds=1)
_NAMESPACE = bytes.fromhex("6f6c1f0e6d0e5c559d7e9a4f3c1f7a10")


def new_id(now: datetime) -> str:
    """Return a new UUIDv7 for the aware instant `now`; it sorts by its millisecond."""
    import secrets  # noqa: PLC0415 - a start makes no id

    return id_at(now, secrets.randbits(NOISE_BITS))


def id_at(now: datetime, noise: int) -> str:
    """Return the UUIDv7 of the aware instant `now` with these NOISE_BITS bits."""
    # whole numbers: as a float, an instant may fall into the millisecond before
    milliseconds = (now - _EPOCH) // _MILLISECOND & ((1 << 48) - 1)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    said = f"{milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low:032x}"
    return f"{said[:8]}-{said[8:12]}-{said[12:16]}-{said[16:20]}-{said[20:]}"


def derived_id(*parts: str) -> str:
    """Return the one id that these parts always give, so that importing twice changes nothing."""
    import hashlib  # noqa: PLC0415 - as in new_id

    name = "\x1f".join(parts).encode()
    said = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).hexdigest()
    # UUIDv5 (RFC 9562 §5.5), made of text: an import needs two of them a row
    variant = "89ab"[int(said[16], 16) & 3]
    return f"{said[:8]}-{said[8:12]}-5{said[13:16]}-{variant}{said[17:20]}-{said[20:32]}"
