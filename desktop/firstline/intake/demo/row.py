"""What a row of the demo's packs says: in one language, its days and hours counted from now."""

from datetime import datetime, timedelta
from typing import Any

from firstline.domain.ticket.fields import Value


def said(value: Any, now: datetime, tongue: str) -> Value:
    """Return a value as it is recorded: ISO 8601 for days and hours from `now`, words in `tongue`.

    `tongue` is zh or en; what is no table stands as it is.
    """
    if not isinstance(value, dict):
        made: Value = value
        return made
    if "days" in value:
        return (now + timedelta(days=value["days"])).date().isoformat()
    if "hours" in value:
        at = now + timedelta(hours=value["hours"])
        return at.replace(second=0, microsecond=0).isoformat()
    return str(value[tongue])
