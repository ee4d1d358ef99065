"""`firstline report view`: the figures of one of the three readers (S84)."""

import click

from firstline.cli.frozen import report_
from firstline.cli.grammar import argument, command
from firstline.cli.session import Session
from firstline.domain.review.period import quarter_name
from firstline.domain.review.views import VIEWS, Figure, Seen
from firstline.domain.words import Text
from firstline.store.queue.quarters import quality_in, seen_by


@command("view", Text("三种看板:超级用户、IT 负责人、管理层",
                      "Three views: super-user, IT lead, management"), parent=report_)  # fmt: skip
@argument("reader", type=click.Choice(tuple(VIEWS)))
def view_(session: Session, *, reader: str) -> None:
    """Show the figures of a reader; those of management bear no name of a person."""
    now = session.now()
    name = quarter_name(now.date())
    quality = quality_in(session.store, session.desk, name, now, session.zone)
    seen = seen_by(session.store, session.desk, quality, now, session.zone)
    title, view = VIEWS[reader]
    figures = view(seen)
    session.answer(_json(session, reader, seen, figures), lambda: _told(session, title, figures))


def _json(
    session: Session, reader: str, seen: Seen, figures: list[Figure]
) -> dict[str, object]:  # fmt: skip
    say = session.language
    return {
        "view": reader, "quarter": seen.period.name,
        "figures": [{"name": one.name.in_(say), "value": one.value.in_(say),
                     "why": one.why.in_(say), "shade": one.shade} for one in figures],
        "total": len(figures),
    }  # fmt: skip


def _told(session: Session, title: Text, figures: list[Figure]) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    say = session.language
    marks = {"ok": "✓", "warn": "⚠", "bad": "✗", "": ""}
    heads = [Text("", ""), Text("指标", "Figure"), Text("数值", "Value"), Text("依据", "Why")]
    rows = [[marks[one.shade], one.name.in_(say), one.value.in_(say), one.why.in_(say)]
            for one in figures]  # fmt: skip
    told = table([one.in_(say) for one in heads], rows, stretch=3, columns=screen_width())
    return f"{title.in_(say)}\n{told}"
