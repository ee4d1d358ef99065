"""Acts of an administrator on single records: moved to another plant."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id, new_id
from firstline.domain.instants import UTC, iso
from firstline.domain.words import Text
from firstline_portal import clocks, schema


def move(connection: Connection, kind: str, record_id: str, plant: str, now: datetime) -> None:
    """Move a record to another plant: hidden in the old one, new in the other.

    Both clocks are held in the order of their names, so that two moves never wait for each other
    for ever. Raises Refused when there is no such record or plant.
    """
    record, gone = schema.record, schema.departed
    row = connection.execute(
        select(record).where(record.c.kind == kind, record.c.id == record_id).with_for_update()
    ).first()
    if row is None or plant not in clocks.heads(connection, [plant]):
        raise Refused(
            Text("没有这条记录或这个工厂。", "There is no such record or plant."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    if row.plant == plant:
        return
    op_id = new_id(now)
    places = {
        one: clocks.next_place(connection, one, _name(op_id, one), numbered=False).seq
        for one in sorted((row.plant, plant))
    }
    for one, seq in places.items():
        _note(connection, (kind, record_id), one, _name(op_id, one), seq, now)
    mark = {"kind": kind, "id": record_id}
    for left in (row.plant, plant):
        connection.execute(gone.delete().filter_by(plant=left, **mark))
    tag = clocks.tag_of(_name(op_id, row.plant))
    connection.execute(insert(gone).values(plant=row.plant, seq=places[row.plant], tag=tag, **mark))
    connection.execute(
        record.update().where(record.c.kind == kind, record.c.id == record_id)
        .values(plant=plant, seq=places[plant], rev=row.rev + 1,
                tag=clocks.tag_of(_name(op_id, plant)))
    )  # fmt: skip


def _name(op_id: str, plant: str) -> str:
    return derived_id("move", op_id, plant)


def _note(
    connection: Connection, named: tuple[str, str], plant: str, op_id: str, seq: int, now: datetime
) -> None:
    """Store the act, so that its place is known again after a restore."""
    connection.execute(
        insert(schema.applied_op).values(
            op_id=op_id, device="", n=0, author="", plant=plant, kind=named[0],
            entity=named[1], status=str(Outcome.APPLIED), content="", result="{}", seq=seq,
            at=iso(now.astimezone(UTC).replace(microsecond=0)),
        )
    )  # fmt: skip
