"""The doctor names what is wrong and mends it; a tampered edit is named by its id (N3)."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import attach, reply, set_field
from firstline.domain.errors import StoreProblem
from firstline.store.care import doctor, snapshots
from firstline.store.care.doctor import Report
from firstline.store.file import journal, schema
from firstline.system.pinyin import initials

DESK = RoundTheClock()


def examine(folder: Path, desk: RoundTheClock | None = DESK) -> Report:
    return doctor.examine(folder, desk, me="我", initials=initials)


def repair(folder: Path) -> Report:
    return doctor.repair(folder, DESK, NOW, me="我", initials=initials)


def fill(folder: Path, count: int = 8) -> Path:
    maker = Maker()
    with open_store(folder) as store:
        for n in range(count):
            store.perform(maker.open(str(n), title=f"库存 {n}", tags=("月结",)), now=NOW)
            ticket = store.ticket(ticket_id(str(n)))
            store.perform(reply(ticket, f"答复 {n}", maker.stamp()), now=NOW)
        gone = maker.open("gone")
        store.perform(gone, now=NOW)
        store.withdraw(gone.id, NOW)
        file = store.keep_file(b"evidence", "a.txt")
        store.perform(attach(ticket_id("0"), [file], maker.stamp()), now=NOW)
        store.save_draft(f"note:{ticket_id('1')}", "写到一半", NOW)
        other = set_field(store.ticket(ticket_id("2")), "site", "一厂", Maker("李", "o").stamp())
        store.perform(other, now=NOW)
        store.seen(ticket_id("2"), NOW)
    return folder


def sql(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "firstline.db", isolation_level=None)) as raw:
        for statement in statements:
            raw.execute(statement)


def shown(folder: Path) -> list[object]:
    """Return what a person can see of the profile, whatever the rows' keys are."""
    with open_store(folder) as store:
        rows = store.rows(store.queue(now=NOW))
        seen = sorted(
            (one.id, one.number, one.title, one.site, one.status, one.unread, one.draft, one.tags)
            for one in rows
        )
        edits = store.connection.raw.execute(
            "SELECT id, state, doc FROM edit ORDER BY n"
        ).fetchall()
        hits = sorted(one.id for one in store.search("库存", 99, now=NOW))
        return [seen, edits, hits, store.drafts()]


def without_marks(seen: list[object]) -> list[object]:
    """Leave out what neither edits nor journal hold: what was looked at, and drafts."""
    rows, edits, hits, _ = seen
    assert isinstance(rows, list)
    return [[(*row[:5], row[7]) for row in rows], edits, hits]


def test_a_sound_profile_is_found_sound_and_left_alone(folder: Path) -> None:
    fill(folder)
    before = (folder / "firstline.db").read_bytes(), (folder / journal.FILE).read_bytes()
    report = examine(folder)
    assert report.findings == ()
    assert report.ok
    assert dict(report.checked)["edits"] == 19
    assert dict(report.checked)["tickets"] == 8
    assert dict(report.checked)["files"] == 1
    assert repair(folder) == report
    assert ((folder / "firstline.db").read_bytes(), (folder / journal.FILE).read_bytes()) == before
    json.dumps(report.to_json())


def test_it_examines_while_a_window_is_open(folder: Path, maker: Maker) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        assert examine(folder).ok
        store.perform(maker.open("b"), now=NOW)


BREAKS: dict[str, tuple[str, ...]] = {
    "edit": ("UPDATE edit SET doc=replace(doc, '答复 3', '答覆 3')",),
    "chain": ("DELETE FROM edit WHERE n=5",),
    "search": ("DELETE FROM search WHERE rowid=3",),
    "shown": ("UPDATE ticket SET title='别的' WHERE key=2",),
    "due": ("UPDATE ticket SET sla_due=sla_due+60, sla_sort=sla_sort+60 WHERE key=3",),
}
MORE_BREAKS: list[tuple[str, tuple[str, ...]]] = [
    ("shown", ("UPDATE ticket_doc SET doc=replace(doc, '答复 1', '答覆 1')",)),
    ("shown", ("UPDATE ticket SET assignee='我' WHERE key=4",)),
    ("shown", ("DELETE FROM ticket WHERE key=4",)),
    ("shown", ("DELETE FROM ticket_doc WHERE key=4",)),
    ("due", ("UPDATE ticket_doc SET timers='[]'",)),
    ("search", ("DROP TRIGGER search_after_insert",)),
    ("search", ("UPDATE search_content SET c1='x' WHERE id=2",)),
    ("chain", ("UPDATE edit SET n=1000 WHERE n=2",)),
    ("chain", ("UPDATE edit SET chain=x'00' WHERE n=7",)),
    ("edit", ("UPDATE edit SET sha256=x'00' WHERE n=7",)),
    ("database_behind", ("DELETE FROM edit WHERE n=(SELECT max(n) FROM edit)",)),
]


@pytest.mark.parametrize(("code", "statements"), [*BREAKS.items(), *MORE_BREAKS])
def test_what_was_changed_behind_our_back_is_named_and_mended(
    folder: Path, code: str, statements: tuple[str, ...]
) -> None:
    fill(folder)
    before = shown(folder)
    sql(folder, *statements)
    report = examine(folder)
    assert report.has(code), report
    after = repair(folder)
    assert after.ok, after
    assert after.before == report.findings
    assert after.repaired
    assert shown(folder) == before
    assert examine(folder).ok
    json.dumps(after.to_json())


def test_a_tampered_edit_is_named_by_its_id(folder: Path) -> None:
    fill(folder)
    with closing(sqlite3.connect(folder / "firstline.db")) as raw:
        edit_id = raw.execute("SELECT id FROM edit WHERE n=6").fetchone()[0]
    sql(folder, "UPDATE edit SET doc=replace(doc, '答复', '答覆') WHERE n=6")
    named = [one.names for one in examine(folder).findings if one.code == "edit"]
    assert named == [(edit_id,)]


def test_a_removed_edit_is_noticed_at_the_next_one(folder: Path) -> None:
    fill(folder)
    with closing(sqlite3.connect(folder / "firstline.db")) as raw:
        following = raw.execute("SELECT id FROM edit WHERE n=7").fetchone()[0]
    sql(folder, "DELETE FROM edit WHERE n=6")
    named = [one.names for one in examine(folder).findings if one.code == "chain"]
    assert named == [(following,)]


def test_files_are_compared_with_their_names(folder: Path) -> None:
    fill(folder)
    path = next((folder / "files").glob("*/*"))
    path.write_bytes(b"other")
    assert examine(folder).has("file_damaged")
    path.unlink()
    report = examine(folder)
    assert [one.names for one in report.findings if one.code == "file_missing"] == [(path.name,)]


@pytest.mark.parametrize("ruin", ["flip", "delete", "cut a line out"])
def test_a_damaged_journal_is_named_and_written_anew(folder: Path, ruin: str) -> None:
    fill(folder)
    path = folder / journal.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    if ruin == "flip":
        path.write_bytes(b"".join(lines[:3]) + b"x" + b"".join(lines[3:]))
    elif ruin == "delete":
        path.unlink()
    else:
        path.write_bytes(b"".join(lines[:3] + lines[4:]))
    report = examine(folder)
    assert not report.ok
    assert {one.code for one in report.findings} <= {"journal", "journal_behind"}
    assert repair(folder).ok
    assert len({one.edit_id for one in journal.read(folder) if isinstance(one, journal.Line)}) == 19


def test_a_torn_last_line_is_a_note_and_no_damage(folder: Path) -> None:
    fill(folder)
    with (folder / journal.FILE).open("ab") as file:
        file.write(b'{"edit":{"act"')
    report = examine(folder)
    assert report.ok
    assert any("last line" in one.en for one in report.notes)


RUINS: dict[str, Callable[[bytes], bytes]] = {
    "text": lambda _: b"hello",
    "empty": lambda _: b"",
    "head": lambda data: b"\xff" * 4096 + data[4096:],
    "half": lambda data: data[: len(data) // 2],
    "noise": lambda data: b"\x5a" * len(data),
}


@pytest.mark.parametrize("ruin", RUINS)
def test_a_ruined_database_is_built_anew_and_kept(folder: Path, ruin: str) -> None:
    fill(folder)
    before = shown(folder)
    path = folder / "firstline.db"
    path.write_bytes(RUINS[ruin](path.read_bytes()))
    ruined = path.read_bytes()
    assert not examine(folder).ok
    report = repair(folder)
    assert report.ok, report
    assert report.kept is not None
    assert (report.kept / "firstline.db").read_bytes() == ruined
    assert without_marks(shown(folder)) == without_marks(before)


def test_a_missing_database_is_built_from_the_journal(folder: Path) -> None:
    fill(folder)
    before = shown(folder)
    (folder / "firstline.db").unlink()
    assert repair(folder).ok
    assert [row[2] for row in shown(folder)[1]] == [row[2] for row in before[1]]  # type: ignore[attr-defined]  # lists


def test_edits_longer_than_a_page_and_short_ones_are_carved_or_read(folder: Path) -> None:
    fill(folder)
    before = shown(folder)
    (folder / journal.FILE).unlink()
    path = folder / "firstline.db"
    data = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + data[4096:])  # no page one: no table can be found
    report = repair(folder)
    assert len(shown(folder)[1]) == len(before[1])  # type: ignore[arg-type]  # lists
    assert report.repaired


def test_the_newest_sound_snapshot_helps_when_all_else_is_gone(folder: Path) -> None:
    fill(folder)
    before = shown(folder)
    snapshots.daily(folder, NOW)
    (folder / journal.FILE).unlink()
    (folder / "firstline.db").write_bytes(b"gone")
    assert repair(folder).ok
    assert shown(folder) == before


def test_nothing_readable_is_refused_and_nothing_is_touched(folder: Path) -> None:
    folder.mkdir()
    (folder / "firstline.db").write_bytes(b"text")
    with pytest.raises(StoreProblem):
        repair(folder)
    assert (folder / "firstline.db").read_bytes() == b"text"
    assert not [one for one in folder.iterdir() if one.name.startswith("repair")]


def test_strangers_and_newer_files_are_left_alone(tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.mkdir()
    with closing(sqlite3.connect(strange / "firstline.db")) as raw:
        raw.execute("CREATE TABLE theirs(x)")
    newer = fill(tmp_path / "newer")
    sql(newer, f"PRAGMA user_version={schema.VERSION + 1}")
    for folder in (strange, newer):
        data = (folder / "firstline.db").read_bytes()
        with pytest.raises(StoreProblem):
            repair(folder)
        assert (folder / "firstline.db").read_bytes() == data


def test_a_rebuild_refuses_while_a_window_is_open(folder: Path) -> None:
    fill(folder)
    with open_store(folder):
        sql(folder, "UPDATE edit SET doc=replace(doc, '答复', '答覆') WHERE n=6")
        with pytest.raises(StoreProblem, match="held by another"):
            repair(folder)
    assert repair(folder).ok
