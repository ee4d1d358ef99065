"""The one number of the outbox: what would be lost if this PC died now, and how to save it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.sync import outbox_words
from firstline.viewmodel.sync.sync import SyncModel
from firstline.widgets import icons, theme
from firstline.widgets.plain_label import PlainLabel

SAVING = Text("正在保存…", "Saving…")


@dataclass(frozen=True, slots=True)
class Rescue:
    """How what is unsent is saved: the button's name, the file's name, and the act itself.

    `offers` are the kinds of file with their endings, asked each time, the best first. `save` gets
    the chosen file, whose ending says which kind, and a callable for the sentence that tells how
    it went.
    """

    name: Text
    file_name: str
    offers: Callable[[], tuple[tuple[Text, str], ...]]
    save: Callable[[Path, Callable[[Text], None]], None]


class LostCard(QFrame):
    """Shows the number, large; zero is said as plainly as any other."""

    told = Signal(str)

    def __init__(
        self,
        desktop: Desktop,
        model: SyncModel,
        rescue: Rescue | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._rescue = rescue
        self._said: Text | None = None
        self.setObjectName("card")
        self.number = PlainLabel()
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._asked = PlainLabel()
        self._asked.setProperty("look", "heading")
        self.words = PlainLabel()
        self.words.setWordWrap(True)
        self._oldest = PlainLabel()
        self._oldest.setProperty("look", "small")
        self.save = QPushButton()
        self.save.clicked.connect(self._on_save)
        self._lay()
        model.changed.connect(self.retranslate)
        desktop.ticking.ticked.connect(self.retranslate)
        self.retranslate()

    def _lay(self) -> None:
        told = QVBoxLayout()
        told.setSpacing(2)
        for part in (self._asked, self.words, self._oldest):
            told.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(self.number)
        row.addLayout(told, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignVCenter)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, unsent = self._speech, self._model.unsent
        total = unsent.acts + unsent.files
        self.number.setFont(theme.font(34, bold=True))
        self.number.setMinimumWidth(theme.px(72))
        if total:
            self.number.setText(f"{total:,}")
            shade = theme.token("P2" if unsent.acts else "P4").name()
            self.number.setStyleSheet(f"color: {shade}")
        else:
            self.number.setPixmap(icons.pixmap("circle-check", theme.px(40), "ok"))
        self._asked.setText(say(outbox_words.ASKED))
        words = outbox_words.lost(unsent.acts, unsent.files, alone=self._model.alone)
        self.words.setText(say(words))
        now, zone = self._desktop.ticking.now(), self._desktop.zone
        below = self._said or outbox_words.oldest(unsent.oldest, now, zone)
        self._oldest.setText(say(below))
        self._oldest.setVisible(bool(below.zh))
        self.save.setVisible(self._rescue is not None)
        if self._rescue is not None:
            self.save.setText(say(self._rescue.name))
            self.save.setAccessibleName(self.save.text())
        self.number.setAccessibleName(f"{say(outbox_words.ASKED)} {say(words)}")

    def _on_save(self) -> None:
        if self._rescue is None:
            return
        say, offers = self._speech, self._rescue.offers()
        kinds = [f"{say(words)} (*{ending})" for words, ending in offers]
        first = Path.home() / f"{self._rescue.file_name}{offers[0][1]}"
        chosen, kind = QFileDialog.getSaveFileName(
            self, say(self._rescue.name), str(first), ";;".join(kinds)
        )
        if chosen:
            wanted = offers[kinds.index(kind) if kind in kinds else 0][1]
            endings = [ending for _, ending in offers]
            target = Path(chosen)
            self.save_to(
                target if target.suffix in endings else target.with_name(target.name + wanted)
            )

    def save_to(self, target: Path) -> None:
        """Save it into the file `target`; the sentence comes under the number."""
        if self._rescue is not None:
            self._told(SAVING)
            self._rescue.save(target, self._told)

    def _told(self, words: Text) -> None:
        self._said = words
        self.retranslate()
