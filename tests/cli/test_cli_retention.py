"""Retention from a terminal: a dry run lists exact items, a run destroys exactly those (N13)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Ran, Run
from two_desks import PASSPHRASE

from firstline.app.profile import open_profile
from firstline.domain.edits.edit import Stamp
from firstline.domain.health.sheet import change, new_record
from firstline.domain.ids import new_id
from firstline.domain.review.claim import SHEET

LATER = NOW + timedelta(days=1100)
New = Callable[..., dict[str, Any]]


def user(profile: Path, name: str) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text(f'user = "{name}"\n', encoding="utf-8")


def closed(run: Run, new: New, tmp_path: Path, name: str, data: bytes, site: str = "") -> str:
    """Return the number of a closed ticket with one attachment."""
    path = tmp_path / name
    path.write_bytes(data)
    made = new("--attach", str(path), *(("--site", site) if site else ()), title=f"单据 {name}")
    number: str = made["number"]
    for status in ("in_progress", "resolved", "closed"):
        done = run("ticket", "set", number, f"status={status}", "--json")
        assert done.code == 0, done.err
    return number


def due(run: Run, at: datetime = LATER, *words: str) -> dict[str, Any]:
    done = run("retention", "due", *words, "--json", at=at)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json
    return found


def destroy(run: Run, found: dict[str, Any], at: datetime = LATER, *words: str) -> Ran:
    return run("retention", "run", found["digest"], *words, "--json", at=at)


def names(found: dict[str, Any], state: str = "due") -> list[str]:
    return [one["name"] for one in found[state]]


def held_files(profile: Path) -> set[str]:
    return {one.name for one in (profile / "files").glob("*/*")}


@pytest.fixture
def desk(run: Run, new: New, tmp_path: Path, profile: Path) -> dict[str, str]:
    """Return closed tickets with attachments, and one that is open, at a desk of Li's."""
    user(profile, "李明")
    numbers = {
        "a": closed(run, new, tmp_path, "a.png", b"aaa"),
        "b": closed(run, new, tmp_path, "b.log", b"bbb"),
    }
    path = tmp_path / "open.png"
    path.write_bytes(b"still open")
    numbers["open"] = new("--attach", str(path), title="还没关")["number"]
    return numbers


def test_every_category_has_a_rule_with_its_law(run: Run) -> None:
    found = run("retention", "list", "--json").json
    assert {one["category"] for one in found["rules"]} == {
        "attachments", "logs", "packages", "exports", "people", "drafts", "backups",
    }  # fmt: skip
    assert all(one["source"] and one["counts_from"] and one["destroys"] for one in found["rules"])
    logs = run("retention", "set", "logs", "--days", "30", "--json")
    assert logs.code == 2
    assert "183" in logs.err
    kept = run("retention", "set", "logs", "--days", "200", "--source", "合同 7.2", "--json").json
    assert (kept["days"], kept["shipped"]) == (200, False)
    assert run("retention", "set", "logs", "--active", "no", "--json").json["active"] is False


def test_the_dry_run_lists_exact_items_and_the_run_destroys_exactly_those(
    run: Run, desk: dict[str, str], profile: Path
) -> None:
    assert due(run, NOW)["total"] == 0
    found = due(run)
    assert names(found) == ["a.png", "b.log"]
    first = found["due"][0]
    assert first["tickets"] == [desk["a"]]
    assert (first["size"], first["since"], first["rule"]) == (3, "2026-11-24", "attachments/1095")
    assert "第十九条" in first["why"]
    assert found["remains"]["log_entries"] == 2
    before = held_files(profile)
    assert due(run)["digest"] == found["digest"]
    assert held_files(profile) == before  # a dry run touches nothing
    ran = destroy(run, found)
    assert ran.code == 0, ran.err
    assert [one["name"] for one in ran.json["destroyed"]] == ["a.png", "b.log"]
    assert before - held_files(profile) == {one["sha256"] for one in found["due"]}
    told = run("retention", "destroyed", "--json", at=LATER).json["destroyed"]
    assert {(one["name"], one["by"], one["listing"]) for one in told} == {
        ("a.png", "李明", found["digest"]), ("b.log", "李明", found["digest"]),
    }  # fmt: skip
    assert due(run)["total"] == 0
    assert run("doctor", "--json", at=LATER).code == 0  # what was destroyed is not missing


def test_a_list_that_changed_since_is_refused(
    run: Run, new: New, desk: dict[str, str], profile: Path, tmp_path: Path
) -> None:
    found = due(run)
    before = held_files(profile)
    assert run("ticket", "set", desk["a"], "status=in_progress", at=LATER).code == 0
    ran = destroy(run, found)
    assert (ran.code, held_files(profile)) == (1, before)
    assert "清单已经变了" in ran.err
    found = due(run)
    assert names(found) == ["b.log"]
    assert run("retention", "hold", "仲裁", "--ticket", desk["b"], at=LATER).code == 0
    ran = destroy(run, found)
    assert (ran.code, held_files(profile)) == (1, before)


@pytest.mark.parametrize("scope", ["ticket", "site", "everything", "unknown"])
def test_a_hold_stops_what_it_covers_until_a_second_person_lifts_it(
    run: Run, new: New, desk: dict[str, str], profile: Path, tmp_path: Path, scope: str
) -> None:
    closed(run, new, tmp_path, "c.png", b"ccc", site="华东厂")
    words = {
        "ticket": ("--ticket", desk["a"]), "site": ("--site", "华东厂"),
        "everything": ("--everything",), "unknown": ("--site", "没有这个站点"),
    }[scope]  # fmt: skip
    stopped = {"ticket": ["a.png"], "site": ["c.png"]}.get(scope, ["a.png", "c.png", "b.log"])
    placed = run("retention", "hold", "客户仲裁", *words, "--json", at=LATER)
    assert placed.code == 0, placed.err
    found = due(run)
    assert names(found, "held") == stopped
    assert found["held"][0]["stops"][0]["by"] == f"hold:{placed.json['number']}"
    if found["due"]:
        assert destroy(run, found).code == 0
    there = {one["sha256"] for one in found["held"]}
    assert there <= held_files(profile)
    number = placed.json["number"]
    alone = run("retention", "lift", number, "--reason", "结案", at=LATER)
    assert alone.code == 1
    assert "另一个人" in alone.err
    itself = run("retention", "lift", number, "--reason", "结案", "--approved-by", "李明", at=LATER)
    assert itself.code == 1
    user(profile, "王磊")
    lifted = run("retention", "lift", number, "--reason", "结案", "--json", at=LATER)
    assert lifted.json["lifted"]["by"] == "王磊"
    assert names(due(run)) == stopped
    assert run("retention", "lift", number, "--reason", "再来", at=LATER).code == 1


def stamp() -> Stamp:
    return Stamp(new_id(NOW), NOW, "李明")


@pytest.mark.parametrize(
    ("breach", "stopped"),
    [("{a} resolution", ["a.png"]), ("HQ-99 resolution {id}", ["a.png"]),
     ("HQ-99 resolution", ["a.png", "b.log"])],
)  # fmt: skip
def test_an_open_claim_holds_its_evidence_by_itself(
    run: Run, desk: dict[str, str], profile: Path, breach: str, stopped: list[str]
) -> None:
    known = run("ticket", "show", desk["a"], "--json").json["id"]
    values = {"title": "超时", "contract": "C-1", "first": "2026-11-01", "last": "2026-11-30",
              "breaches": breach.format(a=desk["a"], id=known)}  # fmt: skip
    with open_profile(profile, "zh_CN", NOW).store as store:
        edit = new_record(SHEET, values, stamp(), UTC)
        store.perform(edit, now=NOW)
        claim = store.record("claim", edit.entity)
    found = due(run)
    assert names(found, "held") == stopped  # a number that nobody knows here holds everything
    assert found["held"][0]["stops"][0]["by"].startswith("claim:CL-")
    with open_profile(profile, "zh_CN", NOW).store as store:
        assert claim is not None
        ended = change(SHEET, claim, {"state": "dropped"}, stamp(), UTC)
        assert ended is not None
        store.perform(ended, now=NOW)
    assert names(due(run)) == ["a.png", "b.log"]


def test_a_hold_stops_a_pseudonym_too(run: Run, new: New, profile: Path) -> None:
    user(profile, "李明")
    number = new("--requester", "钱小丽")["number"]
    assert run("retention", "hold", "劳动仲裁", "--ticket", number).code == 0
    words = ("privacy", "erase", "钱小丽", "--approved-by", "李总")
    held = run(*words)
    assert held.code == 1
    assert "法律保全" in held.err
    assert run("ticket", "show", number, "--json").json["requester"] == "钱小丽"
    assert run("privacy", "erase", "王芳芳", "--approved-by", "李总").code == 0


def test_a_file_that_another_record_or_an_open_ticket_names_stays(
    run: Run, new: New, desk: dict[str, str], tmp_path: Path, profile: Path
) -> None:
    same = tmp_path / "again.png"
    same.write_bytes(b"aaa")
    new("--attach", str(same), title="同一个文件", at=LATER)
    assert names(due(run)) == ["b.log"]
    copy = tmp_path / "b2.log"
    copy.write_bytes(b"bbb")
    made = run("evidence", "add", "故障率", "--measure", "other", "--definition", "x", "--value",
               "1", "--first", "2026-11-01", "--last", "2026-11-30", "--source", "日志", "--owner",
               "李明", "--json", at=LATER)  # fmt: skip
    assert made.code == 0, made.err
    assert run("evidence", "attach", made.json["number"], copy, at=LATER).code == 0
    found = due(run)
    assert (names(found), names(found, "kept")) == ([], ["b.log"])
    assert found["kept"][0]["stops"][0]["by"] == "record:evidence"
    assert destroy(run, found).code == 1
    assert found["kept"][0]["sha256"] in held_files(profile)


def test_drafts_backups_and_written_files_have_their_days(
    run: Run, desk: dict[str, str], profile: Path, tmp_path: Path
) -> None:
    out = tmp_path / "list.csv"
    assert run("export", out, "status:any").code == 0
    mended = tmp_path / "mended.csv"
    assert run("export", mended, "status:any").code == 0
    mended.write_text("somebody's own now", encoding="utf-8")
    with open_profile(profile, "zh_CN", NOW).store as store:
        store.save_draft("new", "客户电话 138…", NOW)
    found = due(run, LATER, "--category", "exports", "--category", "drafts")
    assert names(found) == ["list.csv", "new"]
    assert names(found, "kept") == ["mended.csv"]
    ran = destroy(run, found, LATER, "--category", "exports", "--category", "drafts")
    assert ran.code == 0, ran.err
    assert (out.exists(), mended.exists()) == (False, True)
    with open_profile(profile, "zh_CN", NOW).store as store:
        assert store.draft("new") == ""


def test_people_who_left_get_a_pseudonym_with_a_second_person(
    run: Run, desk: dict[str, str], profile: Path
) -> None:
    people = profile.parent / "people.csv"
    people.write_text("工号,姓名,离职日期\nE1,钱小丽,2026-01-05\nE2,王芳,\n", encoding="utf-8")
    took = run("training", "import", people, "--json")
    assert took.code == 0, took.err
    words = ("--category", "people")
    found = due(run, LATER, *words)
    assert names(found) == ["钱小丽"]
    assert destroy(run, found, LATER, *words).code == 1
    ran = destroy(run, found, LATER, *words, "--approved-by", "王磊")
    assert ran.code == 0, ran.err
    assert due(run, LATER, *words)["total"] == 0
    told = run("retention", "destroyed", "--json", at=LATER)
    assert "钱小丽" not in told.out


def test_a_bundle_does_not_bring_it_back_either(
    run: Run, desk: dict[str, str], profile: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("FIRSTLINE_PASSPHRASE", PASSPHRASE)
    bundle = tmp_path / "a.deskpack"
    out = run("pack", "export", bundle, "--ticket", desk["a"], "--for", "plant", "--plain",
              "--json", at=LATER)  # fmt: skip
    assert (out.code, out.json["files"]) == (0, 1), out.err
    found = due(run)
    assert destroy(run, found).code == 0
    came = run("pack", "import", bundle, "--json", at=LATER)
    assert (came.code, came.json["kept_files"]) == (0, 0), came.err
    assert not {one["sha256"] for one in found["due"]} & held_files(profile)
