"""The tables of the one file, and the steps that bring an older file up to them."""

import sqlite3
from collections.abc import Callable

from firstline.store.file import journal
from firstline.store.search import article_index
from firstline.store.search import index as search_index
from firstline.store.settings import put_setting

APPLICATION_ID = 0x46726C31  # "Frl1": tells our file from any other SQLite file
VERSION = 5

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

# `base` holds the portals' copies: `pulled` marks the first pull that saw the record last
# (`position.Place`), and `doc` is empty where nothing is kept of it but that it is gone. Its rows
# stand in the order of their arrival, so that a first pull only appends.
EXCHANGE = """
CREATE TABLE base_2(
  key INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,
  portal TEXT NOT NULL DEFAULT '', remote TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'put' CHECK(state IN ('put','gone','hidden')),
  rev INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
  pulled INTEGER NOT NULL DEFAULT 0, doc TEXT NOT NULL) STRICT;
INSERT INTO base_2(kind, id, rev, seq, doc) SELECT kind, id, rev, seq, doc FROM base;
DROP TABLE base;
ALTER TABLE base_2 RENAME TO base;
CREATE UNIQUE INDEX base_record ON base(id, kind);
CREATE INDEX base_remote ON base(portal, remote, kind) WHERE remote<>'';
ALTER TABLE edit ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE edit ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE edit ADD COLUMN portal TEXT NOT NULL DEFAULT '';
ALTER TABLE edit ADD COLUMN settled_at INTEGER;
DROP INDEX edit_open;
CREATE INDEX edit_open ON edit(n, state) WHERE state IN ('waiting','held','refused');
CREATE INDEX edit_settled ON edit(settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX ticket_conflict ON ticket(key) WHERE conflict=1;
CREATE TABLE position(
  portal TEXT PRIMARY KEY, device TEXT NOT NULL, cursor TEXT, server_id TEXT NOT NULL DEFAULT '',
  epoch TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL DEFAULT '', pulled_at INTEGER,
  tried_at INTEGER, first_done INTEGER NOT NULL DEFAULT 0, done INTEGER, total INTEGER,
  problem TEXT NOT NULL DEFAULT '', generation INTEGER NOT NULL DEFAULT 1,
  dropping INTEGER NOT NULL DEFAULT 0,
  unsure INTEGER NOT NULL DEFAULT 1, head INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine(
  portal TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, copy TEXT NOT NULL,
  reason TEXT NOT NULL, program TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(portal, kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE due_pending(key INTEGER PRIMARY KEY) STRICT;
CREATE TABLE edit_file(
  sha256 TEXT NOT NULL, edit INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
  media TEXT NOT NULL, PRIMARY KEY(sha256, edit)) STRICT, WITHOUT ROWID;
CREATE INDEX edit_file_edit ON edit_file(edit);
CREATE TABLE file_at(
  sha256 TEXT NOT NULL, portal TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(sha256, portal)) STRICT, WITHOUT ROWID;
CREATE TABLE file_used(
  sha256 TEXT PRIMARY KEY, bytes TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE pin(ticket TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE pack(
  sha256 TEXT PRIMARY KEY, direction TEXT NOT NULL CHECK(direction IN ('out','in')),
  kind TEXT NOT NULL, portal TEXT NOT NULL, from_n INTEGER, to_n INTEGER, cursor TEXT,
  made_at TEXT NOT NULL, acked_at TEXT, detail TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO edit_file(sha256, edit, name, size, media)
  SELECT DISTINCT json_extract(a.value, '$.data.sha256'), e.n,
    coalesce(json_extract(a.value, '$.data.name'), ''),
    CAST(coalesce(json_extract(a.value, '$.data.size'), 0) AS INTEGER),
    coalesce(json_extract(a.value, '$.data.media'), '')
  FROM edit e, json_each(e.doc, '$.events') a
  WHERE json_extract(a.value, '$.kind')='attached'
    AND json_extract(a.value, '$.data.sha256') IS NOT NULL;
"""


KNOWLEDGE = """
CREATE TABLE search_gap(
  key TEXT PRIMARY KEY, text TEXT NOT NULL, count INTEGER NOT NULL, first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""


# What the portal's copy says as it stands is not kept twice: the text of such a ticket is "".
TEXT = """
CREATE VIEW ticket_text(key, timer, timers, doc) AS
  SELECT d.key, d.timer, d.timers, CASE WHEN d.doc<>'' THEN d.doc ELSE (
    SELECT b.doc FROM ticket t CROSS JOIN base b ON b.id=t.id AND b.kind='ticket'
    WHERE t.key=d.key) END
  FROM ticket_doc d
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


def _exchange(connection: sqlite3.Connection) -> None:
    """Add what a portal needs: whose copy it is, how far we are, what became of an edit."""
    for statement in EXCHANGE.split(";"):
        if statement.strip():
            connection.execute(statement)
    from uuid import uuid4  # noqa: PLC0415 - once in a profile's life

    put_setting(connection, "device", str(uuid4()))
    connection.execute("PRAGMA user_version=2")


def _knowledge(connection: sqlite3.Connection) -> None:
    """Add the search of articles, and the list of what was not found."""
    for statement in KNOWLEDGE.split(";"):
        if statement.strip():
            connection.execute(statement)
    article_index.mend(connection)
    connection.execute("PRAGMA user_version=3")


def _alarms(connection: sqlite3.Connection) -> None:
    """Add what rings on this device: the next instant of each ticket, and what has rung."""
    from firstline.store.alarm import alarm  # noqa: PLC0415 - not at every start

    for statement in alarm.TABLES:
        connection.execute(statement)
    connection.execute("PRAGMA user_version=4")


def _text(connection: sqlite3.Connection) -> None:
    """Add the view that gives a ticket's text, its own or the copy's."""
    connection.execute(TEXT)
    connection.execute("PRAGMA user_version=5")


STEPS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("0001_first", _first),
    ("0002_exchange", _exchange),
    ("0003_knowledge", _knowledge),
    ("0004_alarms", _alarms),
    ("0005_text", _text),
)
