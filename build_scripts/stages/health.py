"""Health and risk of the demo company for pictures: the registers one by one."""

from collections.abc import Callable, Mapping
from functools import partial

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.page import HealthPage

Stage = Callable[[House], None]


def _register(house: House, name: str) -> None:
    house.shell.go("health")
    settle(house, 300)
    page = house.shell.pages.currentWidget()
    if isinstance(page, HealthPage):
        page.go_to(name)
    settle(house, 200)


def _new(house: House) -> None:
    """Take a new object, half typed."""
    _register(house, "scope")
    page = house.shell.pages.currentWidget()
    if isinstance(page, HealthPage):
        leaf = page.leaf("scope")
        if isinstance(leaf, Leaf):
            leaf.add()
    settle(house, 100)


SCREENS: Mapping[str, Stage] = {
    **{
        f"health_{name}": partial(_register, name=name)
        for name in ("risk", "system", "scope", "compat", "environment", "upgrade_edge", "quality",
                     "measurement", "error_baseline", "outage", "cost_rate", "check",
                     "audit_log", "finding")
    },
    "health_new": _new,
}  # fmt: skip
