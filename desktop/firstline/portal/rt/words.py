"""Request Tracker's words beside ours: statuses, priorities and lengths, as one small table."""

from collections.abc import Mapping
from dataclasses import dataclass

from firstline.domain.ticket.ticket import Priority, Status

_S = Status


@dataclass(frozen=True, slots=True)
class Word:
    """One status of RT's stock life cycle: what it is here, and all of ours that it stands for."""

    usual: Status
    ours: tuple[Status, ...]


STATUSES: Mapping[str, Word] = {
    "new": Word(_S.NEW, (_S.NEW, _S.TRIAGED)),
    "open": Word(_S.IN_PROGRESS, (_S.IN_PROGRESS, _S.WITH_VENDOR, _S.WAITING_CUSTOMER_INFO)),
    "stalled": Word(_S.WAITING_REQUESTER, (_S.WAITING_REQUESTER,)),
    "resolved": Word(_S.RESOLVED, (_S.RESOLVED, _S.CLOSED)),
    "rejected": Word(_S.CANCELLED, (_S.CANCELLED, _S.DUPLICATE)),
}
FIRST = "new"  # every stock life cycle begins so
DELETED = "deleted"
_WORDS: Mapping[Status, str] = {
    one: word for word, row in STATUSES.items() for one in row.ours
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """The numbers of RT that are one priority here, and the one that is sent for it."""

    priority: Priority
    least: int
    sent: int


# RT's own three words are Low 0, Medium 50 and High 100; the bands lie around what we send.
PRIORITIES = (
    Band(Priority.P1, 88, 100),
    Band(Priority.P2, 63, 75),
    Band(Priority.P3, 25, 50),
    Band(Priority.P4, 0, 0),
)
SUBJECT_BYTES = 200  # RT cuts what is longer, without a word


def status_of(word: str, *, ended: bool = False) -> Status:
    """Return what RT's status is here, where nothing finer is known.

    `ended` says that RT calls the ticket resolved by date: for words of a life cycle of its own.
    """
    row = STATUSES.get(word)
    if row is not None:
        return row.usual
    return _S.RESOLVED if ended else _S.IN_PROGRESS


def word_of(status: str) -> str:
    """Return RT's word for one of our statuses."""
    return _WORDS[Status(status)]


def same_as(word: str) -> tuple[str, ...]:
    """Return all of our statuses for which RT has the one word; a word of its own has its usual."""
    row = STATUSES.get(word)
    return tuple(map(str, row.ours)) if row else ()


def priority_of(number: int) -> Priority:
    """Return the priority that RT's number from 0 to 100 means here."""
    return next((one.priority for one in PRIORITIES if number >= one.least), Priority.P4)


def number_of(priority: str) -> int:
    """Return the number that RT is sent for one of our priorities."""
    return next(one.sent for one in PRIORITIES if one.priority == priority)


def cut(text: str, limit: int = SUBJECT_BYTES) -> str:
    """Return as much of `text` as RT keeps of a subject: whole characters in `limit` bytes."""
    return text.encode()[:limit].decode(errors="ignore")


def is_cut(subject: str) -> bool:
    """Whether the subject is as long as RT allows, so that its end may be missing."""
    return len(subject.encode()) > SUBJECT_BYTES - 4


def same_title(ours: str, subject: str) -> bool:
    """Whether RT's subject is our title, or as much of it as RT keeps."""
    said = subject.strip()
    return ours == said or (is_cut(subject) and ours.startswith(said))
