"""The chip that says who has the ball, since when, and why (requirements S19)."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from firstline.domain.ticket.ball import Ball, Party
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import detail
from firstline.widgets import icons, theme

BALL = Text("球在谁手里", "Who has the ball")
_ICONS = {
    Party.US: "user-check",
    Party.REQUESTER: "user",
    Party.VENDOR: "building-2",
    Party.NOBODY: "check",
}


class BallChip(QFrame):
    """One line: an icon, the party's name in bold, and the reason."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tinted")
        self._desktop = desktop
        self._speech = desktop.speech
        self._ball: Ball | None = None
        self.icon, self.name, self.why = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.name, self.why):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("look", "heading")
        self.why.setProperty("look", "muted")
        self.why.setWordWrap(True)
        self.why.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(self.icon)
        row.addWidget(self.name)
        row.addWidget(self.why, 1)
        self._speech.switched.connect(self.tick)

    def show_ball(self, held: Ball) -> None:
        """Show who has the ball."""
        self._ball = held
        side = theme.px(16)
        token = "accent" if held.party is Party.US else "muted"
        self.icon.setPixmap(icons.pixmap(_ICONS[held.party], side, token))
        self.icon.setFixedSize(QSize(side, side))
        self.tick()

    def tick(self) -> None:
        """Say how long ago anew."""
        held = self._ball
        if held is None:
            return
        speech = self._speech
        self.name.setText(speech(detail.ball_words(held)))
        self.why.setText(speech(detail.ball_since(held, self._desktop.ticking.now())))
        said = f"{speech(BALL)}: {self.name.text()}, {self.why.text()}"
        self.setAccessibleName(said)
        self.setToolTip(speech(BALL))
