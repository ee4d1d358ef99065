"""What the store notes of attachments: where each is, which are kept, and which may go."""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from firstline.store.file.log_file import Disk
from firstline.store.reading import Reading
from firstline.store.watch import Changed

_FILES = Changed(kinds=frozenset({"file"}))


class FileActs(Reading):
    """The acts on attachments. Each may raise StoreProblem."""

    @abstractmethod
    def _write(self, act: Callable[[], Changed], disk: Disk = Disk.NOW) -> Changed:
        """Run `act` as one transaction and announce what it changed."""

    def file_sent(self, portal: str, sha256: str, now: datetime) -> None:
        """Note that `portal` has the file."""
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        self._note_files(lambda: filing.sent(self._desk.raw, portal, sha256, now))

    def file_used(self, sha256: str, now: datetime) -> None:
        """Note that the file was looked at: the longest unused one goes first."""
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        self._note_files(lambda: filing.used(self._desk.raw, sha256, now))

    def take_download(
        self, portal: str, sha256: str, part: Path, now: datetime, *, ticket_id: str = ""
    ) -> Path:
        """Keep a file that was downloaded to `part` and return where it lies.

        Where a portal gave its own id in the place of the hash, the ticket learns the hash. Raises
        Refused, and removes the download, when it has another hash or a rule destroyed it.
        """
        from firstline.store import files, filing  # noqa: PLC0415 - not for the first picture
        from firstline.store.retention.gone import let_in  # noqa: PLC0415 - as above

        size = part.stat().st_size if part.is_file() else 0
        content = let_in(self._desk.raw, self.folder, part, sha256, ticket_id)

        def act() -> Changed:
            filing.sent(self._desk.raw, portal, sha256, now)
            filing.used(self._desk.raw, sha256, now, content)
            if content == sha256 or not ticket_id:
                return _FILES
            filing.sent(self._desk.raw, portal, content, now)
            filing.learn_hash(self._desk, ticket_id, sha256, content, size)
            return _FILES | Changed(frozenset({ticket_id}), frozenset({"ticket"}))

        self._write(act)
        return files.find(self.folder, content) or part

    def pin(self, ticket_id: str) -> None:
        """Keep the files of a ticket on this machine."""
        sql = "INSERT OR IGNORE INTO pin(ticket) VALUES(?)"
        self._note_files(lambda: self._desk.raw.execute(sql, (ticket_id,)))

    def unpin(self, ticket_id: str) -> None:
        """Let the files of a ticket go when room is needed."""
        sql = "DELETE FROM pin WHERE ticket=?"
        self._note_files(lambda: self._desk.raw.execute(sql, (ticket_id,)))

    def _note_files(self, step: Callable[[], object]) -> None:
        def act() -> Changed:
            step()
            return _FILES

        self._write(act)

    def evict(self, limit_bytes: int) -> list[str]:
        """Let files go, the longest unused first, until the rest takes `limit_bytes` at most.

        Never one that a portal has not got, and never a pinned ticket's. Returns their hashes.
        """
        from firstline.store import filing  # noqa: PLC0415 - not for the first picture

        with self.connection.read() as raw:
            return filing.evict(raw, self.folder, limit_bytes)
