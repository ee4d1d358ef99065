"""A coverage whose conditions are not proved holds the gate before the cutover (S47)."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import KIND, Stop
from firstline.domain.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firstline.domain.edits.entity import Entity
    from firstline.domain.runbook.book import Book
    from firstline.store.reading import Reading

TOPIC, COVERAGE = "coverage", "migration_coverage"


def coverage_books(store: "Reading") -> "list[Book]":
    """Return every runbook that can be read."""
    from firstline.domain.errors import BadInput  # noqa: PLC0415 - at a gate alone
    from firstline.domain.runbook.book import book_from  # noqa: PLC0415

    books = []
    for record in store.records(KIND):
        try:
            books.append(book_from(record))
        except BadInput:  # of a later version
            continue
    return books


def proved_items(store: "Reading") -> dict[str, str]:
    """Return the conditions that items of runbooks prove."""
    if not store.records(COVERAGE):
        return {}
    from firstline.domain.project.coverage_items import proved  # noqa: PLC0415 - see above

    return proved(coverage_books(store))


def coverage_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield every condition without evidence, at the gate that asks for insurance.

    A runbook whose template has no such gate is held where its gates need the topic. A coverage of
    a project holds the runbooks of that name alone, one of none every runbook. A condition that is
    an item of the runbook holds its gate itself.
    """
    records = store.records(COVERAGE)
    if not records:
        return
    from firstline.domain.health.sheet import text_of  # noqa: PLC0415 - see above
    from firstline.domain.project.coverage import coverages  # noqa: PLC0415
    from firstline.domain.project.coverage_items import proved  # noqa: PLC0415

    books = coverage_books(store)
    done = proved(books)
    for one, _ in coverages(records, now.date()):
        project = text_of(one, "project").casefold()
        for book in books:
            if project in ("", book.name.casefold()):
                yield from _against(one, book, now, done)


def _against(
    one: "Entity", book: "Book", now: datetime, done: "Mapping[str, str]"
) -> Iterator[Stop]:
    from firstline.domain.health.sheet import text_of  # noqa: PLC0415 - see above
    from firstline.domain.project.coverage import conditions, flags  # noqa: PLC0415
    from firstline.domain.project.coverage_items import is_item  # noqa: PLC0415

    gate = next((held.id for held in book.template.gates if held.insured), "")
    name = text_of(one, "name")
    in_list = {each.number for each in conditions(one, done) if is_item(one, each, book)}
    for flag in flags(one, now.date(), done, in_list):
        if flag.stops:
            text = Text(f"{name}:{flag.why.zh}。", f"{name}: {flag.why.en}.")
            yield Stop(TOPIC, text, book.id, gate, ref=f"{COVERAGE}:{one.id}")
