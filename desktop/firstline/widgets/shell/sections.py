"""The sections of the rail beside the queue: each page is made when somebody first goes there."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer

from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from firstline.viewmodel.directory.register_doors import RegisterDoors
    from firstline.viewmodel.group.group import GroupPress
    from firstline.viewmodel.reconcile.doors import ReconcileDoors
    from firstline.viewmodel.reports import Reports
    from firstline.viewmodel.runbook.runbook import RunbookDoors
    from firstline.viewmodel.shift import Press
    from firstline.viewmodel.training.doors import TrainingDoors
    from firstline.widgets.alarm.parts import AlarmParts
    from firstline.widgets.detail.books import DetailBooks
    from firstline.widgets.directory.page import Papers
    from firstline.widgets.group.page import GroupPage
    from firstline.widgets.knowledge.parts import KnowledgeParts
    from firstline.widgets.shell.shell import Doors, Shell
    from firstline.widgets.training.page import TrainingPage


PART_MS = 60  # between the parts of a page that is made before it is wanted
_LEAVES = {
    "replies": ("watch", "REPLIES"),
    "watch_rules": ("watch", "RULES"),
    "duties": ("contacts", "DUTIES"),
    "certificates": ("contacts", "CERTIFICATES"),
    "superusers": ("contacts", "SUPERUSERS"),
    "authorisations": ("contacts", "AUTHORISATIONS"),
    "cutover": ("runbooks", "LIVE"),
    "runbook_timeline": ("runbooks", "TIMELINE"),
    "waves": ("runbooks", "WAVES"),
    "runbook_review": ("runbooks", "REVIEW"),
    "outcomes": ("projects", "OUTCOMES"),
    "retention": ("projects", "RETENTION"),
    "matrix": ("training", "MATRIX"),
    "training_people": ("training", "PEOPLE"),
    "training_sessions": ("training", "SESSIONS"),
    "training_courses": ("training", "COURSES"),
    "transfer": ("training", "ITEMS"),
    "coverage": ("training", "COVERAGE"),
    "training_files": ("training", "FILES"),
    "actions": ("group", "ACTIONS"),
    "decisions": ("group", "DECISIONS"),
    "charter": ("group", "CHARTER"),
    "ledgers": ("contracts", "LEDGERS"),
    "renewals": ("contracts", "RENEWALS"),
    "package_decision": ("contracts", "DECISION"),
    "applications": ("contracts", "APPLICATIONS"),
    "catalogue": ("contracts", "CATALOGUE"),
    "service_requests": ("contracts", "SERVICE_REQUESTS"),
}
"""Commands that go to one leaf of a page: its section, and what its module calls the leaf."""


class Sections(QObject):
    """Knows which page belongs to which section; a section is one entry of `_pages`."""

    def __init__(self, desktop: Desktop, doors: "Doors", shell: "Shell") -> None:
        super().__init__(shell)
        self._desktop = desktop
        self._doors = doors
        self._shell = shell
        self._pages: dict[str, Callable[[], QWidget]] = {"alarms": lambda: self.alarms.page}
        self._pages["knowledge"] = lambda: self.knowledge.page
        self._pages["health"] = self._health
        self._pages["projects"] = self._projects
        if doors.papers is not None:
            self._pages["contacts"] = partial(self._directory, doors.papers)
        if doors.press is not None:
            self._pages["shift"] = partial(self._shift, doors.press)
        if doors.group is not None:
            self._pages["group"] = partial(self._group, doors.group)
        if doors.runbooks is not None:
            self._pages["runbooks"] = partial(self._runbooks, doors.runbooks)
        if doors.reconcile is not None:
            self._pages["reconcile"] = partial(self._reconcile, doors.reconcile)
        if doors.register is not None:
            self._pages["watch"] = partial(self._watch, doors.register)
        if doors.training is not None:
            self._pages["training"] = partial(self._training, doors.training)
        if doors.contracts is not None:
            self._pages["contracts"] = partial(_contracts, desktop, doors)

    def show(self, section: str) -> bool:
        """Show the section's page; False where this is none of ours."""
        if section in ("settings", "outbox"):
            self._shell.sync.show(section)
        elif section in self._pages:
            self._shell.pages.show_page(section, self._pages[section])
        else:
            return False
        return True

    def make_training_ready(self) -> None:
        """Make the page of training before somebody goes there: in parts, each of a moment."""
        make = partial(self._shell.pages.make, "training", self._pages["training"])
        _in_parts(self._shell, make)

    def show_wanted(self, kind: str, key: str) -> None:
        """Show a ticket or an article, whatever stands on screen now."""
        from firstline.widgets.shell import leaves  # noqa: PLC0415 - seldom used

        self._shell.pages.leave()
        if kind in ("article", "problem", "document"):
            self.knowledge.show_record(kind, key)
        elif kind == "helping":  # an article that was offered beside a ticket
            about, _, record = key.partition(" ")
            self.knowledge.show_record("article", record, about)
        elif kind == "improve":
            self._show_group(lambda page: page.improve(key))
        elif kind in ("action", "decision"):
            self._show_group(lambda page: page.show_record(kind, key))
        elif kind == "register":
            leaves.show_register(self._shell, *key.split(" ", 1))
        elif kind == "board":
            leaves.show_board(self._shell, *key.split(" ", 1))
        else:
            self._shell.show_ticket(key)

    @cached_property
    def alarms(self) -> "AlarmParts":
        """The alarms: bell, cards and page; made once the window is at work."""
        from firstline.widgets.alarm.parts import AlarmParts  # noqa: PLC0415 - see the class

        training = self._doors.training
        courses = training().courses if training is not None else dict
        rules = self._doors.contracts().rules if self._doors.contracts else ()
        return AlarmParts(self._desktop, self._doors.later, self._shell, courses, rules)

    @cached_property
    def knowledge(self) -> "KnowledgeParts":
        """The knowledge base."""
        from firstline.widgets.knowledge.parts import KnowledgeParts  # noqa: PLC0415 - see the class

        return KnowledgeParts(self._desktop, self._doors, self._shell)

    def restyle(self) -> None:
        """Take the theme and the text size in use."""
        self._shell.pages.restyle()
        if "alarms" in self.__dict__:
            self.alarms.retranslate()

    def hand_over(self, ticket_id: str) -> None:
        """Show the page of the hand-off package for a ticket."""
        doors = self._doors.handoff
        if doors is None:
            return
        from firstline.widgets.handoff.page import HandoffPage  # noqa: PLC0415 - see the class

        def make() -> HandoffPage:
            made = HandoffPage(self._desktop, doors())
            made.closed.connect(lambda: self._shell.show_ticket(made.ticket_id))
            return made

        page = self._shell.pages.show_page("handoff", make)
        if isinstance(page, HandoffPage):
            page.open(ticket_id)

    def _hand_over_current(self) -> None:
        current = self._shell.page.list.current_id()
        if current and self._shell.pages.section == "queue":
            self.hand_over(current)

    @cached_property
    def _books(self) -> "DetailBooks | None":
        if self._doors.register is None:
            return None
        from firstline.widgets.detail.books import DetailBooks  # noqa: PLC0415 - see the class

        return DetailBooks(self._desktop, self._doors.register(), self._shell.detail)

    def watch_sessions(self) -> None:
        """Show in the strip which remote sessions run, from now on."""
        from firstline.widgets.books.remote_chip import RemoteChip  # noqa: PLC0415 - see the class

        chip = RemoteChip(self._desktop, self)
        chip.button.clicked.connect(lambda: self._go_to_session(chip.ticket))
        self._shell.strip.add_part(chip.button)
        chip.refresh()

    def _go_to_session(self, ticket_id: str) -> None:
        if ticket_id:
            self._shell.show_ticket(ticket_id)
            self._open_book("sessions")

    def _open_book(self, name: str) -> None:
        """Open a book of the current ticket over the detail pane."""
        shell = self._shell
        current = shell.page.list.current_id()
        if self._books is not None and current and shell.pages.section == "queue":
            shell.show_ticket(current)
            self._books.open(name, current)

    def _print(self) -> None:
        from firstline.widgets.detail.ticket_paper import print_current  # noqa: PLC0415 - seldom used

        print_current(self._shell, self._doors.register)

    def deeds(self) -> dict[str, Callable[[], None]]:
        """Return what the commands do that go to a section, or change the window itself."""
        from firstline.widgets.detail.vendor_deed import vendor_replied  # noqa: PLC0415 - see Aids
        from firstline.widgets.shell.leaves import offers, show_leaf  # noqa: PLC0415 - see Aids
        from firstline.widgets.shell.phrase_deeds import PhraseDeeds  # noqa: PLC0415 - see Aids
        from firstline.widgets.shell.switches import switches, wall  # noqa: PLC0415 - see Aids

        desktop, shell = self._desktop, self._shell
        leaf = partial(partial, show_leaf, shell)
        names = (
            "queue", "settings", "alarms", "knowledge", "contacts", "shift", "group", "runbooks",
            "health", "reconcile", "watch", "projects", "training", "contracts",
        )  # fmt: skip
        return {
            **{one: partial(shell.go, one) for one in names},
            "handoff": self._hand_over_current,
            "vendor.replied": partial(vendor_replied, shell, desktop),
            **{name: leaf(*where) for name, where in _LEAVES.items()},
            "print": self._print,
            **{one: partial(self._open_book, one) for one in ("contact", "sessions")},
            **PhraseDeeds(desktop, self._doors, shell).deeds(),
            **switches(shell, desktop.speech, self._doors.settings),
            **wall(shell, desktop, self._doors.later),
            "documents": lambda: self.knowledge.show_documents(),  # noqa: PLW0108 - as below
            "problems": lambda: self.knowledge.show_problems(),  # noqa: PLW0108 - made when wanted
            **offers(shell, desktop),
            "gaps": lambda: self.knowledge.show_gaps(),  # noqa: PLW0108 - made when wanted
            "article": lambda: self.knowledge.write(),  # noqa: PLW0108 - made when wanted
            "mend": lambda: self.knowledge.mend(),  # noqa: PLW0108 - as above
            "problem": lambda: self.knowledge.make_problem(),  # noqa: PLW0108 - as above
        }

    def _shift(self, press: "Press") -> "QWidget":
        from firstline.widgets.shift_page import ShiftPage  # noqa: PLC0415 - see the class

        made = ShiftPage(self._desktop, self._doors.later, press)
        made.open_ticket.connect(self._shell.show_ticket)
        return made

    def _group(self, press: "GroupPress") -> "QWidget":
        from firstline.widgets.group.page import GroupPage  # noqa: PLC0415 - see the class

        return GroupPage(self._desktop, self._doors.later, press)

    def _show_group(self, then: "Callable[[GroupPage], None]") -> None:
        """Show the working group, and there what `then` asks for."""
        from firstline.widgets.group.page import GroupPage  # noqa: PLC0415 - see the class

        self._shell.go("group")
        page = self._shell.pages.currentWidget()
        if isinstance(page, GroupPage):
            then(page)

    def _runbooks(self, doors: "Callable[[], RunbookDoors]") -> "QWidget":
        from firstline.widgets.runbook.page import RunbookPage  # noqa: PLC0415 - see the class

        return RunbookPage(self._desktop, doors())

    @property
    def _reports(self) -> "Reports | None":
        return self._doors.reports() if self._doors.reports is not None else None

    def _reconcile(self, doors: "Callable[[], ReconcileDoors]") -> "QWidget":
        from firstline.widgets.reconcile.page import ReconcilePage  # noqa: PLC0415 - see the class

        return ReconcilePage(self._desktop, doors(), self._reports)

    def _watch(self, doors: "Callable[[], RegisterDoors]") -> "QWidget":
        from firstline.widgets.watch.page import WatchPage  # noqa: PLC0415 - see the class

        return WatchPage(self._desktop, self._doors.later, doors())

    def _training(self, doors: "Callable[[], TrainingDoors]") -> "QWidget":
        from firstline.widgets.training.page import TrainingPage  # noqa: PLC0415 - see the class

        return TrainingPage(self._desktop, self._doors.later, doors())

    def _health(self) -> "QWidget":
        from firstline.widgets.health.page import HealthPage  # noqa: PLC0415 - see the class

        open_files = self._doors.health
        files = open_files(self._desktop.speech) if open_files else None
        return HealthPage(self._desktop, self._doors.later, files, self._reports)

    def _projects(self) -> "QWidget":
        from firstline.widgets.project.page import ProjectPage  # noqa: PLC0415 - see the class

        open_files = self._doors.projects
        files = open_files() if open_files else None
        return ProjectPage(
            self._desktop, self._doors.later, files, self._doors.acceptance, self._reports
        )

    def _directory(self, papers: "Callable[[], Papers]") -> "QWidget":
        from firstline.widgets.directory.page import DirectoryPage  # noqa: PLC0415 - see the class

        return DirectoryPage(self._desktop, self._doors.later, papers())


def _contracts(desktop: Desktop, doors: "Doors") -> "QWidget":
    from firstline.widgets.contracts.page import ContractsPage  # noqa: PLC0415 - see the class

    if doors.contracts is None:
        raise LookupError
    reports = doors.reports() if doors.reports is not None else None
    return ContractsPage(desktop, doors.later, doors.contracts(), reports)


def _in_parts(shell: QObject, make: "Callable[[], QWidget]") -> None:
    QTimer.singleShot(PART_MS, shell, make)
    QTimer.singleShot(2 * PART_MS, shell, lambda: cast("TrainingPage", make()).make_ready())
