"""Reads packs of phrases from folders: the shipped ones first, a profile's own over them."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.canned import Phrases, parse_phrases
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

FOLDER = "phrases"


def load_phrases(folders: Iterable[Path]) -> tuple[Phrases, tuple[Text, ...]]:
    """Return what the packs in `folders` offer, and a note for each that was refused.

    What a later folder says stands in the place of the same id of an earlier one.
    """
    found, notes = Phrases(), []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            found = found.over(parse_phrases(path.read_text("utf-8-sig"), path.name))
        except BadInput as problem:
            notes.append(problem.sentence)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "UTF-8"
            notes.append(
                Text(f"包文件 {path} 读不出来({reason}),没有采用。",
                     f"The pack {path} cannot be read ({reason}); left out.")
            )  # fmt: skip
    return found, tuple(notes)
