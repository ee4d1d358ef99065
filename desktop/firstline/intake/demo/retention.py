"""What the demo company keeps and destroys: a rule of its own, holds, files of closed tickets."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import attach
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.health import sheet as sheets
from firstline.domain.ids import derived_id
from firstline.domain.retention import destruction, hold
from firstline.domain.retention import rule as rules
from firstline.domain.retention.category import Category
from firstline.domain.retention.item import Item, listing
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Ticket
from firstline.domain.words import Language, Text
from firstline.intake.demo.row import said

PACK = "demo_retention"
Row = Mapping[str, Any]


class Laid(NamedTuple):
    """The edits, and the files whose content the profile keeps."""

    edits: Sequence[Edit]
    files: Sequence[tuple[str, bytes]]


def retention(
    text: str, now: datetime, user: str, language: Language, ticket: Callable[[str], Ticket | None]
) -> Laid:  # fmt: skip
    """Return what lays the pack as of `now`; `ticket` finds one by its number."""
    made = _Laying(tomllib.loads(text), now, user, "zh" if language == "zh_CN" else "en", ticket)
    return Laid(tuple(made.edits()), tuple(made.files))


class _Laying:
    """Lays the records one after another, each with a stamp of its own."""

    def __init__(
        self, raw: Row, now: datetime, user: str, tongue: str,
        ticket: Callable[[str], Ticket | None],
    ) -> None:  # fmt: skip
        self._raw, self._now, self._user, self._tongue = raw, now, user, tongue
        self._ticket = ticket
        self._numbers = count()
        self._zone = now.tzinfo or UTC
        self.files: list[tuple[str, bytes]] = []

    def edits(self) -> Iterator[Edit]:
        """Yield every edit."""
        for row in self._raw["rule"]:
            values = {name: self._said(one) for name, one in row.items() if name != "age"}
            yield sheets.new_record(rules.SHEET, values, self._stamp(row["age"]), self._zone)
        for row in self._raw["hold"]:
            yield from self._hold(row)
        for row in self._raw["file"]:
            yield from self._file(row)

    def _hold(self, row: Row) -> Iterator[Edit]:
        values: dict[str, Value] = {"reason": self._said(row["reason"])}
        found: Ticket | None = None
        if "site" in row:
            values |= {"scope": hold.SITE, "what": self._said(row["site"])}
        else:
            found = self._ticket(row["ticket"])
            values |= {"scope": hold.TICKET, "what": row["ticket"]}
        stamp = self._stamp(row["age"], row["by"])
        edit = hold.place(values, found.id if found else "", stamp, self._zone)
        yield edit
        placed, lifted = rebase_entity(None, [edit]), row.get("lifted")
        if placed is not None and lifted:
            stamp = self._stamp(lifted["age"], lifted["by"])
            yield hold.lift(placed, stamp, self._said(lifted["reason"]))

    def _file(self, row: Row) -> Iterator[Edit]:
        found, data = self._ticket(row["ticket"]), row["text"].encode()
        if found is None:
            return
        name = self._said(row["name"])
        sha256 = hashlib.sha256(data).hexdigest()
        file = Attachment(sha256, name, len(data), "text/plain")
        first = found.events[0].at.astimezone(self._zone) + timedelta(hours=1)
        stamp = self._stamp(0)
        yield attach(found.id, [file], Stamp(stamp.id, first, self._user))
        if "destroyed" not in row:
            self.files.append((name, data))
            return
        gone = row["destroyed"]
        yield self._destroyed(found, file, self._stamp(gone["age"], gone["by"]))

    def _destroyed(self, ticket: Ticket, file: Attachment, stamp: Stamp) -> Edit:
        said_of = self._raw["rule"][0]["source"]
        rule = rules.Rule(Category.ATTACHMENTS, self._raw["rule"][0]["days"], Text(**said_of))
        since = max(one.at for one in ticket.events).astimezone(self._zone).date()
        item = Item(
            rule.category, file.sha256, file.name, file.sha256, file.size, since, rule.due(since),
            (ticket.id,), (ticket.number,), (ticket.site,),
        )  # fmt: skip
        return destruction.record(item, listing((item,), (rule,)), None, stamp)

    def _stamp(self, age: float, by: Row | None = None) -> Stamp:
        key = derived_id("demo", "retention", str(next(self._numbers)))
        actor = self._said(by) if by else self._user
        return Stamp(key, self._now - timedelta(days=age), actor)

    def _said(self, value: Any) -> str:
        return str(said(value, self._now, self._tongue))
