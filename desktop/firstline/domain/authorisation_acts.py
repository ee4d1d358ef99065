"""What people do with authorisations, as edits: record one, revoke it."""

from dataclasses import replace

from firstline.domain.authorisation import KIND, Authorisation, fields_of
from firstline.domain.edit import Change, Edit, Stamp
from firstline.domain.entity import opening
from firstline.domain.errors import Refused
from firstline.domain.fields import clean
from firstline.domain.words import Text


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
