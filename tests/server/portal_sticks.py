"""Packs made as a desk makes them, for the tests of the server."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from portal_desk import Desk

from firstline.portal.native_wire import WireDevice, WireOp
from firstline.portal.native_wire_packs import (
    SEAL_MARK,
    PackManifest,
    from_base64,
    to_base64,
)
from firstline_portal import devices
from firstline_portal.people import Person


@dataclass
class Stick:
    """A device with a key, and the packs that it writes."""

    desk: Desk
    who: Person
    device: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    cursor: str = ""

    def enrol(self) -> "Stick":
        """Make the device known."""
        public = to_base64(self.key.public_key().public_bytes_raw())
        asked = WireDevice(device=self.device, public_key=public)
        core = self.desk.core
        core.database.write(lambda one: devices.enrol(one, self.who, asked, self.desk.now))
        return self

    def pack(self, ops: Sequence[WireOp], blobs: Sequence[bytes] = (), **more: Any) -> bytes:
        """Return a signed pack of these edits."""
        hello = self.desk.core.hello(self.who, self.desk.now)
        parts = {"ops.ndjson": b"".join(one.model_dump_json().encode() + b"\n" for one in ops)}
        parts |= {f"blobs/{hashlib.sha256(one).hexdigest()}": one for one in blobs}
        numbers = [one.n for one in ops] or [0]
        manifest = {
            "format": 1, "kind": "ops", "server_id": hello.server_id, "epoch": hello.epoch,
            "device": self.device, "user": self.who.name, "from_n": min(numbers),
            "to_n": max(numbers), "cursor": self.cursor, "made_at": self.desk.now.isoformat(),
            "files": listed(parts), **more,
        }  # fmt: skip
        raw = json.dumps(manifest).encode()
        return zipped({"manifest.json": raw, "manifest.sig": self.key.sign(raw), **parts})


def listed(parts: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return what a manifest says of the parts."""
    return [
        {"path": name, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for name, raw in parts.items()
    ]


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return out.getvalue()


@dataclass
class Answer:
    """What an answer pack says, after everything in it was verified."""

    manifest: PackManifest
    acks: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    blobs: dict[str, bytes]


def opened(desk: Desk, who: Person, raw: bytes) -> Answer:
    """Return an answer pack's content; fails when its signature or a hash does not hold."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    key = from_base64(desk.core.hello(who, desk.now).server_key)
    told = parts.pop("manifest.json")
    Ed25519PublicKey.from_public_bytes(key).verify(parts.pop("manifest.sig"), told)
    manifest = PackManifest.model_validate_json(told)
    assert [one.model_dump() for one in manifest.files] == listed(parts)
    blobs = {name: parts.pop(name) for name in [*parts] if name.startswith("blobs/")}
    lines = {name: [json.loads(one) for one in raw.splitlines()] for name, raw in parts.items()}
    return Answer(manifest, lines["acks.ndjson"], lines["changes.ndjson"], blobs)


def sealed(seal_key: str, raw: bytes) -> bytes:
    """Return the pack sealed to a portal's key."""
    theirs = X25519PublicKey.from_public_bytes(from_base64(seal_key))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return SEAL_MARK + suite.encrypt(raw, theirs, info=SEAL_MARK)
