"""The letter of a claim with its annex, made from the window as `report claim` makes it (S75)."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import by_number, contracts
from firstline.domain.errors import Refused
from firstline.domain.health import standstill
from firstline.domain.health.sheet import day_of
from firstline.domain.instants import epoch
from firstline.domain.review import claim_acts
from firstline.domain.review.claim import KIND, claim_of
from firstline.domain.review.weighed import Asked, chosen, narrowed, pack_days, weighed
from firstline.domain.words import Language, Text
from firstline.report.frozen.claim import claim_shot
from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot


def claim_shot_of(
    desktop: Desktop, claim_id: str, now: datetime, zone: str, language: Language
) -> "Shot":
    """Return the snapshot of a claim. Raises Refused where it or its contract is gone."""
    store = desktop.store
    record = store.record(KIND, claim_id)
    held = claim_of(record) if record is not None else None
    contract = by_number(contracts(store.records("contract")), held.contract) if held else None
    first, last = (day_of(record, one) if record else None for one in ("first", "last"))
    if held is None or contract is None or first is None or last is None:
        raise Refused(
            Text("这份申请或它的合同不见了。", "The claim or its contract is gone."),
            Text("没有写出文件。", "No file was written."),
        )
    taken = claim_acts.taken(store.records(KIND), claim_id)
    today, pack = now.astimezone(desktop.zone).date(), pack_days(desktop.desk)
    asked = Asked(contract, first, last, today, desktop.zone, taken, pack)
    since = datetime.combine(first, time(), desktop.zone).astimezone(UTC)
    tickets = store.reviewed(since, handed=True)
    found = narrowed(weighed(tickets, desktop.desk, asked, epoch(now)), held.breaches)
    numbers = sorted({one.clock.number for one in chosen(found)})
    losses = standstill.of_claim(map(store.ticket, numbers), store.records, now)
    return claim_shot(asked, found, held, now, zone, language, losses=losses)
