"""What the agenda of a working group is made from, and the search among its decisions."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from firstline.domain.authorisations import authorisation
from firstline.domain.authorisations.authorisation import authorisation_from
from firstline.domain.group import decision
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action import actions
from firstline.domain.group.agenda import OpenData
from firstline.domain.knowledge.recurrence import KIND as PROBLEM
from firstline.domain.knowledge.recurrence import recurrence_from
from firstline.domain.outcome.proof import of_kind
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.store.queue.rows import Clocks, ticket_from_text, timers_from_text
from firstline.store.search.folding import Initials, fold
from firstline.store.search.search import Hit, marked
from firstline.store.shown.record import records

MOST = 200
"""More urgent tickets than that are no meeting's to talk about: the most urgent stand for them."""
_KEYS = (
    "SELECT key FROM (SELECT key FROM ticket WHERE is_open=1 AND priority IN ('P1','P2')"
    "  ORDER BY priority, sla_sort LIMIT :most)"
    " UNION SELECT key FROM (SELECT key FROM ticket WHERE is_open=1"
    "  AND status IN ('with_vendor','waiting_customer_info') ORDER BY sla_sort LIMIT :most)"
    " UNION SELECT key FROM (SELECT key FROM ticket WHERE is_open=0 AND status='resolved'"
    "  AND priority='P1' ORDER BY updated DESC LIMIT :most)"
)


def open_data(raw: sqlite3.Connection, clocks: Clocks, now: datetime) -> OpenData:
    """Return the open actions, tickets, problems, decisions and authorisations at `now`."""
    read = partial(records, raw)
    grants = (authorisation_from(one) for one in records(raw, authorisation.KIND))
    return OpenData(
        tuple(actions(records(raw, ACTION), now.date(), of_kind(ACTION, read, now))),
        tuple(_tickets(raw, clocks)),
        tuple(recurrence_from(one) for one in records(raw, PROBLEM)),
        tuple(decision.decisions(records(raw, decision.KIND))),
        tuple(one for one in grants if one is not None),
    )


def _tickets(raw: sqlite3.Connection, clocks: Clocks) -> Iterable[tuple[Ticket, tuple[Timer, ...]]]:
    sql = f"SELECT timers, doc FROM ticket_text WHERE key IN ({_KEYS}) ORDER BY key"
    for timers, doc in raw.execute(sql, {"most": MOST}):
        ticket = ticket_from_text(doc)  # clocks that were put off are reckoned here
        yield ticket, timers_from_text(timers) if timers else clocks.timers(ticket)


def search_decisions(
    raw: sqlite3.Connection, text: str, limit: int, initials: Initials | None = None
) -> list[Hit]:
    """Return the decisions that hold every word of `text`; an exact number stands first.

    With `initials` letters find a Chinese title, as `sjbd` finds 升级不等.

    A group decides some hundred things, not a hundred thousand: they are read one by one.
    """
    wanted = wanted_in(text, initials)
    if not wanted.words:
        return []
    found = []
    for one in decision.decisions(records(raw, decision.KIND)):
        said = (one.why, one.by, *(event.text for event in one.history))
        hit = wanted.hit(decision.KIND, one.id, one.number, one.title, said)
        if hit is not None:
            found.append(hit)
    return sorted(found, key=lambda one: -one.score)[:limit]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sought: folded words, each of which must be there."""

    words: tuple[str, ...]
    initials: Initials | None = None

    def hit(self, kind: str, key: str, number: str, title: str, said: Iterable[str]) -> Hit | None:
        """Return the record as a hit, None where a word is in neither its title nor `said`."""
        said = [one for one in said if one]
        if self.words == (number.casefold(),):
            return Hit(kind, key, title, said[0] if said else "", 100.0, number)
        told = "\n".join((title, *said))
        plain, titled = fold(told), fold(title)
        if self.initials and any(_is_letters(one) and one not in plain for one in self.words):
            spoken = fold(self.initials(title))
            plain, titled = f"{plain}\n{spoken}", f"{titled}\n{spoken}"
        if not all(one in plain for one in self.words):
            return None
        share = sum(one in titled for one in self.words) / len(self.words)
        at = plain.find(self.words[0])
        same = len(fold(told)) == len(told) > at  # else what was folded away moved the places
        line = said[0] if said else ""
        if same:
            line = marked(told, at, at + len(self.words[0]))
        return Hit(kind, key, title, line, 4.0 + 5.0 * share, number)


def wanted_in(text: str, initials: Initials | None = None) -> Wanted:
    """Return what a line of words asks for."""
    return Wanted(tuple(dict.fromkeys(fold(text[:200]).split())), initials)


def _is_letters(word: str) -> bool:
    return len(word) > 1 and word.isascii() and word.isalpha()
