"""The line of filters over a list of people: role, team, site, state, and words."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from firstline.domain.training.person import Person
from firstline.domain.training.role_words import role_words
from firstline.domain.training.standing import GLYPHS, STATES, State
from firstline.domain.words import Text
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail.flow import Flow
from firstline.widgets.settings.rows import fill
from firstline.widgets.training.seen import Seen

ALL = {
    "role": Text("全部角色", "All roles"), "team": Text("全部班组", "All teams"),
    "site": Text("全部站点", "All sites"), "state": Text("全部状态", "All states"),
}  # fmt: skip
FIND = Text("姓名或工号", "Name or number")


class FilterLine(QWidget):
    """Filters at once; every leaf of the page shows the same people."""

    def __init__(self, model: TrainingModel, names: Iterable[str] = tuple(ALL)) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.combos = {name: Combo() for name in names}
        self.box = QLineEdit()
        self._staff: Sequence[Person] | None = None
        self._offered = ("", 0)
        flow = Flow(self)
        for name, combo in self.combos.items():
            combo.activated.connect(lambda _at, what=name: self._choose(what))
            flow.addWidget(combo)
        flow.addWidget(self.box)
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(lambda text: model.choose(words=text))
        Seen(self, self.fill, model.changed)
        self.retranslate()

    def fill(self) -> None:
        """Offer what there is; what is chosen stays chosen."""
        chosen, book = self._model.filters, self._model.book
        staff, offered = (book.people if book else ()), (self._speech.language, theme.percent())
        if staff is not self._staff or offered != self._offered:
            self._staff, self._offered = staff, offered
            self._offer(staff)
        for name, combo in self.combos.items():
            combo.setCurrentIndex(max(0, combo.findData(getattr(chosen, name))))
        if self.box.text() != chosen.words and not self.box.hasFocus():
            self.box.blockSignals(True)
            self.box.setText(chosen.words)
            self.box.blockSignals(False)

    def _offer(self, staff: Sequence[Person]) -> None:
        say, chosen = self._speech, self._model.filters
        roles = sorted({role for one in staff for role in one.roles})
        found = {
            "role": [(one, say(role_words(one))) for one in roles],
            "team": [(one, one) for one in sorted({one.team for one in staff if one.team})],
            "site": [(one, one) for one in sorted({one.site for one in staff if one.site})],
            "state": [(str(one), f"{GLYPHS[one]} {say(STATES[one])}") for one in State],
        }
        for name, combo in self.combos.items():
            choices: list[tuple[object, str]] = [("", say(ALL[name])), *found[name]]
            now = [(combo.itemData(at), combo.itemText(at)) for at in range(combo.count())]
            if now != choices:
                fill(combo, choices, getattr(chosen, name))
            combo.setMinimumWidth(combo.sizeHint().width())

    def _choose(self, name: str) -> None:
        self._model.choose(**{name: str(self.combos[name].currentData() or "")})

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        for name, combo in self.combos.items():
            combo.setAccessibleName(self._speech(ALL[name]))
        self.box.setPlaceholderText(self._speech(FIND))
        self.box.setAccessibleName(self._speech(FIND))
        self.box.setFixedWidth(theme.px(150))
        self.fill()
