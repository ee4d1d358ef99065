"""What is inside a .deskpack, shared by both ends of the stick (sync.md 2.9)."""

import base64
from typing import Literal

from pydantic import Field

from firstline.portal.native_wire import Shape

PACK_TYPE = "application/vnd.firstline.deskpack"
PACK_FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"  # the signature: 64 raw bytes (Ed25519)
OPS, CHANGES, ACKS = "ops.ndjson", "changes.ndjson", "acks.ndjson"
THREAD = "thread.ndjson"  # of a bundle between desks: who made it and its key, then the thread
BLOBS = "blobs/"
SEAL_MARK = b"FLSEAL1\n"  # before a sealed pack: then the zip under HPKE (RFC 9180), base mode,
# DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, with this mark as its info.


class PackFile(Shape):
    """One file of a pack, as the manifest vouches for it."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class PackManifest(Shape):
    """manifest.json: what the pack is and holds; `manifest.sig` is of its very bytes.

    kind *ops* (device → server): `device`, `user`, the ops from_n..to_n in ops.ndjson (WireOp a
    line), blobs/<sha256>, and `cursor`, what the device has pulled. `complete` says that every
    edit not yet answered is inside. kind *answer* (server → device): acks.ndjson (WireResult a
    line), changes.ndjson (WireRecord a line), `cursor` after them, and the epoch they are of.
    kind *thread* (desk → desk, no portal between): thread.ndjson, signed by the key that it names,
    whose fingerprint `device` is; `server_id` is empty.
    `prev_sha256` is that of the pack before this one on the same way, "" for the first.
    """

    format: int
    kind: Literal["ops", "answer", "thread"]
    server_id: str
    epoch: str = ""
    device: str
    user: str = ""
    from_n: int = 0
    to_n: int = 0
    complete: bool = True
    cursor: str = ""
    more: bool = False  # the answer did not hold all changes: pull or hand in again
    first: bool = False  # the answer's changes begin a first pull
    prev_sha256: str = ""
    answers: str = ""  # the SHA-256 of the pack that this one answers
    made_at: str
    files: tuple[PackFile, ...]


def to_base64(raw: bytes) -> str:
    """Return the bytes as plain base64, as keys travel."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes:
    """Return the bytes of `to_base64`. Raises ValueError for anything else."""
    return base64.b64decode(text, validate=True)
