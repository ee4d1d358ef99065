"""Packs by stick: a device's edits come in a signed zip, and the answer goes back the same way."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from firstline.domain.edits.kinds import EVIDENCE
from firstline.domain.instants import UTC, iso
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text
from firstline.portal.native_wire import WireOp, is_first
from firstline.portal.native_wire_packs import (
    ACKS,
    BLOBS,
    CHANGES,
    MANIFEST,
    OPS,
    PACK_FORMAT,
    SEAL_MARK,
    SIGNATURE,
    PackFile,
    PackManifest,
)
from firstline.portal.native_wire_zip import (
    NoPack,
    blocks,
    check_files,
    open_zip,
    read_entry,
    read_manifest,
    told,
    write_zip,
)
from firstline_portal import clocks, devices, files, keys, schema
from firstline_portal.core import Core
from firstline_portal.pages import Line, Sheet
from firstline_portal.people import Person, person_named
from firstline_portal.problems import Refusal
from firstline_portal.pushes import Done, push

MOST_LINES = 50_000
MOST_TEXT = 64 * 1024 * 1024  # bytes of one entry that is read at once
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_TOLD = 20_000  # records in one answer
LARGEST_EVIDENCE = 20 * 1024 * 1024  # bytes of one file, as a desk fetches them by itself
MOST_EVIDENCE = 64 * 1024 * 1024  # bytes of all files in one answer
MOST_EVIDENCE_FILES = 1_000
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a pack: the answer pack's bytes, and counts for whoever carried it."""

    pack: bytes
    device: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Case:
    """One verified pack: of whom it is, what it says of itself, and when it is taken."""

    core: Core
    person: Person
    manifest: PackManifest
    now: datetime


def take(core: Core, pack: Path, now: datetime) -> Answered:
    """Apply a pack as the user of its device, and return the signed answer.

    Who carries it does not matter: the device's key vouches for it. A pack that is damaged,
    unsigned, of another portal or of a revoked device has no effect; one that comes twice, late
    or out of order is harmless, since every edit is applied once. Raises Refusal (bad-pack,
    device-revoked, forbidden, too-large).
    """
    with core.database.read() as connection:
        values = clocks.settings(connection)
    try:
        with _unsealed(values, pack) as source, open_zip(source, MOST_UNPACKED) as archive:
            manifest = _verified(core, archive, values)
            case = _Case(core, _author(core, manifest), manifest, now)
            ops = [_op(line) for line in _lines(archive, OPS)]
            done = push(
                core.database, case.person, manifest.device, ops, now, complete=manifest.complete
            )
            kept = _keep_blobs(case, archive)
    except NoPack as error:
        raise bad(*error.why) from error
    return _answer(case, done, files.hash_of(pack), kept)


# --- in ---


def _unsealed(values: dict[str, str], pack: Path) -> IO[bytes]:
    """Return the zip of the pack, unsealed where it was sealed to this portal."""
    with pack.open("rb") as head:
        if head.read(len(SEAL_MARK)) != SEAL_MARK:
            return pack.open("rb")
    try:
        return BytesIO(keys.unseal(values, pack.read_bytes()))
    except keys.Unsealable as error:
        raise bad("不是封给本门户的。", "it is not sealed to this portal.") from error


def _verified(core: Core, archive: zipfile.ZipFile, values: dict[str, str]) -> PackManifest:
    """Return the manifest after its signature, its portal and every hash hold."""
    manifest, raw = read_manifest(archive)
    if manifest.format > PACK_FORMAT or manifest.kind != "ops":
        raise bad("版本或种类不对。", "it is of another version or kind.")
    if manifest.server_id != values["server_id"]:
        raise bad("是给另一个门户的。", "it is for another portal.")
    with core.database.read() as connection:
        device = devices.find(connection, manifest.device)
    if device is None or not device.public_key:
        raise bad("设备没有登记。", "its device is not enrolled.")
    if not keys.vouches(device.public_key, read_entry(archive, SIGNATURE, 64), raw):
        raise bad("签名不对。", "its signature does not hold.")
    if device.revoked_at is not None:
        raise Refusal(
            403, "device-revoked",
            Text("数据包来自已吊销的设备。", "The pack comes from a revoked device."),
        )  # fmt: skip
    check_files(archive, manifest)
    return manifest


def _lines(archive: zipfile.ZipFile, name: str) -> list[bytes]:
    if name not in archive.namelist():
        return []
    lines = read_entry(archive, name, MOST_TEXT).splitlines()
    if len(lines) > MOST_LINES:
        raise bad("更改太多,请分几包。", "it holds too many edits; make several packs.")
    return lines


def _op(line: bytes) -> WireOp:
    try:
        return WireOp.model_validate_json(line, strict=True)
    except ValidationError as error:
        raise bad("有一条更改看不懂。", "an edit in it cannot be read.") from error


def _author(core: Core, manifest: PackManifest) -> Person:
    """Return whose device it is: the edits are that person's, whoever brought them."""
    with core.database.read() as connection:
        device = devices.find(connection, manifest.device)
        person = person_named(connection, str(device.person)) if device is not None else None
    if person is None:
        raise Refusal(
            403, "forbidden",
            Text("设备的用户已被吊销。", "The device's user was revoked."),
        )  # fmt: skip
    return person


def _keep_blobs(case: _Case, archive: zipfile.ZipFile) -> int:
    """Keep the files that came along, each in the plant of the records that name it."""
    core = case.core
    wanted = [one for one in case.manifest.files if one.path == f"{BLOBS}{one.sha256}"]
    if not wanted or core.files is None:
        return 0
    core.files.mkdir(parents=True, exist_ok=True)
    kept = 0
    for one in (some for some in wanted if some.size <= core.limits.file_bytes):
        with tempfile.TemporaryDirectory(dir=core.files) as folder:
            data = Path(folder) / one.sha256
            with data.open("wb") as target:
                target.writelines(blocks(archive, one.path))
            plant = files.plant_for(core, case.person, one.sha256)
            kept += files.keep(core, case.person, plant, one.sha256, data, case.now)
    return kept


# --- out ---


def _answer(case: _Case, done: Done, digest: str, kept: int) -> Answered:
    sheets, first = _told(case)
    last, lines = sheets[-1], [line for sheet in sheets for line in sheet.lines]
    parts = {
        ACKS: "".join(f"{one.model_dump_json(exclude_none=True)}\n" for one in done.results),
        CHANGES: "".join(f"{one.text()}\n" for one in lines),
    }
    body = {name: text.encode() for name, text in parts.items()}
    blobs = _evidence(case, lines)
    with case.core.database.read() as connection:
        values = clocks.settings(connection)
        row = devices.find(connection, case.manifest.device)
    asked = case.manifest
    manifest = PackManifest(
        format=PACK_FORMAT, kind="answer", server_id=values["server_id"], epoch=values["epoch"],
        device=asked.device, user=case.person.name, from_n=asked.from_n, to_n=asked.to_n,
        cursor=last.cursor, more=last.more, first=first,
        prev_sha256=str(row.last_pack) if row is not None else "", answers=digest,
        made_at=iso(case.now.astimezone(UTC)),
        files=(*(told(name, raw) for name, raw in body.items()), *(
            PackFile(path=f"{BLOBS}{one}", size=place.stat().st_size, sha256=one)
            for one, place in blobs.items()
        )),
    )  # fmt: skip
    pack = _packed(values, manifest, body, blobs)
    _note(case.core, asked.device, hashlib.sha256(pack).hexdigest())
    counts = {"edits": len(done.results), "records": len(lines), "files": kept}
    outcomes = [str(one.outcome) for one in done.results]
    counts |= {one: outcomes.count(one) for one in sorted(set(outcomes))}
    return Answered(pack, asked.device, counts)


def _told(case: _Case) -> tuple[list[Sheet], bool]:
    """Return what the device has not pulled yet, and whether that begins a first pull."""
    core, at = case.core, case.manifest.cursor or None
    sheets: list[Sheet] = []
    begins = at is None or is_first(at)
    told = 0
    while told < MOST_TOLD:
        try:
            if at is None or is_first(at):
                sheet = core.snapshot(case.person, at, _PAGE, case.now)
            else:
                sheet = core.changes(case.person, at, _PAGE, case.now)
        except Refusal as refusal:
            if refusal.status != 410 or at is None:
                raise
            sheets, at, begins, told = [], None, True, 0  # it begins anew
            continue
        sheets.append(sheet)
        told, at = told + len(sheet.lines), sheet.cursor
        if not sheet.more:
            break
    return sheets, begins


def _evidence(case: _Case, lines: Sequence[Line]) -> dict[str, Path]:
    """Return the bytes of evidence that the told records name, for a desk without a network.

    What came in the very pack is left out, and what would make the answer too large for a stick.
    """
    found: dict[str, Path] = {}
    room = MOST_EVIDENCE
    came = {one.sha256 for one in case.manifest.files}
    named = (sha256 for one in lines if one.kind in EVIDENCE for sha256 in _named(one))
    for sha256 in dict.fromkeys(one for one in named if one not in came):
        try:
            place = files.find(case.core, case.person, sha256)
        except Refusal:
            continue
        size = place.stat().st_size
        if size <= min(room, LARGEST_EVIDENCE) and len(found) < MOST_EVIDENCE_FILES:
            found[sha256] = place
            room -= size
    return found


def _named(line: Line) -> list[str]:
    doc = json.loads(line.doc) if line.doc is not None else {}
    attached = (one for one in doc.get("events", ()) if one.get("kind") == EventKind.ATTACHED)
    return [str(one["data"]["sha256"]) for one in attached if one.get("data", {}).get("sha256")]


def _packed(
    values: dict[str, str], manifest: PackManifest, body: Mapping[str, bytes],
    blobs: Mapping[str, Path],
) -> bytes:  # fmt: skip
    raw = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False).encode()
    out = BytesIO()
    write_zip(out, {MANIFEST: raw, SIGNATURE: keys.sign(values, raw), **body}, blobs)
    return out.getvalue()


def _note(core: Core, device: str, digest: str) -> None:
    table = schema.device
    core.database.write(
        lambda one: (
            one.execute(
                table.update().where(table.c.id == device).values(last_pack=digest)
            ).rowcount
        )
    )


def bad(zh: str, en: str) -> Refusal:
    """Return the refusal of a pack, of which nothing was applied."""
    return Refusal(
        422, "bad-pack",
        Text(f"数据包没有采用:{zh}", f"The pack was not taken: {en}"),
    )  # fmt: skip
