"""The vendor's leg over a quarter: the golden figures with their tickets, and what is unproven."""

from datetime import datetime
from pathlib import Path

from cli_run import NOW, Run

from firstline.domain.review.quality import percent_of

Q4 = datetime.fromisoformat("2026-11-24T12:00:00+08:00")


def _share(line: dict[str, dict[str, int]], name: str) -> tuple[int, int]:
    return line[name]["met"], line[name]["judged"]


def test_the_golden_quarter_is_what_the_dashboard_says(run: Run) -> None:
    assert run("demo").code == 0
    told = run("report", "dashboard", "2026Q3", "--json").json
    lines = {one["key"]: one for one in told["by_priority"]}
    names = ("response", "resolution", "resolution_gross")
    assert {key: [_share(one, name) for name in names] for key, one in lines.items()} == {
        "P1": [(2, 3), (2, 3), (2, 3)],
        "P2": [(7, 9), (8, 9), (8, 9)],
        "P3": [(7, 7), (6, 7), (4, 7)],
        "P4": [(2, 2), (0, 0), (0, 0)],
    }
    shares = {key: (one["response"]["percent"], one["resolution"]["percent"],
                    one["resolution_gross"]["percent"]) for key, one in lines.items()}  # fmt: skip
    assert shares["P1"] == ("66.7%", "66.7%", "66.7%")
    assert shares["P2"] == ("77.8%", "88.9%", "88.9%")
    assert shares["P3"] == ("100%", "85.7%", "57.1%")
    assert shares["P4"] == ("100%", "", "")
    assert lines["P1"]["response"]["tickets"] == {
        "met": ["T02", "T03"], "breached": ["T05"], "unproven": ["T04"],
    }  # fmt: skip
    theirs = {one["key"]: one for one in told["by_vendor_priority"]}
    assert [_share(theirs["P2"], name) for name in names[:2]] == [(7, 8), (8, 8)]
    assert [_share(theirs["P3"], name) for name in names[:2]] == [(8, 8), (7, 8)]
    assert told["disputed"] == [{"ticket": "T25", "ours": "P2", "vendor": "P3"}]
    assert told["unproven"]["tickets"] == ["T04"]
    assert told["verified"] is False
    months = {one["key"]: _share(one, "response") for one in told["by_month"]}
    assert months == {"2026-07": (3, 4), "2026-08": (8, 8), "2026-09": (7, 9)}
    said = run("report", "dashboard", "2026Q3", lang="en").out
    assert "57.1% (4/7)" in said
    assert "unverified sample" in said


def test_a_late_leg_without_proof_is_no_breach(run: Run, tmp_path: Path) -> None:
    words = ("--title", "停机", "--impact", "1", "--urgency", "1", "--at", "2026-11-20T08:00+08:00")
    for _ in range(2):
        run("ticket", "new", *words)
    handed = ("--received-at", "2026-11-20T09:00+08:00", "--out", tmp_path)
    assert run("ticket", "handoff", "L-1", *handed, at=Q4).code == 0
    assert run("ticket", "handoff", "L-2", *handed, "--proof", "回执", at=Q4).code == 0
    (line,) = run("report", "dashboard", "2026Q4", "--json", at=Q4).json["by_priority"]
    for name in ("response", "resolution", "resolution_gross"):
        assert line[name]["tickets"] == {"met": [], "breached": ["L-2"], "unproven": ["L-1"]}


def test_what_happened_after_a_period_is_not_known_to_it(run: Run, tmp_path: Path) -> None:
    run("ticket", "new", "--title", "停机", "--impact", "1", "--urgency", "1",
        "--at", "2026-09-30T20:00+08:00")  # fmt: skip
    run("ticket", "handoff", "L-1", "--received-at", "2026-09-30T21:00+08:00", "--proof", "回执",
        "--out", tmp_path, at=NOW)  # fmt: skip
    run("ticket", "log", "L-1", "responded", "--leg", "vendor", "--at", "2026-10-01T00:30+08:00",
        "--received-at", "2026-10-01T00:30+08:00", "--proof", "邮件", at=Q4)  # fmt: skip
    third, fourth = (run("report", "dashboard", name, "--json", at=Q4).json
                     for name in ("2026Q3", "2026Q4"))  # fmt: skip
    assert third["by_priority"][0]["response"]["tickets"]["breached"] == ["L-1"]
    assert all(not one["response"]["judged"] for one in fourth["by_priority"])


def test_a_period_that_is_none_is_bad_input(run: Run) -> None:
    done = run("report", "dashboard", "2026Q5")
    assert done.code == 2
    assert "2026Q3" in done.err


def test_a_share_is_rounded_and_never_to_all_or_none() -> None:
    assert [percent_of(*one) for one in ((2, 3), (6, 7), (1, 1), (0, 4), (0, 0))] == [
        "66.7%", "85.7%", "100%", "0%", "",
    ]  # fmt: skip
    assert percent_of(9999, 10000) == "99.9%"
    assert percent_of(1, 10000) == "0.1%"
