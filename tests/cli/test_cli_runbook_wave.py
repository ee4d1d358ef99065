"""Waves of a runbook from a terminal: criteria with evidence, decisions, and what they hold."""

from pathlib import Path

from cli_run import Run


def test_wave_2_waits_for_the_exit_criteria_of_wave_1(run: Run, tmp_path: Path) -> None:
    key = run("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json").json["number"]
    for item, name in (("M49", "1"), ("M50", "2")):
        assert run("runbook", "plan", key, item, "--wave", name).code == 0
    wave = ("runbook", "wave")
    assert run(*wave, "scope", key, "1", "一厂仓库试点").code == 0
    assert run(*wave, "criterion", key, "1", "exit", "试点 5 天无 P1").code == 0
    assert run(*wave, "decide", key, "1", "go", "--by", "赵总", "--reason", "例会").code == 0
    refused = run(*wave, "decide", key, "2", "go", "--by", "赵总", "--reason", "例会")
    assert refused.code == 1
    assert "1X1" in refused.err
    assert run("runbook", "check", key, "M50", "--evidence", "截图").code == 1
    proof = tmp_path / "p1.csv"
    proof.write_text("P1,0", "utf-8")
    met = run(*wave, "meet", key, "1X1", "--evidence", proof, "--by", "李娜", "--json").json
    first, second = met["waves"]
    assert (first["scope"], first["exit"][0]["evidence"]["name"]) == ("一厂仓库试点", "p1.csv")
    assert second["against"] == []
    done = run(
        *wave, "decide", key, "2", "go", "--by", "赵总", "--reason", "试点通过", "--json"
    ).json
    assert done["waves"][1]["decision"]["why"] == "试点通过"
    assert run("runbook", "check", key, "M50", "--evidence", "截图").code == 0
    assert run(*wave, "decide", key, "2", "hold", "--by", "赵总", "--reason", "打印中断").code == 0
    shown = run(*wave, "list", key, lang="en")
    assert "hold — 赵总: 打印中断" in shown.out
    assert run("runbook", "show", key, "--json").json["waves"][1]["decision"]["decision"] == "hold"
    assert run(*wave, "decide", key, "7", "hold", "--by", "赵总", "--reason", "x").code == 2
