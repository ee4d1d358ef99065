"""`firstline training sessions | session | materials | material`: who came; what a course uses."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training_book import book_now, courses_of, day_of, person_of
from firstline.domain.curriculum import find_course
from firstline.domain.errors import Refused
from firstline.domain.learning import material, session
from firstline.domain.learning.session import GLYPHS, PRESENCES, attendants
from firstline.domain.training import KIND
from firstline.domain.words import Text


@command("sessions", Text("列出场次:谁预订、到场、通过", "List sessions: who came, who passed"))
@option("--course", default="", words=Text("只列这门课程", "This course alone"))
def sessions_(session: Session, *, course: str) -> None:
    """List the sessions, the latest first; to have come is not to have passed."""
    from firstline.domain.learning.session import sessions  # noqa: PLC0415 - the name is taken

    book = book_now(session)
    found = [
        one for one in sessions(session.store.records(KIND), book)
        if course.casefold() in ("", one.course.casefold())
    ]  # fmt: skip
    if session.json:
        rows = [_json(one, attendants(one, book)) for one in found]
        session.emit({"sessions": rows, "total": len(rows)})
        return
    say = session.language
    lines = "\n".join(_said(one, attendants(one, book)).in_(say) for one in found)
    session.show(lines or Text("还没有场次。", "There are no sessions.").in_(session.language))


def _json(one: session.Session, here: list[session.Attendant]) -> dict[str, object]:
    people = [
        {"number": each.person.number, "person": each.person.label,
         "presence": str(each.presence), "score": each.score} for each in here
    ]  # fmt: skip
    return {"id": one.id, "course": one.course, "on": one.on.isoformat(), "place": one.place,
            "teacher": one.teacher, "note": one.note, "people": people}  # fmt: skip


@command("session", Text("安排场次,登记到场与缺席", "Plan a session; say who came and who did not"))
@argument("course", metavar="COURSE")
@option("--on", "on_", required=True, metavar="DATE", words=Text("哪天", "Day"))
@option("--place", default=None, words=session.FIELDS["place"])
@option("--teacher", default=None, words=session.FIELDS["teacher"])
@option("--note", default=None, words=session.FIELDS["note"])
@option("--came", multiple=True, metavar="PERSON", words=Text("到场", "Who came"))
@option("--away", multiple=True, metavar="PERSON", words=Text("缺席", "Who did not"))
def session_(
    session: Session, *, course: str, on_: str, came: tuple[str, ...], away: tuple[str, ...],
    **given: str | None,
) -> None:  # fmt: skip
    """Keep a session; attendance passes nobody: record the assessment."""
    from firstline.domain.learning.session import keep, mark, record_id, sessions  # noqa: PLC0415

    book, day, store = book_now(session), day_of(on_), session.store
    what = find_course(courses_of(session), course)
    values = {name: value for name, value in given.items() if value is not None}
    key = record_id(what.code, day)
    people = [(person_of(book, one), True) for one in came]
    people += [(person_of(book, one), False) for one in away]
    edit = keep(store.record(KIND, key), what, day, values, session.stamp())
    if edit.changes:
        store.perform(edit, now=session.now())
    for who, here in people:
        held = next(one for one in sessions(store.records(KIND), book) if one.id == key)
        edit = mark(held, store.record(KIND, key), who, here, session.stamp())
        store.perform(edit, now=session.now())
    held = next(one for one in sessions(store.records(KIND), book) if one.id == key)
    seen = attendants(held, book)
    session.answer(_json(held, seen), lambda: _said(held, seen))


def _said(one: session.Session, here: list[session.Attendant]) -> Text:
    told = [(f"{GLYPHS[each.presence]} {each.person.label}", PRESENCES[each.presence])
            for each in here]  # fmt: skip
    head = f"{one.on} {one.course} {one.place}".strip()
    return Text("\n".join((head, *(f"  {who} {said.zh}" for who, said in told))),
                "\n".join((head, *(f"  {who} {said.en}" for who, said in told))))  # fmt: skip


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
