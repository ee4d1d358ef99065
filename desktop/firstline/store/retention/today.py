"""What is past its day, looked at once a day: most starts read no tickets for it."""

import sqlite3
from datetime import date
from pathlib import Path

from firstline.domain.reminding.given import PastDue
from firstline.domain.retention.reminders import KINDS, summed
from firstline.store.retention.look import Asked, look
from firstline.store.settings import get_setting

SETTING = "retention_today"
_LISTED = ", ".join(f"'{one}'" for one in sorted(KINDS))
_OF = f"kind<>'ticket' AND kind IN ({_LISTED})"
_MARKS = (
    f"SELECT count(*), coalesce(sum(rev), 0) FROM base WHERE {_OF}",
    f"SELECT count(*), coalesce(max(n), 0) FROM edit WHERE {_OF}",
)
Kept = dict[str, object]


def today(raw: sqlite3.Connection, folder: Path, asked: Asked) -> tuple[PastDue | None, Kept]:
    """Return what is past its day, and what is to be kept of that under SETTING.

    It is looked at again when the day or any record of rules, holds, claims, extracts or
    destructions is another.
    """
    mark = [asked.today.isoformat(), *(n for sql in _MARKS for n in raw.execute(sql).fetchone())]
    held: Kept = get_setting(raw, SETTING, {})
    if held.get("mark") == mark:
        many, first = held.get("many"), held.get("first")
        if not (isinstance(many, int) and many and isinstance(first, str)):
            return None, held
        return PastDue(many, date.fromisoformat(first)), held
    found = summed(look(raw, folder, asked))
    first = found.first.isoformat() if found else ""
    return found, {"mark": mark, "many": found.many if found else 0, "first": first}
