"""What goes into the frozen program, and the bill of what is in it, without building one."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import build_app
import freezing
import frozen_entry
import licences
import sbom
from firstline import __version__
from firstline.cli.root import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
MADE = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)


def test_the_version_is_one_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__ == build_app.program_version()


def test_every_command_and_the_demos_portal_are_in() -> None:
    found = set(freezing.modules())
    assert {module for module, _ in COMMANDS.values()} <= found
    assert {"firstline.app.demo.portal", "firstline_portal.web.app", "firstline.app.main"} <= found
    assert all("__main__" not in one for one in found)


def test_resources_keep_their_places_and_the_pictures_stay_at_home() -> None:
    found = dict(freezing.resources())
    assert all(Path(one).is_file() for one in found)
    assert found[str(ROOT / "resources" / "packs" / "knowledge" / "pack.toml")] == (
        "resources/packs/knowledge"
    )
    assert found[str(ROOT / "LICENSE")] == "resources/licences"
    assert not [one for one in found if "pictures" in one]


@pytest.mark.parametrize(
    ("place", "is_in"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6\\plugins\\sqldrivers\\qsqlite.dll", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("resources/packs/knowledge/pack.toml", True),
    ],
)
def test_what_belongs_to_the_program(place: str, is_in: bool) -> None:
    assert freezing.is_in(place) is is_in


def test_libraries_that_nothing_loads_any_more_stay_out() -> None:
    needs = {"xcb": ["libX11.so.6"], "x11": ["libXau.so.6"], "gtk": ["libpango.so.0"]}
    given = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "xcb", "BINARY"),
        ("libX11.so.6", "x11", "BINARY"),
        ("libXau.so.6", "xau", "BINARY"),
        ("libgtk-3.so.0", "gtk", "BINARY"),
        ("libpango.so.0", "pango", "BINARY"),
        ("libpython3.11.so.1.0", "python", "BINARY"),  # the loader opens it by its name
        ("libX.so.1", "PySide6/libX11.so.6", "SYMLINK"),
        ("libY.so.1", "PySide6/libgtk-3.so.0", "SYMLINK"),
    ]
    found = freezing.reached(given, lambda path: needs.get(path, ()))
    assert [one[0] for one in found] == [
        "PySide6/Qt/plugins/platforms/libqxcb.so", "libX11.so.6", "libXau.so.6",
        "libpython3.11.so.1.0",
    ]  # fmt: skip
    links = freezing.with_targets(given[-2:], found)
    assert [one[0] for one in links] == ["libX.so.1"]


@pytest.mark.parametrize("before", ["", "/usr/local/lib"])
def test_what_the_program_opens_loads_the_systems_libraries(before: str) -> None:
    found = {"LD_LIBRARY_PATH": "/of/the/program", "DBUS_FATAL_WARNINGS": "1"}
    frozen_entry.prepare(given := found | ({"LD_LIBRARY_PATH_ORIG": before} if before else {}))
    assert given.get("LD_LIBRARY_PATH", "") == before
    assert "LD_LIBRARY_PATH_ORIG" not in given
    assert given["DBUS_FATAL_WARNINGS"] == "1", "what a person set stands"
    assert given["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_the_program_answers_for_its_second_process(tmp_path: Path) -> None:
    """The demo starts `sys.executable -m MODULE`, which is the program itself when it is frozen."""
    words = ["-m", frozen_entry.DEMO_PORTAL, str(tmp_path / "portal.db"), "李娜"]
    done = subprocess.run(
        [sys.executable, str(freezing.ENTRY), *words], input=b"", capture_output=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT / "desktop"), "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 2, done.stderr.decode()  # its input's end then ends it
    tokens, address = done.stdout.decode().splitlines()
    assert list(json.loads(tokens)) == ["李娜"]
    assert address.startswith("http://127.0.0.1:")


def test_no_tool_and_no_driver_is_shipped() -> None:
    running = licences.shipped("firstline", extra="portal")
    assert {"fastapi", "pyside6-essentials"} <= running
    assert not running & {"psycopg", "pytest", "mypy", "ruff", "pyinstaller", "schemathesis"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert not [one for one in project["dependencies"] if "pyinstaller" in one.lower()]
    assert {"psycopg", "pytest", "hypothesis"} <= set(freezing.LEFT_OUT)


def test_every_shipped_licence_lies_beside_the_table() -> None:
    folder = ROOT / "resources" / "licences"
    missing = [
        one for one in licences.shipped("firstline", extra="portal") - {"pip"}
        if not (folder / f"{one}.txt").is_file()
    ]  # fmt: skip
    assert not missing


LOADER = "6.22.3"  # a machine that only tests has no PyInstaller


@pytest.fixture
def inventory(tmp_path: Path) -> dict[str, list[list[str]]]:
    import click

    own = tmp_path / "libstrange.so.1"
    own.write_bytes(b"strange")
    return {
        "modules": [
            ["click", str(click.__file__), "PYMODULE"], ["json", str(json.__file__), "PYMODULE"],
            ["firstline", str(ROOT / "desktop/firstline/__init__.py"), "PYMODULE"],
        ],
        "files": [
            ["libstrange.so.1", str(own), "BINARY"],
            ["PySide6/Qt/lib/libQt6Core.so.6", str(own), "BINARY"],
            ["libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"],
        ],
    }  # fmt: skip


def test_the_bill_of_materials_is_valid_and_the_same_twice(
    inventory: dict[str, list[list[str]]],
) -> None:
    hashes = {"_internal/libstrange.so.1": "a" * 64, "_internal/PySide6/Qt/lib/libQt6Core.so.6":
              "b" * 64, "firstline": "c" * 64}  # fmt: skip
    parts = sbom.parts_of(inventory, LOADER)
    made = sbom.bill(parts, hashes, __version__, MADE)
    assert not sbom.faults(made)
    assert made == sbom.bill(sbom.parts_of(inventory, LOADER), hashes, __version__, MADE)
    by_name = {one["name"]: one for one in made["components"]}
    assert {"click", "cpython", "pyinstaller", "qt", "libstrange.so.1"} == set(by_name)
    assert by_name["click"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert by_name["libstrange.so.1"]["components"][0]["hashes"] == [
        {"alg": "SHA-256", "content": "a" * 64}
    ]
    subject = made["metadata"]["component"]
    assert subject["version"] == __version__
    assert [one["name"] for one in subject["components"]] == ["firstline"]


def test_the_schema_refuses_a_wrong_bill(inventory: dict[str, list[list[str]]]) -> None:
    made = sbom.bill(sbom.parts_of(inventory, LOADER), {}, __version__, MADE)
    assert sbom.faults({**made, "specVersion": 16})
    made["components"][0]["hashes"] = [{"alg": "SHA-256", "content": "short"}]
    assert sbom.faults(made)


def test_the_sums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "a.txt").write_bytes(b"abc")
    build_app.write_sums(tmp_path)
    build_app.write_sums(tmp_path)  # a second time its own file is no artefact
    assert (tmp_path / build_app.SUMS).read_text("utf-8").splitlines() == [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b.txt",
    ]


def test_an_archive_is_the_same_for_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764381600")
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name / "firstline"
        folder.mkdir(parents=True)
        (folder / "firstline").write_bytes(b"program")
        (folder / "firstline").chmod(0o755 if name == "one" else 0o700)
        made.append(build_app.archive(folder, tmp_path / name).read_bytes())
    assert made[0] == made[1]
