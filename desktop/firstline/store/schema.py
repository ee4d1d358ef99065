"""The tables of the one file, and the steps that bring an older file up to them."""

import sqlite3
from collections.abc import Callable

from firstline.store import journal, search_index

APPLICATION_ID = 0x46726C31  # "Frl1": tells our file from any other SQLite file
VERSION = 1

TABLES = """
CREATE TABLE base(
  kind TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL,
  rev INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE edit(
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  entity TEXT NOT NULL, act TEXT NOT NULL, made_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('waiting','held','refused','settled','withdrawn')),
  not_before INTEGER NOT NULL DEFAULT 0, sha256 BLOB NOT NULL, chain BLOB NOT NULL,
  reason TEXT NOT NULL DEFAULT '', doc TEXT NOT NULL) STRICT;
CREATE INDEX edit_entity ON edit(entity, n);
CREATE INDEX edit_open ON edit(n) WHERE state IN ('waiting','held','refused');
CREATE TABLE ticket(
  key INTEGER PRIMARY KEY, is_open INTEGER NOT NULL, status TEXT NOT NULL,
  status_rank INTEGER NOT NULL, priority TEXT NOT NULL, type TEXT NOT NULL, site TEXT NOT NULL,
  product TEXT NOT NULL, module TEXT NOT NULL, assignee TEXT NOT NULL, requester TEXT NOT NULL,
  created INTEGER NOT NULL, updated INTEGER NOT NULL,
  sla_sort INTEGER NOT NULL, sla_state TEXT NOT NULL, sla_leg TEXT NOT NULL,
  sla_metric TEXT NOT NULL, sla_due INTEGER, sla_until INTEGER, sla_risk INTEGER, sla_late INTEGER,
  unread INTEGER NOT NULL, draft INTEGER NOT NULL, waiting INTEGER NOT NULL,
  conflict INTEGER NOT NULL, sync TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE, number TEXT NOT NULL COLLATE NOCASE, number_sort TEXT NOT NULL,
  title TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
CREATE TABLE ticket_doc(
  key INTEGER PRIMARY KEY, timer TEXT NOT NULL, timers TEXT NOT NULL, doc TEXT NOT NULL) STRICT;
CREATE TABLE ticket_tag(
  tag TEXT NOT NULL COLLATE NOCASE, key INTEGER NOT NULL, PRIMARY KEY(tag, key)
  ) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tag_key ON ticket_tag(key);
CREATE TABLE ticket_number(n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE draft(key TEXT PRIMARY KEY, text TEXT NOT NULL, saved_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
CREATE TABLE seen(id TEXT PRIMARY KEY, events INTEGER NOT NULL, at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE file(
  sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, media TEXT NOT NULL,
  kept_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE change_log(
  n INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT NOT NULL, tickets TEXT NOT NULL,
  kinds TEXT NOT NULL, everything INTEGER NOT NULL) STRICT;
"""

# One index walks the list in each order. `ticket_list` holds every column that a filter may ask
# for, so that filtering a million tickets never reads the tickets themselves.
INDEXES = """
CREATE INDEX ticket_by_sla ON ticket(sla_sort, key, is_open);
CREATE INDEX ticket_by_newest ON ticket(created, key, is_open);
CREATE INDEX ticket_by_updated ON ticket(updated, key, is_open);
CREATE INDEX ticket_by_priority ON ticket(priority, sla_sort, key, is_open);
CREATE INDEX ticket_by_number ON ticket(number_sort, key, is_open);
CREATE INDEX ticket_by_title ON ticket(title COLLATE NOCASE, key, is_open);
CREATE INDEX ticket_by_site ON ticket(site, sla_sort, key, is_open);
CREATE INDEX ticket_by_assignee ON ticket(assignee, sla_sort, key, is_open);
CREATE INDEX ticket_by_status ON ticket(status_rank, sla_sort, key, is_open);
CREATE INDEX ticket_list ON ticket(
  is_open, created, status, priority, type, site, product, module, assignee, requester, updated,
  sla_sort, sla_state, sla_due, sla_risk, sla_late, status_rank, number_sort, unread, draft,
  waiting, conflict);
CREATE INDEX ticket_late ON ticket(is_open, sla_late, sla_risk);
CREATE INDEX ticket_number_at ON ticket(number COLLATE NOCASE);
CREATE INDEX ticket_product ON ticket(product);
CREATE INDEX ticket_module ON ticket(module);
CREATE INDEX ticket_requester ON ticket(requester);
"""


def apply(connection: sqlite3.Connection) -> None:
    """Bring the file of `connection` to VERSION; every step is one transaction with its record.

    sqlite-utils is imported here alone, since it takes as long as the rest of the start.
    """
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    steps = Migrations("firstline")
    for name, step in STEPS:
        steps(name=name)(lambda db, step=step: step(db.conn))
    search_index.distrust(connection)
    steps.apply(Database(connection))
    search_index.trust(connection)


def _first(connection: sqlite3.Connection) -> None:
    for statement in (TABLES + INDEXES).split(";"):
        if statement.strip():
            connection.execute(statement)
    search_index.mend(connection)
    journal.install(connection)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("PRAGMA user_version=1")


STEPS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (("0001_first", _first),)
