"""The outbox as a list model: every act that no portal has yet, those that need a person first."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt, Signal

from firstline.domain.edits.edit import Edit
from firstline.domain.errors import NOTHING
from firstline.domain.instants import from_epoch
from firstline.domain.knowledge.knowledge import is_shipped
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import ROOT, Index
from firstline.viewmodel.later import Later
from firstline.viewmodel.reorder import plan
from firstline.viewmodel.sync import outbox_words

if TYPE_CHECKING:
    from firstline.store.shown.overlay import StoredEdit
    from firstline.store.store import Store
    from firstline.store.watch import Changed

MOST = 500  # rows that are listed; the number above the list counts them all
STATES = ("held", "refused", "waiting")
CHOSEN = "chosen"  # held still, and the clash was ended here: the portal is to confirm


class Role(IntEnum):
    """What a row answers beside its words."""

    ROW = Qt.ItemDataRole.UserRole
    STATE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One act: what, who, on which ticket, when, how it stands, and the text that was typed."""

    n: int
    edit: Edit
    state: str
    ticket_id: str
    number: str
    title: str
    what: Text
    text: str
    who: str
    at: datetime
    not_before: datetime
    reason: Text = NOTHING
    code: str = ""
    tries: int = 0

    @property
    def id(self) -> str:
        """The edit's id."""
        return self.edit.id

    @property
    def can_retry(self) -> bool:
        """Whether it may be sent again as it was meant."""
        return self.state == "refused"

    @property
    def can_withdraw(self) -> bool:
        """Whether it may be taken back: it is not on its way."""
        return self.state == "refused" or (self.state == "waiting" and not self.tries)


class OutboxModel(QAbstractListModel):
    """Lists the open edits, clashes and refusals before those that merely wait, oldest first."""

    about_to_change = Signal()
    settled = Signal()
    loaded = Signal()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._rows: list[OutboxRow] = []
        self._by_n: dict[int, OutboxRow] = {}
        self.awake = False  # nothing is read while nobody looks
        self.alone = True
        desktop.changed.connect(self._on_changed)

    def row(self, position: int) -> OutboxRow | None:
        """Return the row at `position`."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position(self, edit_id: str) -> int:
        """Return where the edit stands, −1 when it is not listed."""
        return next((at for at, one in enumerate(self._rows) if one.id == edit_id), -1)

    def refresh(self) -> None:
        """Read the outbox again; without a portal there is nowhere to send, and no list."""
        if self.alone:
            self.show([])
        else:
            self._later(_read, self.show)

    def show(self, rows: list[OutboxRow]) -> None:
        """List `rows`; what stays in the list keeps its place and its selection."""
        steps = plan([one.n for one in self._rows], [one.n for one in rows])
        self._by_n = {one.n: one for one in (*self._rows, *rows)}
        self.about_to_change.emit()
        if steps.fresh or steps.reordered:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        else:
            self._step(steps.removed, steps.inserted, rows)
        self.settled.emit()
        self.loaded.emit()

    def _step(
        self,
        removed: tuple[int, ...],
        inserted: tuple[tuple[int, int], ...],
        rows: list[OutboxRow],
    ) -> None:
        for at in removed:
            self.beginRemoveRows(ROOT, at, at)
            del self._rows[at]
            self.endRemoveRows()
        for at, n in inserted:
            self.beginInsertRows(ROOT, at, at)
            self._rows.insert(at, self._by_n[n])
            self.endInsertRows()
        self._rows = rows
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        say = self._desktop.speech
        if role == Qt.ItemDataRole.DisplayRole:
            return say(row.what)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{say(row.what)}. {say(self.under(row))}. {say(self.standing(row))}"
        if role == Role.ROW:
            return row
        return row.state if role == Role.STATE else None

    def under(self, row: OutboxRow) -> Text:
        """Return the second line: ticket, who, when."""
        age = times.age(row.at, self._desktop.ticking.now())
        place = " ".join(one for one in (row.number, row.title) if one)
        zh = [place, row.who, age.zh]
        en = [place, row.who, age.en]
        return Text(" · ".join(one for one in zh if one), " · ".join(one for one in en if one))

    def standing(self, row: OutboxRow) -> Text:
        """Return how the row stands now."""
        now = self._desktop.ticking.now()
        return outbox_words.standing(
            row.state, row.tries, row.not_before, now, alone=self.alone
        )  # fmt: skip

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.tickets or changed.kinds or changed.everything):
            self.refresh()


def _read(store: "Store") -> list[OutboxRow]:
    """Return what waits, the clashes and refusals first; at most MOST rows of each."""
    found = [
        one for state in STATES for one in store.edits(states=(state,), most=MOST)
        if not is_shipped(one.edit)
    ]  # fmt: skip
    open_ = {one.conflict.edit for one in store.conflicts()}
    return [_row(store, one, open_) for one in found[:MOST]]


def _row(store: "Store", one: "StoredEdit", clashing: set[str]) -> OutboxRow:
    edit = one.edit
    state = CHOSEN if one.state == "held" and edit.id not in clashing else one.state
    ticket = store.row(edit.entity) if edit.kind == "ticket" else None
    return OutboxRow(
        one.n, edit, state, edit.entity if ticket else "",
        ticket.number if ticket else "", ticket.title if ticket else "",
        outbox_words.what(edit), outbox_words.kept_text(edit), edit.actor, edit.made_at,
        from_epoch(one.not_before), one.reason, one.code, one.tries,
    )  # fmt: skip
