"""Reads templates of runbooks from folders: the shipped ones first, a profile's own over them."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.runbook import Template
from firstline.domain.runbook_pack import parse_template
from firstline.domain.words import Text

FOLDER = "checklists"


def load_templates(folders: Iterable[Path]) -> tuple[dict[str, Template], tuple[Text, ...]]:
    """Return the templates of packs/checklists/* by id, and a note for each that was refused.

    One of a later folder stands in the place of the same id of an earlier one.
    """
    found: dict[str, Template] = {}
    notes: list[Text] = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            made = parse_template(path.read_text("utf-8-sig"), path.name)
        except BadInput as problem:
            notes.append(problem.sentence)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "UTF-8"
            notes.append(
                Text(f"包文件 {path} 读不出来({reason}),没有采用。",
                     f"The pack {path} cannot be read ({reason}); left out.")
            )  # fmt: skip
        else:
            found[made.id] = made
    return found, tuple(notes)
