"""Cursors: how far somebody has pulled, as an opaque text that only this portal can write."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from firstline.domain.words import Text
from firstline.portal.native_wire import FIRST_MARK, ProblemName
from firstline_portal.clocks import Head
from firstline_portal.people import Person
from firstline_portal.problems import Refusal

_DELTA_MARK = "c."
_VERSION = 1
_MAC_BYTES = 12
_LONGEST = 16_384


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a first pull stands: in the open tickets or the rest, in which plant, after what."""

    open: int  # 1, then 0
    plant: int  # a place in the sorted plants
    before: int  # records with a smaller seq come next
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far every plant was told, and the first pull that is under way, if one is."""

    places: Mapping[str, Head]
    walk: Walk | None = None


def write_cursor(cursor: Cursor, settings: Mapping[str, str], person: Person) -> str:
    """Return the cursor as a text for this person and this epoch."""
    body: dict[str, object] = {
        "v": _VERSION, "s": _short(settings["server_id"]), "e": _short(settings["epoch"]),
        "h": person.scope, "p": {name: [one.seq, one.tag] for name, one in cursor.places.items()},
    }  # fmt: skip
    mark = _DELTA_MARK
    if cursor.walk is not None:
        walk = cursor.walk
        body["w"] = [walk.open, walk.plant, walk.before, walk.done, walk.total]
        mark = FIRST_MARK
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return mark + _text(_mac(settings, mark, raw) + raw)


def read_cursor(text: str, settings: Mapping[str, str], person: Person) -> Cursor:
    """Return the cursor. Raises Refusal (410), which says why it cannot be honoured."""
    mark, raw = text[:2], _bytes(text[2:]) if len(text) <= _LONGEST else b""
    body = raw[_MAC_BYTES:]
    if mark not in (_DELTA_MARK, FIRST_MARK) or not hmac.compare_digest(
        raw[:_MAC_BYTES], _mac(settings, mark, body)
    ):
        raise lost("cursor-expired")
    told = json.loads(body)
    if told["v"] != _VERSION or told["s"] != _short(settings["server_id"]):
        raise lost("cursor-expired")
    if told["e"] != _short(settings["epoch"]):
        raise lost("epoch-changed")
    if told["h"] != person.scope:
        raise lost("scope-changed")
    places = {name: Head(seq, tag) for name, (seq, tag) in told["p"].items()}
    return Cursor(places, Walk(*told["w"]) if "w" in told else None)


def lost(name: ProblemName) -> Refusal:
    """Return the refusal of a cursor: everything is to be pulled anew, and nothing is lost."""
    return Refusal(
        410, name,
        Text("游标已不能继续,请重新取回。", "The cursor cannot be honoured; begin a new pull."),
    )  # fmt: skip


def _mac(settings: Mapping[str, str], mark: str, body: bytes) -> bytes:
    key = bytes.fromhex(settings["cursor_key"])
    return hmac.new(key, mark.encode() + body, hashlib.sha256).digest()[:_MAC_BYTES]


def _short(uuid: str) -> str:
    return uuid.replace("-", "")[-12:]  # its random part


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        return b""
