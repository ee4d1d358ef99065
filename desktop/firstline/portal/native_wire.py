"""The native protocol's JSON shapes, shared by the client and the reference portal (sync.md 2)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import CopyState

PROTOCOL = 1
API = "/api/v1"
PROTOCOL_HEADER = "Sync-Protocol"  # on every request and every answer
REQUEST_ID_HEADER = "X-Request-ID"  # req-<uuid>; checked and echoed
SERVER_HEADER = "Firstline-Server"  # the server's id, on every answer, errors included
JSON_TYPE = "application/json"
NDJSON_TYPE = "application/x-ndjson"
PROBLEM_TYPE = "application/problem+json"
PATCH_TYPE = "application/merge-patch+json"
TUS_VERSION = "1.0.0"
TUS_TYPE = "application/offset+octet-stream"

ProblemName = Literal[
    "cursor-expired", "epoch-changed", "scope-changed",  # 410: pull anew
    "op-conflict", "op-rejected", "invalid", "not-found", "method-not-allowed",
    "sign-in",  # 401: the token is missing, wrong, expired or revoked
    "forbidden", "device-revoked",  # 403
    "version-required",  # 428 without If-Match; 412 is version-changed
    "version-changed", "idempotency-key-reused", "checksum-mismatch", "offset-mismatch",
    "too-large", "unsupported-type", "quota", "busy", "upgrade-required", "clock-skew", "bad-pack",
]  # fmt: skip


def type_of(name: ProblemName) -> str:
    """Return the stable `type` URI of a problem (RFC 9457 §3.1.1)."""
    return f"urn:firstline:problem:{name}"


class Shape(BaseModel):
    """What all shapes have in common: fixed once made; a later version's fields are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Sentence(Shape):
    """A sentence for people, in both languages."""

    zh: str = ""
    en: str = ""


class WireProblem(Shape):
    """application/problem+json (RFC 9457); `detail` is English, `text` holds both languages."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    text: Sentence = Sentence()
    request_id: str = ""
    retry_after: float | None = None  # seconds; the Retry-After header says the same
    server_id: str = ""


class Range(Shape):
    """The protocol versions that the server speaks."""

    min: int
    max: int


class WireHello(Shape):
    """GET /sync/hello?device=D&head=N: who the server is, and what it has of this device.

    `head` (optional) is the highest n that this device knows to be answered for good: one beyond
    what the server has proves that the server went back in time, and the epoch changes.
    `limits`: ops and ops_bytes a push, page records of a pull, wait_s of a long poll, file bytes,
    pack bytes. `horizon` is the oldest change that a cursor may come from, "" for no limit.
    """

    server_id: str
    epoch: str
    protocol: Range
    server_time: str
    horizon: str = ""
    limits: Mapping[str, int]
    scope_hash: str
    device_head: int = 0
    device_revoked: bool = False
    user: str
    roles: tuple[str, ...]
    plants: tuple[str, ...]
    server_key: str = ""  # Ed25519, raw, base64: signs answer packs
    seal_key: str = ""  # X25519, raw, base64: packs may be sealed to it


class WireRecord(Shape):
    """One record as it stands now: only its newest version is ever told (sync.md 2.3)."""

    kind: str
    id: str
    state: CopyState = CopyState.PUT
    rev: int = 0
    seq: int = 0
    plant: str = ""
    doc: Mapping[str, Any] | None = None  # None for gone and hidden


class WireChanges(Shape):
    """GET /changes?after=CURSOR&limit=N[&wait=S] as one JSON page; `count` = len(records).

    An idle round answers 304 to If-None-Match, or an empty page with `more` false.
    """

    records: Sequence[WireRecord]
    cursor: str
    more: bool
    count: int


class WireSnapshot(WireChanges):
    """GET /snapshot[?page=CURSOR][&limit=N]: the first pull, pinned, newest open tickets first.

    Go on with the answer's cursor: while `more`, here; then at /changes. `is_first` tells which.
    `done` and `total` count the records of this first pull.
    """

    done: int
    total: int


class StreamEnd(Shape):
    """The closing line of an application/x-ndjson page; without it the page is not complete.

    `sha256` is of all bytes before this line, line ends included.
    """

    end: Literal[True] = True
    cursor: str
    count: int
    sha256: str
    more: bool
    done: int | None = None  # of a snapshot
    total: int | None = None


FIRST_MARK = "s."


def is_first(cursor: str | None) -> bool:
    """Whether a pull with this cursor goes to /snapshot (page=…) and not to /changes (after=…)."""
    return cursor is None or cursor.startswith(FIRST_MARK)


class WireOp(Shape):
    """One edit on its way in: `n` is its place in this device's order, `edit` is edit_to_json.

    `plant` is where a new record goes, "" for the user's first plant. `v` is the edit's version.
    """

    n: int = Field(ge=1, le=2**53)
    edit: dict[str, Any]
    skew_ms: int | None = None
    v: int = 1
    plant: str = ""


class WireOps(Shape):
    """POST /ops: edits in order n; each is applied in a transaction of its own."""

    device: str = Field(min_length=1, max_length=64)
    ops: tuple[WireOp, ...]


class WireResult(Shape):
    """What became of one edit. The first final result of an id is stored and returned for ever.

    `stored` false: nothing is kept of this answer, the edit is judged anew when it comes again;
    with the outcome in_progress, not before `retry_after_s`. `code` and `reason` say why a
    rejected edit was: forbidden, unknown-record, illegal-move, invalid, op-id-reused, version.
    A rejected edit that comes again with other content (a person tried it anew) is judged anew.
    """

    id: str
    outcome: Outcome
    n: int = 0
    seq: int = 0
    rev: int = 0
    stored: bool = True
    code: str = ""
    reason: Sentence = Sentence()
    retry_after_s: float | None = None


class WirePushed(Shape):
    """The answer to POST /ops: a result for every op, and the copies that contain the effects."""

    results: tuple[WireResult, ...]
    records: tuple[WireRecord, ...]
    device_head: int
    epoch: str
    retry_after_s: float | None = None


class Bucket(Shape):
    """The records whose shard begins with `prefix`: how many, and what they hash to."""

    prefix: str
    count: int
    hash: str


class WireDigest(Shape):
    """GET /sync/digest?prefix=: what the server has, to be compared with `digest_of`.

    `records` ([kind, id, rev]) is filled when the prefix holds few enough of them.
    """

    prefix: str
    count: int
    hash: str
    buckets: tuple[Bucket, ...]
    records: tuple[tuple[str, str, int], ...] | None = None


class WireWanted(Shape):
    """POST /sync/records: the records to be told again; the answer is WireFetched.

    One that is not there, or that the user may not see, comes as `hidden`.
    """

    want: tuple[tuple[str, str], ...]  # kind, id


class WireFetched(Shape):
    """The answer to POST /sync/records."""

    records: tuple[WireRecord, ...]


def shard_of(kind: str, record_id: str) -> str:
    """Return the four hexadecimal digits by which a record is put into a bucket."""
    return hashlib.sha256(f"{kind}/{record_id}".encode()).hexdigest()[:4]


def digest_of(records: Iterable[tuple[str, str, int]]) -> tuple[int, str]:
    """Return how many records (kind, id, rev) there are, and a hash that knows no order."""
    count = total = 0
    for kind, record_id, rev in records:
        one = hashlib.sha256(f"{kind}/{record_id}/{rev}".encode()).digest()
        total = (total + int.from_bytes(one[:8], "big")) & ((1 << 64) - 1)
        count += 1
    return count, f"{total:016x}"


class WireDevice(Shape):
    """POST /devices: enrol a device of one's own by its public key (Ed25519, raw, base64)."""

    device: str = Field(min_length=1, max_length=64)
    name: str = Field(default="", max_length=200)
    public_key: str = Field(min_length=44, max_length=44)


class WireEnrolled(Shape):
    """A device as the server knows it, and the keys that the server signs and unseals with."""

    device: str
    name: str
    user: str
    public_key: str
    enrolled_at: str
    revoked_at: str | None = None
    head: int = 0
    server_id: str
    server_key: str
    seal_key: str
