"""The simulated world: people, computers, a server and a network, all drawn from one seed."""

import hashlib
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.store.file.connection import FILE
from firstline.sync.report import Asked
from simulation import acts as sim_acts
from simulation.check import check, files_of, shown_once
from simulation.client import PORTAL, Client
from simulation.desk import MemoryServer, Server
from simulation.events import EVENTS, WILD
from simulation.promise import expect
from simulation.sticks import STICKS, Sticks, trip
from simulation.wire import Weather, Wire

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ROUNDS = 8  # after the faults have stopped, everything must be in step within so many rounds


@dataclass(slots=True)
class World:
    """One run; `trace` is everything that happened, in order."""

    seed: int
    folder: Path
    template: Path
    server: Server = field(default_factory=MemoryServer)
    steps: int = 40
    chance: random.Random = field(init=False)
    wild: bool = field(init=False)  # things are deleted, hidden, copied and put back
    sticky: bool = field(init=False)  # packs travel, too
    sticks: Sticks = field(init=False)
    weather: Weather = field(init=False)
    clients: list[Client] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    web: dict[str, Edit] = field(default_factory=dict)  # made at the server itself
    now: datetime = START
    counts: Counter[str] = field(default_factory=Counter)
    copies: list[tuple[Client, Path]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - replayable
        self.wild = self.chance.random() < 0.6
        self.sticky = self.chance.random() < 0.35
        self.sticks = Sticks(self.folder / "sticks", self.chance)
        self.weather = Weather(self.chance, self.chance.choice((0.0, 0.1, 0.3, 0.6)))

    def run(self) -> Counter[str]:
        """Live, let the faults stop, and check. Raises BrokenPromiseError."""
        for n in range(self.chance.choice((2, 2, 3, 3, 4, 5))):
            self.join(f"p{n}")
        self.begin()
        for _ in range(self.steps):
            self.now += timedelta(seconds=self.chance.choice((1, 3, 20, 400)))
            self.step()
        self.heal()
        counts = check(self.server, self.clients, self.gone, calm=not self.wild, web=self.web)
        self.counts.update(counts)
        self.counts["faults"] += sum(self.weather.counts.values())
        self.note("end", self.digest_of_docs())
        return self.counts

    def begin(self) -> None:
        """Let everybody know a few tickets before anything goes wrong."""
        share, self.weather.share = self.weather.share, 0.0
        first = self.clients[0]
        for _ in range(self.chance.choice((1, 2, 3))):
            sim_acts.new(first)
        self.now += timedelta(seconds=20)
        for client in self.clients:
            client.round(Asked())
        self.weather.share = share
        for client in self.clients:
            client.crash_at = self.chance.choice((0.0, 0.0, 0.02, 0.06))
        self.clients[-1].far = self.sticky and not self.wild and self.chance.random() < 0.6

    def close(self) -> None:
        """Close every store and take the folders away."""
        for client in self.clients:
            client.store.close()
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def hash(self) -> str:
        """What tells whether two runs were the same."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]

    def note(self, what: str, detail: str = "") -> None:
        """Write a line of the trace."""
        self.trace.append(f"{what} {detail}")

    def join(self, name: str, folder: Path | None = None) -> Client:
        """Let a person begin, on an empty profile or on a copy of another's."""
        home = folder or self.folder / name
        if folder is None:
            home.mkdir(parents=True)
            shutil.copy(self.template / FILE, home / FILE)
        wire = Wire(lambda: self.server.portal(name.partition("'")[0]), self.weather)
        client = Client(
            name.partition("'")[0], home, f"{self.seed}{name}", wire, self.chance,
            lambda: self.now, begins=wire.begin,
        )  # fmt: skip
        client.open()
        if folder is None:
            client.store.put("device", f"{self.seed}/{name}")
            client.store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])
        self.clients.append(client)
        return client

    # --- what happens ---

    def step(self) -> None:
        """Let one thing happen."""
        client = self.chance.choice(self.clients)
        what = self.chance.random()
        if what < 0.55:
            self.note(client.salt, sim_acts.act(client))
        elif what < 0.88 and not client.far:
            report = client.round()
            self.note(client.salt, f"round {report and _told(report)}")
            shown_once(client)
            if report is None:
                self.counts["crashes"] += 1
        else:
            self.happen(client)

    def happen(self, client: Client) -> None:
        """Let an event happen; to somebody without a network it is mostly one of sticks."""
        events = {name: one for name, one in EVENTS.items() if self.wild or name not in WILD}
        if client.far:
            events = {"crash": events["crash"], "copy": events["copy"]}
        if self.sticky:
            sticks = STICKS.items()
            events |= {name: one for name, one in sticks if self.wild or name not in WILD}
        name = self.chance.choices(list(events), [weight for weight, _ in events.values()])[0]
        self.note(client.salt, f"{name} {events[name][1](self, client)}")
        self.counts[name] += 1
        shown_once(client)

    def heal(self) -> None:
        """Let the faults stop, and everybody sync until nothing moves; see that it does.

        Then the server gives up waiting for records that a restore took and that no disk holds.
        """
        self.weather.deliver(len(self.weather.late))
        self.weather.share = 0.0
        self.now += timedelta(minutes=1)
        for client in self.clients:
            client.crash_at = 0.0
        self._go_on()
        for pack in self.sticks.packs:  # what nobody waits for any more still comes
            self.note("late pack", self.server.hand_in(pack, self.sticks.place()))
        if self.wild:
            self.tidy()
        self.now += timedelta(days=31)
        self.server.give_up()
        self._go_on()

    def _go_on(self) -> None:
        for _ in range(ROUNDS):
            moved = 0
            for client in self.clients:
                self.now += timedelta(seconds=11)
                if client.far:
                    moved += trip(self, client)
                    continue
                report = client.round(Asked(mass_ok=True))
                expect(report is not None, "stuck", "a crash after the faults have stopped")
                problem = report and report.problem
                expect(problem is None, "stuck", f"{client.salt}: {problem}")
                self.note(client.salt, f"healed {_told(report)}")
                moved += report is None or report.moved or report.waiting > 0 or report.first
            if not moved:
                return

    def tidy(self) -> None:
        """Let somebody at the server delete a ticket that nobody works on any more, perhaps."""
        keys = sorted(one for one in self.server.docs() if one[0] == "ticket")
        if keys and self.chance.random() < 0.25:
            self.server.delete(self.chance.choice(keys))

    def done(self) -> frozenset[str]:
        """Return the edits that the server did."""
        outcomes = self.server.outcomes().items()
        return frozenset(one for one, outcome in outcomes if outcome is not Outcome.REJECTED)

    def sweep_up(self) -> None:
        """Note edits and files that are nowhere any more: their only disk was put back."""
        held = set(self.done())  # of a refused edit the server keeps no text
        self.gone |= self.web.keys() - held
        for client in self.clients:
            raw = client.store.connection.raw
            held |= {row[0] for row in raw.execute("SELECT id FROM edit")}
        for client in self.clients:
            self.gone |= {one for one in client.performed if one not in held}
            for edit in client.performed.values():
                self.gone |= {one for one in files_of(edit) if not self._is_anywhere(one)}

    def _is_anywhere(self, sha256: str) -> bool:
        here = any(one.store.file_path(sha256) for one in self.clients)
        return here or self.server.has_file(sha256)

    def digest_of_docs(self) -> str:
        """Return a mark of all that the server holds."""
        docs = sorted(self.server.docs().items())
        return hashlib.sha256(repr(docs).encode()).hexdigest()[:16]


def _told(report: object) -> str:
    names = ("pulled", "pushed", "held", "refused", "waiting", "undecided", "anew")
    said = " ".join(f"{getattr(report, one)}" for one in names)
    return f"{said} {type(getattr(report, 'problem', None)).__name__}"
