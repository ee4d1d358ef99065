"""By stick: a desk without a network hands its work over and gets the answer the same way."""

from collections.abc import Callable
from pathlib import Path

from portal_process import PortalProcess
from two_desks import Desk, joined, new, shown


def test_work_travels_by_stick_and_the_answer_comes_back(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far"), desk("near")
    joined(portal, far, "far")
    joined(portal, near, "near")
    made = new(far, "没有网络的车间")
    assert far("sync").code == 0  # once with a network: it is enrolled, and has a number
    assert near("sync").code == 0

    log = tmp_path / "日志.txt"
    log.write_bytes(b"\x00\xff" * 5000)
    assert far("ticket", "set", made["id"], "site=一厂").code == 0
    assert far("ticket", "reply", made["id"], "远:已停机").code == 0
    assert far("ticket", "attach", made["id"], log).code == 0
    second = new(far, "另一件")
    assert near("ticket", "set", made["id"], "site=二厂", "module=GL").code == 0
    assert near("sync").code == 0

    stick = tmp_path / "stick"
    stick.mkdir()
    out = far("pack", "export", stick / "far.deskpack", "--plain", "--json")
    assert (out.json["sealed"], "not encrypted" in out.err) == (False, True)
    assert (out.code, out.json["edits"], out.json["files"]) == (0, 4, 1), out.err
    edits = far("outbox", "list", "--json").json["edits"]
    assert far("outbox", "withdraw", edits[0]["id"]).code == 1  # it may be at the portal
    whole = far("pack", "verify", stick / "far.deskpack", "--json").json
    assert (whole["intact"], whole["signed"], whole["kind"]) == (True, True, "ops")
    assert near("pack", "verify", stick / "far.deskpack", "--json").json["signed"] is None

    carried = near("pack", "import", stick / "far.deskpack", "--json")
    assert (carried.code, carried.json["delivered"]) == (0, True), carried.err
    answer = Path(carried.json["answer"])
    assert answer.parent == stick
    again = near("pack", "import", stick / "far.deskpack", "--json")  # twice is harmless
    assert again.code == 0

    back = far("pack", "import", answer, "--json")
    assert (back.code, back.json["settled"], back.json["held"]) == (1, 3, 1), (back.out, back.err)
    assert far("outbox", "list", "--json").json["total"] == 1  # the held one
    late = far("pack", "import", answer, "--json")  # twice: nothing more
    assert late.json["settled"] == 0
    (conflict,) = far("conflict", "list", "--json").json["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("一厂", "二厂")
    assert far("conflict", "resolve", conflict["id"], "--take", "theirs").code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    a, b = shown(far, made["id"]), shown(near, made["id"])
    same = ("title", "site", "module", "number", "timeline", "sync")
    assert {key: a[key] for key in same} == {key: b[key] for key in same}
    assert [one.get("text", "") for one in a["timeline"]].count("远:已停机") == 1
    assert shown(near, second["id"])["title"] == "另一件"


def test_a_courier_without_a_network_keeps_it_until_the_next_round(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far2"), desk("near2")
    joined(portal, far, "far2")
    joined(portal, near, "near2")
    assert far("sync").code == 0
    assert near("sync").code == 0
    made = new(far, "先放在 U 盘里")
    pack, answer = tmp_path / "a.deskpack", tmp_path / "b.deskpack"
    assert far("pack", "export", pack).code == 0
    portal.kill()
    kept = near("pack", "import", pack, "--json")
    assert (kept.code, kept.json["delivered"]) == (0, False)
    pack.unlink()
    portal.start()
    assert near("sync").code == 0
    assert near("pack", "export", answer, "--answer", "--json").json["kind"] == "answer"
    assert near("pack", "export", answer, "--answer").code == 1  # there is no other
    assert far("pack", "import", answer).code == 0
    assert shown(far, made["id"])["sync"] == "synced"


def test_a_sealed_pack_is_read_by_the_portal_alone(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far3"), desk("near3")
    joined(portal, far, "far3")
    joined(portal, near, "near3")
    far("sync")
    made = new(far, "只给门户看的标题")
    pack = tmp_path / "sealed.deskpack"
    assert far("pack", "export", pack, "--json").json["sealed"] is True
    assert "只给门户看".encode() not in pack.read_bytes()
    assert near("pack", "verify", pack, "--json").json["kind"] == "sealed"
    carried = near("pack", "import", pack, "--json")
    assert carried.json["delivered"] is True, carried.err
    assert far("pack", "import", carried.json["answer"]).code == 0
    assert shown(far, made["id"])["sync"] == "synced"


def test_a_pack_that_was_changed_or_is_not_ours_has_no_effect(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far4"), desk("near4")
    joined(portal, far, "far4")
    joined(portal, near, "near4")
    far("sync")
    near("sync")
    new(far, "x")
    pack = tmp_path / "a.deskpack"
    assert far("pack", "export", pack, "--plain", "--sealed").code == 2
    far("pack", "export", pack, "--plain")
    assert far("pack", "import", pack).code == 1  # one's own
    whole = pack.read_bytes()
    pack.write_bytes(whole[:-100])
    assert near("pack", "import", pack).code == 2
    assert near("pack", "verify", tmp_path / "none.deskpack").code == 2
    assert near("pack", "import", tmp_path).code == 2
    pack.write_bytes(whole)
    answer = near("pack", "import", pack, "--json").json["answer"]
    assert near("pack", "import", answer).code == 1  # for another device
    assert far("pack", "export", tmp_path / "no" / "such" / "a.deskpack").code == 1


def test_a_desk_that_was_never_connected_is_told_so(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    run = desk("alone")
    new(run, "x")
    done = run("pack", "export", tmp_path / "a.deskpack")
    assert done.code == 1
    assert done.line


def test_a_kept_comparison_travels_by_stick(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("counting"), desk("signing")
    joined(portal, far, "counting")
    joined(portal, near, "signing")
    assert far("sync").code == 0
    assert near("sync").code == 0
    files = tmp_path / "a.csv", tmp_path / "b.csv"
    for file, amount in zip(files, ("1.00", "1.01"), strict=True):
        file.write_text(f"id,amount\n1,{amount}\n", "utf-8")
    done = far("reconcile", *files, "--key", "id", "--measure", "amount", "--keep", "x", "--json")
    number = done.json["kept"]["number"]
    assert far("reconcile", "explain", number, "1", "四舍五入").code == 0
    stick = tmp_path / "stick"
    stick.mkdir()
    assert far("pack", "export", stick / "far.deskpack").code == 0
    assert near("pack", "import", stick / "far.deskpack").code == 0
    assert near("sync").code == 0
    told = near("reconcile", "show", number, "--json").json
    assert told["unexplained"] == 0
    assert told["differences"][0]["explanation"]["text"] == "四舍五入"
    signed = near("reconcile", "sign", number, "--json")
    assert signed.code == 0, signed.err
    assert signed.json["signed"] is not None


def test_a_sealed_pack_that_was_cut_off_holds_up_nothing_else(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far5"), desk("near5")
    joined(portal, far, "far5")
    joined(portal, near, "near5")
    assert far("sync").code == 0
    assert near("sync").code == 0
    new(far, "第一件")
    cut, whole = tmp_path / "cut.deskpack", tmp_path / "whole.deskpack"
    assert far("pack", "export", cut, "--sealed").code == 0
    cut.write_bytes(cut.read_bytes()[:-50])
    refused = near("pack", "import", cut)
    assert (refused.code, "anew" in refused.err) == (1, True), refused.err
    assert near("sync").code == 0
    made = new(far, "第二件")
    assert far("pack", "export", whole, "--sealed").code == 0
    carried = near("pack", "import", whole, "--json")
    assert carried.json["delivered"] is True, carried.out
    assert far("pack", "import", carried.json["answer"]).code == 0
    assert shown(far, made["id"])["sync"] == "synced"
    assert near("sync").code == 0
