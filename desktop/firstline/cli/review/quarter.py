"""`firstline report quarter`: the quarterly review from a frozen snapshot (S69)."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.frozen import report_, write
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.instants import epoch
from firstline.domain.ledger.share import quarter_of
from firstline.domain.review.period import quarter_name, stretch_of
from firstline.domain.review.quarter import quarter_facts
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.training.covered import Cover
    from firstline.report.frozen.shot import Shot


@command("quarter", Text("季度复盘(PDF、XLSX、HTML、DOCX),附快照和哈希",
                         "The quarterly review (PDF, XLSX, HTML, DOCX)"),
         parent=report_)  # fmt: skip
@argument("name", metavar="2026Q3", required=False)
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text("写到这里", "Where to write it"))  # fmt: skip
@option("--from", "frozen", type=click.Path(path_type=Path),
        words=Text("由这份快照重做", "From this snapshot"))  # fmt: skip
def quarter_(session: Session, *, name: str | None, out: Path, frozen: Path | None) -> None:
    """Write the review of a quarter, by itself the last one that ended; the snapshot keeps it."""
    from firstline.report.frozen.quarter import QUARTER, quarter_shot  # noqa: PLC0415 - at need

    now = session.now()
    wanted = "" if frozen else (name or quarter_name(now.date(), 1)).strip().upper()
    if frozen and name:
        raise BadInput(Text("写季度或 --from,不要都写。", "Give a quarter or --from, not both."))
    if wanted:
        quarter_of(wanted)

    def shot() -> "Shot":
        period = stretch_of(wanted, session.zone)
        tickets = session.store.reviewed(datetime.fromtimestamp(period.since, UTC))
        facts = quarter_facts(tickets, session.desk, period, epoch(now), session.zone)
        zone = session.ground.settings.zone
        last = min(period.days.last, now.astimezone(session.zone).date())
        return quarter_shot(session.store.records, facts, wanted, now, zone, session.language,
                            calendars=session.desk.calendars,
                            trained=_trained(session, last))  # fmt: skip

    write(session, wanted, str(out), str(frozen) if frozen else None, shot, QUARTER)


def _trained(session: Session, day: date) -> "Cover":
    """Return how far the staff was trained on that day, as far as is known now."""
    from firstline.cli.training.book import courses_of  # noqa: PLC0415 - at need
    from firstline.domain.training.book import book_of  # noqa: PLC0415
    from firstline.domain.training.covered import cover_of  # noqa: PLC0415
    from firstline.domain.training.training import KIND  # noqa: PLC0415
    from firstline.domain.uncollected import uncollected  # noqa: PLC0415

    courses = courses_of(session)
    with uncollected():
        return cover_of(book_of(courses, session.store.records(KIND), day), courses, day)
