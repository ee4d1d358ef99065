"""Contracts of the demo company for pictures: the timeline, and the registers one by one."""

from collections.abc import Callable, Mapping
from functools import partial

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.contracts.entries import ENTRIES
from firstline.widgets.contracts.letter_bar import LetterBar
from firstline.widgets.contracts.page import ContractsPage
from firstline.widgets.health.leaf import Leaf

Stage = Callable[[House], None]


def _board(house: House, name: str) -> ContractsPage | None:
    house.shell.go("contracts")
    settle(house, 2000)  # the card of what comes due has come by then
    house.shell.sections.alarms.stack.seen_due()
    page = house.shell.pages.currentWidget()
    if isinstance(page, ContractsPage):
        page.go_to(name)
        settle(house, 200)
        return page
    return None


def _show(house: House, name: str) -> None:
    page = _board(house, name)
    if page is not None and name == "timeline":
        page.leaf(name).setFocus()


def _letter(house: House) -> None:
    """Show the letter of an application that lacks something."""
    page = _board(house, "application")
    leaf = page.leaf("application") if page is not None else None
    if isinstance(leaf, Leaf):
        for one in leaf.findChildren(LetterBar):
            one.show_button.click()
    settle(house, 200)


def _new(house: House) -> None:
    """Take a new contract."""
    page = _board(house, "contract")
    leaf = page.leaf("contract") if page is not None else None
    if isinstance(leaf, Leaf):
        leaf.add()
    settle(house, 100)


SCREENS: Mapping[str, Stage] = {
    **{f"contracts_{one.frame.id}": partial(_show, name=one.frame.id) for one in ENTRIES},
    "contracts_letter": _letter,
    "contracts_new": _new,
}
