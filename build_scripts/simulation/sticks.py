"""Packs on sticks in the simulation: exported, lost, brought twice, late and out of order."""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import Problem, Refused
from firstline.sync.packs import stick
from firstline.sync.report import Asked
from firstline.system import seals
from simulation.client import PORTAL, Client, CrashError
from simulation.promise import expect

if TYPE_CHECKING:
    from simulation.world import World


@dataclass(slots=True)
class Sticks:
    """What lies on sticks: packs on their way to the server, and answers on their way back."""

    folder: Path
    chance: random.Random
    packs: list[Path] = field(default_factory=list)
    answers: list[tuple[str, Path]] = field(default_factory=list)  # whose device, and where
    count: int = 0

    def place(self) -> Path:
        """Return where the next pack is written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count += 1
        return self.folder / f"{self.count}.deskpack"

    def lose(self) -> str:
        """Lose a stick with what is on it."""
        lost = [*self.packs, *(place for _, place in self.answers)]
        if not lost:
            return "nothing"
        place = self.chance.choice(lost)
        self.packs = [one for one in self.packs if one != place]
        self.answers = [one for one in self.answers if one[1] != place]
        return place.stem


def key_of(device: str) -> bytes:
    """Return the seed of a device's signing key."""
    return hashlib.sha256(device.encode()).digest()


def export(world: "World", client: Client) -> str:
    """Let a person write what waits to a stick, the program dying on the way perhaps."""
    store, device = client.store, client.store.position(PORTAL).device
    if stick.enrolment(store, PORTAL) is None:
        if not store.position(PORTAL).server_id:
            return "was never connected"
        public = seals.public_of(key_of(device))
        stick.keep_enrolment(store, PORTAL, world.server.enrol(client.name, device, public))

    def sign(data: bytes) -> bytes:
        if client.crash_at and client.chance.random() < client.crash_at * 4:
            raise CrashError("sign")
        return seals.sign(key_of(device), data)

    place = world.sticks.place()
    try:
        done = stick.export(store, PORTAL, place, client.now(), sign)
    except CrashError:
        client.crash()
        return "died"
    world.sticks.packs.append(place)
    return f"{place.stem} {done.edits} {done.files}"


def carry(world: "World", client: Client) -> str:  # noqa: ARG001 - anybody may bring it
    """Let any pack reach the server, for the first time or once more; its answer may be lost."""
    sticks = world.sticks
    if not sticks.packs:
        return "nothing"
    pack, answer = sticks.chance.choice(sticks.packs[-6:]), sticks.place()
    device = world.server.hand_in(pack, answer)
    if device and sticks.chance.random() < 0.8:
        sticks.answers.append((device, answer))
    return f"{pack.stem} {answer.stem if device else 'refused'}"


def take(world: "World", client: Client) -> str:
    """Let a person take an answer, perhaps one of long ago; that to another device is refused."""
    sticks, device = world.sticks, client.store.position(PORTAL).device
    mine = [place for whose, place in sticks.answers if whose == device]
    place = sticks.chance.choice(mine) if mine else None
    if place is None:
        return "nothing"
    try:
        done = stick.take(client.store, PORTAL, place, client.now(), seals.is_signed)
    except Refused as problem:
        return f"{place.stem} refused: {problem}"
    return f"{place.stem} {done.settled} {done.held} {done.refused} {done.pulled}"


def mistake(world: "World", client: Client) -> str:
    """Let a person take the answer to somebody else's pack."""
    device = client.store.position(PORTAL).device
    others = [place for whose, place in world.sticks.answers if whose != device]
    if not others:
        return "nothing"
    place = world.sticks.chance.choice(others)
    try:
        stick.take(client.store, PORTAL, place, client.now(), seals.is_signed)
    except Problem:
        return "refused"
    expect(condition=False, kind="differs", sentence=f"{client.name} took another's answer")
    return ""


def trip(world: "World", client: Client) -> int:
    """Bring what waits to the server and the answer back; return how much has moved."""
    before = len(world.sticks.packs)
    told = export(world, client)
    expect(len(world.sticks.packs) > before, "stuck", f"{client.name} made no pack: {told}")
    answer = world.sticks.place()
    world.server.hand_in(world.sticks.packs.pop(), answer)
    done = stick.take(client.store, PORTAL, answer, client.now(), seals.is_signed)
    waiting = client.store.outstanding().waiting
    return done.settled + done.held + done.refused + done.pulled + waiting


def old_answer(world: "World", client: Client) -> str:
    """Bring an answer back after the server was put back to before it gave it."""
    sticks, before = world.sticks, len(world.sticks.packs)
    told = [export(world, client)]
    if len(sticks.packs) == before:
        return told[0]
    world.server.keep()
    answer = sticks.place()
    device = world.server.hand_in(sticks.packs[-1], answer)
    world.server.go_back()
    world.weather.late.clear()
    world.sweep_up()
    if not client.far:  # the line holds for as long as a greeting and a pull, not for a push
        report = client.round(Asked(send=False, greet=True, mass_ok=True))
        told.append(f"pulled {report.pulled}" if report else "died")
    if device:
        sticks.answers.append((device, answer))
        told.append(take(world, client))
    return ", ".join(told)


STICKS: Mapping[str, tuple[int, Callable[["World", Client], str]]] = {
    "export": (8, export),
    "carry": (8, carry),
    "take": (8, take),
    "lose": (2, lambda world, _: world.sticks.lose()),
    "mistake": (1, mistake),
    "old answer": (3, old_answer),
}
