"""Beginning, ending and correcting a remote session; none begins without a valid authorisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import (
    CORRECT,
    END,
    ENDED,
    KIND,
    NAMES,
    NOTE,
    TIMES,
    WRITTEN,
    RemoteSession,
)
from firstline.domain.contact.acts import NewContact, log_contacts
from firstline.domain.contact.log import Channel, Direction
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.words import Text

_NOT_BEGUN = Text("没有登记会话。", "No session was recorded.")
_KEPT = Text("什么都没有改。", "Nothing was changed.")
_MAKE_ONE = Text(
    "请先登记新的授权(firstline authorisation new),再开始远程。",
    "Record an authorisation first (firstline authorisation new), then let them in.",
)
_AHEAD = timedelta(seconds=60)
_SHA = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Beginning:
    """A session that begins at `at`; an empty person, company or tool is the authorisation's."""

    at: datetime
    tool: str = ""
    person: str = ""
    company: str = ""
    watcher: str = ""
    purpose: str = ""
    entitlement: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ended at `at`; `sha256` is that of the recording, "" where there is none."""

    at: datetime
    done: str
    changed: str = ""
    recording: str = ""
    sha256: str = ""
    entitlement: str = ""


def number_of(stamp: Stamp) -> str:
    """Return the number of a session, such as RS-20261128-7F3ABC; no two desks give one twice."""
    return f"RS-{stamp.at:%Y%m%d}-{stamp.id.replace('-', '')[-6:].upper()}"


def begin(
    ticket: Ticket, one: Beginning, leave: Authorisation | None, stamps: tuple[Stamp, Stamp]
) -> tuple[Edit, Edit]:
    """Return the edits that record the beginning: the session's own, and the ticket's contact.

    The session's id is that of the first stamp. Raises Refused unless `leave` is an authorisation
    that has a scope and holds, for this person and product, when it begins (requirements S37).
    """
    stamp = stamps[0]
    if one.at > stamp.at + _AHEAD:
        raise BadInput(Text("开始时间还没有到。", "That start has not come yet."), _NOT_BEGUN)
    held = _check_leave(leave, one, ticket.product)
    told = {
        "tool": one.tool or held.tool, "person": one.person or held.person,
        "company": one.company or held.company, "watcher": one.watcher or held.escort,
        "purpose": one.purpose or held.purpose, "entitlement": one.entitlement,
    }  # fmt: skip
    if not told["tool"].strip():
        raise BadInput(Text("请写明用什么工具。", "Say which tool."), _NOT_BEGUN)
    if not told["watcher"].strip():
        raise BadInput(
            Text("请写明我方谁陪同。", "Say who of us watches."), _NOT_BEGUN,
        )  # fmt: skip
    number = number_of(stamp)
    fields: dict[str, Value] = {name: clean(told[name], 400, name) for name in WRITTEN}
    fields |= {
        "number": number, "ticket": ticket.id, "starts": one.at.isoformat(),
        "logged_at": stamp.at.isoformat(), "by": stamp.actor, "authorisation": held.id,
        "authorisation_no": held.number,
    }  # fmt: skip
    made = opening(KIND, stamp.id, fields, stamp.id, stamp.at, stamp.actor)
    said = Text(
        f"远程会话开始:{told['tool']},{told['watcher']} 陪同,授权 {held.number}",
        f"Remote session begun: {told['tool']}, watched by {told['watcher']}, "
        f"authorisation {held.number}",
    )
    contact = _contact(one.at, f"{said.zh} / {said.en}", str(fields["person"]), number)
    return made, log_contacts(ticket, [contact], stamps[1])


def _check_leave(leave: Authorisation | None, one: Beginning, product: str) -> Authorisation:
    if leave is None:
        raise _blocked("没有授权,不能开始远程会话。", "Without an authorisation no session begins.")
    number = leave.number
    if not leave.scope.strip():
        raise _blocked(f"授权 {number} 没有写范围。", f"Authorisation {number} has no scope.")
    if leave.revoked_at is not None and one.at >= leave.revoked_at:
        at = f"{leave.revoked_at:%Y-%m-%d %H:%M}"
        raise _blocked(f"授权 {number} 已于 {at} 撤销。",
                       f"Authorisation {number} was revoked at {at}.")  # fmt: skip
    if one.at >= leave.ends:
        at = f"{leave.ends:%Y-%m-%d %H:%M}"
        raise _blocked(f"授权 {number} 已于 {at} 过期。", f"Authorisation {number} ended at {at}.")
    if one.at < leave.starts:
        at = f"{leave.starts:%Y-%m-%d %H:%M}"
        raise _blocked(f"授权 {number} 要到 {at} 才生效。",
                       f"Authorisation {number} begins at {at} only.")  # fmt: skip
    if "view" not in leave.allowed and "modify" not in leave.allowed:
        raise _blocked(f"授权 {number} 不允许查看。", f"Authorisation {number} allows no viewing.")
    if one.person.strip() and one.person.strip().casefold() != leave.person.casefold():
        raise _blocked(f"授权 {number} 是给 {leave.person} 的,不是给 {one.person}。",
                       f"Authorisation {number} is for {leave.person}, "
                       f"not for {one.person}.")  # fmt: skip
    systems = [name.casefold() for name in leave.systems]
    if systems and product and product.casefold() not in systems:
        raise _blocked(f"授权 {number} 只包括 {'、'.join(leave.systems)},不包括 {product}。",
                       f"Authorisation {number} covers {', '.join(leave.systems)}, "
                       f"not {product}.")  # fmt: skip
    return leave


def end(
    session: RemoteSession, ticket: Ticket | None, how: Ending, stamps: tuple[Stamp, Stamp]
) -> tuple[Edit, ...]:
    """Return the edits that record the end, and, where the ticket is here, its contact.

    Raises Refused for one that has ended, and BadInput for what is missing or cannot be.
    """
    stamp = stamps[0]
    if not session.runs:
        raise Refused(
            Text(f"会话 {session.number} 已经结束。", f"Session {session.number} has ended."),
            _KEPT, Text("要改请用更正。", "To change something, correct it."),
        )  # fmt: skip
    if how.at < session.starts:
        raise BadInput(Text("结束早于开始。", "The end lies before the start."), _KEPT)
    if how.at > stamp.at + _AHEAD:
        raise BadInput(Text("结束时间还没有到。", "That end has not come yet."), _KEPT)
    if not how.done.strip():
        raise BadInput(Text("请写明做了什么。", "Say what was done."), _KEPT)
    told = {name: clean(str(getattr(how, name)), 4_000, name, lines=True) for name in ENDED}
    _check_sha(told["sha256"])
    data = {"what": END, **{name: text for name, text in told.items() if text}}
    event = Event(f"{stamp.id}.0", EventKind.ENTRY, how.at, actor=stamp.actor, data=data)
    made = Edit(stamp.id, session.id, END, stamp.at, stamp.actor, KIND, events=(event,))
    if ticket is None:
        return (made,)
    said = [f"远程会话结束 / Remote session ended: {told['done']}"]
    if told["changed"]:
        said.append(f"改动 / Changed: {told['changed']}")
    contact = _contact(how.at, "\n".join(said), session.person, session.number)
    return made, log_contacts(ticket, [contact], stamps[1])


def _check_sha(text: str) -> None:
    if text and (len(text) != 64 or not _SHA.issuperset(text)):
        raise BadInput(
            Text("SHA-256 要有 64 个十六进制字。", "A SHA-256 has 64 hexadecimal digits."), _KEPT
        )


def note(session: RemoteSession, text: str, stamp: Stamp, at: datetime | None = None) -> Edit:
    """Return the edit that adds what was seen meanwhile. Raises BadInput for nothing."""
    said = clean(text, 4_000, "body", lines=True)
    if not said:
        raise BadInput(Text("内容不能为空。", "The text must not be empty."), _KEPT)
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, at or stamp.at, actor=stamp.actor, text=said,
        data={"what": NOTE},
    )  # fmt: skip
    return Edit(stamp.id, session.id, NOTE, stamp.at, stamp.actor, KIND, events=(event,))


def correct(session: RemoteSession, values: Mapping[str, str], reason: str, stamp: Stamp) -> Edit:
    """Return the edit that says fields anew; what stood there stays readable.

    Raises BadInput for an unknown field, a time that is none, no reason, or nothing that differs.
    """
    why = clean(reason, 400, "reason")
    if not why:
        raise BadInput(Text("更正要写明原因。", "A correction needs its reason."), _KEPT)
    events: list[Event] = []
    for name, value in values.items():
        if name not in NAMES:
            names = ", ".join(NAMES)
            raise BadInput(
                Text(f"没有“{name[:40]}”这一项。", f"There is no field {name[:40]!r}."), _KEPT,
                Text(f"可用:{names}。", f"Use: {names}."),
            )  # fmt: skip
        held = getattr(session, name)
        old = held.isoformat() if isinstance(held, datetime) else str(held or "")
        new = clean(value, 4_000, name, lines=True)
        _check_value(name, new)
        if new != old:
            data = {"what": CORRECT, "field": name, "old": old, "new": new}
            events.append(
                Event(f"{stamp.id}.{len(events)}", EventKind.ENTRY, stamp.at, actor=stamp.actor,
                      text=why, data=data)
            )  # fmt: skip
    if not events:
        raise BadInput(Text("没有要更正的。", "Nothing differs."), _KEPT)
    return Edit(stamp.id, session.id, CORRECT, stamp.at, stamp.actor, KIND, events=tuple(events))


def _check_value(name: str, value: str) -> None:
    if name == "sha256":
        _check_sha(value)
    if name in TIMES:
        try:
            good = datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            good = False
        if not good:
            raise BadInput(
                Text(f"“{value[:40]}”不是有效的时间。", f"“{value[:40]}” is not a valid time."),
                _KEPT,
            )


def _contact(at: datetime, said: str, person: str, number: str) -> NewContact:
    return NewContact(Channel.REMOTE, Direction.IN, Leg.VENDOR, at, said, person, number)


def _blocked(zh: str, en: str) -> Refused:
    return Refused(Text(zh, en), _NOT_BEGUN, _MAKE_ONE)
