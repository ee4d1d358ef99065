"""The check of a folder of backups: pairs, sizes and ages, and nothing is touched."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.intake.health.backup_folder import Fault, look

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def backup(root: Path, account_set: str, day: str, *, age_days: float = 0.5, data: bytes = b"x" * 9,
           listed: bytes | None = None, names: tuple[str, str] = ("UFDATA.BAK", "UfErpAct.Lst"),
           ) -> Path:  # fmt: skip
    folder = root / account_set / day
    folder.mkdir(parents=True)
    (folder / names[0]).write_bytes(data)
    told = f"[账套]\r\ncAcc_Id={account_set}\r\n".encode("gb18030") if listed is None else listed
    if told != b"-":
        (folder / names[1]).write_bytes(told)
    at = (NOW - timedelta(days=age_days)).timestamp()
    for one in folder.iterdir():
        os.utime(one, (at, at))
    return folder


def test_whole_pairs_of_each_set_are_ok_and_nothing_is_touched(tmp_path: Path) -> None:
    backup(tmp_path, "006", "20261123")
    backup(tmp_path, "007", "20261123", names=("ufdata.bak", "UFERPACT.LST"))
    backup(tmp_path, "006", "20261101", age_days=23)
    before = [(one, one.stat().st_mtime_ns) for one in sorted(tmp_path.rglob("*"))]
    looked = look(tmp_path, NOW)
    assert looked.verdict == "ok"
    assert [one.account_set for one in looked.backups] == ["007", "006", "006"]
    assert before == [(one, one.stat().st_mtime_ns) for one in sorted(tmp_path.rglob("*"))]
    assert look(tmp_path, NOW).sha256 == looked.sha256


@pytest.mark.parametrize(
    ("faulty", "verdict", "fault"),
    [
        ({"listed": b"-"}, "incomplete", Fault.NO_LIST),
        ({"data": b""}, "failed", Fault.EMPTY),
        ({"listed": b""}, "failed", Fault.EMPTY),
        ({"age_days": 3}, "stale", None),
        ({"age_days": 2.05}, "stale", None),
        ({"age_days": 1.95}, "ok", None),
    ],
)
def test_the_worst_set_decides(
    tmp_path: Path, faulty: dict[str, object], verdict: str, fault: Fault | None
) -> None:
    backup(tmp_path, "006", "20261123")
    backup(tmp_path, "007", "20261123", **faulty)  # type: ignore[arg-type]
    looked = look(tmp_path, NOW)
    assert looked.verdict == verdict
    assert [one.fault for one in looked.backups if one.account_set == "007"] == [fault]
    late = {"007/20261123"} if verdict == "stale" else set()
    assert {one.replace("\\", "/") for one in looked.late} == late


def test_an_old_fault_that_was_made_good_does_not_count(tmp_path: Path) -> None:
    backup(tmp_path, "006", "20261122", age_days=1.5, data=b"")
    backup(tmp_path, "006", "20261123")
    assert look(tmp_path, NOW).verdict == "ok"


def test_a_list_without_its_data_is_incomplete(tmp_path: Path) -> None:
    folder = backup(tmp_path, "006", "20261123")
    (folder / "UFDATA.BAK").unlink()
    looked = look(tmp_path, NOW)
    assert (looked.verdict, looked.backups[0].fault) == ("incomplete", Fault.NO_DATA)


def test_an_empty_folder_and_no_folder(tmp_path: Path) -> None:
    assert look(tmp_path, NOW).verdict == "none"
    with pytest.raises(BadInput):
        look(tmp_path / "nowhere", NOW)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput):
        look(tmp_path / "file", NOW)
