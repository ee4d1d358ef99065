"""The courier: a connected desk that brings others' packs to the portal and answers back.

It needs no right to read them and changes nothing in them: the maker's key vouches for each.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from firstline.portal.base import Unfit
from firstline.store.exchange.pack_log import CARRIED, Pack
from firstline.store.file.on_disk import make_folder, sync_file, sync_folder
from firstline.store.store import Store
from firstline.sync.packs.container import hash_of

FOLDER = "carried"
ANSWER, REFUSED = ".answer.deskpack", ".refused"
HandIn = Callable[[Path, Path], None]
"""Brings a pack to the portal and writes the answer: (pack, answer)."""


def keep(store: Store, portal: str, path: Path, device: str, now: datetime) -> str:
    """Keep a copy of somebody's pack until the portal has answered it; return its SHA-256."""
    home = store.folder / FOLDER
    make_folder(home)
    part = home / f"{path.name}.part"
    shutil.copyfile(path, part)
    sync_file(part)
    sha256 = hash_of(part)
    part.replace(_place(store, sha256))
    sync_folder(home)
    store.note_pack(Pack(sha256, "in", CARRIED, portal, 0, 0, "", now.isoformat(), detail=device))
    return sha256


def deliver(store: Store, portal: str, hand_in: HandIn) -> int:
    """Bring every kept pack that has no answer yet to the portal; return how many were answered.

    Handing one in twice is harmless. Raises the portal's problem; what was answered stays so. A
    pack that the portal will never take, such as a sealed one that was cut off, is put aside: it
    holds up no other, and its maker still has all that is in it.
    """
    done, refused = 0, None
    for sha256 in list(waiting(store, portal)):
        try:
            _hand_in(_place(store, sha256), _answer(store, sha256), hand_in)
        except Unfit as problem:
            put_aside(store, sha256)
            refused = refused or problem
            continue
        done += 1
    if refused is not None:
        raise refused
    return done


def put_aside(store: Store, sha256: str) -> None:
    """Keep a pack that the portal refused out of the way; the same pack may be brought again."""
    kept = _place(store, sha256)
    kept.replace(_aside(store, sha256))
    sync_folder(kept.parent)


def is_aside(store: Store, sha256: str) -> bool:
    """Whether the portal refused this pack, and nobody has brought it again."""
    return _aside(store, sha256).is_file() and not _place(store, sha256).is_file()


def _hand_in(pack: Path, answer: Path, hand_in: HandIn) -> None:
    part = answer.with_name(answer.name + ".part")
    try:
        hand_in(pack, part)
        sync_file(part)
        part.replace(answer)
        sync_folder(answer.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def waiting(store: Store, portal: str) -> Iterator[str]:
    """Yield the packs that are kept for `portal` and have no answer yet."""
    for one in store.packs():
        kept = one.kind == CARRIED and one.portal == portal
        if kept and _place(store, one.sha256).is_file() and not _answer(store, one.sha256).exists():
            yield one.sha256


def has_answer(store: Store, sha256: str) -> bool:
    """Whether the portal has answered this pack."""
    return _answer(store, sha256).is_file()


def answers(store: Store) -> Iterator[tuple[Pack, Path]]:
    """Yield the packs that were answered and not brought back yet, each with its answer."""
    for one in store.packs():
        answer = _answer(store, one.sha256)
        if one.kind == CARRIED and not one.acked_at and answer.is_file():
            yield one, answer


def bring_back(store: Store, pack: Pack, answer: Path, target: Path, now: datetime) -> None:
    """Write the answer to `target`, whole or not at all, and note that it is on its way."""
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(answer, part)
        sync_file(part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    store.pack_answered(pack.sha256, now)


def _place(store: Store, sha256: str) -> Path:
    return store.folder / FOLDER / f"{sha256}.deskpack"


def _aside(store: Store, sha256: str) -> Path:
    return store.folder / FOLDER / f"{sha256}{REFUSED}"


def _answer(store: Store, sha256: str) -> Path:
    return store.folder / FOLDER / f"{sha256}{ANSWER}"
