"""Safety classes L0 to L3: who may do a step, what it asks for, and what must never stand in it."""

import re
from collections.abc import Mapping
from enum import StrEnum

from firstline.domain.patterns import pattern
from firstline.domain.words import Text


class Safety(StrEnum):
    """How much harm a step can do, and so who may do it."""

    L0 = "L0"  # safe, looking only: anybody
    L1 = "L1"  # a super-user with a valid certificate
    L2 = "L2"  # an administrator with a verified backup
    L3 = "L3"  # the vendor or a database administrator alone


NAMES: Mapping[Safety, Text] = {
    Safety.L0: Text("L0 安全,只读", "L0 safe, looking only"),
    Safety.L1: Text("L1 持证超级用户", "L1 certified super-user"),
    Safety.L2: Text("L2 管理员,先验证备份", "L2 administrator, backup verified"),
    Safety.L3: Text("L3 仅厂商或 DBA", "L3 vendor or DBA alone"),
}
ASKS: Mapping[Safety, Text] = {
    Safety.L0: Text("", ""),
    Safety.L1: Text(
        "这一步需要有效的超级用户证书。", "This step asks for a valid super-user certificate."
    ),
    Safety.L2: Text(
        "这一步由系统管理员做,而且先有验证过的备份。",
        "An administrator does this step, with a backup that was verified.",
    ),
    Safety.L3: Text(
        "这一步只由厂商或 DBA 做,请升级处理。",
        "The vendor or a DBA alone does this step; escalate.",
    ),
}
"""What the person must have before a step of the class is offered."""

_HARM = pattern(
    r"\bdelete\s+(?:from\b|\w+\s+where\b)|\bupdate\s+[\w.\[\]]+\s+set\b"
    r"|\b(?:drop|truncate|alter)\s+(?:table|database|index|view|procedure|login|user)\b"
    r"|\binsert\s+into\b|\bmerge\s+into\b|\bexec(?:ute)?\s+(?:sp_|xp_)|\bxp_cmdshell\b"
    r"|\bdbcc\s+\w+|\brepair_\w+|\bsp_(?:resetstatus|detach_db|attach_db|configure)\b"
    r"|\bset\s+(?:emergency|single_user|offline)\b|\bkill\s+\d+|\balter\s+system\b"
    r"|\bbackup\s+log\b.*\btruncate_only\b|\brestore\s+(?:database|log)\b"
    r"|\brm\s+-\w*[rf]|\bformat\s+[a-z]:|\bdel\s+/",
    re.IGNORECASE | re.DOTALL,
)


def harm_in(text: str) -> str:
    """Return the first command in `text` that changes or destroys data, or "".

    Nothing of the kind may stand in what is safe for everybody or for a super-user (L0, L1).
    """
    found = _HARM.search(text)
    return " ".join(found[0].split())[:60] if found else ""
