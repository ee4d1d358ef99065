"""The packages of Linux and Windows: what they name exists, and one version stands in all."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import build_app
import freezing
import icon_files
import make_deb
from firstline import __version__
from firstline.app.window import APP_ID
from firstline.cli.root import build_root

SCRIPT = freezing.ROOT / "build_scripts" / "installer.iss"
ISS = SCRIPT.read_text("utf-8-sig")


@pytest.fixture(autouse=True)
def _stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764381600")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small folder in the shape of a frozen one."""
    made = tmp_path / "firstline"
    (made / "_internal").mkdir(parents=True)
    (made / "firstline").write_bytes(b"\x7fELF GLIBC_2.9\0GLIBC_2.31\0GLIBC_2.4.1\0")
    (made / "_internal" / "libx.so.6").write_bytes(b"GLIBC_2.34\0")
    (made / "_internal" / "libx.so").symlink_to("libx.so.6")
    return made


def options() -> set[str]:
    return {word for one in build_root().params for word in one.opts}


def test_the_menu_entry_names_what_there_is() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    entry.read(make_deb.DESKTOP, "utf-8")
    main = entry["Desktop Entry"]
    assert (main["Name[zh_CN]"], main["Icon"], main["Terminal"]) == ("一线", "firstline", "false")
    actions = [one for one in main["Actions"].split(";") if one]
    assert {f"Desktop Action {one}" for one in actions} == set(entry.sections()[1:])
    for section in entry.sections():
        command, *words = entry[section]["Exec"].split()
        assert command == freezing.NAME
        assert set(words) <= options()
    assert "MimeType" not in main  # the program opens no file that is handed to it


def test_the_deb_is_laid_out_and_asks_for_what_its_files_ask(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    make_deb.stage(folder, place)
    control = (place / "DEBIAN" / "control").read_text("utf-8")
    assert f"\nVersion: {__version__}\n" in control
    assert "libc6 (>= 2.34)" in control
    assert (place / "usr/bin/firstline").resolve() == place / "usr/lib/firstline/firstline"
    assert (place / "usr/lib/firstline/firstline").stat().st_mode & 0o777 == 0o755
    assert (place / "usr/lib/firstline/_internal/libx.so").is_symlink()
    icons = {one.parent.parent.name for one in place.rglob("firstline.png")}
    assert icons == {"48x48", "128x128", "256x256"}
    named = (place / "DEBIAN" / "md5sums").read_text("utf-8")
    assert "usr/lib/firstline/_internal/libx.so.6" in named
    scripts = {one.name for one in (place / "DEBIAN").iterdir()}
    assert scripts == {"control", "md5sums"}, "no script of a package touches a home folder"


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is Debian's")
def test_the_deb_is_the_same_twice(folder: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        place, out = tmp_path / name / "place", tmp_path / name / "out"
        out.mkdir(parents=True)
        make_deb.stage(folder, place)
        made.append(make_deb.pack(place, out))
    assert made[0].read_bytes() == made[1].read_bytes()
    listed = subprocess.run(
        ["dpkg-deb", "-c", str(made[0])], capture_output=True, text=True, check=True
    )
    assert "root/root" in listed.stdout
    assert not [one for one in listed.stdout.splitlines() if "root/root" not in one]


def test_without_a_frozen_folder_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_deb.main(["--folder", str(tmp_path), "--out", str(tmp_path)]) == 1
    assert "build_app.py" in capsys.readouterr().out


def test_the_installer_of_windows_is_in_step() -> None:
    assert f'#define Version "{__version__}"' in ISS
    assert f"iscc /DVersion={__version__} " in ISS
    assert set(re.findall(r'AppUserModelID: "([^"]+)"', ISS)) == {APP_ID}
    assert "PrivilegesRequired=admin" in ISS
    assert SCRIPT.read_bytes().startswith(b"\xef\xbb\xbf"), "or its Chinese is read as Latin"
    assert "{localappdata}" not in ISS.lower(), "profiles are nobody's to remove"


def test_the_installer_names_what_the_frozen_folder_holds() -> None:
    spec = freezing.SPEC.read_text("utf-8")
    assert "freezing.WINDOW_NAME, console=False" in spec
    sources = set(re.findall(r'Source: "\{#Folder\}\\([^"\\]+)', ISS))
    assert sources == {f"{freezing.NAME}.exe", f"{freezing.WINDOW_NAME}.exe", freezing.INSIDE}
    started = set(re.findall(r'Filename: "\{app\}\\([^"]+)"', ISS))
    assert started == {f"{freezing.WINDOW_NAME}.exe"}
    assert set(re.findall(r'Parameters: "([^"]+)"', ISS)) <= options()
    assert (freezing.ROOT / "LICENSE").is_file()
    assert f"build\\freeze\\{freezing.NAME}.ico" in ISS  # where build_app.py writes it


def test_the_icon_is_a_picture_in_every_size(tmp_path: Path) -> None:
    data = icon_files.write_ico(tmp_path / "x.ico").read_bytes()
    assert data[:6] == b"\0\0\1\0" + bytes([len(icon_files.SIZES), 0])
    assert data.count(b"\x89PNG") == len(icon_files.SIZES)


def test_what_explorer_shows_is_a_value_of_pyinstaller(tmp_path: Path) -> None:
    text = build_app._windows_version(tmp_path / "version.txt").read_text("utf-8")
    compile(text, "version.txt", "eval")
    assert f"'FileVersion', '{__version__}'" in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder differs by system")
def test_the_version_in_names_is_of_this_system() -> None:
    assert build_app.target().startswith("linux-")
