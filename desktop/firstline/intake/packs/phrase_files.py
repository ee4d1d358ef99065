"""Reads packs of phrases from folders: the shipped ones first, a profile's own over them."""

from collections.abc import Iterable
from functools import reduce
from pathlib import Path

from firstline.domain.knowledge.canned import Phrases, parse_phrases
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "phrases"


def load_phrases(folders: Iterable[Path]) -> tuple[Phrases, tuple[Text, ...]]:
    """Return what the packs in `folders` offer, and a note for each that was refused.

    What a later folder says stands in the place of the same id of an earlier one.
    """
    found, notes = read_packs(folders, parse_phrases)
    return reduce(Phrases.over, found, Phrases()), notes
