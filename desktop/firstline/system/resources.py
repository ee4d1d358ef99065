"""The files that ship with the program: packs, styles, icons; installed, editable or frozen."""

import sys
from functools import cache
from pathlib import Path


@cache
def resource_root() -> Path:
    """Return the folder that holds the shipped files, wherever this program runs from.

    Raises FileNotFoundError when the installation is incomplete.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parents[1]
    places = (
        *([Path(frozen) / "resources"] if frozen else []),
        package.parents[1] / "resources",  # a checkout: beside desktop/
        package / "resources",
        Path(sys.prefix) / "share" / "firstline" / "resources",  # an installed wheel
    )
    for place in places:
        if (place / "packs").is_dir():
            return place
    raise FileNotFoundError(places[0])


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as `resource_path("packs", "x.toml")`."""
    return resource_root().joinpath(*parts)


def read_text(*parts: str) -> str:
    """Return the UTF-8 text of a shipped file. Raises OSError when it is missing."""
    return resource_path(*parts).read_text(encoding="utf-8")
