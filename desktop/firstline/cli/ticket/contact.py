"""`ticket contact`, `contacts` and `replies`: the contact log, its sheet, how long replies took."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from firstline.cli.acts import Draft
from firstline.cli.given import NOTHING_CHANGED, keep_files, readable_file, readable_files
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.ticket.contact_shapes import contact_json, told_contacts, told_waits, waits_json
from firstline.domain.contact.acts import NewContact, fresh, log_contacts
from firstline.domain.contact.log import Channel, Direction, contacts_of
from firstline.domain.errors import BadInput
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.first_replies import first_replies
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.words import Text

_CHANNELS = click.Choice([str(one) for one in Channel])
_PARTIES = click.Choice([str(one) for one in Leg])
_WAYS = click.Choice([str(one) for one in Direction])
_ENDINGS = (".html", ".pdf", ".json")
_PAGE = 500


@command("contact", Text("登记一次联系,或放入邮件、聊天记录", "Log a contact, a mail or a chat"),
         greedy="--attach")  # fmt: skip
@argument("key", metavar="ID")
@option("--channel", type=_CHANNELS, words=Text("渠道", "Channel"))
@option("--party", type=_PARTIES, default="vendor", words=Text("对方,默认厂商", "The other side"))
@option("--direction", type=_WAYS, default="in",
        words=Text("in 对方找我们,out 我们找对方", "in: they to us; out: we to them"))  # fmt: skip
@option("--at", metavar="TIME", words=Text("何时,默认现在", "When; default now"))
@option("--person", default="", words=Text("对方是谁", "Who it was"))
@option("--ref", default="", words=Text("通话、会话或邮件号", "Call, session or mail id"))
@option("--summary", default="", words=Text("谈了什么", "What it was about"))
@option("--next", "next_step", default="", words=Text("下一步", "Next step"))
@option("--attach", metavar="FILE…", multiple=True, words=Text("附件", "Files"))
@option("--reply", is_flag=True,
        words=Text("这是人的实质答复,计入时钟",
                   "It is a human reply: let the clock count it"))  # fmt: skip
@option("--corrects", default="", metavar="CONTACT", words=Text("更正哪一条", "Which it corrects"))
@option("--from", "file", metavar="FILE",
        words=Text("放入 .eml 邮件或聊天文本", "Lay in a .eml mail or a chat as text"))  # fmt: skip
@option(
    "--us", multiple=True, metavar="NAME", words=Text("文件里谁是我方", "Who in the file is us")
)
def contact_(
    session: Session, key: str, *, file: str | None, us: tuple[str, ...], at: str | None,
    attach: tuple[str, ...], **told: object,
) -> None:  # fmt: skip
    """Append the contact to the ticket's one timeline; a clock moves only with --reply."""
    draft = Draft(session, session.ticket(key))
    if file is not None:
        skipped = _from_file(session, draft, readable_file(file), us, told)
    else:
        skipped, one = 0, _typed(session, at, told)
        paths = readable_files(attach)
        log_contacts(draft.ticket, [one], session.stamp())  # checked before a file is kept
        held = replace(one, files=keep_files(session.store, paths))
        draft.do(lambda ticket, stamp: log_contacts(ticket, [held], stamp))
    ticket = draft.keep()
    _answer(session, ticket, skipped)


def _typed(session: Session, at: str | None, told: dict[str, object]) -> NewContact:
    if not told["channel"]:
        names = ", ".join(Channel)
        raise BadInput(
            Text("请用 --channel 写明渠道。", "Say the channel with --channel."),
            NOTHING_CHANGED, Text(f"可用:{names}。", f"Use one of: {names}."),
        )  # fmt: skip
    return NewContact(
        Channel(str(told["channel"])), Direction(str(told["direction"])), Leg(str(told["party"])),
        session.instant(at) or session.now(), str(told["summary"]), str(told["person"]),
        str(told["ref"]), str(told["next_step"]), is_reply=bool(told["reply"]),
        corrects=str(told["corrects"]),
    )  # fmt: skip


def _from_file(
    session: Session, draft: Draft, path: Path, us: tuple[str, ...], told: dict[str, object]
) -> int:
    """Lay in a mail or a chat; return how many of its contacts the ticket had already."""
    from firstline.intake.contact_files import Told, lay_in  # noqa: PLC0415 - for a file alone

    channel = Channel(str(told["channel"])) if told["channel"] else None
    names = frozenset({*us, session.ground.settings.user} - {""})
    given = Told(Leg(str(told["party"])), names, channel, str(told["person"]),
                 str(told["next_step"]))  # fmt: skip
    found = lay_in(path, given, session.zone, session.now())
    news = fresh(draft.ticket, found.contacts)
    if told["reply"] and len(found.contacts) > 1:
        raise BadInput(
            Text("聊天里有多条,请单独登记哪一条是响应。",
                 "The chat has several; log the one that is the reply by itself."),
            NOTHING_CHANGED,
        )  # fmt: skip
    if news:
        if told["reply"]:
            news = [replace(news[0], is_reply=True)]
        log_contacts(draft.ticket, news, session.stamp())  # checked before a file is kept
        files = tuple(session.store.keep_file(data, name) for name, data in found.files)
        news[0] = replace(news[0], files=files)
        draft.do(lambda ticket, stamp: log_contacts(ticket, news, stamp))
    return len(found.contacts) - len(news)


def _answer(session: Session, ticket: Ticket, skipped: int) -> None:
    found = contacts_of(ticket)
    if skipped:
        session.say(Text(f"{skipped} 条早已登记,没有重复。",
                         f"{skipped} were logged before; not again."))  # fmt: skip
    for one in found:
        if one.guessed:
            at = f"{one.at:%Y-%m-%d %H:%M}"
            session.say(Text(f"{at} 的时间有推测,请核对。",
                             f"The time {at} is partly guessed; check it."))  # fmt: skip
    session.answer(
        {"id": ticket.id, "number": ticket.number,
         "contacts": [contact_json(one) for one in found], "total": len(found)},
        lambda: Text(f"{ticket.number} 已有 {len(found)} 条联系。",
                     f"{ticket.number} has {len(found)} contacts."),
    )  # fmt: skip


@command("contacts", Text("一张工单的联系记录,可打印", "The contact log of a ticket, to print"))
@argument("key", metavar="ID")
@option("--out", type=click.Path(path_type=Path),
        words=Text("写成 .html、.pdf 或 .json", "Write .html, .pdf or .json"))  # fmt: skip
def contacts_(session: Session, key: str, *, out: Path | None) -> None:
    """Tell the whole case by its contacts, in the order in which they happened."""
    ticket = session.ticket(key)
    found = contacts_of(ticket)
    shape = {
        "id": ticket.id, "number": ticket.number, "title": ticket.title,
        "contacts": [contact_json(one) for one in found], "total": len(found),
    }  # fmt: skip
    if out is None:
        session.answer(shape, lambda: told_contacts(ticket, session.zone, session.language))
        return
    _write(session, ticket, out, shape)


def _write(session: Session, ticket: Ticket, out: Path, shape: dict[str, object]) -> None:
    import json  # noqa: PLC0415 - to a file alone

    from firstline.report.contact_sheet import Sheet, page  # noqa: PLC0415
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415

    ending = out.suffix.lower()
    if ending not in _ENDINGS or out.is_dir():
        raise BadInput(
            Text(f"不能写成 {out.name[:60]}。", f"{out.name[:60]} cannot be written."),
            next_step=Text("可用:.html、.pdf、.json。", "Use one of: .html, .pdf, .json."),
        )
    html = page(Sheet(ticket, session.now(), session.zone), session.language)

    def write(part: Path) -> int:
        if ending == ".pdf":
            session.roof.write_pdf(html, part, "a4")
        else:
            whole = json.dumps(shape, ensure_ascii=False, indent=2)
            part.write_text(html if ending == ".html" else whole, encoding="utf-8")
        return 1

    in_one_piece(out, write)
    session.answer({"file": str(out), "total": shape["total"]},
                   lambda: Text(f"已写出 {out}。", f"{out} is written."))  # fmt: skip


@command("replies", Text("首次人工回复要等多久,按渠道和段",
                         "Time to the first human reply, by channel and leg"))  # fmt: skip
@argument("query", nargs=-1)
def replies_(session: Session, query: tuple[str, ...]) -> None:
    """Reckon the median, the 95th percentile and the number, over the tickets of QUERY or all."""
    found = first_replies(_tickets(session, " ".join(query)))
    session.answer(waits_json(found), lambda: told_waits(found, session.language))


def _tickets(session: Session, words: str) -> Iterator[Ticket]:
    asked = parse_query(words)
    for warning in asked.warnings:
        session.say(warning)
    session.find_words(asked)
    store = session.store
    keys = store.queue(asked, sort="newest", now=session.now())
    for start in range(0, len(keys), _PAGE):
        for row in store.rows(keys[start : start + _PAGE]):
            ticket = store.find(row.id)
            if ticket is not None:
                yield ticket
