"""What the tests of health and risk share: an instant, stamps a second apart, and records."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_NUMBERS = count()


def stamp(days_ago: float = 0, who: str = "李娜") -> Stamp:
    number = next(_NUMBERS)
    return Stamp(derived_id("health", str(number)), NOW - timedelta(days=days_ago), who)


def made(sheet: Sheet, days_ago: float = 0, /, **values: Any) -> Entity:
    """Return a new record of these values, as a desk would hold it."""
    return of(None, sheets.new_record(sheet, values, stamp(days_ago), UTC))


def of(base: Entity | None, *edits: Edit | None) -> Entity:
    shown = rebase_entity(base, [one for one in edits if one is not None])
    assert shown is not None
    return shown


def changed(sheet: Sheet, entity: Entity, **values: Value) -> Entity:
    return of(entity, sheets.change(sheet, entity, values, stamp(), UTC))


def fields(entity: Entity) -> Mapping[str, Value]:
    return entity.fields
