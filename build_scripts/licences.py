"""Writes resources/licences: a table of all that is used, the texts of what is shipped."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "licences"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|lgpl|gpl)", re.IGNORECASE)
# Where the metadata names no licence, or this machine has no copy, the project's own word.
_KNOWN = {
    "backports-tarfile": "MIT", "click-default-group": "BSD-3-Clause", "colorama": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause", "pyside6-essentials": "LGPL-3.0-only OR GPL-3.0-only",
    "shiboken6": "LGPL-3.0-only OR GPL-3.0-only", "jaraco-classes": "MIT", "keyring": "MIT",
    "mdurl": "MIT", "sqlite-fts4": "Apache-2.0", "sqlite-utils": "Apache-2.0",
    "types-openpyxl": "Apache-2.0", "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "xlsxwriter": "BSD-2-Clause", "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}  # fmt: skip
HEAD = """# Licences of third parties

Firstline itself is MIT ([LICENSE](../../LICENSE)). Here is everything that it uses. The libraries
marked *shipped* are needed at run time, or are in the frozen program (the portal of its demo, the
loader of PyInstaller); their full texts stand beside this table. The others are tools for
developers and leave with no copy of the program. This page is written by
`python build_scripts/licences.py` from the installed packages.

PySide6 and Qt are used under the LGPL, unmodified and as separate, replaceable libraries: the
texts are [LGPL-3.0](LGPL-3.0.txt) and [GPL-3.0](GPL-3.0.txt), the sources at
<https://download.qt.io/official_releases/QtForPython/>. The icons are Lucide's
([ISC and MIT](lucide.txt)). The incident log in the tests is "Incident management process enriched
event log" by Amaral, Fantinato and Peres (2018), UCI Machine Learning Repository, data set 498,
CC BY 4.0; the first 400 incidents, unchanged. The schema of CycloneDX 1.6 in the tests is OWASP's
(Apache-2.0), unchanged.

| name | version | licence | use |
|---|---|---|---|
"""


def canonical(name: str) -> str:
    """Return the name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped(name: str = "firstline", seen: set[str] | None = None, extra: str = "") -> set[str]:
    """Return the names of all that `name` needs at run time on this machine, itself left out.

    With `extra`, what that extra of it needs, too, but for drivers of databases, a server's own.
    """
    seen = set() if seen is None else seen
    for line in distribution(name).requires or ():
        wanted = Requirement(line)
        here = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
        found = canonical(wanted.name)
        if here and found not in seen | {"psycopg"}:
            seen.add(found)
            shipped(wanted.name, seen)
    return seen


def pinned() -> dict[str, str]:
    """Return the version of every package in the constraints; of two, the newer Python's."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = (
        one.split(" ;")[0].partition("==") for one in lines if "==" in one and one[0] not in "# "
    )
    return {name: version for name, _, version in pins}


def _one(told: PackageMetadata, name: str) -> str:
    return told[name] if name in told else ""  # noqa: SIM401 - it has no get


def licence_of(name: str) -> str:
    """Return the licence in a word or two."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return _KNOWN.get(name, "see its page")
    given = _one(told, "License-Expression") or _KNOWN.get(name)
    if given:
        return given
    classes = (one for one in told.get_all("Classifier") or () if one.startswith("License ::"))
    named = ", ".join(one.rpartition(":: ")[2] for one in classes)
    return named or (_one(told, "License") or "see its page").splitlines()[0][:60]


def texts_of(found: Distribution) -> Iterator[str]:
    """Yield the licence texts in a package's metadata."""
    for file in found.files or ():
        inside = ".dist-info" in file.parts[0] and "_vendor" not in str(file)
        if inside and _TEXT.search(file.name) and not file.name.endswith(".py"):
            yield file.read_text(encoding="utf-8").strip()


def _texts(name: str) -> list[str]:
    try:
        return list(texts_of(distribution(name)))
    except PackageNotFoundError:
        return []


def main() -> int:
    """Write the table and the texts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    running = shipped(project, extra="portal") - {"pip"}  # named by sqlite-utils for its commands
    running |= {"pyinstaller"}  # its loader is the beginning of the frozen program
    running |= {"colorama", "pywin32-ctypes"}  # on Windows; their texts were laid by hand
    rows = []
    for name, version in sorted(pinned().items()):
        use = "shipped" if name in running else "tool"
        rows.append(f"| {name} | {version} | {licence_of(name)} | {use} |")
        texts = _texts(name) if name in running else []
        if texts:
            whole = ("\n\n" + "─" * 80 + "\n\n").join(dict.fromkeys(texts))
            (TARGET / f"{name}.txt").write_text(whole + "\n", "utf-8")
        elif name in running and not (TARGET / f"{name}.txt").exists():
            print(f"{name}: no text in its metadata ({licence_of(name)})")
    (TARGET / "README.md").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
