"""A desktop on a temporary store with the shipped packs and a clock that tests move by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firstline.domain.desk import Desk, make_desk
from firstline.domain.edits.edits import open_ticket
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Ticket
from firstline.store.store import Store
from firstline.system.pinyin import initials
from firstline.system.resources import read_text
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.speech import Speech

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday 11:00 in Shanghai
PACKS = ("ola_sample", "sla_seed_2023", "calendar_cn_2026", "priority_matrix")


@dataclass(frozen=True)
class Wishes:
    """What the screens need of the settings."""

    user: str = "王磊"
    site: str = "一厂"
    zone: str = "Asia/Shanghai"
    text_percent: int = 100
    compact: bool = False


def shipped_desk() -> Desk:
    desk, notes = make_desk([(f"{one}.toml", read_text("packs", f"{one}.toml")) for one in PACKS])
    assert notes == ()
    return desk


class Ground:
    """One open profile; `later` moves the clock, `reopen` is what a restart after a kill sees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START
        self.desk = shipped_desk()
        self.desktop = self._open()

    def _open(self) -> Desktop:
        store = Store.open(self.folder, self.desk, now=self.now, initials=initials, me="王磊")
        return Desktop(store, self.desk, Speech(), Ticking(lambda: self.now), Wishes())

    @property
    def store(self) -> Store:
        return self.desktop.store

    def reopen(self) -> Desktop:
        self.store.close()
        self.desktop = self._open()
        return self.desktop

    def later(self, **span: int) -> None:
        self.now += timedelta(**span)

    def ticket(self, title: str = "打印机不出纸", **fields: str) -> Ticket:
        """Make a ticket, reported now."""
        stamp = self.desktop.stamp()
        ticket_id = new_id(self.now)
        values = {"title": title, "requester": "张伟", "site": "一厂", **fields}
        self.desktop.perform(open_ticket(stamp, ticket_id, values))
        return self.store.ticket(ticket_id)

    def close(self) -> None:
        self.store.close()
