"""Which reminders were told on this device: one small setting, read and written in one act."""

import sqlite3
from collections.abc import Sequence

from firstline.domain.reminding.reminder import Reminder, Told, come, noted, untold
from firstline.store.settings import get_setting, put_setting

SETTING = "reminders"  # {series: {mark: epoch second}}


def told(raw: sqlite3.Connection) -> Told:
    """Return which marks were told, and when."""
    found: Told = get_setting(raw, SETTING, {})
    return found


def tell(
    raw: sqlite3.Connection, found: Sequence[Reminder], now: int, me: str, *, mine_only: bool,
    urgent_only: bool,
) -> list[Reminder]:  # fmt: skip
    """Return what is to be told at `now`, noting that it was; see `reminding.reminder.untold`.

    The first time ever on a device nothing is told but what is urgent: the list shows the rest.
    """
    held: Told | None = get_setting(raw, SETTING, None)
    known = held or {}
    new = untold(found, known, now, me, mine_only=mine_only, urgent_only=urgent_only)
    after = noted(found, known, new if held is not None else come(found, now), now)
    if held is None:
        new = [one for one in new if one.urgent]
    if after != held:
        put_setting(raw, SETTING, after)
    return new
