"""The agenda of a meeting, made from open data: what is late stands first, each line says why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.authorisation import Standing as Granted
from firstline.domain.group import action as actions_
from firstline.domain.group.action import Action
from firstline.domain.group.decision import Decision
from firstline.domain.group.meeting import Meeting
from firstline.domain.instants import epoch
from firstline.domain.knowledge.recurrence import Recurrence
from firstline.domain.knowledge.recurrence import Stage as Cause
from firstline.domain.major.major import major_of
from firstline.domain.sla.calendar import Calendar
from firstline.domain.sla.live import live_state
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket
from firstline.domain.words import Text

RECENT = timedelta(days=92)  # what was closed so lately and is not proven is talked about
EXPIRY = timedelta(days=30)  # authorisations that end so soon are talked about
_METRICS: Mapping[Metric, Text] = {
    Metric.FIRST_RESPONSE: Text("首次响应", "first response"),
    Metric.RESOLUTION: Text("解决", "resolution"),
    Metric.NEXT_REPLY: Text("下次回复", "next reply"),
}
SECTIONS: Mapping[str, Text] = {
    "overdue": Text("逾期的行动项", "Overdue actions"),
    "actions": Text("未完成的行动项", "Open actions"),
    "urgent": Text("未结的 P1、P2", "Open P1 and P2"),
    "vendor": Text("厂商段:违约、争议、等我方", "Vendor leg: breached, disputed, waiting"),
    "reviews": Text("等复盘的重大故障", "Major incidents that await their review"),
    "problems": Text("还没有原因的根因问题", "Problems without a cause"),
    "decisions": Text("到期要复查的决定", "Decisions due for review"),
    "authorisations": Text("快到期的授权", "Authorisations about to end"),
    "effects": Text(
        "要看效果的、未达目标的、未证实的", "Effects: to be measured, missed, unproven"
    ),
    "topics": Text("其他议题", "Other topics"),
}
"""The sections in their order: what was promised and is late stands first (S64)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its section, what it is about (`kind` and id `ref`), and why it stands there."""

    section: str
    kind: str
    ref: str
    number: str
    title: str
    why: Text
    late: bool = False

    def to_json(self) -> dict[str, str]:
        """Return the line as the record of a held meeting keeps it."""
        return {
            "section": self.section, "kind": self.kind, "ref": self.ref, "number": self.number,
            "title": self.title, "why_zh": self.why.zh, "why_en": self.why.en,
            "late": "yes" if self.late else "",
        }  # fmt: skip


def item_from(raw: Mapping[str, str]) -> Item:
    """Return the line that `to_json` wrote."""
    why = Text(raw.get("why_zh", ""), raw.get("why_en", ""))
    said = [raw.get(one, "") for one in ("section", "kind", "ref", "number", "title")]
    section, kind, ref, number, title = said
    return Item(section, kind, ref, number, title, why, bool(raw.get("late")))


@dataclass(frozen=True, slots=True)
class OpenData:
    """What an agenda is made from, as it stands; `tickets` come with their clocks."""

    actions: Sequence[Action] = ()
    tickets: Sequence[tuple[Ticket, tuple[Timer, ...]]] = ()
    problems: Sequence[Recurrence] = ()
    decisions: Sequence[Decision] = ()
    authorisations: Sequence[Authorisation] = ()


def agenda(
    meeting: Meeting, data: OpenData, now: datetime, calendars: Mapping[str, Calendar]
) -> tuple[Item, ...]:
    """Return the agenda of `meeting` as of `now`, which bears the zone in which days are told.

    An action, a decision or an authorisation of another group stays out; those of no group are
    everybody's. What falls due until the meeting stands there already, and says so.
    """
    ours = [one for one in data.actions if one.group in ("", meeting.group)]
    decided = [one for one in data.decisions if one.group in ("", meeting.group)]
    parts: Iterable[Iterable[Item]] = (
        _actions(ours, meeting, now),
        _urgent(data.tickets),
        _vendor(data.tickets, now, calendars),
        _reviews(data.tickets),
        (_problem(one) for one in data.problems if _unexplained(one)),
        _decisions(decided, meeting, now),
        _authorisations(data.authorisations, meeting, now),
        _effects(ours, now),
        (_topic(meeting, at) for at in range(len(meeting.topics))),
    )
    order = list(SECTIONS)
    found = [item for part in parts for item in part]
    return tuple(sorted(found, key=lambda one: order.index(one.section)))


def sections(items: Iterable[Item]) -> list[tuple[str, Text, tuple[Item, ...]]]:
    """Return the sections that hold something, with their names, in their order."""
    listed = list(items)
    parts = [(name, said, tuple(one for one in listed if one.section == name))
             for name, said in SECTIONS.items()]  # fmt: skip
    return [one for one in parts if one[2]]


def _actions(found: Sequence[Action], meeting: Meeting, now: datetime) -> Iterator[Item]:
    today, then = now.date(), meeting.at.astimezone(now.tzinfo).date()
    still = [one for one in found if one.state is actions_.State.OPEN and one.due is not None]
    for one in sorted(still, key=lambda action: (action.due, action.id)):
        due = one.due or today
        late = due < today
        often = len(one.postponed)
        again = Text(f",已延期 {often} 次", f", postponed {often}×") if often else Text("", "")
        if late:
            days = (today - due).days
            said = Text(f"逾期 {days} 天", f"{days} days overdue" if days > 1 else "1 day overdue")
        elif due < then:
            said = Text("开会前到期", "due before the meeting")
        else:
            said = Text("未到期", "not yet due")
        day = due.isoformat()
        why = Text(f"{one.owner},{day} 前,{said.zh}{again.zh}",
                   f"{one.owner}, by {day}, {said.en}{again.en}")  # fmt: skip
        section = "overdue" if late else "actions"
        yield Item(section, "action", one.id, one.number, one.title, why, late or due < then)


def _urgent(tickets: Iterable[tuple[Ticket, tuple[Timer, ...]]]) -> Iterator[Item]:
    held = [one for one, _ in tickets if one.is_open and one.priority in (Priority.P1, Priority.P2)]
    for one in sorted(held, key=lambda ticket: (ticket.priority, ticket.created_at, ticket.id)):
        where = " ".join(part for part in (one.site, one.product) if part)
        who = one.assignee or "—"
        why = Text(f"{one.priority} · {where} · {who}", f"{one.priority} · {where} · {who}")
        yield _of_ticket("urgent", one, why, late=one.priority is Priority.P1)


def _vendor(
    tickets: Iterable[tuple[Ticket, tuple[Timer, ...]]], now: datetime,
    calendars: Mapping[str, Calendar],
) -> Iterator[Item]:  # fmt: skip
    for one, clocks in sorted(tickets, key=lambda pair: (pair[0].priority, pair[0].id)):
        if not one.is_open:
            continue
        facts = [
            Text(f"{_METRICS[clock.metric].zh}违约", f"{_METRICS[clock.metric].en} breached")
            for clock in clocks
            if clock.leg is Leg.VENDOR
            and live_state(clock, epoch(now), calendars) is State.BREACHED
        ]
        late = bool(facts)
        if one.vendor_priority and one.vendor_priority is not one.priority:
            facts.append(Text(f"定级争议:我方 {one.priority},厂商 {one.vendor_priority}",
                              f"disputed: we say {one.priority}, the vendor "
                              f"{one.vendor_priority}"))  # fmt: skip
        if one.status is Status.WAITING_CUSTOMER_INFO:
            facts.append(Text("厂商等我方资料", "the vendor waits for our information"))
        if facts:
            case = f" · {one.case_no}" if one.case_no else ""
            facts = list(dict.fromkeys(facts))
            why = Text("、".join(fact.zh for fact in facts) + case,
                       ", ".join(fact.en for fact in facts) + case)  # fmt: skip
            yield _of_ticket("vendor", one, why, late=late)


def _reviews(tickets: Iterable[tuple[Ticket, tuple[Timer, ...]]]) -> Iterator[Item]:
    for one, _ in tickets:
        major = major_of(one)
        if major is not None and major.restored_at is not None and major.review is None:
            day = f"{major.restored_at:%Y-%m-%d}"
            why = Text(f"{day} 恢复,还没有复盘", f"restored {day}, not yet reviewed")
            yield _of_ticket("reviews", one, why, late=False)


def _of_ticket(section: str, ticket: Ticket, why: Text, *, late: bool) -> Item:
    return Item(section, "ticket", ticket.id, ticket.number, ticket.title, why, late)


def _unexplained(one: Recurrence) -> bool:
    return one.stage is Cause.OPEN


def _problem(one: Recurrence) -> Item:
    many = len(one.tickets)
    why = Text(f"{many} 张工单,还没有原因", f"{many} tickets, no cause yet")
    return Item("problems", "problem", one.id, one.number, one.title, why)


def _decisions(found: Iterable[Decision], meeting: Meeting, now: datetime) -> Iterator[Item]:
    then = max(meeting.at, now).astimezone(now.tzinfo).date()
    for one in found:
        if one.review_due(then) and one.review_on is not None:
            day, made = one.review_on.isoformat(), one.on.isoformat() if one.on else "—"
            why = Text(f"{made} 由 {one.by} 决定,{day} 复查", f"{one.by}, {made}; review on {day}")
            yield Item("decisions", "decision", one.id, one.number, one.title, why,
                       one.review_on < now.date())  # fmt: skip


def _authorisations(
    found: Iterable[Authorisation], meeting: Meeting, now: datetime
) -> Iterator[Item]:  # fmt: skip
    until = max(meeting.at, now) + EXPIRY
    for one in sorted(found, key=lambda grant: (grant.ends, grant.id)):
        if one.standing(now) is Granted.VALID and one.ends <= until:
            day = f"{one.ends.astimezone(now.tzinfo):%Y-%m-%d}"
            why = Text(f"{one.recipient},{day} 到期", f"{one.recipient}, ends {day}")
            yield Item("authorisations", "authorisation", one.id, one.number, one.purpose, why,
                       one.ends <= meeting.at)  # fmt: skip


def _effects(found: Iterable[Action], now: datetime) -> Iterator[Item]:
    for one in found:
        if one.standing(now.date()) is actions_.Standing.UNMEASURED:
            how = one.measure or "—"
            why = Text(f"{one.owner} 已完成,怎么看:{how}", f"done by {one.owner}; measure: {how}")
            yield Item("effects", "action", one.id, one.number, one.title, why)
        elif one.proved.outcomes and one.standing(now.date()) in actions_.UNPROVEN:
            ends = [told.at for told in one.history if told.data.get("what") == "done"]
            if ends and max(ends) >= now - RECENT:
                why = Text(f"{one.owner}:{one.proved.why.zh}", f"{one.owner}: {one.proved.why.en}")
                yield Item("effects", "action", one.id, one.number, one.title, why)


def _topic(meeting: Meeting, at: int) -> Item:
    one = meeting.topics[at]
    return Item("topics", "topic", one.id, "", one.words, Text(one.by, one.by))
