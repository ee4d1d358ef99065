"""Out by stick and back: edits into a pack, and a portal's answer pack into the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Answer, Copy, Hello, Page, Pushed
from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline.portal.native_packs import Enrolled
from firstline.portal.native_pages import answer_in, copy_in, op_out
from firstline.portal.native_wire_packs import (
    ACKS,
    BLOBS,
    CHANGES,
    OPS,
    PACK_FORMAT,
    PackManifest,
)
from firstline.portal.native_wire_zip import blocks
from firstline.store.acts.perform import UNDO_TIME
from firstline.store.exchange.pack_log import OPS as OPS_KIND
from firstline.store.exchange.pack_log import Pack
from firstline.store.store import Store
from firstline.sync.files import part_of
from firstline.sync.packs.container import Opened, Seal, Sign, Vouches, damaged, opened, write

MOST_OPS = 50_000
MOST_BYTES = 60 * 1024 * 1024
_KEPT = Text("您的更改都在。", "Your changes are kept.")


@dataclass(frozen=True, slots=True)
class Exported:
    """A pack that was written: how many edits and files it holds, and its SHA-256."""

    path: Path
    edits: int
    files: int
    sha256: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer pack did."""

    settled: int
    held: int
    refused: int
    pulled: int
    quarantined: int
    files: int = 0


def keep_enrolment(store: Store, portal: str, one: Enrolled) -> None:
    """Remember the portal's keys, so that packs can be made and believed without a network."""
    store.put(_setting(portal), {
        "device": one.device, "user": one.user, "server_id": one.server_id,
        "server_key": one.server_key.hex(), "seal_key": one.seal_key.hex(),
    })  # fmt: skip


def enrolment(store: Store, portal: str) -> Enrolled | None:
    """Return what `keep_enrolment` kept of this device, None before its first connection."""
    raw: Mapping[str, str] | None = store.get(_setting(portal), None)
    if raw is None or raw["device"] != store.position(portal).device:
        return None
    return Enrolled(
        raw["device"], raw["user"], raw["server_id"], bytes.fromhex(raw["server_key"]),
        bytes.fromhex(raw["seal_key"]),
    )  # fmt: skip


def _setting(portal: str) -> str:
    return f"enrolled:{portal}"


def export(
    store: Store, portal: str, path: Path, now: datetime, sign: Sign, seal: Seal | None = None
) -> Exported:
    """Write every edit that the portal has not answered, with its files, to `path`.

    What is on a stick may be at the portal any moment: from now on it cannot be taken back, only
    undone by another edit. Raises Refused when there is nothing to hand over or this device was
    never connected, and OSError when the stick is full or gone.
    """
    known = enrolment(store, portal)
    if known is None:
        raise Refused(
            Text("这台设备还没有在门户登记过。", "The portal does not know this device yet."),
            _KEPT,
            Text("请先连网同步一次。", "Connect and exchange once."),
        )  # fmt: skip
    at = store.position(portal)
    waiting = store.outstanding().waiting
    due = now + UNDO_TIME  # a person who hands over a stick has made up their mind
    ops = store.outgoing(portal, now=due, most=MOST_OPS, most_bytes=MOST_BYTES)
    ops = store.sending(ops, now)  # before the pack can leave the machine
    found = {one.sha256: store.file_path(one.sha256) for one in store.files_to_send(portal)}
    blobs = {sha256: place for sha256, place in found.items() if place is not None}
    manifest = PackManifest(
        format=PACK_FORMAT, kind="ops", server_id=known.server_id, epoch=at.epoch,
        device=known.device, user=known.user, from_n=min((one.n for one in ops), default=0),
        to_n=max((one.n for one in ops), default=0), complete=len(ops) == waiting,
        cursor=at.cursor or "", made_at=now.isoformat(), files=(),
    )  # fmt: skip
    text = "".join(json.dumps(op_out(one), ensure_ascii=False) + "\n" for one in ops).encode()
    sha256 = write(path, manifest, {OPS: text}, blobs, sign, seal)
    store.note_pack(Pack(
        sha256, "out", OPS_KIND, portal, manifest.from_n, manifest.to_n, manifest.cursor,
        manifest.made_at, detail=known.device,
    ))  # fmt: skip
    return Exported(path, len(ops), len(blobs), sha256, seal is not None)


def take(store: Store, portal: str, path: Path, now: datetime, vouches: Vouches) -> Taken:
    """Take the portal's answer to an earlier pack: once, twice, late or out of order alike.

    Raises Refused for the answer to another device or from another portal, and for one that the
    portal gave before it was put back to a backup; BadInput for a pack that is damaged or not
    signed by the portal that we know.
    """
    known = enrolment(store, portal)
    with opened(path) as pack:
        manifest = pack.manifest
        if known is None or (manifest.device, manifest.server_id) != (
            known.device,
            known.server_id,
        ):
            raise _for_another()
        if not pack.signed_by(known.server_key, vouches):
            raise BadInput(
                Text("签名不是这个门户的。", "It is not signed by this portal."),
                Text("什么都没有采用。", "Nothing of it was taken."),
            )
        answers, copies = _read(pack)
        _greet(store, portal, manifest, now)
        kept = _keep_files(store, portal, pack, now)
    return replace(_apply(store, portal, manifest, answers, copies, now), files=kept)


def _keep_files(store: Store, portal: str, pack: Opened, now: datetime) -> int:
    """Keep the evidence that came along and is not here; every hash in the pack holds already."""
    kept = 0
    for one in pack.manifest.files:
        if one.path != f"{BLOBS}{one.sha256}" or store.file_path(one.sha256) is not None:
            continue
        if store.gone(one.sha256) is not None:  # a rule took it away: it comes back by no road
            continue
        part = part_of(store.folder, one.sha256)
        part.parent.mkdir(exist_ok=True)
        with part.open("wb") as target:
            target.writelines(blocks(pack.archive, one.path))
        store.take_download(portal, one.sha256, part, now)
        kept += 1
    return kept


def _greet(store: Store, portal: str, manifest: PackManifest, now: datetime) -> None:
    """Learn from an answer that the portal went back in time; refuse one from before it did.

    While our pull stands where it stood when the pack was made, we have heard of no other epoch
    since, and the answer brings the news: what was settled waits again, as after a hello.
    """
    at = store.position(portal)
    if at.epoch in ("", manifest.epoch):
        return
    if _begun(store, manifest) != (at.cursor or ""):
        raise Refused(
            Text("门户后来从备份恢复过,这个答复是在那之前给出的。",
                 "The portal was put back to a backup; this answer is from before that."),
            _KEPT,
            Text("请重新导出一个数据包。", "Make a new pack."),
        )  # fmt: skip
    store.greet(portal, Hello(manifest.server_id, manifest.epoch, at.scope, at.head), now)


def _begun(store: Store, manifest: PackManifest) -> str | None:
    """Return where our pull stood when the pack was made, None for a pack we do not know."""
    return next((one.cursor for one in store.packs() if one.sha256 == manifest.answers), None)


def _read(pack: Opened) -> tuple[tuple[Answer, ...], tuple[Copy, ...]]:
    try:
        answers = tuple(answer_in(one) for one in pack.lines(ACKS))
        return answers, tuple(copy_in(one) for one in pack.lines(CHANGES))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged() from error


def _apply(
    store: Store, portal: str, manifest: PackManifest, answers: tuple[Answer, ...],
    copies: tuple[Copy, ...], now: datetime,
) -> Taken:  # fmt: skip
    """Settle what was answered, then let the changes arrive.

    Cut short between the two, the same pack settles nothing more and arrives whole. The cursor
    moves only if nothing was pulled in another way since the pack was made: an older one never
    takes us back, and copies that are older than ours change nothing.
    """
    answered = _edits(store, answers)
    touched = {one.edit.entity for one in answered}
    with_effect = tuple(one for one in copies if one.id in touched)
    head = max((one.n for one in answered), default=0)  # a portal that has less of us went back
    settled = store.settle(portal, Pushed(answers, with_effect, device_head=head), now)
    at = store.position(portal)
    follows = _follows(store, manifest, portal)
    cursor = manifest.cursor if follows else at.cursor
    quarantined = 0
    if cursor:
        page = Page(
            copies, cursor, manifest.more if follows else True, manifest.first if follows else False
        )
        quarantined = len(store.arrive(portal, page, now).quarantined)
    store.pack_answered(manifest.answers, now)
    return Taken(settled.settled, settled.held, settled.refused, len(copies), quarantined)


def _edits(store: Store, answers: tuple[Answer, ...]) -> list[Any]:
    open_yet = (Outcome.UNKNOWN, Outcome.IN_PROGRESS)
    found = (store.edit(one.edit_id) for one in answers if one.outcome not in open_yet)
    return [one for one in found if one is not None]


def _follows(store: Store, manifest: PackManifest, portal: str) -> bool:
    """Whether the answer begins where our last pull ended: then its cursor is ours.

    After a pull in another way meanwhile it does not, and its copies arrive without the cursor.
    """
    at = store.position(portal)
    return _begun(store, manifest) == (at.cursor or "") and at.epoch in ("", manifest.epoch)


def _for_another() -> Refused:
    return Refused(
        Text("这个包是给另一台设备或另一个门户的。",
             "This pack is for another device or another portal."),
        Text("什么都没有采用。", "Nothing of it was taken."),
    )  # fmt: skip
