"""`firstline training howto | effect`: questions that propose a course, and what it changed."""

from datetime import datetime, time, timedelta

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of, day_of
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.howto import EFFECT, WITHIN, Asking, effect, proposals, team_of
from firstline.domain.words import Text


@command("howto", Text("三十天内同一班组的同类提问达五次,建议开课",
                       "Five questions alike from a team propose a course"))  # fmt: skip
def howto_(session: Session) -> None:
    """List the courses that the questions of the last thirty days propose."""
    now, book = session.now(), book_now(session)
    asked = session.store.how_to(now - WITHIN, now)
    found = proposals(asked, book.people, courses_of(session), now)
    rows = [
        {
            "team": one.team, "about": one.about, "questions": len(one.asked),
            "course": one.course.code if one.course else None,
            "tickets": [each.number for each in one.asked],
            "why_zh": one.why.zh, "why_en": one.why.en,
        }
        for one in found
    ]  # fmt: skip
    if session.json:
        session.emit({"proposals": rows, "total": len(rows)})
        return
    for one in found:
        session.show(one.why)
        session.show("    " + " ".join(each.number for each in one.asked))
    if not found:
        session.show(Text("三十天内没有哪个班组就同一件事问满五次。",
                          "No team asked five times about one thing in thirty days."))  # fmt: skip


@command("effect", Text("培训前后三十天的提问数,带 95% 区间",
                        "Questions thirty days before and after, with an interval"))  # fmt: skip
@argument("course", metavar="COURSE")
@option("--on", required=True, words=Text("培训日期", "Day of the training"))
@option("--team", default="", words=Text("只数这个班组", "This team's questions alone"))
@option("--module", default="", words=Text("只数这个模块", "Questions about this module alone"))
def effect_(session: Session, *, course: str, on: str, team: str, module: str) -> None:
    """Compare how many questions came before a training and after it."""
    known, day, now = find_course(courses_of(session), course), day_of(on), session.now()
    noon = datetime.combine(day, time(12), session.zone)
    people = book_now(session).people

    def counts(one: Asking) -> bool:
        if module and one.module.casefold() != module.casefold():
            return False
        return not team or team_of(one, people).casefold() == team.casefold()

    span = EFFECT + timedelta(days=1)
    asked = [one for one in session.store.how_to(noon - span, noon + span) if counts(one)]
    found = effect(asked, day, now.astimezone(session.zone).date(), session.zone)
    session.answer(
        {"course": known.code, "on": day.isoformat(), "days": found.days, "before": found.before,
         "after": found.after, "low": found.low, "high": found.high,
         "why_zh": found.why.zh, "why_en": found.why.en},
        lambda: found.why,
    )  # fmt: skip
