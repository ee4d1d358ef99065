"""`firstline shift report`: JSON, files in one piece, and what is refused."""

import json
from pathlib import Path

from cli_run import Run


def filled(run: Run) -> None:
    assert run("demo").code == 0


def test_the_report_as_json_and_as_files(run: Run, tmp_path: Path) -> None:
    filled(run)
    found = run("shift", "report", "--since", "2026-01-01T00:00", "--json").json
    assert found["numbers"]["new"] == len(found["new"]) > 5
    assert sum(found["balls"].values()) == found["numbers"]["open"]
    assert {"id", "number", "due", "left", "ball", "note"} <= found["watch"][0].keys()
    for name in ("a.html", "b.pdf", "c.json"):
        target = tmp_path / name
        assert run("shift", "report", "--out", str(target), "--card").code == 0
        assert target.stat().st_size > 300
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF-")
    assert "new" in json.loads((tmp_path / "c.json").read_text("utf-8"))


def test_what_it_refuses(run: Run, tmp_path: Path) -> None:
    assert run("shift", "report", "--out", str(tmp_path / "a.docx")).code == 2
    assert run("shift", "report", "--since", "2199-01-01T00:00").code == 2
    assert not list(tmp_path.glob("*.docx"))
