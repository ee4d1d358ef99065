"""Reads packs of watch rules from folders (packs/watch/*): the shipped ones, then own ones."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.watch_rule import Rule, parse_rules
from firstline.domain.words import Text

FOLDER = "watch"


def load_rules(folders: Iterable[Path]) -> tuple[tuple[Rule, ...], tuple[Text, ...]]:
    """Return the rules of the packs in `folders`, and a note for each pack that was refused.

    What a later folder says stands in the place of the same id of an earlier one.
    """
    found: dict[str, Rule] = {}
    notes: list[Text] = []
    for path in (one for folder in folders for one in sorted(folder.glob("*.toml"))):
        try:
            rules = parse_rules(path.read_text("utf-8-sig"), path.name)
        except BadInput as problem:
            notes.append(problem.sentence)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "UTF-8"
            notes.append(
                Text(f"包文件 {path} 读不出来({reason}),没有采用。",
                     f"The pack {path} cannot be read ({reason}); left out.")
            )  # fmt: skip
        else:
            found |= {one.id: one for one in rules}
    return tuple(found.values()), tuple(notes)
