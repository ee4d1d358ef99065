"""`firstline alarm list`: what rang on this device, what waits to ring, and what will ring next."""

from collections.abc import Sequence
from datetime import timedelta

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.alarm.alarm import Alarm, Told, finder
from firstline.domain.alarm.words import headline, what_next, who
from firstline.domain.contact import hotline
from firstline.domain.contact.contact import KIND, contacts
from firstline.domain.contact.hotline import Caller, HotlineCard
from firstline.domain.handoff.draft import draft_key, typed_in
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

HOURS = 24
MOST = 200
_DUE = Text("按日历到期的事:行动项、检查、回退时刻等;不改变任何东西",
            "What comes due by the calendar; changes nothing")  # fmt: skip
alarm_ = Group(
    "alarm", lazy={"due": ("firstline.cli.watch.alarm_due", _DUE)}, words=Text("提醒", "Alarms")
)
_STATES = {
    "told": Text("已提醒", "rang"),
    "due": Text("待提醒", "waits to ring"),
    "ahead": Text("将提醒", "will ring"),
}


@command(
    "list",
    Text("提醒过的、待提醒的和将提醒的,不改变任何东西",
         "What rang, waits to ring and will ring; changes nothing"),
    parent=alarm_,
)  # fmt: skip
@option("--within", type=click.IntRange(0, 24 * 366), default=HOURS, metavar="HOURS",
        words=Text("往后看几小时,默认 24", "Look so many hours ahead; default 24"))  # fmt: skip
@argument("key", metavar="[ID]", required=False)
def list_(session: Session, *, within: int, key: str | None) -> None:
    """List alarms, of one ticket or of all: newest rung first, then the earliest to come."""
    now, store = session.now(), session.store
    only = session.ticket(key).id if key else None
    ahead = store.alarms_ahead(finder(session.desk), now, now + timedelta(hours=within))
    told = store.alarms(MOST)
    found = [one for one in (*told, *ahead) if only in (None, one.alarm.ticket)]
    rows = [_row(session, one) for one in found]
    if session.json:
        session.emit({"alarms": rows, "total": len(rows)})
        return
    _show(session, found, rows)


@command("card", Text("热线卡和三十秒说明", "The hotline card and thirty seconds to read out"),
         parent=alarm_)  # fmt: skip
@argument("key", metavar="ID")
def card_(session: Session, *, key: str) -> None:
    """Show whom to call about a ticket and what to read out, also where a portal has it."""
    ticket = session.ticket(key)
    found = _card(session, ticket)
    session.answer(_card_json(ticket, found), lambda: _card_text(session, found))


def _card(session: Session, ticket: Ticket) -> HotlineCard:
    settings = session.ground.settings
    caller = Caller(settings.user, settings.phone, session.zone)
    directory = contacts(session.store.records(KIND))
    _, typed = typed_in(session.store.draft(draft_key(ticket.id)))
    version = typed.get("version", "")
    found = hotline.card(ticket, session.store.reach(ticket.id), directory, caller, version)
    if found is not None:
        return found
    why = Text("门户已有这张工单;急时仍可打电话。",
               "A portal has the ticket; when it is urgent, call all the same.")  # fmt: skip
    return HotlineCard(why, hotline.to_call(directory, ticket.product),
                       hotline.script(ticket, caller, version))  # fmt: skip


def _card_json(ticket: Ticket, found: HotlineCard) -> dict[str, object]:
    return {
        "ticket": ticket.id, "number": ticket.number, "why_zh": found.why.zh,
        "why_en": found.why.en,
        "contacts": [
            {"name": one.name, "party": one.party, "phone": one.phone, "hours": one.hours,
             "needs": one.needs}
            for one in found.contacts
        ],
        "script_zh": found.script.zh, "script_en": found.script.en,
    }  # fmt: skip


def _card_text(session: Session, found: HotlineCard) -> str:
    say = session.language
    lines = [found.why.in_(say)]
    for one in found.contacts:
        extra = " · ".join(text for text in (one.hours, one.needs) if text)
        lines.append(f"  {one.phone}  {one.name}  {extra}".rstrip())
    if not found.contacts:
        lines.append("  " + NO_NUMBER.in_(say))
    return "\n".join([*lines, "", found.script.in_(say)])


NO_NUMBER = Text(
    "还没有登记热线:firstline contact add 名称 --party hotline --phone 号码",
    "No hotline is listed yet: firstline contact add NAME --party hotline --phone NUMBER",
)


def _row(session: Session, one: Told) -> dict[str, object]:
    alarm, ticket = one.alarm, session.store.find(one.alarm.ticket)
    next_step = what_next(ticket, alarm.mark) if ticket else Text("", "")
    ball = who(ticket) if ticket else Text("", "")
    said, mark = headline(alarm.mark), alarm.mark
    return {
        "ticket": alarm.ticket, "number": alarm.number, "title": alarm.title,
        "priority": str(alarm.priority), "assignee": alarm.assignee,
        "agreement": mark.agreement, "leg": str(mark.leg), "metric": mark.metric,
        "cycle": mark.cycle, "threshold": mark.percent / 100, "at": session.iso(alarm.at),
        "state": _state(session, one), "told_at": session.iso(one.told),
        "again_at": session.iso(one.again), "seen": one.seen,
        "headline_zh": said.zh, "headline_en": said.en,
        "ball_zh": ball.zh, "ball_en": ball.en,
        "next_zh": next_step.zh, "next_en": next_step.en,
    }  # fmt: skip


def _state(session: Session, one: Told) -> str:
    if one.told is not None:
        return "told"
    return "due" if one.alarm.at <= session.now().timestamp() else "ahead"


def _show(session: Session, found: Sequence[Told], rows: Sequence[dict[str, object]]) -> None:
    if not found:
        session.show(Text("没有提醒。", "There are no alarms."))
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = [
        one.in_(session.language)
        for one in (Text("时间", "When"), Text("", ""), Text("编号", "Number"),
                    Text("级别", "Level"), Text("哪个承诺", "Which promise"),
                    Text("下一步", "What next"))
    ]  # fmt: skip
    cells = [_cells(session, one.alarm, row) for one, row in zip(found, rows, strict=True)]
    session.show(table(heads, cells, stretch=5, columns=screen_width()))


def _cells(session: Session, alarm: Alarm, row: dict[str, object]) -> list[str]:
    said = headline(alarm.mark).in_(session.language)
    step = row["next_zh"] if session.language == "zh_CN" else row["next_en"]
    when = str(session.iso(alarm.at))[5:16].replace("T", " ")
    state = _STATES[str(row["state"])].in_(session.language)
    return [when, state, alarm.number, str(alarm.priority), said, str(step)]
