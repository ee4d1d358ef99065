"""The named ways in which a network fails, each as one fault (reliability.md T8)."""

import gzip
from collections.abc import Mapping
from functools import cache

from fault_proxy import (
    CAPTIVE_PAGE,
    CAPTIVE_REDIRECT,
    CAPTIVE_STATUS,
    Fault,
    Message,
    canned,
    half_of_gzip,
    longer_than_said,
    shorter_than_said,
    without_etag,
    without_last_line,
)

_DATE = "Tue, 01 Jan 2030 00:00:00 GMT"
_LATER = "Tue, 01 Jan 2030 00:00:30 GMT"
_PROBLEM = b'{"type":"urn:firstline:problem:cursor-expired","title":"no","status":410}'
_WHOLE = 10**9


@cache
def _packed_nothing() -> bytes:
    return gzip.compress(bytes(100_000_000), 9)


def _bomb(answer: Message) -> bytes:
    return answer.with_headers(content_encoding="gzip").with_body(_packed_nothing()).raw()


def _another_server(answer: Message) -> bytes:
    return answer.with_headers(firstline_server="somebody-else").raw()


def _damaged(answer: Message) -> bytes:
    packed = answer.header("Content-Encoding") == "gzip"
    plain = gzip.decompress(answer.body) if packed else answer.body
    middle = len(plain) // 2
    body = plain[:middle] + b"\x00" + plain[middle + 1 :]
    return answer.with_headers(content_encoding=None).with_body(body).raw()


NAMED: Mapping[str, Fault] = {
    "captive page": Fault(instead=CAPTIVE_PAGE),
    "captive redirect": Fault(instead=CAPTIVE_REDIRECT),
    "captive 511": Fault(instead=CAPTIVE_STATUS),
    "captive page as JSON": Fault(instead=canned(200, b"<html>", "application/json")),
    "proxy wants a sign-in": Fault(instead=canned(407, b"<html>")),
    "proxy says 401": Fault(instead=canned(401, b"<html>")),
    "proxy says 403": Fault(instead=canned(403, b"<html>")),
    "a stranger says 410": Fault(instead=canned(410, _PROBLEM, "application/problem+json")),
    "too large": Fault(instead=canned(413, b"<html>")),
    "too many, seconds": Fault(instead=canned(429, retry_after="3")),
    "too many, a date": Fault(instead=canned(429, retry_after=_LATER, date=_DATE)),
    "busy, seconds": Fault(instead=canned(503, retry_after="3")),
    "busy, a date": Fault(instead=canned(503, retry_after=_LATER, date=_DATE)),
    "busy, nonsense": Fault(instead=canned(503, retry_after="soon")),
    "gateway 502": Fault(instead=canned(502, b"<html>")),
    "gateway 504": Fault(instead=canned(504, b"<html>")),
    "server fault": Fault(instead=canned(500)),
    "not HTTP": Fault(instead=b"SSH-2.0-OpenSSH_9.2\r\n", cut="response", at=_WHOLE),
    "nothing": Fault(instead=b"", cut="response", at=0),
    "empty answer": Fault(change=lambda one: one.with_body(b"").raw()),
    "an empty list": Fault(change=lambda one: one.with_headers(content_encoding=None)
                           .with_body(b"[]").raw()),
    "longer than said": Fault(change=longer_than_said, cut="response", at=_WHOLE),
    "shorter than said": Fault(change=shorter_than_said),
    "half of gzip": Fault(change=half_of_gzip),
    "no last line": Fault(change=without_last_line),
    "no ETag": Fault(change=without_etag),
    "a damaged byte": Fault(change=_damaged),
    "a bomb": Fault(change=_bomb),
    "another server": Fault(change=_another_server),
    "an RST after the request": Fault(cut="response", at=0, rst=True),
    "an RST in the request": Fault(cut="request", at=150, rst=True),
    "a slow line": Fault(piece=150, pause_s=0.002),
    "a delay": Fault(delay_s=0.2),
}  # fmt: skip
SILENT: Mapping[str, Fault] = {
    "a black hole at once": Fault(cut="request", at=0, hole=True),
    "a black hole in the request": Fault(cut="request", at=200, hole=True),
    "a black hole before the answer": Fault(cut="response", at=0, hole=True),
    "a black hole in the answer": Fault(cut="response", at=400, hole=True),
}
"""Faults in which nothing ends: only the watchdog by bytes moved does."""
