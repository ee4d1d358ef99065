"""Runbooks on screen: the list, the one that is chosen as it stands now, and the acts on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.ids import new_id
from firstline.domain.runbook import acts, run_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.gate import Verdict, verdict_of, verdicts
from firstline.domain.runbook.item import Standing, standings
from firstline.domain.runbook.live import Live, live
from firstline.domain.runbook.plan import Planned, plan_of
from firstline.domain.runbook.plan import checked as plan_checked
from firstline.domain.runbook.plan import register as plan_register
from firstline.domain.runbook.runbook import KIND, Item, Mode, Stop, Template, Vote
from firstline.domain.runbook.settings import checked
from firstline.domain.words import Text
from firstline.store.gates.gate_stops import gate_stops
from firstline.store.gates.go_live import going_live
from firstline.viewmodel.clock import HALF_MINUTE, SECOND
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.domain.ticket.ticket import Attachment
    from firstline.store.watch import Changed

WISH = "runbook"
_ASIDE = frozenset({"ticket", "alarm", "portal", "file", "gap", "setting"})
Entries = Callable[[Book], Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class RunbookDoors:
    """What the roof hands in: the templates there are, and writing a report to a file."""

    templates: Callable[[], Mapping[str, Template]]
    write_report: Callable[[Path, str, str, tuple[Stop, ...], datetime], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """One runbook as it stands at an instant: all that its screens show."""

    book: Book
    held: Mapping[str, Standing] = field(default_factory=dict)
    gates: Sequence[Verdict] = ()
    plan: Mapping[str, Planned] = field(default_factory=dict)
    live: Live | None = None

    def gate(self, gate_id: str) -> Verdict | None:
        """Return the gate's verdict."""
        return verdict_of(self.gates, gate_id)

    def against(self, item_id: str) -> tuple[Text, ...]:
        """Return why this item stops its gate."""
        return tuple(
            reason.text for one in self.gates for reason in one.reasons if reason.item == item_id
        )


class RunbookModel(QObject):
    """Reads the runbooks when somebody looks, and performs what is done to the chosen one."""

    loaded = Signal()
    ticked = Signal()

    def __init__(
        self, desktop: Desktop, doors: RunbookDoors, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._doors = doors
        self.books: list[Shown] = []
        self.chosen = ""
        self._awake = False
        desktop.changed.connect(self._on_changed)
        desktop.ticking.ticked.connect(self._on_tick)

    @property
    def now(self) -> datetime:
        """The present instant in the profile's zone."""
        return self._desktop.ticking.now().astimezone(self._desktop.zone)

    @property
    def shown(self) -> Shown | None:
        """The runbook that is chosen, or None."""
        return next((one for one in self.books if one.book.id == self.chosen), None)

    @property
    def awake(self) -> bool:
        """Whether somebody looks."""
        return self._awake

    def wake(self, awake: bool) -> None:  # noqa: FBT001 - as Qt tells it
        """Read and tick while somebody looks."""
        self._awake = awake
        if awake:
            self.refresh()
        else:
            self._desktop.ticking.wish(WISH, 0)

    def refresh(self) -> None:
        """Read the runbooks again."""
        now, stops = self.now, self._stops()
        records = self._desktop.store.records(KIND)
        found = [shown for one in records if (shown := _shown(one, now, stops))]
        self.books = sorted(found, key=lambda one: one.book.id, reverse=True)
        if self.shown is None:
            self.chosen = self.books[0].book.id if self.books else ""
        going = any(one.live and one.live.run and one.live.run.is_open for one in self.books)
        self._desktop.ticking.wish(WISH, (SECOND if going else HALF_MINUTE) if self._awake else 0)
        self.loaded.emit()

    def choose(self, runbook_id: str) -> None:
        """Show another runbook."""
        if runbook_id != self.chosen:
            self.chosen = runbook_id
            self.loaded.emit()

    def current(self) -> Live | None:
        """Return the countdown of the chosen runbook at this second."""
        shown = self.shown
        return live(shown.book, self.now) if shown else None

    # --- acts ---

    def templates(self) -> Mapping[str, Template]:
        """Return what a runbook can be made from."""
        return self._doors.templates()

    def begin(self, template_id: str, variant: str, name: str) -> bool:
        """Make a runbook and show it."""
        desktop = self._desktop
        stamp = desktop.stamp()
        made = new_id(stamp.at)
        try:
            edit = acts.begin(self.templates()[template_id], variant, name, made, stamp)
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        done = desktop.perform(edit, text=Text("已建立操作手册", "Runbook made"))
        if done:
            self.chosen = made
            self.refresh()
        return done

    def check(self, item: Item, text: str = "", file: Path | None = None) -> bool:
        """Tick an item, with a text or a file as its evidence."""
        kept = self.keep(file) if file else None
        if file and kept is None:
            return False
        said = Text("已完成,证据已留存", "Done, the evidence is kept")
        if not text.strip() and kept is None:
            said = Text("已声明;有证据才算完成", "Claimed; done needs evidence")
        return self.do(lambda book: acts.check(book, item, text=text, file=kept), said, kept)

    def keep(self, file: Path) -> "Attachment | None":
        """Keep a file of evidence by its content; a Problem is told, and then it is None."""
        try:
            return self._desktop.store.keep_file(file, file.name)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return None

    def start(self, item: Item) -> bool:
        """Note that somebody works on the item."""
        said = Text("已开始", "Begun")
        return self.do(lambda book: [acts.start(book, item)], said)

    def step(self, item: Item, act: str) -> bool:
        """Begin or finish a step of the run that goes on."""
        said = (
            Text("步骤已开始", "Step begun") if act == "begin" else Text("步骤已完成", "Step done")
        )
        return self.do(lambda book: [run_acts.step(book, item, act, self.now)], said)

    def reopen(self, item: Item, reason: str) -> bool:
        """Open an item again."""
        said = Text("已重新打开", "Opened again")
        return self.do(lambda book: [acts.reopen(book, item, reason)], said)

    def waive(self, item: Item, by: str, reason: str, until: str) -> bool:
        """Let an item pass open until the end of a day."""
        now = self.now

        def make(book: Book) -> Sequence[Entry]:
            return [acts.waive(book, item, by, reason, _day(until), now)]

        return self.do(make, Text("已豁免", "Waived"))

    def not_applicable(self, item: Item, by: str, reason: str) -> bool:
        """Note that somebody says that the item does not apply."""
        now = self.now
        said = Text("已记为不适用", "Noted as not applicable")
        return self.do(lambda book: [acts.not_applicable(book, item, by, reason, now)], said)

    def vote(self, gate_id: str, role: str, by: str, said: Vote) -> bool:
        """Vote for a role at a gate."""
        words = Text("已表决", "Voted")
        return self.do(lambda book: [acts.vote(book, gate_id, role, by, said)], words)

    def put(self, name: str, value: str) -> bool:
        """Set a setting of the project, unless it has that value already."""
        read = _reader(self._desktop)

        def make(book: Book) -> Sequence[Entry]:
            register, text = checked(name, value, read)
            return [acts.setting(book, register, text)] if book.value(register) != text else ()

        return self.do(make, Text("已修改", "Changed"))

    def plan(self, item: Item, key: str, value: str) -> bool:
        """Plan one value of an item, unless it is planned so already."""

        def make(book: Book) -> Sequence[Entry]:
            register, text = plan_register(item.id, key), plan_checked(book, item, key, value)
            return [acts.setting(book, register, text)] if book.value(register) != text else ()

        return self.do(make, Text("已修改计划", "Plan changed"))

    def begin_run(self, mode: Mode) -> bool:
        """Begin a rehearsal or the cutover."""
        stops, now = self._stops(), self.now
        said = Text("已开始", "Begun")
        return self.do(lambda book: [run_acts.begin_run(book, mode, now, stops)], said, final=True)

    def do(
        self, make: Entries, said: Text, file: "Attachment | None" = None, *, final: bool = False
    ) -> bool:
        """Perform what `make` returns for the chosen runbook; a Problem is told as a banner.

        `final` acts are facts that others rely on at once: they offer no undo.
        """
        desktop, shown = self._desktop, self.shown
        if shown is None:
            return False
        try:
            record = desktop.store.record(KIND, shown.book.id)
            if record is None:
                raise _gone()
            book = book_from(record)
            entries = make(book)
            if not entries:
                return True
            edit = acts.adding(book, entries, desktop.stamp(), file)
            if final:
                desktop.store.perform(edit, now=desktop.ticking.now())
                return True
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        done = desktop.perform(edit, text=said)
        if done:
            self._go_live(book.id)
        return done

    def _go_live(self, runbook_id: str) -> None:
        """Let the project's systems go live where this act made the go-live gate let pass."""
        desktop = self._desktop
        record = desktop.store.record(KIND, runbook_id)
        if record is None:
            return
        book, zone = book_from(record), desktop.zone
        edits = going_live(desktop.store, book, self.now, desktop.stamp, zone)
        if edits:
            many = len(edits)
            said = Text(
                f"{many} 个系统已上线:新工单按运行的服务级别计时",
                f"{many} systems went live: new tickets have the targets of operation",
            )
            desktop.perform(*edits, text=said)

    def report(self, path: Path, kind: str = "go") -> bool:
        """Write a report of the chosen runbook: go, or scorecard."""
        try:
            self._doors.write_report(path, kind, self.chosen, self._stops(), self.now)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return True

    def _stops(self) -> tuple[Stop, ...]:
        return gate_stops(self._desktop.store, self.now)

    def _on_changed(self, changed: "Changed") -> None:
        # other registers hold gates, too: read for any kind of shared record but tickets
        if self._awake and (changed.everything or {*changed.kinds} - _ASIDE):
            self.refresh()

    def _on_tick(self) -> None:
        if self._awake:
            self.ticked.emit()


def _shown(record: object, now: datetime, stops: tuple[Stop, ...]) -> Shown | None:
    try:
        book = book_from(record)  # type: ignore[arg-type] # a record of this kind
    except BadInput:  # of a later version
        return None
    return Shown(
        book, standings(book, now), verdicts(book, now, stops), plan_of(book), live(book, now)
    )


def _gone() -> Refused:
    return Refused(Text("这份操作手册不见了。", "The runbook is gone."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            Text(f"“{text[:40]}”不是日期,请写成 2026-12-31。",
                 f"“{text[:40]}” is not a date; write 2026-12-31.")
        ) from error  # fmt: skip


def _reader(desktop: Desktop) -> Callable[[str], datetime]:
    from firstline.domain.instants import parse_instant  # noqa: PLC0415 - seldom

    return lambda text: parse_instant(text, desktop.zone)
