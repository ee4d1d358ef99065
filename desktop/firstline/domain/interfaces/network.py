"""Samples of a network over a day: latency, loss and width by shift, against limits as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.measurement import percentile
from firstline.domain.health.sheet import Flag, of_project, text_of, whole_of
from firstline.domain.instants import iso, parse_instant
from firstline.domain.routing.shifts import Shift, turn_at
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

LEAST = 60  # samples of a shift for a verdict, unless the record names others
DAY_H = 24
PROFILES: Mapping[str, Text] = {
    "shop_floor": Text("车间现场", "shop floor"), "remote": Text("远程办公", "remote work"),
    "cloud": Text("云端 ERP 出口", "uplink to a cloud ERP"), "own": Text("自定", "own limits"),
}  # fmt: skip


def _rule(values: Mapping[str, Value]) -> None:
    for name in ("limit_loss_percent", "limit_mbps"):
        text = str(values.get(name) or "")
        if text and number(text) is None:
            said = SHEET.column(name).name
            raise BadInput(Text(f"{said.zh}要是 0 或以上的数。", f"{said.en} must be a number."))


SHEET = Sheet(
    "net_sample", "networks", "NW", Text("网络采样", "Network samples"),
    (
        Column("name", Text("地点或线路", "Place or line"), must=True),
        Column("profile", Text("用途", "Profile"), Shape.CHOICE, PROFILES, must=True, first="own"),
        Column("limit_p95_ms", Text("时延 p95 上限(毫秒)", "Latency p95 at most, ms"), Shape.WHOLE,
               low=1, high=60_000),
        Column("limit_loss_percent", Text("丢包上限 %", "Loss at most, %")),
        Column("limit_mbps", Text("带宽下限(Mbit/s)", "Width at least, Mbit/s")),
        Column("least_samples", Text("每班最少样本", "Samples a shift needs"), Shape.WHOLE, low=1,
               high=100_000, first=LEAST),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
        Column("from", Text("采样自", "Sampled from"), Shape.INSTANT, found=True),
        Column("to", Text("采样至", "Sampled to"), Shape.INSTANT, found=True),
        Column("samples", Text("样本", "Samples"), Shape.WHOLE, found=True),
        Column("outside", Text("不在任何班次", "In no shift"), Shape.WHOLE, found=True),
        Column("shifts", Text("各班次", "By shift"), Shape.LINES, found=True),
        Column("file", Text("文件", "File"), found=True),
        Column("sha256", Text("指纹", "Fingerprint"), found=True),
    ),
    key=("project", "name"), rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample: latency in ms (None: no answer came), loss in percent, width in Mbit/s."""

    at: datetime
    latency_ms: Decimal | None
    loss_percent: Decimal | None = None
    mbps: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one shift's samples say; None is not measured.

    `p50` and `p95` are nearest ranks of the answers, `loss` the mean loss, `mbps` the width that
    nineteen of twenty samples reached.
    """

    shift: str
    name: Text
    n: int
    p50: Decimal | None = None
    p95: Decimal | None = None
    loss: Decimal | None = None
    mbps: Decimal | None = None


def number(text: str) -> Decimal | None:
    """Return a number that is zero or more, None for anything else."""
    try:
        value = Decimal(text.strip().rstrip("%").strip() or "x")
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < 10**9 else None


def figures(
    samples: Sequence[Sample], shifts: Sequence[Shift], zone: tzinfo
) -> tuple[list[Figures], int]:
    """Return the figures of every shift of the roster, and how many samples lie in none.

    A shift without a sample is there with n = 0, so that it cannot be forgotten.
    """
    held: dict[str, list[Sample]] = {one.id: [] for one in shifts}
    outside = 0
    for one in samples:
        turn = turn_at(shifts, one.at.astimezone(zone))
        if turn is None:
            outside += 1
        else:
            held[turn.shift.id].append(one)
    return [_figures(one, held[one.id]) for one in shifts], outside


def _figures(shift: Shift, samples: Sequence[Sample]) -> Figures:
    took = sorted(one.latency_ms for one in samples if one.latency_ms is not None)
    wide = sorted(one.mbps for one in samples if one.mbps is not None)
    return Figures(
        shift.id, shift.name, len(samples), percentile(took, 50) if took else None,
        percentile(took, 95) if took else None, _loss(samples),
        percentile(wide, 5) if wide else None,
    )  # fmt: skip


def _loss(samples: Sequence[Sample]) -> Decimal | None:
    """Return the mean loss in percent; without a column of it, the share that had no answer.

    Where every sample has an answer and no loss is told, it was not measured.
    """
    silent = sum(one.latency_ms is None for one in samples)
    told = [
        one.loss_percent if one.loss_percent is not None else Decimal(100)
        for one in samples if one.loss_percent is not None or one.latency_ms is None
    ]  # fmt: skip
    if not told:
        return None
    parts = told if len(told) > silent else [*told, *[Decimal(0)] * (len(samples) - silent)]
    return (sum(parts, Decimal(0)) / len(parts)).quantize(Decimal("0.001"))


def values_of(
    samples: Sequence[Sample], shifts: Sequence[Shift], zone: tzinfo, file: tuple[str, str]
) -> dict[str, Value]:
    """Return what a record keeps of a file's samples. Raises BadInput for none at all."""
    if not samples:
        raise BadInput(Text("一个样本也没有。", "There is not one sample."))
    found, outside = figures(samples, shifts, zone)
    times = [one.at for one in samples]
    return {
        "from": iso(min(times)), "to": iso(max(times)), "samples": len(samples),
        "outside": outside, "shifts": "\n".join(map(_line, found)), "file": file[0],
        "sha256": file[1],
    }  # fmt: skip


def _line(one: Figures) -> str:
    told = ("" if it is None else str(it) for it in (one.p50, one.p95, one.loss, one.mbps))
    return "\t".join((one.shift, str(one.n), *told, one.name.zh, one.name.en))


def kept(entity: Entity) -> list[Figures]:
    """Return the figures of a record by shift; what cannot be read is left out."""
    found = []
    for line in text_of(entity, "shifts").splitlines():
        parts = line.split("\t")
        if len(parts) == 8 and parts[1].isdigit():
            p50, p95, loss, mbps = (number(one) for one in parts[2:6])
            found.append(Figures(parts[0], Text(parts[6], parts[7]), int(parts[1]),
                                 p50, p95, loss, mbps))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """A shift against the limits: `ok`, `bad`, or `few` where the samples allow no verdict."""

    figures: Figures
    state: str
    why: Text


MARKS: Mapping[str, str] = {"ok": "✓", "bad": "✗", "few": "?"}
STATES: Mapping[str, Text] = {
    "ok": Text("合格", "good enough"), "bad": Text("不合格", "not good enough"),
    "few": Text("没有结论", "no verdict"),
}  # fmt: skip


def verdicts(entity: Entity) -> list[Verdict]:
    """Return what each shift comes to under the limits of the record (requirements S29)."""
    return [_verdict(entity, one) for one in kept(entity)]


def _verdict(entity: Entity, one: Figures) -> Verdict:
    least = whole_of(entity, "least_samples") or LEAST
    if one.n < least:
        return Verdict(one, "few", Text(f"只有 {one.n} 个样本(至少 {least})",
                                        f"{one.n} samples (at least {least})"))  # fmt: skip
    asked = list(_compared(entity, one))
    unknown = [words for ok, words in asked if ok is None]
    bad = [words for ok, words in asked if ok is False]
    told = bad or unknown or [words for _, words in asked]
    why = Text(f"n={one.n}:" + ";".join(each.zh for each in told),
               f"n={one.n}: " + "; ".join(each.en for each in told))  # fmt: skip
    if not asked:
        return Verdict(one, "few", Text("没有写上限", "no limit is given"))
    return Verdict(one, "bad" if bad else "few" if unknown else "ok", why)


def _compared(entity: Entity, one: Figures) -> Iterable[tuple[bool | None, Text]]:
    """Yield each limit: whether it holds (None: not measured), and both figures."""
    most, loss = text_of(entity, "limit_p95_ms"), text_of(entity, "limit_loss_percent")
    for zh, en, unit, limit, value, least in (
        ("p95 时延", "p95 latency", " ms", number(most), one.p95, False),
        ("丢包", "loss", "%", number(loss), one.loss, False),
        ("带宽", "width", " Mbit/s", number(text_of(entity, "limit_mbps")), one.mbps, True),
    ):
        if limit is None:
            continue
        sign = "≥" if least else "≤"
        if value is None:
            yield None, Text(f"{zh}没有测", f"{en} was not measured")
            continue
        holds = value >= limit if least else value <= limit
        said = f"{value}{unit} ({sign} {limit}{unit})"
        yield holds, Text(f"{zh} {said}", f"{en} {said}")


def span_hours(entity: Entity) -> Fraction | None:
    """Return the hours between the first and the last sample, None for no samples."""
    try:
        ends = [parse_instant(text_of(entity, name), UTC) for name in ("from", "to")]
    except BadInput:
        return None
    return Fraction(int((ends[1] - ends[0]) / timedelta(seconds=1)), 3600)


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return what stops a gate: no samples, a shift that is not good enough, too few of one."""
    found = verdicts(entity)
    if not found:
        return (Flag("not_sampled", Text("还没有采样", "nothing was sampled yet"), stops=True),)
    told = [
        Flag(one.state, Text(f"{one.figures.name.zh}{STATES[one.state].zh}:{one.why.zh}",
             f"{one.figures.name.en} {STATES[one.state].en}: {one.why.en}"), stops=True)
        for one in found if one.state != "ok"
    ]  # fmt: skip
    hours = span_hours(entity)
    if hours is not None and hours < DAY_H - 1:
        told.append(Flag("short", Text(f"只采了 {int(hours)} 小时(要 {DAY_H} 小时)",
                         f"{int(hours)} hours of {DAY_H} were sampled"), stops=True))  # fmt: skip
    return tuple(told)


def networks(
    records: Iterable[Entity], project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:  # fmt: skip
    """Return the sampled networks with their flags, those with any first."""
    found = [(one, flags(one)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (not pair[1], text_of(pair[0], "name")))
