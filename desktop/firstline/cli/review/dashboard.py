"""`firstline report dashboard`: how the vendor kept its promises in a period (S68)."""

from collections.abc import Sequence

from firstline.cli.frozen import report_
from firstline.cli.grammar import argument, command
from firstline.cli.session import Session
from firstline.domain.review.period import quarter_name
from firstline.domain.review.quality import Line, Quality, quality_json
from firstline.domain.review.quality_words import HEADS, cells, notes
from firstline.domain.words import Text
from firstline.store.queue.quarters import quality_in as in_period

_TABLES = (
    (Text("按级别", "By priority"), "by_priority"),
    (Text("按月", "By month"), "by_month"),
    (Text("按产品", "By product"), "by_product"),
    (Text("按厂商认定的级别", "By the vendor's own priority"), "theirs"),
)


@command("dashboard", Text("厂商段达成率:响应、恢复(净、毛)、争议、未证实",
                           "How the vendor kept its promises, net and gross"),
         parent=report_)  # fmt: skip
@argument("period", metavar="2026Q3|2026-09", required=False)
def dashboard_(session: Session, *, period: str | None) -> None:
    """Count the vendor's clocks that were judged in a period, by itself the present quarter."""
    found = quality_in(session, period)
    session.answer(quality_json(found, session.language), lambda: told(session, found))


def quality_in(session: Session, period: str | None) -> Quality:
    """Return the figures of a period. Raises BadInput for what is none."""
    now = session.now()
    name = period or quarter_name(now.date())
    return in_period(session.store, session.desk, name, now, session.zone)


def told(session: Session, found: Quality) -> str:
    """Return the figures for a person: four tables, and what has to be known of them."""
    say = session.language
    days = found.period.days
    head = Text(f"厂商段 {found.period.name}({days.first} – {days.last})",
                f"Vendor leg {found.period.name} ({days.first} – {days.last})")  # fmt: skip
    parts = [head.in_(say)]
    for name, which in _TABLES:
        rows: Sequence[Line] = getattr(found, which)
        if rows and (which != "theirs" or found.disputed):
            parts.append(f"{name.in_(say)}\n{_table(session, rows)}")
    parts += [one.in_(say) for one in notes(found)]
    return "\n\n".join(parts)


def _table(session: Session, rows: Sequence[Line]) -> str:
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = [one.in_(session.language) for one in HEADS]
    return table(heads, [cells(one) for one in rows], stretch=4, columns=screen_width())
