"""The chip of remote sessions that run: their time in the strip, a word when one outruns it."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QToolButton

from firstline.domain.authorisations.remote_session import KIND, elapsed
from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.viewmodel.clock import SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.remote_form import Running, SessionCard, cards_of, running
from firstline.viewmodel.plain import tip
from firstline.widgets import icons, theme

WISH = "remote_chip"


class RemoteChip(QObject):
    """Makes the button when the first session runs; it says who is in, and since when."""

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop, self._speech = desktop, desktop.speech
        self._told: set[str] = set()
        self._pairs: Running = ()
        self._cards: tuple[SessionCard, ...] = ()
        self.button = QToolButton()
        self.button.setProperty("look", "quiet")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.hide()
        desktop.changed.connect(self._follow)
        desktop.ticking.ticked.connect(self._tick)
        self._speech.switched.connect(self._tick)

    @property
    def ticket(self) -> str:
        """The ticket of the session that needs a look first, "" for none."""
        return self._cards[0].session.ticket if self._cards else ""

    def refresh(self) -> None:
        """Read which sessions run."""
        desktop = self._desktop
        self._pairs = running(desktop.store)
        desktop.ticking.wish(WISH, SECOND if self._pairs else 0)
        self._show()

    def _follow(self, changed: object) -> None:
        kinds = set(getattr(changed, "kinds", ()))
        if getattr(changed, "everything", False) or {KIND, "authorisation"} & kinds:
            self.refresh()

    def _tick(self) -> None:
        if self._pairs:
            self._show()

    def _show(self) -> None:
        self._cards = cards_of(self._pairs, self._desktop.ticking.now(), self._desktop.zone)
        self.button.setVisible(bool(self._cards))
        if not self._cards:
            return
        say, first = self._speech, self._cards[0]
        session, many = first.session, len(self._cards)
        took = elapsed(session.lasted(self._desktop.ticking.now()))
        more = f" ×{many}" if many > 1 else ""
        mark = "▲ " if first.grave else ""
        self.button.setText(f" {mark}{say(Text('远程', 'Remote'))} {took}{more}")
        self.button.setIcon(icons.icon("monitor", "P1" if first.grave else "accent"))
        self.button.setIconSize(QSize(theme.px(14), theme.px(14)))
        told = [say(words) for words, _ in first.flags]
        named = Text(f"远程会话进行中:{session.person},{session.tool},陪同 {session.watcher}",
                     f"Remote session: {session.person}, {session.tool}, watched by "
                     f"{session.watcher}")  # fmt: skip
        said = ". ".join((say(named), *told))
        self.button.setAccessibleName(said)
        self.button.setToolTip(tip(said))
        self._warn()

    def _warn(self) -> None:
        """Say once of each session that it has outrun its authorisation."""
        for card in self._cards:
            number = card.session.number
            if card.grave and number not in self._told:
                self._told.add(number)
                words = next(words for words, grave in card.flags if grave)
                self._desktop.problem.emit(
                    Refused(
                        Text(f"远程会话 {number}:{words.zh}。", f"Session {number} {words.en}."),
                        next_step=Text("请结束会话,或取得新的授权。",
                                       "End it, or get a new authorisation."),
                    )
                )  # fmt: skip
