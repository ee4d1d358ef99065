"""The search line as an SQL condition over table `ticket`; values travel as parameters only."""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from firstline.domain.instants import epoch
from firstline.domain.query import Query, Term
from firstline.domain.query_days import span
from firstline.store.folding import fold, tokens
from firstline.store.search import WORDS, match_text

Values = dict[str, Any]
_NOWHERE = "0"

_SLA = {
    "overdue": "is_open=1 AND sla_late<=:now",
    "risk": "is_open=1 AND sla_risk<=:now AND sla_late>:now",
    "ok": "is_open=1 AND sla_risk>:now AND sla_late>:now",
    "paused": "is_open=1 AND sla_due IS NULL AND sla_state='paused'"
    " AND (sla_late IS NULL OR sla_late>:now)",
    "none": "is_open=1 AND sla_due IS NULL AND sla_late IS NULL AND sla_state<>'paused'",
    "met": "sla_state='met'",
    "breached": "sla_state='breached'",
    "unproven": "sla_state='unproven'",
}
_IS = {
    "open": "is_open=1",
    "closed": "is_open=0",
    "mine": "assignee<>'' AND assignee=:me",
    "unassigned": "assignee=''",
    "unread": "unread=1",
    "draft": "draft=1",
    "waiting": "waiting=1",
    "conflict": "conflict=1",
    "vendor": "status IN ('with_vendor','waiting_customer_info')",
}


def condition(
    raw: sqlite3.Connection, query: Query, now: datetime | int, me: str
) -> tuple[str, Values]:
    """Return `query` as a condition and its values, words looked up in the search index.

    `now` decides what is overdue and, with its zone, where days begin; `me` is who *mine* means.
    """
    words = [one for one in query.terms if one.field == "text"]
    where, values = columns_condition(raw, query, now, me)
    for index, term in enumerate(words):
        match = _words(raw, term)
        if match:
            sign = "NOT " if term.negated else ""
            where += f" AND key {sign}IN (SELECT rowid FROM search WHERE search MATCH :w{index})"
            values[f"w{index}"] = match
    return where, values


def columns_condition(
    raw: sqlite3.Connection, query: Query, now: datetime | int, me: str
) -> tuple[str, Values]:
    """Return the part of `query` that the columns answer, without its words."""
    moment = now if isinstance(now, datetime) else datetime.fromtimestamp(now, UTC)
    values: Values = {"now": epoch(moment), "me": me}
    parts = []
    for index, term in enumerate(query.terms):
        if term.field != "text":
            part = _FIELDS[term.field](raw, term, values, f"v{index}_", moment)
            parts.append(f"NOT coalesce({part}, 0)" if term.negated else part)
    return " AND ".join(parts) or "1", values


def known_values(raw: sqlite3.Connection, field: str) -> list[str]:
    """Return each value of an indexed column once, in order, by hopping along its index."""
    table = "ticket_tag" if field == "tag" else "ticket"
    sql = (
        f"WITH RECURSIVE hop(x) AS (SELECT min({field}) FROM {table} UNION ALL"
        f" SELECT (SELECT min({field}) FROM {table} WHERE {field} > hop.x) FROM hop"
        " WHERE hop.x IS NOT NULL) SELECT x FROM hop WHERE x IS NOT NULL"
    )
    return [row[0] for row in raw.execute(sql)]


def _words(raw: sqlite3.Connection, term: Term) -> str | None:
    """Return the expression of one term: its words, and its letters as initials where fit.

    Two letters are initials only where no word begins with them.
    """
    plain = Term("text", term.values, phrase=term.phrase)
    near = match_text([plain], WORDS, near=not term.negated)
    exact = match_text([plain], WORDS)
    short = all(len("".join(tokens(value))) < 3 for value in term.values)
    if near != exact and short:
        sql = "SELECT 1 FROM search WHERE search MATCH ? LIMIT 1"
        if raw.execute(sql, (exact,)).fetchone():
            return exact
    return near


def _fixed(_raw: sqlite3.Connection, term: Term, values: Values, name: str, _now: datetime) -> str:
    listed = _listed(term.values, values, name)
    return f"{term.field} IN ({listed})"


def _status(raw: sqlite3.Connection, term: Term, values: Values, name: str, now: datetime) -> str:
    if "open" not in term.values:
        return _fixed(raw, term, values, name, now)
    rest = tuple(one for one in term.values if one != "open")
    return f"(is_open=1 OR status IN ({_listed(rest, values, name)}))" if rest else "is_open=1"


def _coded(codes: Mapping[str, str]) -> "_Part":
    def part(
        _raw: sqlite3.Connection, term: Term, _values: Values, _name: str, _now: datetime
    ) -> str:
        return "(" + " OR ".join(f"({codes[one]})" for one in term.values if one in codes) + ")"

    return part


def _named(raw: sqlite3.Connection, term: Term, values: Values, name: str, _now: datetime) -> str:
    chosen = _chosen(raw, term)
    if not chosen:
        return _NOWHERE
    return f"{term.field} IN ({_listed(chosen, values, name)})"


def _tagged(raw: sqlite3.Connection, term: Term, values: Values, name: str, _now: datetime) -> str:
    chosen = tuple(one for one in _chosen(raw, term) if one)
    without = " OR tags='[]'" if "" in term.values else ""
    inner = f"SELECT key FROM ticket_tag WHERE tag IN ({_listed(chosen, values, name)})"
    return f"(key IN ({inner}){without})"


def _chosen(raw: sqlite3.Connection, term: Term) -> tuple[str, ...]:
    """Return the stored values that a term means: the same but for case and width, else holding it.

    A quoted value must be the whole one.
    """
    known = {value: fold(value) for value in known_values(raw, term.field)}
    chosen: list[str] = []
    for asked in term.values:
        plain = fold(asked)
        same = [value for value, folded in known.items() if folded == plain]
        if not same and plain and not term.phrase:
            same = [value for value, folded in known.items() if plain in folded]
        chosen += same
    return tuple(dict.fromkeys(chosen))


def _requester(
    _raw: sqlite3.Connection, term: Term, values: Values, name: str, _now: datetime
) -> str:
    named = Term("text", tuple(one for one in term.values if one), phrase=term.phrase)
    match = match_text([named], "requester") if named.values else None
    parts = ["requester=''"] if "" in term.values else []
    if match:
        values[name] = match
        parts.append(f"key IN (SELECT rowid FROM search WHERE search MATCH :{name})")
    return f"({' OR '.join(parts)})" if parts else _NOWHERE


def _number(_raw: sqlite3.Connection, term: Term, values: Values, name: str, _now: datetime) -> str:
    parts = []
    for index, value in enumerate(term.values):
        values[f"{name}{index}"] = value
        parts.append(f"number=:{name}{index}")
        found = tokens(value)
        if found and not term.phrase:
            star = " *" if len(found[-1]) > 1 else ""
            values[f"{name}{index}m"] = f'number : "{" ".join(found)}"{star}'
            parts.append(f"key IN (SELECT rowid FROM search WHERE search MATCH :{name}{index}m)")
    return f"({' OR '.join(parts)})"


def _days(_raw: sqlite3.Connection, term: Term, values: Values, name: str, now: datetime) -> str:
    ways = []
    for index, value in enumerate(term.values):
        asked = span(value, now)
        if asked is None:
            continue
        sides = []
        for sign, edge, side in ((">=", asked.start, "a"), ("<", asked.end, "b")):
            if edge is not None:
                values[f"{name}{index}{side}"] = edge
                sides.append(f"{term.field}{sign}:{name}{index}{side}")
        ways.append(f"({' AND '.join(sides) or '1'})")
    return f"({' OR '.join(ways)})" if ways else _NOWHERE


def _listed(chosen: tuple[str, ...], values: Values, name: str) -> str:
    for index, value in enumerate(chosen):
        values[f"{name}{index}"] = value
    return ",".join(f":{name}{index}" for index in range(len(chosen)))


_Part = Callable[[sqlite3.Connection, Term, Values, str, datetime], str]
_FIELDS: Mapping[str, _Part] = {
    "status": _status,
    "priority": _fixed,
    "type": _fixed,
    "site": _named,
    "product": _named,
    "module": _named,
    "assignee": _named,
    "requester": _requester,
    "sla": _coded(_SLA),
    "is": _coded(_IS),
    "tag": _tagged,
    "number": _number,
    "created": _days,
    "updated": _days,
}
