"""Reads samples of a network from a table: time, latency, loss, width."""

from collections.abc import Sequence
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.instants import parse_instant
from firstline.domain.interfaces.network import Sample, number
from firstline.intake.health.files import no_rows, open_table, rows_of
from firstline.intake.reading.faults import bad_file
from firstline.intake.reading.rows import Table

MOST = 200_000
_HEADS = {
    "at": ("time", "timestamp", "at", "时间"),
    "latency": ("latency_ms", "latency", "rtt_ms", "rtt", "时延", "延迟", "时延毫秒"),
    "loss": ("loss_percent", "loss", "丢包", "丢包率"),
    "mbps": ("bandwidth_mbps", "bandwidth", "mbps", "带宽"),
}  # fmt: skip
_SILENT = ("", "-", "*", "timeout", "超时")


def read_samples(path: Path, zone: tzinfo) -> list[Sample]:
    """Return the samples of a file; a time without an offset is read in `zone`.

    Latency is in milliseconds, empty where no answer came; loss in percent, width in Mbit/s, both
    may be left out. Raises BadInput for a file without times or latencies, and for a row that
    makes no sense: no verdict then.
    """
    table = open_table(path)
    heads = [" ".join(one.split()).casefold() for one in table.headings]
    at = {name: _at(heads, words) for name, words in _HEADS.items()}
    if at["at"] is None or at["latency"] is None:
        raise bad_file(path, "要有 time 和 latency_ms 两列(可加 loss、bandwidth)。",
                       "it must have columns time and latency_ms (loss, bandwidth).")  # fmt: skip
    found = [_sample(table, line, cells, at, zone) for line, cells in rows_of(table)]
    if not found:
        raise no_rows(path)
    if len(found) > MOST:
        raise bad_file(path, f"超过 {MOST} 个样本。", f"more than {MOST} samples.")
    return found


def _at(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(one) for one in names if one in heads), None)


def _sample(
    table: Table, line: int, cells: Sequence[str], at: dict[str, int | None], zone: tzinfo
) -> Sample:
    def cell(name: str) -> str:
        place = at[name]
        return "" if place is None else cells[place].strip()

    def value(name: str, most: int) -> Decimal | None:
        text = cell(name)
        if text.casefold() in _SILENT:
            return None
        read = number(text)
        if read is None or read > most:
            raise _bad(table, line, text)
        return read

    try:
        when = parse_instant(cell("at").replace("/", "-"), zone)
    except BadInput:
        raise _bad(table, line, cell("at")) from None
    return Sample(when, value("latency", 10**7), value("loss", 100), value("mbps", 10**7))


def _bad(table: Table, line: int, text: str) -> BadInput:
    return bad_file(
        table.path, f"第 {line} 行的“{text[:40]}”看不懂。没有作出结论。",
        f"row {line}: {text[:40]!r} makes no sense. There is no verdict.",
    )  # fmt: skip
