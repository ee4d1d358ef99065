"""An authorisation: who may have which logs and data, for what purpose, from when until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import NOTHING, BadInput, Problem, Refused
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.words import Text

KIND = "authorisation"
ACTIONS = ("view", "export", "modify")
NAMES: Mapping[str, Text] = {
    "number": Text("授权单号", "Authorisation number"),
    "purpose": Text("目的", "Purpose"),
    "scope": Text("数据范围", "Scope"),
    "systems": Text("系统", "Systems"),
    "person": Text("人员", "Person"),
    "company": Text("公司", "Company"),
    "staff_no": Text("工号", "Staff number"),
    "tool": Text("工具与会话方式", "Tool"),
    "starts": Text("开始", "From"),
    "ends": Text("结束", "Until"),
    "allowed": Text("允许操作", "Allowed actions"),
    "escort": Text("陪同人", "Escort"),
    "backup": Text("备份确认", "Backup confirmed"),
    "destroy": Text("数据带走与销毁", "Data taken, destruction date"),
    "destroy_on": Text("销毁期限", "Destroy by"),
    "revocation": Text("撤销方式", "How to revoke"),
    "approver": Text("批准人", "Approver"),
    "requested_by": Text("申请人", "Requested by"),
}
_PLAIN = (
    "number", "purpose", "scope", "person", "company", "staff_no", "tool", "escort", "backup",
    "destroy", "destroy_on", "revocation", "approver", "requested_by",
)  # fmt: skip
_SAID = ("revoked_by", "revoke_reason", "ended_by", "destroyed_by", "destroy_proof")
_NEEDED = ("purpose", "scope", "person", "company", "approver")
_NOT_MADE = Text("没有登记授权。", "No authorisation was recorded.")
_NOTHING_LEFT = Text("没有导出任何内容。", "Nothing was exported.")
_MAKE_ONE = Text(
    "请先登记新的授权:firstline authorisation new。",
    "Record a new one first: firstline authorisation new.",
)


class Standing(StrEnum):
    """Whether an authorisation holds at an instant."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"


STANDINGS: Mapping[Standing, Text] = {
    Standing.VALID: Text("有效", "valid"),
    Standing.NOT_YET: Text("未生效", "not yet valid"),
    Standing.EXPIRED: Text("已过期", "expired"),
    Standing.REVOKED: Text("已撤销", "revoked"),
}


class Destruction(StrEnum):
    """How the data stands that was handed over under an authorisation (requirements S37)."""

    NONE = "none"  # no day was agreed
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"  # somebody has confirmed it


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One authorisation (templates.md M.2); `starts` and `ends` are aware, `ends` is not in it.

    No system named means every system; `revoked_at` None means that it was not revoked.
    `destroy_on` is the last day for the destruction of the data, in ISO 8601, "" for none.
    `ended_by` ended it before its time; `destroyed_by` confirmed the destruction.
    """

    id: str
    number: str
    purpose: str
    scope: str
    person: str
    company: str
    starts: datetime
    ends: datetime
    approver: str
    requested_by: str = ""
    systems: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ("view", "export")
    staff_no: str = ""
    tool: str = ""
    escort: str = ""
    backup: str = ""
    destroy: str = ""
    revocation: str = ""
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoke_reason: str = ""
    destroy_on: str = ""
    ended_by: str = ""
    destroyed_at: datetime | None = None
    destroyed_by: str = ""
    destroy_proof: str = ""

    @property
    def destroy_due(self) -> date | None:
        """The last day for the destruction, None for none."""
        return _day(self.destroy_on)

    def destruction(self, today: date) -> Destruction:
        """Return how the handed-over data stands on the day `today`; the last day is in time."""
        if self.destroyed_at is not None:
            return Destruction.DONE
        due = self.destroy_due
        if due is None:
            return Destruction.NONE
        return Destruction.OVERDUE if today > due else Destruction.DUE

    def standing(self, now: datetime) -> Standing:
        """Return how it stands at `now`; a revocation outranks everything (requirements S37)."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        if now < self.starts:
            return Standing.NOT_YET
        return Standing.VALID if now < self.ends else Standing.EXPIRED

    @property
    def recipient(self) -> str:
        """The person and the company that get what leaves."""
        gap = " " if self.company.isascii() else ""
        return f"{self.person}{gap}({self.company})" if self.company else self.person


def authorisation_from(entity: Entity) -> Authorisation | None:
    """Return the authorisation in a record, None for one whose times cannot be read."""
    fields = entity.fields
    starts, ends = _instant(fields.get("starts")), _instant(fields.get("ends"))
    if starts is None or ends is None:
        return None
    texts = {name: str(fields.get(name) or "") for name in _PLAIN}
    return Authorisation(
        id=entity.id, starts=starts, ends=ends, systems=_listed(fields.get("systems")),
        allowed=_listed(fields.get("allowed")), revoked_at=_revoked(fields.get("revoked_at"), ends),
        destroyed_at=_instant(fields.get("destroyed_at")),
        **{name: str(fields.get(name) or "") for name in _SAID}, **texts,
    )  # fmt: skip


def fields_of(one: Authorisation) -> dict[str, Value]:
    """Return the fields that the record bears. Raises BadInput for what cannot stand.

    Purpose, scope, person, company and approver are needed; the end lies after the start; and
    the approver is not the one who asks (four eyes, requirements N9).
    """
    values: dict[str, Value] = {
        name: clean(getattr(one, name), 2000 if name in ("purpose", "scope") else 200, name)
        for name in _PLAIN
    }
    missing = [NAMES[name] for name in _NEEDED if not values[name]]
    if missing:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise BadInput(Text(f"授权缺少:{zh}。", f"The authorisation lacks: {en}."), _NOT_MADE)
    if one.ends <= one.starts:
        raise BadInput(
            Text("授权的结束要晚于开始。", "The end must lie after the start."), _NOT_MADE
        )
    if str(values["approver"]).casefold() == str(values["requested_by"]).casefold():
        raise Refused(
            Text("批准人不能是申请人自己。", "The approver cannot be the one who asks."), _NOT_MADE
        )
    if values["destroy_on"] and _day(str(values["destroy_on"])) is None:
        raise BadInput(
            Text("销毁期限写成 2026-12-15。", "The day of destruction is written 2026-12-15."),
            _NOT_MADE,
        )
    wrong = [name for name in one.allowed if name not in ACTIONS]
    if wrong or not one.allowed:
        raise BadInput(
            Text(f"允许操作只能是 {', '.join(ACTIONS)}。",
                 f"Allowed actions are among: {', '.join(ACTIONS)}."),
            _NOT_MADE,
        )  # fmt: skip
    return {
        **values, "systems": tuple(clean(name, 200, "systems") for name in one.systems if name),
        "allowed": one.allowed, "starts": one.starts.isoformat(), "ends": one.ends.isoformat(),
    }  # fmt: skip


def check_covers(one: Authorisation, now: datetime, product: str = "") -> None:
    """Raise Refused unless what belongs to `product` may leave at `now` under this one."""
    number = one.number
    standing = one.standing(now)
    if standing is Standing.REVOKED and one.revoked_at is not None:
        at, by = f"{one.revoked_at:%Y-%m-%d %H:%M}", one.revoked_by or "-"
        raise _blocked(f"授权 {number} 已撤销({at},{by})。",
                       f"Authorisation {number} was revoked ({at}, {by}).")  # fmt: skip
    if standing is Standing.EXPIRED:
        at = f"{one.ends:%Y-%m-%d %H:%M}"
        raise _blocked(f"授权 {number} 已于 {at} 过期。", f"Authorisation {number} ended at {at}.")
    if standing is Standing.NOT_YET:
        at = f"{one.starts:%Y-%m-%d %H:%M}"
        raise _blocked(
            f"授权 {number} 要到 {at} 才生效。", f"Authorisation {number} begins at {at} only."
        )
    if "export" not in one.allowed:
        raise _blocked(f"授权 {number} 不允许导出,只允许:{', '.join(one.allowed)}。",
                       f"Authorisation {number} allows no export, only: "
                       f"{', '.join(one.allowed)}.")  # fmt: skip
    systems = [name.casefold() for name in one.systems]
    if systems and product and product.casefold() not in systems:
        raise _blocked(f"授权 {number} 只包括 {'、'.join(one.systems)},不包括 {product}。",
                       f"Authorisation {number} covers {', '.join(one.systems)}, "
                       f"not {product}.")  # fmt: skip


def needed(what: Text = NOTHING) -> Problem:
    """Return the refusal of logs or attachments that would leave without an authorisation."""
    zh = f"({what.zh})" if what.zh else ""
    en = f" ({what.en})" if what.en else ""
    return _blocked(f"日志和附件要有授权才能外发{zh}。",
                    f"Logs and attachments leave only under an authorisation{en}.")  # fmt: skip


def find(records: Iterable[Entity], key: str) -> Authorisation:
    """Return the authorisation with this number or id. Raises Refused when there is none."""
    plain = key.strip().casefold()
    for entity in records:
        one = authorisation_from(entity)
        if one is not None and plain in (one.number.casefold(), one.id):
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这张授权。", f"There is no authorisation “{key[:40]}”."),
        Text("什么都没有做。", "Nothing was done."),
        Text("用 firstline authorisation list 查看;没有就先登记:authorisation new。",
             "See firstline authorisation list; record one first: authorisation new."),
    )  # fmt: skip


def _blocked(zh: str, en: str) -> Refused:
    return Refused(Text(zh, en), _NOTHING_LEFT, _MAKE_ONE)


def _instant(value: Value) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _revoked(value: Value, ends: datetime) -> datetime | None:
    """Return when it was revoked; a time that cannot be read is a revocation all the same."""
    return (_instant(value) or ends) if value else None


def _listed(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return tuple(one for one in str(value or "").split(",") if one)
