"""The calls of Request Tracker's REST 2.0 that we make: few and large, each read as values.

RT checks a costly hash at every request (a quarter of a second of CPU on a stock server), and a
token opens no session that would spare it: so lists of a hundred, and never one ticket at a time
where a list will do. A page may be shorter than asked for and yet not the last, because rights are
applied after paging; every walk therefore knows what it must have seen before it ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from firstline.portal.base import Broken
from firstline.portal.refusals import makes_no_sense
from firstline.portal.rt.marks import Link, link_in
from firstline.portal.rt.wire import (
    CONTENT_FIELDS,
    PAGE,
    PART_FIELDS,
    ROW_FIELDS,
    TICKET_FIELDS,
    Json,
    Part,
    Row,
    RtTicket,
    any_of,
    in_hundreds,
    links_in,
    part_in,
    quoted,
    row_in,
    ticket_in,
)
from firstline.portal.session import Reply, Session

_TEXTS, _FILES = 80, 400  # messages at once: each has a text, so that a page is not quite full
_HOLDS_PARTS = ("multipart/", "message/")
_EMPTY = 3  # pages without anything to see, one after another, that end a walk
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_OF_TICKETS = "ObjectType = 'RT::Ticket'"
ROOT = "REST/2.0/"


_T = TypeVar("_T")


class Calls:
    """What is read of RT through one session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # --- tickets ---

    def tickets(self, query: str, *, most: int = PAGE) -> tuple[list[RtTicket], int | None]:
        """Return up to a hundred tickets that fit the TicketSQL `query`, the newest first.

        And how many fit altogether, None where RT does not tell.
        """
        wanted = {"query": query, "orderby": "id", "order": "DESC", "per_page": str(most)}
        said = self._ask("tickets", {**wanted, **TICKET_FIELDS})
        items = _items_in(said, self.session.place.host)
        return self.read(ticket_in, items), _total(said)

    def count(self, query: str) -> int | None:
        """Return how many tickets fit, None where RT does not tell."""
        return _total(self._ask("tickets", {"query": query, "per_page": "1"}))

    def ids(self, after: int) -> list[int]:
        """Return the ids of the next hundred tickets that may be seen."""
        query = {"query": f"id > {after}", "orderby": "id", "per_page": str(PAGE)}
        return [int(one["id"]) for one in self._list("tickets", query)]

    def by_id(self, ids: Iterable[int]) -> dict[int, RtTicket]:
        """Return those of the tickets that may be seen, merged ones too, deleted ones not."""
        found: dict[int, RtTicket] = {}
        for some in in_hundreds(ids):
            query = f"{any_of('id', some)} AND EffectiveId > 0"  # else merged ones are left out
            found.update((one.id, one) for one in self.tickets(query)[0])
        return found

    def ticket(self, number: int) -> tuple[RtTicket | None, int, int, Link | None]:
        """Return one ticket, its version (the newest transaction), the status, and our mark.

        The ticket is None where the answer's status is 403 or 404. A merged ticket comes as the
        one that it was merged into: compare the ids.
        """
        path = f"{ROOT}ticket/{number}?{urlencode(_names_alone())}"
        reply = self.session.ask("GET", path, allow=(403, 404))
        if reply.status >= 400:
            return None, 0, reply.status, None
        raw = self.json(reply)
        tag = reply.headers.get("ETag", "").strip('W/"')
        version = int(tag) if tag.isdecimal() else 0
        return self.read(ticket_in, [raw])[0], version, reply.status, _link(raw)

    def marked(self, links: Sequence[Link]) -> dict[str, int]:
        """Return RT's ids of the tickets that bear these marks, by our ids.

        Somebody may have copied a ticket with its links: the mark is the oldest ticket's.
        """
        found: dict[str, int] = {}
        for some in in_hundreds(links):
            query = " OR ".join(f"RefersTo = {quoted(one.uri)}" for one in some)
            wanted = {"query": query, "orderby": "id", "per_page": str(PAGE)}
            for raw in self._list("tickets", {**wanted, "fields": "_hyperlinks"}):
                if link := _link(raw):
                    found.setdefault(link.ticket, int(raw["id"]))
        return found

    # --- history ---

    def rows(
        self, condition: str, enough: Callable[[Sequence[Row]], bool], *, order: str = "DESC"
    ) -> Iterator[list[Row]]:
        """Yield pages of ticket transactions until `enough` says that all were seen.

        `enough` is given what was read so far. Without its word the walk ends after three pages
        with nothing to see.
        """
        read: list[Row] = []
        page, empty = 1, 0
        query = {"query": f"{_OF_TICKETS} AND {condition}", "orderby": "id", "order": order}
        while empty < _EMPTY:
            wanted = {**query, **ROW_FIELDS, "per_page": str(PAGE), "page": str(page)}
            rows = self.read(row_in, self._list("transactions", wanted))
            empty, page = (0 if rows else empty + 1), page + 1
            read += rows
            yield rows
            if enough(read):
                return

    def newest(self, least: int, most: int, pages: int = 5) -> list[tuple[int, str]]:
        """Return the newest transactions from the id `least` on, each with its instant.

        The newest come first, up to `most` of them; `pages` are looked through for any that may be
        seen.
        """
        query = {"query": f"{_OF_TICKETS} AND id >= {least}", "orderby": "id", "order": "DESC"}
        for page in range(1, pages + 1):
            wanted = {**query, "fields": "Created", "per_page": str(most), "page": str(page)}
            found = self._list("transactions", wanted)
            if found:
                return [(int(one["id"]), str(one["Created"])) for one in found]
        return []

    def row_is_there(self, number: int) -> bool:
        """Whether RT has a transaction with this id at all, seen or not.

        RT answers 500 for one that it has not got.
        """
        reply = self.session.ask("GET", f"{ROOT}transaction/{number}", allow=(403, 404, 500))
        return reply.status not in (404, 500)

    def parts(self, rows: Iterable[int]) -> dict[int, list[Part]]:
        """Return the parts of these messages: the texts with their words, the files without.

        Files are asked for only where there may be some: under a part that holds parts, and in a
        message that has no text.
        """
        found: dict[int, list[Part]] = {one: [] for one in rows}
        for part in self._parts_of(found, _TEXTS, "IS", CONTENT_FIELDS):
            found[part.row].append(part)
        plain = {
            row for row, parts in found.items()
            if parts and not any(one.media.lower().startswith(_HOLDS_PARTS) for one in parts)
        }  # fmt: skip
        for part in self._parts_of(found.keys() - plain, _FILES, "IS NOT", PART_FIELDS):
            found[part.row].append(part)
        return {row: sorted(parts, key=lambda one: one.id) for row, parts in found.items()}

    def _parts_of(
        self, rows: Iterable[int], most: int, operator: str, fields: Mapping[str, str]
    ) -> Iterator[Part]:
        named = {"field": "Filename", "operator": operator, "value": "NULL"}
        for some in in_hundreds(sorted(rows), most):
            of_rows = [{"field": "TransactionId", "value": str(one)} for one in some]
            wanted = frozenset(some)
            yield from (one for one in self._parts([*of_rows, named], fields) if one.row in wanted)

    def _parts(self, wanted: list[dict[str, str]], fields: Mapping[str, str]) -> Iterator[Part]:
        for size in (PAGE, 10, 1):  # an answer that is too large is asked for in smaller pieces
            try:
                parts = list(self._paged("attachments", wanted, fields, size))
            except Broken:
                if size == 1:
                    raise
            else:
                yield from self.read(part_in, parts)
                return

    def _paged(
        self, path: str, wanted: object, fields: Mapping[str, str], size: int
    ) -> Iterator[Json]:
        page, full = 1, True
        while full:
            params = {**fields, "orderby": "id", "per_page": str(size), "page": str(page)}
            found = self.items(self.session.ask("POST", ROOT + path, params=params, json=wanted))
            yield from found
            page, full = page + 1, len(found) == size

    # --- inside ---

    def _list(self, path: str, wanted: Mapping[str, str]) -> Sequence[Json]:
        return _items_in(self._ask(path, wanted), self.session.place.host)

    def _ask(self, path: str, wanted: Mapping[str, str]) -> Json:
        """Ask with the query in the body: an address would grow too long for many a server."""
        body = urlencode(wanted).encode()
        return self.json(self.session.ask("POST", ROOT + path, body=body, headers=_FORM))

    def json(self, reply: Reply) -> Json:
        """Return an answer that must be an object."""
        raw = reply.json()
        if not isinstance(raw, Mapping):
            raise makes_no_sense(self.session.place.host)
        return raw

    def items(self, reply: Reply) -> Sequence[Json]:
        """Return the items of a list, those left out that may not be seen."""
        return _items_in(self.json(reply), self.session.place.host)

    def read(self, read: Callable[[Json], _T], items: Sequence[Json]) -> list[_T]:
        """Return the items read as values. Raises Broken for what makes no sense."""
        try:
            return [read(one) for one in items]
        except (KeyError, TypeError, ValueError) as error:
            raise makes_no_sense(self.session.place.host) from error


def _items_in(raw: Json, host: str) -> Sequence[Json]:
    items = raw.get("items")
    if not isinstance(items, list):
        raise makes_no_sense(host)
    return [one for one in items if one]


def _total(raw: Json) -> int | None:
    total = raw.get("total")
    return total if isinstance(total, int) else None


def _link(raw: Json) -> Link | None:
    return next((link for one in links_in(raw) if (link := link_in(one))), None)


def _names_alone() -> Mapping[str, str]:
    return {name: value for name, value in TICKET_FIELDS.items() if name != "fields"}
