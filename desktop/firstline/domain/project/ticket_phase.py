"""Tickets say which phase their system was in; before it is live they are defects (S2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from firstline.domain.edits.edit import Edit, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.ids import derived_id
from firstline.domain.project.links import parts
from firstline.domain.project.phase import phase_at
from firstline.domain.sla.agreement import ALL_PHASE_TAGS, BEFORE_LIVE, PHASE_TAGS
from firstline.domain.ticket.ticket import EventKind, Ticket

KIND = "phase"


def marked(edit: Edit, phases: Iterable[Entity]) -> Edit:
    """Return the edit that records a ticket with the mark of its system's phase.

    The mark is a tag that stays with the ticket, whatever phase its system enters later: so old
    tickets keep the targets they were recorded under. An edit of another act, and one that says
    its phase itself (a defect of an acceptance test), is returned as it is.
    """
    if edit.act != "open" or edit.kind != "ticket":
        return edit
    tags = _tags_of(edit, phases)
    return replace(edit, add_tags=(*edit.add_tags, *tags)) if tags else edit


def all_marked(
    edits: Sequence[Edit], phases: Sequence[Entity], find: Callable[[str], Ticket | None]
) -> tuple[Edit, ...]:
    """Return the edits of one act, marked: the rule of every way in which a person records.

    A ticket that was recorded without a product (quick capture) is marked when its product is
    first told, with the phase of the instant at which it was reported.
    """
    sites = {one.entity: words_of(change.to) for one in edits for change in one.changes
             if change.field == "site"}  # fmt: skip

    def told(edit: Edit) -> Edit:
        held = find(edit.entity) if _first_product(edit) else None
        site = sites.get(edit.entity, held.site) if held else ""
        tags = _first_tags(held, edit, site, phases) if held else ()
        return replace(edit, add_tags=(*edit.add_tags, *tags)) if tags else edit

    return tuple(marked(one, phases) if one.act == "open" else told(one) for one in edits)


def _first_product(edit: Edit) -> str:
    if edit.kind != "ticket" or edit.act == "import":
        return ""
    return _said(edit, "product")


def _said(edit: Edit, field: str) -> str:
    return next((words_of(one.to) for one in edit.changes if one.field == field), "")


def _first_tags(
    held: Ticket, edit: Edit, site: str, phases: Iterable[Entity]
) -> tuple[str, ...]:  # fmt: skip
    """Return the mark of a ticket whose product an edit tells first, as of when it was reported."""
    product = _said(edit, "product")
    if not product or held.product or any(one in ALL_PHASE_TAGS for one in held.tags):
        return ()
    return tags_for(product, site, phases, held.created_at)


def imported(edit: Edit, phases: Iterable[Entity]) -> tuple[Edit, ...]:
    """Return the edit by which an import records a ticket, and the mark beside it.

    The mark is an edit of its own: what a file makes is the same on every desk, whatever each of
    them knows of phases, and two marks merge as tags do.
    """
    return (edit, *_beside(edit, _tags_of(edit, phases)))


def reimported(held: Ticket, edit: Edit | None, phases: Iterable[Entity]) -> tuple[Edit, ...]:
    """Return the edit by which a later import changes a ticket, marked where it tells its product.

    One that came without a product is marked once a file tells it, as when a person does.
    """
    if edit is None:
        return ()
    site = _said(edit, "site") or held.site
    return (edit, *_beside(edit, _first_tags(held, edit, site, phases)))


def _beside(edit: Edit, tags: Iterable[str]) -> tuple[Edit, ...]:
    return tuple(
        Edit(derived_id(KIND, edit.entity, tag), edit.entity, "tag", edit.made_at, add_tags=(tag,))
        for tag in tags
    )


def _tags_of(edit: Edit, phases: Iterable[Entity]) -> tuple[str, ...]:
    given = {one.field: one.to for one in edit.changes}
    said = given.get("tags")
    own = (*edit.add_tags, *(said if isinstance(said, tuple) else ()))
    told = next((one.at for one in edit.events if one.kind is EventKind.REPORTED), None)
    if told is None or any(one in ALL_PHASE_TAGS for one in own):
        return ()
    typed = edit.act == "open" and told == edit.made_at
    product, site = (words_of(given.get(name)) for name in ("product", "site"))
    return tags_for(product, site, phases, None if typed else told)


def tags_for(
    product: str, site: str, phases: Iterable[Entity], at: datetime | None = None
) -> tuple[str, ...]:
    """Return the mark of the phase, () where the system runs or nobody recorded a phase."""
    tag = f"phase:{phase_for(product, site, phases, at)}"
    return (tag,) if tag in ALL_PHASE_TAGS else ()


def phase_for(
    product: str, site: str, phases: Iterable[Entity], at: datetime | None = None
) -> str:  # fmt: skip
    """Return the phase of the system that a ticket of this product and site is about, "" for none.

    It is the phase of now, or that of the instant at which it was reported. A system is known by
    its products, or by its own name where it states none, and by its sites where it states some.
    One that states its sites comes before one that does not; of several alike one that is live
    comes first: an incident is never taken for a defect of a project.
    """
    wanted = product.casefold().strip()
    found = [
        (not text_of(one, "sites"), text_of(one, "phase") if at is None else phase_at(one, at))
        for one in standing(phases)
        if wanted and wanted in _names(one) and _at(one, site)
    ]
    ranked = [(anywhere, phase in BEFORE_LIVE, phase) for anywhere, phase in found]
    return min(ranked)[2] if ranked else ""


def without_marks(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the tags that people and files gave."""
    return tuple(one for one in tags if one not in ALL_PHASE_TAGS)


def _names(entity: Entity) -> set[str]:
    stated = text_of(entity, "products") or text_of(entity, "subject")
    return {one.casefold() for one in parts(stated)}


def _at(entity: Entity, site: str) -> bool:
    sites = {one.casefold() for one in parts(text_of(entity, "sites"))}
    return not sites or site.casefold().strip() in sites


def is_marked(ticket: Ticket) -> bool:
    """Whether a ticket is a defect of a project."""
    return any(one in PHASE_TAGS for one in ticket.tags)
