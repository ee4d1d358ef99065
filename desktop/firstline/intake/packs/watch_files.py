"""Reads packs of watch rules from folders (packs/watch/*): the shipped ones, then own ones."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.watch.rule import Rule, parse_rules
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "watch"


def load_rules(folders: Iterable[Path]) -> tuple[tuple[Rule, ...], tuple[Text, ...]]:
    """Return the rules of the packs in `folders`, and a note for each pack that was refused.

    What a later folder says stands in the place of the same id of an earlier one.
    """
    found, notes = read_packs(folders, parse_rules)
    return tuple({one.id: one for rules in found for one in rules}.values()), notes
