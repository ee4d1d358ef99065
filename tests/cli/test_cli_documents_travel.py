"""Documents by a real portal and by stick: one record each, and the bytes follow (S21)."""

from collections.abc import Callable
from pathlib import Path

from portal_process import PortalProcess
from two_desks import Desk, joined

from document_makers import FIRST, SECOND, zipped

DOC = ("knowledge", "document")


def records(desk: Desk) -> list[tuple[str, str, bool]]:
    listed = desk(*DOC, "list", "--all", "--json").json["documents"]
    return [(one["record"], one["state"], one["here"]) for one in listed]


def test_packs_travel_by_stick_and_portal_and_come_to_one_record_each(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-d"), desk("near-d")
    joined(portal, far, "far-d")
    joined(portal, near, "near-d")
    for one in (far, near):
        assert one("sync").code == 0
    first, second = zipped(tmp_path / "1.zip", FIRST), zipped(tmp_path / "2.zip", SECOND)
    for one in (far, near):  # the same stick at both, without a network
        done = one(*DOC, "import", first, "--json")
        assert (done.code, done.json["created"]) == (0, 2), done.err
    stick = tmp_path / "stick"
    stick.mkdir()
    assert far(*DOC, "import", second).code == 0  # the update comes by USB to one of them alone
    out = far("pack", "export", stick / "far.deskpack", "--json")
    assert (out.code, out.json["files"]) == (0, 7), out.err
    carried = near("pack", "import", stick / "far.deskpack", "--json")
    assert (carried.code, carried.json["delivered"]) == (0, True), carried.err
    back = far("pack", "import", carried.json["answer"], "--json")
    settled = out.json["edits"]  # the articles that ship with the program are among them
    assert (back.code, back.json["settled"], back.json["held"]) == (0, settled, 0), back.err
    for _ in range(2):
        synced = near("sync", "--json")
        assert synced.code == 0, synced.out
        assert (synced.json["held"], synced.json["refused"]) == (0, 0)
    assert far("sync").code == 0
    assert records(far) == records(near)
    assert len(records(near)) == 7
    assert all(here for _, _, here in records(near))
    assert near("conflict", "list", "--json").json["total"] == 0
    assert near(*DOC, "verify").code == 0
