"""A clash of one field of a record, in place: both values, and a button that ends it for each."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Sheet, said_text
from firstline.domain.ticket.ticket import Conflict
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech

MINE, THEIRS = Text("用我的", "Take mine"), Text("用对方的", "Take theirs")


class FieldClash(QFrame):
    """Calls the field as its `sheet` does; what the sheet has no column for, as it is stored."""

    taken = Signal(str, str)  # the field, and "mine" or "theirs"

    def __init__(self, speech: Speech, sheet: Sheet | None, clash: Conflict) -> None:
        super().__init__()
        self.setObjectName("clash")
        held = _column(sheet, clash.field)
        name = speech(held.name) if held else clash.field
        mine, theirs = (said_text(held, one) if held else one
                        for one in (clash.mine, clash.theirs))  # fmt: skip
        self.words = QLabel(f"⚠ {name}: {mine} / {theirs}")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for take, said in (("mine", MINE), ("theirs", THEIRS)):
            button = self.buttons[take] = QPushButton(speech(said))
            button.setAccessibleName(f"{name}: {speech(said)}")
            button.clicked.connect(partial(self._take, clash.field, take))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addLayout(row)

    def _take(self, field: str, take: str) -> None:
        self.taken.emit(field, take)


def _column(sheet: Sheet | None, field: str) -> Column | None:
    try:
        return sheet.column(field) if sheet else None
    except BadInput:  # of a later version, or no column at all
        return None
