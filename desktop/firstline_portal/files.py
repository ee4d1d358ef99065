"""Attachments: uploads that go on where they stopped, and files kept once a plant by their hash."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Row, delete, func, insert, select

from firstline.domain.ids import new_id
from firstline.domain.instants import UTC, iso
from firstline.domain.words import Text
from firstline_portal import schema
from firstline_portal.core import Core
from firstline_portal.people import Person
from firstline_portal.problems import Refusal, forbidden, not_found
from firstline_portal.rights import RIGHTS, Act, Role
from firstline_portal.views import visible

EXPIRES = timedelta(days=7)
_SOME = 50  # so many forgotten uploads are cleared away at a time
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload: `place` is its name in the address, a file's hash once it is complete."""

    place: str
    offset: int
    size: int
    expires_at: str = ""


def begin(core: Core, person: Person, sha256: str, size: int, plant: str, now: datetime) -> Upload:
    """Return where the upload of a file stands: one begun earlier, a new one, or the whole file.

    Raises Refusal: forbidden, too-large, and quota when the plant's files would outgrow its space.
    """
    plant = plant or plant_for(core, person, sha256)
    if plant not in person.plants or not _may_attach(person):
        raise forbidden(Text("您不能在这里存放文件。", "You may not keep files here."))
    if size > core.limits.file_bytes:
        raise _too_large(core.limits.file_bytes)
    folder = _folder(core)
    _forget(core, now)

    def work(connection: Connection) -> Upload:
        if _is_held(connection, person, plant, sha256):
            return Upload(sha256, size, size)
        known = _standing(connection, person, plant, sha256)
        if known is not None and known.size == size:
            return Upload(known.id, known.offset, size, known.expires_at)
        _check_space(connection, core, plant, size)
        made, ends = f"up-{new_id(now)}", _utc(now + EXPIRES)
        connection.execute(
            insert(schema.upload).values(
                id=made, plant=plant, author=person.name, sha256=sha256, size=size, offset=0,
                expires_at=ends,
            )
        )  # fmt: skip
        return Upload(made, 0, size, ends)

    begun = core.database.write(work)
    if begun.size == begun.offset and begun.place.startswith("up-"):
        _part(folder, begun.place).touch()
        return _finish(core, person, begun.place, now)
    return begun


def standing(core: Core, person: Person, place: str, now: datetime) -> Upload:
    """Return how far an upload is, or that a file is whole. Raises Refusal (not-found)."""
    if len(place) == 64:
        found = find(core, person, place)
        size = found.stat().st_size
        return Upload(place, size, size)
    row = _own(core, person, place, now)
    return Upload(place, row.offset, row.size, row.expires_at)


def append(
    core: Core, person: Person, place: str, offset: int, data: bytes, now: datetime
) -> Upload:
    """Put `data` at `offset`, forced to the disk before it counts; the last piece ends the upload.

    Raises Refusal: not-found, offset-mismatch, and checksum-mismatch when the whole is not the
    file that was announced, whose upload is then forgotten.
    """
    row = _own(core, person, place, now)
    if offset != row.offset or offset + len(data) > row.size:
        raise _elsewhere()
    part = _part(_folder(core), place)
    file = os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(file, "r+b") as target:
        target.seek(offset)
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    table, after = schema.upload, offset + len(data)
    moved = core.database.write(
        lambda one: one.execute(
            table.update().where(table.c.id == place, table.c.offset == offset)
            .values(offset=after)
        ).rowcount
    )  # fmt: skip
    if not moved:
        raise _elsewhere()
    if after == row.size:
        return _finish(core, person, place, now)
    return Upload(place, after, row.size, row.expires_at)


def end(core: Core, person: Person, place: str, now: datetime) -> None:
    """Forget an upload that is under way. Raises Refusal (not-found)."""
    _own(core, person, place, now)
    _drop(core, [place])


def find(core: Core, person: Person, sha256: str) -> Path:
    """Return the file's bytes on the disk. Raises Refusal when it may not be seen or is not there.

    Seen is what lies in one's own plants; and, also by a vendor, what a visible record names, as
    long as somebody named it who had the bytes: knowing a hash alone opens nothing.
    """
    table, folder = schema.file, _folder(core)
    with core.database.read() as connection:
        plants = connection.execute(select(table.c.plant).where(table.c.sha256 == sha256)).scalars()
        for plant in plants:
            own = plant in person.plants and not person.is_vendor
            if own or _is_shown(connection, person, plant, sha256):
                place = _place(folder, plant, sha256)
                if place.exists():
                    return place
    raise not_found()


def plant_for(core: Core, person: Person, sha256: str) -> str:
    """Return the plant of a file: of a record that names it, else the person's first."""
    use = schema.file_use
    with core.database.read() as connection:
        named = connection.execute(
            select(use.c.plant).where(use.c.sha256 == sha256, use.c.plant.in_(person.plants))
        ).scalar()
    return named or next(iter(person.plants), "")


def keep(core: Core, person: Person, plant: str, sha256: str, data: Path, now: datetime) -> bool:
    """Keep a whole file that came another way (a pack); False when there is no space for it.

    `data` is checked against the hash, and moved. Raises Refusal (checksum-mismatch).
    """
    if hash_of(data) != sha256:
        raise _not_the_file()
    size = data.stat().st_size
    try:
        core.database.write(lambda one: _check_space(one, core, plant, size))
    except Refusal:
        return False
    _settle(core, person, plant, sha256, data, now)
    return True


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _finish(core: Core, person: Person, place: str, now: datetime) -> Upload:
    row = _own(core, person, place, now)
    part = _part(_folder(core), place)
    if hash_of(part) != row.sha256:
        _drop(core, [place])
        raise _not_the_file()
    _settle(core, person, row.plant, row.sha256, part, now)
    _drop(core, [place])
    return Upload(row.sha256, row.size, row.size)


def _settle(core: Core, person: Person, plant: str, sha256: str, data: Path, now: datetime) -> None:
    """Move the bytes to their place, then say in the database that they are there."""
    place = _place(_folder(core), plant, sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    size = data.stat().st_size
    data.replace(place)
    _sync_folder(place.parent)
    file, holder = schema.file, schema.holder

    def work(connection: Connection) -> None:
        named = {"plant": plant, "sha256": sha256}
        if connection.execute(select(file.c.size).filter_by(**named)).first() is None:
            connection.execute(insert(file).values(size=size, at=_utc(now), **named))
        held = {**named, "person": person.name}
        if connection.execute(select(holder.c.person).filter_by(**held)).first() is None:
            connection.execute(insert(holder).values(**held))

    core.database.write(work)


def _may_attach(person: Person) -> bool:
    return any(Act.ATTACH in acts for acts in RIGHTS[person.role].values())


def _is_held(connection: Connection, person: Person, plant: str, sha256: str) -> bool:
    """Whether the bytes need not be sent: they are in the plant; a vendor must have shown them."""
    table = schema.holder if person.is_vendor else schema.file
    chosen = select(table.c.plant).where(table.c.plant == plant, table.c.sha256 == sha256)
    if person.is_vendor:
        chosen = chosen.where(schema.holder.c.person == person.name)
    return connection.execute(chosen).first() is not None


def _is_shown(connection: Connection, person: Person, plant: str, sha256: str) -> bool:
    """Whether a record that the person sees names the file that lies in `plant`."""
    use, record, holder, user = schema.file_use, schema.record, schema.holder, schema.person
    shown = select(holder.c.person).where(holder.c.sha256 == sha256)
    trusted = (user.c.role != str(Role.VENDOR)) & (use.c.plant == plant)
    named = (
        select(use.c.id)
        .join(record, (record.c.kind == use.c.kind) & (record.c.id == use.c.id))
        .join(user, user.c.name == use.c.author)
        .where(use.c.sha256 == sha256, record.c.plant.in_(person.plants),
               visible(vendor=person.is_vendor), trusted | use.c.author.in_(shown))
    )  # fmt: skip
    own = shown.where(holder.c.person == person.name, holder.c.plant.in_(person.plants))
    return any(connection.execute(one).first() is not None for one in (own, named))


def _standing(
    connection: Connection, person: Person, plant: str, sha256: str
) -> Row[tuple[object, ...]] | None:
    named = {"plant": plant, "sha256": sha256, "author": person.name}
    return connection.execute(select(schema.upload).filter_by(**named)).first()


def _own(core: Core, person: Person, place: str, now: datetime) -> Row[tuple[object, ...]]:
    table = schema.upload
    with core.database.read() as connection:
        row = connection.execute(
            select(table).where(table.c.id == place, table.c.author == person.name)
        ).first()
    if row is None or row.expires_at <= _utc(now):
        raise not_found()
    return row


def _check_space(connection: Connection, core: Core, plant: str, size: int) -> None:
    used = 0
    for table in (schema.file, schema.upload):
        chosen = select(func.coalesce(func.sum(table.c.size), 0)).where(table.c.plant == plant)
        used += int(connection.execute(chosen).scalar_one())
    if used + size > core.limits.plant_bytes:
        raise Refusal(
            507, "quota",
            Text("工厂的附件空间已满。", "The plant's space for attachments is used up."),
        )  # fmt: skip


def _forget(core: Core, now: datetime) -> None:
    """Clear away some of the uploads whose time is over."""
    table = schema.upload
    with core.database.read() as connection:
        chosen = select(table.c.id).where(table.c.expires_at <= _utc(now)).limit(_SOME)
        old = list(connection.execute(chosen).scalars())
    _drop(core, old)


def _drop(core: Core, places: list[str]) -> None:
    if not places:
        return
    table = schema.upload
    core.database.write(lambda one: one.execute(delete(table).where(table.c.id.in_(places))))
    for place in places:
        _part(_folder(core), place).unlink(missing_ok=True)


def _folder(core: Core) -> Path:
    if core.files is None:
        raise Refusal(
            503, "busy",
            Text("门户没有附件文件夹(--files)。", "The portal has no folder for files (--files)."),
        )  # fmt: skip
    return core.files


def _part(folder: Path, place: str) -> Path:
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    return parts / place


def _place(folder: Path, plant: str, sha256: str) -> Path:
    return folder / hashlib.sha256(plant.encode()).hexdigest()[:16] / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _utc(now: datetime) -> str:
    return iso(now.astimezone(UTC).replace(microsecond=0))


def _too_large(limit: int) -> Refusal:
    return Refusal(
        413, "too-large",
        Text(f"文件超过 {limit} 字节。", f"The file is larger than {limit} bytes."),
    )  # fmt: skip


def _elsewhere() -> Refusal:
    return Refusal(
        409, "offset-mismatch",
        Text("上传位置不符,请用 HEAD 查询。", "The upload is elsewhere; ask for it by HEAD."),
    )  # fmt: skip


def _not_the_file() -> Refusal:
    return Refusal(
        460, "checksum-mismatch",
        Text("内容与指纹不符。", "The bytes do not match the hash."),
    )  # fmt: skip
