"""Who may do which step of an article on this PC, kept up to date while somebody looks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.contact import duty as duties
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training import training
from firstline.domain.training.permit import Permit, Seat, permit
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.domain.contact.duty import Duty
    from firstline.domain.edits.entity import Entity
    from firstline.domain.knowledge.knowledge import Article
    from firstline.domain.training.training import Certificate
    from firstline.store.store import Store
    from firstline.store.watch import Changed

Permits = Mapping[Safety, Permit]
_NOBODY = Text("{safety}:现在没有人", "{safety}: nobody now")
_SOME = Text("{safety}:{names}", "{safety}: {names}")
_MOST = 4
ERASURE = "erasure"  # domain.privacy.mask, which only a profile with such records loads


class Qualified(QObject):
    """Holds the certificates and the proofs of backups, read apart from the window's thread."""

    changed = Signal()

    def __init__(
        self, desktop: Desktop, later: Later, backup: "Duty | None", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._backup = backup
        self._certificates: list[Certificate] = []
        self._proofs: list[Entity] = []
        self._me = ""  # as it is shown, where the name in the settings has a pseudonym
        self._awake = False  # nothing is read while nobody looks
        self._stale = True
        desktop.changed.connect(self._on_changed)
        desktop.preferred.connect(self._on_preferred)

    def look(self, *, looking: bool) -> None:
        """Say whether somebody looks; what changed meanwhile is read then."""
        self._awake = looking
        if looking and self._stale:
            self._refresh()
        elif looking:
            self.changed.emit()  # the day may be another

    def _refresh(self) -> None:
        self._stale = False
        me = self._desktop.me
        self._later(lambda store: _read(store, me), self._arrived)

    def permits(self, article: "Article") -> Permits:
        """Return for each class whether its steps are open to the one who uses this PC."""
        desktop = self._desktop
        now = desktop.ticking.now().astimezone(desktop.zone)
        seat = Seat(
            self._me or desktop.me, desktop.settings.site, now, now.date(), self._certificates,
            self._proofs, self._backup,
        )  # fmt: skip
        return {one: permit(one, article, seat) for one in Safety}

    def _arrived(self, found: "tuple[list[Certificate], list[Entity], str]") -> None:
        self._certificates, self._proofs, self._me = found
        self.changed.emit()

    def _on_preferred(self) -> None:
        self._me, self._stale = "", True  # another name may sit here
        if self._awake:
            self._refresh()
        self.changed.emit()

    def _on_changed(self, changed: "Changed") -> None:
        mine = {training.KIND, duties.KIND, ERASURE} & {*changed.kinds}
        if not (mine or changed.everything):
            return
        self._stale = True
        if self._awake:
            self._refresh()


def who_may(permits: Permits, asked: set[Safety]) -> Text:
    """Return who is certified for the classes that an article asks for, "" where it asks none."""
    parts = []
    for safety in (one for one in (Safety.L1, Safety.L2) if one in asked):
        people = [one.person for one in permits[safety].certified]
        if not people:
            parts.append(_NOBODY.fill(safety=safety))
            continue
        zh, en = "、".join(people[:_MOST]), ", ".join(people[:_MOST])
        if len(people) > _MOST:
            zh, en = f"{zh} 等 {len(people)} 人", f"{en} and {len(people) - _MOST} more"
        parts.append(Text(*(_SOME[at].format(safety=safety, names=one)
                            for at, one in enumerate((zh, en)))))  # fmt: skip
    if not parts:
        return Text("", "")
    zh, en = " · ".join(one.zh for one in parts), " · ".join(one.en for one in parts)
    return Text(f"持证 {zh}", f"Certified {en}")


def _read(store: "Store", me: str) -> "tuple[list[Certificate], list[Entity], str]":
    held = training.openers(store.records(training.KIND))
    return held, store.records(duties.KIND), store.shown_as(me)
