"""CSV tables: encodings, dialects, mapping, refused rows, and the same file again."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from intake_desk import NOW, ZONE, bring_in, counts, every_ticket, open_store, reasons, write_csv

from firstline.domain.edits.edits import Stamp, set_field
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import EventKind, Leg, Priority, Status
from firstline.intake.reading.encodings import recognise
from firstline.intake.tickets.importer import prepare
from firstline.store.store import Store

ROWS = (
    ("W-1", "库存账不平", "处理中", "紧急", "2026-03-02 09:00", ""),
    ("W-2", "打印机 <卡纸>", "已关闭", "低", "2026-03-02 10:00", "2026-03-02 11:30"),
)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_recognised_by_content(
    store: Store, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = write_csv(tmp_path / "a.csv", ROWS, encoding=encoding, delimiter=delimiter)
    result = bring_in(store, file)
    assert counts(result) == (2, 2, 0, 0, 0)
    first, second = every_ticket(store)
    assert (first.title, first.priority, first.status) == (
        "库存账不平", Priority.P1, Status.IN_PROGRESS,
    )  # fmt: skip
    assert second.title == "打印机 <卡纸>"
    assert first.created_at == datetime(2026, 3, 2, 9, tzinfo=ZONE)


def test_utf16_with_both_marks(store: Store, tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv", ROWS).read_text("utf-8")
    for name, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(mark + plain.encode(name))
        assert prepare(file, zone=ZONE).format == "csv"
        assert bring_in(store, file).read == 2
    assert len(every_ticket(store)) == 2


def test_the_same_file_changes_nothing_and_a_changed_row_only_its_field(
    store: Store, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", ROWS)
    assert counts(bring_in(store, file)) == (2, 2, 0, 0, 0)
    before = every_ticket(store)
    later = NOW + timedelta(days=3)
    again = bring_in(store, file, now=later)
    assert counts(again) == (2, 0, 0, 2, 0)
    assert every_ticket(store) == before
    changed = (("W-1", "库存账不平了", *ROWS[0][2:]), ROWS[1])
    file = write_csv(tmp_path / "renamed.csv", changed, encoding="gb18030")
    assert counts(bring_in(store, file, now=later)) == (2, 0, 1, 1, 0)
    first = store.ticket("W-1")
    assert first.title == "库存账不平了"
    news = first.events[len(before[0].events) :]
    assert [(one.kind, one.data["field"]) for one in news] == [(EventKind.CHANGED, "title")]
    assert counts(bring_in(store, file, now=later)) == (2, 0, 0, 2, 0)


def test_what_a_person_changed_here_stays_until_the_source_changes_it_too(
    store: Store, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", ROWS)
    bring_in(store, file)
    mine = set_field(store.ticket("W-1"), "title", "我改的标题", Stamp("mine", NOW, "我"))
    store.perform(mine, now=NOW)
    assert counts(bring_in(store, file)) == (2, 0, 0, 2, 0)
    assert store.ticket("W-1").title == "我改的标题"
    other = (("W-1", ROWS[0][1], "处理中", "高", *ROWS[0][4:]), ROWS[1])
    assert bring_in(store, write_csv(file, other)).updated == 1
    assert (store.ticket("W-1").title, store.ticket("W-1").priority) == ("我改的标题", Priority.P2)
    both = (("W-1", "源头也改了", "处理中", "高", *ROWS[0][4:]), ROWS[1])
    bring_in(store, write_csv(file, both))
    ticket = store.ticket("W-1")
    assert ticket.title == "我改的标题"
    assert [(one.field, one.mine) for one in ticket.conflicts] == [("title", "源头也改了")]
    assert counts(bring_in(store, file)) == (2, 0, 0, 2, 0)


def test_two_machines_make_the_same_tickets(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", ROWS)
    seen = []
    for name in ("one", "two"):
        with open_store(tmp_path / name) as store:
            bring_in(store, file, now=NOW + timedelta(hours=len(name)))
            seen.append([one.edit for one in store.edits()])
            assert store.ticket("W-1").id == derived_id("ticket", "import", "W-1")
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2


def test_a_refused_row_is_listed_and_the_rest_goes_in(store: Store, tmp_path: Path) -> None:
    rows = (
        ROWS[0],
        ("W-3", "", "新建", "P3", "2026-03-02 09:00", ""),
        ("W-4", "日期不存在", "新建", "P3", "2026-02-30 09:00", ""),
        ("W-5", "状态不认识", "飞走了", "P3", "2026-03-02 09:00", ""),
        ("W-6", "级别不认识", "新建", "P9", "2026-03-02 09:00", ""),
        ("W-7", "早于创建", "已解决", "P3", "2026-03-02 09:00", "2026-03-01 09:00"),
        ("W-8", "多一列", "新建", "P3", "2026-03-02 09:00", "", "x"),
        ("W-9", "少列"),
        ("W-1", "又来一张", "新建", "P3", "2026-03-02 09:00", ""),
        ("W-10", "年份", "新建", "P3", "0001-03-02 09:00", ""),
        ROWS[1],
    )
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows))
    assert counts(result) == (11, 2, 0, 0, 9)
    why = reasons(result)
    assert list(why) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert "title is empty" in why[3]
    assert "2026-02-30 09:00" in why[4]
    assert "飞走了" in why[5]
    assert "P9" in why[6]
    assert "before the creation" in why[7]
    assert "7 cells" in why[8]
    assert "2 cells" in why[9]
    assert "W-1" in why[10]
    assert [one.number for one in every_ticket(store)] == ["W-1", "W-2"]


def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", ROWS)
    steps: list[tuple[float, int]] = []
    result = bring_in(store, file, dry_run=True, progress=lambda *one: steps.append(one))
    assert counts(result) == (2, 2, 0, 0, 0)
    assert result.to_json("en")["dry_run"] is True
    assert every_ticket(store) == []
    assert steps[-1] == (1.0, 2)


def test_the_status_implies_the_events_that_make_the_clocks_true(
    store: Store, tmp_path: Path
) -> None:
    head = (
        "工单号",
        "主题",
        "状态",
        "级别",
        "提交时间",
        "首次响应时间",
        "解决时间",
        "关闭时间",
        "更新时间",
    )
    rows = (
        ("A", "按时", "已关闭", "1", "2026-03-02 09:00", "2026-03-02 09:10", "2026-03-02 12:00",
         "2026-03-03 09:00", ""),
        ("B", "超时", "已解决", "P1", "2026-03-02 09:00", "", "2026-03-02 14:00", "", ""),
        ("C", "等用户", "等待用户反馈", "P1", "2026-03-02 09:00", "", "", "", "2026-03-02 10:00"),
        ("D", "没有时间", "已关闭", "P1", "2026-03-02 09:00", "", "", "", ""),
        ("E", "交厂商", "已转厂商", "P1", "2026-03-02 09:00", "", "", "", "2026-03-02 10:00"),
    )  # fmt: skip
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows, head=head))
    assert result.created == 5

    def clock(number: str, metric: Metric = Metric.RESOLUTION, leg: Leg = Leg.INTERNAL) -> State:
        timers = store.timers(store.ticket(number).id)
        return next(one.state for one in timers if (one.metric, one.leg) == (metric, leg))

    assert clock("A") is State.MET
    assert clock("A", Metric.FIRST_RESPONSE) is State.MET
    assert clock("B") is State.BREACHED
    assert clock("C") is State.PAUSED
    assert clock("D") is State.RUNNING  # no end is known, so there is no verdict
    assert clock("E") is State.PAUSED
    assert clock("E", leg=Leg.VENDOR) is State.NOT_STARTED
    kinds = [one.kind for one in store.ticket("A").events]
    assert kinds == [EventKind.REPORTED, EventKind.RESPONDED, EventKind.RESOLVED, EventKind.CLOSED]
    assert any("1 ended" in one.en for one in result.notes)


def test_a_row_that_moves_on_moves_the_ticket_by_the_chart(store: Store, tmp_path: Path) -> None:
    head = ("编号", "标题", "状态", "创建时间", "恢复时间")
    file = write_csv(tmp_path / "a.csv", [("A", "t", "处理中", "2026-03-02 09:00", "")], head=head)
    bring_in(store, file)
    done = ("A", "t", "已关闭", "2026-03-02 09:00", "2026-03-02 12:00")
    assert bring_in(store, write_csv(file, [done], head=head)).updated == 1
    ticket = store.ticket("A")
    assert ticket.status is Status.CLOSED
    ends = [one for one in ticket.events if one.kind is EventKind.RESOLVED]
    assert [one.at for one in ends] == [datetime(2026, 3, 2, 12, tzinfo=ZONE)]
    back = ("A", "t", "新建", "2026-03-02 09:00", "")
    result = bring_in(store, write_csv(file, [back], head=head))
    assert counts(result) == (1, 0, 0, 0, 1)


def test_a_number_of_another_ticket_is_refused_and_a_source_tells_them_apart(
    store: Store, tmp_path: Path
) -> None:
    bring_in(store, write_csv(tmp_path / "a.csv", ROWS))
    other = [("W-1", "完全不同的事", "新建", "P3", "2025-01-01 09:00", "")]
    file = write_csv(tmp_path / "b.csv", other)
    result = bring_in(store, file)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert "source" in reasons(result)[2]
    assert bring_in(store, file, map_text='source = "oa"').created == 1


def test_without_numbers_the_content_tells_tickets_apart(store: Store, tmp_path: Path) -> None:
    head = ("title", "created")
    rows = [("a", "2026-03-02"), ("b", "2026-03-02"), ("a", "2026-03-02")]
    file = write_csv(tmp_path / "a.csv", rows, head=head)
    assert counts(bring_in(store, file)) == (3, 2, 0, 0, 1)
    assert counts(bring_in(store, file)) == (3, 0, 0, 2, 1)
    assert sorted(one.number for one in every_ticket(store)) == ["L-1", "L-2"]


def test_a_table_without_creation_times_counts_from_the_import(
    store: Store, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [("A", "t")], head=("number", "title"))
    result = bring_in(store, file)
    assert store.ticket("A").created_at == NOW
    assert any("creation time" in one.en for one in result.notes)
    assert counts(bring_in(store, file, now=NOW + timedelta(days=1))) == (1, 0, 0, 1, 0)


def test_a_file_without_a_title_is_refused_with_its_columns(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [("1", "x")], head=("编号", "怪列"))
    with pytest.raises(BadInput, match="怪列"):
        prepare(file, zone=ZONE)


def test_a_ledger_that_says_the_same_word_in_every_row_is_gb18030(tmp_path: Path) -> None:
    rows = "".join(f"{n},凭证\n" for n in range(5000))  # its bytes pass for UTF-8 of other letters
    file = tmp_path / "ledger.csv"
    file.write_bytes(f"编号,标题\n{rows}".encode("gb18030"))
    assert recognise(file).name == "gb18030"
    damaged = f"编号,标题\n{rows}".encode() + b"9,\xff\n"
    file.write_bytes(damaged)
    with pytest.raises(BadInput, match="UTF-8"):
        recognise(file)
