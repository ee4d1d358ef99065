"""Reads and writes what lies beside packs: their signatures, and the keys accepted here (S4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.packs.signature import (
    BROKEN,
    ENDING,
    MOST_BYTES,
    UNSIGNED,
    Seal,
    Vouches,
    fingerprint,
    judged,
    same_fingerprint,
)
from firstline.domain.words import Text

BOOK = "publishers.json"


@dataclass(frozen=True, slots=True)
class Publisher:
    """A key that somebody accepted on this device: whose it is, by whom and when."""

    name: str
    key: bytes
    by: str
    since: str

    @property
    def fingerprint(self) -> str:
        """What two people compare."""
        return fingerprint(self.key)


def publishers(folder: Path) -> tuple[Publisher, ...]:
    """Return the keys accepted in the profile's folder, by name. Raises BadInput."""
    path = folder / BOOK
    try:
        raw = json.loads(path.read_text("utf-8"))
        found = [Publisher(str(one["name"]), bytes.fromhex(one["key"]), str(one["by"]),
                           str(one["since"])) for one in raw["publishers"]]  # fmt: skip
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(
            Text(f"{path} 读不出来,没有一个签名人算是认可的。",
                 f"{path} cannot be read: no publisher counts as accepted."),
            next_step=Text("请用 sla keys --accept 重新认可。",
                           "Accept them anew: sla keys --accept."),
        ) from error  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.fingerprint)))


def names(folder: Path, notes: list[Text]) -> Mapping[bytes, str]:
    """Return the accepted keys with their names; a book that cannot be read is noted and empty."""
    try:
        return {one.key: one.name for one in publishers(folder)}
    except BadInput as error:
        notes.append(error.sentence)
        return {}


def keep(folder: Path, found: Publisher) -> None:
    """Accept a key, or give one its new name. Raises OSError."""
    try:
        held = publishers(folder)
    except BadInput:
        held = ()
    _write(folder, (*(one for one in held if one.key != found.key), found))


def forget(folder: Path, print_: str) -> bool:
    """Accept a key no longer; return whether it was accepted. Raises BadInput and OSError."""
    held = publishers(folder)
    kept = tuple(one for one in held if not same_fingerprint(one.fingerprint, print_))
    if len(kept) == len(held):
        return False
    _write(folder, kept)
    return True


def _write(folder: Path, held: tuple[Publisher, ...]) -> None:
    told = [{"name": one.name, "key": one.key.hex(), "by": one.by, "since": one.since}
            for one in held]  # fmt: skip
    fresh = folder / f"{BOOK}.new"
    fresh.write_text(json.dumps({"publishers": told}, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(folder / BOOK)


def signature_of(path: Path) -> Path:
    """Return where the signature of a pack lies."""
    return path.with_name(path.name + ENDING)


def seal_of(path: Path, data: bytes, known: Mapping[bytes, str], vouches: Vouches) -> Seal:
    """Return how the pack at `path`, which holds `data`, stands."""
    beside = signature_of(path)
    if not beside.exists():
        return UNSIGNED
    try:
        if beside.stat().st_size > MOST_BYTES:
            return BROKEN
        text = beside.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return BROKEN
    return judged(data, text, known, vouches)


def accepted_now(name: str, key: bytes, by: str, now: datetime) -> Publisher:
    """Return the entry of a key that is accepted now."""
    return Publisher(name, key, by, now.isoformat())
