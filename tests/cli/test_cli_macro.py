"""`macro`, and the canned replies of `ticket reply`, as a script calls them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli_run import Run


def test_a_macro_runs_on_several_tickets_or_on_none(
    run: Run, new: Callable[..., dict[str, Any]]
) -> None:
    one, two = new(title="结账报错"), new(title="打印缺行")
    done = run("macro", "run", "take", one["number"], two["number"], "--json").json
    assert [ticket["status"] for ticket in done["tickets"]] == ["in_progress", "in_progress"]
    run("ticket", "set", one["number"], "status=resolved")
    run("ticket", "set", one["number"], "status=closed")
    assert run("macro", "run", "ask", two["number"], one["number"]).code == 1
    assert run("ticket", "show", two["number"], "--json").json["status"] == "in_progress"
    assert run("macro", "run", "nothing", one["number"]).code == 1


def test_a_canned_reply_is_filled_in_and_added_to(
    run: Run, new: Callable[..., dict[str, Any]]
) -> None:
    number = new(title="结账报错")["number"]
    run("ticket", "reply", number, "另外请说明期间。", "--canned", "ask_details")
    run("ticket", "reply", number, "--canned", "note_shift")
    told = run("ticket", "show", number, "--json").json["timeline"]
    (answer,) = [one["text"] for one in told if one["kind"] == "responded"]
    assert number in answer
    assert answer.endswith("另外请说明期间。")
    assert [one["kind"] for one in told if "交班" in one.get("text", "")] == ["note"]
    assert run("ticket", "reply", number).code == 2
    assert run("ticket", "reply", number, "--canned", "none").code == 1


def test_the_profiles_own_phrases_stand_over_the_shipped_ones(run: Run, profile: Path) -> None:
    shipped = run("macro", "list", "--json").json["total"]
    folder = profile / "packs" / "phrases"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(
        'schema = "firstline.phrases/1"\nid = "own"\n[[reply]]\nid = "taken"\n'
        'title_zh = "收到"\nbody_zh = "收到 {{number}}"\n[[reply]]\nid = "thanks"\n'
        'title_zh = "谢谢"\nbody_zh = "谢谢"\n',
        encoding="utf-8",
    )
    (folder / "bad.toml").write_text("schema = 3", encoding="utf-8")
    done = run("macro", "list", "--json")
    assert done.json["total"] == shipped + 1
    assert "收到" in [one["title_zh"] for one in done.json["phrases"]]
    assert "bad.toml" in done.line
    assert "受理并告知报告人" in run("macro", "list").out


def test_templates_for_the_phase_of_the_system_come_first_and_fill_a_ticket(run: Run) -> None:
    run("phase", "add", "YonSuite", "--phase", "uat", "--project", "上云")

    def first(*words: str) -> tuple[str, object]:
        rows = run("macro", "list", *words, "--json").json["phrases"]
        one = next(row for row in rows if row["kind"] == "template")
        return one["id"], one["fits"]

    assert first("--product", "YonSuite") == ("uat_defect", True)
    assert first("--product", "U8") == ("cannot_post", True)
    assert "用户验收测试" in run("macro", "list").out
    new = ("ticket", "new", "--impact", "3", "--urgency", "3", "--json")
    made = run(*new, "--template", "uat_defect", "--product", "YonSuite", lang="en").json
    assert (made["title"], made["tags"]) == ("UAT:", ["phase:uat"])
    body = run("ticket", "show", made["id"], "--json").json["body"]
    assert "Case and step" in body
    assert first("--ticket", made["id"]) == ("uat_defect", True)
    own = run(*new, "--template", "cannot_post", "--title", "自己的标题").json
    assert (own["title"], own["product"], own["module"]) == ("自己的标题", "U8", "GL")
    assert run(*new).code == 2
    assert run(*new, "--template", "nothing").code == 1
    found = run("runbook", "templates", "--project", "上云", "--json").json
    assert (found["templates"][0]["id"], found["templates"][0]["fits"]) == ("uat", True)
    assert run("runbook", "templates", "--phase", "upgrade").out.startswith("upgrade-erp")
    assert run("runbook", "templates", "--json").json["templates"][0]["fits"] is None


def test_the_three_families_of_operations_support_have_templates_of_their_own(run: Run) -> None:
    new = ("ticket", "new", "--impact", "3", "--urgency", "3", "--product", "U8", "--json")
    made = {
        name: run(*new, "--template", name, "--title", "x").json
        for name in ("trouble", "tuning", "hardening")
    }
    assert [one["type"] for one in made.values()] == ["incident", "request", "request"]
    bodies = [run("ticket", "show", one["id"], "--json").json["body"] for one in made.values()]
    assert "已经试过什么" in bodies[0]
    assert "现在几秒,要求几秒" in bodies[1]
    assert "备份与回退办法" in bodies[2]
