"""What a project sets for its runbook: the window, budgets, tolerance, and who has which role.

Numbers are each project's own: none is invented. Where two machines set different values, the more
careful one counts until somebody sets it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.domain.errors import BadInput
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.runbook import ROLES
from firstline.domain.words import Text

SET, ROLE = "set/", "role/"
RESTORE_DAYS = 30  # S45: a restore drill at most 30 days old, unless the project says less
TOLERANCE_PERCENT = 20
INSTANTS: Mapping[str, Text] = {
    "window_start": Text("停机窗口开始", "downtime window begins"),
    "window_end": Text("停机窗口结束", "downtime window ends"),
}
NUMBERS: Mapping[str, tuple[Text, int]] = {
    "validation_minutes": (Text("验证时长(分钟)", "validation, minutes"), 7 * 24 * 60),
    "rollback_budget_minutes": (Text("回退预算(分钟)", "rollback budget, minutes"), 7 * 24 * 60),
    "restore_days": (Text("恢复演练有效天数", "days a restore drill holds"), 365),
    "tolerance_percent": (Text("演练容差(%)", "tolerance of rehearsals, %"), 500),
}
NAMES: Mapping[str, Text] = {**INSTANTS, **{name: one[0] for name, one in NUMBERS.items()}}


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set; None is not set yet."""

    window_start: datetime | None = None
    window_end: datetime | None = None
    validation: timedelta | None = None
    rollback_budget: timedelta | None = None
    restore_days: int = RESTORE_DAYS
    tolerance_percent: int = TOLERANCE_PERCENT
    roles: Mapping[str, str] = field(default_factory=dict)


def settings_of(book: Book) -> Settings:
    """Return the project's settings; of two that clash the earlier end and the longer time."""
    minutes = {name: _whole(book, name, max) for name in ("validation_minutes",)}
    budget = _whole(book, "rollback_budget_minutes", min)
    days, tolerance = _whole(book, "restore_days", min), _whole(book, "tolerance_percent", min)
    validation = minutes["validation_minutes"]
    return Settings(
        _instant(book, "window_start", max),
        _instant(book, "window_end", min),
        None if validation is None else timedelta(minutes=validation),
        None if budget is None else timedelta(minutes=budget),
        RESTORE_DAYS if days is None else days,
        TOLERANCE_PERCENT if tolerance is None else tolerance,
        {role: name for role in ROLES if (name := book.value(ROLE + role))},
    )


def checked(name: str, value: str, read: Callable[[str], datetime]) -> tuple[str, str]:
    """Return the register and the stored text of a setting that a person wrote.

    `read` reads an instant. `role.business=NAME` names the person of a role. Raises BadInput.
    """
    key = name.strip().replace("-", "_")
    said = " ".join(value.split())[:200]
    role = key.removeprefix("role.")
    if key.startswith("role.") and role in ROLES:
        return ROLE + role, said
    if key in INSTANTS:
        return SET + key, read(said).isoformat() if said else ""
    if key in NUMBERS:
        most = NUMBERS[key][1]
        if said and not (said.isdecimal() and 0 <= int(said) <= most):
            raise BadInput(
                Text(f"{NAMES[key].zh}是 0 到 {most} 的整数。",
                     f"{NAMES[key].en}: a whole number from 0 to {most}.")
            )  # fmt: skip
        return SET + key, said
    names = ", ".join([*NAMES, *(f"role.{one}" for one in ROLES)])
    raise BadInput(
        Text(f"没有“{name[:40]}”这个设置。", f"There is no setting {name[:40]!r}."),
        next_step=Text(f"可用:{names}。", f"Use: {names}."),
    )


def _whole(book: Book, name: str, careful: Callable[..., int]) -> int | None:
    found = [int(one) for one in book.values(SET + name) if one.isdecimal()]
    return careful(found) if found else None


def _instant(book: Book, name: str, careful: Callable[..., datetime]) -> datetime | None:
    found = []
    for one in book.values(SET + name):
        try:
            at = datetime.fromisoformat(one)
        except ValueError:
            continue
        if at.tzinfo is not None:
            found.append(at)
    return careful(found) if found else None
