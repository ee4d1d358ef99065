"""The second step of a hand-off: which attachments and logs go along, under which authorisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from firstline.domain.authorisations import authorisation
from firstline.domain.authorisations.authorisation import KIND, Authorisation, Standing
from firstline.domain.errors import NOTHING
from firstline.domain.handoff.package import RawText
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import size
from firstline.viewmodel.handoff.doors import HandoffDoors, Read, Span
from firstline.viewmodel.handoff.typed import HandoffTyped


@dataclass(frozen=True, slots=True)
class FileLine:
    """One attachment or log as it is listed; `key` is an attachment's hash, a log's name."""

    key: str
    name: str
    log: bool
    readable: bool
    chosen: bool
    seen: bool = False
    remark: Text = NOTHING


class HandoffFiles(HandoffTyped):
    """Adds logs, attachments and the authorisation to what was typed."""

    listed = Signal()  # files or authorisations changed
    busy = Signal(bool)

    def __init__(
        self, desktop: Desktop, doors: HandoffDoors, parent: QObject | None = None
    ) -> None:
        super().__init__(desktop, parent)
        self.doors = doors
        self._empty()

    def _empty(self) -> None:
        self.logs: tuple[RawText, ...] = ()
        self.told: tuple[Text, ...] = ()
        self._unreadable: frozenset[str] = frozenset()
        self.seen: frozenset[str] = frozenset()
        self.dropped: frozenset[str] = frozenset()
        self.number = ""

    def open(self, ticket_id: str) -> None:
        """Begin, or go on, with a ticket; logs that were read for it are still there."""
        if self.ticket is None or self.ticket.id != ticket_id:
            self._empty()
        super().open(ticket_id)
        self.doors.unreadable(ticket_id, self._for_this(self._take_unreadable))

    def lines(self) -> tuple[FileLine, ...]:
        """Return attachments and logs as they stand."""
        held = [self._line(one) for one in (self.ticket.attachments if self.ticket else ())]
        logs = [
            FileLine(one.name, one.name, True, True, one.name not in self.dropped,
                     remark=one.remark)
            for one in self.logs
        ]  # fmt: skip
        return (*held, *logs)

    def choose(self, key: str, *, taken: bool) -> None:
        """Take a file along, or leave it here."""
        self.dropped = self.dropped - {key} if taken else self.dropped | {key}
        self._moved()

    def confirm(self, sha256: str, *, seen: bool) -> None:
        """Note that a person looked at a file that no rule can read, and lets it go."""
        self.seen = self.seen | {sha256} if seen else self.seen - {sha256}
        self._moved()

    def read(self, paths: Sequence[Path], span: Span) -> None:
        """Read logs that a person chose."""
        self.busy.emit(True)
        self.doors.read(paths, span, self._for_this(self._take_read))

    def collect(self, folder: Path, span: Span) -> None:
        """Read what the product's known places hold under `folder`."""
        self.busy.emit(True)
        product = self.ticket.product if self.ticket else ""
        self.doors.collect(folder, product, span, self._for_this(self._take_read))

    def authorisations(self) -> tuple[tuple[Authorisation, Standing], ...]:
        """Return the authorisations with how they stand, those that hold now first."""
        now = self._now()
        found = map(authorisation.authorisation_from, self._desktop.store.records(KIND))
        rows = [(one, one.standing(now)) for one in found if one]
        rows.sort(key=lambda row: (row[1] is not Standing.VALID, -row[0].ends.timestamp()))
        return tuple(rows)

    def use(self, number: str) -> None:
        """Let the package go out under this authorisation, "" for none."""
        if number != self.number:
            self.number = number
            self._moved()

    def authorisation(self) -> Authorisation | None:
        """Return the chosen authorisation as it stands in the store now. Raises Refused."""
        if not self.number:
            return None
        return authorisation.find(self._desktop.store.records(KIND), self.number)

    def _line(self, one: Attachment) -> FileLine:
        return FileLine(
            one.sha256, one.name, False, one.sha256 not in self._unreadable,
            one.sha256 not in self.dropped, one.sha256 in self.seen, size(one.size),
        )  # fmt: skip

    def _moved(self) -> None:
        self.package = None
        self.listed.emit()

    def _for_this(self, take: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return what takes an answer only while the same ticket is in sight."""
        asked = self.ticket.id if self.ticket else ""

        def then(answer: Any) -> None:
            if self.ticket is not None and self.ticket.id == asked:
                take(answer)

        return then

    def _take_unreadable(self, found: frozenset[str]) -> None:
        self._unreadable = found
        self._moved()

    def _take_read(self, read: Read) -> None:
        self.busy.emit(False)
        fresh = {one.name for one in read.texts}
        self.logs = (*(one for one in self.logs if one.name not in fresh), *read.texts)
        self.dropped -= fresh
        self.told = read.told
        self._learn(read.facts)
        self._moved()
