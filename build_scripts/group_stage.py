"""The pictures of the working group: agenda, minutes, actions, decisions, charter and a form."""

from collections.abc import Callable, Mapping
from typing import cast

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.group_fields import Act
from firstline.widgets.group_page import ACTIONS, CHARTER, DECISIONS, GroupPage


def _page(house: House) -> GroupPage:
    house.shell.aids.run("group")
    settle(house, 300)
    page = house.shell.pages.currentWidget()
    return cast("GroupPage", page)


def _agenda(house: House) -> None:
    _page(house)


def _minutes(house: House) -> None:
    """Show the minutes of the meeting that was held last."""
    page = _page(house)
    held = [one for one in page.model.meetings if one.notes]
    page.model.meeting = held[0].id
    page.meetings.fill()


def _form(house: House) -> None:
    """Open the form of an action."""
    page = _page(house)
    page.meetings.pane.open(Act.ASSIGN)


def _leaf(at: int) -> Callable[[House], None]:
    def stage(house: House) -> None:
        _page(house).show_leaf(at)
        settle(house, 100)

    return stage


SCREENS: Mapping[str, Callable[[House], None]] = {
    "group": _agenda,
    "group_minutes": _minutes,
    "group_form": _form,
    "group_actions": _leaf(ACTIONS),
    "group_decisions": _leaf(DECISIONS),
    "group_charter": _leaf(CHARTER),
}
