"""What is done about a person from the page of projects: their data as a file, and a pseudonym."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from firstline.domain.edits.entity import Entity
from firstline.domain.edits.kinds import KINDS
from firstline.domain.errors import Problem
from firstline.domain.health.sheet import text_of
from firstline.domain.privacy import erasing, request
from firstline.domain.privacy.mask import ERASURE
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text, several
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reports import remember

Write = Callable[[Path, Sequence[str], Sequence[Ticket], Sequence[Entity], str], None]
"""Writes a person's data as JSON: names, tickets, records, and when. Raises Problem."""
_PARTS = re.compile("[、,,;;/]")
_KINDS = tuple(one for one in KINDS if one not in ("ticket", ERASURE))


@dataclass(frozen=True, slots=True)
class _Asked:
    record: Entity
    names: tuple[str, ...]


class PersonActs(QObject):
    """Acts on the request that is chosen; its column “who” may hold several names."""

    def __init__(self, desktop: Desktop, write: Write, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._write = write

    def export(self, key: str, path: Path) -> None:
        """Write everything that names the person of a request, and end the request."""

        def run(asked: _Asked) -> None:
            request.must_serve(asked.record, "export")
            tickets, records = self._desktop.store.naming(asked.names, _KINDS)
            stamp, zone = self._desktop.stamp(), self._desktop.zone
            self._write(path, asked.names, tickets, records, stamp.at.astimezone(zone).isoformat())
            remember(self._desktop, path)
            words = Text(
                f"已写出 {path.name}:{len(tickets)} 张工单,{len(records)} 条记录",
                f"{path.name} is written: {several(len(tickets), 'ticket')}, "
                f"{several(len(records), 'record')}",
            )
            self._end(asked.record, path.name, words)

        self._try(key, run)

    def erase(self, key: str, approver: str) -> None:
        """Put an alias in the place of the person of a request, and end the request."""

        def run(asked: _Asked) -> None:
            desktop = self._desktop
            request.must_serve(asked.record, "erase")
            today = desktop.stamp().at.astimezone(desktop.zone).date()
            stops = desktop.store.stops_of_person(asked.names, today)
            erasing.must_not_be_held(one.words for one in stops)
            edit, mask = erasing.erasure(
                asked.names, (desktop.stamp().actor, approver), text_of(asked.record, "note"),
                desktop.stamp(),
            )  # fmt: skip
            tickets, records = desktop.store.naming(asked.names, _KINDS)
            edits = erasing.field_edits(mask, tickets, records, desktop.stamp)
            alias = erasing.alias_of(asked.names)
            words = Text(f"已改为化名 {alias}:{len(tickets)} 张工单,{len(records)} 条记录",
                         f"{alias}: {several(len(tickets), 'ticket')}, "
                         f"{several(len(records), 'record')}")  # fmt: skip
            desktop.perform(*edits, edit, text=words)
            held = desktop.store.record(asked.record.kind, asked.record.id)
            if held is not None:
                self._end(held, alias, words)

        self._try(key, run)

    def _end(self, record: Entity, evidence: str, words: Text) -> None:
        stamp, zone = self._desktop.stamp(), self._desktop.zone
        edit = request.answered(record, evidence, stamp, zone)
        if edit is not None:
            self._desktop.perform(edit, text=words)

    def _try(self, key: str, run: Callable[[_Asked], Any]) -> None:
        held = self._desktop.store.record(request.SHEET.kind, key)
        if held is None:
            return
        try:
            run(_Asked(held, erasing.names_of(_PARTS.split(text_of(held, "person")))))
        except Problem as problem:
            self._desktop.problem.emit(problem)
