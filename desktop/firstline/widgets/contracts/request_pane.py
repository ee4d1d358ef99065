"""One request from the catalogue: its chain, who pays, the forms of its step, and its own form."""

import json
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.services.form import form_sheet
from firstline.domain.services.request import UNDECIDED, State
from firstline.domain.services.request_words import past
from firstline.domain.words import Text
from firstline.viewmodel.contracts.request_desk import RequestDesk
from firstline.viewmodel.contracts.request_forms import criteria_said, forms, steps
from firstline.viewmodel.contracts.services import Case
from firstline.viewmodel.desk import Desktop
from firstline.widgets import layouts
from firstline.widgets.contracts.step_chain import StepChain
from firstline.widgets.contracts.step_form import StepForm
from firstline.widgets.health.field_clash import FieldClash
from firstline.widgets.health.record_fields import RecordFields

FORM = Text("申请表", "Form")
LACKS = Text("还缺:{names}", "Missing: {names}")
CRITERIA = Text("验收标准", "Acceptance criteria")
PAST = Text("经过", "What happened")
LOCKED = Text("已决定,申请表不再修改。", "Decided: the form does not change any more.")


class RequestPane(QFrame):
    """Shows the chosen request; every field is kept when it is left, blanks as they are typed."""

    def __init__(self, desktop: Desktop, desk: RequestDesk) -> None:
        super().__init__()
        self._desktop, self._speech, self._desk = desktop, desktop.speech, desk
        self._case: Case | None = None
        self._frozen = ""
        self.setObjectName("pane")
        self._head, self._said, self._lacks = QLabel(), QLabel(), QLabel()
        self._criteria, self._past, self._title = QLabel(), QLabel(), QLabel()
        self.chain = StepChain(self._speech)
        self._flags, self._clashes = QVBoxLayout(), QVBoxLayout()
        self._steps, self._form = QVBoxLayout(), QVBoxLayout()
        self._middle, self._open, self._asked = QVBoxLayout(), QWidget(), QWidget()
        self.forms: dict[str, StepForm] = {}
        self.fields: RecordFields | None = None
        self._lay()

    def _lay(self) -> None:
        looks = (("heading", self._head), ("small", self._said), ("warn", self._lacks),
                 ("", self._criteria), ("small", self._past), ("heading", self._title))  # fmt: skip
        for look, label in looks:
            label.setProperty("look", look)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(9)
        for part in (self._head, self.chain, self._said):
            column.addWidget(part)
        for layout in (self._flags, self._clashes):
            column.addLayout(layout)
        column.addWidget(self._criteria)
        for layout in (self._steps, self._form):
            layout.setContentsMargins(0, 0, 0, 0)
        asked = QVBoxLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(9)
        asked.addWidget(self._title)
        asked.addWidget(self._lacks)
        asked.addLayout(self._form)
        self._open.setLayout(self._steps)
        self._middle.setSpacing(9)
        self._middle.addWidget(self._open)
        self._middle.addWidget(self._asked)
        column.addLayout(self._middle)
        column.addWidget(self._past)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(layouts.scrolled(inner))

    # --- showing ---

    @property
    def key(self) -> str:
        """The id of the request on screen, "" for none."""
        return self._case.request.id if self._case else ""

    def show_case(self, case: Case | None) -> None:
        """Show a request; what is being typed for it stays."""
        other = case is None or case.request.id != self.key
        if other and self.fields is not None:
            self.fields.keep()
        self._case = case
        for part in (self._head, self.chain, self._said, self._criteria, self._title, self._lacks,
                     self._past):  # fmt: skip
            part.setVisible(case is not None)
        layouts.empty(self._flags)
        layouts.empty(self._clashes)
        if case is None:
            self._drop_forms()
            self._drop_fields()
            return
        self._tell(case)
        self._show_forms(case, anew=other)
        self._show_fields(case, anew=other)

    def _tell(self, case: Case) -> None:
        say, one = self._speech, case.request
        self._head.setText(f"{one.number}  {say(one.title)}")
        self.chain.show_steps(steps(case))
        self._said.setText(say(case.said))
        for flag in case.flags:
            label = QLabel(f"{'✗' if flag.stops else '⚠'} {say(flag.why)}")
            label.setProperty("look", "stop" if flag.stops else "caution")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._flags.addWidget(label)
        for clash in one.entity.conflicts:
            card = FieldClash(self._speech, form_sheet(one.item), clash)
            card.taken.connect(lambda field, take: self._desk.resolve(self.key, field, take))
            self._clashes.addWidget(card)
        names = (";" if say.language == "zh_CN" else "; ").join(say(each) for each in case.lacks)
        self._lacks.setText(say(LACKS.fill(names=names)) if names else "")
        self._lacks.setVisible(bool(names))
        told = [say(CRITERIA), *(say(each) for each in criteria_said(case))]
        self._criteria.setText("\n".join(told))
        first = self._asked if names and one.state in UNDECIDED else self._open
        if self._middle.indexOf(first):  # what lacks is filled in before anything else
            self._middle.removeWidget(first)
            self._middle.insertWidget(0, first)
        self._criteria.setVisible(one.delivery is not None or one.state is State.APPROVED)
        locked = "" if one.state in UNDECIDED else f" · {say(LOCKED)}"
        self._title.setText(f"{say(FORM)}{locked}")
        self._past.setText("\n".join([say(PAST), *past(one, say.language, self._desktop.zone)]))

    # --- the forms of the present step ---

    def _show_forms(self, case: Case, *, anew: bool) -> None:
        open_ = forms(case)
        if not anew and [one.id for one in open_] == list(self.forms):
            for one in open_:
                self.forms[one.id].retell(one)
            return
        self._drop_forms()
        text = self._desktop.store.draft(self._draft_key)
        held: Mapping[str, dict[str, str]] = json.loads(text) if text else {}
        for one in open_:
            made = StepForm(self._speech, one)
            made.retranslate()
            made.take(held.get(one.id, {}))
            made.wanted.connect(self._on_wanted)
            made.typed.connect(self._keep_draft)
            self.forms[one.id] = made
            self._steps.addWidget(made)

    def _drop_forms(self) -> None:
        layouts.empty(self._steps)
        self.forms = {}

    @property
    def _draft_key(self) -> str:
        return f"service:{self.key}"

    def _keep_draft(self) -> None:
        typed = {name: one.values() for name, one in self.forms.items()}
        text = json.dumps(typed, ensure_ascii=False)
        self._desktop.store.save_draft(self._draft_key, text, self._desktop.ticking.now())

    def _on_wanted(self, button: str, values: object) -> None:
        if self.fields is not None:
            self.fields.keep()
        key, form = self.key, self.sender()
        if not isinstance(values, dict) or not self._desk.act(key, button, values):
            return
        self._desktop.store.drop_draft(f"service:{key}")
        if isinstance(form, StepForm):
            form.take(dict.fromkeys(form.editors, ""))

    # --- the form of the request ---

    def _show_fields(self, case: Case, *, anew: bool) -> None:
        one = case.request
        frozen = str(one.entity.fields.get("frozen") or "")
        if self.fields is None or frozen != self._frozen:
            self._drop_fields()
            self.fields = RecordFields(
                self._speech, form_sheet(one.item), self._desktop.zone, above=True
            )
            self.fields.retranslate()
            self.fields.left.connect(self._keep)
            self._form.addWidget(self.fields)
            budget = self.fields.fields["budget"]
            if isinstance(budget, QLineEdit):
                completer = QCompleter(case.budgets, budget)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                budget.setCompleter(completer)
            self._frozen = frozen
        self.fields.locked = one.state not in UNDECIDED
        self.fields.show_values(one.entity.fields, new=anew)

    def _drop_fields(self) -> None:
        layouts.empty(self._form)
        self.fields, self._frozen = None, ""

    def _keep(self, name: str) -> None:
        case, fields = self._case, self.fields
        if case is None or fields is None:
            return
        if not self._desk.fill(case.request.id, {name: fields.value(name)}):
            fields.show_values(case.request.entity.fields, new=False)

    def leave(self) -> None:
        """Keep what was typed and not left yet."""
        if self.fields is not None:
            self.fields.keep()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        for one in self.forms.values():
            one.retranslate()
        if self.fields is not None:
            self.fields.retranslate()
        if self._case is not None:
            self.show_case(self._case)
