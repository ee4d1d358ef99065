"""The hand-off page's state: the redacted package, its review, and how it leaves."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import BadInput, Problem
from firstline.domain.handoff.acts import release
from firstline.domain.handoff.package import Package, check_may_leave
from firstline.domain.handoff.release import ZIP
from firstline.domain.handoff.text import body, codes
from firstline.domain.handoff.wanted import Wanted
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.doors import HandoffDoors, Saved
from firstline.viewmodel.handoff.files import HandoffFiles

CODE_BYTES = 450  # of one QR code: a phone reads it from the screen at once
_NOT_MADE = Text("脱敏结果还没有好。", "The redacted result is not ready yet.")


class HandoffModel(HandoffFiles):
    """One ticket on its way to the vendor; whatever changes makes the package anew."""

    made = Signal()  # there is a package, or a problem instead
    released = Signal(object)  # Text: what was done, for the line at the foot

    def __init__(
        self, desktop: Desktop, doors: HandoffDoors, parent: QObject | None = None
    ) -> None:
        super().__init__(desktop, doors, parent)
        self.problem: Problem | None = None
        self._turn = 0  # an answer to an older question is dropped
        self._left: set[str] = set()

    def make(self) -> None:
        """Make the package, unless there is one that is up to date."""
        if self.ticket is None or self.package is not None:
            self.made.emit()
            return
        self._turn += 1
        turn = self._turn
        self.busy.emit(True)
        try:
            wanted = Wanted(
                self.facts | self.typed, self.title, self.logs, self.seen, self.dropped,
                self.authorisation(),
            )  # fmt: skip
        except Problem as problem:
            self._take_package(turn, problem)
            return
        stamp = self._desktop.stamp()
        self.doors.make(self.ticket.id, wanted, stamp, lambda made: self._take_package(turn, made))

    def review(self, name: str) -> None:
        """Note who reviewed the redacted result, "" for nobody."""
        if self.package is not None:
            self.package = replace(self.package, reviewed_by=name.strip())

    def hindrance(self) -> Problem | None:
        """Return why the package may not leave now, None where it may.

        The authorisation is read anew each time: a revocation holds at once.
        """
        if self.package is None:
            return self.problem or BadInput(_NOT_MADE)
        try:
            package = replace(self.package, authorisation=self.authorisation())
            check_may_leave(package, self._now())
        except Problem as problem:
            return problem
        return None

    @property
    def text(self) -> str:
        """The body as it is pasted."""
        return body(self.package) if self.package else ""

    def parts(self) -> tuple[str, ...]:
        """Return title and body in as many parts as codes are needed."""
        made = self.package
        return codes(f"{made.title}\n{self.text}", CODE_BYTES) if made else ()

    def save(self, folder: Path, passphrase: str | None, then: Callable[[], None]) -> None:
        """Write the zip into `folder` and record the release; `then` follows where both were done.

        It is sealed under `passphrase`, which nothing keeps, or in the clear for None (S44).
        """
        package = self._free()
        if package is not None:
            self.busy.emit(True)
            sealed = passphrase is not None
            self.doors.write(
                package, folder, passphrase,
                lambda done: self._saved(package, done, then, sealed=sealed),
            )  # fmt: skip

    def leave(self, way: str, said: Text) -> bool:
        """Record that the text leaves by `way`, once a package; False where it may not."""
        package = self._free()
        if package is None:
            return False
        digest = hashlib.sha256(f"{package.title}\n{self.text}".encode()).hexdigest()
        return way in self._left or self._record(package, digest, way, said)

    def _free(self) -> Package | None:
        """Return the package where it may leave now; else the reason is told."""
        problem = self.hindrance()
        if problem is not None:
            self._desktop.problem.emit(problem)
            return None
        return self.package

    def _record(
        self, package: Package, digest: str, way: str, said: Text, *, sealed: bool = False
    ) -> bool:
        store = self._desktop.store
        try:
            ticket = store.ticket(package.ticket_id)
            stamp = self._desktop.stamp()
            edit = release(ticket, package, digest, stamp, way=way, sealed=sealed)
            store.perform(edit, now=self._now())  # what has left cannot be undone
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        self._left.add(way)
        self.released.emit(said)
        return True

    def _saved(
        self, package: Package, done: Saved | Problem, then: Callable[[], None], *, sealed: bool
    ) -> None:
        self.busy.emit(False)
        if isinstance(done, Problem):
            self._desktop.problem.emit(done)
            return
        mark = done.sha256[:12]
        how = Text("已加密", ", encrypted") if sealed else Text("未加密", ", not encrypted")
        said = Text(f"已保存 {done.path}({how.zh},SHA-256 {mark}…),已记入时间线。",
                    f"Saved {done.path}{how.en} (SHA-256 {mark}…), in the timeline.")  # fmt: skip
        if self._record(package, done.sha256, ZIP, said, sealed=sealed):
            self._remember(package, done.path)
            then()
        else:
            with suppress(OSError):  # nothing leaves of which the timeline does not know
                done.path.unlink()

    def _remember(self, package: Package, path: Path) -> None:
        """Remember where the package lies, so that the rule of retention finds it again (N13)."""
        from firstline.domain.retention.category import Category  # noqa: PLC0415 - after a package
        from firstline.store.retention import written  # noqa: PLC0415

        given = package.authorisation
        with suppress(OSError, Problem):
            self._desktop.store.note_written(written.of(
                path, Category.PACKAGES, self._now(), ticket=package.ticket_id,
                number=package.number, authorisation=given.number if given else "",
            ))  # fmt: skip

    def _take_package(self, turn: int, made: Package | Problem) -> None:
        if turn != self._turn:
            return
        self.busy.emit(False)
        self.package = None if isinstance(made, Problem) else made
        self.problem = made if isinstance(made, Problem) else None
        self._left.clear()
        self.made.emit()
