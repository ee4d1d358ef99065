"""The brake: a pull that would empty a filled store stops and asks (house law 9)."""

from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.words import Text

MOST_TICKETS = 50
MOST_SHARE = 0.2


class MassChange(Refused):
    """A pull wants to take away more tickets than is likely; nothing was changed.

    `count` of `total` tickets would go; `snapshot` is the copy of the profile that was kept.
    """

    def __init__(self, portal: str, count: int, total: int, snapshot: Path | None) -> None:
        kept = Text(
            f"什么都没有删;当前内容的副本在 {snapshot}。" if snapshot else "什么都没有删。",
            f"Nothing was removed; a copy of what is there now is in {snapshot}."
            if snapshot else "Nothing was removed.",
        )  # fmt: skip
        super().__init__(
            Text(
                f"门户“{portal}”要求撤下 {total} 张工单中的 {count} 张,同步已停下。",
                f"The portal “{portal}” would take away {count} of {total} tickets;"
                " the sync has stopped.",
            ),
            kept,
            Text(
                f"若确实如此,请在门户设置中允许一次,或运行 firstline sync {portal} --mass-ok。",
                "If that is right, allow it once in the portal's settings, or run"
                f" firstline sync {portal} --mass-ok.",
            ),
        )
        self.portal = portal
        self.count = count
        self.total = total
        self.snapshot = snapshot


def too_many(dropped: int, held: int) -> bool:
    """Whether taking away `dropped` tickets, of which `held` were there, must be asked for."""
    return dropped > MOST_TICKETS and dropped > MOST_SHARE * held
