"""What terminal and window ask of retention: the dry run, its run, and what was destroyed."""

from typing import TYPE_CHECKING

from firstline.store import settings
from firstline.store.alarm.acts import AlarmActs
from firstline.store.watch import NOTHING, Changed

# ruff: noqa: PLC0415 - none of it is loaded for the first picture

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from firstline.domain.reminding.given import PastDue
    from firstline.domain.retention.destruction import Destroyed
    from firstline.domain.retention.item import Listing, Stop
    from firstline.store.retention.look import Asked
    from firstline.store.retention.run import Order, Ran
    from firstline.store.retention.written import Written


def _kept(raw: "sqlite3.Connection", key: str, value: object) -> Changed:
    settings.put_setting(raw, key, value)
    return NOTHING


class RetentionActs(AlarmActs):
    """Lists what is past its day and destroys exactly that. Each may raise StoreProblem."""

    def past_due(self, asked: "Asked") -> "Listing":
        """Return the dry run: exact items with what stops them; nothing is changed."""
        from firstline.store.retention.look import look

        with self.connection.read() as raw:
            return look(raw, self.folder, asked)

    def past_due_today(self, asked: "Asked") -> "PastDue | None":
        """Return what is past its day, for a reminder: looked at once a day, and after changes."""
        from firstline.store.retention.today import SETTING, today

        with self.connection.read() as raw:
            found, kept = today(raw, self.folder, asked)
            old = settings.get_setting(raw, SETTING, {})
        if kept != old:
            self._write(lambda: _kept(self._desk.raw, SETTING, kept))
        return found

    def remains_of(self, found: "Listing") -> dict[str, int]:
        """Return what stays of what a run of this list destroys, counted."""
        from firstline.store.retention.remains import remains

        with self.connection.read() as raw:
            return remains(raw, self.folder, found)

    def destroy(self, asked: "Asked", order: "Order") -> "Ran":
        """Destroy exactly what the dry run with `order.digest` listed, and record it.

        The record is on the disk before the first byte goes. Raises Refused where anything has
        changed since the dry run, or a second person is missing; then nothing is destroyed.
        """
        from firstline.store.retention import run, written

        found: list[Listing] = []

        def act() -> Changed:
            made, changed = run.lay(self._desk, self.folder, asked, order)
            found.append(made)
            return changed

        self._write(act)
        listing = found[-1]
        failed = run.take_off(self.folder, listing.due)
        ran = run.Ran(listing, failed)
        gone = [one.key for one in ran.done]

        def after() -> Changed:
            written.forget(self._desk.raw, gone)
            return run.lay_failures(self._desk, failed, order, asked) if failed else NOTHING

        self._write(after)
        return ran

    def gone(self, sha256: str, ticket_id: str = "") -> "Destroyed | None":
        """Return the destruction by which a content must not come back, None where it may."""
        from firstline.store.retention import gone

        with self.connection.read() as raw:
            return gone.gone(raw, sha256, ticket_id)

    def stops_of_person(self, names: "Iterable[str]", today: "date") -> "tuple[Stop, ...]":
        """Return the holds that stop a person's pseudonym."""
        from firstline.store.retention.holding import on_person

        with self.connection.read() as raw:
            return on_person(raw, names, today)

    def note_written(self, one: "Written") -> None:
        """Remember a file that this device wrote outside the profile."""
        from firstline.store.retention import written

        def act() -> Changed:
            written.note(self._desk.raw, one)
            return Changed(kinds=frozenset({"setting"}))

        self._write(act)
