"""Unpacks an answer as it streams in: never more than allowed, and never one that was cut short."""

import zlib
from collections.abc import Iterable, Iterator

from firstline.domain.words import Text
from firstline.portal.base import Broken

_STEP = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS
NOT_USED = Text("这次应答没有被采用。", "Nothing of this answer was used.")
LATER = Text("程序稍后会自动重试。", "The program tries again by itself.")


def unpacked(chunks: Iterable[bytes], coding: str, most: int) -> Iterator[bytes]:
    """Yield the plain bytes of `chunks`, packed as Content-Encoding `coding` says.

    Raises Broken after `most` plain bytes (a bomb holds a thousandfold), when a gzip stream ends
    early or its checksum is wrong, and for a coding that was never asked for.
    """
    if coding in ("", "identity"):
        plain: Iterable[bytes] = chunks
    elif coding in ("gzip", "x-gzip"):
        plain = _gunzip(chunks)
    else:
        raise Broken(
            Text("门户的应答用了未知的压缩方式。", "The answer is packed in an unknown way."),
            NOT_USED,
        )
    total = 0
    for one in plain:
        total += len(one)
        if total > most:
            raise _too_much(most)
        yield one


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield at most _STEP bytes at a time; several members may follow each other (RFC 1952)."""
    member, fresh = zlib.decompressobj(_GZIP), True
    try:
        for chunk in chunks:
            rest, going = chunk, bool(chunk)
            while going:
                plain = member.decompress(rest, _STEP)
                if plain:
                    yield plain
                fresh = member.eof
                if fresh:
                    rest, member = member.unused_data, zlib.decompressobj(_GZIP)
                    going = bool(rest)
                else:
                    rest = member.unconsumed_tail
                    going = bool(rest) or len(plain) == _STEP
    except zlib.error as error:
        raise cut_short() from error
    if not fresh:
        raise cut_short()


def cut_short() -> Broken:
    """Return the problem of an answer that ended before its end."""
    return Broken(
        Text("门户的应答在中途断了。", "The portal's answer was cut short."), NOT_USED, LATER
    )


def _too_much(most: int) -> Broken:
    megabytes = f"{most / 1_048_576:.0f}"
    return Broken(
        Text(
            f"门户的应答超过 {megabytes} MB,已中止。",
            f"The portal's answer is larger than {megabytes} MB and was stopped.",
        ),
        NOT_USED,
        Text("请联系门户管理员。", "Ask the portal's administrator."),
    )
