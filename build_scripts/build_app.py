"""Builds the frozen program: a folder, its bill of materials, one archive, and their hashes.

Run on the system that it is for, in the developers' environment with the extra `freeze`:

    python -m pip install -c constraints.txt -e .[dev,freeze]
    python build_scripts/build_app.py --out dist
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import icon_files
import sbom
from freezing import INSIDE, NAME, ROOT, SPEC

VERSION_FILE = ROOT / "desktop" / "firstline" / "__init__.py"
SUMS = "SHA256SUMS"
KEY_FILE = "publisher.pub"  # the publisher's public key, where a build is given one


def program_version() -> str:
    """Return the version of the checkout, as the program shows it."""
    line = next(one for one in VERSION_FILE.read_text("utf-8").splitlines() if "__version__" in one)
    return line.partition("=")[2].strip().strip('"')


def target() -> str:
    """Return the system and processor, as they stand in the names of files."""
    machine = platform.machine().lower()
    return f"{sys.platform}-{ {'amd64': 'x86_64', 'arm64': 'aarch64'}.get(machine, machine) }"


def made_at() -> datetime:
    """Return when the sources were committed, or SOURCE_DATE_EPOCH: never the present time."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        asked = ["git", "log", "-1", "--format=%ct"]
        given = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return datetime.fromtimestamp(int(given), UTC)


def freeze(out: Path, work: Path, key: Path | None) -> Path:
    """Run PyInstaller and return the folder. Raises CalledProcessError."""
    work.mkdir(parents=True, exist_ok=True)
    extra = []
    if key:
        shutil.copyfile(key, work / KEY_FILE)
        extra = [f"{work / KEY_FILE}|resources"]
    env = {
        **os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT / "desktop"),
        "SOURCE_DATE_EPOCH": str(int(made_at().timestamp())),
        "FIRSTLINE_INVENTORY": str(work / "inventory.json"),
        "FIRSTLINE_EXTRA_FILES": "\n".join(extra),
    }  # fmt: skip
    if sys.platform == "win32":
        env["FIRSTLINE_ICON"] = str(icon_files.write_ico(work / f"{NAME}.ico"))
        env["FIRSTLINE_VERSION_FILE"] = str(_windows_version(work / "version.txt"))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(out), "--workpath", str(work), str(SPEC)]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    _strip(out / NAME)
    return out / NAME


def _strip(folder: Path) -> None:
    """Take the debug symbols out of Python's own library, where the system has the tool."""
    tool = shutil.which("strip")
    for library in folder.glob(f"{INSIDE}/libpython*.so*") if tool else ():
        subprocess.run([str(tool), "--strip-debug", str(library)], check=True)


def _windows_version(path: Path) -> Path:
    """Write what Explorer shows of the programs: PyInstaller's own format."""
    now = program_version()
    four = (*map(int, now.split(".")), 0, 0, 0)[:4]
    words = {"CompanyName": "Firstline", "FileDescription": "Firstline", "FileVersion": now,
             "ProductName": "Firstline", "ProductVersion": now}  # fmt: skip
    told = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in words.items())
    path.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0, "
        "OS=0x40004, fileType=1, subtype=0, date=(0, 0)), kids=[StringFileInfo([StringTable("
        f"'080404b0', [{told}])]), VarFileInfo([VarStruct('Translation', [2052, 1200])])])\n",
        "utf-8",
    )
    return path


def add_licences(folder: Path, parts: Iterable[sbom.Part]) -> None:
    """Lay the licence of Python, and those of the system's libraries, beside the others."""
    target_folder = folder / INSIDE / "resources" / "licences"
    for place in (
        Path(sys.base_prefix, "LICENSE.txt"),
        *Path(sys.base_prefix).glob("lib/python3*/LICENSE.txt"),
    ):
        if place.is_file():
            shutil.copyfile(place, target_folder / "python.txt")
    for part in parts:
        if not part.purl.startswith("pkg:deb/"):
            continue
        source = Path("/usr/share/doc", part.name, "copyright")
        (target_folder / "system").mkdir(exist_ok=True)
        if source.is_file():
            shutil.copyfile(source, target_folder / "system" / f"{part.name}.txt")


def describe(folder: Path, work: Path, out: Path) -> Path:
    """Write the bill of materials beside the folder and return it. Raises ValueError."""
    inventory = json.loads((work / "inventory.json").read_text("utf-8"))
    parts = sbom.parts_of(inventory, version("pyinstaller"))
    add_licences(folder, parts)
    document = sbom.bill(parts, sbom.hashes_of(folder), program_version(), made_at())
    wrong = sbom.faults(document)
    if wrong:
        raise ValueError("the bill of materials is not valid: " + "; ".join(wrong[:5]))
    path = out / f"{NAME}-{program_version()}-{target()}.cdx.json"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def archive(folder: Path, out: Path) -> Path:
    """Write the folder as one file, the same bytes for the same files: zip on Windows, else tar."""
    stem = f"{NAME}-{program_version()}-{target()}"
    stamp = int(made_at().timestamp())
    if sys.platform == "win32":
        return _zip(folder, out / f"{stem}.zip", stamp)
    path = out / f"{stem}.tar.xz"

    def plain(one: tarfile.TarInfo) -> tarfile.TarInfo:
        one.uid = one.gid = 0
        one.uname = one.gname = "root"
        one.mtime = stamp
        one.mode = 0o755 if one.isdir() or one.mode & 0o100 else 0o644
        return one

    with tarfile.open(path, "w:xz", format=tarfile.PAX_FORMAT) as packed:
        packed.add(folder, stem, recursive=False, filter=plain)
        for one in sorted(folder.rglob("*")):
            place = f"{stem}/{one.relative_to(folder).as_posix()}"
            packed.add(one, place, recursive=False, filter=plain)
    return path


def _zip(folder: Path, path: Path, stamp: int) -> Path:
    when = time.gmtime(stamp)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                place = f"{path.stem}/{one.relative_to(folder).as_posix()}"
                told = zipfile.ZipInfo(place, when)
                told.external_attr = 0o644 << 16
                packed.writestr(told, one.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def write_sums(out: Path) -> Path:
    """Write the SHA-256 of every artefact in `out`, as `sha256sum -c` reads it."""
    several = sorted(one for one in out.iterdir() if one.is_file() and one.name != SUMS)
    lines = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in several]
    (out / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    return out / SUMS


def main(argv: Sequence[str] | None = None) -> int:
    """Build; 0 when all is there, 1 where something is missing, with the reason."""
    words = argparse.ArgumentParser(
        description=str(__doc__), formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("--out", type=Path, default=ROOT / "dist", help="where the artefacts go")
    words.add_argument("--work", type=Path, default=ROOT / "build" / "freeze")
    words.add_argument(
        "--publisher-key", type=Path, help="the public key that releases are checked by"
    )
    words.add_argument("--folder-only", action="store_true", help="no archive")
    given = words.parse_args(argv)
    if find_spec("PyInstaller") is None:
        print("PyInstaller is missing: python -m pip install -c constraints.txt -e .[dev,freeze]")
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    folder = freeze(given.out, given.work, given.publisher_key)
    written = [folder, describe(folder, given.work, given.out)]
    if not given.folder_only:
        written.append(archive(folder, given.out))
    written.append(write_sums(given.out))
    print("\n".join(map(str, written)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
