"""What people do with completions and certificates, as edits: record, grant, revoke."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.training.curriculum import Course, last_day
from firstline.domain.training.training import (
    COMPLETION,
    GRANTED,
    KIND,
    RECORDED,
    REVOKED,
    Certificate,
    appending,
    entry,
    facts_of,
    may_be,
)
from firstline.domain.words import Text

_NOT_RECORDED = Text("什么都没有记录。", "Nothing was recorded.")
_NOT_CHANGED = Text("什么都没有改。", "Nothing was changed.")
_WHO_FIRST = Text("请先在设置里填写您的名字。", "Put your name into the settings first.")
_MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Passed:
    """What is recorded of somebody: which course, on which day, with what score and proof.

    `until` None takes the course's own validity; an empty list of the scope is all of them.
    """

    person: str
    course: Course
    on: date
    until: date | None = None
    score: str = ""
    proof: str = ""
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    number: str = ""


def record(passed: Passed, stamp: Stamp, today: date, known: Container[str] = ()) -> Edit:
    """Return the edit that records a completion; who records somebody else's grants it as well.

    One's own waits for a grant by somebody else (four eyes, requirements N9). The same completion
    has the same id on every desk, so that two who record it meet; `known` are the ids in use.
    Raises BadInput for what makes no sense, Refused for what stands already.
    """
    person = " ".join(clean(passed.person, 80, "person").split())
    if not person:
        raise BadInput(Text("要写明是谁。", "Say who it is."), _NOT_RECORDED)
    values = _fields(passed, person, today)
    key = record_id(person, passed.course.code, passed.on)
    if key in known:
        raise Refused(
            Text(f"{person} {passed.on} 的 {passed.course.code} 已有记录。",
                 f"{passed.course.code} of {person}, {passed.on}, is on record."),
            _NOT_RECORDED,
            Text("要改内容,请先撤销那一条,再用通过的另一天登记。",
                 "To change it, revoke that record and record another day."),
        )  # fmt: skip
    fits = vouches(stamp, person)
    line = entry(stamp, GRANTED, facts=facts_of(values)) if fits else entry(stamp, RECORDED)
    changes = tuple(Change(name, value) for name, value in values.items() if value not in ("", ()))
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes, (line,))


def vouches(stamp: Stamp, person: str) -> bool:
    """Whether who acts may grant a certificate to `person`: somebody with a name, and another."""
    return bool(stamp.actor.strip()) and not may_be(stamp.actor, person)


def record_id(person: str, course: str, on: date) -> str:
    """Return the id of the record of one completion, the same on every desk."""
    return derived_id(KIND, COMPLETION, person.casefold(), course.casefold(), on.isoformat())


def grant(one: Certificate, stamp: Stamp) -> Edit:
    """Return the edit by which the one who acts vouches for what the record says now.

    Raises Refused for one's own, for one that was revoked, and where nobody is named.
    """
    if not stamp.actor.strip():
        raise Refused(
            Text("授予人要有名字。", "Who grants it must have a name."), _NOT_CHANGED, _WHO_FIRST
        )
    if may_be(stamp.actor, one.person):
        raise Refused(
            Text("不能给自己授予证书。", "Nobody grants a certificate to himself."), _NOT_CHANGED,
            Text("请另一位同事授予。", "Let somebody else grant it."),
        )  # fmt: skip
    _holds_still(one)
    return appending(one, stamp, entry(stamp, GRANTED, facts=one.facts))


def revoke(one: Certificate, stamp: Stamp, reason: str) -> Edit:
    """Return the edit that revokes it at once, offline too; the reason is needed.

    Raises BadInput without a reason, Refused for one that was revoked before.
    """
    _holds_still(one)
    why = clean(reason, 500, "reason")
    if not why:
        raise BadInput(Text("撤销要写原因。", "A revocation needs its reason."), _NOT_CHANGED)
    return appending(one, stamp, entry(stamp, REVOKED, reason=why))


def _holds_still(one: Certificate) -> None:
    if one.revoked_at is not None:
        raise Refused(
            Text(f"{one.person} 的 {one.course} 早已撤销。",
                 f"{one.course} of {one.person} was revoked before."),
            _NOT_CHANGED,
        )  # fmt: skip


def _fields(passed: Passed, person: str, today: date) -> dict[str, Value]:
    course, on = passed.course, passed.on
    until = passed.until or last_day(on, course.valid_months)
    if on > today:
        raise BadInput(
            Text(f"通过日期 {on} 还没有到。", f"The day of passing, {on}, has not come yet."),
            _NOT_RECORDED,
        )
    if until < on:
        raise BadInput(
            Text("有效期要晚于通过日期。", "It cannot end before it was passed."), _NOT_RECORDED
        )
    scope = {name: _listed(getattr(passed, name)) for name in ("products", "modules", "sites")}
    return {
        "what": COMPLETION, "person": person, "course": course.code, "level": str(course.level),
        "opens": course.opens, "on": on.isoformat(), "until": until.isoformat(), **scope,
        "score": _points(passed.score), "proof": clean(passed.proof, 500, "proof"),
        "number": passed.number,
    }  # fmt: skip


def _listed(several: tuple[str, ...]) -> tuple[str, ...]:
    parts = (part for one in several for part in re.split(r"[;；,，、]", one))
    kept = (" ".join(clean(one, 80, "scope").split()) for one in parts)
    return tuple(dict.fromkeys(one for one in kept if one))


def _points(text: str) -> str:
    """Return a score of 0 to 100 points as it is stored, "" for none. Raises BadInput."""
    plain = text.strip()
    if not plain:
        return ""
    try:
        points = Decimal(plain)
    except InvalidOperation:
        points = Decimal(-1)
    if not points.is_finite() or not 0 <= points <= _MOST_POINTS:
        raise BadInput(
            Text(f"分数应为 0 到 100,不是“{plain[:20]}”。",
                 f"A score is 0 to 100, not “{plain[:20]}”."),
            _NOT_RECORDED,
        )  # fmt: skip
    return f"{points.normalize():f}"
