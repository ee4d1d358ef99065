"""The developer's door: its words, its signs of life, and what it finds out about the machine."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
import figures
import growth
import machine
import progress
import tasks

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        ([], 2, "usage:"),
        (["--help"], 0, "usage:"),
        (["fly"], 2, "There is no command “fly”"),
        (["run", "--wheelhouse"], 2, "needs a folder of wheels"),
        (["run", "--wheelhouse=nowhere"], 2, "“nowhere” is none"),
    ],
)
def test_words_that_it_does_not_know(
    argv: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tasks.main(argv) == code
    assert said in capsys.readouterr().out


def test_every_command_is_in_the_usage() -> None:
    assert all(f"\n  {name} " in tasks.USAGE for name in tasks.TASKS)


def test_a_silent_command_shows_signs_of_life(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import time; print('one', flush=True); time.sleep(0.6); print('two'); raise SystemExit(3)"
    )
    found, lines = progress.follow([sys.executable, "-c", code], quiet_s=0.1)
    told = capsys.readouterr().out
    assert (found, lines) == (3, ("one", "two"))
    assert "still at: one" in told


def test_output_in_any_encoding_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; sys.stdout.buffer.write('库存'.encode('gb18030') + b'\\n')"
    found, _ = progress.follow([sys.executable, "-c", code])
    assert found == 0
    assert capsys.readouterr().out.strip()


def test_the_environment_is_remade_when_the_constraints_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bootstrap._fingerprint()
    changed = tmp_path / "constraints.txt"
    changed.write_text("click==1.0\n", "utf-8")
    monkeypatch.setattr(bootstrap, "CONSTRAINTS", changed)
    assert bootstrap._fingerprint() != before


def test_a_dead_environment_is_told_from_a_living_one(tmp_path: Path) -> None:
    dead = tmp_path / "python"
    assert not bootstrap._answers(dead)
    dead.write_text("#!/nowhere\n", "utf-8")
    dead.chmod(0o755)
    assert not bootstrap._answers(dead)
    assert bootstrap._answers(Path(sys.executable))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux'")
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for stale in ("", ":", ":4097", "localhost:4097.0", "nonsense", ":x"):
        monkeypatch.setenv("DISPLAY", stale)
        assert not machine.has_display(), stale
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{port - 6000}")
        assert machine.has_display() == (port >= 6000)


def test_offscreen_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not machine.has_display()


def test_a_missing_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OFFSCREEN", {"libno-such-thing.so.9": "libnosuchthing9"})
    assert machine.missing_packages(on_screen=False) == ("libnosuchthing9",)


def test_an_old_python_is_told_so_plainly() -> None:
    """The first file stays readable for every Python 3 and names both versions."""
    source = (ROOT / "build_scripts" / "dev.py").read_text("utf-8")
    old = source.replace("NEEDED = (3, 11)", "NEEDED = (9, 11)")
    done = subprocess.run(
        [sys.executable, "-c", old], capture_output=True, text=True, check=False, encoding="utf-8",
        env={"PYTHONUTF8": "1", "SYSTEMROOT": "C:\\Windows"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "needs Python 9.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_figures_tell_their_spread() -> None:
    told = figures.spread([3.0, 1.0, 2.0, 10.0], "ms")
    assert (told["median_ms"], told["min_ms"], told["max_ms"], told["n"]) == (2.5, 1.0, 10.0, 4)
    table = figures.markdown(
        [{"bench": "B3", "what": "start", "budget": "≤ 2", "ratio": 1.5, **told}]
    )
    assert "| B3 | start | median_ms 2.5," in table


def test_growth_is_told_beside_n_log_n() -> None:
    small = {"bench": "B4", "tickets": 10_000, "costs": {"list": 1.0, "search": 2.0}}
    linear = {**small, "tickets": 100_000, "costs": {"list": 10.0, "search": 20.0}}
    square = {**small, "tickets": 100_000, "costs": {"list": 10.0, "search": 200.0}}
    assert growth.ratios(small, None) == {}
    assert growth.ratios(linear, small) == {"list": 0.8, "search": 0.8}
    assert growth.ratios(square, small) == {"list": 0.8, "search": 8.0}
    found = {"list": 0.8, "search": 8.0}
    shown = growth.table([{**square, "shown": "slow", "ratios": found, "day": "2026-11-28"}])
    assert shown.endswith("| B4 | 100,000 | slow | list 0.8; search 8.0 | 2026-11-28 |")


def test_what_runs_beside_the_tests_is_shown_whole_and_its_failure_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = "import sys; print('关卡'); print('broken', file=sys.stderr); sys.exit(3)"
    with tasks._beside([sys.executable, "-c", code]) as gates:
        progress.say("tests")
        assert gates() == 3
    told = capsys.readouterr().out
    assert told.splitlines() == ["tests", "关卡", "broken"]


def test_what_runs_beside_the_tests_ends_with_them() -> None:
    """Ctrl+C in the tests leaves no gate at work."""
    waits = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    with pytest.raises(KeyboardInterrupt), tasks._beside(waits):
        raise KeyboardInterrupt
