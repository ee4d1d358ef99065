"""Reads the service catalogue (packs/catalogue/*): the shipped packs, the site's own over them."""

from collections.abc import Iterable
from pathlib import Path

from firstline.domain.packs.signature import Vouches
from firstline.domain.services.catalogue import Catalogue
from firstline.domain.services.catalogue_pack import joined, parse_catalogue
from firstline.domain.words import Text
from firstline.intake.packs.pack_folders import read_packs

FOLDER = "catalogue"


def load_catalogue(folders: Iterable[Path], vouches: Vouches) -> tuple[Catalogue, tuple[Text, ...]]:
    """Return the catalogue of the packs in `folders`, and a note for each that was refused."""
    found, notes = read_packs(folders, parse_catalogue, vouches)
    return joined(found), notes
