"""`training record | grant | revoke | list | courses`, and what they open in the knowledge base."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from cli_run import NOW, Run

ME = 'user = "王芳"\nsite = "一厂"\n'
LEAD = 'user = "李总"\n'


def sit(profile: Path, settings: str) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text(settings, "utf-8")


def step(run: Run, **rest: Any) -> tuple[bool, str]:
    """Return whether the L1 step of K02 is open on this PC, and why."""
    shown = run("knowledge", "show", "K02", "--json", lang="en", **rest).json
    found = next(one for one in shown["steps"] if one["safety"] == "L1")
    return found["open"], found["why"]


def test_a_certificate_opens_l1_and_its_end_locks_it(run: Run, profile: Path) -> None:
    sit(profile, LEAD)
    run("knowledge", "import")
    made = run("training", "record", "王芳", "sup-102", "--on", "2026-11-20", "--score", "92",
               "--product", "U8", "--proof", "签到表 12 页", "--json").json  # fmt: skip
    assert (made["state"], made["opens"], made["until"]) == ("valid", "L1", "2028-11-19")
    assert (made["granted_by"], made["score"], made["products"]) == ("李总", "92", ["U8"])
    assert step(run) == (
        False,
        "Locked: 李总 has no super-user certificate. Ask 王芳, or escalate.",
    )
    sit(profile, ME)
    assert step(run)[0]
    assert "已开放:您有证书 SUP-102" in run("knowledge", "show", "K02").out
    late = NOW + timedelta(days=800)
    locked, why = step(run, at=late)
    assert not locked
    assert why.startswith("Locked: certificate SUP-102 has expired; it held until 2028-11-19.")
    assert why.endswith("Nobody here is certified now: ask the IT lead, or escalate.")
    assert run("training", "list", "--valid", "--json", at=late).json["total"] == 0
    gone = run("training", "revoke", made["id"][:13], "--reason", "离岗", "--json").json
    assert (gone["state"], gone["revoke_reason"]) == ("revoked", "离岗")
    assert not step(run)[0]
    assert run("training", "revoke", made["id"], "--reason", "x").code == 1


def test_ones_own_waits_for_somebody_else(run: Run, profile: Path) -> None:
    sit(profile, ME)
    run("knowledge", "import")
    done = run("training", "record", "王芳", "SUP-102", "--on", "2026-11-20")
    assert "要由他人授予" in done.out
    made = run("training", "list", "--person", "王芳", "--json").json["completions"][0]
    assert made["state"] == "ungranted"
    assert not step(run)[0]
    refused = run("training", "grant", made["id"])
    assert refused.code == 1
    assert "不能给自己" in refused.line
    sit(profile, LEAD)
    assert run("training", "grant", made["id"], "--json").json["state"] == "valid"
    sit(profile, ME)
    assert step(run)[0]
    assert "待他人授予" not in run("training", "list").out


def test_what_ends_soon_and_what_has_ended_is_listed_until_it_is_renewed(
    run: Run, profile: Path
) -> None:
    sit(profile, LEAD)
    for person, on, until in (
        ("王芳", "2024-12-01", "2026-11-30"),
        ("陈工", "2024-10-01", "2026-10-31"),
        ("赵工", "2026-11-01", "2028-01-01"),
    ):
        run("training", "record", person, "SUP-102", "--on", on, "--until", until)
    rows = run("training", "due", "--within", "30", "--json").json["due"]
    assert [(one["person"], one["state"], one["days_left"]) for one in rows] == [
        ("陈工", "expired", -24), ("王芳", "valid", 6),
    ]  # fmt: skip
    assert run("training", "due", "--within", "3", "--json").json["total"] == 1
    run("training", "record", "陈工", "SUP-102", "--on", "2026-11-20")
    assert [one["person"] for one in run("training", "due", "--json").json["due"]] == ["王芳"]
    assert "王芳" in run("training", "due").out
    sit(profile, ME)
    run("knowledge", "list")
    assert "6 days left" not in step(run)[1]  # the last day counts
    assert "7 days left: plan the refresher." in step(run)[1]


def test_a_proof_that_is_a_file_is_named_with_its_hash(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "sheet.pdf"
    paper.write_bytes(b"signed")
    made = run("training", "record", "王芳", "SUP-102", "--on", "2026-11-20", "--proof", paper,
               "--json").json  # fmt: skip
    assert made["proof"].startswith("sheet.pdf (sha256 ")


def test_what_is_wrong_is_said(run: Run, profile: Path) -> None:
    words = ("training", "record", "王芳")
    assert run(*words, "SUP-102").code == 2
    assert run(*words, "SUP-999", "--on", "2026-11-20").code == 2
    assert run(*words, "SUP-102", "--on", "20.11.2026").code == 2
    assert run(*words, "SUP-102", "--on", "2026-12-24").code == 2
    assert run(*words, "SUP-102", "--on", "2026-11-20", "--score", "200").code == 2
    assert run(*words, "SUP-102", "--on", "2026-11-20").code == 0
    assert run(*words, "SUP-102", "--on", "2026-11-20").code == 1
    assert run("training", "grant", "nope").code == 1
    assert run("training", "revoke", "nope").code == 2
    assert run("training", "courses", "--json").json["total"] == 51
    own = profile / "packs" / "curriculum"
    own.mkdir(parents=True)
    (own / "ours.toml").write_text(
        'schema = "firstline.curriculum/1"\n[[course]]\nrole = "superuser"\ncode = "SUP-102"\n'
        'title_zh = "本厂"\ntitle_en = "Ours"\nopens = ""\n', "utf-8",
    )  # fmt: skip
    (own / "broken.toml").write_text("[[course", "utf-8")
    done = run("training", "courses", "--json")
    ours = next(one for one in done.json["courses"] if one["code"] == "SUP-102")
    assert (ours["title_en"], ours["opens"]) == ("Ours", "")
    assert "broken.toml" in done.line


def test_a_certificate_survives_a_ruined_database_and_a_backup(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    sit(profile, LEAD)
    run("training", "record", "王芳", "SUP-102", "--on", "2026-11-20", "--product", "U8")
    before = run("training", "list", "--json").json
    assert run("backup", tmp_path / "all.zip").code == 0
    (profile / "firstline.db").write_bytes(b"ruined")
    run("doctor")
    assert run("training", "list", "--json").json == before
    other = tmp_path / "other"
    assert run("restore", tmp_path / "all.zip", "--profile", other).code == 0
    assert run("training", "list", "--json", "--profile", other).json == before
