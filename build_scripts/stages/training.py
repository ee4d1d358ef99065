"""The pictures of training: what is to be done, the matrix, one cell and a form."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.fields import Act
from firstline.widgets.training.page import (
    COURSES,
    COVERAGE,
    FILES,
    ITEMS,
    MATRIX,
    PEOPLE,
    SESSIONS,
    TrainingPage,
)


def _page(house: House, leaf: int = 0) -> TrainingPage:
    house.shell.sections.alarms.stack.hide()
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


def _person(house: House) -> None:
    """Show one person's sheet."""
    page = _page(house, PEOPLE)
    who = next(one for one in page.model.people if one.number == "CC1002")
    page.show_person(who.id)
    settle(house, 200)


def _profile(house: House) -> None:
    """Open the form of a profile."""
    _person(house)
    page = cast("TrainingPage", house.shell.pages.currentWidget())
    page.people.edit.act()
    settle(house, 200)


def _import(house: House) -> None:
    """Look at a list before it is taken in."""
    page = _page(house, FILES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "completions.csv"
        rows = ("工号,姓名,课程,完成日期,成绩", "CC1007,孙静,WHS-101,2026-11-20,88",
                "ZZ9,外包李,WHS-101,2026-11-20,70",
                "CC1002,周海波,WHS-999,2026-11-20,90")  # fmt: skip
        path.write_text("\n".join(rows), encoding="utf-8")
        page.files.look(path)
        settle(house, 800)


def _sessions(house: House) -> None:
    """Show a session that was held: who came and who passed."""
    page = _page(house, SESSIONS)
    held = next(one for one in page.model.read.sessions if one.came)  # type: ignore[union-attr]
    page.sessions.table.go_to(held.id)
    settle(house, 200)


def _places(house: House) -> None:
    """Book somebody into a session to come, with a voucher."""
    page = _page(house, SESSIONS)
    coming = [one for one in page.model.read.sessions if one.on > page.model.today]  # type: ignore[union-attr]
    page.sessions.table.go_to(coming[-1].id)
    page.sessions.place.act()
    page.sessions.pane.form.fields["voucher"].setCurrentIndex(1)  # type: ignore[union-attr]
    settle(house, 200)


def _cancel(house: House) -> None:
    """Cancel a place that a voucher pays: what becomes of it is told before it is confirmed."""
    page = _page(house, SESSIONS)
    leaf = page.sessions
    for one in page.model.read.sessions:  # type: ignore[union-attr]
        leaf.table.go_to(one.id)
        for person in page.model.people:
            tie = vouchers.tie(page.model, person, one.course, one.on)
            if one.on > page.model.today and tie is not None and tie.held:
                leaf.people.go_to(person.id)
                leaf.cancel.act()
                settle(house, 200)
                return


def _courses(house: House) -> None:
    """Show a course with its material."""
    page = _page(house, COURSES)
    page.courses.table.go_to("ADM-103")
    settle(house, 200)


def _coverage(house: House) -> None:
    _page(house, COVERAGE)
    settle(house, 400)


def _items(house: House) -> None:
    _page(house, ITEMS)


SCREENS: Mapping[str, Callable[[House], None]] = {
    "training": _todo,
    "training_team": _by_team,
    "training_matrix": _matrix,
    "training_cell": _cell,
    "training_person": _person,
    "training_profile": _profile,
    "training_import": _import,
    "training_sessions": _sessions,
    "training_place": _places,
    "training_cancel": _cancel,
    "training_courses": _courses,
    "training_items": _items,
    "training_coverage": _coverage,
}
