"""What every command works with: one profile, opened only as far as the command needs."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from firstline.domain.errors import Problem, Refused
from firstline.domain.instants import parse_instant
from firstline.domain.values import dataclass
from firstline.domain.words import Language, Text
from firstline.system.settings import Settings

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.domain.desk_in_use import DeskInUse
    from firstline.domain.edits.edits import Stamp
    from firstline.domain.knowledge.canned import Phrases
    from firstline.domain.packs.signature import Seal
    from firstline.domain.portal_entry import PortalEntry
    from firstline.domain.query.query import Query
    from firstline.domain.ticket.bundle import Look, Made
    from firstline.domain.ticket.ticket import Ticket
    from firstline.store.queue.rows import Clocks
    from firstline.store.store import Store
    from firstline.sync.packs.stick import Exported
    from firstline.sync.report import RoundReport


SLICES = 5  # of alarms that a command takes in as it ends; a window takes in the rest


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a run stands: the profile's folder, what was chosen there, and the language."""

    folder: Path
    settings: Settings
    language: Language


class Tried(Protocol):
    """One step of a connection test; `ok` None says that it was not reached."""

    @property
    def stage(self) -> str:
        """name, reach, certificate, portal, sign-in or rights."""

    @property
    def ok(self) -> bool | None:
        """Whether it went well."""

    @property
    def title(self) -> Text:
        """The step's name."""

    @property
    def said(self) -> Text:
        """What was found."""

    @property
    def next_step(self) -> Text:
        """What to do."""


class TriedAll(Protocol):
    """A connection test."""

    @property
    def steps(self) -> "Sequence[Tried]":
        """Its steps, in their order."""


class PortalDoor(Protocol):
    """What the roof lets a command do with portals; tokens stay with the roof."""

    def keep_token(self, portal: str, token: str) -> None:
        """Keep the portal's token, encrypted. Raises Refused where that cannot be."""

    def forget(self, portal: str) -> None:
        """Forget the portal's token."""

    def try_out(self, entry: "PortalEntry", token: str | None = None) -> TriedAll:
        """Try the connection step by step."""

    def round(
        self, entry: "PortalEntry", store: "Store", now: Callable[[], datetime]
    ) -> "RoundReport":
        """Carry one round with the portal and say how it went. Raises its problem."""


class StickDoor(Protocol):
    """What the roof lets a command do with packs by stick."""

    def export(self, path: Path, *, plain: bool = False) -> "Exported":
        """Write what the portal has not answered."""

    def bring_back(self, path: Path) -> str:
        """Write an answer that waits for its maker; return the device's id."""

    def take(self, path: Path) -> dict[str, object]:
        """Take an answer, or carry another desk's pack."""

    def verify(self, path: Path) -> dict[str, object]:
        """Say what a pack is and whether it is whole."""


class ThreadDoor(Protocol):
    """What the roof lets a command do with bundles of one ticket's thread."""

    def own_key(self) -> str:
        """Return the fingerprint of this device's key."""

    def export(
        self, key: str, audience: str, path: Path, stamp: "Stamp", language: Language,
        passphrase: str | None = None,
    ) -> "Made":  # fmt: skip
        """Write the thread of a ticket."""

    def look(self, path: Path, stamp: "Stamp", passphrase: str | None = None) -> "Look":
        """Say what a bundle brings."""

    def take(
        self, path: Path, stamp: "Stamp", passphrase: str | None = None, accept: str = ""
    ) -> "tuple[Look, int]":
        """Return what a bundle brings and keep its files; its edits are for the caller."""


class SignerDoor(Protocol):
    """What the roof lets a command do with the signatures of packs."""

    def sign(self, path: Path, publisher: str, now: datetime) -> "Seal":
        """Sign a pack with this device's key."""

    def accept(self, path: Path, print_: str, by: str, now: datetime) -> "Seal":
        """Accept the key that signed a pack."""


class Roof(Protocol):
    """What the terminal gets handed in: how to find, open and show a profile."""

    def ground(self, folder: Path | None, language: str | None, *, strict: bool) -> Ground:
        """Return the profile's folder and settings; not `strict`, bad settings are defaults."""

    def desk(self, ground: Ground) -> "tuple[Desk, tuple[Text, ...]]":
        """Return the agreements and calendars in use, and a note for each refused pack."""

    def store(self, ground: Ground, desk: "Clocks", now: datetime) -> "Store":
        """Open the profile's store, making the folder if need be."""

    def settings_notes(self, folder: Path) -> tuple[Text, ...]:
        """Return what is wrong with the settings file, or nothing."""

    def lay_in(self, store: "Store", now: datetime) -> bool:
        """Take the shipped articles in, once for each version of them; return whether it did."""

    def portals(self, ground: Ground, ask: Callable[[], str | None]) -> PortalDoor:
        """Return the door to the portals; `ask` asks a person for the vault's passphrase."""

    def stick(self, store: "Store", portals: PortalDoor, now: Callable[[], datetime]) -> StickDoor:
        """Return the door to packs by stick."""

    def threads(
        self, store: "Store", portals: PortalDoor, now: Callable[[], datetime]
    ) -> ThreadDoor:
        """Return the door to bundles of one ticket's thread."""

    def pack_signer(self, ground: Ground, portals: PortalDoor) -> SignerDoor:
        """Return the door to the signatures of packs."""

    def write_pdf(self, html: str, path: Path, size: str) -> None:
        """Write a page as a PDF, `size` a4 or a6. Raises OSError."""

    def initials(self, text: str) -> str:
        """Return the text with each Chinese character as the first letter of its sound."""

    def window(
        self, folder: Path | None, language: str | None, *, demo: bool, wall: bool = False
    ) -> int:
        """Open the window, or the wall display, and return its exit code when it closes."""


class Session:
    """One run of one command; closes what it opened."""

    def __init__(self, roof: Roof, clock: Callable[[], datetime]) -> None:
        self.roof = roof
        self.folder: Path | None = None
        self.language_asked: str | None = None
        self.json = False
        self._clock = clock

    def choose(self, *, folder: Path | None = None, language: str | None = None) -> None:
        """Take a folder or a language from the words of the command; the last one stands."""
        self.folder = folder or self.folder
        self.language_asked = language or self.language_asked
        self.__dict__.pop("bare", None)

    @cached_property
    def ground(self) -> Ground:
        """The profile's folder, settings and language."""
        return self.roof.ground(self.folder, self.language_asked, strict=True)

    @cached_property
    def bare(self) -> Ground:
        """The same, with defaults where the settings cannot be read: to tell and to mend that."""
        return self.roof.ground(self.folder, self.language_asked, strict=False)

    @property
    def language(self) -> Language:
        """The language of this run, even where the settings cannot be read."""
        return self.bare.language

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which times without an offset are read."""
        return ZoneInfo(self.ground.settings.zone)

    @cached_property
    def _in_use(self) -> "DeskInUse":
        from firstline.domain.desk_in_use import DeskInUse  # noqa: PLC0415 - with a profile alone

        desk, notes = self.roof.desk(self.ground)
        for note in notes:
            self.say(note)
        return DeskInUse(desk)

    @property
    def desk(self) -> "Desk":
        """The agreements and calendars in use, with what the store's contracts promise.

        A refused pack is said on standard error.
        """
        _ = self.store  # which lets the desk in use heed its contracts
        return self._in_use.desk

    @cached_property
    def store(self) -> "Store":
        """The profile's store, opened once, with every due time as packs and contracts now say."""
        store = self.roof.store(self.ground, self._in_use, self.now())
        while store.catch_up(words=False):
            continue
        return store

    def settle_articles(self) -> None:
        """Make sure that the shipped articles are there, as in the window, and can be found."""
        self.roof.lay_in(self.store, self.now())
        while self.store.catch_up():
            continue

    @cached_property
    def phrases(self) -> "Phrases":
        """Canned replies, macros and templates; a refused pack is said on standard error."""
        from firstline.intake.packs.phrase_files import FOLDER, load_phrases  # noqa: PLC0415 - seldom
        from firstline.system.resources import resource_path  # noqa: PLC0415

        own = self.ground.folder / "packs" / FOLDER
        found, notes = load_phrases((resource_path("packs", FOLDER), own))
        for note in notes:
            self.say(note)
        return found

    @cached_property
    def portals(self) -> PortalDoor:
        """The door to the portals; a passphrase is asked for on a terminal alone."""
        return self.roof.portals(self.ground, self._passphrase)

    @property
    def stick(self) -> StickDoor:
        """The door to packs by stick."""
        return self.roof.stick(self.store, self.portals, self.now)

    @property
    def threads(self) -> ThreadDoor:
        """The door to bundles of one ticket's thread."""
        return self.roof.threads(self.store, self.portals, self.now)

    @property
    def pack_signer(self) -> SignerDoor:
        """The door to the signatures of packs."""
        return self.roof.pack_signer(self.ground, self.portals)

    def _passphrase(self) -> str | None:
        from firstline.system.vault import VARIABLE  # noqa: PLC0415 - only where a vault is opened

        given = os.environ.get(VARIABLE)
        if given or not sys.stdin.isatty():
            return given
        from click import prompt  # noqa: PLC0415 - on a terminal without a keyring

        words = Text("口令(不会显示)", "Passphrase (not shown)").in_(self.language)
        return str(prompt(words, hide_input=True, err=True))

    def iso(self, seconds: int | None) -> str | None:
        """Return epoch seconds as ISO 8601 in the profile's zone, None for none."""
        return None if seconds is None else datetime.fromtimestamp(seconds, self.zone).isoformat()

    def find_words(self, query: "Query") -> None:
        """Make sure that a query for words finds all of them, after an import too."""
        if any(term.field == "text" for term in query.terms):
            while self.store.catch_up():
                continue

    def close(self) -> None:
        """Close the store if it was opened; the alarms of what was written count from now."""
        if "store" not in self.__dict__:
            return
        with suppress(Problem):
            if self.store.has_fresh_alarms():
                from firstline.domain.alarm.alarm import finder  # noqa: PLC0415 - after an act alone

                self.store.schedule_alarms(finder(self.desk), self.now(), most=SLICES)
        self.store.close()

    def now(self) -> datetime:
        """Return the present instant in the profile's zone."""
        return self._clock().astimezone(ZoneInfo(self.bare.settings.zone))

    def stamp(self) -> "Stamp":
        """Return a fresh stamp: who acts, when, and the id the edit will bear."""
        from firstline.domain.edits.edits import Stamp  # noqa: PLC0415 - the window need not wait for it
        from firstline.domain.ids import new_id  # noqa: PLC0415

        now = self.now()
        return Stamp(new_id(now), now, self.ground.settings.user)

    def instant(self, text: str | None) -> datetime | None:
        """Return the instant a person wrote, None for none. Raises BadInput."""
        return None if text is None else parse_instant(text, self.zone)

    def ticket(self, key: str) -> "Ticket":
        """Return the ticket with this id or number. Raises Refused when there is none."""
        return self.store.ticket(key)

    def say(self, text: Text) -> None:
        """Write a message to standard error."""
        print(text.in_(self.language), file=sys.stderr)  # noqa: T201 - the terminal's one voice

    def show(self, text: Text | str) -> None:
        """Write a result to standard output."""
        said = text if isinstance(text, str) else text.in_(self.language)
        print(said)  # noqa: T201

    def emit(self, value: Mapping[str, object]) -> None:
        """Write one JSON document to standard output."""
        print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201

    def emit_list(self, noun: str, values: Iterable[Mapping[str, object]], total: int) -> None:
        """Write `{noun: [...], "total": total}` one value a line, however many there are."""
        print(f"{{{json.dumps(noun)}: [", end="")  # noqa: T201
        mark = "\n"
        for value in values:
            print(mark + json.dumps(value, ensure_ascii=False), end="")  # noqa: T201
            mark = ",\n"
        print(f'\n], "total": {total}}}')  # noqa: T201

    def answer(self, value: Mapping[str, object], words: Callable[[], Text | str]) -> None:
        """Write `value` as JSON where --json was given, and `words()` for a person elsewhere."""
        if self.json:
            self.emit(value)
        else:
            self.show(words())


def later_release(sentence: Text) -> Refused:
    """Return the refusal of something that this release does not do yet."""
    return Refused(sentence, Text("什么都没有改。", "Nothing was changed."))
