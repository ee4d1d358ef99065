"""What Qt needs from the machine: shared libraries, a Chinese font and a display."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from progress import follow, say

OFFSCREEN: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libbrotlidec.so.1": "libbrotli1",
}
ON_SCREEN: Mapping[str, str] = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONT = "fonts-wqy-microhei"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_FONT_MARKS = ("cjk", "wqy", "wenquanyi", "simsun", "simhei", "msyh", "sourcehan", "uming", "ukai",
               "droidsansfallback", "notosanssc", "pingfang", "harmonyos")  # fmt: skip


def prepare(*, on_screen: bool) -> bool:
    """Make sure that Qt can load and Chinese can be drawn; True when it can.

    As root on Debian or Ubuntu the missing packages are installed; elsewhere the one line that
    would install them is printed. A missing font is only told: the program works without.
    """
    if not sys.platform.startswith("linux"):
        return True
    libraries = missing_packages(on_screen=on_screen)
    fonts = () if has_chinese_font() else (FONT,)
    wanted = (*libraries, *fonts)
    if not wanted:
        return True
    if _is_debian() and os.geteuid() == 0:
        _apt_install(wanted)
        libraries = missing_packages(on_screen=on_screen)
        wanted = (*libraries, *(() if has_chinese_font() else (FONT,)))
    if wanted:
        what = "libraries of the system" if libraries else "a Chinese font"
        say(f"Missing: {what}. This line installs them (有系统库或中文字体缺失,请执行):")
        say(f"  {_line(wanted)}")
    return not libraries


def environment() -> dict[str, str]:
    """Return what a program that uses Qt needs set on this machine.

    libdbus ends the whole process where the machine has no id, as in a bare container, so nothing
    there may ask for a bus or for ibus.
    """
    ids = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
    if not sys.platform.startswith("linux") or any(map(_holds, ids)):
        return {}
    wanted = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "QT_IM_MODULES": "compose"}
    return {name: value for name, value in wanted.items() if name not in os.environ}


def _holds(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        return False


def missing_packages(*, on_screen: bool) -> tuple[str, ...]:
    """Return the Debian packages of those libraries that cannot be loaded."""
    needed = {**OFFSCREEN, **(ON_SCREEN if on_screen else {})}
    return tuple(package for name, package in needed.items() if not _loads(name))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Whether any font on this machine can draw Chinese."""
    lister = shutil.which("fc-list")
    if lister:
        command = [lister, ":lang=zh", "file"]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return bool(found.stdout.strip())
    folders = (Path(one).expanduser() for one in _FONT_FOLDERS)
    files = (file.name.lower() for one in folders if one.is_dir() for file in one.rglob("*.[ot]t*"))
    return any(mark in name.replace("-", "").replace("_", "") for name in files
               for mark in _FONT_MARKS)  # fmt: skip


def _release() -> str:
    try:
        return Path("/etc/os-release").read_text("utf-8")
    except OSError:
        return ""


def _is_debian() -> bool:
    known = ("ID=debian", "ID=ubuntu", "ID_LIKE=debian", "ID_LIKE=ubuntu")
    release = _release().replace('"', "")
    return shutil.which("apt-get") is not None and any(
        line.startswith(known) for line in release.splitlines()
    )


def _apt_install(packages: Iterable[str]) -> None:
    packages = tuple(packages)
    say(f"Installing by apt: {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    install = ["apt-get", "install", *options, *packages]
    if follow(install, env)[0] != 0:  # the lists may be old or absent
        follow(["apt-get", "update", "-q"], env)
        follow(install, env)


def _line(packages: Iterable[str]) -> str:
    if shutil.which("dnf") and not _is_debian():
        return (
            "sudo dnf install mesa-libEGL mesa-libGL libxkbcommon libxkbcommon-x11 dbus-libs "
            "fontconfig glib2 brotli xcb-util-cursor xcb-util-wm xcb-util-keysyms "
            "google-noto-sans-cjk-fonts"
        )
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def has_display() -> bool:
    """Whether a window can be shown: not in a bare terminal, a container or a build machine."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return False
    if not sys.platform.startswith("linux"):
        return True
    wayland = os.environ.get("WAYLAND_DISPLAY", "")
    if wayland:
        folder = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
        if (folder / wayland).exists():
            return True
    return _x_answers(os.environ.get("DISPLAY", ""))


def _x_answers(display: str) -> bool:
    """Whether an X server listens there: with a stale DISPLAY Qt would abort without a word."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
        return any(_connects(socket.AF_UNIX, name) for name in (path, f"\0{path}"))
    return _connects(socket.AF_INET, (host, 6000 + int(number)))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(3)
            probe.connect(address)
    except OSError:
        return False
    return True
