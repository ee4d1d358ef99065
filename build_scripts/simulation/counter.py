"""Where packs are handed in at the desk in memory, as the real server takes and answers them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from firstline.domain.edits.codec import edit_from_json
from firstline.domain.edits.exchange import Answer, Copy, Op
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.portal.native_packs import Enrolled
from firstline.portal.native_wire_packs import (
    ACKS,
    BLOBS,
    CHANGES,
    OPS,
    PACK_FORMAT,
    PackManifest,
)
from firstline.sync.packs.container import Opened, hash_of, opened, write
from firstline.system import seals
from simulation.promise import expect

_PAGE = 500


@dataclass(slots=True)
class Counter:
    """The devices that are known, and the key that answers are signed with."""

    devices: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # user and public key
    key: bytes = hashlib.sha256(b"the simulation's server").digest()

    def enrol(self, desk: MemoryDesk, user: str, device: str, public: bytes) -> Enrolled:
        """Make a device known."""
        self.devices[device] = user, public
        return Enrolled(device, user, desk.server_id, seals.public_of(self.key), b"")

    def hand_in(self, desk: MemoryDesk, pack: Path, answer: Path) -> str:
        """Apply a pack and write its answer; return whose it is."""
        with opened(pack) as one:
            asked = one.manifest
            user, public = self.devices[asked.device]
            expect(one.signed_by(public, seals.is_signed), "differs", "a pack is not signed")
            portal = MemoryPortal(desk, user)
            ops = [Op(edit_from_json(line["edit"]), line["n"]) for line in one.lines(OPS)]
            answers = _pushed(portal, ops, asked.device)
            _keep_blobs(desk, one)
        copies, cursor, first = _pulled(portal, asked.cursor or None)
        told = PackManifest(
            format=PACK_FORMAT, kind="answer", server_id=desk.server_id, epoch=desk.epoch,
            device=asked.device, user=user, cursor=cursor, first=first, answers=hash_of(pack),
            made_at=asked.made_at, files=(),
        )  # fmt: skip
        texts = {ACKS: _lines(map(_ack, answers)), CHANGES: _lines(map(_record, copies))}
        write(answer, told, texts, {}, lambda data: seals.sign(self.key, data))
        return asked.device


def _pushed(portal: MemoryPortal, ops: list[Op], device: str) -> list[Answer]:
    most = portal.desk.most_ops
    parts = [ops[n : n + most] for n in range(0, len(ops), most)]
    return [one for part in parts for one in portal.push(part, device).answers]


def _keep_blobs(desk: MemoryDesk, pack: Opened) -> None:
    for one in pack.manifest.files:
        if one.path.startswith(BLOBS):
            desk.files[one.sha256] = pack.archive.read(one.path)


def _pulled(portal: MemoryPortal, cursor: str | None) -> tuple[list[Copy], str, bool]:
    """Return all that a device has not pulled, as the real server tells it in one pack."""
    place = portal.desk.read_cursor(cursor) if cursor else None
    if place is None or portal.desk.why_lost(place):
        cursor, place = None, None
    copies: list[Copy] = []
    first = place is None or place["after"] is not None
    more = True
    while more:
        page = portal.pull(cursor, limit=_PAGE)
        copies += page.copies
        cursor, more = page.cursor, page.more
    return copies, str(cursor), first


def _ack(one: Answer) -> dict[str, object]:
    told = {"id": one.edit_id, "outcome": str(one.outcome), "code": one.code, "seq": one.seq}
    return {**told, "reason": {"zh": one.reason.zh, "en": one.reason.en}}


def _record(one: Copy) -> dict[str, object]:
    told = {"kind": one.kind, "id": one.id, "state": str(one.state), "rev": one.rev}
    return {**told, "seq": one.seq, "doc": one.doc}


def _lines(rows: Iterable[dict[str, object]]) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in rows).encode()
