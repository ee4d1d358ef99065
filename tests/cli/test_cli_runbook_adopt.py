"""`firstline runbook adopt`: a runbook begun under an older template gets what was added since."""

import re
from pathlib import Path

from cli_run import Run

from firstline.system.resources import resource_path


def older(profile: Path) -> Path:
    """Put the cutover list into the profile as it was before some topics and the go-live gate."""
    text = resource_path("packs", "checklists", "cutover.toml").read_text("utf-8")
    text = re.sub(r'version = "[^"]+"', 'version = "2026.11.1"', text, count=1)
    text = text.replace('"environment", "compatibility", "network", "extract"', '"environment"')
    text = text.replace('needs = ["uat"]\n', "").replace("go_live = true\n", "")
    text = re.sub(r'\n\[\[item\]\]\nid = "M25".*?(?=\n\[\[item\]\])', "", text, flags=re.DOTALL)
    file = profile / "packs" / "checklists" / "old.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return file


def test_an_older_runbook_shows_what_was_added_and_takes_it_in(run: Run, profile: Path) -> None:
    file = older(profile)
    key = run("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json").json["number"]
    run("runbook", "check", key, "M24", "--evidence", "用例清单 3")
    assert run("runbook", "adopt", key, "--reason", "x").code == 1  # nothing is newer yet
    file.unlink()
    told = run("runbook", "adopt", key, "--json").json
    assert told["items"] == ["M25"]
    asks = {(one["gate"], one["en"]) for one in told["asks"]}
    assert ("G1", "asks the registers: compatibility, network, extracts") in asks
    assert ("G2", "asks the registers: acceptance tests") in asks
    assert any(one["en"] == "what passes it is live" for one in told["asks"])
    assert (told["opened"], told["two_people"]) == ([], False)
    assert "M25" in run("runbook", "adopt", key).out
    before = run("runbook", "show", key, "--json").json
    assert before["template"]["version"] == "2026.11.1"  # a look changes nothing
    after = run("runbook", "adopt", key, "--reason", "补网络与验收", "--by", "李娜", "--json").json
    states = {one["id"]: one["state"] for one in after["items"]}
    assert (states["M24"], states["M25"]) == ("done", "open")
    assert after["template"]["version"] == told["to"]
    (entry,) = after["adopted"]
    assert (entry["by"], entry["reason"]) == ("李娜", "补网络与验收")
    again = run("runbook", "adopt", key, "--reason", "再来一次")
    assert again.code == 1
    assert "现行版本" in again.err
    run("phase", "add", "YonSuite", "--phase", "uat", "--project", "U8 上云")
    gate = next(one["id"] for one in after["gates"] if one["id"] == "G5")
    assert run("runbook", "gate", key, gate).code == 1
    assert "adopted" in run("outbox", "list").out
