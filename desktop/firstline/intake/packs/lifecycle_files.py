"""Reads rules of product lifecycles (packs/lifecycle/*): the shipped ones, own ones over them."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.contracts.lifecycle_rule import Rule, parse_rule
from firstline.domain.packs.signature import Vouches
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "lifecycle"


def load_rules(folders: Iterable[Path], vouches: Vouches) -> tuple[list[Rule], tuple[Text, ...]]:
    """Return the rules of the packs in `folders`, and a note for each that was refused.

    A rule of a later folder stands in the place of one of the same id of an earlier one.
    """
    found, notes = read_packs(folders, parse_rule, vouches)
    return list({one.id: one for one in found}.values()), notes
