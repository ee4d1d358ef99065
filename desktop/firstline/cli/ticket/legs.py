"""`ticket log`: any event that moves the clocks of both legs."""

from dataclasses import replace
from datetime import datetime, timedelta

import click

from firstline.cli.acts import Draft, answer_ticket
from firstline.cli.given import NOTHING_CHANGED, is_file, keep_files, readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.ticket.major import MAJOR_KINDS, log_major
from firstline.domain.contact.log import Channel
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import check
from firstline.domain.ticket.statuses import open_pauses
from firstline.domain.ticket.ticket import Attachment, Event, EventKind, Leg, Priority, Ticket
from firstline.domain.words import Text

_K = EventKind
# What a person may log: all events that move clocks or the status, and plain words of others.
KINDS = tuple(
    str(one)
    for one in _K
    if one not in (_K.REPORTED, _K.CHANGED, _K.ATTACHED, _K.DETACHED, _K.VERDICT)
)
LOGGED = (*KINDS, *MAJOR_KINDS)
LEGS = tuple(str(one) for one in Leg)
MAY_RUN_AHEAD = timedelta(seconds=60)  # sla.md R2: a skew of the device's clock


@command("log", Text("记录任一事件", "Record any event"))
@argument("key", metavar="ID")
@argument("kind", type=click.Choice(LOGGED))
@option("--leg", type=click.Choice(LEGS), words=Text("段;不写则两段", "Leg; left out: both"))
@option("--at", metavar="TIME", words=Text("何时发生,默认现在", "When; default now"))
@option("--received-at", metavar="TIME", words=Text("对方何时收到", "When the others got it"))
@option("--reason", default="", words=Text("原因", "Reason"))
@option("--proof", default="", metavar="FILE_OR_TEXT", words=Text("凭证", "A file or a text"))
@option("--text", default="", words=Text("内容", "Words"))
@option("--channel", type=click.Choice(tuple(str(one) for one in Channel)),
        words=Text("答复从哪个渠道来", "Channel by which the answer came"))  # fmt: skip
@option(
    "--priority",
    type=click.Choice([str(one) for one in Priority]),
    words=Text("priority 事件的级别", "Level of a priority event"),
)
@option("--of", metavar="ID", default="", words=Text("与哪张重复或并入哪张", "The other ticket"))
@option("--set", "assigned", metavar="NAME=VALUE", multiple=True,
        words=Text("通报和复盘的各项", "A field of an update or a review"))  # fmt: skip
def log_(  # noqa: PLR0913 - one parameter for each option of commands.md
    session: Session, key: str, kind: str, *, leg: str | None, at: str | None,
    received_at: str | None, reason: str, proof: str, text: str, channel: str | None,
    priority: str | None, of: str, assigned: tuple[str, ...],
) -> None:  # fmt: skip
    """Append one event; a status that belongs to it follows."""
    draft = Draft(session, session.ticket(key))
    if kind in MAJOR_KINDS:
        log_major(session, draft, kind, session.instant(at), text, assigned)
        return
    other = session.ticket(of).id if of else ""
    received = session.instant(received_at)
    when = checked_at(session, draft.ticket, session.instant(at)) or session.now()
    received = checked_at(session, draft.ticket, received)
    event = Event(
        "", _K(kind), when, received, session.ground.settings.user,
        Leg(leg) if leg else None, str(check("body", text)), reason.strip(), "",
        Priority(priority) if priority else None,
        {name: value for name, value in (("of", other), ("channel", channel)) if value},
    )  # fmt: skip
    _check_event(session, draft.ticket, event)
    event = replace(event, proof=prove(session, draft, proof))
    draft.do(lambda ticket, stamp: _log(ticket, event, stamp))
    ticket = draft.keep()
    answer_ticket(session, ticket, Text(f"已记录 {ticket.number}:{kind}。",
                                        f"Logged on {ticket.number}: {kind}."))  # fmt: skip


def _log(ticket: Ticket, event: Event, stamp: Stamp) -> Edit:
    if event.kind is not _K.PRIORITY or event.priority is None:
        return edits.log(ticket, event, stamp)
    made = edits.set_priority(ticket, event.priority, stamp, reason=event.reason, leg=event.leg)
    events = tuple(
        replace(one, at=event.at, received_at=event.received_at, proof=event.proof)
        for one in made.events
    )
    return replace(made, events=events)


def _check_event(session: Session, ticket: Ticket, event: Event) -> None:
    """Refuse what sla.md calls bad input before anything is kept."""
    if event.kind is _K.PRIORITY and event.priority is None:
        raise BadInput(Text("请用 --priority 写明级别。", "Say the level with --priority."),
                       NOTHING_CHANGED)  # fmt: skip
    if event.kind in (_K.DUPLICATE, _K.MERGED) and not event.data.get("of"):
        raise BadInput(Text("请用 --of 写明另一张工单。", "Name the other ticket with --of."),
                       NOTHING_CHANGED)  # fmt: skip
    if event.data.get("of") == ticket.id:
        raise BadInput(Text("工单不能指向自己。", "A ticket cannot point to itself."),
                       NOTHING_CHANGED)  # fmt: skip
    if event.data.get("channel") and event.kind not in (_K.RESPONDED, _K.ACKNOWLEDGED):
        raise BadInput(
            Text("--channel 只用于 responded 和 acknowledged。",
                 "--channel is for responded and acknowledged alone."),
            NOTHING_CHANGED, Text("其他联系用 firstline ticket contact。",
                                  "For any other contact: firstline ticket contact."),
        )  # fmt: skip
    if event.kind is _K.PAUSED:
        _check_reason(session, ticket, event)
    if event.kind is _K.RESUMED:
        paused = open_pauses(ticket)
        if not (event.leg in paused if event.leg else paused):
            raise Refused(
                Text("时钟没有暂停,不能恢复计时。", "The clock is not paused; nothing to resume."),
                NOTHING_CHANGED,
            )


def _check_reason(session: Session, ticket: Ticket, event: Event) -> None:
    listed = sorted({
        reason
        for agreement, _ in session.desk.agreements_for(ticket)
        if event.leg in (None, agreement.leg)
        for reason in agreement.pause_reasons
    })  # fmt: skip
    if event.reason not in listed:
        names = ", ".join(listed) or "-"
        raise BadInput(
            Text(f"服务级别没有列出暂停原因“{event.reason[:40]}”。",
                 f"No agreement lists the pause reason “{event.reason[:40]}”."),
            NOTHING_CHANGED,
            Text(f"可用:--reason {names}。", f"Use --reason with one of: {names}."),
        )  # fmt: skip


def checked_at(session: Session, ticket: Ticket, at: datetime | None) -> datetime | None:
    """Return `at`. Raises BadInput before the report; a later instant than now is only said."""
    if at is None:
        return None
    if at < ticket.created_at.replace(second=0, microsecond=0):
        raise BadInput(
            Text(f"{at.isoformat()} 早于工单的报告时间 {ticket.created_at.isoformat()}。",
                 f"{at.isoformat()} is before the ticket was reported, "
                 f"{ticket.created_at.isoformat()}."),
            NOTHING_CHANGED,
        )  # fmt: skip
    if at > session.now() + MAY_RUN_AHEAD:
        session.say(
            Text(f"注意:{at.isoformat()} 在将来。", f"Note: {at.isoformat()} lies in the future.")
        )
    return max(at, ticket.created_at)  # the minute of the report, written without its seconds


def prove(session: Session, draft: Draft, proof: str) -> str:
    """Return the words of the proof; a file is kept and attached, and named with its hash."""
    if not proof or not is_file(proof):
        return str(check("body", proof))
    held: tuple[Attachment, ...] = keep_files(session.store, (readable_file(proof),))
    draft.do(lambda ticket, stamp: edits.attach(ticket.id, held, stamp))
    return f"{held[0].name} (sha256 {held[0].sha256})"
