"""Packs by stick: a device's edits come in a signed zip, and the answer goes back the same way."""

import hashlib
import json
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from firstline.domain.instants import UTC, iso
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
from firstline_portal import clocks, devices, files, keys, schema
from firstline_portal.core import Core
from firstline_portal.pages import Sheet
from firstline_portal.people import Person, person_named
from firstline_portal.problems import Refusal
from firstline_portal.pushes import Done, push

MOST_ENTRIES = 2_000
MOST_RATIO = 100  # unpacked to packed, of one entry
MOST_LINES = 50_000
MOST_TEXT = 64 * 1024 * 1024  # bytes of one entry that is read at once
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_TOLD = 20_000  # records in one answer
_PAGE = 2_000
_BLOCK = 1024 * 1024
_NAME = re.compile(rf"manifest\.json|manifest\.sig|\w+\.ndjson|{BLOBS}[0-9a-f]{{64}}")
_SMALL = 1024 * 1024
_SOFT_RATIO = 64 * 1024  # bytes under which a ratio means nothing
_DAMAGED = (  # what zipfile raises for bytes that are no zip, or one that it cannot read
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, KeyError,
    IndexError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip
_EPOCH_OF_ZIP = (1980, 1, 1, 0, 0, 0)


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
    with _unsealed(values, pack) as source, _opened(source) as archive:
        manifest = _verified(core, archive, values)
        case = _Case(core, _author(core, manifest), manifest, now)
        ops = [_op(line) for line in _lines(archive, OPS)]
        done = push(
            core.database, case.person, manifest.device, ops, now, complete=manifest.complete
        )
        kept = _keep_blobs(case, archive)
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


def _opened(source: IO[bytes]) -> zipfile.ZipFile:
    """Return the archive, whose entries are few, plain, named as they may be, and no bombs."""
    try:
        archive = zipfile.ZipFile(source)
    except _DAMAGED as error:
        raise bad("文件已损坏或不完整。", "it is damaged or cut short.") from error
    entries = archive.infolist()
    names = {one.filename for one in entries}
    if len(entries) > MOST_ENTRIES or len(names) != len(entries):
        raise bad("条目太多或重名。", "it has too many entries, or two of one name.")
    for one in entries:
        _check_entry(one)
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise bad("解开后太大。", "it is too large when unpacked.")
    return archive


def _check_entry(one: zipfile.ZipInfo) -> None:
    mode = one.external_attr >> 16
    plain = not mode or stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0
    if not _NAME.fullmatch(one.filename) or not plain or one.flag_bits & 0x1:
        raise bad("含有不允许的条目。", "it holds an entry that may not be there.")
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise bad("压缩方式不认识。", "it is packed in an unknown way.")
    if one.file_size > max(_SOFT_RATIO, one.compress_size * MOST_RATIO):
        raise bad("压缩比异常。", "an entry unpacks to too much.")


def _verified(core: Core, archive: zipfile.ZipFile, values: dict[str, str]) -> PackManifest:
    """Return the manifest after its signature, its portal and every hash hold."""
    raw = _read(archive, MANIFEST, _SMALL)
    try:
        manifest = PackManifest.model_validate_json(raw)
    except ValidationError as error:
        raise bad("清单看不懂。", "its manifest cannot be read.") from error
    if manifest.format > PACK_FORMAT or manifest.kind != "ops":
        raise bad("版本或种类不对。", "it is of another version or kind.")
    if manifest.server_id != values["server_id"]:
        raise bad("是给另一个门户的。", "it is for another portal.")
    with core.database.read() as connection:
        device = devices.find(connection, manifest.device)
    if device is None or not device.public_key:
        raise bad("设备没有登记。", "its device is not enrolled.")
    if not keys.vouches(device.public_key, _read(archive, SIGNATURE, 64), raw):
        raise bad("签名不对。", "its signature does not hold.")
    if device.revoked_at is not None:
        raise Refusal(
            403, "device-revoked",
            Text("数据包来自已吊销的设备。", "The pack comes from a revoked device."),
        )  # fmt: skip
    _check_files(archive, manifest)
    return manifest


def _check_files(archive: zipfile.ZipFile, manifest: PackManifest) -> None:
    named = {one.path: one for one in manifest.files}
    if {*archive.namelist()} - {MANIFEST, SIGNATURE} != set(named):
        raise bad("内容与清单不符。", "it does not hold what its manifest says.")
    for path, told in named.items():
        size, digest = 0, hashlib.sha256()
        for block in _blocks(archive, path):
            size += len(block)
            if size > told.size:
                break
            digest.update(block)
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise bad("内容与清单不符。", "it does not hold what its manifest says.")


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as entry:
            while block := entry.read(_BLOCK):
                yield block
    except _DAMAGED as error:
        raise bad("文件已损坏或不完整。", "it is damaged or cut short.") from error


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    parts, size = [], 0
    for block in _blocks(archive, name):
        size += len(block)
        if size > limit:
            raise bad("有一部分太大。", "a part of it is too large.")
        parts.append(block)
    return b"".join(parts)


def _lines(archive: zipfile.ZipFile, name: str) -> list[bytes]:
    if name not in archive.namelist():
        return []
    lines = _read(archive, name, MOST_TEXT).splitlines()
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
                target.writelines(_blocks(archive, one.path))
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
        files=tuple(
            PackFile(path=name, size=len(raw), sha256=hashlib.sha256(raw).hexdigest())
            for name, raw in body.items()
        ),
    )  # fmt: skip
    pack = _packed(values, manifest, body)
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


def _packed(values: dict[str, str], manifest: PackManifest, body: Mapping[str, bytes]) -> bytes:
    raw = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False).encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {MANIFEST: raw, SIGNATURE: keys.sign(values, raw), **body}
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
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
