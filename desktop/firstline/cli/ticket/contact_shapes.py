"""Contacts and waits as JSON and as tables."""

from datetime import timedelta, tzinfo

from firstline.cli.table import screen_width, table
from firstline.domain.contact.log import ContactEvent, contacts_of, guessed_words
from firstline.domain.edits.codec import Json
from firstline.domain.ticket.first_replies import FEW, Waits
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.words import Language, Text

_LEGS = {Leg.INTERNAL: Text("内部段", "internal"), Leg.VENDOR: Text("厂商段", "vendor")}
_NONE = Text("还没有登记联系。", "No contact was logged.")
_NO_REPLY = Text("还没有人工回复。", "There is no human reply yet.")


def contact_json(one: ContactEvent) -> Json:
    """Return a contact as JSON; `clock_event` is the reply that it was counted as, or null."""
    return {
        "id": one.id, "at": one.at.isoformat(), "channel": one.channel,
        "direction": one.direction, "party": str(one.party), "person": one.person, "ref": one.ref,
        "summary": one.summary, "next": one.next_step, "files": list(one.files), "by": one.by,
        "clock_event": one.clock or None, "guessed": [key for key in one.guessed.split(",") if key],
        "corrects": one.corrects or None, "corrected_by": one.corrected_by or None,
    }  # fmt: skip


def told_contacts(ticket: Ticket, zone: tzinfo, language: Language) -> str:
    """Return the contact log as a table."""
    found = contacts_of(ticket)
    if not found:
        return _NONE.in_(language)
    heads = (Text("时间", "When"), Text("渠道", "Channel"), Text("谁对谁", "Who to whom"),
             Text("人", "Person"), Text("号", "No."), Text("内容", "What was said"))  # fmt: skip
    cells = [
        [f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}{' ≈' if one.guessed else ''}",
         one.called.in_(language), one.way.in_(language), one.person, one.ref[:24],
         _said(one, language)]
        for one in found
    ]  # fmt: skip
    names = [one.in_(language) for one in heads]
    return table(names, cells, stretch=5, columns=screen_width())


def _said(one: ContactEvent, language: Language) -> str:
    reply = Text("[响应]", "[reply]").in_(language) if one.clock else ""
    corrected = Text("[已更正]", "[corrected]").in_(language) if one.corrected_by else ""
    then = f"→ {one.next_step}" if one.next_step else ""
    guess = f"({guessed_words(one.guessed).in_(language)})" if one.guessed else ""
    return " ".join(part for part in (reply, corrected, one.summary, then, guess) if part)


def waits_json(waits: Waits) -> Json:
    """Return the report as JSON; times are seconds by the clock on the wall."""
    return {
        "lines": [
            {"leg": str(one.leg), "channel": one.channel or None, "n": one.n,
             "median_s": _s(one.median), "p95_s": _s(one.p95), "slowest_s": _s(one.slowest),
             "unproven": one.unproven}
            for one in waits.lines
        ],
        "total": len(waits.replies), "waiting": waits.waiting, "unanswered": waits.unanswered,
    }  # fmt: skip


def told_waits(waits: Waits, language: Language) -> str:
    """Return the report as a table, with what it does not count beneath."""
    if not waits.lines:
        return _NO_REPLY.in_(language)
    heads = (Text("段", "Leg"), Text("渠道", "Channel"), Text("件数", "n"),
             Text("中位", "Median"), Text("95 分位", "p95"), Text("最慢", "Slowest"),
             Text("无凭证", "Unproven"))  # fmt: skip
    cells = [
        [_LEGS[one.leg].in_(language), one.called.in_(language), str(one.n),
         _span(one.median, language), _span(one.p95, language) + ("*" if one.n < FEW else ""),
         _span(one.slowest, language), str(one.unproven)]
        for one in waits.lines
    ]  # fmt: skip
    told = Text(
        f"按自然时间计。* 少于 {FEW} 件,95 分位就是最慢的一件。"
        f"还在等 {waits.waiting} 段,没有回复就结束 {waits.unanswered} 段。",
        f"By the clock on the wall. * fewer than {FEW}: the p95 is the slowest. "
        f"{waits.waiting} legs still wait, {waits.unanswered} ended without a reply.",
    )
    names = [one.in_(language) for one in heads]
    return f"{table(names, cells, stretch=1, columns=screen_width())}\n{told.in_(language)}"


def _s(span: timedelta) -> int:
    return int(span.total_seconds())


def _span(span: timedelta, language: Language) -> str:
    """Return a span as h:mm:ss, in days from one day on."""
    hours, rest = divmod(_s(span), 3600)
    clock = f"{hours % 24}:{rest // 60:02}:{rest % 60:02}"
    days = Text(f"{hours // 24} 天 ", f"{hours // 24} d ").in_(language)
    return days + clock if hours >= 24 else clock
