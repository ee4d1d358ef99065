"""What of requests is told beforehand: a quote that expires, a delivery that is due or late."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.services.form import KIND
from firstline.domain.services.request import ServiceRequest, State, requests
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

SECTION = "contracts"
QUOTE_DAYS = (7, 3, 0)
DELIVERY_DAYS = (3, -1)


def quotes_end(given: "Given") -> Iterable[Reminder]:
    """Remind 7 and 3 days before a quote that awaits approval expires, and on its last day."""
    for one in _open(given, State.QUOTED):
        quote = one.quote
        if quote is None or quote.valid is None:
            continue
        for mark, at in day_marks(quote.valid, QUOTE_DAYS, given.zone):
            name = one.title
            yield Reminder(
                f"{KIND}:{one.id}:quote:{quote.valid}", mark, at,
                morning_of(quote.valid, given.zone),
                Text(f"{name.zh}:报价 {quote.valid:%m-%d} 过期",
                     f"{name.en}: the quote expires on {quote.valid:%m-%d}"),
                Text("批准它,或请厂商延长。", "Approve it, or ask the vendor for more time."),
                SECTION, one.id,
            )  # fmt: skip


def deliveries_due(given: "Given") -> Iterable[Reminder]:
    """Remind three days before a delivery is due and on the day after (S10)."""
    for one in _open(given, State.APPROVED):
        if one.due is None:
            continue
        for mark, at in day_marks(one.due, DELIVERY_DAYS, given.zone):
            late, name = mark == "-1", one.title
            said = Text("交付已过期", "delivery is overdue") if late else (
                Text("快到交付日", "delivery is due soon")
            )  # fmt: skip
            yield Reminder(
                f"{KIND}:{one.id}:delivery:{one.due}", mark, at, morning_of(one.due, given.zone),
                Text(f"{name.zh}:{said.zh}({one.due:%m-%d})",
                     f"{name.en}: {said.en} ({one.due:%m-%d})"),
                Text("催厂商交付,或登记交付。", "Press the vendor, or record the delivery."),
                SECTION, one.id, one.paid.requester,
            )  # fmt: skip


def _open(given: "Given", state: State) -> list[ServiceRequest]:
    return [one for one in requests(given.records(KIND)) if one.state is state]
