"""The triage sheet: a new ticket, or an old one judged again, by the keyboard alone in a minute."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import BadInput, Problem
from firstline.domain.ids import new_id
from firstline.domain.knowledge.similar import Asked
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.ticket.triage import Assessment
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.triage import desk as triage_desk
from firstline.viewmodel.triage import triage
from firstline.viewmodel.triage.triage import PLAIN, TriageForm
from firstline.widgets import icons, layouts, theme
from firstline.widgets.detail.choice import Initials, NameEdit
from firstline.widgets.detail.label import grow_icons
from firstline.widgets.detail.similar_box import SimilarBox
from firstline.widgets.queue import cells
from firstline.widgets.triage.fields import TriageFields
from firstline.widgets.triage.phase_offer import PhaseOffer
from firstline.widgets.triage.preview import TriagePreview

if TYPE_CHECKING:
    from firstline.viewmodel.detail.canned import CannedModel

NEW = Text("新建工单", "New ticket")
AGAIN = Text("重新分级 {number}", "Triage again: {number}")
SAVE = Text("保存工单", "Save ticket")
KEYS = Text(
    "Enter 下一项 · 1/2/3、Y/N 回答 · Ctrl+Enter 保存 · Esc 返回并保留草稿",
    "Enter: next · 1/2/3, Y/N: answer · Ctrl+Enter: save · Esc: back, draft kept",
)
DRAFT = "new"


class TriageSheet(QFrame):
    """Keeps the draft, shows what follows from the form while it is filled, and saves it."""

    saved = Signal(str)  # the ticket's id
    cancelled = Signal()

    def __init__(
        self, desktop: Desktop, *, initials: Initials | None = None,
        canned: "Callable[[], CannedModel] | None" = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("sheet")
        self._desktop = desktop
        self._speech = desktop.speech
        self._draft = Draft(desktop, self)
        self._ticket: Ticket | None = None
        self._form = TriageForm()
        self._stacked: bool | None = None
        self.heading, self.keys, self.problem = QLabel(self), QLabel(self), QLabel(self)
        self.back, self.badge = QToolButton(self), QLabel(self)
        self.save = QPushButton(self)
        self.fields = TriageFields(desktop, initials, self)
        self.preview = TriagePreview(desktop.speech, self)
        self.similar = SimilarBox(desktop, self)
        self.offer = PhaseOffer(desktop, canned, self)
        self._right = layouts.pile(self.preview, self.offer, self.similar)
        self.area = QScrollArea(self)
        self._build()
        self.back.clicked.connect(self.leave)
        self.save.clicked.connect(self.save_form)
        self.fields.changed.connect(self._take)
        self.preview.changed.connect(self._override)
        self.offer.taken.connect(self._use_template)
        for widget in self.findChildren(QWidget):
            widget.installEventFilter(self)
        self._speech.switched.connect(self.retranslate)
        grow_icons(self)
        self.retranslate()

    def _build(self) -> None:
        top = _head(self)
        inner = QWidget()
        self._columns = QGridLayout(inner)
        self._columns.setContentsMargins(0, 0, 8, 0)
        self._columns.setSpacing(16)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        for one in (self.area.viewport(), inner):
            one.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.keys)
        column.addWidget(self.problem)
        column.addWidget(self.area, 1)

    def start(self, prefill: Mapping[str, str] | None = None, ticket: Ticket | None = None) -> None:
        """Open the sheet: for a new ticket the kept draft, for `ticket` its own values."""
        self._ticket = ticket
        if ticket is not None:
            self._draft.open(f"triage:{ticket.id}")
            form = triage.from_ticket(ticket)
        else:
            form = triage.from_draft(self._draft.open(DRAFT))
            if form.is_blank:
                form = replace(TriageForm(), site=self._desktop.settings.site)
            values: dict[str, Any] = dict(prefill or {})
            form = replace(form, **values)
        self.problem.hide()
        self._show(form)
        self.retranslate()
        self.fields.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields.title.end(False)

    def leave(self) -> None:
        """Go back; what was typed is there the next time."""
        self._draft.flush()
        self.cancelled.emit()

    def flush(self) -> None:
        """Store what was typed at once."""
        self._draft.flush()

    def save_form(self) -> None:
        """Save the ticket; what is missing is said at the top and nothing is lost."""
        try:
            ticket_id = self._save()
        except BadInput as problem:
            self.problem.setText(f"⚠ {problem.in_(self._speech.language)}")
            self.problem.show()
            self._go_to_fault()
            return
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        if ticket_id:
            self._draft.drop()
            self._ticket = None
            self._show(TriageForm())
            self.saved.emit(ticket_id)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech, ticket = self._speech, self._ticket
        self.setAccessibleName(speech(NEW))
        self.heading.setText(speech(AGAIN.fill(number=ticket.number) if ticket else NEW))
        self.keys.setText(speech(KEYS))
        self.save.setText(speech(SAVE))
        self.save.setToolTip("Ctrl+Enter")
        self.back.setAccessibleName(speech(Text("返回", "Back")))
        self.back.setToolTip("Esc")
        self._preview()

    def _show(self, form: TriageForm) -> None:
        self._form = form
        self.fields.show_form(form, again=self._ticket is not None)
        self.preview.show_override(form.override, form.reason)
        self._preview()

    def _take(self, form: TriageForm) -> None:
        self._form = replace(form, override=self._form.override, reason=self._form.reason)
        self._keep()

    def _use_template(self, form: TriageForm) -> None:
        self.fields.show_form(form, again=False)
        self._take(form)
        self.fields.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def _override(self) -> None:
        level = self.preview.level
        reason = self.preview.reason.text() if level else ""
        self._form = replace(self._form, override=level, reason=reason)
        self._keep()

    def _keep(self) -> None:
        self.problem.hide()
        if self._ticket is None:
            self._draft.type("" if self._form.is_blank else self._form.to_draft())
        self._preview()

    def _assessment(self) -> Assessment:
        desk, now = self._desktop.desk, self._desktop.ticking.now()
        modifiers = triage_desk.active_modifiers(desk, self._form, now)
        return triage.assessment(self._form, desk.matrix, modifiers)

    def _reported_at(self) -> datetime:
        if self._ticket is not None:
            return self._ticket.created_at
        now, zone = self._desktop.ticking.now(), self._desktop.zone
        return times.read(self._form.reported, now, zone).astimezone(zone)

    def _preview(self) -> None:
        desktop, form = self._desktop, self._form
        now = desktop.ticking.now()
        try:
            reported_at = self._reported_at()
        except BadInput:
            reported_at = now  # half typed; saving says what is wrong
        found = self._assessment()
        chosen = triage.chosen(form, found)
        remark, due = triage_desk.outlook(desktop, form, chosen, self._ticket, reported_at, now)
        self.preview.show_result(found, chosen, remark, due)
        self.badge.setPixmap(cells.badge(chosen))  # in sight also where the preview is below
        self.badge.setAccessibleName(self._speech(phrases.PRIORITIES[chosen]))
        own = self._ticket.id if self._ticket else ""
        self.offer.show_for(form, again=self._ticket is not None)
        self.similar.ask(Asked(form.title, form.body, form.product, form.module, form.site, own))

    def _save(self) -> str:
        desktop, form = self._desktop, self._form
        found = self._assessment()
        stamps = [desktop.stamp() for _ in range(len(PLAIN) + 2)]
        if self._ticket is not None:
            ticket_id = self._ticket.id
            edits = triage.again(form, found, desktop.store.ticket(ticket_id), stamps)
            said = Text("已重新分级", "Triaged again")
        else:
            ticket_id = new_id(stamps[0].at)
            edits = triage.opening(
                form, found, stamps, ticket_id, self._reported_at(), self._speech.language
            )
            said = Text("已新建工单", "Ticket created")
        return ticket_id if desktop.perform(*edits, text=said) else ""

    def _go_to_fault(self) -> None:
        if not self._form.title.strip():
            field: QWidget = self.fields.title
        elif self._form.override and not self._form.reason.strip():
            field = self.preview.reason
        else:
            field = self.fields.reported
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.save_form()
                return True
            if event.key() == Qt.Key.Key_Escape and not _shows_names(watched):
                self.leave()
                return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched, 0, theme.px(24))
        return super().eventFilter(watched, event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._draft.flush()
        super().hideEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            grow_icons(self)
            self._stacked = None
            self._arrange()
            self._preview()

    def _arrange(self) -> None:
        """Form and preview side by side where there is room, else one above the other."""
        stacked = self.width() < theme.px(820)
        left = self.width() - 48 if stacked else self.width() * 5 // 8
        self.fields.arrange(left)
        if stacked == self._stacked:
            return
        self._stacked = stacked
        self.badge.setVisible(stacked)  # side by side, the preview shows it
        self._columns.addWidget(self.fields, 0, 0)
        self._columns.addWidget(self._right, 1 if stacked else 0, 0 if stacked else 1)
        self._columns.setColumnStretch(0, 1 if stacked else 5)
        self._columns.setColumnStretch(1, 0 if stacked else 3)


def _shows_names(watched: QObject) -> bool:
    """Whether Esc there closes a list of names first."""
    return isinstance(watched, NameEdit) and watched.suggestions.isVisible()


def _head(sheet: TriageSheet) -> QHBoxLayout:
    """Return the head of the sheet: back, its name, the badge, save."""
    for label in (sheet.heading, sheet.keys, sheet.problem):
        label.setTextFormat(Qt.TextFormat.PlainText)
    sheet.heading.setProperty("look", "title")
    sheet.keys.setProperty("look", "small")
    sheet.keys.setWordWrap(True)
    sheet.problem.setObjectName("problem")
    sheet.problem.setWordWrap(True)
    sheet.problem.hide()
    sheet.back.setProperty("look", "quiet")
    sheet.back.setIcon(icons.icon("arrow-left"))
    sheet.save.setProperty("look", "primary")
    top = QHBoxLayout()
    top.addWidget(sheet.back)
    top.addWidget(sheet.heading, 1)
    top.addWidget(sheet.badge)
    top.addSpacing(8)
    top.addWidget(sheet.save)
    return top
