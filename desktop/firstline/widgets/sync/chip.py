"""The sync chip at the right of the strip: how it stands with the portal, by icon and words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme

if TYPE_CHECKING:
    from firstline.viewmodel.sync.sync import SyncModel

ALONE = Text("本机", "This device")
ALONE_TIP = Text(
    "数据只存在本机;还没有连接门户。", "Data is kept on this device; no portal is connected."
)
OPENS = Text("点击查看待同步的更改", "Click to see what is not sent yet")


class SyncChip(QPushButton):
    """Says one short word; the tooltip says all. A click opens the outbox."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._model: SyncModel | None = None
        self.setProperty("look", "figure")
        self.setProperty("hot", "muted")  # as it begins: changing it later asks for the style
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def follow(self, model: "SyncModel") -> None:
        """Show what `model` says from now on; where a portal is set up, say a turn aloud."""
        self._model = model
        model.changed.connect(self.retranslate)
        model.turned.connect(self._say_aloud)
        self.retranslate()

    def hush(self) -> None:
        """Say nothing until it is known how it stands."""
        self.setText("")
        self.setIcon(icons.icon("hard-drive", "muted"))

    def retranslate(self) -> None:
        """Say it in the language in use, in the colours of the theme."""
        if self._model is None or self._model.alone:
            self._show("hard-drive", "muted", ALONE, ALONE_TIP)
            return
        chip = self._model.chip()
        self._show(chip.icon, chip.shade, chip.words, chip.tip)

    def _show(self, icon: str, shade: str, words: Text, tip: Text) -> None:
        say = self._speech
        side = theme.px(14)
        self.setIconSize(QSize(side, side))
        self.setIcon(icons.icon(icon, shade))
        self.setText(f" {say(words)}")
        self.setToolTip(f"{say(tip)}\n{say(OPENS)}")
        name = say(Text("同步", "Sync"))
        self.setAccessibleName(f"{name}: {say(words)}. {say(tip)}".replace("\n", " "))
        hot = {"P1": "P1", "P2": "P2", "muted": "muted"}.get(shade, "")
        if (self.property("hot") or "") != hot:
            self.setProperty("hot", hot)
            self.style().unpolish(self)
            self.style().polish(self)

    def _say_aloud(self) -> None:
        from firstline.widgets.shell.toast import announce  # noqa: PLC0415 - loaded with the window

        announce(self, self.text())
