"""Industry profiles and dated business moments: what a site of one trade gets beside the rest."""

from pathlib import Path
from typing import Any

import pytest
from cli_run import Run

INDUSTRIES = ("manufacturing", "retail", "logistics", "finance", "ecommerce", "services", "pharma")


def test_pharma_adds_batch_traceability_to_a_migration(run: Run) -> None:
    started = run("runbook", "start", "u8-cloud", "--name", "RB", "--at", "2026-12-05T20:00",
                  "--until", "2026-12-06T08:00")  # fmt: skip
    assert started.code == 0
    told = run("industry", "apply", "pharma", "--runbook", "RB", "--json").json
    assert (told["risks"], told["checks"]) == (2, 3)
    gate = run("runbook", "gate", "RB", "G2")
    assert "批次追溯" in gate.out
    assert gate.code == 1
    again = run("industry", "apply", "医药", "--runbook", "RB", "--json").json
    assert (again["risks"], again["checks"]) == (0, 0)
    codes = {one["number"] for one in run("risk", "list", "--json").json["risks"]}
    assert codes == {"IP1", "IP2"}


def test_every_industry_of_the_seed_is_there_in_both_languages(run: Run) -> None:
    told = run("industry", "list", "--json").json["industries"]
    assert [one["id"] for one in told] == list(INDUSTRIES)
    assert all(one["risks"] and one["checks"] and one["modifiers"] for one in told)
    english = run("industry", "show", "pharma", lang="en").out
    assert "Batch traceability" in english
    assert run("industry", "show", "mining").code == 2


def _priority(run: Run, module: str) -> str:
    made: dict[str, Any] = run("ticket", "new", "--title", "x", "--impact", "2", "--urgency", "2",
                               "--module", module, "--json").json  # fmt: skip
    return str(made["priority"])


def test_a_dated_window_and_the_pay_day_raise_the_urgency(run: Run, profile: Path) -> None:
    assert (_priority(run, "ST"), _priority(run, "HR")) == ("P3", "P3")
    settings = 'pay_day = 25\nwindows = ["stocktake 2026-11-24/2026-11-30"]\n'
    (profile / "settings.toml").write_text(settings, "utf-8")
    assert (_priority(run, "ST"), _priority(run, "HR")) == ("P2", "P2")
    assert _priority(run, "SA") == "P3", "no promotion is dated"


@pytest.mark.parametrize(
    "line", ["xmas 2026-12-24", "stocktake soon", "audit 2026-12-02/2026-12-01"]
)
def test_a_window_that_says_nothing_is_told_and_left_out(
    run: Run, profile: Path, line: str
) -> None:  # fmt: skip
    profile.mkdir(exist_ok=True)
    (profile / "settings.toml").write_text(f'windows = ["{line}"]\n', "utf-8")
    done = run("ticket", "list", lang="en")
    assert done.code == 0
    assert line in run("ticket", "new", "--title", "x", "--impact", "2", "--urgency", "2",
                       "--module", "ST", lang="en").err  # fmt: skip
