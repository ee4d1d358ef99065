"""What a watch rule sees: disks, files, logs, ports, services; and what it could not read."""

import os
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.watch.look import Look, Verdict
from firstline.domain.watch.rule import own_rule
from firstline.intake.watching import Eyes, look

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def seen(profile: Path, watch: str, place: Path | str, **more: object) -> Look:
    values = {"id": "r", "title_zh": "t", "watch": watch, "place": str(place), **more}
    return look(own_rule(values), Eyes(profile, NOW, ZONE))


def write(path: Path, data: bytes | str, hours_ago: float = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    at = (NOW - timedelta(hours=hours_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def test_a_disk_has_room_or_has_not(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 1024**3
    assert (
        seen(tmp_path, "disk", "{profile}", min_free_gb=1, clear_free_gb=1).verdict is Verdict.GOOD
    )
    full = seen(tmp_path, "disk", tmp_path, min_free_gb=min(free + 1000, 99_999))
    assert (full.verdict, "GB free" in full.value.en) == (Verdict.BAD, True)
    near = seen(tmp_path, "disk", tmp_path, min_free_gb=1, clear_free_gb=99_999)
    assert near.verdict is Verdict.NEAR
    gone = seen(tmp_path, "disk", tmp_path / "none", min_free_gb=1)
    assert (gone.verdict, gone.unread) == (Verdict.UNREAD, (str(tmp_path / "none"),))


def test_the_newest_file_decides(tmp_path: Path) -> None:
    write(tmp_path / "b" / "old.bak", b"x" * 4096, 90)
    new = write(tmp_path / "b" / "new.bak", b"x" * 2048, 3)
    good = seen(tmp_path, "file", tmp_path / "b" / "*.bak", max_age_h=4, min_kb=2)
    assert (good.verdict, good.value.zh) == (
        Verdict.GOOD,
        "new.bak:3 小时前,2 KB",
    )
    late = seen(tmp_path, "file", tmp_path / "b" / "*.bak", max_age_h=2)
    assert late.verdict is Verdict.BAD
    assert str(new) in late.evidence[0]
    small = seen(tmp_path, "file", new, min_kb=3)
    assert "smaller than 3 KB" in small.evidence
    none = seen(tmp_path, "file", tmp_path / "b" / "*.zip", max_age_h=2)
    assert (none.verdict, none.value.zh.startswith("没有找到")) == (Verdict.BAD, True)
    away = seen(tmp_path, "file", tmp_path / "c" / "*.bak", max_age_h=2)
    assert (away.verdict, "没有文件夹" in away.value.zh) == (Verdict.UNREAD, True)


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="the administrator reads all")
def test_a_folder_that_may_not_be_read_is_no_empty_one(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    write(shut / "a.bak", b"x")
    shut.chmod(0)
    try:
        assert seen(tmp_path, "file", shut / "*.bak", max_age_h=1).verdict is Verdict.UNREAD
    finally:
        shut.chmod(0o700)


def test_a_u8_backup_folder(tmp_path: Path) -> None:
    assert seen(tmp_path, "backup", tmp_path).verdict is Verdict.BAD
    write(tmp_path / "006" / "20261124" / "UFDATA.BAK", b"x" * 10, 2)
    write(tmp_path / "006" / "20261124" / "UfErpAct.Lst", "cAcc_Id='006'", 2)
    assert seen(tmp_path, "backup", tmp_path).verdict is Verdict.GOOD


LOG = (
    "2026-11-24 08:00:00 错误: 824\n2026-11-24 10:30:00 开始\n"
    "2026-11-24 10:40:00 错误: 824,严重性 24\n2026-11-24 10:50:00 错误: 823\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_lines_of_the_last_hour_that_match(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "ERRORLOG", LOG.encode(encoding))
    found = seen(tmp_path, "log", path, find="错误", within_min=60)
    assert found.verdict is Verdict.BAD
    assert [one.rpartition("错误")[2] for one in found.evidence[1:]] == [": 824,严重性 24", ": 823"]
    assert seen(
        tmp_path, "log", path, find=r"错误: 82[34]$", regex=True, at_least=2
    ).value.en.startswith("1 lines")
    assert seen(tmp_path, "log", path, find="错误", at_least=3).verdict is Verdict.GOOD
    assert seen(tmp_path, "log", path, find="错误", within_min=5).verdict is Verdict.GOOD


def test_a_log_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert seen(tmp_path, "log", tmp_path / "no.log", find="x").verdict is Verdict.UNREAD
    binary = write(tmp_path / "b.log", bytes(range(256)) * 40)
    assert seen(tmp_path, "log", binary, find="x").verdict is Verdict.UNREAD
    empty = write(tmp_path / "e.log", b"")
    assert seen(tmp_path, "log", empty, find="x").verdict is Verdict.GOOD
    unstamped = seen(tmp_path, "log", write(tmp_path / "u.log", "no time\nboom\n"), find="boom")
    assert unstamped.verdict is Verdict.BAD
    assert "bear no time" in unstamped.value.en


def test_a_port_that_answers_and_one_that_does_not(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert seen(tmp_path, "port", "127.0.0.1", port=port).verdict is Verdict.GOOD
    shut = seen(tmp_path, "port", "127.0.0.1", port=port, timeout_s=1)
    assert (shut.verdict, shut.evidence) == (Verdict.BAD, (shut.value.en,))
    abroad = seen(tmp_path, "port", "8.8.8.8", port=53)
    assert (abroad.verdict, "局域网" in abroad.value.zh) == (Verdict.UNREAD, True)


TABLE = "名称,状态\nU8 应用服务器,Running\nU8 定时服务,Stopped\n"


def test_the_state_of_a_service_in_a_saved_table(tmp_path: Path) -> None:
    path = write(tmp_path / "svc.csv", TABLE.encode("gb18030"), 1)
    asked = {"key_column": "名称", "state_column": "状态", "good": "running,运行"}
    good = seen(tmp_path, "service", path, key="U8 应用服务器", **asked)
    assert (good.verdict, good.value.en) == (Verdict.GOOD, "U8 应用服务器: Running")
    assert seen(tmp_path, "service", path, key="U8 定时服务", **asked).verdict is Verdict.BAD
    for more in (
        {"key": "别的"}, {"key": "U8 定时服务", "state_column": "没有"},
        {"key": "U8 应用服务器", "max_age_h": 1, "place": write(tmp_path / "old.csv", TABLE, 2)},
    ):  # fmt: skip
        told = seen(tmp_path, "service", more.pop("place", path), **{**asked, **more})  # type: ignore[arg-type] # a path
        assert told.verdict is Verdict.UNREAD


def test_nothing_is_written(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "x.log", LOG, 5)
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    for watch, more in (
        ("log", {"find": "错误"}), ("file", {"max_age_h": 1}), ("backup", {}),
        ("disk", {"min_free_gb": 1}),
    ):  # fmt: skip
        seen(tmp_path, watch, path if watch in ("log", "file") else tmp_path, **more)
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before
