"""SHA-256 of texts in memory, without OpenSSL's library as long as a start needs none of it."""

from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import count
from typing import Any

FEW = 64
_counted = count()
_PLAIN = ("_sha2", "_sha256", "hashlib")  # Python's own code, from 3.12 and before; else OpenSSL's


def sha256(data: bytes) -> Any:
    """Return the running SHA-256 that begins with `data`, as hashlib's."""
    for name in _PLAIN:
        with suppress(ImportError):
            return import_module(name).sha256(data)
    raise ImportError(_PLAIN[-1])


def digest(data: bytes) -> bytes:
    """Return the SHA-256 of `data`: after a few by the quick code of OpenSSL, loaded for many."""
    if next(_counted) < FEW:
        return bytes(sha256(data).digest())
    made: bytes = _quick()(data).digest()
    return made


def quick() -> Any:
    """Return the constructor of `digest`, for who makes thousands."""
    return _quick()


@cache
def _quick() -> Any:
    import hashlib  # noqa: PLC0415 - see above

    return hashlib.sha256
