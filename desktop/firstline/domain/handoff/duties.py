"""What the customer has proved of a ticket's systems, as the hand-off package says it (S20)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from firstline.domain.contact.duty import (
    STANDINGS,
    Duty,
    Readiness,
    Standing,
    Stood,
    product_of,
    readiness,
    systems,
)
from firstline.domain.edits.entity import Entity
from firstline.domain.words import Language, Text

_READY = Text("可以交给厂商", "ready for the vendor")
_OPEN = Text("还差 {count} 项", "{count} not proved")


def of_product(
    product: str, duties: Sequence[Duty], records: Sequence[Entity], now: datetime
) -> tuple[Readiness, ...]:
    """Return how the duties of each system of `product` stand; none where nothing was proved."""
    plain = product.casefold()
    names = (one for one in systems(records) if product_of(one).casefold() == plain)
    return tuple(readiness(duties, one, records, now) for one in names) if plain else ()


def summary(found: Sequence[Readiness], language: Language, zone: tzinfo) -> str:
    """Return one line a system, and one for each duty with its proof or what is wrong with it."""
    lines = []
    for one in found:
        said = _READY if one.ready else _OPEN.fill(count=len(one.open))
        lines.append(f"{one.system}: {said.in_(language)}")
        lines += [f"- {_line(stood, language, zone)}" for stood in one.lines]
    return "\n".join(lines)


def backup_proof(found: Sequence[Readiness], zone: tzinfo) -> str:
    """Return the proofs of fresh backups, "" where there is none."""
    proofs = [
        f"{one.system} {stood.proof.at.astimezone(zone):%Y-%m-%d %H:%M} {stood.proof.note}".strip()
        for one in found for stood in one.lines
        if stood.duty.id == "backup" and stood.standing is Standing.READY and stood.proof
    ]  # fmt: skip
    return "; ".join(proofs)


def _line(one: Stood, language: Language, zone: tzinfo) -> str:
    said = f"{one.duty.title.in_(language)}: {STANDINGS[one.standing].in_(language)}"
    if one.proof is None:
        return said
    mark = f" SHA-256 {one.proof.sha256}" if one.proof.sha256 else ""
    return f"{said} ({one.proof.at.astimezone(zone):%Y-%m-%d %H:%M} {one.proof.note}{mark})"
