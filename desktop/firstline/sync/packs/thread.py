"""The bundle of one ticket's thread as a file: signed by its maker's key, readable or sealed (S86).

The desks need no portal in common. A key is known by its fingerprint, which two people compare
once over another way, such as the telephone; this device remembers whose keys were accepted.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from firstline.domain.edits.codec import Json
from firstline.domain.errors import BadInput
from firstline.domain.packs.signature import fingerprint as fingerprint  # noqa: PLC0414
from firstline.domain.packs.signature import same_fingerprint as same_fingerprint  # noqa: PLC0414
from firstline.domain.words import Text
from firstline.portal.native_wire_packs import BLOBS, PACK_FORMAT, THREAD, PackManifest
from firstline.portal.native_wire_zip import NoPack, blocks
from firstline.store.store import Store
from firstline.sync.files import part_of
from firstline.sync.packs.container import (
    Opened,
    Seal,
    Sign,
    Vouches,
    damaged,
    is_sealed,
    opened,
    write,
)

SEALED = (
    b"FLTHRD1\n"  # before a sealed bundle: then 16 bytes of salt, and the zip under AES-256-GCM
)
MOST_SEALED = 512 * 1024 * 1024
MOST_FILES = 60 * 1024 * 1024
_KEYS = "thread_keys"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose hashes and signature hold; whether its key is known is another question."""

    maker: str
    made_at: str
    fingerprint: str
    thread: Mapping[str, Any]
    pack: Opened


def is_thread(path: Path) -> bool:
    """Whether this file is a bundle of one ticket, sealed or not. Raises BadInput for no pack."""
    if is_sealed(path, SEALED):
        return True
    if is_sealed(path):
        return False
    with opened(path) as pack:
        return pack.manifest.kind == "thread"


def write_thread(
    path: Path, thread: Json, blobs: Mapping[str, Path], *, maker: str, public_key: bytes,
    now: datetime, sign: Sign, seal: Seal | None = None,
) -> str:  # fmt: skip
    """Write the bundle and return its SHA-256. Raises OSError when the stick is full or gone."""
    head = {"key": public_key.hex(), "maker": maker}
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (head, thread))
    manifest = PackManifest(
        format=PACK_FORMAT, kind="thread", server_id="", device=fingerprint(public_key),
        user=maker, made_at=now.isoformat(), files=(),
    )  # fmt: skip
    return write(path, manifest, {THREAD: lines.encode()}, blobs, sign, seal, mark=SEALED)


@contextmanager
def read_thread(path: Path, vouches: Vouches, unseal: Seal | None) -> Iterator[Bundle]:
    """Open a bundle after its hashes and its own key's signature hold.

    `unseal` opens a sealed one, and raises for a wrong passphrase. Raises BadInput for what is
    damaged, is no bundle, or is not signed by the key that it names.
    """
    source: Path | BytesIO = path
    if is_sealed(path, SEALED):
        if unseal is None or path.stat().st_size > MOST_SEALED:
            raise damaged()
        source = BytesIO(unseal(path.read_bytes()[len(SEALED) :], SEALED))
    with opened(source) as pack:
        yield _bundle(pack, vouches)


def _bundle(pack: Opened, vouches: Vouches) -> Bundle:
    lines = list(pack.lines(THREAD))
    try:
        head, thread = lines
        key, maker = bytes.fromhex(head["key"]), str(head["maker"])
        known = dict(thread)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error
    if pack.manifest.kind != "thread" or not pack.signed_by(key, vouches):
        raise BadInput(
            Text("签名不对:这个包被改动过。", "The signature is wrong: this bundle was altered."),
            Text("什么都没有采用。", "Nothing of it was taken."),
            Text("请让对方重新导出。", "Ask for a new one."),
        )
    return Bundle(maker, pack.manifest.made_at, fingerprint(key), known, pack)


def keep_files(store: Store, bundle: Bundle, ticket_id: str) -> int:
    """Keep the files that came along and are not here; every hash in the pack holds already.

    What a rule of retention destroyed on this ticket is not kept: it comes back by no road.
    """
    kept = 0
    for one in bundle.pack.manifest.files:
        if one.path != f"{BLOBS}{one.sha256}" or store.file_path(one.sha256) is not None:
            continue
        if store.gone(one.sha256, ticket_id) is not None:
            continue
        part = part_of(store.folder, one.sha256)
        part.parent.mkdir(exist_ok=True)
        try:
            with part.open("wb") as target:
                target.writelines(blocks(bundle.pack.archive, one.path))
            store.keep_file(part, one.sha256)
        except NoPack as error:
            raise damaged() from error
        finally:
            part.unlink(missing_ok=True)
        kept += 1
    return kept


def accepted(store: Store) -> Mapping[str, Mapping[str, str]]:
    """Return the keys that somebody accepted on this device, by fingerprint: name and instant."""
    found: Mapping[str, Mapping[str, str]] = store.get(_KEYS, {})
    return found


def accept(store: Store, bundle: Bundle, by: str, now: datetime) -> None:
    """Remember that the key of this bundle is its maker's, as somebody made sure."""
    told = {"name": bundle.maker, "by": by, "at": now.isoformat()}
    store.put(_KEYS, {**accepted(store), bundle.fingerprint: told})


def forget(store: Store, key: str) -> bool:
    """Accept the key no longer; return whether it was."""
    held = accepted(store)
    kept = {one: told for one, told in held.items() if not same_fingerprint(one, key)}
    store.put(_KEYS, kept)
    return len(kept) < len(held)
