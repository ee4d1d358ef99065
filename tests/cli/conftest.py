"""Runs the real command line inside the test, on a profile of its own and a clock that stands."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Ran, Run
from portal_process import PortalProcess, portal_process
from two_desks import PASSPHRASE, Desk

from firstline.app.main import main
from firstline.system import seals


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a key of a passphrase at little cost; tests/system pays and checks the real one."""
    monkeypatch.setattr(seals, "MEMORY_KIB", 8 * seals.LANES)
    monkeypatch.setattr(seals, "PASSES", 1)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def run(profile: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `firstline` with these words on the test's profile."""

    def call(*words: str | Path, at: datetime = NOW, lang: str = "zh_CN") -> Ran:
        capsys.readouterr()
        argv = ["--profile", str(profile), "--lang", lang, *(str(one) for one in words)]
        code = main(argv, clock=lambda: at)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalProcess]:
    """Serve a portal that knows nobody yet, for the tests of one module."""
    with portal_process(tmp_path_factory.mktemp("portal")) as one:
        yield one


@pytest.fixture
def new(run: Run) -> Callable[..., dict[str, Any]]:
    """Return what records a ticket and returns its JSON object."""

    def call(*words: str, title: str = "打印机不出纸", impact: int = 2, urgency: int = 2,
             **options: Any) -> dict[str, Any]:  # fmt: skip
        done = run("ticket", "new", "--title", title, "--impact", str(impact), "--urgency",
                   str(urgency), "--json", *words, **options)  # fmt: skip
        assert done.code == 0, done.err
        made: dict[str, Any] = done.json
        return made

    return call


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Desk]:
    """Make the terminal of a profile; `stdin` is what is typed into a command."""
    monkeypatch.setenv("FIRSTLINE_PASSPHRASE", PASSPHRASE)
    clock = [NOW]

    def make(name: str) -> Desk:
        def run(*words: str | Path, stdin: str = "") -> Ran:
            capsys.readouterr()
            clock[0] += timedelta(seconds=30)  # past the time in which an act may be undone
            monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
            argv = ["--profile", str(tmp_path / name), "--lang", "en", *map(str, words)]
            code = main(argv, clock=lambda: clock[0])
            said = capsys.readouterr()
            return Ran(code, said.out, said.err)

        return run

    return make
