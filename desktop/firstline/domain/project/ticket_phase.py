"""Tickets say which phase their system was in; before it is live they are defects (S2)."""

from collections.abc import Iterable
from dataclasses import replace

from firstline.domain.agreement import ALL_PHASE_TAGS, BEFORE_LIVE, PHASE_TAGS
from firstline.domain.edit import Edit, words_of
from firstline.domain.entity import Entity
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.project.links import parts
from firstline.domain.ticket import Ticket

KIND = "phase"


def marked(edit: Edit, phases: Iterable[Entity]) -> Edit:
    """Return the edit that records a ticket with the mark of its system's phase.

    The mark is a tag that stays with the ticket, whatever phase its system enters later: so old
    tickets keep the targets they were recorded under. An edit of another act is returned as it is.
    """
    if edit.act != "open" or edit.kind != "ticket":
        return edit
    given = {one.field: words_of(one.to) for one in edit.changes}
    tags = tags_for(given.get("product", ""), given.get("site", ""), phases)
    return replace(edit, add_tags=(*edit.add_tags, *tags)) if tags else edit


def tags_for(product: str, site: str, phases: Iterable[Entity]) -> tuple[str, ...]:
    """Return the mark of the phase, () where the system runs or nobody recorded a phase."""
    tag = f"phase:{phase_for(product, site, phases)}"
    return (tag,) if tag in ALL_PHASE_TAGS else ()


def phase_for(product: str, site: str, phases: Iterable[Entity]) -> str:
    """Return the phase of the system that a ticket of this product and site is about, "" for none.

    A system is known by its products, or by its own name where it states none, and by its sites
    where it states some. One that states its sites comes before one that does not; of several
    alike one that is live comes first: an incident is never taken for a defect of a project.
    """
    wanted = product.casefold().strip()
    found = [
        (not text_of(one, "sites"), text_of(one, "phase") in BEFORE_LIVE, text_of(one, "phase"))
        for one in standing(phases)
        if wanted and wanted in _names(one) and _at(one, site)
    ]
    return min(found)[2] if found else ""


def _names(entity: Entity) -> set[str]:
    stated = text_of(entity, "products") or text_of(entity, "subject")
    return {one.casefold() for one in parts(stated)}


def _at(entity: Entity, site: str) -> bool:
    sites = {one.casefold() for one in parts(text_of(entity, "sites"))}
    return not sites or site.casefold().strip() in sites


def is_marked(ticket: Ticket) -> bool:
    """Whether a ticket is a defect of a project."""
    return any(one in PHASE_TAGS for one in ticket.tags)
