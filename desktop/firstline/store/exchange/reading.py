"""What sync, terminal and window ask about the exchange with portals; nothing here writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.ticket.ticket import Attachment
from firstline.store.file.connection import Connection
from firstline.store.shown.masks import mask_of
from firstline.store.shown.shown import Desk

if TYPE_CHECKING:  # a start asks nothing of this
    from firstline.domain.edits.entity import Entity
    from firstline.domain.edits.exchange import Op
    from firstline.domain.ticket.ticket import Ticket
    from firstline.store.exchange.landing import Quarantined
    from firstline.store.exchange.outgoing import ConflictLine, Outstanding
    from firstline.store.exchange.pack_log import Pack
    from firstline.store.exchange.position import Position
    from firstline.store.shown.overlay import StoredEdit


class ExchangeReading:
    """The questions about portals, answered from one thread's connection."""

    def __init__(self, folder: Path, connection: Connection, desk: Desk) -> None:
        self.folder = folder
        self.connection = connection
        self._desk = desk

    def position(self, portal: str) -> "Position":
        """Return how far we are with `portal`; a fresh position if it is not known yet."""
        from firstline.store.exchange import position  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return position.position(raw, portal)

    def outgoing(
        self, portal: str, *, now: datetime, most: int = 200, most_bytes: int = 1 << 20
    ) -> "list[Op]":
        """Return the edits that may be sent to `portal` now, in their order.

        Edits still in their undo time, of a record whose opening edit was refused, and damaged
        ones stay here; the last are refused, with a reason.
        """
        from firstline.store.exchange import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            ops, damaged = outgoing.outgoing(raw, portal, now, most, most_bytes)
        if damaged:
            self._refuse_damaged(damaged)
        return ops

    def _refuse_damaged(self, edit_ids: Iterable[str]) -> None:
        """Refuse edits that are not what was stored, where one may write."""

    def remotes(self, portal: str) -> dict[str, tuple[str, str]]:
        """Return the records of `portal` by its own ids of them: kind and id, for a sweep."""
        sql = "SELECT remote, kind, id FROM base WHERE portal=? AND remote<>'' AND state='put'"
        with self.connection.read() as raw:
            return {remote: (kind, one) for remote, kind, one in raw.execute(sql, (portal,))}

    def revisions(self, portal: str) -> list[tuple[str, str, int]]:
        """Return kind, id and revision of every copy of `portal`, for a comparison by digests."""
        sql = "SELECT kind, id, rev FROM base WHERE portal=? AND state='put'"
        with self.connection.read() as raw:
            return raw.execute(sql, (portal,)).fetchall()

    def quarantine(self, portal: str | None = None) -> "list[Quarantined]":
        """Return the copies that could not be applied, of one portal or of all."""
        from firstline.store.exchange import landing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return landing.quarantined(raw, portal)

    def conflicts(self) -> "list[ConflictLine]":
        """Return every conflict that is to be resolved."""
        from firstline.store.exchange import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return outgoing.conflict_lines(raw)

    def outstanding(self) -> "Outstanding":
        """Return what would be lost if this machine died now."""
        from firstline.store.exchange import outgoing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return outgoing.outstanding(raw)

    def edit(self, edit_id: str) -> "StoredEdit | None":
        """Return one edit with what became of it, or None."""
        from firstline.domain.values import replace  # noqa: PLC0415 - not for the first picture
        from firstline.store.shown import overlay  # noqa: PLC0415 - as above

        with self.connection.read() as raw:
            held, mask = overlay.stored_edit(raw, edit_id), mask_of(raw)
            return replace(held, edit=mask.edit(held.edit)) if held and mask else held

    def packs(self) -> "list[Pack]":
        """Return the packs that went out and came in by stick, the oldest first."""
        from firstline.store.exchange import pack_log  # noqa: PLC0415 - for packs alone

        with self.connection.read() as raw:
            return pack_log.listed(raw)

    def record(self, kind: str, record_id: str) -> "Entity | None":
        """Return a record of another kind as it is shown, or None."""
        from firstline.store.shown import record  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return record.record(raw, kind, record_id)

    def records(self, kind: str) -> "list[Entity]":
        """Return all records of a kind as they are shown, by id."""
        from firstline.store.shown import record  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return record.records(raw, kind)

    def naming(
        self, names: Sequence[str], kinds: Iterable[str]
    ) -> "tuple[list[Ticket], list[Entity]]":
        """Return the tickets and the records of these kinds that name any of `names`, as shown."""
        from firstline.store.shown import masks  # noqa: PLC0415 - seldom asked

        with self.connection.read() as raw:
            return masks.naming(raw, names, kinds)

    def still_naming(self, names: Sequence[str]) -> dict[str, int]:
        """Return how many edits and portal copies hold any of `names`, whether shown or not."""
        from firstline.store.shown import masks  # noqa: PLC0415 - seldom asked

        with self.connection.read() as raw:
            return masks.rest(raw, names)

    @property
    def hides_names(self) -> bool:
        """Whether names are hidden by a mask, so that nothing derived may hold them."""
        from firstline.store.shown.masks import mask_of  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return mask_of(raw) is not None

    def shown_as(self, name: str) -> str:
        """Return a name as it is shown: the alias of somebody who was pseudonymised."""
        from firstline.store.shown.masks import mask_of  # noqa: PLC0415 - as above

        with self.connection.read() as raw:
            mask = mask_of(raw)
        return mask.text(name) if mask is not None else name

    # --- files ---

    def files_to_send(self, portal: str, *, now: datetime | None = None) -> list[Attachment]:
        """Return the files of our edits that `portal` has not got and that are here.

        With `now`, those of edits that may still be undone are left out.
        """
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return filing.to_send(raw, self.folder, portal, now)

    def files_missing(self, ticket_id: str) -> list[Attachment]:
        """Return the files of a ticket whose bytes are not here."""
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return filing.missing(raw, self.folder, ticket_id)

    def file_remote(self, ticket_id: str, sha256: str) -> str:
        """Return the portal's own id of a ticket's file, "" where the hash is enough."""
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return filing.remote_of(raw, ticket_id, sha256)

    def file_path(self, sha256: str) -> Path | None:
        """Return where the file with this content lies, or None when it is not here."""
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return filing.place(raw, self.folder, sha256)

    def pinned(self) -> set[str]:
        """Return the ids of the tickets whose files are kept on this machine."""
        with self.connection.read() as raw:
            return {row[0] for row in raw.execute("SELECT ticket FROM pin")}
