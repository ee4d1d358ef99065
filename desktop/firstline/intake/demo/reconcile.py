"""The demo company's comparison: made by the real one, the same edits every time."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.reconcile import record
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.record import kept_from
from firstline.domain.reconcile.run import reconcile
from firstline.domain.reconcile.shelf import Page, Shelf
from firstline.domain.reconcile.values import Input
from firstline.domain.words import Language

PACK = "demo_reconcile"
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table of the pack as an extract."""

    name: str
    headings: tuple[str, ...]
    rows: Rows
    fraction: float = 1.0

    def told(self) -> Input:
        """Return name, size and hash of the CSV file that these rows are."""
        text = io.StringIO(newline="")
        csv.writer(text).writerows([self.headings, *self.rows])
        body = text.getvalue().encode()
        return Input(self.name, len(body), hashlib.sha256(body).hexdigest(), "csv")

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        """Yield all rows."""
        numbers = range(2, len(self.rows) + 2)
        yield Page(numbers, [[row[one] for row in self.rows] for one in columns])


def comparison(
    text: str, now: datetime, user: str, language: Language, shelf: Shelf
) -> Iterator[Edit]:
    """Yield the edits that keep the comparison and explain a part of it, as of `now`."""
    pack = tomllib.loads(text)
    tongue = 0 if language == "zh_CN" else 1
    head = pack["head"][tongue]
    source, target = (
        _Sheet(pack[side][tongue], tuple(head), rows)
        for side, rows in (("source", pack["rows"]), ("target", _spoiled(pack)))
    )
    wish = Wish(
        (head[0], head[1]), tuple(head[2:]), group=(head[0],),
        row_equations=(pack["row_equation"][tongue],),
    )  # fmt: skip
    result = reconcile(wish, source, target, shelf)
    differences = tuple(shelf.differences())
    digest = record.digest_of(result, differences)
    keep = record.keep(result, differences, digest, pack["name"][tongue], _stamp(0, now, user))
    yield keep
    entity = rebase_entity(None, [keep])
    kept = kept_from(entity) if entity is not None else None
    for n, said in enumerate(pack["explained"], 1):
        numbers = [one.number for one in differences if str(one.kind) == said["kind"]]
        if kept is not None and numbers:
            words = said["zh" if tongue == 0 else "en"]
            yield record.explain(kept, numbers, words, _stamp(n, now, user))


def _stamp(number: int, now: datetime, user: str) -> Stamp:
    return Stamp(derived_id("demo", "reconcile", str(number)), now, user)


def _spoiled(pack: dict[str, Any]) -> Rows:
    """Return the rows of the target: a lost row, a changed cent and a swapped key."""
    rows = [list(row) for row in pack["rows"]]
    whole, _, cents = rows[pack["cent"]][6].partition(".")
    rows[pack["cent"]][6] = f"{whole}.{int(cents) + 1:02}"
    first, second = pack["swapped"]
    rows[first][1], rows[second][1] = rows[second][1], rows[first][1]
    del rows[pack["lost"]]
    return rows
