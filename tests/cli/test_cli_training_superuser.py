"""`training superuser`: who they are, what is permitted, backups, and the first-line rate."""

from pathlib import Path

import pytest
from cli_run import Run

PEOPLE = (
    "工号,姓名,班组,站点,班次,角色,入职日期\n"
    "W01,周敏,仓库,一厂,早,superuser,2026-01-05\n"
    "W02,孙静,收货,二厂,夜,superuser,2026-01-05\n"
)


@pytest.fixture
def staffed(run: Run, profile: Path, tmp_path: Path) -> Run:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text('user = "李总"\n', "utf-8")
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    assert run("training", "import", str(path)).code == 0
    given = ("SUP-102", "--on", "2026-03-01", "--module", "GL")
    assert run("training", "record", "周敏", *given).code == 0
    return run


def test_scope_validity_backup_and_shift_are_told(staffed: Run) -> None:
    told = staffed("training", "superuser", "list", "--json", lang="en").json
    assert told["total"] == 2
    one = next(row for row in told["superusers"] if row["person"] == "周敏")
    assert (one["site"], one["shift"], one["level"], one["state"]) == ("一厂", "早", "L1", "valid")
    assert one["scope"]["modules"] == ["GL"]
    assert one["valid_to"] == "2028-02-29"
    assert [row["open"] for row in one["permitted"]] == [True, True, False, False]
    made = staffed("training", "superuser", "set", "W01", "--backup", "孙静", "--json").json
    assert (made["backup"], made["backup_holds"]) == ("孙静", False)
    own = staffed("training", "superuser", "set", "周敏", "--backup", "W01", lang="en")
    assert (own.code, own.line.startswith("Nobody is the own backup.")) == (1, True)
    assert staffed("training", "superuser", "show", "没有").code == 1
    assert "孙静" in staffed("training", "superuser", "list").out


def test_the_rate_has_numerator_denominator_and_reason(staffed: Run) -> None:
    for title, who, status in (("甲", "周敏", "resolved"), ("乙", "周敏", "with_vendor"),
                               ("丙", "孙静", "in_progress")):  # fmt: skip
        made = staffed("ticket", "new", "--title", title, "--impact", "2", "--urgency", "2",
                       "--site", "一厂", "--json").json  # fmt: skip
        steps = ("in_progress", status) if status == "resolved" else (status,)
        assert staffed("ticket", "set", made["id"], f"assignee={who}").code == 0
        for step in steps:
            assert staffed("ticket", "set", made["id"], f"status={step}").code == 0
        if status == "with_vendor":
            assert staffed("ticket", "set", made["id"], "status=resolved").code == 0
    told = staffed("training", "superuser", "rate", "--json", lang="en").json
    assert (told["solved"], told["closed"], told["percent"], told["few"]) == (1, 2, 50, True)
    assert "Fewer than 20" in told["why"]
    assert told["by_person"] == [
        {"person": "周敏", "solved": 1, "closed": 2, "percent": 50, "few": True}
    ]
    assert [one["site"] for one in told["by_site"]] == ["一厂"]
    other = staffed("training", "superuser", "rate", "--person", "孙静", "--json").json
    assert (other["closed"], other["percent"]) == (0, None)
    wrong = staffed("training", "superuser", "rate", "--from", "2026-12-01", "--to", "2026-11-01")
    assert wrong.code == 2
    assert "50 %(1/2) *" in staffed("training", "superuser", "show", "周敏").out


def test_a_number_is_the_person_so_nobody_grants_the_own_certificate(
    staffed: Run, profile: Path
) -> None:
    given = ("training", "record", "W02", "SUP-102", "--on", "2026-11-02", "--json")
    other = staffed(*given).json
    assert (other["person"], other["state"]) == ("孙静", "valid")
    (profile / "settings.toml").write_text('user = "周敏"\n', "utf-8")
    own = staffed("training", "record", "W01", "SUP-102", "--on", "2026-11-03", "--json").json
    assert (own["person"], own["granted_by"]) == ("周敏", "")
    assert staffed("training", "grant", own["id"]).code == 1
