"""Contracts of the demo company for pictures: the timeline, and the registers one by one."""

from collections.abc import Callable, Mapping
from functools import partial

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.ledger.book import ledger_id
from firstline.domain.services.request import State
from firstline.viewmodel.contracts.entries import ENTRIES
from firstline.viewmodel.contracts.services import Case
from firstline.widgets.contracts.claim_bar import ClaimBar
from firstline.widgets.contracts.ledger_leaf import LedgerLeaf
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


def _claim_draft(house: House) -> None:
    """Draft a claim: what was late in the last quarter, ticked or with the reason against it."""
    page = _board(house, "claim")
    leaf = page.leaf("claim") if page is not None else None
    if isinstance(leaf, Leaf):
        for one in leaf.findChildren(ClaimBar):
            one.draft.click()
            settle(house, 1500)
            at = next((n for n in range(one.contract.count()) if one.list.count() == 0), 0)
            while one.list.count() == 0 and at + 1 < one.contract.count():
                at += 1
                one.contract.setCurrentIndex(at)
                one.contract.activated.emit(at)
                settle(house, 1500)
    settle(house, 200)


def _vouchers(house: House, *, form: bool) -> None:
    """Show the ledger of vouchers: what it is worth, what was applied for, who has a place."""
    page = _board(house, "ledger")
    leaf = page.leaf("ledger") if page is not None else None
    if isinstance(leaf, LedgerLeaf):
        for name in ("培训券", "Training vouchers"):
            leaf.ledgers.go_to(ledger_id(name))
        if form:
            leaf.describe.click()
    settle(house, 200)


def _new(house: House) -> None:
    """Take a new contract."""
    page = _board(house, "contract")
    leaf = page.leaf("contract") if page is not None else None
    if isinstance(leaf, Leaf):
        leaf.add()
    settle(house, 100)


def _request(house: House, state: State) -> None:
    """Show the first request in this state with what is open at its step."""
    page = _board(house, "service_request")
    board = page.model.boards.get("service_request") if page is not None else None
    cases = [one.more for one in board.lines] if board is not None else []
    for one in cases:
        if page is not None and isinstance(one, Case) and one.request.state is state:
            page.show_record("service_request", one.request.id)
            break
    settle(house, 200)


SCREENS: Mapping[str, Stage] = {
    "claim_draft": _claim_draft,
    **{f"contracts_{one.frame.id}": partial(_show, name=one.frame.id) for one in ENTRIES},
    "contracts_letter": _letter,
    "contracts_new": _new,
    "service_form": partial(_request, state=State.ASKED),
    "service_approval": partial(_request, state=State.QUOTED),
    "service_late": partial(_request, state=State.APPROVED),
    "service_accepted": partial(_request, state=State.ACCEPTED),
    "contracts_vouchers": partial(_vouchers, form=False),
    "contracts_conditions": partial(_vouchers, form=True),
}
