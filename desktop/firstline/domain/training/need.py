"""What a role asks for: which courses are a must, how long they hold, and what comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.training.curriculum import Courses, find_course
from firstline.domain.training.role_words import role_key
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "need"
MUST, SHOULD, NONE = "must", "should", "none"
STRENGTHS: Mapping[str, Text] = {
    MUST: Text("必修", "must"), SHOULD: Text("建议", "should"), NONE: Text("不要求", "not asked"),
}  # fmt: skip
LEVELS: Mapping[int, Text] = {
    1: Text("基础", "basic"), 2: Text("进阶", "intermediate"), 3: Text("高级", "advanced"),
}  # fmt: skip
FORM_WORDS: Mapping[str, Text] = {
    "online": Text("线上", "online"), "onsite": Text("现场", "on-site"), "lab": Text("上机", "lab"),
}  # fmt: skip
GRACE_DAYS = 30
_MOST_DAYS, _MOST_MONTHS = 3650, 600


@dataclass(frozen=True, slots=True)
class Need:
    """What one role asks of one course.

    `valid_months` 0 takes the certificate's own end. `grace_days` is how long a newcomer has, and
    how long a certificate that ended is called overdue before it is called expired. `own` says
    that somebody changed what the curriculum pack says.
    """

    role: str
    course: str
    strength: str = MUST
    valid_months: int = 0
    grace_days: int = GRACE_DAYS
    own: bool = False

    @property
    def must(self) -> bool:
        """Whether it is an obligation."""
        return self.strength == MUST


Needs = Mapping[str, tuple[Need, ...]]


def pack_needs(courses: Courses) -> dict[tuple[str, str], Need]:
    """Return what the packs ask: basic courses of one's role are a must, the higher ones should."""
    return {
        (one.role, one.code): Need(one.role, one.code, MUST if one.level == 1 else SHOULD)
        for one in courses.values()
    }


def needs(courses: Courses, records: Iterable[Entity]) -> dict[str, tuple[Need, ...]]:
    """Return what each role asks, by role: the packs' matrix with own changes laid over it."""
    found = pack_needs(courses)
    for one in records:
        own = need_from(one)
        if own is not None and own.course in courses:
            found[own.role, own.course] = own
    by_role: dict[str, list[Need]] = {}
    for (role, _), need in sorted(found.items()):
        if need.strength != NONE:
            by_role.setdefault(role, []).append(need)
    return {role: tuple(several) for role, several in by_role.items()}


def need_from(entity: Entity) -> Need | None:
    """Return the own requirement that a record holds, None for another record."""
    held = entity.fields
    strength = str(held.get("strength") or MUST)
    role, course = role_key(str(held.get("role") or "")), str(held.get("course") or "")
    if held.get("what") != WHAT or held.get("withdrawn") or strength not in STRENGTHS or not role:
        return None
    return Need(role, course, strength, _whole(held.get("valid_months"), 0),
                _whole(held.get("grace_days"), GRACE_DAYS), own=True)  # fmt: skip


def record_id(role: str, course: str) -> str:
    """Return the id of an own requirement, the same on every desk."""
    return derived_id(KIND, WHAT, role_key(role), course.casefold())


def require(need: Need, courses: Courses, held: Entity | None, stamp: Stamp) -> Edit:
    """Return the edit by which a role asks for a course in another way than the packs.

    Raises BadInput for a course that there is not, and for spans that make no sense.
    """
    course = find_course(courses, need.course)
    role = role_key(clean(need.role, 60, "role"))
    if not role or need.strength not in STRENGTHS:
        raise BadInput(Text("要写明角色和 must、should 或 none。",
                            "Name the role, and must, should or none."))  # fmt: skip
    if not 0 <= need.valid_months <= _MOST_MONTHS or not 0 <= need.grace_days <= _MOST_DAYS:
        raise BadInput(
            Text(f"有效期 0–{_MOST_MONTHS} 个月,宽限 0–{_MOST_DAYS} 天。",
                 f"It holds 0–{_MOST_MONTHS} months; the grace is 0–{_MOST_DAYS} days.")
        )  # fmt: skip
    values: dict[str, Value] = {
        "what": WHAT, "role": role, "course": course.code, "strength": need.strength,
        "valid_months": str(need.valid_months), "grace_days": str(need.grace_days),
    }  # fmt: skip
    if held is not None:
        return setting(held, values, stamp)
    changes = tuple(Change(name, value) for name, value in values.items())
    key = record_id(role, course.code)
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes)


def chain_before(courses: Courses, code: str) -> tuple[str, ...]:
    """Return the courses that come before `code`, the nearest first. Raises BadInput for a ring."""
    found: list[str] = []
    here = courses[code].prerequisite if code in courses else ""
    while here:
        if here == code or here in found:
            raise _ring([code, *found, here])
        found.append(here)
        here = courses[here].prerequisite if here in courses else ""
    return tuple(found)


def check_order(courses: Courses) -> None:
    """Raise BadInput, naming the ring, where prerequisites run in one."""
    for code in courses:
        chain_before(courses, code)


def _ring(codes: list[str]) -> BadInput:
    last = codes[-1]
    said = " → ".join(codes[codes.index(last) :])
    return BadInput(
        Text(f"先修关系成环:{said}。", f"The prerequisites run in a ring: {said}."),
        Text("这份课程没有采用。", "These courses were not used."),
        Text("请去掉其中一条先修关系。", "Take one of these prerequisites out."),
    )


def _whole(value: Value, otherwise: int) -> int:
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdigit() else otherwise
