"""`firstline alarm due`: what comes due by the calendar, and which of it was told here."""

import click

from firstline.cli.contracts.desk import rules_of
from firstline.cli.grammar import command, option
from firstline.cli.health.audit import items
from firstline.cli.retention.group import asked
from firstline.cli.session import Session
from firstline.cli.training.book import courses_of
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.reminder import Reminder, Told, come
from firstline.domain.reminding.sources import all_reminders
from firstline.domain.retention.reminders import summed
from firstline.domain.words import Text

DAYS = 30
LATE, TOLD = Text("已到", "has come"), Text("已提醒", "was told")
AHEAD = Text("将提醒", "will be told")


@command("due", Text("按日历到期的事:行动项、检查、回退时刻等;不改变任何东西",
                     "What comes due by the calendar; changes nothing"))  # fmt: skip
@option("--within", type=click.IntRange(0, 3660), default=DAYS, metavar="DAYS",
        words=Text("往后看几天,默认 30", "Look so many days ahead; default 30"))  # fmt: skip
def due_(session: Session, *, within: int) -> None:
    """List reminders that have come, and those that come within so many days, earliest first."""
    now, moment = session.now(), epoch(session.now())
    rules, courses = rules_of(session), lambda: courses_of(session)
    read, packs = session.store.records, session.desk.agreements
    given = Given(
        read, now, session.zone, items(), rules, courses, packs,
        retained=lambda: summed(session.store.past_due(asked(session))),
    )  # fmt: skip
    found = all_reminders(given)
    last = {one.series: one for one in come(found, moment)}
    ahead = [one for one in found if moment < one.at <= moment + within * 86_400]
    told = session.store.reminders_told()
    shown = sorted((*last.values(), *ahead), key=lambda one: (one.at, one.series))
    rows = [_row(session, one, told, moment) for one in shown]
    if session.json:
        session.emit({"reminders": rows, "total": len(rows)})
        return
    if not shown:
        session.show(Text("没有到期的事。", "Nothing comes due."))
    for one, row in zip(shown, rows, strict=True):
        state = {"told": TOLD, "come": LATE}.get(str(row["state"]), AHEAD).in_(session.language)
        day = from_epoch(one.due, session.zone).date()
        session.show(f"{day}  {state}  {one.title.in_(session.language)}")
        session.show(f"    {one.step.in_(session.language)}")


def _row(session: Session, one: Reminder, told: Told, now: int) -> dict[str, object]:
    rang = told.get(one.series, {}).get(one.mark)
    return {
        "series": one.series, "mark": one.mark, "at": session.iso(one.at),
        "due": session.iso(one.due), "owner": one.owner, "urgent": one.urgent,
        "section": one.section, "record": one.record,
        "state": "told" if rang else "come" if one.at <= now else "ahead",
        "told_at": session.iso(rang),
        "title_zh": one.title.zh, "title_en": one.title.en,
        "next_zh": one.step.zh, "next_en": one.step.en,
    }  # fmt: skip
