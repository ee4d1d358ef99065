"""A RACI row: who does an activity, who answers for it, who is asked and who is told (M.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text

ROLES: Mapping[str, Text] = {
    "superuser": Text("超级用户", "Super-user"),
    "it_lead": Text("IT 负责人", "IT lead"),
    "it": Text("IT", "IT"),
    "dba": Text("DBA", "DBA"),
    "business": Text("业务负责人", "Business owner"),
    "finance": Text("财务", "Finance"),
    "security": Text("信息安全", "Security"),
    "pm": Text("项目经理", "Project lead"),
    "vendor": Text("厂商", "Vendor"),
    "partner": Text("服务商", "Partner"),
}
LETTERS: Mapping[str, Text] = {
    "R": Text("执行", "Responsible"),
    "A": Text("负责", "Accountable"),
    "C": Text("咨询", "Consulted"),
    "I": Text("知会", "Informed"),
}
ACTIVITIES: Mapping[str, Text] = {
    "classify": Text("定级", "Set the priority"),
    "handoff": Text("交接厂商", "Hand over to the vendor"),
    "command": Text("P1 指挥", "Command a P1"),
    "authorise": Text("授权", "Authorise"),
    "pay": Text("付费批准", "Approve payment"),
    "go": Text("切换放行", "Go / no-go"),
}
_USUAL: Mapping[str, str] = {
    "classify": "superuser=R it_lead=A vendor=C business=I",
    "handoff": "superuser=R it_lead=A",
    "command": "it_lead=R business=A vendor=C",
    "authorise": "it_lead=R security=A",
    "pay": "it_lead=R finance=A",
    "go": "pm=R business=A vendor=C",
}
_KEY = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True, slots=True)
class Raci:
    """One activity and the letters of each role, such as R, or RA for one who does both."""

    key: str
    activity: str
    letters: Mapping[str, str]

    @property
    def name(self) -> Text:
        """What the activity is called."""
        if self.activity:
            return Text(self.activity, self.activity)
        return ACTIVITIES.get(self.key, Text(self.key, self.key))

    def who(self, letter: str) -> tuple[str, ...]:
        """Return the roles that have `letter`."""
        return tuple(role for role, held in self.letters.items() if letter in held)

    def roles(self) -> tuple[str, ...]:
        """Return every role of the row."""
        return tuple(self.letters)

    def faults(self) -> tuple[Text, ...]:
        """Return what is wrong with the row: exactly one A, and at least one R."""
        found = []
        name, many = self.name, len(self.who("A"))
        if many != 1:
            found.append(Text(f"“{name.zh}”要恰好一个 A(负责),现在是 {many} 个。",
                              f"“{name.en}” needs exactly one A, and has {many}."))  # fmt: skip
        if not self.who("R"):
            found.append(
                Text(f"“{name.zh}”至少要一个 R(执行)。", f"“{name.en}” needs at least one R.")
            )
        return tuple(found)


def usual_rows() -> tuple[Raci, ...]:
    """Return the rows of templates M.6, named in whatever language is read."""
    return tuple(Raci(key, "", _letters(words)) for key, words in _USUAL.items())


def _letters(words: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in words.split())
    return {role: letters for role, _, letters in pairs}


def parse_row(key: str, words: str, activity: str = "") -> Raci:
    """Return the row written as `superuser=R it_lead=A vendor=C`. Raises BadInput with the reason.

    The letters may be joined (`RA`) and in any case; a role is one of ROLES or a word of one's own.
    """
    if not _KEY.fullmatch(key):
        raise BadInput(
            Text(f"“{key[:40]}”不能作活动的名称。", f"{key[:40]!r} cannot name an activity."),
            next_step=Text("用字母、数字、汉字和 - 。", "Use letters, digits and -."),
        )
    letters: dict[str, str] = {}
    for role, given in _letters(words).items():
        held = "".join(one for one in LETTERS if one in given.upper())
        if not role or not held or set(given.upper()) - set(LETTERS):
            raise BadInput(
                Text(f"看不懂“{role[:40]}={given[:10]}”。", f"“{role[:40]}={given[:10]}” is odd."),
                next_step=Text("写法:superuser=R it_lead=A vendor=C business=I。",
                               "Write: superuser=R it_lead=A vendor=C business=I."),
            )  # fmt: skip
        letters[clean(role, 40, "role")] = held
    row = Raci(key, clean(activity, 120, "activity"), letters)
    raci_words(row)
    return row


def raci_words(row: Raci) -> tuple[str, ...]:
    """Return the row as the record stores it. Raises BadInput for a row that cannot stand."""
    faults = row.faults()
    if faults:
        raise BadInput(faults[0], Text("什么都没有改。", "Nothing was changed."))
    return (row.activity, *(f"{role}={held}" for role, held in row.letters.items()))


def raci_from(key: str, words: tuple[str, ...]) -> Raci:
    """Return the row that a record holds, whatever is wrong with it."""
    activity, *pairs = words
    parted = (one.partition("=") for one in pairs)
    return Raci(key, activity, {role: held for role, _, held in parted})
