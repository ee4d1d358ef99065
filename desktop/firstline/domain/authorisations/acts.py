"""What people do with authorisations, as edits: record, mend, end, revoke, confirm destruction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from firstline.domain.authorisations.authorisation import (
    KIND,
    NAMES,
    Authorisation,
    Standing,
    fields_of,
)
from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text

MAY_CHANGE = ("staff_no", "tool", "escort", "backup", "destroy", "destroy_on", "revocation")
"""What may be said anew; the rest is what somebody approved, and another needs a new approval."""
_KEPT = Text("什么都没有改。", "Nothing was changed.")


def number_of(stamp: Stamp) -> str:
    """Return the number of an authorisation made under this stamp, such as SQ-20261128-7F3ABC.

    It comes from the stamp alone, so that two desks without a network give no number twice.
    """
    return f"SQ-{stamp.at:%Y%m%d}-{stamp.id.replace('-', '')[-6:].upper()}"


def record(one: Authorisation, stamp: Stamp) -> Edit:
    """Return the edit that records an authorisation, asked for by the one who acts.

    Raises BadInput and Refused as `fields_of`, and Refused where nobody is named who asks: four
    eyes need two names (requirements N9). Who records for somebody else does not approve either.
    """
    if not (one.requested_by or stamp.actor).strip():
        raise Refused(
            Text("这台电脑还没有填使用者的名字,看不出是谁申请的。",
                 "This PC does not know who uses it, so nobody is seen to ask."),
            Text("没有登记授权。", "No authorisation was recorded."),
            Text("请先填姓名(设置 → 姓名),或在终端用 --requested-by 写明。",
                 "Write your name first (settings, Name), or say --requested-by on a terminal."),
        )  # fmt: skip
    if stamp.actor and one.approver.strip().casefold() == stamp.actor.strip().casefold():
        one = replace(one, requested_by=stamp.actor)
    whole = replace(one, number=number_of(stamp), requested_by=one.requested_by or stamp.actor)
    return opening(KIND, one.id, fields_of(whole), stamp.id, stamp.at, stamp.actor)


def revoke(one: Authorisation, stamp: Stamp, reason: str = "") -> Edit:
    """Return the edit that revokes it from the stamp's instant on; it holds at once, offline too.

    The record counts as revoked on every desk as soon as it has this edit (requirements S37).
    Raises Refused for one that was revoked before.
    """
    if one.revoked_at is not None:
        raise Refused(
            Text(
                f"授权 {one.number} 早已撤销。", f"Authorisation {one.number} was revoked before."
            ),
            Text("什么都没有改。", "Nothing was changed."),
        )
    said = clean(reason, 500, "reason")
    changes = (
        Change("revoked_at", stamp.at.isoformat()),
        Change("revoked_by", stamp.actor),
        Change("revoke_reason", said),
    )
    return Edit(stamp.id, one.id, "revoke", stamp.at, stamp.actor, KIND, changes)


def change(one: Authorisation, values: Mapping[str, str], stamp: Stamp) -> Edit:
    """Return the edit that says some of MAY_CHANGE anew; what is equal is left out.

    Raises Refused for a field that somebody approved (four eyes, requirements N9) and for the day
    of a destruction that was confirmed, BadInput for what cannot stand.
    """
    fixed = [name for name in values if name not in MAY_CHANGE]
    unknown = [name for name in fixed if name not in NAMES]
    if unknown:
        names, said = ", ".join(MAY_CHANGE), unknown[0][:40]
        raise BadInput(
            Text(f"没有“{said}”这个字段。", f"There is no field {said!r}."),
            _KEPT, Text(f"可用:{names}。", f"Use: {names}."),
        )  # fmt: skip
    if fixed:
        named = NAMES[fixed[0]]
        raise Refused(
            Text(f"“{named.zh}”已经批准,不能改。", f"“{named.en}” was approved and cannot change."),
            _KEPT, Text("请登记新的授权,或提前结束这一张。",
                        "Record a new authorisation, or end this one early."),
        )  # fmt: skip
    if one.destroyed_at is not None and values.get("destroy_on", one.destroy_on) != one.destroy_on:
        raise Refused(
            Text("销毁已经确认,期限不能再改。", "The destruction was confirmed; its day stands."),
            _KEPT,
        )
    kept = {name: " ".join(value.split()) for name, value in values.items()}
    fields = fields_of(replace(one, **kept))  # type: ignore[arg-type] # all of them are texts
    changes = tuple(
        Change(name, fields[name], getattr(one, name)) for name in kept
        if (fields[name] or "") != getattr(one, name)
    )  # fmt: skip
    return Edit(stamp.id, one.id, "set", stamp.at, stamp.actor, KIND, changes)


def end(one: Authorisation, stamp: Stamp) -> Edit:
    """Return the edit that ends it at the stamp's instant, before its time; nobody did wrong.

    Raises Refused for one that does not hold now: a coming one is revoked instead.
    """
    if one.standing(stamp.at) is not Standing.VALID:
        raise Refused(
            Text(f"授权 {one.number} 现在不生效,不用结束。",
                 f"Authorisation {one.number} does not hold now: there is nothing to end."),
            _KEPT,
        )  # fmt: skip
    changes = (
        Change("ends", stamp.at.isoformat(), one.ends.isoformat()),
        Change("ended_by", stamp.actor),
    )
    return Edit(stamp.id, one.id, "end", stamp.at, stamp.actor, KIND, changes)


def destroyed(one: Authorisation, by: str, at: datetime, stamp: Stamp, proof: str = "") -> Edit:
    """Return the edit that confirms that the handed-over data was destroyed, by whom and when.

    Raises BadInput without a name and for a time to come, Refused while the authorisation holds
    or where the destruction was confirmed before (requirements S37).
    """
    who = clean(by, 200, "person").strip()
    if not who:
        raise BadInput(Text("请写明谁销毁的。", "Say who destroyed it."), _KEPT)
    if at > stamp.at:
        raise BadInput(Text("销毁时间还没有到。", "That time has not come yet."), _KEPT)
    if one.destroyed_at is not None:
        raise Refused(Text("销毁早已确认。", "The destruction was confirmed before."), _KEPT)
    if one.standing(stamp.at) is Standing.VALID:
        raise Refused(
            Text(f"授权 {one.number} 还有效,数据还可以用。",
                 f"Authorisation {one.number} still holds; the data may still be used."),
            _KEPT, Text("请先结束或撤销它。", "End or revoke it first."),
        )  # fmt: skip
    changes = (
        Change("destroyed_at", at.isoformat()), Change("destroyed_by", who),
        Change("destroy_proof", clean(proof, 500, "proof")),
    )  # fmt: skip
    return Edit(stamp.id, one.id, "destroyed", stamp.at, stamp.actor, KIND, changes)


def days_over(one: Authorisation, today: date) -> int:
    """Return for how many days the destruction is overdue, 0 where it is not."""
    due = one.destroy_due
    return max(0, (today - due).days) if due and one.destroyed_at is None else 0
