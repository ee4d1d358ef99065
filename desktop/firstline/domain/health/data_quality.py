"""Data quality of an extract: duplicates, near duplicates, blanks, orphans, code collisions."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

RULES: Mapping[str, Text] = {
    "duplicate": Text("重复", "duplicate"),
    "near": Text("近似重复", "near duplicate"),
    "blank": Text("必填为空", "blank"),
    "orphan": Text("孤儿", "orphan"),
    "collision": Text("编码冲突", "code collision"),
}
EXPLAINED: Mapping[str, Text] = {
    "duplicate": Text("键列的内容完全相同。", "The key columns hold the very same."),
    "near": Text(
        "全角半角、大小写、空格和标点统一后相同,而写法不同。",
        "The same once width, case, spaces and punctuation are set aside, yet written differently.",
    ),
    "blank": Text("必填列是空的或只有空格。", "A required column is empty or holds spaces only."),
    "orphan": Text("值在对照文件里没有。", "The value does not stand in the second file."),
    "collision": Text("同一个编码用在不同的名称上。", "One code stands for different names."),
}
"""What each rule means; it stands beside every count (N10)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, by the indexes of columns; `parents` are the values an orphan lacks."""

    key: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    required: tuple[int, ...] = ()
    code: int | None = None
    name: int | None = None
    child: tuple[int, ...] = ()
    parents: Collection[str] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that are looked at, in the order of RULES."""
        asked = {
            "duplicate": bool(self.key), "near": bool(self.near), "blank": bool(self.required),
            "orphan": bool(self.child), "collision": self.code is not None,
        }  # fmt: skip
        return tuple(one for one in RULES if asked[one])


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect: its rule, the row, what was found there, and the rows it goes with."""

    rule: str
    row: int
    column: str
    value: str
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an extract looks like: rows read, and every defect in the order of its rows."""

    rows: int
    rules: tuple[str, ...]
    defects: tuple[Defect, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each rule that was looked at marks."""
        found = dict.fromkeys(self.rules, 0)
        for one in self.defects:
            found[one.rule] += 1
        return found

    @property
    def clean(self) -> bool:
        """Whether nothing was found by what was looked at."""
        return not self.defects


def plain(value: str) -> str:
    """Return a value as it is compared exactly: NFC, without spaces around it."""
    return unicodedata.normalize("NFC", value).strip()


def bare(value: str) -> str:
    """Return a value without width, case, spaces and punctuation."""
    kept = unicodedata.normalize("NFKC", value).casefold()
    return "".join(one for one in kept if one.isalnum())


def examine(
    rows: Iterable[tuple[int, Sequence[str]]], headings: Sequence[str], wanted: Wanted
) -> Report:
    """Return the defects of `rows`, each a row number and its cells as text; read once.

    In a group of duplicates every row after the first is a defect; of near duplicates every row
    that is written unlike the first. Raises BadInput where nothing is looked for.
    """
    if not wanted.rules:
        raise BadInput(
            Text("要写明检查什么。", "Say what to look for."),
            next_step=Text(
                "例如 --key 编码 --required 名称。", "For instance --key code --required name."
            ),
        )
    exact: dict[str, int] = {}
    alike: dict[str, tuple[int, str]] = {}
    named: dict[str, tuple[int, str, str]] = {}
    found: list[Defect] = []
    count = 0
    for number, cells in rows:
        count += 1
        found += _blanks(number, cells, headings, wanted.required)
        found += _duplicate(number, cells, headings, wanted.key, exact)
        found += _near(number, cells, headings, wanted.near, alike)
        found += _orphan(number, cells, headings, wanted)
        found += _collision(number, cells, headings, wanted, named)
    return Report(count, wanted.rules, tuple(found))


def _joined(cells: Sequence[str], at: Sequence[int]) -> str:
    return " · ".join(plain(cells[one]) for one in at)


def _heads(headings: Sequence[str], at: Sequence[int]) -> str:
    return " · ".join(headings[one] for one in at)


def _blanks(
    number: int, cells: Sequence[str], headings: Sequence[str], at: Sequence[int]
) -> Iterable[Defect]:
    for one in at:
        if not plain(cells[one]):
            yield Defect("blank", number, headings[one], "")


def _duplicate(
    number: int, cells: Sequence[str], headings: Sequence[str], at: Sequence[int],
    seen: dict[str, int],
) -> Iterable[Defect]:  # fmt: skip
    key = "\x1f".join(plain(cells[one]) for one in at)
    if not key.replace("\x1f", ""):
        return
    first = seen.setdefault(key, number)
    if first != number:
        yield Defect("duplicate", number, _heads(headings, at), _joined(cells, at), (first,))


def _near(
    number: int, cells: Sequence[str], headings: Sequence[str], at: Sequence[int],
    seen: dict[str, tuple[int, str]],
) -> Iterable[Defect]:  # fmt: skip
    key = "\x1f".join(bare(cells[one]) for one in at)
    if not key.replace("\x1f", ""):
        return
    written = _joined(cells, at)
    first, as_first = seen.setdefault(key, (number, written))
    if written != as_first:
        yield Defect("near", number, _heads(headings, at), written, (first,))


def _orphan(
    number: int, cells: Sequence[str], headings: Sequence[str], wanted: Wanted
) -> Iterable[Defect]:
    value = "\x1f".join(plain(cells[one]) for one in wanted.child)
    if value.replace("\x1f", "") and value not in wanted.parents:
        at = wanted.child
        yield Defect("orphan", number, _heads(headings, at), _joined(cells, at))


def _collision(
    number: int, cells: Sequence[str], headings: Sequence[str], wanted: Wanted,
    seen: dict[str, tuple[int, str, str]],
) -> Iterable[Defect]:  # fmt: skip
    if wanted.code is None or wanted.name is None:
        return
    code, name = bare(cells[wanted.code]), bare(cells[wanted.name])
    if not code or not name:
        return
    first, of_first, _ = seen.setdefault(code, (number, name, cells[wanted.name]))
    if name != of_first:
        value = (
            f"{plain(cells[wanted.code])}: {plain(cells[wanted.name])} ≠ {seen[code][2].strip()}"
        )
        yield Defect("collision", number, headings[wanted.code], value[:400], (first,))
