"""`training book --voucher`: one act, what is left said before; two desks, portal and stick."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run
from portal_process import PortalProcess
from two_desks import Desk, joined

PEOPLE = (
    "工号,姓名,班组,站点,班次,角色,入职日期\n"
    "W01,周敏,仓库,一厂,早,warehouse,2026-01-05\n"
    "W02,何强,仓库,一厂,早,warehouse,2026-01-05\n"
)
BOOK = ("training", "book", "--on", "2026-12-02", "--voucher", "培训券", "--json")
COURSE = "WHS-101"
LATER = NOW + timedelta(days=9)


@pytest.fixture
def staffed(run: Run, profile: Path, tmp_path: Path) -> Run:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text('user = "李总"\n', "utf-8")
    taken_in(run, tmp_path)
    return run


def taken_in(run: Desk | Run, folder: Path, amount: str = "1") -> None:
    path = folder / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    assert run("training", "import", str(path)).code == 0
    granted = run("ledger", "grant", "培训券", amount, "--unit", "day", "--expires", "2026-12-31")
    assert granted.code == 0, granted.err
    told = run("ledger", "set", "培训券", "sort=voucher", "covers=training", "value=1200",
               "conditions=开课前 3 天可改期", "absence=forfeited")  # fmt: skip
    assert told.code == 0, told.err


def sums(run: Desk | Run, at: datetime | None = None) -> tuple[int, int, int, int]:
    words = ("ledger", "show", "培训券", "--json")
    found = run(*words, at=at).json if at else run(*words).json
    return found["reserved"], found["consumed"], found["available"], found["balance"]


def place(run: Desk | Run, number: str) -> dict[str, Any]:
    (one,) = run("training", "sessions", "--json").json["sessions"]
    found: dict[str, Any] = next(each for each in one["people"] if each["number"] == number)
    return found


def test_a_place_and_its_voucher_are_one_act(staffed: Run) -> None:
    made = staffed(*BOOK, "W01", COURSE, lang="en")
    assert made.code == 0, made.err
    assert made.err.splitlines() == [
        "Before: “培训券” has 1 day left for 2026-12-02.",
        "“培训券” has 0 days left for 2026-12-02.",
    ]
    (held,) = made.json["vouchers"]
    assert (held["ledger"], held["amount"], held["state"], held["by"], held["left"]) == (
        "培训券", 1, "reserved", "李总", 0,
    )  # fmt: skip
    assert sums(staffed) == (1, 0, 0, 0)
    assert place(staffed, "W01")["vouchers"][0]["state"] == "reserved"
    said = staffed("ledger", "show", "培训券").out
    assert "周敏 · WHS-101 · 2026-12-02" in said
    over = staffed(*BOOK, "W02", COURSE, lang="en")
    assert over.code == 1
    assert "0 days left for 2026-12-02" in over.err
    assert place(staffed, "W01")
    assert staffed("training", "cancel", made.json["id"][:13], "--reason", "生病").code == 0
    assert sums(staffed) == (0, 0, 1, 1)
    assert staffed("training", "cancel", made.json["id"], "--reason", "又").code == 1
    assert staffed(*BOOK, "W02", COURSE).code == 0
    assert sums(staffed) == (1, 0, 0, 0)


def test_attendance_uses_it_and_absence_follows_the_conditions(staffed: Run) -> None:
    assert staffed("ledger", "grant", "培训券", "1").code == 0
    for number in ("W01", "W02"):
        assert staffed(*BOOK, number, COURSE).code == 0
    marks = ("training", "session", COURSE, "--on", "2026-12-02")
    done = staffed(*marks, "--came", "W01", "--away", "W02", "--json", at=LATER).json
    assert [one["vouchers"][0]["state"] for one in done["people"]] == ["used", "used"]
    assert sums(staffed, LATER) == (0, 2, 0, 0)
    assert staffed("ledger", "set", "培训券", "absence=released").code == 0
    assert staffed(*marks, "--away", "W02", at=LATER).code == 0
    assert sums(staffed, LATER)[1] == 1
    off = staffed(*marks, "--cancel", "停课", at=LATER, lang="en")
    assert off.code == 1
    assert "People came" in off.err


def test_to_have_passed_that_day_uses_it(staffed: Run) -> None:
    assert staffed(*BOOK, "W01", COURSE).code == 0
    passed = staffed("training", "record", "W01", COURSE, "--on", "2026-12-02", at=LATER)
    assert passed.code == 0, passed.err
    assert sums(staffed, LATER) == (0, 1, 0, 0)


def listed(folder: Path, *rows: str) -> str:
    path = folder / "passed.csv"
    path.write_text("\n".join(("工号,课程,通过日期", *rows)), "utf-8")
    return str(path)


def test_a_list_uses_the_place_that_it_tells_of_and_gives_it_back(
    staffed: Run, tmp_path: Path
) -> None:
    """Attendance uses a place, whoever tells of it; the same list twice adds nothing."""
    assert staffed("ledger", "grant", "培训券", "1").code == 0
    for number in ("W01", "W02"):
        assert staffed(*BOOK, number, COURSE).code == 0
    path = listed(tmp_path, f"W01,{COURSE},2026-12-02")
    tried = staffed("training", "import", path, "--dry-run", "--json", at=LATER).json
    assert (tried["created"], tried["settled"]) == (1, 1)
    assert sums(staffed, LATER) == (2, 0, 0, 0)
    assert "台账 1 笔" in staffed("training", "import", path, at=LATER).err
    assert sums(staffed, LATER) == (1, 1, 0, 0)
    again = staffed("training", "import", path, "--json", at=LATER).json
    assert (again["created"], again["settled"], again["batch"]) == (0, 0, None)
    entries = staffed("ledger", "show", "培训券", "--json").json["entries"]
    assert [one["kind"] for one in entries].count("consume") == 1
    batch = staffed("training", "imports", "--json").json["imports"][0]["id"]
    assert staffed("training", "undo", batch, at=LATER).code == 0
    assert sums(staffed, LATER) == (2, 0, 0, 0)
    assert staffed("training", "import", path, at=LATER).code == 0  # and once more
    assert sums(staffed, LATER) == (1, 1, 0, 0)
    assert staffed("training", "undo", batch, at=LATER).code == 0
    assert sums(staffed, LATER) == (2, 0, 0, 0)


def test_what_a_list_used_stays_used_where_a_session_says_so_too(
    staffed: Run, tmp_path: Path
) -> None:
    assert staffed(*BOOK, "W01", COURSE).code == 0
    path = listed(tmp_path, f"W01,{COURSE},2026-12-02")
    assert staffed("training", "import", path, at=LATER).code == 0
    marks = ("training", "session", COURSE, "--on", "2026-12-02", "--came", "W01")
    assert staffed(*marks, at=LATER).code == 0
    batch = staffed("training", "imports", "--json").json["imports"][0]["id"]
    back = staffed("training", "undo", batch, "--json", at=LATER)
    assert back.code == 0, back.err
    assert back.json["kept"] == 1
    assert sums(staffed, LATER) == (0, 1, 0, 0)


def test_a_list_decides_over_an_absence_and_gives_that_back_too(
    staffed: Run, tmp_path: Path
) -> None:
    assert staffed("ledger", "set", "培训券", "absence=released").code == 0
    assert staffed(*BOOK, "W01", COURSE).code == 0
    marks = ("training", "session", COURSE, "--on", "2026-12-02", "--away", "W01")
    assert staffed(*marks, at=LATER).code == 0
    assert sums(staffed, LATER) == (0, 0, 1, 1)
    path = listed(tmp_path, f"W01,{COURSE},2026-12-02")
    assert staffed("training", "import", path, at=LATER).code == 0
    assert sums(staffed, LATER) == (0, 1, 0, 0)  # as `training record` does
    assert staffed(*marks, at=LATER).code == 0  # a person says otherwise
    assert sums(staffed, LATER) == (0, 0, 1, 1)
    assert staffed("training", "import", path, at=LATER).code == 0
    assert sums(staffed, LATER) == (0, 0, 1, 1)  # the same list does not speak against them
    batch = staffed("training", "imports", "--json").json["imports"][0]["id"]
    assert staffed("training", "undo", batch, at=LATER).code == 0
    assert sums(staffed, LATER) == (0, 0, 1, 1)


def test_a_late_cancellation_follows_the_conditions_and_is_told_before(staffed: Run) -> None:
    assert staffed("ledger", "grant", "培训券", "2").code == 0
    told = staffed("ledger", "set", "培训券", "notice=3", "late=forfeited")
    assert told.code == 0, told.err
    assert staffed("ledger", "set", "培训券", "notice=drei").code == 2
    assert "提前不足 3 天取消:作废" in staffed("ledger", "show", "培训券").out
    early, late = NOW, NOW + timedelta(days=6)  # 8 and 2 days before
    cancel = ("--reason", "生病")
    made = staffed(*BOOK, "W01", COURSE).json["id"]
    assert staffed("training", "cancel", made, *cancel, at=early).code == 0
    assert sums(staffed, late) == (0, 0, 3, 3)
    made = staffed(*BOOK, "W02", COURSE).json["id"]
    tried = staffed("training", "cancel", made, *cancel, "--dry-run", at=late, lang="en")
    assert tried.out.strip() == (
        "1 day of 培训券 forfeited, counts as used (2 days before, 3 are asked)"
    )
    assert sums(staffed, late) == (1, 0, 2, 2)
    done = staffed("training", "cancel", made, *cancel, at=late)
    assert done.code == 0, done.err
    assert "按条件:培训券 1 天作废" in done.err
    assert "取消晚了,作废" in done.out
    assert sums(staffed, late) == (0, 1, 2, 2)
    marks = ("training", "session", COURSE, "--on", "2026-12-02", "--away", "W02")
    assert staffed(*marks, at=LATER).code == 0
    assert sums(staffed, LATER)[1] == 1  # to have stayed away gives nothing back


def test_what_was_agreed_otherwise_goes_before_the_conditions(staffed: Run) -> None:
    told = staffed("ledger", "set", "培训券", "notice=30", "late=forfeited")
    assert told.code == 0, told.err
    made = staffed(*BOOK, "W01", COURSE).json["id"]
    done = staffed("training", "cancel", made, "--reason", "讲师同意", "--voucher", "released")
    assert done.code == 0, done.err
    assert sums(staffed) == (0, 0, 1, 1)
    assert staffed(*BOOK, "W01", COURSE).code == 0
    off = staffed("training", "session", COURSE, "--on", "2026-12-02", "--cancel", "停课")
    assert off.code == 0, off.err
    assert sums(staffed) == (0, 0, 1, 1)  # who is not to blame loses nothing


def test_taking_one_half_of_a_booking_back_takes_the_other(staffed: Run) -> None:
    """The place and its voucher are one act, whichever of the two is taken back."""
    for half in (0, -1):
        made = staffed(*BOOK, "W01", COURSE)
        assert made.code == 0, made.err
        assert sums(staffed) == (1, 0, 0, 0)
        newest = staffed("outbox", "list", "--json").json["edits"][-2:]
        assert {one["kind"] for one in newest} == {"training", "ledger"}
        assert staffed("outbox", "withdraw", newest[half]["id"]).code == 0
        assert sums(staffed) == (0, 0, 1, 1)
        assert staffed("training", "sessions", "--json").json["sessions"] == []
    assert staffed(*BOOK, "W01", COURSE).code == 0  # and neither stands in its way


def test_a_cancellation_is_taken_back_whole(staffed: Run) -> None:
    made = staffed(*BOOK, "W01", COURSE).json
    assert staffed("training", "cancel", made["id"], "--reason", "生病").code == 0
    assert sums(staffed) == (0, 0, 1, 1)
    released = staffed("outbox", "list", "--json").json["edits"][-1]
    assert released["kind"] == "ledger"
    assert staffed("outbox", "withdraw", released["id"]).code == 0
    assert sums(staffed) == (1, 0, 0, 0)
    assert place(staffed, "W01")["vouchers"][0]["state"] == "reserved"


def test_what_was_used_goes_back_with_the_mark_or_the_record(staffed: Run) -> None:
    assert staffed(*BOOK, "W01", COURSE).code == 0
    marks = ("training", "session", COURSE, "--on", "2026-12-02", "--came", "W01")
    passed = ("training", "record", "W01", COURSE, "--on", "2026-12-02")
    for words in (marks, passed):
        assert staffed(*words, at=LATER).code == 0
        assert sums(staffed, LATER) == (0, 1, 0, 0)
        used = staffed("outbox", "list", "--json").json["edits"][-1]
        assert used["kind"] == "ledger"
        assert staffed("outbox", "withdraw", used["id"]).code == 0
        assert sums(staffed, LATER) == (1, 0, 0, 0)
    assert staffed("training", "list", "--json", at=LATER).json["completions"] == []


def test_a_session_called_off_releases_every_voucher(staffed: Run) -> None:
    assert staffed(*BOOK, "W01", COURSE).code == 0
    off = staffed("training", "session", COURSE, "--on", "2026-12-02", "--cancel", "讲师生病",
                  "--json")  # fmt: skip
    assert off.json["cancelled"] == "讲师生病"
    assert sums(staffed) == (0, 0, 1, 1)
    refused = staffed(*BOOK, "W02", COURSE, lang="en")
    assert (refused.code, "was cancelled: 讲师生病" in refused.err) == (1, True)
    marks = ("training", "session", COURSE, "--on", "2026-12-02")
    assert staffed(*marks, "--came", "W01", at=LATER).code == 1
    assert staffed(*marks, "--json").json["cancelled"] == ""
    assert staffed(*BOOK, "W02", COURSE).code == 0


def test_a_voucher_that_ends_before_the_session_is_refused(staffed: Run) -> None:
    late = ("training", "book", "W01", COURSE, "--on", "2027-01-04", "--voucher", "培训券")
    refused = staffed(*late, lang="en")
    assert refused.code == 1
    assert "expire on 2026-12-31, before 2027-01-04" in refused.err
    assert staffed("training", "sessions", "--json").json["total"] == 0
    assert staffed(*late[:-1], "没有这本").code == 1
    assert staffed(*late, "--amount", "none").code == 2


def test_two_desks_book_the_last_one_offline_and_both_see_the_over_use(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-v"), desk("near-v")
    joined(portal, far, "far-v")
    joined(portal, near, "near-v")
    taken_in(far, tmp_path)
    assert far("sync").code == 0
    assert near("sync").code == 0
    for one, number in ((far, "W01"), (near, "W02")):
        assert one(*BOOK, number, COURSE).code == 0
    for one in (far, near, far):
        assert one("sync").code == 0
    for one in (far, near):
        assert sums(one) == (2, 0, 0, -1)
        shown = one("ledger", "show", "培训券", "--json").json
        assert shown["marks"] == ["over_used"]
        by = {each["text"][:2]: each["by"] for each in shown["entries"]
              if each["kind"] == "reserve"}  # fmt: skip
        assert by == {"周敏": "far-v", "何强": "near-v"}
    both_cancel(far, near, tmp_path)


def both_cancel(far: Desk, near: Desk, folder: Path) -> None:
    """Cancel the same booking on both desks; the second meets the first by stick."""
    key = place(far, "W01")["vouchers"] and far(*BOOK, "W01", COURSE).json["id"]
    assert far("training", "cancel", key, "--reason", "生病").code == 0
    assert near("training", "cancel", key, "--reason", "换人").code == 0
    stick = folder / "v.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    for one in (near, far, near):
        assert one("sync").code == 0
    for one in (far, near):
        assert sums(one) == (1, 0, 0, 0)
        assert one("conflict", "list", "--json").json["total"] == 0
        assert one("doctor").code == 0


def test_what_was_applied_for_stands_beside_the_ledger_until_it_is_granted(
    run: Run, tmp_path: Path
) -> None:
    made = run("application", "add", "仓库培训券", "--sort", "voucher", "--ledger", "培训券",
               "--amount", "4 day", "--goal", "盘点", "--state", "submitted", "--submitted-on",
               "2026-11-20", "--due", "2026-12-01", "--json").json  # fmt: skip
    (asked,) = run("ledger", "list", "--json").json["applied"]
    assert (asked["number"], asked["ledger"], asked["amount"]) == (
        made["number"], "培训券", "4 day",
    )  # fmt: skip
    assert "申请中" in run("ledger", "list").out
    page = tmp_path / "letter.html"
    assert run("application", "letter", made["number"], "--out", page).code == 0
    assert "4 day" in page.read_text("utf-8")
    done = run("application", "set", made["number"], "state=granted", "decided_on=2026-11-23",
               "result=批准")  # fmt: skip
    assert done.code == 0, done.err
    granted = run("application", "grant", made["number"], "培训券", "4", "--unit", "day",
                  "--expires", "2027-06-30")  # fmt: skip
    assert granted.code == 0, granted.err
    shown = run("ledger", "show", "培训券", "--json").json
    assert (shown["sort"], shown["covers"], shown["available"], shown["applied"]) == (
        "voucher", ["training"], 4, [],
    )  # fmt: skip


def test_value_and_conditions_are_shown_and_who_has_a_place(staffed: Run) -> None:
    assert staffed(*BOOK, "W01", COURSE).code == 0
    shown = staffed("ledger", "show", "培训券", "--json").json
    assert (shown["value"], shown["value_fen"], shown["conditions"], shown["absence"]) == (
        1200, 120_000, "开课前 3 天可改期", "forfeited",
    )  # fmt: skip
    (kept,) = shown["reserved_for"]
    assert (kept["for"], kept["by"], kept["on"], kept["past"]) == (
        "周敏 · WHS-101 · 2026-12-02", "李总", "2026-12-02", False,
    )  # fmt: skip
    said = staffed("ledger", "show", "培训券", at=LATER).out
    for words in ("每单位价值(元): 1200.00", "使用条件: 开课前 3 天可改期", "缺席时: 作废,算已用",
                  "预留给: 周敏 · WHS-101 · 2026-12-02 · 1 天 · 李总 · 已过期日"):  # fmt: skip
        assert words in said
