"""Reads the packs of one kind from folders: a pack that cannot be used is named, never the end."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from firstline.domain.errors import BadInput
from firstline.domain.packs.signature import BROKEN, Vouches, refused
from firstline.domain.words import Text
from firstline.intake.packs.signed import seal_of

Pack = TypeVar("Pack")


def read_packs(
    folders: Iterable[Path], parse: Callable[[str, str], Pack], vouches: Vouches | None = None
) -> tuple[list[Pack], tuple[Text, ...]]:
    """Return what `parse(text, file name)` made of every *.toml, and a note for each refused one.

    They come folder by folder, each folder's by name, so that a later one may stand over an
    earlier one. With `vouches` a pack whose signature does not match is refused (S4).
    """
    found: list[Pack] = []
    notes: list[Text] = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            raw = path.read_bytes()
            if vouches is not None and seal_of(path, raw, {}, vouches) is BROKEN:
                notes.append(refused(str(path)))
                continue
            found.append(parse(raw.decode("utf-8-sig"), path.name))
        except BadInput as problem:
            notes.append(problem.sentence)
        except (OSError, UnicodeDecodeError) as error:
            notes.append(unreadable(path, error))
    return found, tuple(notes)


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> Text:
    """Return the note of a pack whose file cannot be read as UTF-8."""
    reason = getattr(error, "strerror", None) or "UTF-8"
    return Text(f"包文件 {path} 读不出来({reason}),没有采用。",
                f"The pack {path} cannot be read ({reason}); left out.")  # fmt: skip
