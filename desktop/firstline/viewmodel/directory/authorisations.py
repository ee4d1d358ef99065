"""Authorisations on screen: each with its state and its destruction, and the acts on one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.authorisations import acts
from firstline.domain.authorisations.authorisation import (
    KIND,
    NAMES,
    STANDINGS,
    Authorisation,
    Destruction,
    Standing,
    authorisation_from,
    find,
)
from firstline.domain.edits.edit import Edit
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.grant import GrantForm, recorded

if TYPE_CHECKING:
    from firstline.store.watch import Changed

RECORDED = Text("已登记授权", "Authorisation recorded")
CHANGED = Text("已修改", "Changed")
ENDED = Text("已结束,立即生效", "Ended; it holds no longer")
REVOKED = Text("已撤销,立即生效", "Revoked; it holds no longer")
CONFIRMED = Text("已确认销毁", "Destruction confirmed")
ALLOWED = {
    "view": Text("查看", "view"), "export": Text("导出", "export"),
    "modify": Text("修改", "modify"),
}  # fmt: skip
_SHOWN = (
    "purpose", "scope", "systems", "person", "company", "staff_no", "tool", "escort", "backup",
    "destroy", "destroy_on", "revocation", "approver", "requested_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One authorisation, how it stands now, and how its data stands today."""

    one: Authorisation
    standing: Standing
    destruction: Destruction
    days_over: int


class AuthorisationsModel(QObject):
    """Reads the authorisations while somebody looks; a minute that ends one is shown."""

    loaded = Signal()
    said = Signal(object)  # Text: what was done

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self.rows: list[Row] = []
        self.awake = False
        desktop.changed.connect(self._on_changed)
        desktop.ticking.ticked.connect(self._on_tick)

    @property
    def today(self) -> date:
        """The day in the profile's zone."""
        return self.desktop.ticking.now().astimezone(self.desktop.zone).date()

    @property
    def overdue(self) -> int:
        """How many destructions are overdue."""
        return sum(one.destruction is Destruction.OVERDUE for one in self.rows)

    def look(self, *, looking: bool) -> None:
        """Say whether somebody looks."""
        self.awake = looking
        self.desktop.ticking.wish("authorisations", HALF_MINUTE if looking else 0)
        if looking:
            self.refresh()

    def refresh(self) -> None:
        """Read them again: overdue destructions first, then those that hold, the latest first."""
        found = map(authorisation_from, self.desktop.store.records(KIND))
        self.rows = sorted((self._row(one) for one in found if one), key=_order)
        self.loaded.emit()

    def row(self, key: str) -> Row | None:
        """Return the row of this record."""
        return next((one for one in self.rows if one.one.id == key), None)

    def record(self, values: Mapping[str, str]) -> str:
        """Record a new one and return its id. Raises Problem."""
        edit = recorded(GrantForm(**values), "", self.desktop.stamp(), self.desktop.zone)
        self._do(edit, RECORDED)
        return edit.entity

    def change(self, key: str, values: Mapping[str, str]) -> None:
        """Say anew what may change. Raises Problem."""
        edit = acts.change(self._held(key), values, self.desktop.stamp())
        if edit.changes:
            self._do(edit, CHANGED)

    def end(self, key: str) -> None:
        """End it now. Raises Problem."""
        self._do(acts.end(self._held(key), self.desktop.stamp()), ENDED)

    def revoke(self, key: str, reason: str) -> None:
        """Revoke it at once. Raises Problem."""
        self._do(acts.revoke(self._held(key), self.desktop.stamp(), reason), REVOKED)

    def confirm(self, key: str, values: Mapping[str, str]) -> None:
        """Confirm that the data was destroyed, by whom and when. Raises Problem."""
        desktop = self.desktop
        at = times.read(values["when"], desktop.ticking.now(), desktop.zone)
        stamp = desktop.stamp()
        self._do(acts.destroyed(self._held(key), values["by"], at, stamp, values["proof"]),
                 CONFIRMED)  # fmt: skip

    def _held(self, key: str) -> Authorisation:
        return find(self.desktop.store.records(KIND), key)

    def _do(self, edit: Edit, words: Text) -> None:
        """Do it at once; undo offers nothing: nobody has approved it anew."""
        self.desktop.store.perform(edit, now=self.desktop.ticking.now())
        self.refresh()
        self.said.emit(words)

    def _row(self, one: Authorisation) -> Row:
        now = self.desktop.ticking.now()
        return Row(one, one.standing(now), one.destruction(self.today),
                   acts.days_over(one, self.today))  # fmt: skip

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (KIND in changed.kinds or changed.everything):
            self.refresh()

    def _on_tick(self) -> None:
        if self.awake and [self._row(one.one) for one in self.rows] != self.rows:
            self.refresh()


def _order(row: Row) -> tuple[bool, bool, float, str]:
    late = row.destruction is not Destruction.OVERDUE
    return late, row.standing is not Standing.VALID, -row.one.ends.timestamp(), row.one.id


def destruction_words(row: Row) -> Text:
    """Return how the data stands, in words with the day."""
    one, due = row.one, row.one.destroy_due
    if row.destruction is Destruction.DONE and one.destroyed_at is not None:
        said = f"{one.destroyed_at:%m-%d} {one.destroyed_by}"
        return Text(f"✓ 已销毁 {said}", f"✓ destroyed {said}")
    if row.destruction is Destruction.OVERDUE:
        many = row.days_over
        return Text(f"▲ 销毁超期 {many} 天", f"▲ {many} day{'s' * (many != 1)} overdue")
    if due is not None:
        return Text(f"◷ {due:%m-%d} 前销毁", f"◷ by {due:%m-%d}")
    return Text("— 未约定", "— not agreed")


def state_words(row: Row) -> Text:
    """Return how it stands, with who ended or revoked it."""
    one, said = row.one, STANDINGS[row.standing]
    if row.standing is Standing.EXPIRED and one.ended_by:
        return Text(f"已结束({one.ended_by})", f"ended ({one.ended_by})")
    if row.standing is Standing.REVOKED and one.revoked_by:
        return Text(f"{said.zh}({one.revoked_by})", f"{said.en} ({one.revoked_by})")
    return said


def facts(row: Row) -> tuple[Text, ...]:
    """Return the lines that say all of an authorisation; what is empty is left out."""
    one = row.one
    lines = []
    for name in _SHOWN:
        value = getattr(one, name)
        said = "、".join(value) if isinstance(value, tuple) else value
        if name == "systems" and not value:
            lines.append(Text("系统:全部", "Systems: all"))
        elif said:
            lines.append(Text(f"{NAMES[name].zh}:{said}", f"{NAMES[name].en}: {said}"))
    allowed = [ALLOWED.get(name, Text(name, name)) for name in one.allowed]
    lines.insert(
        0,
        Text(
            f"{NAMES['allowed'].zh}:{'、'.join(said.zh for said in allowed)}",
            f"{NAMES['allowed'].en}: {', '.join(said.en for said in allowed)}",
        ),
    )
    span = f"{one.starts:%Y-%m-%d %H:%M} – {one.ends:%Y-%m-%d %H:%M}"
    lines.insert(0, Text(f"期间:{span}", f"Span: {span}"))
    if one.revoke_reason:
        lines.append(Text(f"撤销原因:{one.revoke_reason}", f"Why revoked: {one.revoke_reason}"))
    if one.destroyed_at is not None:
        lines.append(Text(f"销毁:{one.destroyed_by},{one.destroyed_at:%Y-%m-%d %H:%M}",
                          f"Destroyed: {one.destroyed_by}, "
                          f"{one.destroyed_at:%Y-%m-%d %H:%M}"))  # fmt: skip
    if one.destroy_proof:
        lines.append(Text(f"销毁凭据:{one.destroy_proof}", f"Proof: {one.destroy_proof}"))
    return tuple(lines)


def in_zone(row: Row, desktop: Desktop) -> Row:
    """Return the row with its instants in the zone in which times are shown."""
    one, zone = row.one, desktop.zone
    gone = one.destroyed_at.astimezone(zone) if one.destroyed_at else None
    shown = replace(one, starts=one.starts.astimezone(zone), ends=one.ends.astimezone(zone),
                    destroyed_at=gone)  # fmt: skip
    return replace(row, one=shown)
