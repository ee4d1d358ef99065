"""A reconciliation that is evidence of an item holds the item's gate until it is signed (S41)."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import KIND, Stop
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reconcile.record import Kept
    from firstline.store.reading import Reading


def reconcile_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield why a kept reconciliation that is evidence of an item proves nothing.

    It is named by its number in the evidence, or its difference file is the evidence. Unexplained
    differences and a missing signature stop; "zero unexplained" is the rule.
    """
    from firstline.domain.reconcile.record import KIND as KEPT  # noqa: PLC0415 - at a gate alone
    from firstline.domain.reconcile.record import kept_from  # noqa: PLC0415

    kept = [one for raw in store.records(KEPT) if (one := kept_from(raw))]
    if kept:
        yield from _against(store, now, kept)


def _against(store: "Reading", now: datetime, kept: "list[Kept]") -> Iterator[Stop]:
    from firstline.domain.errors import BadInput  # noqa: PLC0415 - see above
    from firstline.domain.runbook.book import book_from  # noqa: PLC0415
    from firstline.domain.runbook.item import standings  # noqa: PLC0415

    for record in store.records(KIND):
        try:
            book = book_from(record)
        except BadInput:  # of a later version
            continue
        for held in standings(book, now).values():
            said = " ".join(f"{proof.name} {proof.text}" for proof in held.evidence)
            given = {proof.sha256 for proof in held.evidence}
            for one in kept:
                if one.is_evidence(said, given) and (why := _why(one)):
                    text = Text(f"{held.item.id}:{why.zh}", f"{held.item.id}: {why.en}")
                    yield Stop("reconcile", text, book.id, held.item.gate, ref=one.number)


def _why(one: "Kept") -> Text | None:
    if one.unexplained:
        many = one.unexplained
        return Text(f"对账 {one.number} 还有 {many} 处差异没有说明。",
                    f"reconciliation {one.number} has {many} differences unexplained.")  # fmt: skip
    if one.signature is None:
        return Text(f"对账 {one.number} 还没有签字。",
                    f"reconciliation {one.number} is not signed.")  # fmt: skip
    return None
