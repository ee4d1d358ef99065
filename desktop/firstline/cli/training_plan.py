"""`firstline training book | cancel | waive | need | needs`: places, waivers, requirements."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training_book import book_now, courses_of, day_of, one_record, person_of
from firstline.domain.curriculum import find_course
from firstline.domain.learning import acts
from firstline.domain.learning import need as asking
from firstline.domain.learning.book import BOOKING
from firstline.domain.learning.need import LEVELS, Need
from firstline.domain.training import KIND
from firstline.domain.words import Text


@command("book", Text("预订一个培训名额", "Book a place in a course"))
@argument("person", metavar="PERSON")
@argument("course", metavar="COURSE")
@option("--on", "on_", required=True, metavar="DATE", words=Text("哪天", "On which day"))
@option("--place", default="", words=Text("地点", "Where"))
def book_(session: Session, *, person: str, course: str, on_: str, place: str) -> None:
    """Book it; a course that comes first must be passed, or waived by name."""
    book, day = book_now(session), day_of(on_)
    who, what = person_of(book, person), find_course(courses_of(session), course)
    edit = acts.book(who, what, day, session.stamp(), book, place=place)
    held = session.store.record(KIND, edit.entity)
    if held is not None:
        edit = acts.again(held, session.stamp())
    if held is None or edit.changes:
        session.store.perform(edit, now=session.now())
    session.answer(
        {"id": edit.entity, "number": who.number, "course": what.code, "on": day.isoformat(),
         "place": place},
        lambda: Text(f"已预订:{who.label} {day} {what.code}。取消:firstline training cancel "
                     f"{edit.entity[:13]} --reason …",
                     f"Booked: {what.code} for {who.label} on {day}. To cancel: firstline "
                     f"training cancel {edit.entity[:13]} --reason …"),
    )  # fmt: skip


@command("cancel", Text("取消预订", "Cancel a booking"))
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("原因", "Why"))
def cancel_(session: Session, *, key: str, reason: str) -> None:
    """Cancel a booking; the record stays."""
    held = one_record(session, key, BOOKING)
    session.store.perform(acts.cancel(held, session.stamp(), reason), now=session.now())
    session.answer({"id": held.id, "cancelled": reason}, lambda: Text("已取消。", "Cancelled."))


@command("waive", Text("点名免修(不能给自己)", "Waive a course by name (never one's own)"))
@argument("person", metavar="PERSON")
@argument("course", metavar="COURSE")
@option("--reason", required=True, words=Text("原因", "Why"))
@option("--until", metavar="DATE", words=Text("到哪天(含),默认长期", "Last day; default for ever"))
def waive_(session: Session, *, person: str, course: str, reason: str, until: str | None) -> None:
    """Waive a course for one person."""
    who = person_of(book_now(session), person)
    what = find_course(courses_of(session), course)
    day = day_of(until) if until else None
    edit = acts.waive(who, what, session.stamp(), reason, until=day)
    session.store.perform(edit, now=session.now())
    session.answer(
        {"id": edit.entity, "number": who.number, "course": what.code, "until": until},
        lambda: Text(
            f"已免修:{who.label} 的 {what.code}。", f"Waived: {what.code} of {who.label}."
        ),
    )


@command("need", Text("改某角色对某课程的要求", "Change what a role asks of a course"))
@argument("role", metavar="ROLE")
@argument("course", metavar="COURSE")
@option("--strength", type=click.Choice(tuple(asking.STRENGTHS)), default=asking.MUST,
        words=Text("必修、建议或不要求", "must, should or none"))  # fmt: skip
@option("--valid", type=int, default=0, metavar="MONTHS",
        words=Text("有效几个月,0 按证书", "Months it holds; 0: the certificate's"))  # fmt: skip
@option("--grace", type=int, default=asking.GRACE_DAYS, metavar="DAYS",
        words=Text("宽限几天", "Days of grace"))  # fmt: skip
def need_(
    session: Session, *, role: str, course: str, strength: str, valid: int, grace: int
) -> None:
    """Lay an own requirement over the packs' matrix."""
    courses = courses_of(session)
    code = find_course(courses, course).code
    asked = Need(role, code, strength, valid, grace, own=True)
    plain = "_".join(role.casefold().split())
    held = session.store.record(KIND, asking.record_id(plain, code))
    edit = asking.require(asked, courses, held, session.stamp())
    if edit.changes:
        session.store.perform(edit, now=session.now())
    session.answer(
        need_json(Need(plain, code, strength, valid, grace, own=True)),
        lambda: Text(f"已改:{plain} 对 {code}:{asking.STRENGTHS[strength].zh}。",
                     f"Changed: {plain}, {code}: {asking.STRENGTHS[strength].en}."),
    )  # fmt: skip


@command("needs", Text("列出角色 × 课程的要求", "List what each role asks for"))
@option("--role", default="", words=Text("只列这个角色", "This role alone"))
def needs_(session: Session, *, role: str) -> None:
    """List the matrix of roles and courses."""
    courses = courses_of(session)
    found = [
        one for several in asking.needs(courses, session.store.records(KIND)).values()
        for one in several if not role or one.role == role.casefold()
    ]  # fmt: skip
    if session.json:
        session.emit({"needs": [need_json(one) for one in found], "total": len(found)})
        return
    say = session.language
    session.show("\n".join(
        f"{one.role}  {one.course}  {asking.STRENGTHS[one.strength].in_(say)}  "
        f"{LEVELS[courses[one.course].level].in_(say)}  "
        f"{asking.FORM_WORDS[courses[one.course].form].in_(say)}  "
        f"{one.valid_months or courses[one.course].valid_months}m  {one.grace_days}d"
        f"{'  *' if one.own else ''}"
        for one in found
    ))  # fmt: skip


def need_json(one: Need) -> dict[str, object]:
    """Return a requirement as JSON."""
    return {
        "role": one.role, "course": one.course, "strength": one.strength,
        "valid_months": one.valid_months or None, "grace_days": one.grace_days, "own": one.own,
    }  # fmt: skip
