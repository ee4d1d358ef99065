"""A backup holds everything a person has; a restore trusts nothing and deletes nothing."""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from store_makers import NOW, Maker, open_store, ticket_id

from firstline.domain.edits.edits import attach, reply
from firstline.domain.errors import BadInput, Problem, Refused, StoreProblem
from firstline.store.care.backup import backup, daily, restore
from firstline.store.care.snapshots import newest_sound, verify
from firstline.store.file import journal, schema
from firstline.store.store import Store


def fill(folder: Path, count: int = 5, salt: str = "") -> list[str]:
    maker = Maker(salt=salt)
    with open_store(folder) as store:
        for n in range(count):
            store.perform(maker.open(f"{salt}{n}", title=f"库存 {salt}{n}"), now=NOW)
        file = store.keep_file(b"evidence " * 1000, "截图.png")
        store.perform(attach(ticket_id(f"{salt}0"), [file], maker.stamp()), now=NOW)
        store.save_draft(f"reply:{ticket_id(f'{salt}1')}", "写到一半", NOW)
        return content(store)


def content(store: Store) -> list[str]:
    every = "SELECT id || state || doc FROM edit ORDER BY n"
    return [text for (text,) in store.connection.raw.execute(every)]


def read(folder: Path) -> list[str]:
    with open_store(folder) as store:
        assert store.quick_check() == ()
        return content(store)


def test_a_backup_restored_elsewhere_is_the_same_profile(folder: Path, tmp_path: Path) -> None:
    before = fill(folder)
    (folder / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
    (folder / "packs").mkdir()
    own = {"own.toml": "x = 1\n", "names.txt": "李小明\n", "curriculum/ours.toml": "y = 2\n"}
    for name, text in own.items():
        (folder / "packs" / name).parent.mkdir(exist_ok=True)
        (folder / "packs" / name).write_text(text, encoding="utf-8")
    done = backup(folder, tmp_path / "all.zip", NOW)
    assert (done.tickets, done.edits, done.files, done.missing) == (5, 6, 1, ())
    other = tmp_path / "other"
    back = restore(tmp_path / "all.zip", other, NOW)
    assert (back.tickets, back.edits, back.files, back.kept) == (5, 6, 1, None)
    with open_store(other) as store:
        assert content(store) == before
        ticket = store.ticket(ticket_id("0"))
        path = store.file_path(ticket.attachments[0].sha256)
        assert path is not None
        assert path.read_bytes() == b"evidence " * 1000
        assert store.drafts() == {f"reply:{ticket_id('1')}": "写到一半"}
        assert len(store.search("库存", now=NOW)) == 5
        store.perform(reply(ticket, "好", Maker(salt="x").stamp()), now=NOW)
    assert (other / "settings.toml").read_text(encoding="utf-8") == 'language = "en"\n'
    for name, text in own.items():
        assert (other / "packs" / name).read_text(encoding="utf-8") == text
    assert len({one.edit_id for one in journal.read(other) if isinstance(one, journal.Line)}) == 7
    assert not [one for one in other.iterdir() if one.name.startswith("restore-")]


def test_a_backup_is_taken_while_a_window_is_open_and_writing(
    store: Store, maker: Maker, tmp_path: Path
) -> None:
    store.perform(maker.open("a"), now=NOW)
    store.connection.begin()
    store.connection.raw.execute("DELETE FROM ticket")
    done = backup(store.folder, tmp_path / "b.zip", NOW)
    store.connection.roll_back()
    assert done.tickets == 1
    assert store.ticket(ticket_id("a"))


def test_a_restore_keeps_what_was_there_and_an_open_window_sees_the_change(
    folder: Path, tmp_path: Path
) -> None:
    before = fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    maker = Maker(salt="later")
    with open_store(folder) as window:
        window.perform(maker.open("later"), now=NOW)
        window.poll()
        lost = window.keep_file(b"new", "new.txt")
        back = restore(tmp_path / "b.zip", folder, NOW)
        changed = window.poll()
        assert changed is not None
        assert changed.everything
        assert window.find(ticket_id("later")) is None
        assert content(window) == before
        assert window.file_path(lost.sha256) is not None
        window.perform(maker.open("after"), now=NOW)  # the open window goes on
        written = {one.edit_id for one in journal.read(folder) if isinstance(one, journal.Line)}
        ids = window.connection.raw.execute("SELECT id FROM edit").fetchall()
        assert written == {row[0] for row in ids}
    assert back.kept is not None
    kept = sqlite3.connect(back.kept / "firstline.db")
    assert kept.execute("SELECT count(*) FROM edit").fetchone()[0] == len(before) + 1
    kept.close()
    assert (back.kept / journal.FILE).exists()


def test_restoring_twice_in_one_second_keeps_both(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    kept = {restore(tmp_path / "b.zip", folder, NOW).kept for _ in range(3)}
    assert len(kept) == 3


@pytest.mark.parametrize("ruin", [b"", b"text", b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_restore_over_a_ruined_database_works_and_keeps_it(
    folder: Path, tmp_path: Path, ruin: bytes
) -> None:
    before = fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    (folder / "firstline.db").write_bytes(ruin)
    back = restore(tmp_path / "b.zip", folder, NOW)
    assert read(folder) == before
    assert back.kept is not None
    assert (back.kept / "firstline.db").read_bytes() == ruin


def test_a_daily_snapshot_can_be_restored(folder: Path) -> None:
    before = fill(folder)
    path = daily(folder, NOW)
    assert path is not None
    fill(folder, 3, "more")
    back = restore(path, folder, NOW)
    assert (back.edits, back.files) == (6, 0)
    assert read(folder) == before


def test_the_file_of_another_profile_in_use_is_read_with_its_log(
    folder: Path, tmp_path: Path, maker: Maker
) -> None:
    with open_store(folder) as store:
        store.perform(maker.open("a"), now=NOW)
        assert store.connection.wal.stat().st_size
        back = restore(folder / "firstline.db", tmp_path / "copy", NOW)
    assert back.tickets == 1


def test_missing_attachments_are_named_and_the_rest_goes_in(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    shutil.rmtree(folder / "files")
    done = backup(folder, tmp_path / "b.zip", NOW)
    assert len(done.missing) == 1
    assert restore(tmp_path / "b.zip", tmp_path / "o", NOW).tickets == 5


def test_a_backup_replaces_an_older_backup_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    target = tmp_path / "b.zip"
    backup(folder, target, NOW)
    backup(folder, target, NOW)
    for name, data in (("thesis.doc", b"precious"), ("other.zip", None)):
        path = tmp_path / name
        if data:
            path.write_bytes(data)
        else:
            with zipfile.ZipFile(path, "w") as pack:
                pack.writestr("a.txt", "precious")
        before = path.read_bytes()
        with pytest.raises(Refused):
            backup(folder, path, NOW)
        assert path.read_bytes() == before
    with pytest.raises(BadInput):
        backup(folder, tmp_path, NOW)
    with pytest.raises(BadInput):
        backup(folder, tmp_path / "no" / "b.zip", NOW)
    with pytest.raises(StoreProblem):
        backup(tmp_path / "nobody", tmp_path / "n.zip", NOW)
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_profile_is_not_passed_off_as_a_backup(folder: Path, tmp_path: Path) -> None:
    fill(folder, 40)
    data = bytearray((folder / "firstline.db").read_bytes())
    data[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    (folder / "firstline.db").write_bytes(data)
    with pytest.raises(StoreProblem):
        backup(folder, tmp_path / "b.zip", NOW)
    assert list(tmp_path.iterdir()) == [folder]


# --- what may not be restored ---


def refused(source: Path, folder: Path) -> Problem:
    before = read(folder)
    with pytest.raises(Problem) as caught:
        restore(source, folder, NOW)
    assert read(folder) == before
    assert not [one for one in folder.iterdir() if one.name.startswith(("restore-", "replaced-"))]
    assert caught.value.sentence.zh
    assert caught.value.sentence.en
    return caught.value


def test_what_is_no_backup_is_refused_with_a_sentence(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("你好", encoding="utf-8")
    (tmp_path / "pk").write_bytes(b"PK\3\4" + b"x" * 500)
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as pack:
        pack.writestr("manifest.json", "[1]")
    raw = sqlite3.connect(tmp_path / "foreign.db")
    raw.execute("CREATE TABLE t(x)")
    raw.commit()
    raw.close()
    for name in ("none", "empty", "text", "pk", "foreign.zip", "foreign.db"):
        refused(tmp_path / name, folder)
    refused(tmp_path, folder)


def test_a_newer_backup_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)
    source = tmp_path / "source"
    fill(source, 2, "s")
    raw = sqlite3.connect(source / "firstline.db")
    raw.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    raw.close()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        backup(source, tmp_path / "new.zip", NOW)
    assert "newer" in refused(tmp_path / "new.zip", folder).sentence.en


def test_every_flipped_or_cut_byte_is_noticed(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    source = tmp_path / "source"
    fill(source, 3, "s")
    backup(source, tmp_path / "b.zip", NOW)
    whole = (tmp_path / "b.zip").read_bytes()
    chance = random.Random(5)  # noqa: S311 - a seeded test
    bad, same = tmp_path / "bad.zip", read(source)
    for n in range(60):
        data = bytearray(whole)
        if n % 3 == 0:
            del data[chance.randrange(1, len(data)) :]
        else:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        bad.write_bytes(data)
        try:
            restore(bad, tmp_path / f"o{n}", NOW)
        except Problem:
            continue
        assert read(tmp_path / f"o{n}") == same  # the bit stood where nothing is read


def rebuilt(source: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(source) as pack:
        parts = {info.filename: pack.read(info) for info in pack.infolist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(name, data)
    return target


def listed(parts: dict[str, bytes], name: str, data: bytes, size: int | None = None) -> None:
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = [one for one in manifest["files"] if one["path"] != name]
    manifest["files"].append(
        {"path": name, "size": len(data) if size is None else size,
         "sha256": hashlib.sha256(data).hexdigest()}
    )  # fmt: skip
    parts[name] = data
    parts["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "C:\\evil", "files/../../evil", "packs/..", "packs/../x.toml",
     "packs/a/b/c.toml", "packs/../../x.txt", "packs/x/../../y.txt", "packs/run.exe",
     "backups/x.db", "firstline.lock", "files/zz/x", "packs/a\\b.toml", "files/ab/" + "0" * 64],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(folder: Path, tmp_path: Path, name: str) -> None:
    fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    bad = rebuilt(tmp_path / "b.zip", tmp_path / "bad.zip", lambda p: listed(p, name, b"x"))
    refused(bad, folder)
    assert not list(tmp_path.rglob("evil*"))


def test_bombs_doubles_links_and_strangers_are_refused(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    good = tmp_path / "b.zip"
    backup(folder, good, NOW)
    zeros = bytes(80 * 1024 * 1024)
    bad = tmp_path / "bad.zip"
    refused(rebuilt(good, bad, lambda p: listed(p, "packs/bomb.toml", zeros)), folder)
    refused(rebuilt(good, bad, lambda p: p.update({"stranger.txt": b"x"})), folder)
    refused(rebuilt(good, bad, lambda p: listed(p, "packs/a.toml", b"xy", size=1)), folder)
    refused(rebuilt(good, bad, lambda p: p.pop("firstline.db")), folder)
    shutil.copy(good, bad)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(bad, "a") as pack:
        pack.writestr("firstline.db", b"other")
    refused(bad, folder)

    def link(parts: dict[str, bytes]) -> None:
        listed(parts, "settings.toml", b"/etc/passwd")

    rebuilt(good, bad, link)
    with zipfile.ZipFile(bad) as pack:
        parts = [(info, pack.read(info)) for info in pack.infolist()]
    with zipfile.ZipFile(bad, "w") as pack:
        for info, data in parts:
            if info.filename == "settings.toml":
                info.external_attr = 0o120777 << 16
            pack.writestr(info, data)
    refused(bad, folder)


def test_a_backup_whose_edits_were_changed_is_refused(folder: Path, tmp_path: Path) -> None:
    fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as pack:
        (tmp_path / "x.db").write_bytes(pack.read("firstline.db"))
    raw = sqlite3.connect(tmp_path / "x.db")
    raw.execute("UPDATE edit SET doc=replace(doc, '库存', '总账') WHERE n=1")
    raw.commit()
    raw.close()
    data = (tmp_path / "x.db").read_bytes()
    bad = rebuilt(
        tmp_path / "b.zip", tmp_path / "bad.zip", lambda p: listed(p, "firstline.db", data)
    )
    refused(bad, folder)


# --- daily snapshots ---


def test_seven_days_and_four_weeks_are_kept(folder: Path) -> None:
    fill(folder)
    for day in range(60):
        assert daily(folder, NOW + timedelta(days=day)) is not None
        assert daily(folder, NOW + timedelta(days=day, hours=3)) is None
    names = sorted(one.name for one in (folder / "backups").iterdir())
    last = NOW + timedelta(days=59)
    assert names == sorted(
        [f"daily-{last - timedelta(days=n):%Y%m%d}.db" for n in range(7)]
        + [f"weekly-{(last - timedelta(weeks=n)).strftime('%G-W%V')}.db" for n in range(4)]
    )
    for name in names:
        verify(folder / "backups" / name)


def test_a_damaged_database_lets_no_older_snapshot_go(folder: Path) -> None:
    fill(folder, 40)
    for day in range(9):
        daily(folder, NOW + timedelta(days=day))
    before = sorted((folder / "backups").iterdir())
    data = bytearray((folder / "firstline.db").read_bytes())
    data[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    (folder / "firstline.db").write_bytes(data)
    with pytest.raises(StoreProblem):
        daily(folder, NOW + timedelta(days=20))
    assert sorted((folder / "backups").iterdir()) == before
    assert newest_sound(folder) is not None


def break_schema(path: Path) -> None:
    """Put a byte that is no text into the schema: what SQLite says of it cannot be read either."""
    data = path.read_bytes()
    broken = data.replace(b"CREATE TABLE ticket_tag", b"CREATE \xffABLE ticket_tag")
    assert broken != data
    path.write_bytes(broken)


def test_a_backup_whose_schema_is_no_text_is_refused_in_a_sentence(
    folder: Path, tmp_path: Path
) -> None:
    fill(folder)
    fill(tmp_path / "source", 2, "s")
    break_schema(tmp_path / "source" / "firstline.db")
    assert "damaged" in refused(tmp_path / "source" / "firstline.db", folder).sentence.en


def test_a_profile_whose_schema_is_no_text_can_be_restored(folder: Path, tmp_path: Path) -> None:
    before = fill(folder)
    backup(folder, tmp_path / "b.zip", NOW)
    break_schema(folder / "firstline.db")
    assert restore(tmp_path / "b.zip", folder, NOW).edits == len(before)
    assert read(folder) == before
