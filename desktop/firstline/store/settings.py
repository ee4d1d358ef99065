"""Small settings and states of one profile, as JSON values."""

import json
import sqlite3
from typing import Any


def get_setting(raw: sqlite3.Connection, key: str, default: Any) -> Any:
    """Return the JSON value kept under `key`, or `default`."""
    found = raw.execute("SELECT value FROM setting WHERE key=?", (key,)).fetchone()
    return json.loads(found[0]) if found else default


def put_setting(raw: sqlite3.Connection, key: str, value: Any) -> None:
    """Keep a JSON value under `key`."""
    raw.execute(
        "INSERT INTO setting(key, value) VALUES(?,?)"
        " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
        (key, json.dumps(value, ensure_ascii=False)),
    )
