"""Reads the packs in use: those in the profile's own folder first, then the shipped ones."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.desk import Desk, make_desk
from firstline.domain.words import Text
from firstline.system.resources import resource_path
from firstline.system.settings import Settings

if TYPE_CHECKING:
    from firstline.domain.packs.signature import Seal

FOLDER = "packs"
_OURS = ("firstline.sla/", "firstline.calendar/", "firstline.priority/")


def load_desk(folder: Path, settings: Settings) -> tuple[Desk, tuple[Text, ...]]:
    """Return the desk of the profile in `folder` and a note for each pack that was refused.

    A pack of the profile stands before the shipped ones, and in the place of one with its id;
    one that is meant for some tickets only stands before one that is meant for all (R3).
    """
    notes: list[Text] = []
    seals: dict[tuple[str, str], Seal] = {}
    own = sorted(_own(folder, notes, seals), key=lambda one: (not _is_scoped(one[1]), one[0]))
    taken = {_name(text) for _, text in own}
    shipped = [one for one in _shipped() if not taken or _name(one[1]) not in taken]
    desk, refused = make_desk((*own, *shipped), order=settings.packs, calendar=settings.calendar)
    desk.seals = seals
    if settings.pay_day or settings.windows:
        from firstline.domain.sla.modifiers import moments_of  # noqa: PLC0415 - where there are any

        known = [one.id for one in desk.matrix.modifiers]
        desk.moments, bad = moments_of(settings.pay_day, settings.windows, known)
        notes += bad
    return desk, (*notes, *refused)


def _own(
    folder: Path, notes: list[Text], seals: "dict[tuple[str, str], Seal]"
) -> Iterator[tuple[str, str]]:
    """Yield the profile's own packs but those that are not what was signed; note who signed."""
    try:
        paths = sorted((folder / FOLDER).glob("*.toml"))
    except OSError:
        return
    for path in paths:
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
            seal = _seal(folder, path, raw, notes)
            if seal is None:
                continue
            seals[_version(text)] = seal
            yield str(path), text
        except (OSError, UnicodeDecodeError) as error:
            from firstline.intake.packs.pack_folders import (  # noqa: PLC0415 - a start needs it never
                unreadable,
            )

            notes.append(unreadable(path, error))


def _seal(folder: Path, path: Path, raw: bytes, notes: list[Text]) -> "Seal | None":
    """Return who signed a pack, None with a note where its signature does not match (S4)."""
    from firstline.domain.packs.signature import (  # noqa: PLC0415 - with own packs alone
        BROKEN,
        ENDING,
        UNSIGNED,
        refused,
    )

    if not path.with_name(path.name + ENDING).exists():
        return UNSIGNED
    from firstline.intake.packs.signed import names, seal_of  # noqa: PLC0415 - with a signed pack
    from firstline.system.seals import is_signed  # noqa: PLC0415

    found = seal_of(path, raw, names(folder, notes), is_signed)
    if found != BROKEN:
        return found
    notes.append(refused(str(path)))
    return None


def _version(text: str) -> tuple[str, str]:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return "", ""
    return str(raw.get("id", "")), str(raw.get("version", ""))


def _shipped() -> Iterator[tuple[str, str]]:
    """Yield the shipped packs of agreements, calendars and priorities (packs/*)."""
    folder = resource_path(FOLDER)
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - a start reads these
        if not name.endswith(".toml") or name.startswith("demo_"):
            continue
        with open(folder / name, encoding="utf-8") as file:  # noqa: PTH123
            head = file.read(400)
            if any(one in head for one in _OURS):
                yield name, head + file.read()


def _name(text: str) -> tuple[str, str]:
    """Return what a pack replaces: its kind and id; there is one matrix only."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return "", ""
    kind = str(raw.get("schema", ""))
    return kind, "" if kind.startswith("firstline.priority/") else str(raw.get("id", ""))


def _is_scoped(text: str) -> bool:
    try:
        return bool(tomllib.loads(text).get("applies"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
