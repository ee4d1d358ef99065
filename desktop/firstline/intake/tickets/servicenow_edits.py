"""An incident of a ServiceNow log as one edit: a new ticket, or what a longer log adds."""

from collections.abc import Iterable, Mapping

from firstline.domain.edits.codec import canonical, event_to_json
from firstline.domain.edits.edit import Change, Edit, words_of
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, check
from firstline.domain.ticket.ticket import Ticket
from firstline.intake.tickets.marks import SEEN, mark_of, marks_from, marks_of, marks_text
from firstline.intake.tickets.servicenow import SOURCE, Incident
from firstline.intake.tickets.servicenow_events import FIELDS, Found, events_of
from firstline.intake.tickets.wordings import meaning

_MINE = frozenset({*FIELDS.values(), "number", "incident_state"})


def values_of(incident: Incident) -> dict[str, Value]:
    """Return the ticket's fields as the last row leaves them. Raises BadInput for a bad one."""
    last = incident.last
    values: dict[str, Value] = {
        "number": check("number", incident.number),
        "title": _title(incident),
    }
    for mine, theirs in FIELDS.items():
        text = last.get(theirs, "")
        if not text:
            continue
        if mine in ("impact", "urgency", "priority"):
            known = meaning(mine, text)
            if known is not None:
                values[mine] = check(mine, known)  # type: ignore[arg-type] # one of our own values
        else:
            values[mine] = check(mine, text)
    return values


def _title(incident: Incident) -> str:
    last = incident.last
    said = last.get("short_description") or " · ".join(
        one for one in (last.get(name, "") for name in ("category", "subcategory", "u_symptom"))
        if one
    )  # fmt: skip
    return str(check("title", said or incident.number))


def extra_of(incident: Incident) -> dict[str, str]:
    """Return what of the last row has no field of ours, their verdict among it."""
    return {
        f"{SOURCE}.{name}": text[:1000]
        for name, text in incident.last.items()
        if text and name not in _MINE
    }


def opening(incident: Incident, entity: str, found: Found) -> Edit:
    """Return the edit that records the incident as a new ticket, log and all."""
    events, status = events_of(incident, entity, found)
    values = {**values_of(incident), "status": status}
    changes = [Change(name, value) for name, value in values.items()]
    changes += [Change(name, text) for name, text in extra_of(incident).items()]
    changes.append(Change(SEEN, marks_text(marks_of(values))))
    name = derived_id("import", entity)
    return Edit(name, entity, "import", incident.opened_at, "", "ticket", tuple(changes), events)


def update(ticket: Ticket, incident: Incident, found: Found) -> Edit | None:
    """Return what a longer log adds to a ticket that is known already, or None."""
    events, status = events_of(incident, ticket.id, found)
    known = {one.id for one in ticket.events}
    fresh = tuple(one for one in events if one.id not in known)
    values: dict[str, Value] = {**values_of(incident), "status": status}
    changes = [*_changes(ticket, values), *_extras(ticket, extra_of(incident))]
    if not fresh and not changes:
        return None
    said = canonical([[one.field, words_of(one.to)] for one in changes])
    logged = canonical([event_to_json(one) for one in fresh])
    name = derived_id("import", ticket.id, ticket.events[-1].id, said, logged)
    changes.append(Change(SEEN, marks_text(marks_of(values))))
    made_at = incident.steps[-1].at
    return Edit(name, ticket.id, "import", made_at, "", "ticket", tuple(changes), fresh)


def _changes(ticket: Ticket, values: Mapping[str, Value]) -> Iterable[Change]:
    old = marks_from(ticket.extra.get(SEEN, ""))
    for name, to in values.items():
        standing: Value = getattr(ticket, name)
        if name == "number" or to == standing or old.get(name) == mark_of(to):
            continue
        untouched = old.get(name, mark_of("")) == mark_of(standing) or not old
        yield Change(name, to, standing if untouched else None)


def _extras(ticket: Ticket, extra: Mapping[str, str]) -> Iterable[Change]:
    for name, text in extra.items():
        if ticket.extra.get(name, "") != text:
            yield Change(name, text, ticket.extra.get(name))
