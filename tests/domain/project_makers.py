"""What the tests of projects share: records as a store reads them, days, and a freeze."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from health_makers import NOW, made, of, stamp

from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.project import review

TODAY = NOW.date()


class Held:
    """Records by kind, read as a store reads them."""

    def __init__(self, *records: Entity) -> None:
        self.records = list(records)

    def __call__(self, kind: str) -> Sequence[Entity]:
        return [one for one in self.records if one.kind == kind]

    def put(self, sheet: Sheet, days_ago: float = 0, /, **values: Any) -> Entity:
        """Record, going with what is there already. Raises BadInput."""
        edit = sheets.new_record(sheet, values, stamp(days_ago), UTC, self)
        self.records.append(of(None, edit))
        return self.records[-1]


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def frozen(days: int, project: str = "上云") -> Entity:
    return made(review.SHEET, version=f"v{-days}", held_on=day(days), result="accepted",
                decisions="照此实现", frozen_on=day(days), project=project)  # fmt: skip


def codes(flags: Sequence[sheets.Flag]) -> list[str]:
    return [one.code for one in flags]


ASKED = {"title": "加一个字段", "reason": "对账要用", "raised_by": "赵敏", "project": "上云"}
