"""Projects of the demo company for pictures: the registers one by one."""

from collections.abc import Callable, Mapping
from functools import partial

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.project.entries import ENTRIES
from firstline.viewmodel.project.uat import process_key
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.project.due_leaf import DueLeaf
from firstline.widgets.project.page import ProjectPage
from firstline.widgets.project.uat_leaf import UatLeaf

Stage = Callable[[House], None]


def _register(house: House, name: str) -> None:
    house.shell.go("projects")
    settle(house, 300)
    page = house.shell.pages.currentWidget()
    if isinstance(page, ProjectPage):
        page.go_to(name)
    settle(house, 200)


def _new(house: House) -> None:
    """Take a new phase, half typed."""
    _register(house, "phase")
    page = house.shell.pages.currentWidget()
    if isinstance(page, ProjectPage):
        leaf = page.leaf("phase")
        if isinstance(leaf, Leaf):
            leaf.add()
    settle(house, 100)


def _run(house: House) -> None:
    """Show the runner in the middle of a test."""
    _register(house, "uat")
    page = house.shell.pages.currentWidget()
    leaf = page.leaf("uat") if isinstance(page, ProjectPage) else None
    if isinstance(leaf, UatLeaf):
        going = [one for one in leaf.found if any(case.going for case in one.cases)]
        leaf.processes.go_to(process_key(going[0]))
        leaf.cases.go_to(next(one.case.id for one in going[0].cases if one.going))
        leaf.side.begin()
    settle(house, 200)


def _ask(house: House) -> None:
    """Show the due list at the moment when it asks once more."""
    _register(house, "retention_due")
    page = house.shell.pages.currentWidget()
    leaf = page.leaf("retention_due") if isinstance(page, ProjectPage) else None
    if isinstance(leaf, DueLeaf):
        settle(house, 500)
        leaf.ask()
    settle(house, 100)


SCREENS: Mapping[str, Stage] = {
    **{f"project_{one.frame.id}": partial(_register, name=one.frame.id) for one in ENTRIES},
    "project_new": _new,
    "uat_run": _run,
    "retention_ask": _ask,
}
