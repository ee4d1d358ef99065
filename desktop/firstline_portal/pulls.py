"""Pulls: what changed since a cursor, and the first pull, pinned, newest open tickets first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, bindparam, func, select, tuple_

from firstline.domain.edits.exchange import CopyState
from firstline_portal import clocks, schema
from firstline_portal.clocks import Head
from firstline_portal.cursors import Cursor, Walk, lost, read_cursor, write_cursor
from firstline_portal.database import Database
from firstline_portal.pages import Line, Sheet
from firstline_portal.people import Person
from firstline_portal.problems import not_found
from firstline_portal.views import doc_for, sees, visible

MOST_RECORDS = 5_000
MOST_TEXT = 16 * 1024 * 1024  # characters of a page, before it is packed
MOST_WANTED = 500
NO_HEAD = Head(0, "")
# Statements made once: building one costs more than running it.
_RECORD, _GONE = schema.record, schema.departed
_TOLD = (_RECORD.c.kind, _RECORD.c.id, _RECORD.c.rev, _RECORD.c.seq, _RECORD.c.doc)
_STANDING = (*_TOLD, _RECORD.c.tag, _RECORD.c.gone)
_MOST = bindparam("most", type_=Integer)
_WANTED = select(_RECORD).where(
    tuple_(_RECORD.c.kind, _RECORD.c.id).in_(bindparam("wanted", expanding=True))
)
_GONE_SINCE = (
    select(_GONE)
    .join(_RECORD, (_RECORD.c.kind == _GONE.c.kind) & (_RECORD.c.id == _GONE.c.id))
    .where(_GONE.c.plant == bindparam("plant_"), _GONE.c.seq > bindparam("after"),
           _GONE.c.seq <= bindparam("until"),
           _RECORD.c.plant.not_in(bindparam("seen", expanding=True)))
    .order_by(_GONE.c.seq).limit(_MOST)
)  # fmt: skip


@cache
def _since(*, vendor: bool) -> Select[Any]:
    return (
        select(*_STANDING)
        .where(_RECORD.c.plant == bindparam("plant_"), _RECORD.c.seq > bindparam("after"),
               _RECORD.c.seq <= bindparam("until"), visible(vendor=vendor))
        .order_by(_RECORD.c.seq).limit(_MOST)
    )  # fmt: skip


@cache
def _walked(*, vendor: bool) -> Select[Any]:
    return (
        select(*_TOLD)
        .where(_RECORD.c.plant == bindparam("plant_"), _RECORD.c.gone == 0,
               _RECORD.c.open == bindparam("opened"), _RECORD.c.seq < bindparam("before"),
               visible(vendor=vendor))
        .order_by(_RECORD.c.seq.desc()).limit(_MOST)
    )  # fmt: skip


class _Page:
    """Collects lines until the page is full, by their number or by their size."""

    def __init__(self, limit: int) -> None:
        self.lines: list[Line] = []
        self.left = max(1, min(limit, MOST_RECORDS))
        self._text = MOST_TEXT

    def is_full(self) -> bool:
        return self.left <= 0 or self._text <= 0

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.left -= 1
        self._text -= len(line.doc or "")


def changes(
    database: Database, person: Person, after: str, limit: int, now: datetime
) -> tuple[Sheet, Mapping[str, int]]:
    """Return what changed in the person's plants since the cursor, and how far that reaches.

    Of every record only the newest version is told. Raises Refusal (410) when the cursor cannot
    be honoured; one that proves that the portal went back in time begins a new epoch first.
    """
    with database.read() as connection:
        values = clocks.settings(connection)
        cursor = read_cursor(after, values, person)
        heads = clocks.heads(connection, person.plants)
        broken = _is_broken(connection, cursor, heads)
        page = _Page(limit)
        if not broken and cursor.walk is None:
            places = _collect(connection, person, cursor, heads, page)
    if broken:
        database.write(lambda one: clocks.new_epoch(one, values["epoch"], now, restored=True))
        raise lost("epoch-changed")
    if cursor.walk is not None:
        raise lost("cursor-expired")
    told = write_cursor(Cursor(places), values, person)
    sheet = Sheet(tuple(page.lines), told, more=page.is_full())
    return sheet, {plant: one.seq for plant, one in places.items()}


def snapshot(
    database: Database, person: Person, at: str | None, limit: int, now: datetime
) -> Sheet:
    """Return the next page of a first pull: open tickets first, the newest change first.

    It is pinned to the places that hold when it begins: what changes meanwhile has a later place
    and comes with the changes afterwards, so any page may be asked for again, later too. The
    cursor of the last page (`more` false) is one for `changes`. Raises Refusal (410).
    """
    with database.read() as connection:
        values = clocks.settings(connection)
        heads = clocks.heads(connection, person.plants)
        if at is None:
            cursor = _begin(connection, person, heads)
        else:
            cursor = read_cursor(at, values, person)
        broken = _is_broken(connection, cursor, heads)
        page = _Page(limit)
        walk = _walk(connection, person, cursor, page) if not broken else None
    if broken:
        database.write(lambda one: clocks.new_epoch(one, values["epoch"], now, restored=True))
        raise lost("epoch-changed")
    first = cursor.walk
    if first is None:
        raise lost("cursor-expired")
    done, total = first.done + len(page.lines), first.total
    told = write_cursor(Cursor(cursor.places, walk), values, person)
    done = done if walk is not None else total
    return Sheet(tuple(page.lines), told, more=walk is not None, done=done, total=total)


def fetch(database: Database, person: Person, want: Sequence[tuple[str, str]]) -> list[Line]:
    """Return the newest versions of these records; one that may not be seen comes as hidden."""
    with database.read() as connection:
        return told_again(connection, person, want)


def told_again(
    connection: Connection, person: Person, want: Sequence[tuple[str, str]]
) -> list[Line]:
    """Return what `fetch` does, on a connection that is open already."""
    wanted = list(dict.fromkeys(want))
    found = {
        (row.kind, row.id): row
        for some in _slices(wanted)
        for row in connection.execute(_WANTED, {"wanted": some})
    }
    lines = []
    for kind, record_id in wanted:
        row = found.get((kind, record_id))
        if row is not None and sees(person, row):
            lines.append(line_of(row, person))
        else:
            lines.append(Line(kind, record_id, CopyState.HIDDEN, 0, 0, "", None))
    return lines


def fetch_one(database: Database, person: Person, kind: str, record_id: str) -> Line:
    """Return the newest version of one record. Raises Refusal (not-found)."""
    (line,) = fetch(database, person, [(kind, record_id)])
    if line.doc is None:
        raise not_found()
    return line


def line_of(row: Row[Any], person: Person) -> Line:
    """Return a row of `record` as the person sees it."""
    if row.gone:
        return Line(row.kind, row.id, CopyState.GONE, row.rev, row.seq, row.plant, None)
    doc = doc_for(person, row.doc)
    return Line(row.kind, row.id, CopyState.PUT, row.rev, row.seq, row.plant, doc)


def _slices(wanted: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for start in range(0, len(wanted), 100):
        yield wanted[start : start + 100]


def _is_broken(connection: Connection, cursor: Cursor, heads: Mapping[str, Head]) -> bool:
    return not all(
        clocks.is_true(connection, plant, known, heads.get(plant, NO_HEAD))
        for plant, known in cursor.places.items()
    )


def _collect(
    connection: Connection, person: Person, cursor: Cursor, heads: Mapping[str, Head], page: _Page
) -> dict[str, Head]:
    """Fill the page with changes, plant after plant; return how far each was told."""
    places = dict(cursor.places)
    for plant, head in sorted(heads.items()):
        known = places.get(plant, NO_HEAD)
        if page.is_full() or known.seq >= head.seq:
            continue
        places[plant] = _changes_of(connection, person, plant, (known.seq, head), page)
    return places


def _changes_of(
    connection: Connection, person: Person, plant: str, span: tuple[int, Head], page: _Page
) -> Head:
    """Add the plant's changes after span[0], up to its head, in order; return how far they reach.

    What is later than the head may be seen in part already, and is left to the next pull.
    """
    after, head = span
    values = {"plant_": plant, "after": after, "until": head.seq, "most": page.left}
    rows = connection.execute(_since(vendor=person.is_vendor), values)
    moved = _departed(connection, person, plant, span, page.left)
    for seq, tag, line in _merged(rows.all(), moved, plant, person):
        page.add(line)
        if page.is_full():
            return Head(seq, tag)
    return head


def _merged(
    rows: Iterable[Any], moved: list[tuple[int, str, Line]], plant: str, person: Person
) -> Iterator[tuple[int, str, Line]]:
    for kind, own, rev, seq, doc, tag, gone in rows:
        while moved and moved[0][0] < seq:
            yield moved.pop(0)
        if gone:
            yield seq, tag, Line(kind, own, CopyState.GONE, rev, seq, plant, None)
        else:
            told = doc_for(person, doc)
            yield seq, tag, Line(kind, own, CopyState.PUT, rev, seq, plant, told)
    yield from moved


def _departed(
    connection: Connection, person: Person, plant: str, span: tuple[int, Head], limit: int
) -> list[tuple[int, str, Line]]:
    """Return the records that left the plant for one that this person does not see."""
    values = {
        "plant_": plant, "after": span[0], "until": span[1].seq, "seen": list(person.plants),
        "most": limit,
    }  # fmt: skip
    rows = connection.execute(_GONE_SINCE, values)
    return [
        (row.seq, row.tag, Line(row.kind, row.id, CopyState.HIDDEN, 0, row.seq, plant, None))
        for row in rows
    ]


def _begin(connection: Connection, person: Person, heads: Mapping[str, Head]) -> Cursor:
    record = schema.record
    total = connection.execute(
        select(func.count()).select_from(record)
        .where(record.c.plant.in_(list(heads)), record.c.gone == 0,
               visible(vendor=person.is_vendor))
    ).scalar_one()  # fmt: skip
    return Cursor(heads, Walk(1, 0, 2**62, 0, total))


def _walk(connection: Connection, person: Person, cursor: Cursor, page: _Page) -> Walk | None:
    """Fill the page from where the walk stands; return where it goes on, None at its end."""
    walk = cursor.walk
    plants = sorted(cursor.places)
    if walk is None:
        return None
    opened, at, before = walk.open, walk.plant, walk.before
    while not page.is_full():
        if at >= len(plants):
            opened, at, before = opened - 1, 0, 2**62
        if opened < 0 or not plants:
            return None
        before = min(before, cursor.places[plants[at]].seq + 1)
        values = {"plant_": plants[at], "opened": opened, "before": before, "most": page.left}
        rows = connection.execute(_walked(vendor=person.is_vendor), values).all()
        for kind, own, rev, seq, doc in rows:
            told = doc_for(person, doc)
            page.add(Line(kind, own, CopyState.PUT, rev, seq, plants[at], told))
            before = seq
            if page.is_full():
                break
        else:
            at, before = at + 1, 2**62
    return Walk(opened, at, before, walk.done + len(page.lines), walk.total)
