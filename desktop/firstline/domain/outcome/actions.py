"""Which records are service actions, and when each of them was closed (S3).

Something that somebody does for the business and then calls done: actions of every origin, changes
that were asked for, paid services, requests from the catalogue. What is found (a finding, a pain
point) is no action, a ticket ends when service is back, and a training session proves itself by
what people pass afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import action
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.ledger import paid
from firstline.domain.outcome.standing import ServiceAction, Stage
from firstline.domain.project import change_request
from firstline.domain.services import form, request
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text


def of_action(entity: Entity) -> ServiceAction:
    """Return an action of a meeting, review, check or problem as a service action."""
    one = action.action_from(entity)
    stage = {action.State.DONE: Stage.CLOSED, action.State.DROPPED: Stage.DROPPED}.get(
        one.state, Stage.OPEN
    )
    ends = [event.at for event in one.history if event.data.get("what") == "done"]
    at = max(ends, default=None) if stage is Stage.CLOSED else None
    return ServiceAction(entity.kind, one.id, one.number, one.title, one.owner, stage, at)


def of_change(entity: Entity) -> ServiceAction | None:
    """Return a change request: done is closed, rejected is dropped."""
    if entity.fields.get("withdrawn"):
        return None
    state = text_of(entity, "state")
    stage = {"done": Stage.CLOSED, "rejected": Stage.DROPPED}.get(state, Stage.OPEN)
    told = [one.at for one in entity.events if one.kind is EventKind.CHANGED
            and one.data.get("field") == "state" and one.data.get("new") == "done"]  # fmt: skip
    first = [one.at for one in entity.events[:1]]
    at = max(told or first, default=None) if stage is Stage.CLOSED else None
    return ServiceAction(
        entity.kind, entity.id, number_of(change_request.SHEET, entity), text_of(entity, "title"),
        text_of(entity, "raised_by"), stage, at, text_of(entity, "project"),
    )  # fmt: skip


def of_paid(entity: Entity) -> ServiceAction:
    """Return a paid request: closed when its cost was told, dropped when it was rejected."""
    one = paid.paid_from(entity)
    stage = {paid.State.DONE: Stage.CLOSED, paid.State.REJECTED: Stage.DROPPED}.get(
        one.state, Stage.OPEN
    )
    told = [event.at for event in one.entries if event.data.get("what") == paid.ACTUAL]
    at = max(told, default=None) if stage is Stage.CLOSED else None
    return ServiceAction(
        entity.kind, one.id, one.number, one.purpose or one.service, one.requester, stage, at
    )


def of_request(entity: Entity) -> ServiceAction:
    """Return a request from the catalogue: accepted is closed, and proves nothing by itself.

    Its criteria say that the service came as agreed, an outcome what it brought.
    """
    one = request.request_from(entity)
    accepted, gone = request.State.ACCEPTED, (request.State.REJECTED, request.State.WITHDRAWN)
    closed = one.state is accepted
    stage = Stage.CLOSED if closed else Stage.DROPPED if one.state in gone else Stage.OPEN
    at = one.acceptance.at if closed and one.acceptance else None
    title = text_of(entity, "title") or one.title.zh
    return ServiceAction(entity.kind, one.id, one.number, title, one.paid.requester, stage, at)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of service actions: what it is called, and how one is made of a record."""

    name: Text
    made: Callable[[Entity], ServiceAction | None]


SOURCES: Mapping[str, Source] = {
    action.KIND: Source(Text("行动项", "Action"), of_action),
    change_request.SHEET.kind: Source(change_request.SHEET.name, of_change),
    paid.KIND: Source(Text("付费服务", "Paid service"), of_paid),
    form.KIND: Source(form.SHEET.name, of_request),
}
"""The kinds of records that service actions are made of; a further kind is an entry here."""
KINDS = tuple(SOURCES)


def service_actions(read: Read, kinds: Iterable[str] = KINDS) -> Iterator[ServiceAction]:
    """Yield every service action of these kinds."""
    for kind in kinds:
        for entity in read(kind):
            made = SOURCES[kind].made(entity)
            if made is not None:
                yield made


def named(found: Iterable[ServiceAction], text: str) -> ServiceAction:
    """Return the service action with this number or id. Raises Refused for none or several."""
    wanted = " ".join(text.split()).casefold()
    hits = [one for one in found if wanted in (one.number.casefold(), one.id)]
    if len(hits) != 1:
        many = len(hits)
        raise Refused(
            Text(f"“{text[:60]}”对应 {many} 个服务行动。",
                 f"“{text[:60]}” fits {many} service actions."),
            next_step=Text("用 firstline outcome list --all 查看编号。",
                           "See the numbers with firstline outcome list --all."),
        )  # fmt: skip
    return hits[0]


def must_exist(read: Read, text: str) -> None:
    """Raise BadInput where no service action bears this number."""
    try:
        named(service_actions(read), text)
    except Refused as problem:
        raise BadInput(problem.sentence, next_step=problem.next_step) from problem
