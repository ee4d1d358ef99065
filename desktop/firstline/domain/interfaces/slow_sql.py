"""Slow statements of one reading, kept as evidence; before and after are matched by their mark."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.measurement import BOUND_PERCENT, LEAST_SAMPLES, PHASES
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.interfaces.statement import Statement
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

KEPT = 80  # statements of a reading; a column takes 60,000 characters
FORMATS: Mapping[str, Text] = {
    "sqlserver": Text("SQL Server 查询统计", "SQL Server query stats"),
    "querystore": Text("SQL Server 查询存储", "SQL Server Query Store"),
    "mysql": Text("MySQL 慢日志", "MySQL slow log"),
    "oracle": Text("Oracle AWR 表", "Oracle AWR table"),
    "plain": Text("普通表格", "plain table"),
}  # fmt: skip
SHEET = Sheet(
    "slow_sql", "readings", "SQ", Text("慢语句", "Slow statements"),
    (
        Column("transaction", Text("事务", "Transaction"), must=True),
        Column("phase", Text("阶段", "Phase"), Shape.CHOICE, PHASES, must=True, first="before"),
        Column("measured_on", Text("测量日期", "Measured on"), Shape.DAY),
        Column("window", Text("时段", "Time window")),
        Column("environment", Text("环境", "Environment")),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
        Column("format", Text("来源格式", "Format"), Shape.CHOICE, FORMATS, found=True),
        Column("file", Text("文件", "File"), found=True),
        Column("sha256", Text("指纹", "Fingerprint"), found=True),
        Column("distinct", Text("语句种数", "Statements"), Shape.WHOLE, found=True),
        Column("calls", Text("总次数", "Calls"), Shape.WHOLE, found=True),
        Column("total_ms", Text("总毫秒", "Total ms"), found=True),
        Column("statements", Text("语句(已去掉字面值)", "Statements, without values"), Shape.LINES,
               found=True),
    ),
    key=("project", "transaction", "phase", "sha256"),
)  # fmt: skip


def values_of(
    found: Sequence[Statement], format_: str, file: tuple[str, str]
) -> dict[str, Value]:  # fmt: skip
    """Return what a reading keeps: the dearest `KEPT` statements, and the sums of all."""
    lines = [
        "\t".join(
            (
                one.mark,
                str(one.calls),
                str(one.total_ms),
                "" if one.p95_ms is None else str(one.p95_ms),
                one.text,
            )
        )
        for one in found[:KEPT]
    ]
    return {
        "format": format_, "file": file[0], "sha256": file[1], "distinct": len(found),
        "calls": sum(one.calls for one in found),
        "total_ms": str(sum((one.total_ms for one in found), Decimal(0))),
        "statements": "\n".join(lines),
    }  # fmt: skip


def statements(entity: Entity) -> list[Statement]:
    """Return the kept statements of a reading, the dearest first; what cannot be read is none."""
    found = []
    for line in text_of(entity, "statements").splitlines():
        mark, calls, total, p95, text = [*line.split("\t", 4), "", "", "", ""][:5]
        try:
            found.append(Statement(mark, text, int(calls), Decimal(total),
                                   Decimal(p95) if p95 else None))  # fmt: skip
        except (ValueError, InvalidOperation):
            continue
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """One statement before and after; `cut` is percent of its mean, None where nothing is said.

    `state` is faster, slower, same, few (under 30 calls), unsaid, new or gone.
    """

    mark: str
    text: str
    before: Statement | None
    after: Statement | None
    state: str
    cut: Fraction | None = None


CHANGES: Mapping[str, Text] = {
    "faster": Text("变快", "faster"), "slower": Text("变慢", "slower"),
    "same": Text("没有差别", "no difference"), "few": Text("次数太少", "too few calls"),
    "unsaid": Text("没有结论", "no verdict"), "new": Text("新出现", "new"),
    "gone": Text("不再出现", "gone"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one transaction: each statement, and why they may not be compared."""

    changes: tuple[Change, ...]
    reasons: tuple[Text, ...]


def compare(before: Entity, after: Entity, bound: int = BOUND_PERCENT) -> Comparison:
    """Return what became of each statement, matched by its mark (requirements S39).

    The readings must be of one transaction, window and environment, and the statements that both
    have must have been called as often within `bound` percent: else there is no verdict, only the
    reasons. A statement of under 30 calls on a side has none of its own.
    """
    old = {one.mark: one for one in statements(before)}
    new = {one.mark: one for one in statements(after)}
    reasons = (*_unlike(before, after), *_called(old, new, bound))
    changes = [
        _change(mark, old.get(mark), new.get(mark), said=not reasons) for mark in {**old, **new}
    ]
    changes.sort(key=lambda one: -max(
        one.before.total_ms if one.before else Decimal(0),
        one.after.total_ms if one.after else Decimal(0),
    ))  # fmt: skip
    return Comparison(tuple(changes), reasons)


def _change(mark: str, a: Statement | None, b: Statement | None, *, said: bool) -> Change:
    if a is None or b is None:
        held = a or b
        text = held.text if held else ""
        return Change(mark, text, a, b, "new" if a is None else "gone")
    if min(a.calls, b.calls) < LEAST_SAMPLES:
        return Change(mark, a.text, a, b, "few")
    if not said:
        return Change(mark, a.text, a, b, "unsaid")
    first, then = Fraction(a.total_ms) / a.calls, Fraction(b.total_ms) / b.calls
    cut = (1 - then / first) * 100 if first else None
    state = "faster" if then < first else "slower" if then > first else "same"
    return Change(mark, a.text, a, b, state, cut)


def _unlike(before: Entity, after: Entity) -> Iterable[Text]:
    for name in ("transaction", "window", "environment"):
        a, b = text_of(before, name), text_of(after, name)
        said = SHEET.column(name).name
        if not a or not b:
            yield Text(f"没有写{said.zh}", f"{said.en.lower()} is not given")
        elif a.casefold() != b.casefold():
            yield Text(f"{said.zh}不同:{a} / {b}", f"{said.en.lower()} differs: {a} / {b}")


def _called(
    old: Mapping[str, Statement], new: Mapping[str, Statement], bound: int
) -> Iterable[Text]:
    both = old.keys() & new.keys()
    if not both:
        yield Text("没有一条语句两边都有", "no statement is on both sides")
        return
    a, b = (sum(side[mark].calls for mark in both) for side in (old, new))
    if abs(a - b) * 100 > bound * a:
        yield Text(f"共有语句的次数相差超过 {bound}%:{a} / {b}",
                   f"calls of shared ones differ by more than {bound}%: {a} / {b}")  # fmt: skip


def of_measurement(measured: Entity, records: Iterable[Entity]) -> list[Entity]:
    """Return the readings that are evidence of a measurement: its transaction and phase."""
    wanted = [text_of(measured, name).casefold() for name in ("transaction", "phase")]
    return [
        one for one in of_project(records, text_of(measured, "project"))
        if [text_of(one, name).casefold() for name in ("transaction", "phase")] == wanted
    ]  # fmt: skip
