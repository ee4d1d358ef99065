"""Privacy from a terminal: the register, requests, a person's export, and a pseudonym (S43)."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from cli_run import NOW, Run

NAME = "钱小丽"
LOGIN = "qianxl"


def ticket(run: Run, title: str, requester: str, *more: str) -> str:
    words = ("ticket", "new", "--title", title, "--impact", "2", "--urgency", "2",
             "--requester", requester, *more, "--json")  # fmt: skip
    made = run(*words)
    assert made.code == 0, made.err
    number: str = made.json["number"]
    return number


@pytest.fixture
def known(run: Run) -> list[str]:
    """Return three tickets; a person is in two of them, in every place, and in two registers."""
    one = ticket(run, "打印机不出纸", NAME, "--body", f"{NAME}的工位,电话找 {LOGIN}")
    two = ticket(run, f"{NAME} 的账号锁定", "王芳")
    other = ticket(run, "月结报错", "王芳", "--body", "qianxls 表锁住了")
    assert run("ticket", "reply", two, f"已告知{NAME},请 QianXL 重试").code == 0
    assert run("ticket", "set", two, f"assignee={LOGIN}").code == 0
    assert run("risk", "add", "关键人离职", "--owner", NAME).code == 0
    assert run("extract", "add", "客户档案", "--who", NAME, "--place", "U 盘").code == 0
    return [one, two, other]


ALSO = ("--also", LOGIN)
ERASE = ("privacy", "erase", NAME, *ALSO, "--approved-by", "李总")


def everything(run: Run, tmp_path: Path) -> str:
    """Return all that a person can see, find or export."""
    told = [run("ticket", "list", "status:any", "--json").out, run("ticket", "list").out]
    for one in json.loads(told[0])["tickets"]:
        told += [run("ticket", "show", one["number"], "--json").out,
                 run("ticket", "show", one["number"]).out]  # fmt: skip
    for name in ("risk", "extract"):
        told.append(run(name, "list", "--json").out)
        for one in json.loads(told[-1])[{"risk": "risks", "extract": "extracts"}[name]]:
            told.append(run(name, "show", one["number"], "--json").out)
    for kind in ("csv", "json", "xlsx"):
        out = tmp_path / f"all.{kind}"
        assert run("export", out, "status:any").code == 0
        told.append(out.read_bytes().decode("utf-8", "replace"))
    waiting = run("outbox", "list", "--json")
    told.append(waiting.out)
    return "\n".join(told)


def test_a_pseudonym_stands_wherever_a_name_was_and_the_chain_still_verifies(
    run: Run, known: list[str], tmp_path: Path, profile: Path
) -> None:
    before = everything(run, tmp_path)
    assert NAME in before
    assert LOGIN in before
    dry = run(*ERASE, "--dry-run", "--json")
    assert (dry.code, len(dry.json["tickets"]), len(dry.json["records"])) == (0, 2, 2)
    assert everything(run, tmp_path).count(NAME) == before.count(NAME)
    done = run(*ERASE, "--json")
    assert done.code == 0, done.err
    alias = done.json["alias"]
    after = everything(run, tmp_path)
    assert NAME not in after
    assert LOGIN not in after.casefold().replace("qianxls", "")
    assert "qianxls 表锁住了" in after  # another word
    assert after.count(alias) >= 8
    assert run("search", NAME, "--json").json["hits"] == []
    hits = run("search", LOGIN, "--json").json["hits"]
    assert [one["number"] for one in hits] == [known[2]]  # another word that begins so
    assert {one["number"] for one in run("ticket", "list", alias, "--json").json["tickets"]} == {
        known[0], known[1],
    }  # fmt: skip
    checked = run("doctor", "--json")
    assert checked.code == 0, checked.out
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        log = "".join(doc for (doc,) in raw.execute("SELECT doc FROM edit"))
    raw.close()
    assert NAME in log  # what remains is told, not hidden
    assert done.json["kept_in_log"]["edit"] > 0


def test_one_flipped_byte_is_still_found_after_a_pseudonym(
    run: Run, known: list[str], profile: Path
) -> None:
    assert run(*ERASE).code == 0
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE edit SET doc=replace(doc, ?, '赵大伟') WHERE n=1", (NAME,))
    raw.close()
    assert run("doctor", "--json").code == 1


def test_what_is_written_later_bears_the_alias_too_and_tickets_can_be_worked_on(
    run: Run, known: list[str]
) -> None:
    assert run(*ERASE).code == 0
    alias = run("privacy", "erased", "--json").json["erased"][0]["alias"]
    assert run("ticket", "reply", known[0], f"{NAME} 又打来").code == 0
    assert run("ticket", "set", known[0], "requester=王芳", "priority=P1").code == 0
    shown = run("ticket", "show", known[0], "--json")
    assert (shown.json["requester"], shown.json["priority"]) == ("王芳", "P1")
    assert NAME not in shown.out
    assert f"{alias} 又打来" in shown.out
    fresh = ticket(run, f"{NAME} 要新鼠标", NAME)
    assert NAME not in run("ticket", "show", fresh, "--json").out
    assert run("conflict", "list", "--json").json["conflicts"] == []
    assert run("doctor").code == 0


def test_a_pseudonym_needs_another_person_and_a_name_that_hits_nothing_else(run: Run) -> None:
    assert run("privacy", "erase", NAME).code == 1
    for short in ("李", "li", " "):
        assert run("privacy", "erase", short, "--approved-by", "李总").code == 2
    assert run("privacy", "erased", "--json").json["total"] == 0


def test_a_pseudonym_survives_the_doctor_and_a_backup(
    run: Run, known: list[str], tmp_path: Path, profile: Path
) -> None:
    assert run(*ERASE).code == 0
    copy = tmp_path / "copy.zip"
    assert run("backup", copy).code == 0
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql='damaged' WHERE name='ticket'")
    raw.close()
    assert run("doctor").code == 1
    assert NAME not in everything(run, tmp_path)
    assert run("restore", copy).code == 0
    assert NAME not in everything(run, tmp_path)
    assert run("doctor").code == 0


def test_an_export_holds_all_of_a_person_and_ends_the_request(
    run: Run, known: list[str], tmp_path: Path
) -> None:
    made = run("privacy", "request", "add", NAME, "--what", "export", "--verified", "yes",
               "--owner", "王芳", "--json").json  # fmt: skip
    assert (made["received_on"], made["due_on"]) == ("2026-11-24", "2026-12-24")
    out = tmp_path / "person.json"
    bare = run("privacy", "request", "add", NAME, "--what", "erase", "--json").json["number"]
    for words in (("export", NAME, "--out", out), ("erase", NAME, "--approved-by", "李总")):
        assert run("privacy", *words, "--request", bare).code == 1
    assert not out.exists()
    done = run("privacy", "export", NAME, *ALSO, "--out", out, "--request", made["number"],
               "--json")  # fmt: skip
    assert (done.code, done.json["tickets"]) == (0, 2)
    told = json.loads(out.read_text("utf-8"))
    assert {one["number"] for one in told["tickets"]} == {known[0], known[1]}
    assert {one["kind"] for one in told["records"]} == {"risk", "extract_copy", "person_request"}
    ended = run("privacy", "request", "show", made["number"], "--json").json
    assert (ended["state"], ended["evidence"], ended["flags"]) == ("done", "person.json", [])


def test_requests_are_due_and_the_register_says_what_it_lacks(run: Run) -> None:
    made = run("privacy", "request", "add", NAME, "--what", "erase", "--json").json
    assert {one["code"] for one in made["flags"]} == {"unverified", "no_owner"}
    later = NOW + timedelta(days=31)
    listed = run("privacy", "request", "list", "--json", at=later).json["requests"]
    assert "overdue" in {one["code"] for one in listed[0]["flags"]}
    assert run("privacy", "request", "set", made["number"], "state=done").code == 2
    bare = run("privacy", "record", "add", "工单处理", "--categories", "姓名、电话", "--json").json
    assert {one["code"] for one in bare["flags"]} == {
        "no_basis", "no_purpose", "no_retention", "no_owner", "cross_border", "no_assessment",
        "never_reviewed",
    }  # fmt: skip
    full = ("basis=contract", "purpose=处理故障", "retention=3 年", "owner=王芳", "cross_border=no",
            "sensitive=no", "reviewed_on=2026-11-01")  # fmt: skip
    done = run("privacy", "record", "set", bare["number"], *full, "--json").json
    assert done["flags"] == []
    abroad = ("cross_border=yes", "eu=yes")
    done = run("privacy", "record", "set", bare["number"], *abroad, "--json").json
    assert {one["code"] for one in done["flags"]} == {
        "cross_border", "no_gdpr_basis", "no_assessment",
    }  # fmt: skip


def test_a_request_of_a_person_has_a_prefix_of_its_own_and_old_numbers_stay(run: Run) -> None:
    words = ("privacy", "request", "add", NAME, "--json")
    old = run(*words).json["number"]
    new = run(*words, at=NOW + timedelta(days=10)).json["number"]
    assert (old[:3], new[:3]) == ("RQ-", "PQ-")
    for number in (old, new, new.replace("PQ", "RQ"), old.replace("RQ", "pq")):
        assert run("privacy", "request", "show", number).code == 0, number
