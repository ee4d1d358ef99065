"""Requests from the catalogue by a real portal and by stick: all acts stand, money is right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal_process import PortalProcess
from two_desks import Desk, joined

NEW = ("service-request", "new", "consult-day", "topic=月结", "people=赵", "--purpose", "提速",
       "--vendor", "滨海", "--budget", "上云", "--requester", "张三", "--json")  # fmt: skip


def state(desk: Desk) -> dict[str, Any]:
    """Return what catalogue, requests and budget say, as far as it does not depend on the desk."""
    asked = desk("service-request", "list", "--json").json["requests"]
    (plan,) = desk("budget", "list", "--json").json["budgets"]
    listed = desk("catalogue", "list", "--json").json["catalogue"]
    own = [(one["code"], one["lead_days"]) for one in listed if not one["shipped"]]
    return {
        "asked": [(one["number"], one["state"], one["approved_by"], one["entries"],
                   [flag["code"] for flag in one["flags"]]) for one in asked],
        "budget": (plan["committed_fen"], plan["spent_fen"], plan["remaining_fen"]),
        "own": own,
    }  # fmt: skip


def test_approved_here_withdrawn_there_by_portal_and_stick(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-v"), desk("near-v")
    joined(portal, far, "far-v")
    joined(portal, near, "near-v")
    far("ledger", "grant", "预算", "90000", "--unit", "CNY")
    far("budget", "add", "上云", "--base", "900000", "--percent", "10", "--ledger", "预算")
    assert near("catalogue", "adopt", "tuning", "lead_days=5").code == 0
    number = far(*NEW).json["number"]
    service = ("service-request",)
    assert far(*service, "quote", number, "5000", "--valid", "2099-12-31").code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    ok = near(*service, "approve", number, "--by", "李总", "--proof", "电话", "--json")
    assert ok.json["state"] == "approved", ok.err
    assert state(near)["budget"] == (500_000, 0, 8_500_000)
    assert far(*service, "withdraw", number, "--reason", "不做了").code == 0
    assert near("sync").code == 0

    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    assert far("pack", "import", Path(carried.json["answer"])).code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    both = state(far)
    assert both == state(near)
    ((_, standing, names, _, codes),) = both["asked"]
    assert (standing, names) == ("withdrawn", ["李总"])
    assert set(codes) >= {"approved_too", "ledger_differs"}
    assert both["own"] == [("tuning", 5)]
    for one in (far, near):  # both put it right before they meet: it counts once
        assert one(*service, "settle", number).code == 0
    for one in (far, near, far):
        assert one("sync").code == 0
    assert state(far) == state(near)
    assert state(far)["budget"] == (0, 0, 9_000_000)
    assert "ledger_differs" not in state(far)["asked"][0][4]
