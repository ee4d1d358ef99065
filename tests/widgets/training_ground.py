"""The ground of the training page's tests: two teams, three courses, one certificate."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from firstline.domain.edits.edit import Edit
from firstline.domain.training import person
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person
from firstline.domain.training.standing import State
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.words import Text
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.widgets.combo import Combo
from firstline.widgets.plain_table import PlainTable
from firstline.widgets.training.page import TrainingPage
from firstline.widgets.wish_form import WishForm
from window_makers import ME, Window, at_once

TODAY = date(2026, 11, 24)
COURSES = {
    one.code: one
    for one in (
        Course("WHS-101", Text("出入库", "Receipts"), "warehouse", 1, 2, "onsite"),
        Course("WHS-201", Text("盘点", "Stock-take"), "warehouse", 2, 3, "lab", "WHS-101"),
        Course("FIN-101", Text("凭证", "Vouchers"), "finance", 1, 3),
    )
}
PEOPLE = (
    ("W01", "周海波", "仓储部", "一厂", "warehouse", "2026-01-05"),
    ("W02", "孙静", "仓储部", "二厂", "warehouse", "2026-11-20"),
    ("F01", "陈霞", "财务部", "一厂", "finance", "2025-01-05"),
    ("F02", ME, "财务部", "一厂", "finance", "2026-11-22"),
)


def edits(window: Window) -> Iterator[Edit]:
    for number, name, team, site, role, since in PEOPLE:
        values = {
            "number": number, "name": name, "team": team, "site": site, "since": since,
        }  # fmt: skip
        made = person.change(None, values, (role,), window.desktop.stamp())
        assert made is not None
        yield made
    on = TODAY - timedelta(days=100)
    passed = Passed("陈霞", COURSES["FIN-101"], on, until=TODAY + timedelta(days=20), number="F01")
    yield record(passed, window.desktop.stamp(), TODAY)


def openers(window: Window) -> Iterator[Edit]:
    """Certificates that open steps, of which no role asks the course: staff, and a stranger."""
    safety = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
    for at, (name, number) in enumerate((("陈霞", "F01"), ("外协 Wu", ""))):
        passed = Passed(name, safety, TODAY - timedelta(days=100),
                        until=TODAY + timedelta(days=5 + at), number=number)  # fmt: skip
        yield record(passed, window.desktop.stamp(), TODAY)


def training_page(window: Window) -> Iterator[TrainingPage]:
    """Yield the page as it is shown in the window, with the three courses."""
    made = TrainingPage(window.desktop, at_once(window.store), TrainingDoors(lambda: COURSES))
    made.resize(1216, 720)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def fill(form: WishForm, **values: str) -> None:
    for name, text in values.items():
        field = form.fields[name]
        if isinstance(field, QLineEdit):
            field.setText(text)
        elif isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        elif isinstance(field, Combo):
            field.setCurrentIndex(field.findData(text))


def lines(table: PlainTable) -> list[str]:
    return [
        " ".join(
            item.text() for column in range(table.columnCount())
            if (item := table.item(row, column)) is not None
        )
        for row in range(table.rowCount())
    ]  # fmt: skip


def person_of(page: TrainingPage, name: str) -> Person:
    assert page.model.read is not None
    return next(one for one in page.model.read.book.people if one.name == name)


def state(page: TrainingPage, name: str, code: str) -> State | None:
    page.model.refresh()
    cell = page.model.cell(person_of(page, name), code)
    return cell.state if cell else None


class Held:
    """Work apart from the window that is done when the test says so."""

    def __init__(self, window: Window) -> None:
        self._store = window.store
        self.waiting: list[tuple[Any, Any]] = []

    def later(self, work: Any, then: Any) -> None:
        self.waiting.append((work, then))

    def do(self, times: int = 99) -> None:
        while self.waiting and times:
            times -= 1
            work, then = self.waiting.pop(0)
            then(work(self._store))
