"""The bill of materials of a frozen folder: CycloneDX 1.6, made of what was really collected.

A small script of our own, and not the library `cyclonedx-python-lib`: the document is thirty lines
of JSON, a frozen folder holds what no list of installed packages knows (Qt's own libraries, those
of the system, the interpreter), and four more packages would stand in the constraints for it. The
official schema checks the result, here and in the tests.
"""

import gzip
import hashlib
import json
import platform
import re
import subprocess
import sys
import sysconfig
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from freezing import INSIDE, ROOT
from licences import canonical, licence_of

SCHEMAS = ROOT / "tests" / "data" / "cyclonedx"
OURS, PYTHON, QT, LOADER = "firstline", "python", "qt", "pyinstaller"
_EXPRESSION = re.compile(r"^[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*$")
_SPACE = uuid.UUID("5a2f1f4e-0c0d-5c60-9a34-6f1b7c1b8a11")


@dataclass(slots=True)
class Part:
    """One component: who made it, which version, under which licence, and its files."""

    name: str
    version: str
    purl: str
    licence: str
    files: list[str] = field(default_factory=list)

    def to_json(self, hashes: Mapping[str, str]) -> dict[str, Any]:
        """Return the component; `hashes` gives the SHA-256 of each file by its place."""
        told: dict[str, Any] = {
            "type": "library", "bom-ref": self.purl, "name": self.name, "version": self.version,
            "purl": self.purl, "licenses": _licences(self.licence),
        }  # fmt: skip
        several = [_file(one, hashes[one]) for one in sorted(set(self.files)) if one in hashes]
        return told | ({"components": several} if several else {})


@cache
def packages_by_file() -> Mapping[str, str]:
    """Return the name of the installed package that each installed file belongs to."""
    found = {}
    for one in distributions():
        for file in one.files or ():
            found[str(Path(str(one.locate_file(file))).resolve())] = canonical(one.name)
    return found


def owner_of(source: str, place: str = "") -> str:
    """Return whose a collected file is: a package, `firstline`, `python`, `qt` or `deb:NAME`."""
    path = Path(source).resolve()
    if path.name == "base_library.zip":  # PyInstaller packs what the interpreter needs to begin
        return PYTHON
    if place.startswith("PySide6/Qt/") or re.match(r"PySide6/(Qt6|plugins/|translations/)", place):
        return QT
    found = packages_by_file().get(str(path))
    if found:
        return found
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return OURS
    # a virtual environment's own libraries are those of the Python it was made from
    homes = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sys.base_prefix}
    if any(path.is_relative_to(Path(one).resolve()) for one in homes if one != "/usr"):
        return PYTHON
    return _system_package(str(path)) or f"file:{path.name}"


@cache
def _system_package(path: str) -> str:
    """Return `deb:NAME` of the package a library of the system is from, or nothing."""
    for name in (path, path.removeprefix("/usr")):  # the package may know it by the older place
        try:
            done = subprocess.run(
                ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
            )
        except OSError:
            return ""
        if done.returncode == 0:
            owner = done.stdout.split(": ")[0].split(":")[0].split(",")[0]
            return PYTHON if owner.startswith(("python3", "libpython3")) else f"deb:{owner}"
    return ""


def parts_of(inventory: Mapping[str, Sequence[Sequence[str]]], loader: str) -> list[Part]:
    """Return all components of what PyInstaller collected, by name.

    `inventory` holds `modules` (name, source, kind) and `files` (place, source, kind); `loader` is
    the version of PyInstaller, whose loader is the beginning of each program.
    """
    files: defaultdict[str, list[str]] = defaultdict(list)
    for _name, source, _kind in inventory["modules"]:
        if source and source != "-":
            files.setdefault(owner_of(source), [])
    for given, source, kind in inventory["files"]:
        if kind != "SYMLINK":
            place = given.replace("\\", "/")
            files[owner_of(source, place)].append(f"{INSIDE}/{place}")
    files.pop(OURS, None)  # what the document is about
    files.pop(LOADER, None)
    known = Part(LOADER, loader, f"pkg:pypi/{LOADER}@{loader}", licence_of(LOADER), [])
    return [known, *(_part(owner, files[owner]) for owner in sorted(files))]


def _part(owner: str, files: list[str]) -> Part:
    if owner == PYTHON:
        now = platform.python_version()
        return Part("cpython", now, f"pkg:generic/cpython@{now}", "PSF-2.0", files)
    if owner == QT:
        now = version("PySide6-Essentials")
        return Part(QT, now, f"pkg:generic/qt@{now}", "LGPL-3.0-only OR GPL-3.0-only", files)
    if owner.startswith("deb:"):
        name = owner.removeprefix("deb:")
        told = ["dpkg-query", "-W", "-f", "${Version}\n${Architecture}\n", name]
        done = subprocess.run(told, capture_output=True, text=True, check=True).stdout.split()
        purl = f"pkg:deb/debian/{name}@{done[0].replace('+', '%2B')}?arch={done[1]}"
        return Part(name, done[0], purl, _debian_licence(name), files)
    if owner.startswith("file:"):
        name = owner.removeprefix("file:")
        return Part(name, "unknown", f"pkg:generic/{name}", "see its maker", files)
    now = version(owner)
    return Part(owner, now, f"pkg:pypi/{owner}@{now}", licence_of(owner), files)


def _debian_licence(name: str) -> str:
    """Return the short name of a system library's licence, from its copyright file."""
    path = Path("/usr/share/doc", name, "copyright")
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    whole = re.search(r"^Files: \*\n(?:(?!^License:|^$).*\n)*License: *(\S.*)$", text, re.MULTILINE)
    return whole[1] if whole else f"see licences/system/{name}.txt"


def _licences(said: str) -> list[dict[str, Any]]:
    if _EXPRESSION.match(said):
        return [{"expression": said}]
    return [{"license": {"name": said[:400]}}]


def _file(place: str, sha256: str) -> dict[str, Any]:
    return {"type": "file", "name": place, "hashes": [{"alg": "SHA-256", "content": sha256}]}


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in `folder`, by its place; links are followed by nobody."""
    return {
        one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in sorted(folder.rglob("*")) if one.is_file() and not one.is_symlink()
    }  # fmt: skip


def bill(
    parts: Iterable[Part], hashes: Mapping[str, str], program: str, made: datetime
) -> dict[str, Any]:
    """Return the document: the same parts, files and time give the same bytes."""
    several = sorted(parts, key=lambda one: one.purl)
    own = sorted(set(hashes) - {one for part in several for one in part.files})
    subject = {
        "type": "application", "bom-ref": f"pkg:generic/{OURS}@{program}", "name": OURS,
        "version": program, "licenses": _licences("MIT"),
        "components": [_file(one, hashes[one]) for one in own],
    }  # fmt: skip
    found = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "build_scripts/sbom.py"}]},
            "component": subject,
        },
        "components": [one.to_json(hashes) for one in several],
        "dependencies": _dependencies(several, program),
    }  # fmt: skip
    content = json.dumps(found, sort_keys=True)
    return {"serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, content)}", **found}


def _dependencies(parts: Sequence[Part], program: str) -> list[dict[str, Any]]:
    """Return who needs whom among the Python packages; the program needs all."""
    refs = {one.name: one.purl for one in parts if one.purl.startswith("pkg:pypi/")}
    asked = {canonical(one.name): one.requires or [] for one in distributions()}
    told = [{"ref": f"pkg:generic/{OURS}@{program}", "dependsOn": [one.purl for one in parts]}]
    for name, ref in refs.items():
        wanted = {canonical(Requirement(one).name) for one in asked.get(name, ())} & refs.keys()
        told.append({"ref": ref, "dependsOn": sorted(refs[one] for one in wanted)})
    return told


def faults(document: Mapping[str, Any]) -> list[str]:
    """Return what the official schema refuses in `document`, nothing when it is valid."""
    import jsonschema_rs  # noqa: PLC0415 - of the developers' tools; a build without it says so

    def schema(name: str) -> Any:
        return json.loads(gzip.decompress((SCHEMAS / f"{name}.schema.json.gz").read_bytes()))

    base = "http://cyclonedx.org/schema/{}.SNAPSHOT.schema.json"
    known = [(base.format(one), schema(one)) for one in ("spdx", "jsf-0.82")]
    validator = jsonschema_rs.validator_for(
        schema("bom-1.6"), registry=jsonschema_rs.Registry(known)
    )
    return [
        f"{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in validator.iter_errors(document)
    ]
