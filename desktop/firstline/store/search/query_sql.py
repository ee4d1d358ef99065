"""The search line as an SQL condition over table `ticket`; values travel as parameters only."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from firstline.domain.instants import epoch
from firstline.domain.query.days import span
from firstline.domain.query.query import Query, Term
from firstline.domain.sla.agreement import ALL_PHASE_TAGS, RUN
from firstline.domain.ticket.ticket import CLOSED_STATUSES
from firstline.domain.values import dataclass
from firstline.store.acts.numbers import once_called
from firstline.store.queue import snoozed
from firstline.store.search.folding import fold
from firstline.store.search.words import match_text

Values = dict[str, Any]
_NEVER = "0"

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
    "unread": "is_open=1 AND unread=1",
    "draft": "draft=1",
    "waiting": "waiting=1",
    "conflict": "conflict=1",
    "vendor": "is_open=1 AND status IN ('with_vendor','waiting_customer_info')",
}
_TAGGED = "key IN (SELECT key FROM ticket_tag WHERE tag{})"
_PHASE = {one: _TAGGED.format(f"='{tag}'") for tag, one in ALL_PHASE_TAGS.items()} | {
    RUN: "NOT " + _TAGGED.format(f" IN ({','.join(repr(tag) for tag in ALL_PHASE_TAGS)})")
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One term while it is written as SQL; `values` gathers the parameters of all terms."""

    raw: sqlite3.Connection
    term: Term
    values: Values
    name: str
    now: datetime
    me: str

    def listed(self, chosen: Iterable[str]) -> str:
        """Return places for `chosen`, separated by commas."""
        places = []
        for index, value in enumerate(chosen):
            self.values[f"{self.name}{index}"] = value
            places.append(f":{self.name}{index}")
        return ",".join(places)

    def found(self, match: str, index: int = 0) -> str:
        """Return the condition that the search index holds `match`."""
        self.values[f"{self.name}{index}m"] = match
        return f"key IN (SELECT rowid FROM search WHERE search MATCH :{self.name}{index}m)"


def columns_condition(
    raw: sqlite3.Connection, query: Query, now: datetime | int, me: str
) -> tuple[str, Values]:
    """Return the part of `query` that the columns answer, without its words."""
    moment = now if isinstance(now, datetime) else datetime.fromtimestamp(now, UTC)
    values: Values = {"now": epoch(moment), "me": me}
    parts = []
    for index, term in enumerate(query.terms):
        if term.field == "text":
            continue
        if term.field == "is" and term.values == ("snoozed",) and term.negated:
            parts += _awake(raw, epoch(moment))
            continue
        part = _FIELDS[term.field](_Asked(raw, term, values, f"v{index}_", moment, me))
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


def _fixed(asked: _Asked) -> str:
    return f"{asked.term.field} IN ({asked.listed(asked.term.values)})"


def _status(asked: _Asked) -> str:
    if "open" not in asked.term.values:
        ended = {one in CLOSED_STATUSES for one in asked.term.values}
        side = f"is_open={int(not ended.pop())} AND " if len(ended) == 1 else ""
        return f"({side}{_fixed(asked)})"  # either side stands together in `ticket_list`
    rest = asked.listed(one for one in asked.term.values if one != "open")
    return f"(is_open=1 OR status IN ({rest}))" if rest else "is_open=1"


def _coded(codes: Mapping[str, str]) -> "_Part":
    def part(asked: _Asked) -> str:
        return "(" + " OR ".join(f"({codes[one]})" for one in asked.term.values) + ")"

    return part


def _is(asked: _Asked) -> str:
    codes = dict(_IS)
    if "snoozed" in asked.term.values:
        codes["snoozed"] = f"key IN ({_listed_keys(asked.raw, epoch(asked.now))})"
    return _coded(codes)(asked)


def _awake(raw: sqlite3.Connection, now: int) -> list[str]:
    """Return the condition that leaves out what sleeps: none where nothing does."""
    keys = _listed_keys(raw, now)
    return [f"key NOT IN ({keys})"] if keys else []


def _listed_keys(raw: sqlite3.Connection, now: int) -> str:
    return ",".join(str(int(key)) for key in snoozed.hidden(raw, now))


def _named(asked: _Asked) -> str:
    return f"{asked.term.field} IN ({asked.listed(_chosen(asked))})"


def _tagged(asked: _Asked) -> str:
    chosen = asked.listed(one for one in _chosen(asked) if one)
    without = " OR tags='[]'" if "" in asked.term.values else ""
    return f"(key IN (SELECT key FROM ticket_tag WHERE tag IN ({chosen})){without})"


def _chosen(asked: _Asked) -> tuple[str, ...]:
    """Return the stored values meant: the same but for case and width, else those that hold it.

    A quoted value must be the whole one.
    """
    known = {value: fold(value) for value in known_values(asked.raw, asked.term.field)}
    chosen: list[str] = []
    for value in asked.term.values:
        mine = asked.term.field == "assignee" and value in ("me", "我")
        plain = fold(asked.me if mine else value)
        same = [one for one, folded in known.items() if folded == plain]
        if not same and plain and not asked.term.phrase:
            same = [one for one, folded in known.items() if plain in folded]
        chosen += same
    return tuple(dict.fromkeys(chosen))


def _requester(asked: _Asked) -> str:
    named = Term("text", tuple(filter(None, asked.term.values)), phrase=asked.term.phrase)
    match = match_text([named], "requester")
    parts = ["requester=''"] if "" in asked.term.values else []
    if match:
        parts.append(asked.found(match))
    return f"({' OR '.join(parts) or _NEVER})"


def _number(asked: _Asked) -> str:
    parts = [f"number IN ({asked.listed(asked.term.values)})"]
    for index, value in enumerate(asked.term.values):
        match = match_text([Term("text", (value,), phrase=asked.term.phrase)], "number")
        if match:
            parts.append(asked.found(match, index))
        once = once_called(asked.raw, value)
        if once:
            asked.values[f"{asked.name}{index}once"] = once
            parts.append(f"key IN (SELECT key FROM ticket WHERE id=:{asked.name}{index}once)")
    return f"({' OR '.join(parts)})"


def _days(asked: _Asked) -> str:
    ways = []
    for index, value in enumerate(asked.term.values):
        days = span(value, asked.now)
        if days is None:
            continue
        sides = []
        for sign, edge, side in ((">=", days.start, "a"), ("<", days.end, "b")):
            if edge is not None:
                asked.values[f"{asked.name}{index}{side}"] = edge
                sides.append(f"{asked.term.field}{sign}:{asked.name}{index}{side}")
        ways.append(f"({' AND '.join(sides)})")
    return f"({' OR '.join(ways) or _NEVER})"


_Part = Callable[[_Asked], str]
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
    "is": _is,
    "tag": _tagged,
    "phase": _coded(_PHASE),
    "number": _number,
    "created": _days,
    "updated": _days,
}
