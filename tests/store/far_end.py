"""A portal of our own as the store's tests need one: it judges, answers and tells, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from store_makers import NOW, Maker

from firstline.domain.edits.arbiter import Outcome, judge
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Hello, Op, Page, Pushed
from firstline.domain.words import Text
from firstline.store.store import Store

Record = tuple[str, str]
PORTAL = "main"
LATER = NOW + timedelta(minutes=1)


@dataclass(slots=True)
class FarEnd:
    """Records with a sequence; `epoch` changes when it is restored."""

    server_id: str = "server"
    epoch: str = "epoch 1"
    seq: int = 0
    copies: dict[Record, Copy] = field(default_factory=dict)
    results: dict[str, Answer] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    numbers: int = 0
    forbidden: set[str] = field(default_factory=set)

    def hello(self, device: str) -> Hello:
        """Say who this is."""
        return Hello(self.server_id, self.epoch, "all", self.heads.get(device, 0))

    def push(self, ops: Sequence[Op], device: str = "") -> Pushed:
        """Judge edits in their order; a repeated one is answered as the first time."""
        answers, touched = [], {}
        for op in ops:
            record = op.edit.kind, op.edit.entity
            self.heads[device] = max(self.heads.get(device, 0), op.n)
            if op.edit.id not in self.results:
                self.results[op.edit.id] = self._judge(op.edit)
            answers.append(self.results[op.edit.id])
            if record in self.copies:
                touched[record] = self.copies[record]
        return Pushed(tuple(answers), tuple(touched.values()))

    def edit(self, *edits: Edit) -> list[Outcome]:
        """Let somebody else, on another machine, do something."""
        made = [self._judge(one) for one in edits]
        self.results |= {one.edit_id: one for one in made}
        return [one.outcome for one in made]

    def _judge(self, edit: Edit) -> Answer:
        record = edit.kind, edit.entity
        held = self.copies.get(record)
        doc = held.doc if held and held.state is CopyState.PUT else None
        if edit.id in self.forbidden:
            return Answer(edit.id, Outcome.REJECTED, "forbidden", Text("不允许。", "Not allowed."))
        verdict = judge(dict(doc) if doc else None, edit, f"T-{self.numbers + 1}")
        if verdict.outcome is Outcome.REJECTED:
            return Answer(edit.id, verdict.outcome, verdict.code, verdict.reason)
        if doc is None and edit.kind == "ticket":
            self.numbers += 1
        self.put(edit.kind, edit.entity, verdict.doc)
        return Answer(edit.id, verdict.outcome, seq=self.seq)

    def put(self, kind: str, one: str, doc: Any, state: CopyState = CopyState.PUT) -> Copy:
        """Let a record be as `doc` says."""
        self.seq += 1
        held = self.copies.get((kind, one))
        rev = held.rev + 1 if held else 1
        copy = Copy(kind, one, state, rev, self.seq, doc)
        self.copies[kind, one] = copy
        return copy

    def remove(self, one: str, *, hide: bool = False) -> None:
        """Delete a ticket, or hide it."""
        self.put("ticket", one, None, CopyState.HIDDEN if hide else CopyState.GONE)

    def pull(self, cursor: str | None, limit: int = 100) -> Page:
        """Return the next page after `cursor`.

        A first pull is pinned: it tells of what has not changed since it began, the newest first,
        and of nothing that is gone.
        """
        if cursor is not None and cursor.startswith("seq"):
            after = int(cursor.split()[1])
            waiting = sorted((one for one in self.copies.values() if one.seq > after), key=_seq)
            page, more = waiting[:limit], len(waiting) > limit
            return Page(tuple(page), f"seq {page[-1].seq if more else self.seq}", more)
        pin, before = map(int, (cursor or f"first {self.seq} {self.seq + 1}").split()[1:])
        there = (one for one in self.copies.values() if one.state is CopyState.PUT)
        waiting = sorted((one for one in there if one.seq < min(before, pin + 1)), key=_seq)[::-1]
        page, more = waiting[:limit], len(waiting) > limit
        told = f"first {pin} {page[-1].seq}" if more else f"seq {pin}"
        return Page(tuple(page), told, more, first=True)

    def restore(self, backup: "FarEnd") -> None:
        """Go back in time, to what `backup` holds."""
        other = backup.copy()
        self.seq, self.copies, self.results = other.seq, other.copies, other.results
        self.heads, self.numbers = other.heads, other.numbers
        self.epoch = f"{self.epoch}+"

    def copy(self) -> "FarEnd":
        """Return a backup of all there is."""
        return replace(
            self, copies=dict(self.copies), results=dict(self.results), heads=dict(self.heads)
        )


def _seq(one: Copy) -> int:
    return one.seq


def pages(end: FarEnd, cursor: str | None, limit: int = 100) -> Iterable[Page]:
    """Yield every page after `cursor`."""
    more = True
    while more:
        page = end.pull(cursor, limit)
        yield page
        cursor, more = page.cursor, page.more


def fill(end: FarEnd, count: int, salt: str = "") -> list[str]:
    """Let somebody else open tickets; return their ids."""
    maker = Maker("王工", f"fill {salt}")
    edits = [maker.open(f"{salt}{n}", title=f"库存 {n}") for n in range(count)]
    end.edit(*edits)
    return [one.entity for one in edits]


def pull(store: Store, end: FarEnd, now: datetime = LATER, limit: int = 100) -> None:
    """Take all that is new, a first pull with the changes since it began."""
    for _ in range(1 if store.position(PORTAL).first_done else 2):
        for page in pages(end, store.position(PORTAL).cursor, limit):
            store.arrive(PORTAL, page, now)


def push(store: Store, end: FarEnd, now: datetime = LATER) -> None:
    """Send all that is due and take in the answers."""
    ops = store.outgoing(PORTAL, now=now)
    store.sending(ops, now)
    store.settle(PORTAL, end.push(ops, store.position(PORTAL).device), now)


def states(store: Store) -> list[str]:
    """Return the states of all edits, in their order."""
    rows = store.connection.raw.execute("SELECT state FROM edit ORDER BY n").fetchall()
    return [row[0] for row in rows]
