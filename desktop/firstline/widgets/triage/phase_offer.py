"""One quiet button in the triage sheet: the template that is meant for the system's phase (S2)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.triage.triage import TriageForm
from firstline.widgets import icons

if TYPE_CHECKING:
    from firstline.domain.knowledge.canned import Template
    from firstline.viewmodel.detail.canned import CannedModel

USE = Text("用模板“{title}”({phases})", "Use the template “{title}” ({phases})")


class PhaseOffer(QPushButton):
    """Shows itself while a new ticket has no description and its system is in a phase of its own.

    What was typed stays; the template fills in the rest.
    """

    taken = Signal(object)  # TriageForm: what was typed, with what the template fills in

    def __init__(
        self, desktop: Desktop, canned: "Callable[[], CannedModel] | None", parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desktop, self._canned = desktop, canned
        self._template: Template | None = None
        self._form = TriageForm()
        self.setProperty("look", "link")
        self.setIcon(icons.icon("file"))
        self.setAutoDefault(False)
        self.clicked.connect(self._take)
        self.hide()

    def show_for(self, form: TriageForm, *, again: bool) -> None:
        """Offer what fits the form, or nothing."""
        self._form = form
        self._template = None if again or form.body.strip() else self._found(form)
        if self._template is not None:
            from firstline.domain.project.offered import words  # noqa: PLC0415 - projects only

            title, meant = self._template.title, words(self._template.phases)
            said = Text(
                USE.zh.format(title=title.zh, phases=meant.zh),
                USE.en.format(title=title.in_("en"), phases=meant.en),
            )
            self.setText(self._desktop.speech(said))
            self.setAccessibleName(self.text())
        self.setVisible(self._template is not None)

    def _found(self, form: TriageForm) -> "Template | None":
        if self._canned is None or not form.product.strip():
            return None
        if not self._desktop.store.records("phase"):
            return None
        return self._canned().template_for(form.product, form.site)

    def _take(self) -> None:
        if self._template is not None and self._canned is not None:
            filled = self._canned().prefill(self._template.id)
            empty = {name: one for name, one in filled.items() if not getattr(self._form, name)}
            values: dict[str, Any] = {**empty, "type": filled.get("type", self._form.type)}
            self.taken.emit(replace(self._form, **values))
