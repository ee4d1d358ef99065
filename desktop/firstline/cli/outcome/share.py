"""`firstline share list | add | set | compare | people`: adoption and error rates."""

from datetime import date
from typing import Any

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import PROJECT, add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, day_of
from firstline.domain.health.sheet import text_of
from firstline.domain.routing.roster import KIND as ROSTER
from firstline.domain.routing.roster import people as workers
from firstline.domain.training import shares
from firstline.domain.training.shares import KINDS, PHASES, SHEET, Change, Share, percent
from firstline.domain.words import Text

share_ = Group("share", words=Text("采用率与差错率", "Adoption and error rates"))


def _row(session: Session, one: Share) -> Row:
    say, (low, high) = session.language, one.interval
    more: dict[str, Any] = {
        "percent": percent(one.value), "low_percent": percent(low), "high_percent": percent(high),
        "met": one.met, "why": one.why.in_(say),
    }  # fmt: skip
    cells = (
        text_of(one.entity, "title"), KINDS[text_of(one.entity, "sort")].in_(say),
        PHASES[text_of(one.entity, "phase")].in_(say), text_of(one.entity, "end"),
        one.why.in_(say),
    )  # fmt: skip
    return Row(one.entity, one.flags, more, cells)


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the shares, the latest first."""
    return [_row(session, one) for one in shares.shares(session.store.records(SHEET.kind), project)]


REGISTER = Register(
    SHEET, rows_of,
    (Text("指标", "Measure"), Text("算法", "Definition"), Text("阶段", "Phase"),
     Text("期末", "To"), Text("结果", "Result")),
)  # fmt: skip
add_commands(share_, REGISTER)


@command("compare", Text("前后对比,带 95% 区间", "Before against after, with an interval"),
         parent=share_)  # fmt: skip
@option("--project", default="", words=PROJECT)
def compare_(session: Session, *, project: str) -> None:
    """Compare each measure before and after a training."""
    found = shares.changes(shares.shares(session.store.records(SHEET.kind), project))
    told = [_change(one) for one in found]
    session.answer(
        {"changes": told, "total": len(told)},
        lambda: (
            "\n".join(shares.told(one).in_(session.language) for one in found)
            or Text("没有口径相同的前后两期。", "There is no before and after by one rule.")
        ),
    )


def _change(one: Change) -> dict[str, object]:
    return {
        "title": text_of(one.before.entity, "title"),
        "before": {"part": one.before.part, "whole": one.before.whole},
        "after": {"part": one.after.part, "whole": one.after.whole},
        "difference_points": percent(one.difference), "low_points": percent(one.low),
        "high_points": percent(one.high), "sure": one.sure,
    }  # fmt: skip


@command("people", Text("某角色当日应用人数(离职者、休假超 15 天者不在内)",
                        "Who should use it on a day"),
         parent=share_)  # fmt: skip
@option("--role", required=True, words=Text("角色", "Role"))
@option("--site", default="", words=Text("站点", "Site"))
@option("--on", default="", words=Text("哪一天,默认今天", "On this day; default today"))
def people_(session: Session, *, role: str, site: str, on: str) -> None:
    """List the denominator of adoption; leavers and those long on leave are not in it."""
    day: date = day_of(on) if on else session.now().astimezone(session.zone).date()
    away = shares.long_away(workers(session.store.records(ROSTER)), day)
    found = shares.should_use(book_now(session).people, role, day, site, away)
    session.answer(
        {"people": [{"number": one.number, "name": one.name, "site": one.site} for one in found],
         "total": len(found), "on": day.isoformat()},
        lambda: Text(f"{day} 共 {len(found)} 人:", f"{len(found)} on {day}:").in_(session.language)
        + " " + ", ".join(one.name for one in found),
    )  # fmt: skip
