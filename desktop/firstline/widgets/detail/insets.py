"""What slides over the detail pane: why, the reader of one text, and one attachment."""

from PySide6.QtWidgets import QWidget

from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Attachment, Ticket
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.attachments import row
from firstline.viewmodel.detail.timeline import Entry, Shape
from firstline.widgets.detail.attachments import FileView
from firstline.widgets.detail.inset import Inset
from firstline.widgets.detail.reader import Reader
from firstline.widgets.detail.why_panel import WhyPanel


class DetailInsets:
    """The insets of one host; at most one is in sight."""

    def __init__(self, desktop: Desktop, host: QWidget) -> None:
        self._speech = desktop.speech
        self.why = WhyPanel(desktop, host)
        self.reader = Reader(self._speech, desktop.store.file_path, host)
        self.file = FileView(desktop, host)
        self.why_inset = Inset(self._speech, host, self.why)
        self.why_inset.add_tool(self.why.copy)
        self.reader_inset = Inset(self._speech, host, self.reader)
        self.file_inset = Inset(self._speech, host, self.file)
        self.more: list[Inset] = []  # books that are made when they are first wanted
        self.why.titled.connect(self.why_inset.title.setText)

    def hide(self) -> None:
        """Uncover the host: another ticket is shown."""
        for inset in (self.why_inset, self.reader_inset, self.file_inset, *self.more):
            inset.hide()

    def ask_clock(self, ticket: Ticket, timer: Timer) -> None:
        """Tell why the clock `timer` of `ticket` says what it says."""
        self.why.show_clock(ticket, timer)
        self.why_inset.enter()

    def ask_priority(self, ticket: Ticket) -> None:
        """Tell why `ticket` has its priority."""
        self.why.show_priority(ticket)
        self.why_inset.enter()

    def open(self, entry: Entry, ticket: Ticket) -> None:
        """Show a file or a text of the timeline."""
        if entry.shape is not Shape.FILE:
            self.reader.show_entry(entry)
            self.reader_inset.title.setText(self._speech(entry.head))
            self.reader_inset.enter()
            return
        found = [one for one in ticket.attachments if one.sha256 == entry.sha256]
        shown = row(found[0] if found else Attachment(entry.sha256, entry.body, 0, ""))
        self.file.show_file(shown, ticket.id)
        self.file_inset.title.setText(shown.name)
        self.file_inset.enter()
