"""The signature under a process: one named person, and only for what was tested (S33)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.sheet import Flag, entry, text_of
from firstline.domain.ids import derived_id
from firstline.domain.runbook.runbook import ROLES
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text

KIND = "uat_signoff"
SIGN, WITHDRAW = "sign", "withdraw"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, for which cases, and with which known defects."""

    id: str
    at: datetime
    by: str
    role: str
    tested: str
    note: str


def record_id(project: str, process: str) -> str:
    """Return the id of a process's sign-off: the same on two desks."""
    parts = (" ".join(one.casefold().split()) for one in (project, process))
    return derived_id(KIND, *parts)


def name_signer(
    held: Entity | None, project: str, process: str, role: str, person: str, stamp: Stamp
) -> Edit | None:
    """Return the edit that names who signs for a process; None where nothing changes.

    Raises BadInput for an unknown role or no person.
    """
    if role not in ROLES:
        names = ", ".join(ROLES)
        raise BadInput(
            Text(f"没有“{role[:40]}”这个角色。", f"There is no role {role[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"Use: {names}."),
        )
    who = clean(person, 200, "person")
    if not who:
        raise BadInput(Text("要写明由谁签字。", "Name who signs."))
    values: dict[str, Value] = {"role": role, "person": who}
    if held is not None:
        edit = setting(held, values, stamp)
        return edit if edit.changes else None
    values |= {"process": clean(process, 400, "process"), "project": clean(project, 400, "project")}
    changes = tuple(Change(name, value) for name, value in values.items() if value)
    told = entry(stamp, 0, {"what": "opened"})
    key = record_id(project, process)
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes, (told,))


def sign(
    held: Entity | None, stops: tuple[Flag, ...], tested: str, testers: frozenset[str],
    stamp: Stamp, *, by: str, note: str = "", known: int = 0,
) -> Edit:  # fmt: skip
    """Return the edit by which the named person signs for a process.

    `stops` is what stands against it, `tested` the digest of its cases, `testers` who tested,
    `known` how many defects stay open. Raises Refused for what stops it, for anybody but the
    named person, and for a person who tested; BadInput for known defects without a word on them.
    """
    person = text_of(held, "person") if held else ""
    if held is None or not person:
        raise Refused(
            Text("还没有指定由谁签字。", "Nobody is named to sign."),
            next_step=Text("先用 --role 和 --person 指定。", "Name one with --role and --person."),
        )
    if _same(by) != _same(person):
        raise Refused(
            Text(f"由 {person} 签字,不是 {by or '(未写)'}。",
                 f"{person} signs, not {by or 'nobody'}."),
        )  # fmt: skip
    if stops:
        zh, en = (
            ";".join(one.why.zh for one in stops[:4]),
            "; ".join(one.why.en for one in stops[:4]),
        )
        more = f"(+{len(stops) - 4})" if len(stops) > 4 else ""
        raise Refused(Text(f"不能签字:{zh}{more}。", f"It cannot be signed: {en} {more}."))
    if _same(by) in {_same(one) for one in testers}:
        raise Refused(
            Text(f"{by} 自己测试过这个流程,不能签字。", f"{by} tested this and cannot sign it."),
            next_step=Text("请指定另一人签字。", "Name another person to sign."),
        )
    said = clean(note, 4_000, "note", lines=True)
    if known and not said:
        raise BadInput(
            Text(f"还有 {known} 个未解决的缺陷,签字要写明绕行办法。",
                 f"{known} defects are open: to sign, say how people work around them."),
        )  # fmt: skip
    data = {"what": SIGN, "by": person, "role": text_of(held, "role"), "tested": tested}
    return _told(held, data, said, stamp)


def withdraw(held: Entity, stamp: Stamp, *, by: str, reason: str) -> Edit:
    """Return the edit that takes a signature back. Raises BadInput without a person or reason."""
    said, who = clean(reason, 4_000, "reason", lines=True), clean(by, 200, "by")
    if not said or not who:
        raise BadInput(Text("要写明谁撤回和理由。", "Name who withdraws it, and why."))
    return _told(held, {"what": WITHDRAW, "by": who}, said, stamp)


def _told(held: Entity, data: Mapping[str, str], text: str, stamp: Stamp) -> Edit:
    seen = " ".join(one.id for one in heads(held))
    told = entry(stamp, 0, {**data, "seen": seen}, text)
    return Edit(stamp.id, held.id, data["what"], stamp.at, stamp.actor, KIND, (), (told,))


def heads(held: Entity) -> tuple[Event, ...]:
    """Return the signatures and withdrawals that no later one took the place of."""
    said = sorted(
        (one for one in held.events if one.data.get("what") in (SIGN, WITHDRAW)),
        key=lambda one: one.id,
    )
    gone = {name for one in said for name in one.data.get("seen", "").split()}
    return tuple(one for one in said if one.id not in gone)


def signature(held: Entity | None) -> Signature | None:
    """Return the signature that stands: none once somebody withdrew it without being seen."""
    found = heads(held) if held else ()
    if held is None or not found or any(one.data.get("what") == WITHDRAW for one in found):
        return None
    last, person = found[-1], text_of(held, "person")
    if _same(last.data.get("by", "")) != _same(person):
        return None  # somebody else is named now
    return Signature(
        last.id, last.at, last.data.get("by", ""), last.data.get("role", ""),
        last.data.get("tested", ""), last.text,
    )  # fmt: skip


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
