"""Remote sessions on screen: each as a card, the authorisations that hold, and the four forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.authorisations.authorisation import KIND as LEAVES
from firstline.domain.authorisations.authorisation import (
    Authorisation,
    Standing,
    authorisation_from,
)
from firstline.domain.authorisations.remote_session import (
    FLAGS,
    GRAVE,
    KIND,
    NAMES,
    TIMES,
    RemoteSession,
    elapsed,
    flags,
    sessions,
)
from firstline.domain.authorisations.remote_session_acts import (
    Beginning,
    Ending,
    begin,
    correct,
    end,
    note,
)
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.handoff.grant import line as leave_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from firstline.store.store import Store


class Mode(StrEnum):
    """What the form is for."""

    START = "start"
    END = "end"
    NOTE = "note"
    CORRECT = "correct"


MODES: Mapping[Mode, Text] = {
    Mode.START: Text("开始会话", "Begin a session"),
    Mode.END: Text("结束…", "End…"),
    Mode.NOTE: Text("记一条…", "Note…"),
    Mode.CORRECT: Text("更正…", "Correct…"),
}
FIELDS: Mapping[Mode, tuple[str, ...]] = {
    Mode.START: ("leave", "when", "tool", "watcher", "purpose", "entitlement"),
    Mode.END: ("when", "done", "changed", "recording", "sha256", "entitlement"),
    Mode.NOTE: ("text",),
    Mode.CORRECT: ("field", "value", "reason"),
}
LABELS: Mapping[str, Text] = {
    **NAMES,
    "leave": Text("授权", "Authorisation"), "when": Text("时间", "When"),
    "text": Text("看到什么", "What was seen"), "field": Text("哪一项", "Which part"),
    "value": Text("应为", "Should say"), "reason": Text("为什么", "Why"),
    "changed": Text("改了什么", "Changed"), "entitlement": Text("权益备注", "Entitlement"),
    "recording": Text("录像", "Recording"),
    "sha256": Text("SHA-256", "SHA-256"),
}  # fmt: skip
HINTS: Mapping[str, Text] = {
    "when": Text("现在,或 14:05", "now, or 14:05"),
    "tool": Text("不写则取授权", "empty: as authorised"),
    "watcher": Text("不写则取授权的陪同人", "empty: the escort as authorised"),
    "purpose": Text("不写则取授权", "empty: as authorised"),
    "entitlement": Text("如 免费远程第 2 次", "such as free session no. 2"),
    "changed": Text("文件、配置;没有就不写", "files, settings; empty for none"),
    "recording": Text("文件或存放处", "a file, or where it is"),
    "sha256": Text("选文件时自动算", "reckoned when a file is chosen"),
}
CORRECTABLE = tuple(NAMES)


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One session: its head with the time it has taken, what is to be looked at, and its facts."""

    session: RemoteSession
    head: Text
    flags: tuple[tuple[Text, bool], ...]  # the words, and whether it is grave
    facts: tuple[Text, ...]

    @property
    def grave(self) -> bool:
        """Whether one of its flags is grave."""
        return any(one for _, one in self.flags)


def leaves(store: "Store", product: str, now: datetime) -> list[tuple[Authorisation, Text]]:
    """Return the authorisations that hold now and cover the product, those that end first."""
    found = [one for record in store.records(LEAVES) if (one := authorisation_from(record))]
    systems = product.casefold()
    held = [
        one for one in found
        if one.standing(now) is Standing.VALID
        and (not one.systems or not systems or systems in [s.casefold() for s in one.systems])
    ]  # fmt: skip
    return [(one, leave_line(one, Standing.VALID)) for one in sorted(held, key=lambda o: o.ends)]


def cards(store: "Store", ticket_id: str, now: datetime, zone: tzinfo) -> tuple[SessionCard, ...]:
    """Return the sessions of a ticket, those that run first."""
    found = [one for one in sessions(store.records(KIND)) if one.ticket == ticket_id]
    known = {one.id: one for record in store.records(LEAVES)
             if (one := authorisation_from(record))}  # fmt: skip
    return tuple(_card(one, known.get(one.authorisation), now, zone) for one in found)


Running = tuple[tuple[RemoteSession, Authorisation | None], ...]
"""Sessions that run, each with what it runs under."""


def running(store: "Store") -> Running:
    """Return the sessions that run now, of all tickets."""
    found = [one for one in sessions(store.records(KIND)) if one.runs]
    if not found:
        return ()
    known = {one.id: one for record in store.records(LEAVES)
             if (one := authorisation_from(record))}  # fmt: skip
    return tuple((one, known.get(one.authorisation)) for one in found)


def cards_of(pairs: Running, now: datetime, zone: tzinfo) -> tuple[SessionCard, ...]:
    """Return the cards of sessions as they stand at `now`, those with grave flags first."""
    made = [_card(one, leave, now, zone) for one, leave in pairs]
    return tuple(sorted(made, key=lambda card: not card.grave))


def head_of(one: RemoteSession, now: datetime) -> Text:
    """Return a session's number with how long it took, or has taken until now."""
    took = elapsed(one.lasted(now))
    if one.runs:
        return Text(f"● 进行中 {took} · {one.number}", f"● running {took} · {one.number}")
    return Text(f"{took} · {one.number}", f"{took} · {one.number}")


def _card(
    one: RemoteSession, leave: Authorisation | None, now: datetime, zone: tzinfo
) -> SessionCard:
    raised = tuple((FLAGS[flag], flag in GRAVE) for flag in flags(one, leave, now))
    return SessionCard(one, head_of(one, now), raised, tuple(_facts(one, now, zone)))


def _facts(one: RemoteSession, now: datetime, zone: tzinfo) -> "list[Text]":
    begun = times.brief(one.starts, now, zone)
    span = begun
    if one.ends is not None:
        until = times.brief(one.ends, now, zone)
        span = Text(f"{begun.zh} – {until.zh}", f"{begun.en} – {until.en}")
    who = f"{one.person} ({one.company})" if one.company else one.person
    found = [
        Text(f"{span.zh} · {one.tool} · {who}", f"{span.en} · {one.tool} · {who}"),
        Text(f"陪同 {one.watcher} · 授权 {one.authorisation_no}",
             f"watched by {one.watcher} · authorisation {one.authorisation_no}"),
    ]  # fmt: skip
    for name in ("purpose", "done", "changed", "recording", "entitlement"):
        value = str(getattr(one, name)).replace("\n", " / ")
        if value:
            label = LABELS[name]
            found.append(Text(f"{label.zh}:{value}", f"{label.en}: {value}"))
    if one.sha256:
        found.append(Text(f"SHA-256 {one.sha256[:16]}…", f"SHA-256 {one.sha256[:16]}…"))
    found += [
        Text(f"{times.hour(seen.at, zone)} {seen.actor}:{seen.text}",
             f"{times.hour(seen.at, zone)} {seen.actor}: {seen.text}")
        for seen in one.notes
    ]  # fmt: skip
    for fix in one.corrections:
        label, old = NAMES[fix.field], fix.old or "—"
        found.append(
            Text(f"更正 {label.zh}:{old} → {fix.new}({fix.reason},{fix.by})",
                 f"corrected {label.en}: {old} → {fix.new} ({fix.reason}, {fix.by})")
        )  # fmt: skip
    return found


def made(
    mode: Mode, values: Mapping[str, str], ticket: Ticket, held: RemoteSession | None,
    leave: Authorisation | None, desk: "tuple[Callable[[], Stamp], datetime, tzinfo]",
) -> Sequence[Edit]:  # fmt: skip
    """Return the edits of a form that was filled in. Raises BadInput and Refused.

    `desk` is what stamps acts, the present instant, and the zone in which times are typed.
    """
    stamp, now, zone = desk
    at = times.read(values.get("when", ""), now, zone).astimezone(zone)
    if mode is Mode.START:
        told = {
            name: values.get(name, "") for name in ("tool", "watcher", "purpose", "entitlement")
        }
        return begin(ticket, Beginning(at, **told), leave, (stamp(), stamp()))
    if held is None:
        raise BadInput(Text("请先选一次会话。", "Choose a session first."))
    if mode is Mode.END:
        told = {name: values.get(name, "") for name in FIELDS[Mode.END] if name != "when"}
        return end(held, ticket, Ending(at, **told), (stamp(), stamp()))
    if mode is Mode.NOTE:
        return (note(held, values.get("text", ""), stamp()),)
    name, value = values.get("field", ""), values.get("value", "")
    if name in TIMES:
        value = times.read(value, now, zone).astimezone(zone).isoformat()
    return (correct(held, {name: value}, values.get("reason", ""), stamp()),)
