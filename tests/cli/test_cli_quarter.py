"""The quarterly review: the golden figures, frozen, in four formats, in every part of M.7."""

import json
import re
from pathlib import Path
from zipfile import ZipFile

from cli_run import Run


def test_the_review_of_the_golden_quarter_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    assert run("demo").code == 0
    run("outage", "add", "U8", "--from", "2026-09-01T08:00+08:00", "--to",
        "2026-09-01T12:00+08:00", "--planned", "no")  # fmt: skip
    out = tmp_path / "q3.html"
    assert run("report", "quarter", "2026q3", "--out", out).code == 0
    first = out.read_text("utf-8")
    heads = re.findall(r"<h2>(\d+) ", first)
    assert list(dict.fromkeys(heads)) == [str(n) for n in range(1, 14)]
    for figure in (
        "66.7% (2/3)",
        "88.9% (8/9)",
        "57.1% (4/7)",
        "T25(P2/P3)",
        "T04",
        "120,000.00",
    ):  # four hours at the rate of the demo: U8 stood still
        assert figure in first
    assert first.count("<td>2026-0") >= 3, "a row for each calendar month"
    assert "P3 18 · P2 12 · P4 9 · P1 5" in first
    run("ticket", "set", "T02", "status=in_progress")
    run("contract", "set", "HT-U8-0147", "price=1")
    again = tmp_path / "again.html"
    done = run("report", "quarter", "--from", tmp_path / "q3.html.snapshot.json", "--out", again)
    assert done.code == 0
    assert again.read_text("utf-8") == first, "later edits change nothing of what was frozen"
    assert run("report", "verify", out, "--json").json["equal"]


def test_the_review_is_a_word_document_and_says_nothing_of_people(run: Run, tmp_path: Path) -> None:
    assert run("demo").code == 0
    for name in ("q.docx", "q.xlsx", "q.pdf"):
        assert run("report", "quarter", "2026Q3", "--out", tmp_path / name, lang="en").code == 0
    with ZipFile(tmp_path / "q.docx") as book:
        text = book.read("word/document.xml").decode()
    assert text.count("<w:tbl>") >= 14
    assert "Quarterly review — 2026Q3" in text
    shot = json.loads((tmp_path / "q.docx.snapshot.json").read_text("utf-8"))
    told = json.loads(shot["texts"]["tickets"])
    assert all("assignee" not in one for one in told["made"])
    assert run("report", "quarter", "2026Q3", "--out", tmp_path / "q.txt").code == 2
    assert run("report", "quarter", "2026Q5", "--out", tmp_path / "q.pdf").code == 2


def test_training_coverage_is_frozen_and_an_older_snapshot_still_verifies(
    run: Run, tmp_path: Path
) -> None:
    assert run("demo").code == 0
    out = tmp_path / "q3.html"
    assert run("report", "quarter", "2026Q3", "--out", out).code == 0
    text = out.read_text("utf-8")
    assert "9 培训覆盖(季末)" in text
    frozen = tmp_path / "q3.html.snapshot.json"
    shot = json.loads(frozen.read_text("utf-8"))
    cover = json.loads(shot["texts"]["training"])
    assert cover["on"] == "2026-09-30"
    assert cover["people"] > 0
    for _, _, _, asked, holds, lapsed, gaps in cover["courses"]:
        assert asked == holds + lapsed + gaps
    people = {one["name"] for one in run("training", "people", "--json").json["people"]}
    assert not any(name in shot["texts"]["training"] for name in people)
    del shot["texts"]["training"]  # as an earlier version wrote it
    old = tmp_path / "old.snapshot.json"
    old.write_text(json.dumps(shot, ensure_ascii=False), "utf-8")
    again = tmp_path / "again.html"
    assert run("report", "quarter", "--from", old, "--out", again).code == 0
    assert "培训覆盖" not in again.read_text("utf-8")
    assert run("report", "verify", again, "--json").json["equal"]
