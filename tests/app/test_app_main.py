"""The program as a process: exit codes, streams, speed of start, crashes and two at once."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstline.app import run as app_run
from firstline.app.ground import choose_language
from firstline.app.main import main
from firstline.app.profile import open_profile
from firstline.cli.ticket import read as ticket_read
from firstline.store.watch import Changed
from firstline.system import log

FIRSTLINE = [sys.executable, "-m", "firstline"]
NEW = ["ticket", "new", "--title", "打印机不出纸", "--impact", "2", "--urgency", "2"]
LATE = ("PySide6", "openpyxl", "xlsxwriter", "holidays", "pypinyin", "keyring", "tomlkit",
        "requests", "rapidfuzz", "firstline.cli.ticket.sheet", "firstline.intake")  # fmt: skip


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def call(profile: Path, *words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*FIRSTLINE, "--profile", str(profile), "--lang", "zh_CN", *words],
        capture_output=True, env={**os.environ, **env}, check=False,
    )  # fmt: skip


def test_the_module_runs_and_speaks_utf8_in_a_plain_locale(profile: Path) -> None:
    made = call(profile, *NEW, "--json", LC_ALL="C")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout.decode())["title"] == "打印机不出纸"
    assert not made.stderr
    refused = call(profile, "ticket", "show", "没有", LC_ALL="C")
    assert refused.returncode == 1
    assert "没有" in refused.stderr.decode()


def test_a_list_starts_without_the_heavy_libraries(profile: Path) -> None:
    assert call(profile, *NEW).returncode == 0
    code = (
        "import sys; from firstline.app.main import main; code = main(sys.argv[1:]);"
        "print(*sorted(sys.modules), sep='\\n'); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--profile", str(profile), "ticket", "list", "--json"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    loaded = done.stdout.splitlines()
    assert "firstline.store.store" in loaded
    heavy = [one for one in loaded if one.startswith(LATE)]
    assert heavy == ["firstline.intake"] or not heavy


def test_a_closed_pipe_is_no_fault(profile: Path) -> None:
    for _ in range(3):
        assert call(profile, *NEW).returncode == 0
    with subprocess.Popen(
        [*FIRSTLINE, "--profile", str(profile), "ticket", "list", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == 0
    assert not said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_under_the_output_is_one_sentence(profile: Path) -> None:
    assert call(profile, *NEW).returncode == 0
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*FIRSTLINE, "--profile", str(profile), "ticket", "list", "--json"],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.decode().splitlines()) == 1
    assert b"Traceback" not in done.stderr
    assert not list((profile / log.FOLDER).glob("crash-*"))


@pytest.mark.skipif(os.name != "posix", reason="closes streams as a POSIX shell does")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_fault(profile: Path, closed: str) -> None:
    words = " ".join(shlex.quote(one) for one in (*FIRSTLINE, "--profile", str(profile), *NEW))
    done = subprocess.run(["sh", "-c", f"{words} {closed}"], capture_output=True, check=False)
    assert done.returncode == 0
    assert not done.stderr


def test_an_interruption_is_one_sentence(
    profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ticket_read, "parse_query", interrupt)
    assert main(["--profile", str(profile), "--lang", "en", "ticket", "list"]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert said.err == "Interrupted; what was saved is safe.\n"


def test_a_bug_is_one_sentence_and_a_file(
    profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_words: object) -> None:
        raise ZeroDivisionError("token=k4nary")

    profile.mkdir()
    monkeypatch.setattr(ticket_read, "parse_query", stumble)
    assert main(["--profile", str(profile), "--lang", "zh_CN", "ticket", "list"]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.splitlines()) == 1
    assert "ZeroDivisionError" in said.err
    crash = next((profile / log.FOLDER).glob("crash-*.txt"))
    assert str(crash) in said.err
    assert "stumble" in crash.read_text("utf-8")
    everything = "".join(one.read_text("utf-8") for one in crash.parent.iterdir())
    assert "k4nary" not in everything + said.err


def test_what_is_typed_is_not_logged(profile: Path) -> None:
    assert call(profile, *NEW).returncode == 0
    assert call(profile, "ticket", "reply", "L-1", "密码:k4nary").returncode == 0
    assert call(profile, "ticket", "show", "k4nary").returncode == 1
    written = "".join(one.read_text("utf-8") for one in (profile / log.FOLDER).iterdir())
    assert "ticket" in written
    assert "k4nary" not in written
    assert "打印机" not in written


def test_help_and_version_create_nothing(profile: Path) -> None:
    assert call(profile, "--version").returncode == 0
    assert call(profile, "--help").returncode == 0
    assert not profile.exists()


@pytest.mark.parametrize(
    ("asked", "env", "found"),
    [("en", {"LANG": "zh_CN.UTF-8"}, "en"), ("zh_CN", {"LANG": "en_US.UTF-8"}, "zh_CN"),
     ("", {"LANG": "en_GB.UTF-8"}, "en"), ("", {"LANG": "C.UTF-8"}, "zh_CN"), ("", {}, "zh_CN"),
     ("", {"LC_ALL": "de_DE", "LANG": "en_US"}, "zh_CN")],
)  # fmt: skip
def test_the_language(asked: str, env: dict[str, str], found: str) -> None:
    assert choose_language(asked, env) == found


def test_the_environment_names_the_profile(profile: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    done = subprocess.run(
        [*FIRSTLINE, *NEW, "--json"], capture_output=True, check=True,
        env={**os.environ, "FIRSTLINE_PROFILE": str(other)},
    )  # fmt: skip
    assert json.loads(done.stdout)["number"] == "L-1"
    assert (other / "firstline.db").exists()


def polled(watched: Iterator[Changed | None]) -> Changed:
    """Return the next change, looking as often as the window does, for ten seconds at most."""
    for _ in range(200):
        found = next(watched)
        if found:
            return found
        time.sleep(0.05)
    pytest.fail("no change was seen")


def test_window_and_terminal_see_each_other(profile: Path) -> None:
    now = datetime.now(UTC)
    with open_profile(profile, "zh_CN", now) as window:
        watched = iter(window.store.poll, 0)
        made = json.loads(call(profile, *NEW, "--json").stdout)
        changed = polled(watched)
        assert changed.everything or made["id"] in changed.tickets
        assert window.store.ticket("L-1").title == "打印机不出纸"
        assert call(profile, "ticket", "reply", "L-1", "马上到").returncode == 0
        changed = polled(watched)
        assert changed.everything or made["id"] in changed.tickets
        shown = json.loads(call(profile, "ticket", "show", "L-1", "--json").stdout)
        assert [one["kind"] for one in shown["timeline"]][-1] == "responded"


def test_many_terminals_write_at_once(profile: Path) -> None:
    calls = [
        subprocess.Popen(
            [*FIRSTLINE, "--profile", str(profile), *NEW], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(6)
    ]  # fmt: skip
    for one in calls:
        _, said = one.communicate()
        assert one.returncode == 0, said.decode()
    listed = json.loads(call(profile, "ticket", "list", "--json").stdout)
    assert listed["total"] == 6
    assert len({one["number"] for one in listed["tickets"]}) == 6


def test_every_problem_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert app_run._one_line("a\nb\x1b[2Jc\td") == "a b [2Jc d"
