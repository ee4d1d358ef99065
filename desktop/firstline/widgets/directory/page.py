"""The directory: whom to call, what the customer owes, who is certified, and who covers what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from firstline.domain.contact.duty import Duty
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.contacts import CardWriter, ContactRow, ContactsModel
from firstline.viewmodel.directory.duties import DutiesModel, FolderCheck
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.books.contact_panel import ContactPanel
from firstline.widgets.directory.duties_part import DutiesPart
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.purpose import CONTACTS, Purpose

if TYPE_CHECKING:
    from firstline.domain.training.curriculum import Course
    from firstline.widgets.authorisations.part import AuthorisationsPart
    from firstline.widgets.directory.certificates_part import CertificatesPart
    from firstline.widgets.superusers.part import SuperusersPart

TITLE = Text("联系人", "Contacts")
ADD = Text("新增联系人", "Add a contact")
CARD = Text("应急联系卡…", "Emergency card…")
DUTIES = Text("客户责任", "Customer duties")
CERTIFICATES = Text("证书", "Certificates")
SUPERUSERS = Text("超级用户", "Super-users")
AUTHORISATIONS = Text("授权", "Authorisations")
LEAVES = (TITLE, DUTIES, CERTIFICATES, SUPERUSERS, AUTHORISATIONS)
EMPTY = Text(
    "还没有联系人:把热线、服务商、DBA 和网络的电话先存在这里,断网时也看得到。",
    "No contacts yet: keep hotline, partner, DBA and network here, to be read without a network.",
)
HEADS = (
    Text("类别", "Party"), Text("名称", "Name"), Text("电话", "Phone"), Text("现在", "Now"),
    Text("核实", "Verified"),
)  # fmt: skip

LARGE = 150  # above, the leaves need the room of the warning


@dataclass(frozen=True, slots=True)
class Papers:
    """What the roof hands in: the card as a file, the look at backups, the duties there are."""

    write_card: CardWriter
    check_folder: FolderCheck
    duties: tuple[Duty, ...]
    courses: "Callable[[], Mapping[str, Course]]" = dict


class DirectoryPage(QWidget):
    """Contacts, the duties of each system, certificates, super-users and authorisations."""

    def __init__(self, desktop: Desktop, later: Later, papers: Papers) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._papers, self._later = papers, later
        self.model = ContactsModel(desktop, self)
        self.duties_model = DutiesModel(desktop, later, papers.duties, self)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.purpose = Purpose(self._speech, CONTACTS)
        self._stale = PlainLabel()
        self._stale.setProperty("look", "warning")
        self.add = QPushButton()
        self.card = QPushButton()
        self.leaves = QTabBar()
        self.table = PlainTable(1, (176, 200, 150, 100, 150), (4, 3, 0))
        self.panel = ContactPanel(desktop, self.model)
        self.duties = DutiesPart(desktop, self.duties_model, papers.check_folder)
        self.empty = Empty(self._speech)
        self._body = QStackedWidget()
        self._stack = QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        for _ in LEAVES:
            self.leaves.addTab("")
        head = layouts.title_line(self._title, self.leaves, self._stale, None, self.card, self.add)
        self.add.setProperty("look", "primary")
        both = QWidget()
        side = QHBoxLayout(both)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.table, 1)
        side.addWidget(self.panel)
        self._body.addWidget(both)
        self._body.addWidget(self.empty)
        self._stack.addWidget(layouts.topped(self._body))
        self._stack.addWidget(self.duties)
        layouts.headed(self, head, self._stack, self.purpose)
        enter_at(self, self.table)

    def _connect(self) -> None:
        self.leaves.currentChanged.connect(self._on_leaf)
        self.add.clicked.connect(self._on_add)
        self.card.clicked.connect(self._on_card)
        self.empty.wanted.connect(self._on_add)
        self.table.chosen.connect(self.panel.show_contact)
        self.model.loaded.connect(self._on_loaded)
        self._speech.switched.connect(self.retranslate)

    @cached_property
    def certificates(self) -> "CertificatesPart":
        """The leaf of certificates, made when it is first wanted."""
        from firstline.viewmodel.directory.certificates import CertificatesModel  # noqa: PLC0415 - see above
        from firstline.widgets.directory.certificates_part import CertificatesPart  # noqa: PLC0415

        model = CertificatesModel(self._desktop, self._papers.courses, self)
        made = CertificatesPart(self._desktop, model)
        self._stack.addWidget(made)
        return made

    @cached_property
    def superusers(self) -> "SuperusersPart":
        """The leaf of super-users, made when it is first wanted."""
        from firstline.widgets.superusers.part import SuperusersPart  # noqa: PLC0415 - see above

        made = SuperusersPart(self._desktop, self._later)
        self._stack.addWidget(made)
        return made

    @cached_property
    def authorisations(self) -> "AuthorisationsPart":
        """The leaf of authorisations, made when it is first wanted."""
        from firstline.widgets.authorisations.part import AuthorisationsPart  # noqa: PLC0415

        made = AuthorisationsPart(self._desktop)
        self._stack.addWidget(made)
        return made

    def show_leaf(self, words: Text) -> None:
        """Show one of LEAVES."""
        self.leaves.setCurrentIndex(LEAVES.index(words))
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _on_leaf(self, at: int) -> None:
        if LEAVES[at] is CERTIFICATES:
            self._stack.setCurrentWidget(self.certificates)
        elif LEAVES[at] is SUPERUSERS:
            self._stack.setCurrentWidget(self.superusers)
        elif LEAVES[at] is AUTHORISATIONS:
            self._stack.setCurrentWidget(self.authorisations)
        else:
            self._stack.setCurrentIndex(at)
        for one in (self.add, self.card):
            one.setVisible(at == 0)
        self._stale.setVisible(at == 0 and bool(self.model.stale) and theme.percent() <= LARGE)
        if LEAVES[at] is DUTIES:
            self.duties_model.refresh()

    def _on_add(self) -> None:
        made = self.model.add()
        if made:
            self.model.refresh()
            self.table.go_to(made)
            self.panel.edit_name()

    def _on_card(self) -> None:
        say = self._speech
        kinds = say(
            Text("打印用网页 (*.html);;文本 (*.txt)", "Page to print (*.html);;Text (*.txt)")
        )
        name = say(Text("应急联系卡.html", "emergency-card.html"))
        chosen, _ = QFileDialog.getSaveFileName(self, say(CARD), name, kinds)
        if chosen:
            self.model.write_card(Path(chosen), self._papers.write_card)

    def _on_loaded(self) -> None:
        say = self._speech
        self.table.show_rows(
            [say(one) for one in HEADS],
            [(one.contact.id, self._cells(one)) for one in self.model.rows],
        )
        self._body.setCurrentIndex(0 if self.model.rows else 1)
        many = self.model.stale
        here = self.leaves.currentIndex() == 0
        self._stale.setVisible(bool(many) and here and theme.percent() <= LARGE)
        self._stale.setText(
            say(Text(f"{many} 个待核实", f"{many} to verify")) if many else ""
        )  # fmt: skip

    def _cells(self, row: ContactRow) -> tuple[Cell, ...]:
        say, one = self._speech, row.contact
        mark = {True: "● ", False: "○ ", None: "? "}[row.reachable]
        shade = {True: "ok", False: "muted", None: "muted"}[row.reachable]
        fresh = Cell(f"{'⚠ ' if row.stale else '✓ '}{say(row.verified)}",
                     "P2" if row.stale else "muted", row.stale)  # fmt: skip
        return (
            Cell(say(one.called), "muted"), Cell(one.name, bold=True),
            Cell(one.phone or one.address), Cell(mark + say(row.now), shade), fresh,
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(Text("联系人与客户责任", "Contacts and duties")))
        for button, words, icon in ((self.add, ADD, "plus"), (self.card, CARD, "printer")):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.add else "text"))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        for at, words in enumerate(LEAVES):
            self.leaves.setTabText(at, say(words))
        self.leaves.setAccessibleName(
            say(
                Text(
                    "联系人、客户责任、证书或超级用户",
                    "Contacts, duties, certificates, super-users or authorisations",
                )
            )
        )
        self.table.setAccessibleName(say(TITLE))
        self.empty.tell("phone", EMPTY, ADD)
        self.panel.retranslate()
        self.duties.retranslate()
        for leaf in {"certificates", "superusers", "authorisations"} & self.__dict__.keys():
            getattr(self, leaf).retranslate()
        if self.model.awake:
            self._on_loaded()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = self.duties_model.awake = True
        self.model.refresh()
        self.duties_model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = self.duties_model.awake = False
