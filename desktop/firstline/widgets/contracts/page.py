"""The page of contracts: a timeline, the registers, what pays, versions and applications."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from firstline.domain.contracts.reminders import Deadline
from firstline.domain.overrides import override
from firstline.domain.services.catalogue import SHEET, Item, adopted
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.doors import ContractDoors
from firstline.viewmodel.contracts.entries import SHELVES
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.viewmodel.contracts.request_desk import RequestDesk
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.later import Later
from firstline.viewmodel.reports import Reports
from firstline.widgets.contracts.catalogue_bar import CatalogueBar
from firstline.widgets.contracts.claim_bar import ClaimBar
from firstline.widgets.contracts.ledger_leaf import LedgerLeaf
from firstline.widgets.contracts.letter_bar import LetterBar, of_applications, tell_unwritten
from firstline.widgets.contracts.request_leaf import RequestLeaf
from firstline.widgets.contracts.timeline_leaf import CALENDAR, TimelineLeaf
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.register_page import Board, RegisterPage
from firstline.widgets.purpose import CONTRACTS

TITLE = Text("合同与权益", "Contracts")
RENEWALS, DECISION, APPLICATIONS = "renewal", "decision", "application"
CATALOGUE, SERVICE_REQUESTS, LEDGERS = "catalog_item", "service_request", "ledger"


class ContractsPage(RegisterPage):
    """Its boards stand at the left under headings; a board of ledgers is one more entry there."""

    def __init__(
        self, desktop: Desktop, later: Later, doors: ContractDoors, reports: Reports | None = None
    ) -> None:  # fmt: skip
        self._reports = reports
        self.model = ContractsModel(desktop, later, doors)
        groups = [(shelf.name, [one.frame for one in shelf.entries]) for shelf in SHELVES]
        super().__init__(desktop, self.model, TITLE, groups, CONTRACTS)
        self.model.setParent(self)
        self.begin()

    @override
    def _make(self, frame: Frame) -> Board:
        if frame.id == "timeline":
            made = TimelineLeaf(self._speech)
            made.opened.connect(self.show_record)
            made.calendar_wanted.connect(self._save_calendar)
            return made
        if frame.id == LEDGERS:
            return LedgerLeaf(self._desktop)
        if frame.id == SERVICE_REQUESTS:
            return RequestLeaf(self.model)
        leaf = super()._make(frame)
        if frame.id == "application" and isinstance(leaf, Leaf):
            leaf.put_over(LetterBar(self.model, leaf.table, of_applications(self.model)))
        if frame.id == "claim" and isinstance(leaf, Leaf):
            claims = ClaimBar(self.model, leaf, self._reports)
            claims.drafted.connect(lambda made: self.show_record("claim", made))
            leaf.put_over(claims)
        if frame.id == CATALOGUE and isinstance(leaf, Leaf):
            bar = CatalogueBar(self.model, leaf)
            bar.wanted.connect(self._on_ask)
            bar.adopted.connect(self._on_adopt)
            leaf.put_over(bar)
        return leaf

    def _on_ask(self, item: Item) -> None:
        """Make a request of an entry of the catalogue, and show its form."""
        desk = RequestDesk(self._desktop, self.model.doors.fingerprint)
        made = desk.ask(item)
        if made:
            self.show_record(SERVICE_REQUESTS, made)

    def _on_adopt(self, item: Item) -> None:
        """Record a shipped entry as the site's own, to be changed in place."""
        made = self.model.add(SHEET, adopted(item, {}, self._speech.language))
        if made:
            self.show_record(CATALOGUE, made)

    def show_leaf(self, name: str) -> None:
        """Show the timeline, a register or another board."""
        self.go_to(name)

    @override
    def _on_loaded(self) -> None:
        super()._on_loaded()
        boards = self.model.boards
        stops = sum(one.stops for one in boards.values())
        warns = sum(one.warns for one in boards.values())
        said = Text("✓ 没有要看的", "✓ nothing to look at")
        if stops:
            said = Text(
                f"✗ {stops} 处冲突,{warns} 处要看",
                f"✗ {several(stops, 'clash', 'clashes')}, {warns} to look at",
            )
        elif warns:
            said = Text(f"⚠ {warns} 处要看", f"⚠ {warns} to look at")
        self._stops.setText(self._speech(said))

    def _save_calendar(self) -> None:
        place = str(Path.home() / "renewals.ics")
        kinds = "iCalendar (*.ics)"
        chosen, _ = QFileDialog.getSaveFileName(self, self._speech(CALENDAR), place, kinds)
        if chosen:
            self.write_calendar(Path(chosen))

    def write_calendar(self, path: Path) -> bool:
        """Write the deadlines as an iCalendar file; a failure is told as a banner."""
        from firstline.widgets.paper import write_text  # noqa: PLC0415 - seldom used

        board = self.model.boards.get("renewal")
        held = board.extra if board and isinstance(board.extra, tuple) else ()
        found = [one for one in held if isinstance(one, Deadline)]
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        try:
            write_text(self.model.doors.calendar(found, now, self._speech.language), path)
        except OSError as error:
            tell_unwritten(self.model, path, error)
            return False
        return True
