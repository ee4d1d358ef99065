"""Edits as they come in: checked for shape and range, cleaned, and given their true author."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from firstline.domain.edits.codec import canonical, edit_from_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.instants import FIRST_YEAR, LAST_YEAR
from firstline.domain.ticket.fields import ALL_FIELDS, check, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.portal.native_wire import WireOp

NEWEST = 1  # the version of edits that this portal knows
_LOCAL_NUMBER = re.compile(r"L-\d+")  # made by a desk for itself: no number of the portal's
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
_IMPORT = "import"

_Short = Field(default="", max_length=400)
_Scalar = str | int | list[str] | tuple[str, ...] | None  # a tuple where no wire was between
_Change = Annotated[tuple[str, _Scalar, _Scalar], Strict(strict=False)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class _EventShape(_Shape):
    id: str = Field(min_length=1, max_length=100)
    kind: str = Field(min_length=1, max_length=40)
    at: str
    received_at: str | None = None
    actor: str = _Short
    leg: str | None = None
    text: str = Field(default="", max_length=1_000_000)
    reason: str = _Short
    proof: str = Field(default="", max_length=4_000)
    priority: str | None = None
    data: dict[str, str] = Field(default_factory=dict, max_length=100)


class _EditShape(_Shape):
    id: str = Field(pattern=_NAME)
    entity: str = Field(pattern=_NAME)
    kind: str = Field(default="ticket", pattern=r"^[a-z][a-z0-9_]{0,39}$")
    act: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    made_at: str
    actor: str = _Short
    changes: list[_Change] = Field(default_factory=list, max_length=200)
    events: list[_EventShape] = Field(default_factory=list, max_length=2_000)
    add_tags: list[str] = Field(default_factory=list, max_length=200)
    remove_tags: list[str] = Field(default_factory=list, max_length=200)


class NotAnEdit(ValueError):  # noqa: N818 - it says what it is
    """What came is no edit that anybody could apply; the text says why."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One edit to be judged: its place in the device's order, and the hash of its content."""

    n: int
    edit: Edit
    content: str
    plant: str


def id_in(raw: Mapping[str, Any]) -> str:
    """Return the id that the edit claims, as far as it can be answered to."""
    claimed = raw.get("id")
    return claimed[:64] if isinstance(claimed, str) else ""


def read_op(op: WireOp) -> Incoming:
    """Return the edit in the op, checked and cleaned. Raises NotAnEdit."""
    try:
        _EditShape.model_validate(op.edit)
        edit = edit_from_json(op.edit)
        content = canonical({**op.edit, "actor": ""})
        hashed = hashlib.sha256(content.encode()).hexdigest()[:32]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"])
        raise NotAnEdit(f"{where}: {first['msg']}"[:200]) from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotAnEdit(" ".join(str(error).split())[:200]) from error
    _check_instants(edit)
    return Incoming(op.n, edit, hashed, op.plant)


def _check_instants(edit: Edit) -> None:
    instants = [edit.made_at]
    instants += [one for event in edit.events for one in (event.at, event.received_at) if one]
    for one in instants:
        if one.tzinfo is None or not FIRST_YEAR <= one.year <= LAST_YEAR:
            raise NotAnEdit(f"{one.isoformat()} is no instant with an offset in a known year")


def authored(edit: Edit, author: str) -> Edit:
    """Return the edit as the act of `author`, whoever it says it is of (reliability.md 6.6).

    Words that somebody else said (a message), and the history that an import tells, keep the
    name they came with; who brought them stands beside the act.
    """
    if edit.act == _IMPORT:
        return replace(edit, actor=author)
    events = tuple(_by(one, author) for one in edit.events)
    return replace(edit, actor=author, events=events)


def _by(event: Event, author: str) -> Event:
    if event.kind is EventKind.MESSAGE and event.actor:
        return event
    return replace(event, actor=author)


def cleaned(edit: Edit) -> Edit:
    """Return the edit with values as the fields of a ticket store them. Raises BadInput.

    A number that a desk made for itself is dropped: the portal gives one of its own.
    """
    if edit.kind != "ticket":
        return edit
    changes = tuple(_cleaned(one) for one in edit.changes if not _is_local(one))
    tags = tuple(clean(one, 200, "tags") for one in edit.add_tags)
    return replace(edit, changes=changes, add_tags=tuple(one for one in tags if one))


def _cleaned(change: Change) -> Change:
    if change.field == "number":
        return replace(change, to=clean(str(change.to or ""), 60, "number"))
    if change.field in ALL_FIELDS:
        return replace(change, to=check(change.field, change.to))
    return change


def _is_local(change: Change) -> bool:
    return change.field == "number" and (
        not change.to or _LOCAL_NUMBER.fullmatch(str(change.to)) is not None
    )
