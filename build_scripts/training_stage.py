"""The pictures of training: what is to be done, the matrix, one cell and a form."""

from collections.abc import Callable, Mapping
from typing import cast

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.training.fields import Act
from firstline.widgets.training.page import MATRIX, TrainingPage


def _page(house: House, leaf: int = 0) -> TrainingPage:
    house.shell.aids.run("training")
    settle(house, 500)
    page = cast("TrainingPage", house.shell.pages.currentWidget())
    page.show_leaf(leaf)
    settle(house, 200)
    return page


def _todo(house: House) -> None:
    _page(house)


def _by_team(house: House) -> None:
    """Show the actions of ninety days by team, and the form of the next step of one."""
    leaf = _page(house).todo
    leaf.within.setCurrentIndex(2)
    leaf.order.setCurrentIndex(1)
    leaf.fill()
    leaf.table.setCurrentCell(2, 0)
    leaf.pane.act(Act.BOOK)
    settle(house, 200)


def _matrix(house: House) -> None:
    _page(house, MATRIX)


def _cell(house: House) -> None:
    """Open a cell of the matrix."""
    leaf = _page(house, MATRIX).matrix
    leaf.view.setCurrentIndex(leaf.matrix.index(4, 2))
    leaf.open(*leaf.view.key())
    settle(house, 200)


SCREENS: Mapping[str, Callable[[House], None]] = {
    "training": _todo,
    "training_team": _by_team,
    "training_matrix": _matrix,
    "training_cell": _cell,
}
