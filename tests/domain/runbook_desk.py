"""A runbook for tests: a small template, two machines, and acts by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import id_at
from firstline.domain.runbook import acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.gate import Verdict, verdicts
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.runbook import Item, Template

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
PACKS = Path(__file__).parents[2] / "resources" / "packs" / "checklists"
SMALL = """
schema = "firstline.template/1"
id = "small"
version = "1"
title_zh = "小切换"
title_en = "Small cutover"
applies = ["cloud", "site"]

[[gate]]
id = "A"
title_zh = "准备"
title_en = "Prepared"
needs = ["compatibility"]

[[gate]]
id = "B"
title_zh = "放行"
title_en = "Go"
insured = true
rehearsals = 2
votes = ["business", "it"]

[[gate]]
id = "C"
title_zh = "切换"
title_en = "Cutover"
timed = true
"""
ROWS = (
    ("a1", "A", "blocker", ""), ("a2", "A", "major", ""), ("a3", "A", "minor", ""),
    ("a4", "A", "blocker", 'applies = "site"'), ("b1", "B", "blocker", ""),
    ("c1", "C", "blocker", ""), ("c2", "C", "blocker", 'after = ["c1"]'),
    ("c3", "C", "major", 'after = ["c1"]'), ("c4", "C", "blocker", 'after = ["c2", "c3"]'),
)  # fmt: skip


def pack(extra: str = "") -> str:
    """Return the small template as TOML."""
    rows = "".join(
        f'\n[[item]]\nid = "{name}"\ngate = "{gate}"\nseverity = "{severity}"\n'
        f'title_zh = "项{name}"\ntitle_en = "Item {name}"\nevidence_zh = "记录"\n'
        f'owner_role = "pm"\n{more}\n'
        for name, gate, severity, more in ROWS
    )
    return SMALL + rows + extra


def template() -> Template:
    return parse_template(pack(), "small.toml")


@dataclass
class Machine:
    """One machine: the edits that it has, and a clock that only it moves."""

    name: str
    edits: dict[str, Edit] = field(default_factory=dict)
    now: datetime = NOW
    acted: int = 0

    def stamp(self) -> Stamp:
        self.now += timedelta(seconds=1)
        self.acted += 1
        noise = sum(map(ord, self.name)) << 40 | self.acted
        return Stamp(id_at(self.now, noise), self.now, self.name)

    def open(self) -> None:
        edit = acts.begin(template(), "cloud", "U8 上云", "rb", self.stamp())
        self.edits[edit.id] = edit

    def do(self, *entries: Entry) -> None:
        edit = acts.adding(self.book, entries, self.stamp())
        self.edits[edit.id] = edit

    def meet(self, other: "Machine") -> None:
        self.edits |= other.edits
        other.edits |= self.edits

    def shown(self, order: Sequence[Edit] | None = None) -> Entity:
        edits = list(self.edits.values()) if order is None else list(order)
        edits.sort(key=lambda one: one.act != "open")
        found = rebase_entity(None, edits)
        assert found is not None
        return found

    @property
    def book(self) -> Book:
        return book_from(self.shown())

    def item(self, name: str) -> Item:
        found = self.book.template.item(name)
        assert found is not None
        return found

    def gate(self, name: str) -> Verdict:
        return next(one for one in verdicts(self.book, self.now) if one.gate.id == name)


def machine() -> Machine:
    one = Machine("一")
    one.open()
    return one
