"""What the page of bundles is handed: keys, redaction and files, in a lane of their own (S86)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from firstline.app.portals import Portals
from firstline.app.stick import Stick
from firstline.app.threads import Threads
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem, StoreProblem
from firstline.domain.ticket.bundle import Look, Made
from firstline.domain.words import Language, Text
from firstline.store.store import Store
from firstline.sync.packs.container import is_sealed
from firstline.sync.packs.thread import SEALED, is_thread
from firstline.system.sealed_zip import new_passphrase
from firstline.viewmodel.later import Later
from firstline.viewmodel.sync.bundle import Found, Ordinary, Sealed, Wanted

T = TypeVar("T")


class BundleWork:
    """The doors of the page of bundles; a passphrase is dear on purpose, so a lane does it."""

    def __init__(self, portals: Portals, later: Later, now: Callable[[], datetime]) -> None:
        self._portals = portals
        self._later = later
        self._now = now

    def own_key(self, then: Callable[[str | Problem], None]) -> None:
        """Say this device's fingerprint."""
        self._do(lambda threads, _store: threads.own_key(), then)

    def passphrase(self) -> str:
        """Return a new random passphrase that can be read out over the telephone."""
        return new_passphrase()

    def export(
        self, wanted: Wanted, stamp: Stamp, language: Language,
        then: Callable[[Made | Problem], None],
    ) -> None:  # fmt: skip
        """Write the bundle."""

        def work(threads: Threads, _store: Store) -> Made:
            return threads.export(
                wanted.ticket, wanted.audience, wanted.path, stamp, language, wanted.passphrase
            )

        self._do(work, then)

    def look(
        self, path: Path, stamp: Stamp, passphrase: str | None, then: Callable[[Found], None]
    ) -> None:
        """Say what a file brings."""

        def work(threads: Threads, _store: Store) -> Found:
            if path.is_file() and not is_thread(path):
                return Ordinary()
            if passphrase is None and path.is_file() and is_sealed(path, SEALED):
                return Sealed()
            return threads.look(path, stamp, passphrase)

        self._do(work, then)

    def take(
        self, path: Path, stamp: Stamp, passphrase: str | None, accept: str,
        then: Callable[[Look | Problem], None],
    ) -> None:  # fmt: skip
        """Make the edits that take a bundle in, and keep its files."""
        self._do(lambda threads, _store: threads.take(path, stamp, passphrase, accept)[0], then)

    def carry(self, path: Path, then: Callable[[Text | Problem], None]) -> None:
        """Take a pack of another kind, as `pack import` does."""

        def work(_threads: Threads, store: Store) -> Text:
            return _said(Stick(store, self._portals, self._now).take(path))

        self._do(work, then)

    def _do(self, work: Callable[[Threads, Store], T], then: Callable[[T | Problem], None]) -> None:
        def tried(store: Store) -> T | Problem:
            try:
                return work(Threads(store, self._portals, self._now), store)
            except Problem as problem:
                return problem
            except OSError as error:
                return _stick_refused(error)

        self._later(tried, then)


def _said(done: dict[str, object]) -> Text:
    if done["kind"] == "answer":
        return Text(
            f"门户答复:送达 {done['settled']},冲突 {done['held']},拒绝 {done['refused']}。",
                    f"The portal's answer is in: {done['settled']} settled, {done['held']} held, "
                    f"{done['refused']} refused.")  # fmt: skip
    if done["delivered"]:
        return Text(f"已交给门户;答复在 {done['answer']}。",
                    f"Handed in; the answer is in {done['answer']}.")  # fmt: skip
    return Text("已收下,下次同步时交给门户。", "Kept; it is handed in with the next round.")


def _stick_refused(error: OSError) -> StoreProblem:
    return StoreProblem(
        Text(f"读写失败:{error.strerror}。", f"It could not be read or written: {error.strerror}."),
        Text("本机的内容没有变。", "What is on this machine is unchanged."),
        Text("请检查 U 盘后再试。", "Check the stick, then try again."),
    )
