"""`firstline training book | cancel | waive | need | needs`: places, waivers, requirements."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.ledger.desk import one_ledger
from firstline.cli.session import Session
from firstline.cli.training import voucher as vouchers
from firstline.cli.training.book import book_now, courses_of, day_of, one_record, person_of
from firstline.domain.ledger.book import ABSENCES
from firstline.domain.ledger.cancelling import outcome
from firstline.domain.ledger.of_booking import LATE
from firstline.domain.training import acts
from firstline.domain.training import need as asking
from firstline.domain.training.book import BOOKING
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.need import LEVELS, Need
from firstline.domain.training.person import plain_number
from firstline.domain.training.places import Wanted, booked, cancelled
from firstline.domain.training.role_words import role_key
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

NO_VOUCHER = Text("没有用培训券。", "No voucher is held for it.")


@command("book", Text("预订一个培训名额,可用培训券", "Book a place in a course, with a voucher"))
@argument("person", metavar="PERSON")
@argument("course", metavar="COURSE")
@option("--on", "on_", required=True, metavar="DATE", words=Text("哪天", "On which day"))
@option("--place", default="", words=Text("地点", "Where"))
@option(
    "--voucher", metavar="LEDGER",
    words=Text("从这本台账预留,一并记账", "Reserve from this ledger in the same act"),
)  # fmt: skip
@option("--amount", default="1", metavar="N", words=Text("预留多少,默认 1", "How much; default 1"))
def book_(
    session: Session, *, person: str, course: str, on_: str, place: str, voucher: str | None,
    amount: str,
) -> None:  # fmt: skip
    """Book it; a course that comes first must be passed, or waived by name."""
    book, day = book_now(session), day_of(on_)
    who, what = person_of(book, person), find_course(courses_of(session), course)
    wanted = Wanted(place, vouchers.voucher_of(session, voucher, day), amount)
    tools = vouchers.tools_of(session)
    vouchers.perform(session, booked(tools, who, what, day, book, wanted))
    key = acts.booking_id(who, what.code, day)
    held = vouchers.held_by(session, key)
    if wanted.ledger is not None:
        after = one_ledger(session, wanted.ledger.id)
        session.say(vouchers.left_words(session, after, day))
    paid = vouchers.voucher_words(held)
    session.answer(
        {"id": key, "number": who.number, "course": what.code, "on": day.isoformat(),
         "place": place, "vouchers": vouchers.voucher_json(session, held)},
        lambda: Text(f"已预订:{who.label} {day} {what.code}。{paid.zh}\n取消:firstline training "
                     f"cancel {key[:13]} --reason …",
                     f"Booked: {what.code} for {who.label} on {day}. {paid.en}\nTo cancel: "
                     f"firstline training cancel {key[:13]} --reason …"),
    )  # fmt: skip


@command("cancel", Text("取消预订,释放培训券", "Cancel a booking and release its voucher"))
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("原因", "Why"))
@option("--voucher", "fate", type=click.Choice(list(ABSENCES)),
        words=Text("另有约定时:释放或作废;不写按台账的条件",
                   "Where agreed otherwise; default: the ledger's conditions"))  # fmt: skip
@option(
    "--dry-run", is_flag=True, words=Text("只看培训券会怎样,不取消", "Show what would become of it")
)
def cancel_(session: Session, *, key: str, reason: str, fate: str | None, dry_run: bool) -> None:
    """Cancel a booking and settle what was reserved for it; the record stays."""
    held = one_record(session, key, BOOKING)
    number = plain_number(str(held.fields.get("number") or ""))
    who = next((one for one in book_now(session).people
                if number in (plain_number(one.number), *one.former)), None)  # fmt: skip
    edits = cancelled(vouchers.tools_of(session), held, who, reason, fate or "")
    before = outcome(vouchers.held_by(session, held.id), day_of(str(held.fields.get("on"))),
                     session.now().astimezone(session.zone).date())  # fmt: skip
    if dry_run:
        told = before.in_(session.language)
        session.answer({"id": held.id, "dry_run": True, "by_conditions": told},
                       lambda: before if before.zh else NO_VOUCHER)  # fmt: skip
        return
    if before.zh and not fate:
        session.say(Text(f"按条件:{before.zh}。", f"By the conditions: {before.en}."))
    vouchers.perform(session, edits)
    left = vouchers.held_by(session, held.id)
    said = vouchers.voucher_words(left, lost=LATE)
    session.answer(
        {"id": held.id, "cancelled": reason, "vouchers": vouchers.voucher_json(session, left)},
        lambda: Text(f"已取消。{said.zh}", f"Cancelled. {said.en}".strip()),
    )


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
    plain = role_key(role)
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
        for one in several if not role or one.role == role_key(role)
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
