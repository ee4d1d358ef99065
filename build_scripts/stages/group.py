"""The pictures of the working group: agenda, minutes, actions, decisions, charter and a form."""

from collections.abc import Callable, Mapping
from typing import cast

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.group.fields import Act
from firstline.widgets.group.page import ACTIONS, CHARTER, DECISIONS, GroupPage


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


def _ended(house: House) -> GroupPage:
    """Show the actions that are closed and not proven, one of them with its reason."""
    page = _page(house)
    page.show_leaf(ACTIONS)
    page.tasks.shown.setCurrentIndex(page.tasks.shown.findData("unproven"))
    page.tasks.fill()
    stated = [one for one in page.model.actions if one.standing(page.model.now.date()) == "missed"]
    page.show_record("action", stated[0].id)
    settle(house, 100)
    return page


def _proven(house: House) -> None:
    _ended(house)


def _outcome(house: House) -> None:
    """Open the form of what an action is to bring."""
    _ended(house).tasks.pane.open(Act.OUTCOME)


def _measure(house: House) -> None:
    """Open the form of an actual value."""
    _ended(house).tasks.pane.open(Act.MEASURE)


SCREENS: Mapping[str, Callable[[House], None]] = {
    "group": _agenda,
    "group_minutes": _minutes,
    "group_form": _form,
    "group_actions": _leaf(ACTIONS),
    "group_proven": _proven,
    "group_outcome": _outcome,
    "group_measure": _measure,
    "group_decisions": _leaf(DECISIONS),
    "group_charter": _leaf(CHARTER),
}
