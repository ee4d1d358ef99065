"""The promise under simulation (T1): seeds replayed, each the same twice, none broken."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulate import Tally, Theatre, run_all

SEEDS = int(os.environ.get("FIRSTLINE_SEEDS", "1000"))
STEPS = 60
SCRIPT = Path(__file__).parents[2] / "build_scripts" / "simulate.py"


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    one = Theatre()
    yield one
    one.close()


@pytest.mark.slow
@pytest.mark.timeout(900)  # two minutes of processor, on a machine that may be busy
def test_a_thousand_seeds_lose_double_and_overwrite_nothing() -> None:
    tally = Tally()
    for one in run_all(range(SEEDS), STEPS, os.cpu_count() or 1):
        tally.add(one)
    assert not tally.broken, "\n".join(
        f"{sentence}\nreplay: python build_scripts/simulate.py --seeds {seed} --steps {STEPS}"
        " --trace"
        for seed, sentence in tally.broken.items()
    )
    assert tally.runs == SEEDS
    for fate in ("applied", "merged", "conflict", "refused", "server restore", "restore", "clone",
                 "crashes", "hide", "clock", "web", "lost night", "export", "carry", "take", "lose",
                 "mistake"):  # fmt: skip
        assert tally.counts[fate] > 0, f"no run came to {fate}"


def test_the_same_seed_is_the_same_run(theatre: Theatre) -> None:
    for seed in range(3):
        assert theatre.play(seed, STEPS).hash == theatre.play(seed, STEPS).hash


def test_a_run_is_the_same_in_another_process(theatre: Theatre) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--seeds", "5", "--steps", str(STEPS), "--trace"],
        capture_output=True, text=True, check=True, timeout=200,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert f"seed 5 hash {theatre.play(5, STEPS).hash} " in done.stdout
