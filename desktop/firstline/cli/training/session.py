"""`firstline training sessions | session | materials | material`: who came; what a course uses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of, day_of, person_of
from firstline.cli.training.voucher import (
    perform,
    ties_of,
    tools_of,
    voucher_json,
    voucher_words,
)
from firstline.domain.errors import Refused
from firstline.domain.training import material, session
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.places import Tie, called_off, marked, tie_of
from firstline.domain.training.session import GLYPHS, PRESENCES, Presence, attendants
from firstline.domain.training.session import Session as Spot
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.training.book import Book


@command("sessions", Text("列出场次:谁预订、到场、通过", "List sessions: who came, who passed"))
@option("--course", default="", words=Text("只列这门课程", "This course alone"))
def sessions_(session: Session, *, course: str) -> None:
    """List the sessions, the latest first; to have come is not to have passed."""
    from firstline.domain.training.session import sessions  # noqa: PLC0415 - the name is taken

    book = book_now(session)
    found = [
        one for one in sessions(session.store.records(KIND), book)
        if course.casefold() in ("", one.course.casefold())
    ]  # fmt: skip
    if session.json:
        tied = ties_of(session)
        rows = [_json(session, one, book, tied) for one in found]
        session.emit({"sessions": rows, "total": len(rows)})
        return
    say = session.language
    tied = ties_of(session)
    lines = "\n".join(_said(one, book, tied).in_(say) for one in found)
    session.show(lines or Text("还没有场次。", "There are no sessions.").in_(session.language))


def _json(
    desk: Session, one: session.Session, book: "Book", tied: Mapping[str, Tie]
) -> dict[str, object]:  # fmt: skip
    people = []
    for each in attendants(one, book):
        tie = tie_of(tied, each.person, one.course, one.on)
        people.append({
            "number": each.person.number, "person": each.person.label,
            "presence": str(each.presence), "score": each.score,
            "cancelled": tie.cancelled if tie else "", "booked_by": tie.by if tie else "",
            "vouchers": voucher_json(desk, tie.held if tie else ()),
        })  # fmt: skip
    return {"id": one.id, "course": one.course, "on": one.on.isoformat(), "place": one.place,
            "teacher": one.teacher, "note": one.note, "cancelled": one.cancelled,
            "people": people}  # fmt: skip


@command("session", Text("安排场次,登记到场与缺席", "Plan a session; say who came and who did not"))
@argument("course", metavar="COURSE")
@option("--on", "on_", required=True, metavar="DATE", words=Text("哪天", "Day"))
@option("--place", default=None, words=session.FIELDS["place"])
@option("--teacher", default=None, words=session.FIELDS["teacher"])
@option("--note", default=None, words=session.FIELDS["note"])
@option("--came", multiple=True, metavar="PERSON", words=Text("到场", "Who came"))
@option("--away", multiple=True, metavar="PERSON", words=Text("缺席", "Who did not"))
@option(
    "--cancel", default="", metavar="REASON",
    words=Text("取消这一场与其预订,释放培训券", "Cancel it with its bookings, release vouchers"),
)  # fmt: skip
def session_(
    session: Session, *, course: str, on_: str, came: tuple[str, ...], away: tuple[str, ...],
    cancel: str, **given: str | None,
) -> None:  # fmt: skip
    """Keep a session; attendance passes nobody: record the assessment."""
    from firstline.domain.training.session import keep, record_id  # noqa: PLC0415

    book, day, store = book_now(session), day_of(on_), session.store
    what = find_course(courses_of(session), course)
    values = {name: value for name, value in given.items() if value is not None}
    key = record_id(what.code, day)
    people = [(person_of(book, one), True) for one in came]
    people += [(person_of(book, one), False) for one in away]
    if cancel:
        one = _kept(session, book, key) or Spot(key, what.code, day)
        perform(session, called_off(tools_of(session), one, what, book, cancel))
    else:
        perform(session, [keep(store.record(KIND, key), what, day, values, session.stamp(),
                              again=not people)])  # fmt: skip
    for who, here in people:
        held = _kept(session, book, key) or Spot(key, what.code, day)
        perform(session, marked(tools_of(session), held, who, came=here))
    book = book_now(session)
    held = _kept(session, book, key) or Spot(key, what.code, day)
    tied = ties_of(session)
    session.answer(_json(session, held, book, tied), lambda: _said(held, book, tied))


def _kept(desk: Session, book: "Book", key: str) -> session.Session | None:
    found = session.sessions(desk.store.records(KIND), book)
    return next((one for one in found if one.id == key), None)


def _said(one: session.Session, book: "Book", tied: Mapping[str, Tie]) -> Text:
    head = f"{one.on} {one.course} {one.place}".strip()
    off = (f"  × 已取消:{one.cancelled}", f"  × cancelled: {one.cancelled}")
    zh, en = ([f"{head}{said}" if one.cancelled else head] for said in off)
    for each in attendants(one, book):
        tie = tie_of(tied, each.person, one.course, one.on)
        who, how = f"  {GLYPHS[each.presence]} {each.person.label}", PRESENCES[each.presence]
        paid = voucher_words(tie.held if tie else (), away=each.presence is Presence.AWAY)
        also = Text("预订已取消", "booking cancelled") if tie and tie.cancelled else Text("", "")
        zh.append(" · ".join(part for part in (f"{who} {how.zh}", also.zh, paid.zh) if part))
        en.append(" · ".join(part for part in (f"{who} {how.en}", also.en, paid.en) if part))
    return Text("\n".join(zh), "\n".join(en))


@command("materials", Text("列出课程资料:在线、离线", "List the material: online, offline"))
def materials_(session: Session) -> None:
    """List the material by course."""
    found = material.materials(session.store.records(KIND))
    rows = [_material_json(session, one) for several in found.values() for one in several]
    if session.json:
        session.emit({"materials": rows, "total": len(rows)})
        return
    lines = "\n".join(f"{one['course']}  {one['title']}  {one['offline']}  {one['link']}"
                      for one in rows)  # fmt: skip
    session.show(lines or Text("还没有资料。", "There is no material.").in_(session.language))


def _material_json(session: Session, one: material.Material) -> dict[str, object]:
    return {"id": one.id, "course": one.course, "title": one.title, "link": one.link,
            "document": one.document, "licence": one.licence, "note": one.note,
            "offline": one.offline.in_(session.language)}  # fmt: skip


@command("material", Text("登记课程资料:链接、文档库编号", "Material of a course: link, document"))
@argument("course", metavar="COURSE")
@argument("title", metavar="TITLE")
@option("--link", default="", words=material.FIELDS["link"])
@option("--document", default="", metavar="CODE", words=material.FIELDS["document"])
@option("--licence", type=click.Choice(("", "yes", "no")), default="",
        words=material.FIELDS["licence"])  # fmt: skip
@option("--note", default="", words=material.FIELDS["note"])
@option("--drop", is_flag=True, words=Text("去掉", "Take it out"))
def material_(
    session: Session, *, course: str, title: str, drop: bool, **values: str
) -> None:  # fmt: skip
    """Keep it; a copy for use offline is a document of the library, where the licence allows."""
    what = find_course(courses_of(session), course)
    key = material.record_id(what.code, title)
    held = session.store.record(KIND, key)
    if drop and held is None:
        raise Refused(Text("没有这份资料。", "There is no such material."))
    stamp = session.stamp()
    edit = material.drop(held, stamp) if drop and held else material.lay(
        held, what, {"title": title, **values}, stamp
    )  # fmt: skip
    if edit.changes:
        session.store.perform(edit, now=session.now())
    after = session.store.record(KIND, key)
    made = material.material_from(after) if after else None
    session.answer(
        _material_json(session, made) if made else {"id": key, "dropped": True},
        lambda: made.offline if made else Text("已去掉。", "Taken out."),
    )
