"""What happened to a record of health and risk: who did what, and when."""

from collections.abc import Mapping
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import ENGLISH, Sheet
from firstline.domain.health.sheet import OPENED, REVIEW
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text


def history(entity: Entity, sheet: Sheet | None = None) -> list[tuple[datetime, str, Text]]:
    """Return what happened to any of these records: when, who, and what, oldest first.

    With its `sheet` columns and choices are called by their names.
    """
    told = []
    for one in entity.events:
        what = one.data.get("what", "")
        if one.kind is EventKind.CHANGED:
            words = _changed(one.data, sheet)
        elif one.kind is EventKind.ATTACHED:
            words = Text(f"附上 {one.data.get('name', '')}", f"attached {one.data.get('name', '')}")
        elif what == OPENED:
            words = Text("登记", "recorded")
        elif what == REVIEW:
            score = f"{one.data.get('probability')} × {one.data.get('impact')}"
            words = Text(f"评审({score}):{one.text}", f"reviewed ({score}): {one.text}")
        elif what == "count":
            many = ", ".join(
                f"{key[2:]}={value}" for key, value in one.data.items() if key.startswith("n:")
            )
            words = Text(f"统计:{many}", f"counted: {many}")
        elif one.data.get("zh"):
            words = Text(one.data["zh"], one.data.get("en", ""))
        elif what == "seen":
            words = Text("扫描器又看到", "seen by a scanner")
        else:
            words = Text(f"{what}:{one.text}", f"{what}: {one.text}")
        told.append((one.at, one.actor, words))
    return sorted(told, key=lambda one: one[0])


def _changed(data: Mapping[str, str], sheet: Sheet | None) -> Text:
    name, old, new = (data.get(key, "") for key in ("field", "old", "new"))
    known = {one.id for one in sheet.columns} if sheet else ()
    shipped = sheet is not None and name.removesuffix(ENGLISH) in sheet.told
    column = sheet.column(name) if sheet and (name in known or shipped) else None
    if column is None:
        said = f"{old or '—'} → {new or '—'}"
        return Text(f"{name}:{said}", f"{name}: {said}")
    first, last = (column.choices.get(one, Text(one or "—", one or "—")) for one in (old, new))
    return Text(
        f"{column.name.zh}:{first.zh} → {last.zh}", f"{column.name.en}: {first.en} → {last.en}"
    )
