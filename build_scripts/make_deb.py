"""Packs the frozen folder as a .deb: program, command, menu entry and icons; profiles are nobody's.

    python build_scripts/make_deb.py --folder dist/firstline --out dist

Needs dpkg-deb. Build on the oldest system that it is for: the package asks for the C library that
its files ask for.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import icon_files
from build_app import made_at, program_version, write_sums
from freezing import NAME, ROOT

DESKTOP = ROOT / "build_scripts" / "firstline.desktop"
MAINTAINER = "Firstline <firstline@example.invalid>"
# What every Linux desktop has and no program brings along: the display's own libraries.
NEEDS = ("libegl1", "libgl1", "libxcb1")
LIKES = ("fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei", "libwayland-client0",
         "libwayland-cursor0", "tzdata")  # fmt: skip
_GLIBC = re.compile(rb"GLIBC_2\.(\d{1,3})(?![\d.])")
ABOUT = """\
Description: offline-first service desk for the first responder of an ERP
 Tickets with two clocks, one for the own promise and one for the vendor's,
 runbooks, knowledge, registers and reports. It works without a network;
 what is done offline goes to a portal, or by USB stick, later.
 .
 People's profiles stay in their home folders when the package is removed.
"""


def architecture() -> str:
    """Return Debian's name of this machine's processor."""
    machine = platform.machine().lower()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def c_library(files: Iterable[Path]) -> str:
    """Return the newest version of the C library that any of the files asks for."""
    found = {int(one) for file in files for one in _GLIBC.findall(file.read_bytes())}
    return f"2.{max(found, default=17)}"


def control(libc: str, size_kib: int, maintainer: str = MAINTAINER) -> str:
    """Return the control file."""
    return (
        f"Package: {NAME}\nVersion: {program_version()}\nArchitecture: {architecture()}\n"
        f"Maintainer: {maintainer}\nInstalled-Size: {size_kib}\nSection: misc\n"
        f"Priority: optional\nDepends: {', '.join((f'libc6 (>= {libc})', *NEEDS))}\n"
        f"Recommends: {', '.join(LIKES)}\n{ABOUT}"
    )


def stage(folder: Path, place: Path, maintainer: str = MAINTAINER) -> None:
    """Lay everything under `place` as it will lie on the machine."""
    home = place / "usr" / "lib" / NAME
    shutil.copytree(folder, home, symlinks=True)
    files = [one for one in sorted(home.rglob("*")) if one.is_file() and not one.is_symlink()]
    for one in files:
        one.chmod(0o755 if one == home / NAME else 0o644)
    command = place / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(f"../lib/{NAME}/{NAME}")
    _put(place / "usr/share/applications" / DESKTOP.name, DESKTOP.read_bytes())
    icons = place / "usr/share/icons/hicolor"
    _put(icons / "scalable/apps" / f"{NAME}.svg", icon_files.DRAWING.read_bytes())
    for size in (48, 128, 256):
        _put(icons / f"{size}x{size}/apps" / f"{NAME}.png", icon_files.png(size))
    licence = (ROOT / "LICENSE").read_text("utf-8")
    said = f"Licences of third parties: /usr/lib/{NAME}/_internal/resources/licences\n\n{licence}"
    _put(place / "usr/share/doc" / NAME / "copyright", said.encode())
    size = sum(one.stat().st_size for one in files) // 1024
    _put(place / "DEBIAN/control", control(c_library(files), size, maintainer).encode())
    _put(place / "DEBIAN/md5sums", _sums(place).encode())
    _set_times(place)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)


def _sums(place: Path) -> str:
    """Return what `dpkg --verify` compares: a check against damage, not against people."""
    several = sorted(
        one for one in (place / "usr").rglob("*") if one.is_file() and not one.is_symlink()
    )
    lines = []
    for one in several:
        total = hashlib.md5(one.read_bytes(), usedforsecurity=False).hexdigest()
        lines.append(f"{total}  {one.relative_to(place).as_posix()}\n")
    return "".join(lines)


def _set_times(place: Path) -> None:
    stamp = made_at().timestamp()
    for one in (place, *place.rglob("*")):
        if one.is_dir() and not one.is_symlink():
            one.chmod(0o755)
        os.utime(one, (stamp, stamp), follow_symlinks=False)


def pack(place: Path, out: Path) -> Path:
    """Run dpkg-deb and return the package. Raises CalledProcessError."""
    path = out / f"{NAME}_{program_version()}_{architecture()}.deb"
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(int(made_at().timestamp()))}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(place), str(path)]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Make the package; 1 where something is missing, with the reason."""
    words = argparse.ArgumentParser(
        description=str(__doc__), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--folder", type=Path, default=ROOT / "dist" / NAME)
    words.add_argument("--out", type=Path, default=ROOT / "dist")
    words.add_argument("--maintainer", default=MAINTAINER)
    given = words.parse_args(argv)
    if not (given.folder / NAME).is_file():
        print(f"{given.folder} holds no frozen program: run build_scripts/build_app.py first")
        return 1
    if shutil.which("dpkg-deb") is None:
        print("dpkg-deb is missing: a .deb is made on Debian or a system that is made from it")
        return 1
    with tempfile.TemporaryDirectory(prefix="firstline-deb-") as place:
        stage(given.folder, Path(place), given.maintainer)
        print(pack(Path(place), given.out))
    write_sums(given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
