"""Before and after: measurement sheets with n, p50 and p95, and no verdict on unlike workloads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import isqrt

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

LEAST_SAMPLES = 30
"""Fewer samples than this allow no verdict (requirements S39)."""
BOUND_PERCENT = 10
"""Load and volume of the two may differ by so much of the first, and no more."""
MOST_SAMPLES = 5_000
PHASES: Mapping[str, Text] = {"before": Text("之前", "before"), "after": Text("之后", "after")}


def _rule(values: Mapping[str, Value]) -> None:
    parse_samples(str(values.get("samples") or "").replace("\n", ",").split(","))
    said = str(values.get("per_minute") or "")
    if said and throughput_of(said) is None:
        raise BadInput(Text("吞吐量要是大于 0 的数。", "The throughput must be above zero."))


SHEET = Sheet(
    "measurement", "measurements", "MS", Text("测量表", "Measurement"),
    (
        Column("transaction", Text("事务", "Transaction"), must=True),
        Column("phase", Text("阶段", "Phase"), Shape.CHOICE, PHASES, must=True, first="before"),
        Column("measured_on", Text("测量日期", "Measured on"), Shape.DAY),
        Column("window", Text("时段", "Time window")),
        Column("environment", Text("环境", "Environment")),
        Column("load", Text("负载(并发用户)", "Load (users at once)"), Shape.WHOLE),
        Column("volume", Text("数据量(行)", "Data volume (rows)"), Shape.WHOLE),
        Column("per_minute", Text("吞吐量(次/分)", "Throughput (per minute)")),
        Column("samples", Text("样本(毫秒)", "Samples (ms)"), Shape.LINES),
        Column("sha256", Text("样本指纹", "Fingerprint"), found=True),
        Column("source", Text("来源", "Source")),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


def parse_samples(words: Iterable[str]) -> tuple[Decimal, ...]:
    """Return samples in milliseconds, sorted. Raises BadInput for what is no number above zero."""
    found = []
    for one in words:
        text = one.strip()
        if not text:
            continue
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal(-1)
        if not value.is_finite() or value < 0:
            raise BadInput(
                Text(f"“{text[:40]}”不是毫秒数。", f"{text[:40]!r} is no number of milliseconds.")
            )
        found.append(value)
    if len(found) > MOST_SAMPLES:
        raise BadInput(
            Text(f"样本最多 {MOST_SAMPLES} 个,给了 {len(found)} 个。",
                 f"At most {MOST_SAMPLES} samples are kept; {len(found)} were given.")
        )  # fmt: skip
    return tuple(sorted(found))


def percentile(samples: Sequence[Decimal], percent: int) -> Decimal:
    """Return the nearest-rank percentile of sorted samples: a value that was truly measured."""
    rank = max(1, -(-percent * len(samples) // 100))
    return samples[rank - 1]


def interval(samples: Sequence[Decimal], percent: int) -> tuple[Decimal, Decimal]:
    """Return the 95 % interval of a percentile by its ranks, without assuming a distribution.

    Ranks n·p ± 1.96·√(n·p·(1−p)), rounded outwards and kept within the samples.
    """
    n = len(samples)
    spread = isqrt(196 * 196 * n * percent * (100 - percent)) + 1  # in 1/10,000 of a rank
    middle = n * percent * 100
    low = max(1, (middle - spread) // 10_000)
    high = min(n, -(-(middle + spread) // 10_000) + 1)
    return samples[low - 1], samples[high - 1]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement as it stands."""

    entity: Entity
    samples: tuple[Decimal, ...]

    @property
    def n(self) -> int:
        """How many samples there are."""
        return len(self.samples)

    def at(self, percent: int) -> Decimal | None:
        """Return a percentile in milliseconds, None without samples."""
        return percentile(self.samples, percent) if self.samples else None

    @property
    def throughput(self) -> Decimal | None:
        """Transactions a minute, None where nobody measured it."""
        return throughput_of(text_of(self.entity, "per_minute"))


def throughput_of(text: str) -> Decimal | None:
    """Return transactions a minute, None for what is no number above zero."""
    try:
        value = Decimal(text or "x")
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def measurement_from(entity: Entity) -> Measured:
    """Return the measurement of a record; samples that cannot be read are none at all."""
    try:
        samples = parse_samples(text_of(entity, "samples").replace("\n", ",").split(","))
    except BadInput:
        samples = ()
    return Measured(entity, samples)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two measurements of one transaction, and whether they may be compared at all.

    Cuts and gains are percent of the first, exact, rounded to one place when shown; `reasons` say
    why there is no verdict, `better` is None then and where the intervals overlap.
    """

    before: Measured
    after: Measured
    bound: int
    reasons: tuple[Text, ...]
    cuts: Mapping[int, Fraction]
    gain: Fraction | None
    better: Mapping[int, bool | None]

    @property
    def comparable(self) -> bool:
        """Whether the workloads were the same within the bound."""
        return not self.reasons


def one_place(value: Fraction) -> str:
    """Return percent with one place, cut off towards zero so that nothing is overstated."""
    tenths = int(abs(value) * 10)
    return f"{'-' if value < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


def signed(value: Fraction) -> str:
    """Return percent as `one_place` does, with its sign before it; none before zero."""
    said = one_place(abs(value))
    return said if said == "0.0" else f"{'−' if value < 0 else '+'}{said}"


def compare(before: Measured, after: Measured, bound: int = BOUND_PERCENT) -> Comparison:
    """Return what changed, or why that cannot be said (S39): p50 and p95, and the throughput."""
    reasons = tuple(_reasons(before, after, bound))
    cuts: dict[int, Fraction] = {}
    better: dict[int, bool | None] = {}
    if not reasons:
        for percent in (50, 95):
            a, b = before.at(percent), after.at(percent)
            if a and b is not None:
                cuts[percent] = (1 - Fraction(b) / Fraction(a)) * 100
                better[percent] = _better(before, after, percent)
    gain = None
    if not reasons and before.throughput and after.throughput:
        gain = (Fraction(after.throughput) / Fraction(before.throughput) - 1) * 100
    return Comparison(before, after, bound, reasons, cuts, gain, better)


def _better(before: Measured, after: Measured, percent: int) -> bool | None:
    low, high = interval(before.samples, percent)
    new_low, new_high = interval(after.samples, percent)
    if new_high < low:
        return True
    return False if new_low > high else None


_SAME = ("transaction", "window", "environment")
_NEAR = ("load", "volume")


def _reasons(before: Measured, after: Measured, bound: int) -> Iterable[Text]:
    for phase, one in (("before", before), ("after", after)):
        if one.n < LEAST_SAMPLES:
            side = PHASES[phase]
            yield Text(f"{side.zh}只有 {one.n} 个样本(至少 {LEAST_SAMPLES})",
                       f"{one.n} samples {side.en} (at least {LEAST_SAMPLES})")  # fmt: skip
    for name in _SAME:
        a, b = text_of(before.entity, name), text_of(after.entity, name)
        said = SHEET.column(name).name
        if not a or not b:
            yield Text(f"没有写{said.zh}", f"{said.en.lower()} is not given")
        elif a.casefold() != b.casefold():
            yield Text(f"{said.zh}不同:{a} / {b}", f"{said.en.lower()} differs: {a} / {b}")
    for name in _NEAR:
        yield from _apart(name, before.entity, after.entity, bound)


def _apart(name: str, before: Entity, after: Entity, bound: int) -> Iterable[Text]:
    a, b = whole_of(before, name), whole_of(after, name)
    said = SHEET.column(name).name
    if a is None and b is None and name == "volume":
        return
    if a is None or b is None:
        yield Text(f"没有写{said.zh}", f"{said.en.lower()} is not given")
    elif abs(a - b) * 100 > bound * a:
        yield Text(f"{said.zh}相差超过 {bound}%:{a} / {b}",
                   f"{said.en.lower()} differs by more than {bound}%: {a} / {b}")  # fmt: skip
