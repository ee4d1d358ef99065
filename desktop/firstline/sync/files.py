"""Attachments on their way: up after the text, down when somebody asks or has pinned a ticket."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from firstline.domain.documents.document import KIND
from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.exchange import Op, Pushed
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Attachment, EventKind
from firstline.portal.base import Broken, Forbidden, PortalProblem, TooLarge
from firstline.store.files import FOLDER
from firstline.store.filing import LIMIT_SETTING
from firstline.store.retention.gone import refusal
from firstline.sync.faultpoints import step
from firstline.sync.report import Wanted
from firstline.sync.trip import Trip

_OF_ONE_FILE = (Broken, Forbidden, TooLarge)  # what may be wrong with one file and no other
_MOST_PINNED = 20  # so many pinned files a round, so that text never waits long


def bring_along(trip: Trip, ops: Sequence[Op]) -> None:
    """Give the portal the files that `ops` name, where they travel with their edit."""
    if trip.portal.can.text_before_files or not trip.portal.can.attachments:
        return
    for file in _named(ops):  # one that it has with another record too: it keeps no hashes
        path = trip.store.file_path(file.sha256)
        if path is not None:
            trip.portal.upload(file, path, trip.hooks.moved)


def brought_along(trip: Trip, ops: Sequence[Op], pushed: Pushed) -> None:
    """Note the files that travelled with edits which the portal has now."""
    if trip.portal.can.text_before_files or not trip.portal.can.attachments:
        return
    done = {
        one.edit_id for one in pushed.answers
        if one.outcome in (Outcome.APPLIED, Outcome.MERGED, Outcome.CONFLICT)
    }  # fmt: skip
    for file in _named(op for op in ops if op.edit.id in done):
        trip.store.file_sent(trip.name, file.sha256, trip.clock())


def _named(ops: Iterable[Op]) -> Iterator[Attachment]:
    for op in ops:
        for event in op.edit.events:
            if event.kind is EventKind.ATTACHED:
                said = event.data.get
                yield Attachment(
                    said("sha256", ""), said("name", ""), int(said("size") or 0), said("media", "")
                )


def carry(trip: Trip) -> None:
    """Send what the portal has not got, then fetch what is wanted here and what is pinned.

    A file that cannot be carried does not stop the others; what ends a line ends the round.
    """
    can = trip.portal.can
    if not can.attachments:
        return
    if trip.ask.send and can.text_before_files and not trip.report.too_old:
        for file in trip.store.files_to_send(trip.name, now=trip.clock()):
            _send(trip, file)
    fetched = 0
    while trip.wanted:
        fetched += _fetch(trip, trip.wanted[0])
        trip.wanted.popleft()
    for one in _pinned(trip):
        fetched += _fetch_if_due(trip, one)
    # A library is read where there is no network, and who signs has to see what was tested.
    if KIND in trip.portal.can.kinds:
        for file in (*trip.store.documents_missing(), *trip.store.evidence_missing()):
            fetched += _fetch_if_due(trip, Wanted("", file.sha256), asked=False)
    limit = trip.store.get(LIMIT_SETTING, 0)
    if fetched and limit:
        trip.store.evict(limit)


def _send(trip: Trip, file: Attachment) -> None:
    path = trip.store.file_path(file.sha256)
    if path is None:
        return
    trip.check()
    try:
        with step("upload", trip.at):
            trip.portal.upload(file, path, trip.hooks.moved)
    except _OF_ONE_FILE as problem:
        _note(trip, problem)
        return
    with step("sent", trip.at):
        trip.store.file_sent(trip.name, file.sha256, trip.clock())
    trip.count(files_sent=1)


def _pinned(trip: Trip) -> list[Wanted]:
    found = []
    for ticket_id in sorted(trip.store.pinned()):
        found += [Wanted(ticket_id, one.sha256) for one in trip.store.files_missing(ticket_id)]
    return found[:_MOST_PINNED]


def _fetch_if_due(trip: Trip, wanted: Wanted, *, asked: bool = True) -> int:
    """Fetch what nobody waits for, unless the portal could not give it a little while ago."""
    if trip.absent.due(wanted.sha256, trip.clock()):
        return _fetch(trip, wanted, asked=asked)
    return 0


def _fetch(trip: Trip, wanted: Wanted, *, asked: bool = True) -> int:
    """Fetch one file and return 1 when it is here now; it goes on where an earlier try stopped.

    One that nobody `asked` for may come another time, and nothing is said of it.
    """
    sha256, store = wanted.sha256, trip.store
    if store.file_path(sha256) is not None:
        return 0
    destroyed = store.gone(sha256, wanted.ticket_id)
    if destroyed is not None:  # what a rule took away does not come back by download
        if asked:
            _note(trip, refusal(destroyed))
        return 0
    trip.check()
    part = part_of(store.folder, sha256)
    part.parent.mkdir(exist_ok=True)
    try:
        with step("download", trip.at):
            remote = store.file_remote(wanted.ticket_id, sha256)
            trip.portal.download(sha256, remote, part, trip.hooks.moved)
        with step("fetched", trip.at):
            store.take_download(trip.name, sha256, part, trip.clock(), ticket_id=wanted.ticket_id)
    except _OF_ONE_FILE as problem:
        trip.absent.in_vain(sha256, trip.clock())
        if asked:
            _note(trip, problem)
        return 0
    except Refused as problem:  # not what its hash says: the part is gone, and it begins again
        trip.absent.in_vain(sha256, trip.clock())
        _note(trip, problem)
        return 0
    trip.absent.came(sha256)
    trip.count(files_fetched=1)
    return 1


def _note(trip: Trip, problem: PortalProblem | Refused) -> None:
    trip.count(files_failed=1)
    trip.report = replace(trip.report, file_problem=problem.sentence)


def part_of(folder: Path, sha256: str) -> Path:
    """Return where the beginning of a download lies until all of it is here."""
    return folder / FOLDER / f"{re.sub('[^0-9A-Za-z-]', '_', sha256)[:80]}.part"
