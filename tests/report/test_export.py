"""Exports: what stands in the files, what a spreadsheet may never run, and the whole way back."""

import csv
import errno
import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from report_desk import NOW, ZONE, every, open_store, with_clocks

from firstline.domain.edits.edits import Edit, Stamp, open_ticket, set_field
from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.ids import derived_id
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language
from firstline.intake.tickets.importer import ImportResult, prepare, run
from firstline.report.columns import COLUMNS
from firstline.report.tables import export, inert
from firstline.store.store import Store

WIDE = tuple("\uff1d\uff0b\uff0d\uff20")  # the same signs, full-width
FORMULAS = (
    "=1+1", "+1", "-5", "@SUM(1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "'=1", "''=1", "  =1",
    "\n=1", *(f"{one}1" for one in WIDE),
)  # fmt: skip


def send(store: Store, path: Path, language: Language = "zh_CN") -> int:
    return export(path, with_clocks(store), language, zone=ZONE, now=NOW)


def bring(store: Store, path: Path) -> ImportResult:
    plan = prepare(path, zone=ZONE)
    with store.bulk():
        return run(
            plan, existing=store.find, known=store.known,
 perform=lambda *edits: store.perform(*edits, now=NOW),
            now=NOW,
        )  # fmt: skip


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def opening(n: int, **fields: str) -> Edit:
    stamp = Stamp(derived_id("e", str(n)), NOW - timedelta(minutes=n), "甲")
    values = {"number": f"N-{n:05}", "title": "t", **fields}
    values = {name: value for name, value in values.items() if value}
    return open_ticket(stamp, derived_id("t", str(n)), values)


# --- the whole way back ---


def test_json_comes_back_without_loss(demo: Store, empty: Store, tmp_path: Path) -> None:
    before = every(demo)
    assert any(one.attachments for one in before)
    file = tmp_path / "all.json"
    assert send(demo, file) == len(before)
    result = bring(empty, file)
    assert (result.created, result.refused, result.notes) == (len(before), [], [])
    assert every(empty) == before
    again = bring(empty, file)
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(before))
    other = tmp_path / "again.json"
    send(empty, other)
    assert other.read_bytes() == file.read_bytes()


def test_conflicts_and_keys_of_a_later_version_come_back(empty: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "other") as first:
        first.perform(opening(1), now=NOW)
        ticket = first.ticket("N-00001")
        for n, title in enumerate(("甲的", "乙的")):
            stamp = Stamp(derived_id("s", str(n)), NOW, "乙")
            first.perform(set_field(ticket, "title", title, stamp), now=NOW)
        before = every(first)
        assert before[0].conflicts
        file = tmp_path / "a.json"
        send(first, file)
    raw = json.loads(file.read_text("utf-8"))
    raw["tickets"][0]["mood"] = "sunny"
    file.write_text(json.dumps(raw), "utf-8")
    assert bring(empty, file).created == 1
    after = every(empty)[0]
    assert after.conflicts == before[0].conflicts
    assert after.extra["mood"] == "sunny"
    assert empty.sync_state(after.id) == "held"


@pytest.mark.parametrize("n", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_many_tickets_come_back_without_loss(tmp_path: Path, n: int) -> None:
    file = tmp_path / "all.json"
    with open_store(tmp_path / "a") as first, open_store(tmp_path / "b") as second:
        with first.bulk():
            for one in range(n):
                first.perform(opening(one, title=f"库存账不平 {one}", body="行\n" * 3), now=NOW)
        assert send(first, file) == n
        assert bring(second, file).created == n
        for key in range(0, n, 50):
            number = f"N-{key:05}"
            assert second.ticket(number) == first.ticket(number)
        back = tmp_path / "back.json"
        send(second, back)
        assert back.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_table_comes_back_as_the_same_fields(
    demo: Store, empty: Store, tmp_path: Path, ending: str, language: Language
) -> None:
    before = every(demo)
    file = tmp_path / f"all.{ending}"
    assert send(demo, file, language) == len(before)
    result = bring(empty, file)
    assert (result.created, result.refused) == (len(before), [])
    for old, new in zip(before, every(empty), strict=True):
        for name in ("number", "title", "body", "status", "priority", "type", "site", "product",
                     "module", "channel", "requester", "assignee", "impact", "urgency", "case_no",
                     "tags"):  # fmt: skip
            assert getattr(new, name) == getattr(old, name), name
        assert abs((new.created_at - old.created_at).total_seconds()) < 1
    assert bring(empty, file).unchanged == len(before)
    assert bring(demo, file).unchanged == len(before)  # its own export tells it nothing new


def test_a_newer_copy_updates_and_an_older_one_changes_nothing(
    empty: Store, tmp_path: Path
) -> None:
    with open_store(tmp_path / "other") as first:
        first.perform(opening(1), now=NOW)
        old = tmp_path / "old.json"
        send(first, old)
        stamp = Stamp(derived_id("s"), NOW, "乙")
        first.perform(set_field(first.ticket("N-00001"), "title", "新的", stamp), now=NOW)
        new = tmp_path / "new.json"
        send(first, new)
        bring(empty, old)
        assert bring(empty, new).updated == 1
        assert every(empty) == every(first)
        assert bring(empty, old).unchanged == 1
        assert every(empty) == every(first)


def test_a_local_number_of_another_ticket_is_given_anew(empty: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "other") as first:
        first.perform(opening(1, number=""), now=NOW)
        file = tmp_path / "a.json"
        send(first, file)
    empty.perform(opening(2, number=""), now=NOW)
    assert bring(empty, file).created == 1
    assert sorted(one.number for one in every(empty)) == ["L-1", "L-2"]


# --- what stands in the files ---


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_csv_opens_in_a_spreadsheet(demo: Store, tmp_path: Path, language: Language) -> None:
    file = tmp_path / "a.CSV"
    count = send(demo, file, language)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    head, *rows = read_csv(file)
    assert head == [one.heading.in_(language) for one in COLUMNS]
    assert len(set(head)) == len(head)
    assert len(rows) == count
    at = head.index({"zh_CN": "创建时间", "en": "Created"}[language])
    assert all(datetime.strptime(row[at], "%Y-%m-%d %H:%M:%S") for row in rows)  # noqa: DTZ007


def test_both_legs_verdicts_are_told(demo: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    send(demo, file)
    head, *rows = read_csv(file)
    table = [dict(zip(head, row, strict=True)) for row in rows]
    names = ("内部首次响应", "内部恢复", "厂商首次响应", "厂商恢复")
    assert all(f"{name}到期" in head for name in names)
    assert all("达成" in {row[name] for row in table} for name in names)
    assert all("违约" in {row[name] for row in table} for name in names if name != "内部首次响应")
    assert "未证实" in {row["厂商恢复"] for row in table} | {row["厂商首次响应"] for row in table}
    late = next(row for row in table if row["内部恢复"] == "计时中")
    assert late["内部恢复到期"] > "2026-11-24 10:00:00"


def test_a_workbook_has_real_dates_numbers_and_a_frozen_heading(
    demo: Store, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    count = send(demo, file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.title == "工单"
    assert sheet.max_row == count + 1
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["B"].width > 40
    names = [one.value for one in sheet[1]]
    first = dict(zip(names, (one.value for one in sheet[2]), strict=True))
    ticket = demo.ticket(str(first["编号"]))
    assert first["创建时间"] == ticket.created_at.astimezone(ZONE).replace(tzinfo=None)
    assert first["影响度"] == ticket.impact


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_is_a_formula(empty: Store, tmp_path: Path, ending: str) -> None:
    for n, text in enumerate(FORMULAS):
        empty.perform(opening(n, title=f"{text}x", body=text + "y", site=text), now=NOW)
    file = tmp_path / f"a.{ending}"
    send(empty, file)
    if ending == "csv":
        cells = [cell for row in read_csv(file) for cell in row]
    else:
        sheet = openpyxl.load_workbook(file).worksheets[0]
        found = [one for row in sheet.iter_rows() for one in row]
        assert all(one.data_type != "f" and one.hyperlink is None for one in found)
        cells = [one.value for one in found if isinstance(one.value, str)]
    assert not [one for one in cells if one.lstrip()[:1] in ("=", "+", "-", "@", *WIDE) and one]
    before = [(one.title, one.site, one.body) for one in every(empty)]
    with open_store(tmp_path / "back") as other:
        assert bring(other, file).created == len(FORMULAS)
        assert [(one.title, one.site, one.body) for one in every(other)] == before


@pytest.mark.parametrize("text", FORMULAS)
def test_inert_texts_begin_with_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "1-2", "'引用'", "", "https://x", "P1"])
def test_plain_texts_stay(text: str) -> None:
    assert inert(text) == text


def test_a_text_longer_than_a_cell_is_cut_in_a_workbook_only(empty: Store, tmp_path: Path) -> None:
    empty.perform(opening(1, body="长" * 40_000), now=NOW)
    send(empty, tmp_path / "a.xlsx")
    last = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].cell(2, len(COLUMNS)).value
    assert isinstance(last, str)
    assert (len(last), last[-1]) == (32_767, "…")
    send(empty, tmp_path / "a.csv")
    assert len(read_csv(tmp_path / "a.csv")[1][-1]) == 40_000


def test_an_empty_list_is_a_file_with_headings(empty: Store, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json"):
        file = tmp_path / f"a.{ending}"
        assert send(empty, file) == 0
        if ending == "json":
            assert bring(empty, file).read == 0


# --- what can go wrong ---


def test_other_endings_and_folders_are_refused(empty: Store, tmp_path: Path) -> None:
    for name in ("a.pdf", "a", "a.csv.txt"):
        with pytest.raises(BadInput, match=r"no export") as caught:
            send(empty, tmp_path / name)
        assert ".csv, .xlsx, .json" in caught.value.in_("en")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(BadInput, match="folder"):
        send(empty, tmp_path / "b.csv")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_file_appears_whole_or_not_at_all(demo: Store, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.{ending}"
    send(demo, file)
    before = file.read_bytes()

    def broken() -> Iterator[tuple[Ticket, tuple[Timer, ...]]]:
        yield from list(with_clocks(demo))[:5]
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Refused, match="disk is full") as caught:
        export(file, broken(), "zh_CN", zone=ZONE, now=NOW)
    assert caught.value.kept.zh
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_full_disk_is_one_sentence(demo: Store, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.{ending}"
    part = tmp_path / f".a.{ending}.{os.getpid()}.part"
    part.symlink_to("/dev/full")  # what is written there meets a full disk
    with pytest.raises(Problem) as caught:
        send(demo, file)
    assert caught.value.exit_code == 1
    assert not file.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_missing_or_closed_folder_is_one_sentence(
    demo: Store, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(Refused, match="no such folder"):
        send(demo, tmp_path / "none" / f"a.{ending}")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(Refused):
        send(demo, blocked / f"a.{ending}")
