"""The due list on screen: a dry run that is looked at, and the run of exactly that one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem
from firstline.domain.ids import new_id
from firstline.domain.retention.category import NAMES, Category
from firstline.domain.retention.item import Item, Listing, State
from firstline.domain.retention.reminders import KINDS
from firstline.domain.retention.rule import Rules
from firstline.domain.words import Text, several
from firstline.store.retention.look import Asked
from firstline.store.retention.run import Order, Ran
from firstline.viewmodel.acts import Acted
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import size
from firstline.viewmodel.health.board import Shown, plain
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

_STATES: Mapping[State, tuple[Text, str]] = {
    State.DUE: (Text("✗ 可销毁", "✗ to be destroyed"), "P1"),
    State.HELD: (Text("■ 保全中", "■ on hold"), "P2"),
    State.KEPT: (Text("○ 暂不动", "○ kept for now"), "muted"),
    State.BY_HAND: (Text("▲ 要人去办", "▲ by hand"), "P2"),
}
REMAINS: Mapping[str, Text] = {
    "log_entries": Text("{n} 张工单的记录", "the log of {n} tickets"),
    "portal_copies": Text("门户上 {n} 份", "{n} at a portal"),
    "packs": Text("{n} 个 U 盘包", "{n} packs by stick"),
    "handoffs": Text("{n} 个交接包", "{n} hand-off packages"),
    "snapshots": Text("{n} 份本机备份(只有文字)", "{n} local backups (texts alone)"),
}  # fmt: skip


class DueList(QObject):
    """Looks apart from the window, and runs what was looked at."""

    listed = Signal()
    ran = Signal()
    busy = Signal(bool)

    def __init__(
        self, desktop: Desktop, later: Later, shipped: Callable[[], Rules],
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._shipped = shipped
        self.found: Listing | None = None
        self.remains: Mapping[str, int] = {}
        self.looked_at: datetime | None = None
        self.awake = False
        desktop.changed.connect(self._on_changed)

    def _asked(self) -> Asked:
        return Asked(self._shipped(), self._desktop.ticking.now(), self._desktop.zone)

    def look(self) -> None:
        """Make the dry run anew."""
        asked = self._asked()
        self.busy.emit(True)

        def work(store: "Store") -> "tuple[Listing, Mapping[str, int]] | Problem":
            try:
                found = store.past_due(asked)
                return found, store.remains_of(found)
            except Problem as problem:
                return problem

        self._later(work, self._arrived)

    def _arrived(self, made: "tuple[Listing, Mapping[str, int]] | Problem") -> None:
        self.busy.emit(False)
        if isinstance(made, Problem):
            self._desktop.problem.emit(made)
            return
        self.found, self.remains = made
        self.looked_at = self._desktop.ticking.now()
        self.listed.emit()

    def run(self, approver: str) -> None:
        """Destroy exactly what is listed; where anything is another meanwhile, nothing is."""
        if self.found is None:
            return
        asked, digest, stamp = self._asked(), self.found.digest, self._desktop.shown_stamp()
        order = Order(
            digest, lambda: Stamp(new_id(stamp.at), stamp.at, stamp.actor), approver.strip()
        )
        self.busy.emit(True)

        def work(store: "Store") -> "Ran | Problem":
            try:
                return store.destroy(asked, order)
            except Problem as problem:
                return problem

        self._later(work, self._done)

    def _done(self, ran: "Ran | Problem") -> None:
        self.busy.emit(False)
        if isinstance(ran, Problem):
            self._desktop.problem.emit(ran)
        else:
            self._desktop.acted.emit(Acted(_did(len(ran.done), len(ran.failed)), (), ()))
            self.ran.emit()
        self.look()

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.everything or KINDS & changed.kinds):
            self.look()

    # --- words ---

    @property
    def asks_approval(self) -> bool:
        """Whether the list holds people, whose pseudonym another person approves."""
        due = self.found.due if self.found else ()
        return any(one.category is Category.PEOPLE for one in due)

    @property
    def verdict(self) -> Text:
        """What the list comes to."""
        found = self.found
        if found is None:
            return Text("正在查看…", "Looking…")
        many = {state: len(found.of(state)) for state in State}
        total = size(sum(one.size for one in found.due))
        at = self.looked_at.astimezone(self._desktop.zone) if self.looked_at else None
        when = f"{at:%H:%M}" if at else ""
        return Text(
            f"试运行({when}),什么都没有动:{many[State.DUE]} 项可销毁({total.zh}),"
            f"{many[State.HELD]} 项保全中,{many[State.KEPT]} 项暂不动,"
            f"{many[State.BY_HAND]} 项要人去办。",
            f"Dry run at {when}, nothing touched: {many[State.DUE]} to be destroyed ({total.en}), "
            f"{many[State.HELD]} on hold, {many[State.KEPT]} kept for now, "
            f"{many[State.BY_HAND]} to be seen to by hand.",
        )

    @property
    def warning(self) -> Text:
        """What stands over the confirmation: how much goes, that it is for good, what remains."""
        due = self.found.due if self.found else ()
        total = size(sum(one.size for one in due))
        left = [REMAINS[name].fill(n=many) for name, many in self.remains.items() if many]
        zh = "、".join(one.zh for one in left) or "无"
        en = ", ".join(one.en for one in left) or "nothing"
        return Text(
            f"销毁 {len(due)} 项({total.zh}),不能撤回。仍会留下:{zh}。",
            f"Destroys {several(len(due), 'item')} ({total.en}) for good. What remains: {en}.",
        )

    def cells(self, one: Item) -> tuple[Shown, ...]:
        """Return the cells of an item's row."""
        words, shade = _STATES[one.state]
        return (
            Shown(NAMES[str(one.category)], "muted"), plain(one.name, bold=True),
            plain(" ".join(one.numbers) or "—", "muted"),
            plain("—", "muted") if one.by_hand else Shown(size(one.size), "muted"),
            plain(one.due.isoformat()), Shown(words, shade, bold=one.state is State.DUE),
        )  # fmt: skip

    def why(self, at: int) -> Text:
        """Return all that is to be said of an item: its rule, its hash, and what stops it."""
        if self.found is None or not 0 <= at < len(self.found.items):
            return Text("", "")
        one = self.found.items[at]
        said = self.found.why(one)
        again = Text("以前销毁过,又回来了(例如从备份)。\n",
                     "It was destroyed before and came back, as from a backup.\n")  # fmt: skip
        zh = "".join(f"\n{each.words.zh}" for each in one.stops)
        en = "".join(f"\n{each.words.en}" for each in one.stops)
        mark = f"\nSHA-256 {one.sha256}" if one.sha256 else ""
        return Text(
            f"{again.zh if one.gone_before else ''}{said.zh}{zh}{mark}",
            f"{again.en if one.gone_before else ''}{said.en}{en}{mark}",
        )


def _did(done: int, left: int) -> Text:
    """Return what a run did, and how much of it could not be."""
    said = Text(f"已销毁 {done} 项,已记录", f"{several(done, 'item')} destroyed and recorded")
    if not left:
        return said
    return Text(f"{said.zh};{left} 项没有成功,仍在清单里",
                f"{said.en}; {left} could not be and stay listed")  # fmt: skip
