"""Which column is compared with which and how: guessed from headings and rows, then chosen."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.reconcile.amounts import BadAmount
from firstline.domain.reconcile.normal import Normal
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.rules import STANDARD, STANDARD_PRECISION, Rule
from firstline.domain.words import Text
from firstline.viewmodel.reconcile.doors import Looked


class Use(StrEnum):
    """What a column is for."""

    KEY = "key"
    KEY_GROUP = "key_group"
    MEASURE = "measure"
    GROUP = "group"
    COMPARE = "compare"
    IGNORE = "ignore"


USES: Mapping[Use, Text] = {
    Use.KEY: Text("关键列", "Key"),
    Use.KEY_GROUP: Text("关键列,也分组", "Key, and groups"),
    Use.MEASURE: Text("数值:求和并比较", "Number: summed, compared"),
    Use.GROUP: Text("分组,也比较", "Groups, compared"),
    Use.COMPARE: Text("比较", "Compared"),
    Use.IGNORE: Text("不比较", "Left out"),
}
# Words that headings hold, in either language.
_KEYS = Text(
    "单据号|凭证号|单号|编码|编号|物料|存货",
    r"\bsku\b|\bid\b|_id$|code|number|\bno\b|_no$",
)
_NUMBERS = Text(
    "金额|数量|借|贷|余额|单价|期初|期末|入库|出库",
    "amount|qty|quantity|debit|credit|balance|price|value",
)
_GROUPS = Text("账套|会计期间|期间|仓库", "account.?set|period|warehouse")


def _holds(words: Text, heading: str) -> bool:
    return re.search(f"{words.zh}|{words.en}", heading) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the source, the target's column it is compared with, and what it is for."""

    source: str
    target: str
    use: Use

    @property
    def spelled(self) -> str:
        """NAME, or SOURCE=TARGET."""
        return self.source if self.source == self.target else f"{self.source}={self.target}"


def guess(source: Looked, target: Looked) -> tuple[Line, ...]:
    """Return one line a column of the source; a person looks over all of them."""
    others = {_plain(one): one for one in target.headings}
    lines = []
    has_key = False
    for place, name in enumerate(source.headings):
        if not name:
            continue
        found = others.get(_plain(name), "")
        use = _use(name, source.sample[place]) if found else Use.IGNORE
        if use is Use.KEY:
            use, has_key = (Use.COMPARE if has_key else Use.KEY), True
        lines.append(Line(name, found, use))
    return tuple(lines)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _use(name: str, sample: Sequence[str]) -> Use:
    plain = unicodedata.normalize("NFKC", name).casefold()
    if _holds(_GROUPS, plain):
        return Use.GROUP
    if _holds(_NUMBERS, plain) and _are_numbers(sample):
        return Use.MEASURE
    return Use.KEY if _holds(_KEYS, plain) else Use.COMPARE


def _are_numbers(sample: Sequence[str]) -> bool:
    normal = Normal(STANDARD)
    try:
        return len([one for one in sample if normal.amount(one) is not None]) > 0
    except BadAmount:
        return False


@dataclass(frozen=True, slots=True)
class More:
    """What is chosen beside the columns, as it is typed; several parted by semicolons."""

    tolerance: str = ""
    equation: str = ""
    row_equation: str = ""
    date: str = ""
    rules: frozenset[Rule] = STANDARD
    precision: str = STANDARD_PRECISION


def wish_of(lines: Sequence[Line], more: More) -> Wish:
    """Return what was chosen as a wish; the domain judges it."""
    paired = [one for one in lines if one.target]

    def of(*uses: Use) -> tuple[str, ...]:
        return tuple(one.spelled for one in paired if one.use in uses)

    return Wish(
        of(Use.KEY, Use.KEY_GROUP), of(Use.MEASURE), _parts(more.tolerance),
        of(Use.GROUP, Use.KEY_GROUP), of(Use.COMPARE), (),
        next((one.spelled for one in paired if one.source == more.date), ""),
        _parts(more.equation), _parts(more.row_equation), more.rules, more.precision, only=True,
    )  # fmt: skip


def _parts(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split("[;\uff1b]", text) if one.strip())
