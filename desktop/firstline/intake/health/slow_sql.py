"""Reads slow statements: SQL Server query stats, Query Store, MySQL slow log, Oracle, a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from firstline.domain.interfaces.statement import (
    MOST_TEXT,
    Statement,
    gathered,
    mark_of,
    of_samples,
    redacted,
)
from firstline.intake.health.files import no_rows, open_table, rows_of
from firstline.intake.reading.encodings import open_text, recognise
from firstline.intake.reading.faults import bad_file
from firstline.intake.reading.rows import Table

_TIME = re.compile(r"#\s*Query_time:\s*([\d.]+)")
_QUIET = re.compile(r"(?i)(?:use\s+\S+|set\s+timestamp\s*=\s*\d+)\s*;\s*$")
_MOST_QUERY = 200_000
Names = Mapping[str, tuple[str, ...]]
_SQL = ("sql", "query", "statement", "text", "sql_text", "sql text", "语句")
_FORMATS: Sequence[tuple[str, int, Names]] = (  # format, what one unit of time is in µs, headings
    ("querystore", 1, {
        "text": ("query_sql_text",), "calls": ("count_executions",), "mean": ("avg_duration",),
    }),
    ("sqlserver", 1, {
        "text": ("statement_text", "query_text", "sql_text", "text", "query text"),
        "calls": ("execution_count",), "total": ("total_elapsed_time",),
    }),
    ("oracle", 1_000_000, {
        "text": ("sql text", "sql_text", "sql_fulltext"), "calls": ("executions", "execs"),
        "total": ("elapsed time (s)", "elapsed_time_s", "elapsed time(s)"),
    }),
    ("plain", 1_000, {
        "text": _SQL, "calls": ("calls", "count", "n", "executions", "次数"),
        "total": ("total_ms", "total ms", "总毫秒"),
    }),
    ("plain", 1_000, {
        "text": _SQL, "calls": ("calls", "count", "n", "executions", "次数"),
        "mean": ("mean_ms", "avg_ms", "mean ms", "平均毫秒"),
    }),
)  # fmt: skip
_P95 = ("p95_ms", "p95 ms", "p95")


def read_slow(path: Path) -> tuple[str, list[Statement]]:
    """Return the format that was recognised and the statements, redacted, the dearest first.

    Raises BadInput for a file that is none of the formats, and for a row that cannot be read: no
    reading then. Statements that were called not once are left out.
    """
    if path.suffix.lower() != ".xlsx" and _is_slow_log(path):
        found = of_samples(_slow_log(path))
        made = "mysql", found
    else:
        made = _table(path)
    if not made[1]:
        raise no_rows(path)
    return made


def _is_slow_log(path: Path) -> bool:
    with open_text(path, recognise(path)) as file:
        head = file.read(8_000)
    return any(_TIME.match(line) for line in head.splitlines())


def _slow_log(path: Path) -> Iterator[tuple[str, Decimal]]:
    """Yield each call of a slow log: its redacted text and milliseconds."""
    took: Decimal | None = None
    lines: list[str] = []
    with open_text(path, recognise(path)) as file:
        for line in file:
            timed = _TIME.match(line)
            if line.startswith("#"):
                if lines and took is not None:
                    yield _call(lines), took
                    took = None
                lines = []
                if timed:
                    took = Decimal(timed[1]) * 1000
            elif _QUIET.fullmatch(line.strip()) or sum(map(len, lines)) > _MOST_QUERY:
                continue
            elif took is not None:
                lines.append(line)
    if lines and took is not None:
        yield _call(lines), took


def _call(lines: Sequence[str]) -> str:
    return redacted("".join(lines).strip().rstrip(";"), backslashes=True)


def _table(path: Path) -> tuple[str, list[Statement]]:
    table = open_table(path)
    heads = [" ".join(one.split()).casefold() for one in table.headings]
    for name, unit, wanted in _FORMATS:
        at = {key: _at(heads, names) for key, names in wanted.items()}
        if all(one is not None for one in at.values()):
            places = {key: place for key, place in at.items() if place is not None}
            p95 = _at(heads, _P95) if name == "plain" else None
            return name, gathered(_rows(table, places, unit, p95))
    raise bad_file(
        path,
        "认不出格式。要有语句、次数和总时间(或平均时间)三列,或者是 MySQL 慢日志。",
        "no known format: give columns of the statement, the calls and the total (or mean) time, "
        "or a MySQL slow log.",
    )


def _at(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(one) for one in names if one in heads), None)


def _rows(
    table: Table, at: Mapping[str, int], unit: int, p95: int | None
) -> Iterator[Statement]:  # fmt: skip
    for number, cells in rows_of(table):
        text = redacted(cells[at["text"]].strip().rstrip(";"))
        calls = _number(table, number, cells[at["calls"]])
        time = _number(table, number, cells[at.get("total", at.get("mean", 0))])
        if calls <= 0 or not text:
            continue
        if calls != calls.to_integral_value():
            raise _bad(table, number, cells[at["calls"]])
        total = time * unit / 1000 * (1 if "total" in at else calls)
        slow = _number(table, number, cells[p95]) if p95 is not None and cells[p95] else None
        yield Statement(
            mark_of(text), text[:MOST_TEXT], int(calls), total.quantize(Decimal("0.001")),
            None if slow is None else slow.quantize(Decimal("0.001")),
        )  # fmt: skip


def _number(table: Table, number: int, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").strip() or "0")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < Decimal(10) ** 15:
        raise _bad(table, number, text)
    return value


def _bad(table: Table, number: int, text: str) -> Exception:
    return bad_file(
        table.path, f"第 {number} 行的“{text[:40]}”不是次数或时间。没有收入。",
        f"row {number}: {text[:40]!r} is no count and no time. Nothing was taken in.",
    )  # fmt: skip
