"""Finds the version file of an installation below a folder and reads it; nothing is written."""

from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.health.patch_build import Build, read_build

NAME = "PatchBuildInfo.xml"
_PLACES = (".", "TPlusPro", "Chanjet/TPlusPro", "WebSite", "Appserver", "TPlusPro/WebSite",
           "TPlusPro/Appserver")  # fmt: skip


def read_installation(folder: Path) -> Build:
    """Return the version of a T+ below `folder`, or of the version file itself.

    Raises BadInput where there is no such folder, no version file in it, or none that can be read.
    """
    if folder.is_file():
        return read_build(folder)
    if not folder.is_dir():
        raise BadInput(Text(f"没有文件夹 {folder}。", f"There is no folder {folder}."))
    for place in _PLACES:
        found = _in(folder / place)
        if found is not None:
            return read_build(found)
    raise BadInput(
        Text(f"{folder} 里没有 {NAME}。", f"There is no {NAME} in {folder}."),
        Text("台账没有改动。", "The register is as it was."),
        Text("选 T+ 的安装文件夹(含 TPlusPro),或手工填写版本。",
             "Name the folder of T+ (with TPlusPro), or type the version."),
    )  # fmt: skip


def _in(folder: Path) -> Path | None:
    """Return the version file in a folder, whatever the case of its name."""
    try:
        held = sorted(folder.iterdir())
    except OSError:
        return None
    return next((one for one in held if one.name.casefold() == NAME.casefold()), None)
