"""Bundles of one ticket's thread for window and terminal: keys, redaction, passphrases (S86)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.app.portals import Portals
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.handoff.leaving import Leaving, people_of
from firstline.domain.ticket import thread, thread_taken
from firstline.domain.ticket.bundle import Look, Made
from firstline.domain.ticket.exchange_words import AUDIENCES, PARTNER
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language, Text
from firstline.intake.handoff_files import load_names, load_rules
from firstline.intake.tickets.columns import RowFault
from firstline.intake.tickets.own_tickets import own_ticket
from firstline.sync.packs import thread as files
from firstline.sync.packs.container import is_sealed
from firstline.system import seals
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from firstline.store.store import Store

_LOG = logging.getLogger("firstline.app")
_NOTHING = Text("什么都没有采用。", "Nothing of it was taken.")


class Threads:
    """What may be done with bundles; every act raises BadInput, Refused or OSError."""

    def __init__(self, store: "Store", portals: Portals, now: Callable[[], datetime]) -> None:
        self._store = store
        self._portals = portals
        self._now = now

    def own_key(self) -> str:
        """Return the fingerprint of this device's key, to be read out to others."""
        return files.fingerprint(seals.public_of(self._portals.device_key()))

    def export(
        self, key: str, audience: str, path: Path, stamp: Stamp, language: Language,
        passphrase: str | None = None,
    ) -> Made:  # fmt: skip
        """Write the thread of a ticket for `audience` to `path`; see `thread.leaving`."""
        if audience not in AUDIENCES:
            raise BadInput(Text("不知道要给谁。", "It is not known for whom."))
        ticket = self._store.ticket(key)
        seed = self._portals.device_key()
        public = seals.public_of(seed)
        redaction = self._redaction(ticket, language)
        clean: Callable[[str], str] = lambda text: redaction.text(text, _PLACE)  # noqa: E731
        left = thread.leaving(ticket, audience, stamp, clean, files.fingerprint(public))
        blobs = {} if audience == PARTNER else self._files(ticket)
        wanted = 0 if audience == PARTNER else len(ticket.attachments)
        sha256 = files.write_thread(
            path, thread.thread_to_json(left.thread), blobs, maker=stamp.actor, public_key=public,
            now=self._now(), sign=lambda data: seals.sign(seed, data), seal=_sealer(passphrase),
        )  # fmt: skip
        _LOG.info("a thread left for %s, %s: sha256 %s", audience,
                  "sealed" if passphrase else "in the clear", sha256)  # fmt: skip
        events = len(left.thread.ticket.events)
        return Made(
            str(path), sha256, files.fingerprint(public), events, len(blobs),
            wanted - len(blobs), redaction.removed if audience == PARTNER else (), left.edit,
        )  # fmt: skip

    def look(self, path: Path, stamp: Stamp, passphrase: str | None = None) -> Look:
        """Say what a bundle brings. Raises BadInput for a damaged one or a wrong passphrase."""
        with self._opened(path, passphrase) as bundle:
            return self._look(bundle, stamp)

    def take(
        self, path: Path, stamp: Stamp, passphrase: str | None = None, accept: str = ""
    ) -> tuple[Look, int]:
        """Return what a bundle brings, and how many of its files were kept.

        The edits are for the caller to perform. `accept` is the fingerprint of a key that somebody
        made sure of; it is remembered. Raises Refused for a key that nobody has accepted here.
        """
        with self._opened(path, passphrase) as bundle:
            if not self._trusts(bundle, accept):
                raise _unknown(bundle)
            look = self._look(bundle, stamp)
            if bundle.fingerprint not in files.accepted(self._store) and accept:
                files.accept(self._store, bundle, stamp.actor, self._now())
            return look, files.keep_files(self._store, bundle, _thread(bundle).ticket.id)

    def _trusts(self, bundle: files.Bundle, accept: str) -> bool:
        if bundle.fingerprint in files.accepted(self._store):
            return True
        return files.same_fingerprint(accept, bundle.fingerprint) or (
            bundle.fingerprint == self.own_key()
        )

    def _look(self, bundle: files.Bundle, stamp: Stamp) -> Look:
        told = _thread(bundle)
        here = self._store.find(told.ticket.id)
        edits = thread_taken.taken(here, told, stamp, bundle.fingerprint)
        blobs = sum(one.path.startswith("blobs/") for one in bundle.pack.manifest.files)
        return Look(
            bundle.maker, bundle.made_at, bundle.fingerprint, self._trusts(bundle, ""),
            told.audience, told.ticket.title, told.ticket.number, here.number if here else "",
            len(told.ticket.events), thread_taken.count_fresh(here, told), blobs, edits,
            _conflicts(here, edits),
        )  # fmt: skip

    @contextmanager
    def _opened(self, path: Path, passphrase: str | None) -> Iterator[files.Bundle]:
        if not path.is_file():
            raise BadInput(Text(f"没有文件 {path}。", f"There is no file {path}."), _NOTHING)
        if is_sealed(path, files.SEALED) and passphrase is None:
            raise BadInput(
                Text("这个包是加密的,需要口令。", "It is sealed and needs its passphrase."),
                _NOTHING, Text("请向制作它的人电话询问口令。", "Ask its maker by telephone."),
            )  # fmt: skip
        with files.read_thread(path, seals.is_signed, _opener(passphrase)) as bundle:
            yield bundle

    def _redaction(self, ticket: Ticket, language: Language) -> Leaving:
        own = self._store.folder / "packs"
        rules = load_rules(own, resource_path("packs", "redaction", "redaction.toml"))
        names = (*people_of(ticket), *load_names(own))
        return Leaving(rules, f"{ticket.id} {PARTNER}", names, language)

    def _files(self, ticket: Ticket) -> dict[str, Path]:
        """Return the ticket's files that are on this device, as many as one bundle may hold."""
        found, size = {}, 0
        for one in ticket.attachments:
            path = self._store.file_path(one.sha256)
            size += one.size if path else 0
            if path and size <= files.MOST_FILES:
                found[one.sha256] = path
        return found


_PLACE = Text("交换包", "the bundle")


def _thread(bundle: files.Bundle) -> thread.Thread:
    try:
        return thread.thread_from_json(bundle.thread, own_ticket(bundle.thread["ticket"]))
    except RowFault as fault:
        raise BadInput(
            Text(f"包里的工单不能用:{fault.reason.zh}",
                 f"The ticket in it cannot be used: {fault.reason.en}"), _NOTHING
        ) from fault  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(Text("包里没有工单。", "There is no ticket in it."), _NOTHING) from error


def _conflicts(here: Ticket | None, edits: tuple[Edit, ...]) -> tuple[str, ...]:
    if here is None or not edits:
        return ()
    first = edits[0].changes
    return tuple(one.field for one in first if getattr(here, one.field) != one.seen)


def _sealer(passphrase: str | None) -> Callable[[bytes, bytes], bytes] | None:
    if passphrase is None:
        return None

    def seal(data: bytes, about: bytes) -> bytes:
        salt = seals.new_key()[: seals.SALT_BYTES]
        return salt + seals.seal(seals.key_from(passphrase, salt), data, about)

    return seal


def _opener(passphrase: str | None) -> Callable[[bytes, bytes], bytes] | None:
    if passphrase is None:
        return None

    def unseal(data: bytes, about: bytes) -> bytes:
        salt, sealed = data[: seals.SALT_BYTES], data[seals.SALT_BYTES :]
        try:
            return seals.unseal(seals.key_from(passphrase, salt), sealed, about)
        except seals.SealError as error:
            raise BadInput(
                Text("口令不对,或包被改动过。", "The passphrase is wrong, or the bundle altered."),
                _NOTHING, Text("请核对口令,或请对方重新导出。", "Check it, or get a new one."),
            ) from error  # fmt: skip

    return unseal


def _unknown(bundle: files.Bundle) -> Refused:
    return Refused(
        Text(f"本机还没有认可 {bundle.maker or '?'} 的密钥 {bundle.fingerprint}。",
             f"The key {bundle.fingerprint} of {bundle.maker or '?'} was not accepted here yet."),
        _NOTHING,
        Text("请打电话核对指纹,一致再认可(--accept 指纹)。",
             "Compare the fingerprint by telephone, then accept it (--accept FINGERPRINT)."),
    )  # fmt: skip
