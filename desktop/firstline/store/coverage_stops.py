"""A coverage whose conditions are not proved holds the gate before the cutover (S47)."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook import KIND, Stop
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.store.reading import Reading

TOPIC, COVERAGE = "coverage", "migration_coverage"


def coverage_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield every condition without evidence, at the gate that asks for insurance.

    A runbook whose template has no such gate is held where its gates need the topic. A coverage of
    a project holds the runbooks of that name alone, one of none every runbook.
    """
    records = store.records(COVERAGE)
    if not records:
        return
    from firstline.domain.errors import BadInput  # noqa: PLC0415 - at a gate alone
    from firstline.domain.health.sheet import text_of  # noqa: PLC0415
    from firstline.domain.project.coverage import coverages  # noqa: PLC0415
    from firstline.domain.runbook_book import book_from  # noqa: PLC0415

    books = []
    for record in store.records(KIND):
        try:
            books.append(book_from(record))
        except BadInput:  # of a later version
            continue
    for one, flags in coverages(records, now.date()):
        project, name = text_of(one, "project").casefold(), text_of(one, "name")
        for book in books:
            if project not in ("", book.name.casefold()):
                continue
            gate = next((held.id for held in book.template.gates if held.insured), "")
            for flag in flags:
                if flag.stops:
                    text = Text(f"{name}:{flag.why.zh}。", f"{name}: {flag.why.en}.")
                    yield Stop(TOPIC, text, book.id, gate, ref=f"{COVERAGE}:{one.id}")
