"""`ticket list`, `ticket show` and `ticket similar`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.table import cut, plain, screen_width
from firstline.cli.ticket.queue_table import queue_table
from firstline.cli.ticket.shapes import ticket_json
from firstline.domain.edits.codec import Json, event_to_json, ticket_to_json
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.words import Text

PAGE_ROWS = 500
SORTS = ("newest", "sla", "updated", "priority", "number", "title", "site", "assignee", "status")


@command(
    "list",
    Text(
        "列出工单,最新在前。QUERY 与窗口搜索行相同。",
        "List tickets, newest first. QUERY is the window's search line.",
    ),
)
@argument("query", nargs=-1)
@option("--limit", type=click.IntRange(min=0), words=Text("最多几张", "At most this many"))
@option("--sort", type=click.Choice(SORTS), default="newest", words=Text("排序", "Order"))
def list_(session: Session, query: tuple[str, ...], limit: int | None, sort: str) -> None:
    """Print the tickets that match, and how many there are in all."""
    now, store = session.now(), session.store
    asked = parse_query(" ".join(query))
    for warning in asked.warnings:
        session.say(warning)
    session.find_words(asked)
    keys = store.queue(asked, sort=sort, now=now, limit=limit)
    total = len(keys) if limit is None else store.count(asked, now=now)
    if session.json:
        session.emit_list("tickets", _objects(session, keys, now), total)
        return
    rows = store.rows(keys)
    if rows:
        session.show(queue_table(rows, session.desk, now, session.language))
    if not rows:
        session.say(Text("没有符合的工单。", "No ticket matches."))
    elif total > len(rows):
        session.say(
            Text(f"共 {total} 张,列出 {len(rows)} 张。", f"{len(rows)} of {total} tickets.")
        )


def _objects(session: Session, keys: list[int], now: datetime) -> Iterator[Json]:
    """Yield the ticket objects page by page; one that went away meanwhile is left out."""
    store = session.store
    for start in range(0, len(keys), PAGE_ROWS):
        for row in store.rows(keys[start : start + PAGE_ROWS]):
            ticket = store.find(row.id)
            if ticket is not None:
                yield ticket_json(ticket, session.desk, store.sync_state(row.id), now)


@command(
    "show",
    Text(
        "一张工单的全部:字段、时钟、时间线。",
        "Everything about one ticket: fields, clocks, timeline.",
    ),
)
@argument("key", metavar="ID")
@option("--for", "audience", type=click.Choice(("it", "requester", "vendor")), default="it",
        words=Text("谁来看:requester、vendor 只见给他们的", "As requester or vendor may see it"),
)  # fmt: skip
def show_(session: Session, key: str, audience: str) -> None:
    """Print the ticket with its timeline and the trace of every clock."""
    from firstline.domain.health import installed, standstill  # noqa: PLC0415
    from firstline.domain.ticket.audience import legs_of, seen_by  # noqa: PLC0415 - a list needs it not

    ticket, now = session.ticket(key), session.now()
    read, legs = session.store.records, legs_of(audience)
    known = installed.known_of(ticket, read(installed.SHEET.kind), session.zone)
    lost = standstill.of_ticket(ticket, read, now) if audience == "it" else None
    view = seen_by(ticket, audience)
    if session.json:
        sync = session.store.sync_state(ticket.id)
        told = ticket_json(ticket, session.desk, sync, now, whole=True)
        told |= {"system": installed.shown(known), "loss": standstill.shown(lost)}
        session.emit(told if audience == "it" else _narrowed(told, view, legs))
        return
    from firstline.cli.ticket.sheet import ticket_sheet  # noqa: PLC0415

    more = [(Text("系统", "System"), known.said)] if known else []
    more += [(Text("停机损失", "Standstill"), lost.said)] if lost else []
    timers = [one for one in session.desk.timers(ticket) if one.leg in legs]
    session.show(ticket_sheet(view, session.desk, now, session.language, more, timers))


def _narrowed(told: Json, view: Ticket, legs: Collection[Leg]) -> Json:
    """Return the object of a ticket as its view shows it, with the clocks of these legs."""
    plain = ticket_to_json(view)
    kept = {name: plain.get(name, value) for name, value in told.items() if name != "major"}
    kept["clocks"] = [one for one in told["clocks"] if one["leg"] in legs]
    return {**kept, "tags": told["tags"], "timeline": [event_to_json(one) for one in view.events]}


@command("similar", Text("以前类似的工单和知识文章", "Solved tickets and articles like this one"))
@argument("key", metavar="ID")
@option(
    "--limit", type=click.IntRange(min=0), default=3, words=Text("各最多几条", "At most of each")
)
def similar_(session: Session, key: str, limit: int) -> None:
    """Print solved tickets, open ones that may be the same, and articles, each with its reason."""
    from firstline.domain.knowledge.similar import Asked, reason  # noqa: PLC0415 - this command alone

    ticket, now = session.ticket(key), session.now()
    session.settle_articles()
    asked = Asked(
        ticket.title, ticket.body, ticket.product, ticket.module, ticket.site, ticket.id
    )  # fmt: skip
    found = session.store.similar(asked, now, limit)
    hits: list[Json] = []
    for kind, likes in (("ticket", found.solved), ("duplicate", found.duplicates)):
        hits += [
            {"kind": kind, "id": one.id, "number": one.number, "title": one.title,
             "snippet": one.solution, "score": round(one.match.score, 2),
             "status": str(one.status), "reason": reason(one.match).in_(session.language)}
            for one in likes
        ]  # fmt: skip
    hits += [
        {"kind": "article", "id": one.id, "number": one.id,
         "title": one.title.in_(session.language), "snippet": one.snippet, "score": one.score,
         "status": one.safety, "reason": ""}
        for one in session.store.suggest_articles(asked, limit)
    ]  # fmt: skip
    proposal = _proposal(session, ticket.id, [one.id for one in found.kin])
    if session.json:
        session.emit({"hits": hits, "total": len(hits), "problem": proposal})
        return
    for hit in hits:
        parts = (hit["number"], hit["title"], hit["reason"], hit["snippet"])
        line = "  ".join(plain(str(one)) for one in parts if one)
        session.show(cut(line, screen_width()))
    if proposal:
        session.show(f"{proposal['why']}\n{proposal['next']}")
    if not hits:
        session.say(Text("没有类似的。", "Nothing is like it."))


def _proposal(session: Session, ticket_id: str, kin: Sequence[str]) -> Json | None:
    """Return the problem record that is proposed for tickets that come back (S88), or None."""
    from firstline.domain.knowledge import recurrence  # noqa: PLC0415 - this command alone

    problems = [recurrence.recurrence_from(one) for one in session.store.records(recurrence.KIND)]
    found = recurrence.propose(ticket_id, kin, problems)
    if found is None or found.member:
        return None
    numbers = [session.store.ticket(one).number for one in found.tickets]
    held = found.problem.number if found.problem else None
    does = f"join {held}" if held else "new"
    why = recurrence.why(found.many).in_(session.language)
    return {
        "tickets": numbers, "problem": held, "why": why,
        "next": f"firstline problem {does} {' '.join(numbers)}",
    }  # fmt: skip
