"""A vendor's remote session: who looked at what, by which tool, watched by whom, and what was done.

The record only grows: its beginning is written once; its end, notes and corrections are entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "remote_session"
END, NOTE, CORRECT = "end", "note", "correct"
LATE = timedelta(minutes=15)  # a session recorded later than that after its start is flagged

NAMES: Mapping[str, Text] = {
    "tool": Text("工具", "Tool"),
    "person": Text("厂商人员", "Vendor's person"),
    "company": Text("公司", "Company"),
    "watcher": Text("我方陪同人", "Watched by"),
    "starts": Text("开始", "From"),
    "ends": Text("结束", "To"),
    "purpose": Text("目的", "Purpose"),
    "done": Text("做了什么", "What was done"),
    "changed": Text("改了什么(文件、配置)", "What was changed (files, settings)"),
    "recording": Text("录像位置", "Recording"),
    "sha256": Text("录像 SHA-256", "Recording's SHA-256"),
    "entitlement": Text("权益备注", "Entitlement note"),
}
"""The parts of a session in their order; `entitlement` is a note for a ledger of quotas."""
WRITTEN = ("tool", "person", "company", "watcher", "purpose", "entitlement")
ENDED = ("done", "changed", "recording", "sha256", "entitlement")
TIMES = ("starts", "ends")


class Flag(StrEnum):
    """What a person must look at."""

    PAST_END = "past_end"
    REVOKED = "revoked"
    NOT_WATCHED = "not_watched"
    CHANGED = "changed_without_leave"
    NO_RECORDING = "no_recording"
    RECORDED_LATE = "recorded_late"
    ENDED_TWICE = "ended_twice"
    NO_AUTHORISATION = "no_authorisation"


FLAGS: Mapping[Flag, Text] = {
    Flag.PAST_END: Text("超出授权的结束时间", "ran past the end of its authorisation"),
    Flag.REVOKED: Text("授权在会话中被撤销", "its authorisation was revoked meanwhile"),
    Flag.NOT_WATCHED: Text("没有人陪同", "nobody watched"),
    Flag.CHANGED: Text("授权不允许修改,却有改动", "changed something without leave to modify"),
    Flag.NO_RECORDING: Text("没有录像", "no recording"),
    Flag.RECORDED_LATE: Text("事后补登", "recorded afterwards"),
    Flag.ENDED_TWICE: Text("有两处登记了结束", "its end was recorded twice"),
    Flag.NO_AUTHORISATION: Text("找不到所依据的授权", "its authorisation is not here"),
}
GRAVE = frozenset({Flag.PAST_END, Flag.REVOKED, Flag.CHANGED, Flag.NO_AUTHORISATION})


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: what it said before and says now, why, by whom and when."""

    field: str
    old: str
    new: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RemoteSession:
    """One session as it stands; `ends` None while it runs, `logged_at` when it was recorded.

    `ticket` is an id. `notes` and `corrections` are in the order in which they were written.
    """

    id: str
    number: str
    ticket: str
    starts: datetime
    logged_at: datetime
    tool: str = ""
    person: str = ""
    company: str = ""
    watcher: str = ""
    purpose: str = ""
    authorisation: str = ""
    authorisation_no: str = ""
    ends: datetime | None = None
    done: str = ""
    changed: str = ""
    recording: str = ""
    sha256: str = ""
    entitlement: str = ""
    by: str = ""
    notes: tuple[Event, ...] = ()
    corrections: tuple[Correction, ...] = ()
    times_ended: int = 0

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.ends is None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long it took, or has taken until `now`."""
        return max((self.ends or now) - self.starts, timedelta())


def session_from(entity: "Entity") -> RemoteSession | None:
    """Return the session in a record, None for one whose beginning cannot be read."""
    fields = {name: str(value or "") for name, value in entity.fields.items()}
    starts, logged = _instant(fields.get("starts", "")), _instant(fields.get("logged_at", ""))
    if starts is None:
        return None
    plain = RemoteSession(
        entity.id, fields.get("number", ""), fields.get("ticket", ""), starts, logged or starts,
        authorisation=fields.get("authorisation", ""),
        authorisation_no=fields.get("authorisation_no", ""), by=fields.get("by", ""),
    )  # fmt: skip
    texts: dict[str, Any] = {name: fields.get(name, "") for name in WRITTEN}
    plain = replace(plain, **texts)
    entries = [one for one in entity.events if one.kind is EventKind.ENTRY]
    for event in sorted(entries, key=lambda one: one.at):  # of one instant as they came
        plain = _with(plain, event)
    return plain


def _with(session: RemoteSession, event: Event) -> RemoteSession:
    what = event.data.get("what")
    if what == END:
        return _ended(session, event)
    if what == NOTE:
        return replace(session, notes=(*session.notes, event))
    name = event.data.get("field", "")
    if what == CORRECT and name in NAMES:
        return _corrected(session, event, name)
    return session  # a later version's entry: kept in the record, not shown here


def _ended(session: RemoteSession, event: Event) -> RemoteSession:
    """Take an end; of two that did not know of each other the later adds to what the first said."""
    told: dict[str, Any] = {
        name: _joined(str(getattr(session, name)), event.data.get(name, "")) for name in ENDED
    }
    ends = max(session.ends, event.at) if session.ends else event.at
    return replace(session, ends=ends, times_ended=session.times_ended + 1, **told)


def _joined(before: str, more: str) -> str:
    if not before or not more or more == before:
        return more or before
    return f"{before}\n{more}"


def _corrected(session: RemoteSession, event: Event, name: str) -> RemoteSession:
    new: str = event.data.get("new", "")
    one = Correction(name, event.data.get("old", ""), new, event.text, event.actor, event.at)
    held = replace(session, corrections=(*session.corrections, one))
    value: Any = _instant(new) if name in TIMES else new
    return held if value is None else replace(held, **{name: value})


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def flags(
    session: RemoteSession, authorisation: Authorisation | None, now: datetime
) -> tuple[Flag, ...]:
    """Return what a person must look at, the gravest first (requirements S36, S37).

    A session that runs past the end of its authorisation is flagged while it runs and ever after.
    """
    until = session.ends or now
    found: list[Flag] = []
    if authorisation is None:
        found.append(Flag.NO_AUTHORISATION)
    else:
        if until > authorisation.ends:
            found.append(Flag.PAST_END)
        if authorisation.revoked_at is not None and until > authorisation.revoked_at:
            found.append(Flag.REVOKED)
        if session.changed and "modify" not in authorisation.allowed:
            found.append(Flag.CHANGED)
    if not session.watcher:
        found.append(Flag.NOT_WATCHED)
    if not session.runs and not session.recording:
        found.append(Flag.NO_RECORDING)
    if session.logged_at - session.starts > LATE:
        found.append(Flag.RECORDED_LATE)
    if session.times_ended > 1:
        found.append(Flag.ENDED_TWICE)
    return tuple(found)


def sessions(records: Iterable["Entity"]) -> list[RemoteSession]:
    """Return the sessions, those that run first, then the newest first."""
    found = [one for entity in records if (one := session_from(entity)) is not None]
    return sorted(found, key=lambda one: (one.runs, one.starts, one.id), reverse=True)


def find(found: Sequence[RemoteSession], key: str) -> RemoteSession:
    """Return the session with this number or id. Raises Refused when there is none."""
    plain = key.strip().casefold()
    for one in found:
        if plain in (one.number.casefold(), one.id):
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这次远程会话。", f"There is no remote session “{key[:40]}”."),
        next_step=Text("用 firstline session list 查看。", "See firstline session list."),
    )


def elapsed(span: timedelta) -> str:
    """Return a span as h:mm:ss, the hours unbounded."""
    seconds = int(span.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
