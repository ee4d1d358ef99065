"""The screenshot of a test reaches the desk of whoever signs: through a portal and by stick."""

from collections.abc import Callable
from pathlib import Path

from portal_process import PortalProcess
from test_cli_uat import WIDE
from two_desks import Desk, joined


def here(desk: Desk, number: str) -> list[bool]:
    steps = desk("uat", "run", "show", number, "--json").json["steps"]
    return [one["here"] for step in steps for one in step["results"] if one["sha256"]]


def test_a_screenshot_reaches_the_desk_of_who_signs(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far"), desk("near")
    joined(portal, far, "far")
    joined(portal, near, "near")
    file = tmp_path / "cases.csv"
    file.write_text(WIDE, "utf-8")
    near("uat", "case", "import", file, "--project", "U8")
    number = near("uat", "run", "start", "A-1", "--tester", "王芳", "--json").json["number"]

    def fails(step: str) -> None:
        shot = tmp_path / f"{step}.png"
        shot.write_bytes(b"\x89PNG" + step.encode() * 300)
        done = near("uat", "run", "step", number, step, "fail", "--actual", "报错", "--screenshot",
                    shot)  # fmt: skip
        assert done.code == 0, done.err

    fails("1")
    assert near("sync").code == 0
    assert far("sync").code == 0
    assert here(far, number) == [True]  # the bytes came with the record, unasked
    fails("2")
    assert near("sync").code == 0
    far("ticket", "new", "--title", "x", "--impact", "3", "--urgency", "3")
    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    assert here(far, number) == [True]  # it has no network
    carried = near("pack", "import", stick, "--json")
    back = far("pack", "import", Path(carried.json["answer"]), "--json")
    assert (back.code, back.json["files"]) == (0, 1), back.err
    assert here(far, number) == [True, True]
