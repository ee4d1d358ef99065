"""Pages of records as bytes: stored documents are spliced in as they are, never parsed again."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring as _quoted

from firstline.domain.edits.exchange import CopyState
from firstline.portal.native_wire import StreamEnd, WireChanges, WireRecord, WireSnapshot

_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 2  # twice the speed of 5, for a fifth more bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a page; `doc` is its JSON text, None for one that is gone or hidden."""

    kind: str
    id: str
    state: CopyState
    rev: int
    seq: int
    plant: str
    doc: str | None

    def text(self) -> str:
        """Return the record as JSON (WireRecord)."""
        head = (
            f'{{"kind":{_quoted(self.kind)},"id":{_quoted(self.id)},"state":"{self.state}",'
            f'"rev":{self.rev},"seq":{self.seq},"plant":{_quoted(self.plant)}'
        )
        return f'{head},"doc":{self.doc}}}' if self.doc is not None else head + "}"

    def record(self) -> WireRecord:
        """Return the record as a value, for callers without a network."""
        doc = json.loads(self.doc) if self.doc is not None else None
        return WireRecord(
            kind=self.kind, id=self.id, state=self.state, rev=self.rev, seq=self.seq,
            plant=self.plant, doc=doc,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a pull: its records, the cursor after them, and how far a first pull is."""

    lines: tuple[Line, ...]
    cursor: str
    more: bool
    done: int | None = None
    total: int | None = None

    def as_json(self) -> bytes:
        """Return the page as one JSON document (WireChanges, WireSnapshot)."""
        rest = {"cursor": self.cursor, "more": self.more, "count": len(self.lines)}
        if self.done is not None:
            rest |= {"done": self.done, "total": self.total or 0}
        body = ",".join(one.text() for one in self.lines)
        return f'{{"records":[{body}],{json.dumps(rest)[1:]}'.encode()

    def as_lines(self) -> bytes:
        """Return the page as NDJSON; its closing line vouches for all before it (StreamEnd)."""
        body = "".join(f"{one.text()}\n" for one in self.lines).encode()
        end = StreamEnd(
            cursor=self.cursor, count=len(self.lines), sha256=hashlib.sha256(body).hexdigest(),
            more=self.more, done=self.done, total=self.total,
        )  # fmt: skip
        return body + end.model_dump_json(exclude_none=True).encode() + b"\n"

    def values(self) -> WireChanges:
        """Return the page as a value, for callers without a network."""
        records = [one.record() for one in self.lines]
        count = len(records)
        if self.done is None:
            return WireChanges(records=records, cursor=self.cursor, more=self.more, count=count)
        return WireSnapshot(
            records=records, cursor=self.cursor, more=self.more, count=count,
            done=self.done, total=self.total or 0,
        )  # fmt: skip


def lines_json(lines: Iterable[Line]) -> str:
    """Return the records as a JSON array."""
    return f"[{','.join(one.text() for one in lines)}]"


def packed(body: bytes) -> bytes:
    """Return the body as gzip."""
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, 9)
    return squeeze.compress(body) + squeeze.flush()
