"""What the window's hand-off page is handed: packages made in a lane of their own."""

from collections.abc import Callable, Sequence
from pathlib import Path

from firstline.cli.ticket.packing import Packer
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem
from firstline.domain.handoff.log_places import places_of
from firstline.domain.handoff.package import Package, RawText
from firstline.domain.handoff.wanted import Wanted
from firstline.domain.words import Text
from firstline.intake.collector import Collected, collect, read_log
from firstline.intake.log_tail import Window
from firstline.report.handoff import write_package
from firstline.report.handoff_page import page
from firstline.report.qr import qr_png
from firstline.store.store import Store
from firstline.system.sealed_zip import new_passphrase, sealing
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.doors import Read, Saved, Span
from firstline.viewmodel.later import Later


class HandoffWork:
    """The doors of the hand-off page; logs and redaction take seconds, so a lane does them."""

    def __init__(self, desktop: Desktop, later: Later) -> None:
        self._desktop = desktop
        self._later = later

    def make(
        self, ticket_id: str, wanted: Wanted, stamp: Stamp,
        then: Callable[[Package | Problem], None],
    ) -> None:  # fmt: skip
        """Make the redacted package."""
        packer = self._packer()

        def work(store: Store) -> Package | Problem:
            try:
                return packer(store).make(store.ticket(ticket_id), wanted, stamp)
            except Problem as problem:
                return problem

        self._later(work, then)

    def read(self, paths: Sequence[Path], span: Span, then: Callable[[Read], None]) -> None:
        """Read the wanted part of these logs."""
        window, zone = Window(span.most_bytes, span.since), self._desktop.zone

        def work(_store: Store) -> Read:
            texts: list[RawText] = []
            told: list[Text] = []
            for path in paths:
                try:
                    texts.append(read_log(path, window, zone))
                except Problem as problem:
                    told.append(problem.sentence)
            return Read(tuple(texts), {}, tuple(told))

        self._later(work, then)

    def collect(
        self, folder: Path, product: str, span: Span, then: Callable[[Read], None]
    ) -> None:  # fmt: skip
        """Read what the product's known places hold under `folder`."""
        window, packer, zone = (
            Window(span.most_bytes, span.since),
            self._packer(),
            self._desktop.zone,
        )

        def work(store: Store) -> Read:
            try:
                places = places_of(packer(store).places(), product)
                return _read_of(collect(folder, places, window, zone))
            except Problem as problem:
                return Read(told=(problem.sentence,))

        self._later(work, then)

    def unreadable(self, ticket_id: str, then: Callable[[frozenset[str]], None]) -> None:
        """Say which attachments of the ticket no rule can read."""
        packer = self._packer()
        self._later(lambda store: packer(store).unreadable(store.ticket(ticket_id)), then)

    def passphrase(self) -> str:
        """Return a new random passphrase that can be read out over the telephone."""
        return new_passphrase()

    def write(
        self, package: Package, folder: Path, passphrase: str | None,
        then: Callable[[Saved | Problem], None],
    ) -> None:  # fmt: skip
        """Write the zip, sealed under the passphrase, or in the clear for None."""
        seal = None if passphrase is None else sealing(passphrase)

        def work(_store: Store) -> Saved | Problem:
            try:
                done = write_package(package, folder, seal)
            except Problem as problem:
                return problem
            return Saved(done.path, done.sha256)

        self._later(work, then)

    def page(self, package: Package) -> str:
        """Return the package as one HTML page."""
        return page(package)

    def code(self, text: str) -> bytes:
        """Return a QR code as PNG."""
        return qr_png(text)

    def _packer(self) -> Callable[[Store], Packer]:
        """Return what makes a packer on the lane's store, with what holds now in the window."""
        desk, zone = self._desktop.desk, self._desktop.zone
        language = self._desktop.speech.language
        return lambda store: Packer(store, desk, store.folder, zone, language)


def _read_of(found: Collected) -> Read:
    told = [
        Text(f"{one.name}:{one.why_not.zh}", f"{one.name}: {one.why_not.en}")
        for one in found.met if one.why_not.zh
    ]  # fmt: skip
    return Read(found.texts, dict(found.facts), (*told, *found.missing))
