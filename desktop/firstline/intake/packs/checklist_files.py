"""Reads templates of runbooks from folders: the shipped ones first, a profile's own over them."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.runbook import Template
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "checklists"


def load_templates(folders: Iterable[Path]) -> tuple[dict[str, Template], tuple[Text, ...]]:
    """Return the templates of packs/checklists/* by id, and a note for each that was refused.

    One of a later folder stands in the place of the same id of an earlier one.
    """
    found, notes = read_packs(folders, parse_template)
    return {one.id: one for one in found}, notes
