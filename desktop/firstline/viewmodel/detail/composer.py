"""The composer's state: which ticket, reply or note, the draft of each, and the files to go."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import attach, reply
from firstline.domain.errors import Problem
from firstline.domain.ticket.ticket import Attachment, Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import BACKGROUND_FROM
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store

REPLY, NOTE = "reply", "note"


class Composing(QObject):
    """What is being written on one ticket; two drafts, one for each kind of text."""

    moved = Signal()  # another ticket or another kind: the text must be shown anew
    busy = Signal(str)  # the name of the file that is being kept, "" when it is done

    def __init__(
        self, desktop: Desktop, later: Later | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._draft = Draft(desktop, self)
        self._ticket = ""
        self._waiting = 0  # files that the lane has not kept yet
        self.kind = REPLY
        self.text = ""

    def open(self, ticket_id: str, kind: str = "") -> None:
        """Write on `ticket_id`; the draft that was left there is there again."""
        if not kind:
            kind = self._kind_with_draft(ticket_id)
        self._ticket, self.kind = ticket_id, kind
        self.text = self._draft.open(f"{kind}:{ticket_id}" if ticket_id else "")
        self.moved.emit()

    def _kind_with_draft(self, ticket_id: str) -> str:
        if not ticket_id:
            return REPLY
        store = self._desktop.store
        left = not store.draft(f"{REPLY}:{ticket_id}") and store.draft(f"{NOTE}:{ticket_id}")
        return NOTE if left else REPLY

    def switch(self, kind: str) -> None:
        """Write a reply or a note on the same ticket."""
        if kind != self.kind:
            self.open(self._ticket, kind)

    def type(self, text: str) -> None:
        """Take what is written now; it is stored while it is typed."""
        self.text = text
        self._draft.type(text)

    def flush(self) -> None:
        """Store what is written at once."""
        self._draft.flush()

    def send(self) -> bool:
        """Send what is written; on success the draft is gone."""
        if not self._ticket or not self.text.strip():
            return False
        words, internal = self.text, self.kind == NOTE

        def make(ticket: Ticket, stamp: Stamp) -> Edit:
            return reply(ticket, words, stamp, internal=internal)

        self.flush()
        if not self._desktop.act(make, self._ticket):
            return False
        self.text = ""
        self._draft.drop()
        self.moved.emit()
        return True

    def add_files(self, paths: list[Path]) -> None:
        """Attach files; large ones are kept in the background lane, one after the other."""
        for path in paths:
            self._add(path, path.name, _size(path))

    def add_picture(self, png: bytes) -> None:
        """Attach a screenshot under a name made of the time."""
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        self._add(png, f"screenshot-{now:%Y%m%d-%H%M%S}.png", len(png))

    def _add(self, source: Path | bytes, name: str, size: int) -> None:
        ticket_id = self._ticket
        if not ticket_id:
            return
        if self._later is None or size < BACKGROUND_FROM:
            self._attach(ticket_id, _kept(self._desktop.store, source, name))
            return
        self._waiting += 1
        self.busy.emit(name)

        def then(result: Attachment | Problem) -> None:
            self._waiting -= 1
            if not self._waiting:
                self.busy.emit("")
            self._attach(ticket_id, result)

        self._later(lambda store: _kept(store, source, name), then)

    def _attach(self, ticket_id: str, held: Attachment | Problem) -> None:
        if isinstance(held, Problem):
            self._desktop.problem.emit(held)
            return
        said = Text(f"已添加附件 {held.name}", f"{held.name} attached")
        self._desktop.perform(attach(ticket_id, [held], self._desktop.stamp()), text=said)


def _kept(store: "Store", source: Path | bytes, name: str) -> Attachment | Problem:
    try:
        return store.keep_file(source, name)
    except Problem as problem:
        return problem


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # keeping it will say what is wrong
