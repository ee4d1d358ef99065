"""The log never holds a secret: canaries go in on every path, and none comes out."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstline.system import log
from firstline.system.log import HIDDEN, redact, start_log, write_crash

CANARY = "k4naryBIRD99"


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Path]:
    stop = start_log(tmp_path)
    yield tmp_path
    stop()


def written(folder: Path) -> str:
    return "".join(one.read_text("utf-8") for one in (folder / log.FOLDER).iterdir())


LINES = [
    f"Authorization: Bearer {CANARY}",
    f"authorization='Basic {CANARY}'",
    f'{{"headers": {{"Authorization": "Token {CANARY}", "Accept": "x"}}}}',
    f"Set-Cookie: sid={CANARY}; HttpOnly",
    f"password={CANARY}",
    f'{{"password": "{CANARY} with spaces"}}',
    f"PASSWORD: '{CANARY}'",
    f"access_token={CANARY}&x=1",
    f"api-key = {CANARY}",
    f"FIRSTLINE_TOKEN={CANARY}",
    f"FIRSTLINE_PASSPHRASE={CANARY}",
    f"https://user:{CANARY}@portal.example/api",
    f"GET /api?token={CANARY} 200",
    f"bearer {CANARY}",
    f"body={CANARY}",
    f'payload: "{CANARY} 客户的话"',
    f"密码:{CANARY}",
    f"口令 = {CANARY}",
    f"eyJhbGciOi.{CANARY}.sig",
    f"ghp_{CANARY}",
]


@pytest.mark.parametrize("line", LINES)
def test_no_canary_reaches_the_file(profile: Path, line: str) -> None:
    logging.getLogger("firstline.test").info(line)
    logging.getLogger("firstline.test").info("%s", line)
    text = written(profile)
    assert HIDDEN in text
    assert CANARY not in text


def test_what_is_useful_stays() -> None:
    line = "ticket 0195f0aa-1111-7000-8000-000000000000 bytes=512 took 0.3 s status 429"
    assert redact(line) == line


def fail_twice() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise RuntimeError(f"outer {CANARY}") from error


def test_an_exceptions_words_are_not_written(profile: Path) -> None:
    logger = logging.getLogger("firstline.test")
    try:
        fail_twice()
    except RuntimeError:
        logger.info("it failed", exc_info=True)
    text = written(profile)
    assert CANARY not in text
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_system_log.py" in text


def test_a_crash_file_holds_the_frames_and_not_the_words(tmp_path: Path) -> None:
    try:
        fail_twice()
    except RuntimeError as error:
        path = write_crash(tmp_path, error, datetime(2026, 11, 24, tzinfo=UTC))
    assert path is not None
    assert path.parent == tmp_path / log.FOLDER
    text = path.read_text("utf-8")
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_system_log.py" in text
    assert CANARY not in text


def test_one_record_is_one_line(profile: Path) -> None:
    logging.getLogger("firstline.test").info("a\nb\r\nforged line")
    assert len(written(profile).splitlines()) == 1


def test_the_file_turns_over(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 2_000)
    for _ in range(100):
        logging.getLogger("firstline.test").info("x" * 100)
    names = sorted(one.name for one in (profile / log.FOLDER).iterdir())
    assert names[0] == log.FILE_NAME
    assert len(names) == log.KEPT_FILES + 1


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / log.FOLDER).touch()
    stop = start_log(tmp_path)
    logging.getLogger("firstline.test").info("x")
    stop()


def test_a_log_that_cannot_be_opened_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / log.FOLDER / log.FILE_NAME).mkdir(parents=True)  # no file can be opened there
    stop = start_log(tmp_path)
    logging.getLogger("firstline.app").info("run training")
    stop()
