"""What the demo company is made of, as plain values, and the ids that never change."""

import hashlib
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.domain.edits.edits import Edit
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id, id_at
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Priority
from firstline.domain.words import Text

SEED = "demo"
_PART = re.compile(r"(\d+)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to a demo ticket at an instant; `do` names it."""

    at: datetime
    do: str
    text: str = ""
    actor: str = ""
    received_at: datetime | None = None
    proof: str = ""
    case_no: str = ""
    other: str = ""
    priority: Priority | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The whole life of one demo ticket, its steps in order."""

    number: str
    reported_at: datetime
    fields: Mapping[str, Value]
    steps: tuple[Step, ...]
    explanation: str = ""

    @property
    def id(self) -> str:
        """The ticket's id, the same in every demo."""
        return ticket_id(self.number)


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything a store needs to become the demo company.

    `drafts` and `unread` are by ticket id; `files` hold the bytes of the attachments.
    """

    user: str
    site: str
    edits: tuple[Edit, ...]
    drafts: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    files: tuple[tuple[str, bytes], ...] = ()


def ticket_id(number: str) -> str:
    """Return the id of the demo ticket with this number."""
    return derived_id(SEED, number)


def step_id(at: datetime, number: str, index: int) -> str:
    """Return an id that sorts by its instant, then by `index`, and is always the same (UUIDv7)."""
    digest = hashlib.sha256(f"{SEED}\x1f{number}\x1f{index}\x1f{at.isoformat()}".encode()).digest()
    low = int.from_bytes(digest[:8], "big") & ((1 << 62) - 1)
    return id_at(at, (index & 0xFFF) << 62 | low)


def span(text: str) -> timedelta:
    """Return the span written as "1d5h50m10s". Raises BadInput for anything else."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise BadInput(Text(f"“{text}”不是时长。", f"“{text}” is not a span of time."))
    return timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})


def attachment(name: str, content: bytes) -> Attachment:
    """Return the attachment that a store makes of this content."""
    media = "image/png" if name.endswith(".png") else "text/plain"
    return Attachment(hashlib.sha256(content).hexdigest(), name, len(content), media)


def picture(width: int, height: int) -> bytes:
    """Return a small PNG: an empty list window with a grey heading, drawn line by line."""
    paper, ink, grey, blue = b"\xff\xff\xff", b"\xd5\xda\xe1", b"\xee\xf1\xf5", b"\x0b\x5c\xad"
    rows = []
    for y in range(height):
        if y < 18:
            line = blue * width
        elif y < 40:
            line = grey * width
        elif y % 22 == 0:
            line = ink * width
        else:
            line = b"".join(ink if x % 64 == 0 else paper for x in range(width))
        rows.append(b"\x00" + line)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
