"""Edits that are two halves of one act – a booking and its voucher – go back together."""

import sqlite3
from datetime import datetime

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.tied import OTHERS, first_half
from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.store.acts import undo
from firstline.store.shown.overlay import StoredEdit, edits_in, stored_edit
from firstline.store.shown.shown import Desk

NEAR = 64  # edits performed in one step stand one behind the other; this many are looked at


def halves(raw: sqlite3.Connection, edit_id: str) -> list[StoredEdit]:
    """Return every edit of the act that an edit belongs to, in their order; nearly always one.

    The other half of an act on a ticket is looked for right behind it, where it was performed: a
    desk has most edits of tickets by far, and a search through all of them would be felt.
    """
    asked = stored_edit(raw, edit_id)
    if asked is None:
        return []
    first, marks = first_half(asked.edit), ", ".join("?" * len(OTHERS))
    where, given = f"kind IN ({marks}) AND instr(doc, ?)>0", (*sorted(OTHERS), first)
    if asked.edit.kind == "ticket":
        found = edits_in(raw, f"n BETWEEN ? AND ? AND {where}", (asked.n, asked.n + NEAR, *given))
        found = [asked, *found]
    else:
        found = edits_in(raw, f"id=? OR ({where})", (first, *given))
    return [one for one in found if first_half(one.edit) == first] or [asked]


def withdraw(desk: Desk, edit_id: str) -> list[Edit]:
    """Take an edit back, and with it the other half of its act; return what was taken back.

    Raises Refused as `undo.withdraw` does, and where the other half was sent: then what was done is
    undone by another act, which keeps both in step. What the portal refused is let go alone.
    """
    several = halves(desk.raw, edit_id)
    asked = next((one for one in several if one.edit.id == edit_id), None)
    others = [one for one in several if one is not asked and one.state != "withdrawn"]
    if asked is None or not (_may_go(asked) or asked.state == "refused"):
        others = []  # undo.withdraw says what is wrong
    elif asked.state == "waiting" and not all(map(_may_go, others)):
        raise _half_sent()
    going = [one for one in several if one is asked or (one in others and _may_go(one))]
    ids = [one.edit.id for one in reversed(going)] or [edit_id]
    return [undo.withdraw(desk, one) for one in ids]


def _may_go(one: StoredEdit) -> bool:
    """Whether it is not on its way, nor arrived."""
    return one.state == "refused" or (one.state == "waiting" and not one.tries)


def reinstate(desk: Desk, edit_id: str, now: datetime) -> list[Edit]:
    """Put a withdrawn edit back, and with it the other half of its act. Raises Refused."""
    several = halves(desk.raw, edit_id)
    ids = [one.edit.id for one in several if one.state == "withdrawn" or one.edit.id == edit_id]
    return [undo.reinstate(desk, one, now) for one in ids or [edit_id]]


def _half_sent() -> Refused:
    return Refused(
        Text("这一步和另一条记录里的一笔是一件事,另一半已经送出,不能只撤回这一半。",
             "This and an entry in another record are one act, and the other half was sent: "
             "this half is not taken back alone."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请做相反的一步(例如取消预订、撤回申请):两边一起变。",
             "Do the opposite act (cancel the booking, take the request back): both follow."),
    )  # fmt: skip
