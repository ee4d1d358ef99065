"""Reminders of data that was handed over: destroyed by its day, or overdue (requirements S37)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from firstline.domain.authorisations.authorisation import KIND, Destruction, authorisation_from
from firstline.domain.reminding.reminder import Reminder, day_marks, morning_of
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.reminding.given import Given

DAYS = (3, -1)


def destructions(given: "Given") -> Iterable[Reminder]:
    """Remind three days before data is to be destroyed, and on the day after, until confirmed."""
    for one in map(authorisation_from, given.records(KIND)):
        if one is None or one.destruction(given.today) in (Destruction.NONE, Destruction.DONE):
            continue
        due = one.destroy_due
        if due is None:
            continue
        for mark, at in day_marks(due, DAYS, given.zone):
            late = mark == "-1"
            said = (
                Text("外发数据销毁超期", "Destruction of data overdue")
                if late
                else Text("外发数据要销毁", "Data is to be destroyed")
            )
            yield Reminder(
                f"destroy:{one.id}:{due}", mark, at, morning_of(due, given.zone),
                Text(f"{said.zh}:{one.recipient},{one.number}({due:%m-%d})",
                     f"{said.en}: {one.recipient}, {one.number} ({due:%m-%d})"),
                Text("让对方销毁并留凭据,再在“授权”里确认。",
                     "Have it destroyed with a proof, then confirm it under Authorisations."),
                "contacts", one.id, one.requested_by,
            )  # fmt: skip
