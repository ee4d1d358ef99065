"""One working group on two PCs: by the real portal, by stick, after a rebuild and a restore."""

from collections.abc import Callable
from pathlib import Path

from portal_process import PortalProcess
from two_desks import Desk, joined


def decide(run: Desk, title: str) -> str:
    made = run(
        "decision", "new", title, "--why", "理由", "--by", "双方", "--meeting", "next", "--json"
    )
    assert made.code == 0, made.err
    return str(made.json["number"])


def assign(run: Desk, title: str) -> str:
    made = run("action", "new", title, "--owner", "王磊", "--due", "2026-11-01", "--json")
    assert made.code == 0, made.err
    return str(made.json["number"])


def numbers(run: Desk, noun: str) -> set[str]:
    return {one["number"] for one in run(noun, "list", "--json").json[f"{noun}s"]}


def test_what_both_add_without_a_network_meets_at_the_portal(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    li, wang = desk("li"), desk("wang")
    joined(portal, li, "li")
    joined(portal, wang, "wang")
    assert li("group", "new", "联合工作组").code == 0
    assert li("sync").code == 0
    assert wang("sync").code == 0
    decided = {decide(run, f"{name} {n}") for name, run in (("li", li), ("wang", wang))
               for n in range(2)}  # fmt: skip
    tasks = {assign(run, name) for name, run in (("li", li), ("wang", wang))}
    assert li("group", "member", "联合工作组", "王芳", "--side", "us").code == 0
    assert wang("group", "member", "联合工作组", "赵工", "--side", "vendor").code == 0
    assert wang("meeting", "topic", "next", "搬迁").code == 0
    for run in (li, wang, li):
        done = run("sync", "--json")
        assert (done.code, done.json["refused"], done.json["held"]) == (0, 0, 0), done.err
    for run in (li, wang):
        assert (len(decided), numbers(run, "decision")) == (4, decided)
        assert numbers(run, "action") == tasks
        (group,) = run("group", "list", "--json").json["groups"]
        assert [one["name"] for one in group["members"]] == ["王芳", "赵工"]
        agenda = run("meeting", "agenda", "next", "--json").json["agenda"]
        assert [one["section"] for one in agenda] == ["overdue", "overdue", "topics"]

    # A stick carries what is decided without a network, and the answer settles it.
    late = decide(li, "只在这台电脑")
    pack = li("pack", "export", tmp_path / "li.deskpack", "--json")
    assert (pack.code, pack.json["edits"]) == (0, 1), pack.err
    carried = wang("pack", "import", tmp_path / "li.deskpack", "--json")
    assert (carried.code, carried.json["delivered"]) == (0, True), carried.err
    assert wang("sync").code == 0
    assert late in numbers(wang, "decision")
    back = li("pack", "import", carried.json["answer"], "--json")
    assert (back.code, back.json["settled"]) == (0, 1), back.err

    # The doctor finds nothing wrong, and a backup brings all of it back.
    assert wang("doctor", "--check").code == 0
    assert wang("backup", tmp_path / "wang.backup").code == 0
    other = desk("restored")
    assert other("restore", tmp_path / "wang.backup").code == 0
    assert numbers(other, "decision") == {*decided, late}
