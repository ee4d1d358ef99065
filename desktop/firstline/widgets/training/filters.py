"""The line of filters over a list of people: role, team, site, state, and words."""

from collections.abc import Iterable

from PySide6.QtWidgets import QLineEdit, QWidget

from firstline.domain.learning.role_words import role_words
from firstline.domain.learning.standing import GLYPHS, STATES, State
from firstline.domain.words import Text
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail_flow import Flow
from firstline.widgets.settings_rows import fill

ALL = {
    "role": Text("全部角色", "All roles"), "team": Text("全部班组", "All teams"),
    "site": Text("全部站点", "All sites"), "state": Text("全部状态", "All states"),
}  # fmt: skip
BASE = 100
FIND = Text("姓名或工号", "Name or number")


class FilterLine(QWidget):
    """Filters at once; every leaf of the page shows the same people."""

    def __init__(self, model: TrainingModel, names: Iterable[str] = tuple(ALL)) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.combos = {name: Combo() for name in names}
        self.box = QLineEdit()
        flow = Flow(self)
        for name, combo in self.combos.items():
            combo.activated.connect(lambda _at, what=name: self._choose(what))
            flow.addWidget(combo)
        flow.addWidget(self.box)
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(lambda text: model.choose(words=text))
        model.changed.connect(self.fill)
        self.retranslate()

    def fill(self) -> None:
        """Offer what there is; what is chosen stays chosen."""
        say, chosen = self._speech, self._model.filters
        book = self._model.book
        staff = book.people if book else ()
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
            else:
                combo.setCurrentIndex(max(0, combo.findData(getattr(chosen, name))))
            extra = theme.px(16) if theme.percent() > BASE else 0  # a large arrow
            combo.setMinimumWidth(combo.sizeHint().width() + extra)
        if self.box.text() != chosen.words and not self.box.hasFocus():
            self.box.blockSignals(True)
            self.box.setText(chosen.words)
            self.box.blockSignals(False)

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
