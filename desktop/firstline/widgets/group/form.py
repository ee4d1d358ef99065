"""The form of one act on a working group: its fields scroll where the page has little room."""

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.group.fields import NAMES, Act, asked
from firstline.viewmodel.group.forms import edit_of, given
from firstline.viewmodel.group.group import GroupModel
from firstline.viewmodel.wish import Wish
from firstline.widgets import layouts, theme
from firstline.widgets.wish_form import WishForm

FEW, MANY = 40, 300  # pixels that the fields get at least, and the most that they take
SHARE = 0.36  # of the height of the pane


class GroupForm(WishForm):
    """The form of `act` on one record."""

    def __init__(self, model: GroupModel) -> None:
        self._model = model
        self.act, self._ref = Act.TOPIC, ""
        self._inner = QWidget()
        self._scroll = layouts.scrolled(self._inner)
        super().__init__(model.desktop)
        self._speech.switched.connect(self.retranslate)

    @override
    def _place(self, column: QVBoxLayout) -> None:
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._inner.setLayout(self._rows)
        column.addWidget(self._scroll)

    def begin(self, act: Act, ref: str) -> None:
        """Show the fields of `act` on the record `ref`, with what was typed before."""
        self.act, self._ref = act, ref
        held = self._model.charter
        place = ref or (held.id if held else "")
        first = given(act, self._model, ref)
        self.open(Wish(f"group-{act}:{place}", NAMES[act], asked(act, held), first, self._take))

    def _take(self, values: Mapping[str, str]) -> bool:
        edit = edit_of(self.act, self._model, self._ref, values)
        nothing = not (edit.changes or edit.events)
        return nothing or self._desktop.perform(edit, text=NAMES[self.act])

    @override
    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        super().retranslate()
        self._fit()

    @override
    def _long_height(self) -> int:
        return 120 if len(self.fields) == 1 else 64

    def _fit(self) -> None:
        """Take what the fields need, and no more than leaves room for the page beneath."""
        for row in range(self._rows.rowCount()):
            for role in (self._rows.ItemRole.LabelRole, self._rows.ItemRole.FieldRole):
                item = self._rows.itemAt(row, role)
                part = item.widget() if item is not None else None
                if part is not None:
                    part.show()  # in a form that stands open they would count only a turn later
        host = self.parentWidget()
        room = int(SHARE * host.height()) if host is not None else MANY
        most = min(theme.px(MANY), max(theme.px(FEW), room))
        self._scroll.setFixedHeight(min(most, self._inner.sizeHint().height() + 2))
