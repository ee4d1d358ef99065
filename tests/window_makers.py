"""A profile with a few tickets at a fixed instant, and the window on it, for screen tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from firstline.app.packs import load_desk
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Priority, Status
from firstline.store.store import Store
from firstline.system.pinyin import initials
from firstline.system.settings import Settings
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.settings import SettingsModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.shell.shell import Doors, Shell

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday 10:00 in Shanghai
ME = "李娜"
TICKETS = (
    ("库存账对不上", "P1", "一厂", ME, timedelta(minutes=20)),
    ("打印机无法连接", "P2", "二厂", "王磊", timedelta(hours=1)),
    ("报表导出很慢", "P3", "总部", "", timedelta(hours=2)),
    ("Printer on line 3 prints blanks", "P3", "二厂", ME, timedelta(hours=3)),
    ("申请只读账号", "P4", "总部", "王磊", timedelta(days=1)),
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


def at_once(store: Store) -> Callable[..., None]:
    """Work apart from the window, done on the spot: `later` for tests."""

    def later(work: Callable[[Store], object], then: Callable[[Any], None]) -> None:
        then(work(store))

    return later


def opened(number: int, title: str, priority: str, site: str, who: str, age: timedelta) -> Edit:
    """Return the edit that records one ticket reported `age` ago."""
    stamp = Stamp(new_id(NOW), NOW - age, "王磊")
    fields: dict[str, Any] = {
        "title": title, "priority": priority, "site": site, "number": f"T{number}",
    }  # fmt: skip
    if who:
        fields["assignee"] = who
    return edits.open_ticket(stamp, new_id(NOW), fields)


def fill(store: Store, count: int = 0) -> None:
    """Record TICKETS, or `count` plain ones."""
    if count:
        span = timedelta(minutes=1)
        made = [
            opened(at, f"第 {at} 张工单", f"P{at % 4 + 1}", f"{at % 7} 厂", "", span * (at + 1))
            for at in range(count)
        ]
        with store.bulk():
            for at in range(0, count, 500):
                store.perform(*made[at : at + 500], now=NOW)
        return
    store.perform(*(opened(at, *one) for at, one in enumerate(TICKETS, 1)), now=NOW)


class Window:
    """Everything a screen test needs."""

    def __init__(
        self, folder: Path, *, count: int = 0, language: str = "zh_CN", **doors: Any
    ) -> None:  # fmt: skip
        self.clock = Clock()
        settings = Settings(user=ME, site="总部", theme="light", language=language)
        desk, _ = load_desk(folder, settings)
        self.store = Store.open(folder, desk, now=NOW, initials=initials, me=ME)
        fill(self.store, count)
        self.speech = Speech("en" if language == "en" else "zh_CN")
        self.ticking = Ticking(self.clock)
        self.desktop = Desktop(self.store, desk, self.speech, self.ticking, settings)
        self.saved: list[Settings] = []
        self.settings = SettingsModel(self.desktop, self.saved.append)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.use(app, "light", 100)
        made = Doors(at_once(self.store), initials, None, self.settings, **doors)
        self.shell = Shell(self.desktop, made)
        self.shell.start()
        self.shell.aids.ready()
        self.shell.counts.refresh()

    def number(self) -> str:
        """Return the number of the current ticket."""
        found = self.store.find(self.shell.page.list.current_id())
        return found.number if found else ""

    def listed(self) -> list[str]:
        """Return the numbers in the list, in order."""
        model = self.shell.page.model
        return [str(model.index(row, 1).data()) for row in range(model.rowCount())]

    def close(self) -> None:
        self.shell.close()
        self.shell.deleteLater()  # with its timers, as the house does
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.desktop.close()
        self.ticking.blockSignals(True)  # who watched by it looks into a closed store no more
        self.store.close()


def resolved(store: Store, number: str) -> None:
    """Resolve a ticket as another program would: through a store of its own."""
    with store.sibling(NOW) as other:
        ticket = other.ticket(number)
        stamp = Stamp(new_id(NOW), NOW, "周海波")
        other.perform(edits.move(ticket, Status.RESOLVED, stamp), now=NOW)


def triaged(window: Window, number: str, priority: Priority) -> None:
    """Change a priority as another program would."""
    with window.store.sibling(NOW) as other:
        ticket = other.ticket(number)
        stamp = replace(window.desktop.stamp(), actor="周海波")
        other.perform(edits.set_priority(ticket, priority, stamp), now=NOW)
