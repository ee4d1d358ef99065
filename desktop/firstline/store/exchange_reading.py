"""What sync, terminal and window ask about the exchange with portals; nothing here writes."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.store import overlay
from firstline.store.connection import Connection
from firstline.store.overlay import StoredEdit
from firstline.store.shown import Desk

if TYPE_CHECKING:  # a start asks nothing of this
    from firstline.domain.entity import Entity
    from firstline.domain.exchange import Op
    from firstline.store.outgoing import ConflictLine, Outstanding
    from firstline.store.position import Position


class ExchangeReading:
    """The questions about portals, answered from one thread's connection."""

    def __init__(self, folder: Path, connection: Connection, desk: Desk) -> None:
        self.folder = folder
        self.connection = connection
        self._desk = desk

    def position(self, portal: str) -> "Position":
        """Return how far we are with `portal`; a fresh position if it is not known yet."""
        from firstline.store import position  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return position.position(raw, portal)

    def outgoing(
        self, portal: str, *, now: datetime, most: int = 200, most_bytes: int = 1 << 20
    ) -> "list[Op]":
        """Return the edits that may be sent to `portal` now, in their order.

        Edits still in their undo time, of a record whose opening edit was refused, and damaged
        ones stay here; the last are refused, with a reason.
        """
        from firstline.store import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            ops, damaged = outgoing.outgoing(raw, portal, now, most, most_bytes)
        if damaged:
            self._refuse_damaged(damaged)
        return ops

    def _refuse_damaged(self, edit_ids: Iterable[str]) -> None:
        """Refuse edits that are not what was stored, where one may write."""

    def conflicts(self) -> "list[ConflictLine]":
        """Return every conflict that is to be resolved."""
        from firstline.store import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return outgoing.conflict_lines(raw)

    def outstanding(self) -> "Outstanding":
        """Return what would be lost if this machine died now."""
        from firstline.store import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return outgoing.outstanding(raw)

    def edit(self, edit_id: str) -> StoredEdit | None:
        """Return one edit with what became of it, or None."""
        with self.connection.read() as raw:
            return overlay.stored_edit(raw, edit_id)

    def record(self, kind: str, record_id: str) -> "Entity | None":
        """Return a record of another kind as it is shown, or None."""
        from firstline.store import record  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return record.record(raw, kind, record_id)

    def records(self, kind: str) -> "list[Entity]":
        """Return all records of a kind as they are shown, by id."""
        from firstline.store import record  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return record.records(raw, kind)
