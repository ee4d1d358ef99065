"""Reads the packs of one kind from folders: a pack that cannot be used is named, never the end."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

Pack = TypeVar("Pack")


def read_packs(
    folders: Iterable[Path], parse: Callable[[str, str], Pack]
) -> tuple[list[Pack], tuple[Text, ...]]:
    """Return what `parse(text, file name)` made of every *.toml, and a note for each refused one.

    They come folder by folder, each folder's by name, so that a later one may stand over an
    earlier one.
    """
    found: list[Pack] = []
    notes: list[Text] = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            found.append(parse(path.read_text("utf-8-sig"), path.name))
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
