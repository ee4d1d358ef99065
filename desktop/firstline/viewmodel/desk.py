"""The desktop: what every screen shares, and the one way in which a screen acts."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import Problem
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.viewmodel.clock import Ticking
from firstline.viewmodel.speech import Speech

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store
    from firstline.viewmodel.acts import Acted
    from firstline.viewmodel.later import Later

UNDO_DEPTH = 100


class Preferences(Protocol):
    """What a person chose in the settings, as far as the screens need it."""

    @property
    def user(self) -> str:
        """The name that stands on one's own acts."""

    @property
    def site(self) -> str:
        """The site that a new ticket starts with."""

    @property
    def zone(self) -> str:
        """The IANA zone in which times are shown."""


class Desktop(QObject):
    """Holds store, desk, speech and clock; performs edits and takes them back."""

    changed = Signal(object)  # Changed: which tickets and kinds
    acted = Signal(object)  # Acted: shown as a toast with undo
    problem = Signal(object)  # Problem: shown as a banner
    preferred = Signal()  # the settings changed
    wanted = Signal(
        str, str
    )  # "ticket", "article", "document" …, and its id: somebody wants to see it
    file_wanted = Signal(str, str)  # ticket, hash: its bytes are not here, and a person looks

    def __init__(
        self,
        store: "Store",
        desk: "Desk",
        speech: Speech,
        ticking: Ticking,
        settings: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.desk = desk
        self.speech = speech
        self.ticking = ticking
        self.settings = settings
        self.later: Later | None = None  # work apart from the window, where there is a window
        self._done: list[Acted] = []
        self._taken_back: list[Acted] = []
        self._leave = store.subscribe(self.changed.emit)

    def close(self) -> None:
        """Listen to the store no longer."""
        self._leave()

    @property
    def me(self) -> str:
        """The user's name, "" when none was given yet."""
        return self.settings.user

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return ZoneInfo(self.settings.zone)

    def use_desk(self, desk: "Desk") -> None:
        """Use other agreements and calendars from now on; everything shown is shown anew."""
        from firstline.store.watch import Changed  # noqa: PLC0415 - not at the start

        self.desk = desk
        self.changed.emit(Changed(everything=True))

    def prefer(self, settings: Preferences) -> None:
        """Use other settings from now on."""
        self.settings = settings
        self.preferred.emit()

    def stamp(self) -> Stamp:
        """Return a fresh stamp: who acts, when, and the edit's id."""
        now = self.ticking.now().astimezone(self.zone)
        return Stamp(new_id(now), now, self.me)

    def act(self, maker: Callable[[Ticket, Stamp], Edit | None], *ticket_ids: str) -> bool:
        """Make and perform one edit a ticket, as one step that can be undone.

        Whatever is committed is announced by `changed`, whoever committed it.

        `maker` gets the ticket as it stands and a stamp; None leaves that ticket as it is. A
        Problem is shown as a banner and False comes back; then nothing was changed.
        """
        try:
            made = [maker(self.store.ticket(one), self.stamp()) for one in ticket_ids]
        except Problem as problem:
            self.problem.emit(problem)
            return False
        edits = [edit for edit in made if edit is not None]
        return self.perform(*edits) if edits else True

    def shown_stamp(self) -> Stamp:
        """Return a stamp in the name under which who acts is shown: four eyes see an alias, too."""
        stamp = self.stamp()
        return replace(stamp, actor=self.store.shown_as(stamp.actor))

    def perform(self, *edits: Edit, text: Text | None = None) -> bool:
        """Perform `edits` in one step; tell everybody and offer undo with the words `text`."""
        try:
            self.store.perform(*edits, now=self.ticking.now())
        except Problem as problem:
            self.problem.emit(problem)
            return False
        from firstline.viewmodel.acts import Acted, words_of  # noqa: PLC0415 - not at the start

        acted = Acted(
            text or words_of(edits),
            tuple(edit.id for edit in edits),
            tuple(dict.fromkeys(edit.entity for edit in edits)),
        )
        self._keep(acted)
        return True

    def act_aside(
        self, text: Text, ticket_ids: Sequence[str], do: Callable[[], None],
        back: Callable[[], None],
    ) -> bool:  # fmt: skip
        """Do what stays on this device; `back` takes it back. A Problem is told as in `act`."""
        if not self._try(do):
            return False
        from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - as above

        self._keep(Acted(text, (), tuple(ticket_ids), again=do, back=back))
        return True

    def _keep(self, acted: "Acted") -> None:
        self._done = [*self._done, acted][-UNDO_DEPTH:]
        self._taken_back.clear()
        self.acted.emit(acted)

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is an act that was taken back."""
        return bool(self._taken_back)

    def undo(self) -> bool:
        """Take the last act back: its edits are withdrawn, or undone by their inverse once sent."""
        return bool(self._done) and self._take_back(self._done.pop())

    def withdraw(self, edit: Edit) -> bool:
        """Take one edit back, whenever it was made; redo puts it in again."""
        from firstline.viewmodel.acts import Acted, words_of  # noqa: PLC0415 - not at the start

        self._done = [one for one in self._done if edit.id not in one.edits]
        return self._take_back(Acted(words_of((edit,)), (edit.id,), (edit.entity,)))

    def redo(self) -> bool:
        """Do the act again that was taken back last."""
        if not self._taken_back:
            return False
        from firstline.viewmodel import taking_back  # noqa: PLC0415 - not at the start
        from firstline.viewmodel.acts import redone  # noqa: PLC0415

        last = self._taken_back.pop()
        edits = taking_back.put_back(self, last)
        if edits is None or not self._try(last.again):
            return False
        self._done.append(replace(last, edits=edits, inverse=()))
        self.acted.emit(replace(last, text=redone(last.text), edits=edits, inverse=()))
        return True

    def _take_back(self, last: "Acted") -> bool:
        from firstline.viewmodel import taking_back  # noqa: PLC0415 - not at the start
        from firstline.viewmodel.acts import undone  # noqa: PLC0415

        inverse = taking_back.take_back(self, last.edits)
        if inverse is None or not self._try(last.back):
            return False
        self._taken_back.append(replace(last, inverse=inverse))
        self.acted.emit(replace(last, text=undone(last.text), undone=True))
        return True

    def look_around(self) -> None:
        """Take in what other programs wrote to the profile."""
        changed = self.store.poll()
        if changed is not None:
            self.changed.emit(changed)

    def _try(self, step: Callable[[], None] | None) -> bool:
        try:
            if step is not None:
                step()
        except Problem as problem:
            self.problem.emit(problem)
            return False
        return True
