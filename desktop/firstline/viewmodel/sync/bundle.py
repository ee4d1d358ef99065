"""What the page of bundles shows: a ticket's thread for others, and theirs taken in (S86)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import Problem
from firstline.domain.ticket.bundle import Look, Made
from firstline.domain.ticket.exchange_words import AUDIENCES, HQ, PARTNER, PLANT
from firstline.domain.ticket.fields import NAMES
from firstline.domain.words import Language, Text
from firstline.viewmodel.desk import Desktop

CHOICES = (HQ, PLANT, PARTNER)
_WHOLE = Text(
    "整个经过:全部字段、记录、内部备注,以及在本机的附件。",
    "All of it: fields, entries, internal notes, and the files that are on this device.",
)
LEAVES = {
    HQ: _WHOLE,
    PLANT: _WHOLE,
    PARTNER: Text(
        "只有厂商能看的记录,逐条脱敏;没有内部备注、姓名和附件。附件请用交接包。",
        "Only what a vendor may see, redacted; no internal notes, names or files. Files go by a "
        "hand-off package.",
    ),
}
ALL_HERE = Text(
    "全部内容本机已有,什么都没有改。", "All of it is here already; nothing was changed."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bundle that is to be written; `passphrase` None leaves it readable."""

    ticket: str
    audience: str
    path: Path
    passphrase: str | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that needs its passphrase before anything of it can be said."""


@dataclass(frozen=True, slots=True)
class Ordinary:
    """A pack of another kind: an answer of the portal, or another desk's work for the portal."""


Found = Look | Sealed | Ordinary | Problem


class BundleDoors(Protocol):
    """Each takes its time elsewhere and hands the result to `then` in the window's thread."""

    def own_key(self, then: Callable[[str | Problem], None]) -> None:
        """Say this device's fingerprint."""

    def passphrase(self) -> str:
        """Return a new random passphrase that can be read out over the telephone."""

    def export(
        self, wanted: Wanted, stamp: Stamp, language: Language,
        then: Callable[[Made | Problem], None],
    ) -> None:  # fmt: skip
        """Write the bundle."""

    def look(
        self, path: Path, stamp: Stamp, passphrase: str | None, then: Callable[[Found], None]
    ) -> None:
        """Say what a file brings."""

    def take(
        self, path: Path, stamp: Stamp, passphrase: str | None, accept: str,
        then: Callable[[Look | Problem], None],
    ) -> None:  # fmt: skip
        """Make the edits that take a bundle in, and keep its files."""

    def carry(self, path: Path, then: Callable[[Text | Problem], None]) -> None:
        """Take a pack of another kind, as `pack import` does."""


class BundleModel(QObject):
    """Writes and takes bundles; what took place is told by signals."""

    written = Signal(object)  # Made | Problem
    looked = Signal(object)  # Found
    taken = Signal(object)  # Text | Problem
    key_known = Signal(object)  # str | Problem

    def __init__(
        self, desktop: Desktop, doors: BundleDoors | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.doors = doors
        self.ticket_id = ""
        self.path: Path | None = None
        self.found: Found | None = None
        self.came = ""  # the ticket that was taken in last

    def ask_key(self) -> None:
        """Find out this device's fingerprint."""
        if self.doors is not None:
            self.doors.own_key(self.key_known.emit)

    def write(self, audience: str, path: Path, passphrase: str | None) -> None:
        """Write the thread of the chosen ticket for `audience`."""
        if self.doors is None or not self.ticket_id:
            return
        wanted = Wanted(self.ticket_id, audience, path, passphrase)
        language = self._desktop.speech.language
        self.doors.export(wanted, self._desktop.stamp(), language, self._on_written)

    def _on_written(self, made: Made | Problem) -> None:
        if isinstance(made, Made):
            problem = self._keep(made.edit)
            if problem is not None:
                Path(made.path).unlink(missing_ok=True)  # what is not in the log has not left
            self.written.emit(problem or made)
        else:
            self.written.emit(made)

    def _keep(self, *edits: Edit) -> Problem | None:
        """Perform what cannot be taken back: a file that left has left."""
        try:
            self._desktop.store.perform(*edits, now=self._desktop.ticking.now())
        except Problem as problem:
            return problem
        return None

    def look(self, path: Path, passphrase: str | None = None) -> None:
        """Find out what a file brings."""
        if self.doors is not None:
            self.path = path
            self.doors.look(path, self._desktop.stamp(), passphrase, self._on_looked)

    def _on_looked(self, found: Found) -> None:
        self.found = found
        self.looked.emit(found)

    def take(self, passphrase: str | None, *, accept: bool) -> None:
        """Take in what was looked at; `accept` says that the fingerprint was compared."""
        if self.doors is None or self.path is None:
            return
        if isinstance(self.found, Ordinary):
            self.doors.carry(self.path, self.taken.emit)
        elif isinstance(self.found, Look):
            key = self.found.key if accept else ""
            self.doors.take(self.path, self._desktop.stamp(), passphrase, key, self._on_taken)

    def _on_taken(self, look: Look | Problem) -> None:
        if isinstance(look, Problem):
            self.taken.emit(look)
            return
        problem = self._keep(*look.edits) if look.edits else None
        if problem is not None:
            self.taken.emit(problem)
            return
        self.came = look.edits[0].entity if look.edits else ""
        self.taken.emit(came_words(look))


def came_words(look: Look) -> Text:
    """Return what a bundle brought, in one sentence."""
    if not look.edits:
        return ALL_HERE
    said = Text(f"已收下:新增 {look.fresh} 条记录。", f"Taken in: {look.fresh} new entries.")
    if not look.conflicts:
        return said
    names = [NAMES[one] for one in look.conflicts if one in NAMES]
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    return Text(
        f"{said.zh}两边都改过:{zh};两个值都在工单上,请选一个。",
        f"{said.en} Moved on both sides: {en}; both values stand on the ticket.",
    )


def bring_words(look: Look) -> Text:
    """Return what a bundle would bring, before it is taken."""
    whom = AUDIENCES.get(look.audience, Text(look.audience, look.audience))
    if not look.here:
        return Text(
            f"本机还没有这张工单;对方编号 {look.number}。{look.events} 条记录,"
            f"{look.files} 个附件。写给:{whom.zh}。",
            f"The ticket is new here; theirs is {look.number}. {look.events} entries, "
            f"{look.files} files. Written for: {whom.en}.",
        )
    return Text(
        f"本机编号 {look.here},对方编号 {look.number}。{look.fresh} 条新记录,{look.files} 个附件。",
        f"{look.here} here, {look.number} there. {look.fresh} new entries, {look.files} files.",
    )


def removed_words(made: Made) -> Text:
    """Return how much was taken out of a bundle for a partner."""
    many = sum(one.count for one in made.removed)
    if not many:
        return Text("", "")
    zh = "、".join(f"{one.title.zh} {one.count}" for one in made.removed)
    en = ", ".join(f"{one.title.en} {one.count}" for one in made.removed)
    return Text(f"脱敏 {many} 处:{zh}。", f"Redacted in {many} places: {en}.")
