"""A pseudonym and a certificate: its holder's L1 steps stay open, and open for nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from cli_run import NOW, Run
from test_cli_training import LEAD, ME, sit, step

LOCKED = "Locked:"
ERASE = ("privacy", "erase", "王芳", "--approved-by", "赵工", "--reason", "请求 7")


@pytest.fixture
def certified(run: Run, profile: Path) -> Run:
    """Return a profile whose lead has certified 王芳 and 王芳华, and has pseudonymised 王芳."""
    sit(profile, LEAD)
    run("knowledge", "import")
    for name in ("王芳", "王芳华"):
        made = run("training", "record", name, "SUP-102", "--on", "2026-11-20", "--product", "U8")
        assert made.code == 0, made.err
    assert run(*ERASE).code == 0
    return run


def held(run: Run) -> dict[str, tuple[str, str]]:
    rows = run("training", "list", "--json").json["completions"]
    return {one["person"]: (one["state"], one["granted_by"]) for one in rows}


def test_the_holder_keeps_the_steps_and_the_name_is_shown_nowhere(
    certified: Run, profile: Path
) -> None:
    rows = held(certified)
    assert not any("王芳" in name for name in rows)
    assert {state for state, _ in rows.values()} == {"valid"}
    for name in ("王芳", "王芳华", "王芳"):
        sit(profile, ME.replace("王芳", name))
        opened, why = step(certified)
        assert opened, why
        assert "王芳" not in certified("knowledge", "show", "K02").out
    late = NOW + timedelta(days=800)
    assert step(certified, at=late)[1].startswith("Locked: certificate SUP-102 has expired")


def test_another_person_is_locked_and_told_the_alias_to_ask(certified: Run, profile: Path) -> None:
    sit(profile, LEAD)
    opened, why = step(certified)
    assert not opened
    assert "李总 has no super-user certificate. Ask P-" in why


def test_a_change_after_the_grant_still_locks(certified: Run, profile: Path) -> None:
    rows = certified("training", "list", "--json").json["completions"]
    one = next(row for row in rows if row["person"].count("-") and not row["person"].endswith("华"))
    sit(profile, ME)
    assert step(certified)[0]
    gone = certified("training", "revoke", one["id"], "--reason", "离岗")
    assert gone.code == 0, gone.err
    opened, why = step(certified)
    assert not opened
    assert "was revoked" in why


def test_under_a_pseudonym_nobody_grants_to_himself(run: Run, profile: Path) -> None:
    sit(profile, ME)
    run("knowledge", "import")
    assert run("training", "record", "王芳", "SUP-102", "--on", "2026-11-20").code == 0
    sit(profile, LEAD)
    assert run(*ERASE).code == 0
    sit(profile, ME)
    (one,) = run("training", "list", "--json").json["completions"]
    assert one["state"] == "ungranted"
    refused = run("training", "grant", one["id"])
    assert refused.code == 1
    assert "不能给自己" in refused.err
    again = run("training", "record", one["person"], "SUP-102", "--on", "2026-11-21")
    assert again.code == 0
    assert not step(run)[0]
    sit(profile, LEAD)
    assert run("training", "grant", one["id"], "--json").json["state"] == "valid"
    sit(profile, ME)
    assert step(run)[0]
