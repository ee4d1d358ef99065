"""The end of a log and the hours around a fault, in any encoding, in bounded memory."""

import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.errors import BadInput
from firstline.intake.log_tail import MOST_BYTES, Window, read_tail, text_of

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)
GIB = 1 << 30


def line(minute: int) -> str:
    at = START + timedelta(minutes=minute)
    return f"{at:%Y-%m-%d %H:%M:%S} 错误 824 第 {minute} 分\n"


def many(count: int) -> str:
    return "".join(map(line, range(count)))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"),
        ("utf-16", "UTF-16-LE"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE"),
    ],
)  # fmt: skip
def test_every_encoding_gives_whole_lines_of_the_end(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(many(3000).encode(encoding))
    for most in (999, 1000, 1001, 10_000):
        tail = read_tail(path, Window(most), ZONE)
        assert tail.encoding == name
        assert many(3000).endswith(tail.text)
        assert tail.text.startswith("2026-11-2")
        assert tail.wrong == 0
        assert tail.read_bytes <= most
    assert read_tail(path, Window(MOST_BYTES), ZONE).text == many(3000)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_hours_around_a_fault_are_found_by_halving(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(many(30_000).encode(encoding))
    since, until = START + timedelta(minutes=20_000), START + timedelta(minutes=20_010)
    tail = read_tail(path, Window(500_000, since, until), ZONE)
    assert tail.text == "".join(map(line, range(20_000, 20_011)))
    assert tail.looked_at < 4_000_000
    early = read_tail(path, Window(500_000, START - timedelta(days=9), START), ZONE)
    assert early.text == line(0)


def test_a_log_without_times_is_taken_by_size_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("no time here\n" * 50_000, "utf-8")
    tail = read_tail(path, Window(1000, START), ZONE)
    assert tail.unstamped
    assert "没有时间" in tail.remark.zh
    assert len(tail.text) <= 1000


def test_a_gigabyte_takes_no_more_memory_than_its_tail(tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    with path.open("wb") as file:  # the file is sparse: its beginning takes no room on the disk
        file.truncate(GIB)
        file.seek(GIB - 1)
        file.write(b"\n" + many(2000).encode("gb18030"))
    tracemalloc.start()
    tail = read_tail(path, Window(64 * 1024), ZONE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tail.size > GIB
    assert many(2000).endswith(tail.text)
    assert tail.looked_at < 512 * 1024
    assert peak < 4 * 1024 * 1024
    assert "GB" in tail.remark.en
    tracemalloc.start()
    held = text_of(path, ZONE)  # as an attachment: its last 16 MB are looked at
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held is not None
    assert held.text == many(2000)
    assert peak < 10 * MOST_BYTES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_chinese_log_in_utf_16_without_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.log"
    text = "管理员的登录口令是甲乙丙丁戊己庚辛,请各位同事不要外传给厂商和其他人员\n" * 50
    path.write_bytes(text.encode(encoding))
    tail = read_tail(path, Window(), ZONE)
    assert (tail.text, tail.encoding) == (text, encoding.upper())


def test_rubbish_among_the_lines_is_counted_and_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    mixed = [line(0).encode(), line(1).encode("gb18030"), b"\xff\xfe\xfa 10.1.2.3 \x81\n"]
    path.write_bytes(b"".join(mixed * 20) + line(3).encode())
    tail = read_tail(path, Window(), ZONE)
    assert tail.wrong == 20
    assert tail.text.count(line(0)) == tail.text.count(line(1)) == 20
    assert tail.text.count("10.1.2.3") == 20
    assert "20 行" in tail.remark.zh


@pytest.mark.parametrize(("most", "few"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_in_another_encoding_is_read_as_well(tmp_path: Path, most: str, few: str) -> None:
    path = tmp_path / "a.log"
    other = "密码:tiger 123\n"
    path.write_bytes(many(30).encode(most) + other.encode(few) + many(30).encode(most))
    tail = read_tail(path, Window(), ZONE)
    assert tail.text == many(30) + other + many(30)
    assert (tail.wrong, tail.encoding) == (0, most.upper())


@pytest.mark.parametrize("data", [b"", b"\x00" * 5000, bytes(range(256)) * 40, b"\n\n  \n"])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(data)
    with pytest.raises(BadInput):
        read_tail(path, Window(), ZONE)
    assert text_of(path, ZONE) is None
    with pytest.raises(BadInput, match="no such file"):
        read_tail(tmp_path / "none", Window(), ZONE)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_no_line_is_cut_at_either_end(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(many(3000).encode(encoding))
    for most in range(1000, 1070):
        tail = read_tail(path, Window(most, START + timedelta(minutes=100)), ZONE)
        assert tail.text.startswith(line(100))
        assert tail.text.endswith("分\n")
        assert tail.text in many(3000)
        assert most - 120 < tail.read_bytes <= most


@pytest.mark.parametrize(
    "data",
    [
        b"BM" + bytes([54, 48, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]) + b"\xf0\xf0\xf0" * 4000,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xf0" * 900,
        b"%PDF-1.7\n1 0 obj << /Filter /ASCII85Decode >>\n" + b"9jqo^BlbD-BleB1" * 90,
        b"{\\rtf1\\ansi \\'c3\\'dc\\'c2\\'eb: x}" + b" " * 90,
        b"\xff" * 3000 + b"\n",
    ],
    ids=["bmp", "png", "pdf", "rtf", "white"],
)
def test_what_looks_like_text_and_is_a_picture_or_a_document_is_none(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "shot"
    path.write_bytes(data)
    assert text_of(path, ZONE) is None


def test_one_endless_line_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("x" * 100_000, "utf-8")
    assert len(read_tail(path, Window(1000), ZONE).text) == 1000
