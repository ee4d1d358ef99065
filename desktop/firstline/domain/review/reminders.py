"""What of a look back is told beforehand: a source to look at again, an answer to a claim."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstline.domain.health.sheet import day_of, text_of
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.review.claim import KIND as CLAIM
from firstline.domain.review.claim import claims
from firstline.domain.review.policy import KIND as POLICY
from firstline.domain.review.policy import sources
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

SECTION = "contracts"


def policy_looks(given: "Given") -> Iterable[Reminder]:
    """Remind on the day on which a source is to be looked at again (S74)."""
    for one in sources(given.records(POLICY)):
        if one.due is None:
            continue
        name = text_of(one.entity, "title")
        for mark, at in day_marks(one.due, (0,), given.zone):
            yield Reminder(
                f"{POLICY}:{one.entity.id}:{one.due}", mark, at, morning_of(one.due, given.zone),
                Text(f"该再看一次:{name}", f"To be looked at again: {name}"),
                Text("查看来源,登记看到什么、影响什么。",
                     "Look at the source; record what was found and what it changes."),
                SECTION, one.entity.id, text_of(one.entity, "owner"),
            )  # fmt: skip


def claim_answers(given: "Given") -> Iterable[Reminder]:
    """Remind three days before an answer to a claim is due and on the day after (S75)."""
    for one in claims(given.records(CLAIM)):
        due = day_of(one.entity, "reply_by")
        if one.state != "sent" or due is None:
            continue
        name = text_of(one.entity, "title")
        for mark, at in day_marks(due, (3, -1), given.zone):
            yield Reminder(
                f"{CLAIM}:{one.entity.id}:{due}", mark, at, morning_of(due, given.zone),
                Text(f"补偿申请待答复:{name}({due:%m-%d})",
                     f"A claim awaits its answer: {name} ({due:%m-%d})"),
                Text("催厂商答复,或登记结果。", "Press the vendor, or record the result."),
                SECTION, one.entity.id,
            )  # fmt: skip
