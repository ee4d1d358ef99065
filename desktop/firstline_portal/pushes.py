"""A push: edits of one device in their order, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from firstline.domain.edits.arbiter import Outcome
from firstline.portal.native_wire import Sentence, WireOp, WirePushed, WireResult
from firstline_portal import clocks, devices, schema
from firstline_portal.acts import Sender, act
from firstline_portal.database import Database
from firstline_portal.edits_in import NEWEST, Incoming, NotAnEdit, id_in, read_op
from firstline_portal.pages import Line, lines_json
from firstline_portal.people import Person
from firstline_portal.problems import Refusal
from firstline_portal.pulls import told_again

BUSY_S = 2.0
_HIGHEST = select(func.max(schema.applied_op.c.n)).where(
    schema.applied_op.c.device == bindparam("device_")
)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a push; `lines` are the copies that contain what was applied."""

    results: tuple[WireResult, ...]
    lines: tuple[Line, ...]
    device_head: int
    epoch: str

    def as_json(self) -> bytes:
        """Return the answer (WirePushed), stored documents spliced in as they are."""
        empty = WirePushed(
            results=self.results, records=(), device_head=self.device_head, epoch=self.epoch,
            retry_after_s=self._retry(),
        )  # fmt: skip
        head = empty.model_dump_json(exclude={"records"}, exclude_none=True)
        return f'{head[:-1]},"records":{lines_json(self.lines)}}}'.encode()

    def values(self) -> WirePushed:
        """Return the answer as a value, for callers without a network."""
        records = tuple(one.record() for one in self.lines)
        return WirePushed(
            results=self.results, records=records, device_head=self.device_head,
            epoch=self.epoch, retry_after_s=self._retry(),
        )  # fmt: skip

    def _retry(self) -> float | None:
        return max((one.retry_after_s or 0.0 for one in self.results), default=0.0) or None


def push(
    database: Database, person: Person, device: str, ops: Sequence[WireOp], now: datetime, *,
    complete: bool = True,
) -> Done:  # fmt: skip
    """Apply the edits in the order of their n; every one is answered, none is done twice.

    An edit that is refused holds up no other. One that could not be decided now (the database was
    taken) holds up the later ones of its own record, so that their order stays. `complete` false:
    earlier edits of this device may still be on another way (an older pack). Raises Refusal for a
    device that is revoked or another person's.
    """
    with database.read() as connection:
        values = clocks.settings(connection)
        known = devices.check(connection, person, device)
    if not known:
        database.write(lambda one: devices.ensure(one, person, device, now))
    waits = clocks.expects_more(values, now)
    sender = Sender(person, device, now, complete=complete, waits=waits)
    results: dict[int, WireResult] = {}
    touched: dict[tuple[str, str], None] = {}
    held: set[str] = set()
    for index in sorted(range(len(ops)), key=lambda one: ops[one].n):
        op = ops[index]
        result, entity = _one(database, sender, op, held)
        results[index] = result
        if entity is not None and result.outcome is not Outcome.REJECTED:
            touched[entity] = None
    with database.read() as connection:
        lines = [one for one in told_again(connection, person, list(touched)) if one.seq]
        head = head_of(connection, device)
    answers = tuple(results[index] for index in range(len(ops)))
    return Done(answers, tuple(lines), head, values["epoch"])


def _one(
    database: Database, sender: Sender, op: WireOp, held: set[str]
) -> tuple[WireResult, tuple[str, str] | None]:
    if op.v > NEWEST:
        return _unread(op, "version", "a later version of edits"), None
    try:
        incoming = read_op(op)
    except NotAnEdit as error:
        return _unread(op, "invalid", str(error)), None
    entity = (incoming.edit.kind, incoming.edit.entity)
    if incoming.edit.entity in held:
        return _not_now(incoming), None
    try:
        result = database.write(lambda connection: act(connection, sender, incoming))
    except Refusal:
        result = _not_now(incoming)
    if result.outcome is Outcome.IN_PROGRESS:
        held.add(incoming.edit.entity)
        return result, None
    return result, entity


def _not_now(op: Incoming) -> WireResult:
    return WireResult(
        id=op.edit.id, outcome=Outcome.IN_PROGRESS, n=op.n, stored=False, code="busy",
        retry_after_s=BUSY_S,
    )  # fmt: skip


def _unread(op: WireOp, code: str, why: str) -> WireResult:
    reason = Sentence(zh=f"门户看不懂这条更改:{why}", en=f"The portal cannot read this edit: {why}")
    return WireResult(
        id=id_in(op.edit), outcome=Outcome.REJECTED, n=op.n, stored=False, code=code,
        reason=reason,
    )  # fmt: skip


def head_of(connection: Connection, device: str) -> int:
    """Return the highest place in this device's order that was answered for good; 0 for none."""
    return connection.execute(_HIGHEST, {"device_": device}).scalar() or 0
