"""The register of installed systems from a terminal: read, upgraded, and shown on old tickets."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

BUILD = """<?xml version="1.0" encoding="utf-8"?>
<PatchBuildInfo><Version>13.000.001.0410</Version><PatchBuild>20231108</PatchBuild></PatchBuildInfo>
"""
NAME = "T+ 东莞仓"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "Chanjet"
    (made / "TPlusPro").mkdir(parents=True)
    (made / "TPlusPro" / "PatchBuildInfo.xml").write_text(BUILD, "utf-8")
    return made


def test_a_folder_of_t_plus_fills_version_and_patch(run: Run, home: Path) -> None:
    made = run("system", "read", home, "--name", NAME, "--json").json
    assert (made["product"], made["version"], made["patch"]) == (
        "T+", "13.000.001.0410", "20231108",
    )  # fmt: skip
    again = run("system", "read", home, "--name", NAME, "--json").json
    assert again["id"] == made["id"]
    assert len(again["versions"]) == 1
    done = run("system", "read", home / "TPlusPro" / "none", "--name", "x")
    assert done.code == 2
    empty = home / "empty"
    empty.mkdir()
    assert "PatchBuildInfo.xml" in run("system", "read", empty, "--name", "x", lang="en").line
    assert run("system", "list", "--json").json["total"] == 1


def test_an_old_ticket_shows_the_version_of_its_day(
    run: Run, home: Path, new: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    run("system", "read", home, "--name", NAME)
    run("system", "set", NAME, "sites=东莞仓", "owner=何志强")
    place = ("--product", "T+", "--site", "东莞仓")
    later = NOW + timedelta(hours=2)
    old = new(*place, at=NOW + timedelta(minutes=5))["number"]
    done = run("system", "upgrade", NAME, "16.0", at=NOW + timedelta(hours=1))
    assert done.code == 0, done.err
    fresh = new(*place, at=later)["number"]
    told = run("ticket", "show", old, "--json", at=later).json["system"]
    assert (told["name"], told["version"], told["patch"]) == (NAME, "13.000.001.0410", "20231108")
    told = run("ticket", "show", fresh, "--json", at=later).json["system"]
    assert (told["version"], told["patch"]) == ("16.0", "")
    assert "13.000.001.0410" in run("ticket", "show", old, at=later).out
    elsewhere = new("--product", "T+", "--site", "门店", at=later)["number"]
    assert run("ticket", "show", elsewhere, "--json", at=later).json["system"] is None
    found = run("system", "versions", NAME, "--json", at=later).json["versions"]
    assert [(one["version"], one["incidents"]) for one in found] == [
        ("13.000.001.0410", 1), ("16.0", 1),
    ]  # fmt: skip


def test_the_package_for_the_vendor_names_the_version_of_the_ticket(
    run: Run, home: Path, new: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    run("system", "read", home, "--name", NAME)
    key = new("--product", "T+", "--site", "东莞仓", at=NOW + timedelta(minutes=5))["number"]
    out = tmp_path / "out"
    made = run("ticket", "handoff", key, "--out", out, "--json", at=NOW + timedelta(hours=1))
    assert made.code == 0, made.err
    assert "版本" not in made.err.partition("厂商会问")[2]
    assert list(out.glob("handoff-*.zip"))


def test_a_p1_tells_what_it_costs_and_a_month_what_it_cost(
    run: Run, new: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    given = ("--cny-per-hour", "30000", "--systems", "U8")
    assert run("rate", "add", "报工", *given).code == 2  # without a source
    assert run("rate", "add", "报工", *given, "--source", "财务").code == 0
    key = new("--product", "U8", impact=1, urgency=1)["number"]
    later = NOW + timedelta(minutes=95)
    told = run("ticket", "show", key, "--json", at=later).json["loss"]
    assert (told["loss_cny"], told["minutes"], told["running"]) == ("47500.00", "95", True)
    assert "47,500.00" in run("ticket", "show", key, at=later).out
    run("outage", "add", "U8", "--from", "2026-11-23T08:00", "--to", "2026-11-23T09:35")
    found = run("rate", "loss", "--month", "2026-11", "--json").json
    assert (found["loss_cny"], found["losses"][0]["processes"]) == ("47500.00", ["报工"])
    assert [one["loss_cny"] for one in found["processes"]] == ["47500.00"]
    assert "own estimate" in run("rate", "loss", "--month", "2026-11", lang="en").out
