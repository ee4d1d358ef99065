"""What nobody should type, and files that no longer are what they were: one sentence, no harm."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli_run import Run

New = Callable[..., dict[str, Any]]
NEW = ("ticket", "new", "--title", "x", "--impact", "2", "--urgency", "2")

WORDS: list[tuple[tuple[str, ...], int, str]] = [
    (("ticket", "list", "--colour"), 2, "--colour"),
    (("--colour",), 2, "--colour"),
    (("ticket",), 2, "缺少命令"),
    (("ticket", "lst"), 2, "lst"),
    (("ticket", "new"), 2, "--impact"),
    (("ticket", "new", "--impact", "2", "--urgency", "2"), 2, "标题"),
    (("ticket", "new", "--title", "x", "--impact", "4", "--urgency", "1"), 2, "1..3"),
    (("ticket", "new", "--title", "x", "--impact", "a", "--urgency", "1"), 2, "--impact"),
    ((*NEW, "--type", "wish"), 2, "incident"),
    ((*NEW, "--at", "2026-02-30T10:00"), 2, "2026-02-30"),
    ((*NEW, "--at", "yesterday"), 2, "yesterday"),
    ((*NEW, "--at", "0001-01-01T00:00"), 2, "0001"),
    (("ticket", "new", "--title", "  ", "--impact", "2", "--urgency", "2"), 2, "标题"),
    (("ticket", "new", "--title", "\u202e\u200b", "--impact", "2", "--urgency", "2"), 2, "标题"),
    (("ticket", "new", "--title", "长" * 10_000_000, "--impact", "2", "--urgency", "2"), 2, "400"),
    ((*NEW, "--body", "b" * 10_000_000), 2, "1000000"),
    ((*NEW, "--site", "s" * 300), 2, "200"),
    ((*NEW, "--attach", "."), 2, "文件夹"),
    ((*NEW, "--attach", "no-such-file"), 2, "no-such-file"),
    ((*NEW, "--attach", "a\0b"), 2, "null"),
    (("ticket", "list", "--limit", "-1"), 2, "--limit"),
    (("ticket", "list", "--sort", "colour"), 2, "newest"),
    (("ticket", "show"), 2, "ID"),
    (("ticket", "show", "1", "2"), 2, "多出"),
    (("ticket", "show", "no-such"), 1, "no-such"),
    (("ticket", "set", "L-1"), 2, "FIELD=VALUE"),
    (("ticket", "set", "L-1", "title"), 2, "title"),
    (("ticket", "set", "L-1", "colour=red"), 2, "colour"),
    (("ticket", "set", "L-1", "number=7"), 2, "number"),
    (("ticket", "set", "L-1", "title="), 2, "标题"),
    (("ticket", "set", "L-1", "title=a", "title=b"), 2, "title"),
    (("ticket", "set", "L-1", "impact=9"), 2, "影响度"),
    (("ticket", "set", "L-1", "priority=P9"), 2, "P9"),
    (("ticket", "set", "L-1", "status=gone"), 2, "gone"),
    (("ticket", "set", "L-1", "status=closed"), 1, "可以改为"),
    (("ticket", "set", "L-1", "tags=+a,b"), 2, "标签"),
    (("ticket", "set", "L-1", "of=L-1"), 2, "of="),
    (("ticket", "set", "L-1", "reason=x"), 2, "reason="),
    (("ticket", "set", "L-1", "status=duplicate", "of=L-1"), 2, "自己"),
    (("ticket", "set", "L-1", "status=duplicate", "of=L-77"), 1, "L-77"),
    (("ticket", "reply", "L-1", "   "), 2, "内容"),
    (("ticket", "attach", "L-1", "."), 2, "文件夹"),
    (("ticket", "handoff", "L-1", "--received-at", "25:00"), 2, "25:00"),
    (("ticket", "handoff", "L-1", "--received-at", "2026-11-01T10:00"), 2, "早于"),
    (("search",), 2, "TEXT"),
    (("search", "x", "--in", "moon"), 2, "tickets"),
    (("sla", "evaluate", "no-such.json"), 2, "no-such.json"),
    (("sla", "evaluate", "."), 2, "文件夹"),
    (("sla", "replay"), 2, "replay"),
    (("--demo", "ticket", "list"), 2, "--demo"),
]


@pytest.mark.parametrize(("words", "code", "part"), WORDS, ids=range(len(WORDS)))
def test_wrong_words_get_one_sentence_and_change_nothing(
    run: Run, new: New, words: tuple[str, ...], code: int, part: str
) -> None:
    before = new()
    done = run(*words)
    assert done.code == code, done.err
    assert part in done.line
    assert not done.out
    assert len(done.line) < 600
    listed = run("ticket", "list", "--json").json
    assert [one["updated_at"] for one in listed["tickets"]] == [before["updated_at"]]


@pytest.mark.parametrize("words", [one[0] for one in WORDS[:3]])
def test_english_sentences(run: Run, words: tuple[str, ...]) -> None:
    line = run(*words, lang="en").line
    assert not any("\u4e00" <= char <= "\u9fff" for char in line)


def test_control_and_bidi_characters_are_dropped(new: New) -> None:
    assert new(title="a\u202eb\x07c\nd\u200b")["title"] == "abc d"
    assert new(title="\udcff坏字节")["title"] == "坏字节"


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"theme = ", "settings.toml:1"), (b"user = 'a'\nzone = 'Mars'", "settings.toml:2"),
     ("user = '李'".encode("gb18030"), "UTF-8")],
)  # fmt: skip
def test_bad_settings_are_one_sentence_and_stay(
    run: Run, profile: Path, content: bytes, part: str
) -> None:
    profile.mkdir()
    (profile / "settings.toml").write_bytes(content)
    done = run("ticket", "list")
    assert done.code == 2
    assert part in done.line
    assert (profile / "settings.toml").read_bytes() == content


def test_a_bad_pack_is_refused_and_the_rest_works(run: Run, new: New, profile: Path) -> None:
    new()
    packs = profile / "packs"
    packs.mkdir()
    (packs / "bad.toml").write_text('schema = "firstline.sla/1"\nid = "x"\ncolour = 1\n', "utf-8")
    (packs / "encoding.toml").write_bytes("id = '包'".encode("utf-16"))
    done = run("ticket", "list", "--json")
    assert done.code == 0
    assert done.json["total"] == 1
    assert "bad.toml:" in done.err
    assert "encoding.toml" in done.err
    assert len(done.err.splitlines()) == 2
    assert "Traceback" not in done.err


def test_a_pack_of_the_profile_stands_before_the_shipped_ones(
    run: Run, new: New, profile: Path
) -> None:
    packs = profile / "packs"
    packs.mkdir(parents=True)
    (packs / "contract.toml").write_text(
        'schema = "firstline.sla/1"\nid = "contract"\ntitle_zh = "合同"\ncounterparty = "vendor"\n'
        'verified = true\n[[target]]\npriority = "P3"\nclock = "24x7"\nrespond_minutes = 30\n',
        "utf-8",
    )
    ids = {one["agreement"] for one in new()["clocks"]}
    assert ids == {"contract", "ola-sample"}


# --- profiles that cannot be used ---


def test_a_file_in_the_place_of_the_profile(run: Run, profile: Path) -> None:
    profile.write_text("x", "utf-8")
    done = run("ticket", "list")
    assert done.code == 1
    assert "--profile" in done.line


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a place nobody can write to")
def test_a_drive_that_is_not_there(run: Run) -> None:
    done = run("ticket", "list", "--profile", "/proc/no-drive/profile")
    assert done.code == 1
    assert "/proc/no-drive/profile" in done.line


def damage_text(path: Path) -> None:
    path.write_text("this is no database\n" * 500, "utf-8")


def damage_truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def damage_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 9999")


def damage_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA application_id = 12345")


def damage_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.logs
@pytest.mark.parametrize(
    "damage", [damage_text, damage_truncated, damage_future, damage_foreign, damage_folder]
)
def test_a_database_that_cannot_be_used(
    run: Run, new: New, profile: Path, damage: Callable[[Path], None]
) -> None:
    for number in range(30):
        new("--body", "说明" * 2000, title=f"第 {number} 张")
    path = profile / "firstline.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for one in profile.glob("firstline.db-*"):
        one.unlink()
    damage(path)
    held = path.read_bytes() if path.is_file() else b""
    for lang in ("zh_CN", "en"):
        done = run("ticket", "list", lang=lang)
        assert done.code == 1, done.err
        assert done.line
    assert (path.read_bytes() if path.is_file() else b"") == held


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database as another program would."""
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE');"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.kill()


def test_a_database_that_another_program_holds(run: Run, new: New, profile: Path) -> None:
    new()
    with locked(profile / "firstline.db"):
        done = run(*NEW)
        assert done.code == 1
        assert done.line
    assert run("ticket", "list", "--json").json["total"] == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs another user to become")
def test_a_profile_that_cannot_be_written(run: Run) -> None:
    code = (
        "import os, sys; from firstline.app.main import main\n"
        "ours, theirs, *words = sys.argv[1:]\n"
        "assert main(['--profile', ours, *words]) == 0\n"  # everything is imported now
        "os.setegid(65534); os.seteuid(65534)\n"
        "sys.exit(main(['--profile', theirs, *words]))"
    )
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = Path(place, "ours"), Path(place, "theirs")
        assert run(*NEW, "--profile", theirs).code == 0
        for one in (Path(place), theirs, *theirs.rglob("*")):
            one.chmod(0o555 if one.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", code, str(ours), str(theirs), "--lang", "zh_CN", *NEW],
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
