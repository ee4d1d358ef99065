"""Which reminders were told on this device: one small setting, read and written in one act."""

import sqlite3
from collections.abc import Sequence

from firstline.domain.reminding.reminder import Reminder, Told, noted, untold
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
    """Return what is to be told at `now`, noting that it was; see `reminding.reminder.untold`."""
    held = told(raw)
    new = untold(found, held, now, me, mine_only=mine_only, urgent_only=urgent_only)
    after = noted(found, held, new, now)
    if after != held:
        put_setting(raw, SETTING, after)
    return new
