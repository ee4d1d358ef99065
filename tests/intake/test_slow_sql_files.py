"""Slow statements from the files that databases write: each format is recognised and told."""

from decimal import Decimal
from pathlib import Path

import pytest

from firstline.domain.errors import BadInput
from firstline.intake.health.slow_sql import read_slow

MYSQL = """/usr/sbin/mysqld, Version: 8.0.36. started with:
Time                 Id Command    Argument
# Time: 2026-11-28T01:00:00.000000Z
# User@Host: wms[wms] @  [10.20.1.9]  Id: 12
# Query_time: 1.250000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 900000
use wms;
SET timestamp=1764291600;
SELECT * FROM stock WHERE sku = 'A-张三-1' AND qty > 5;
# Time: 2026-11-28T01:00:05.000000Z
# User@Host: wms[wms] @  [10.20.1.9]  Id: 12
# Query_time: 0.750000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 900000
SET timestamp=1764291605;
SELECT * FROM stock WHERE sku = 'B-2'
  AND qty > 9;
"""
SERVER = """execution_count,total_elapsed_time,statement_text
"1,200",6000000000,"SELECT * FROM Inventory WHERE cInvCode = N'01'"
0,0,SELECT 1
"""
STORE = "query_sql_text\tcount_executions\tavg_duration\nselect a from t where b=1\t40\t2500\n"
ORACLE = """Elapsed Time (s),Executions,Elapsed Time per Exec (s),SQL Id,SQL Text
300,60,5.0,9x2,"select sum(je) from gl_voucher where unitcode = '0001'"
"""
PLAIN = "语句,次数,平均毫秒,p95_ms\nselect 1,10,2.5,9\nselect 2,30,1,4\n"


@pytest.mark.parametrize(
    ("name", "text", "format_", "calls", "total", "mean"),
    [
        ("slow.log", MYSQL, "mysql", 2, "2000", "1000"),
        ("stats.csv", SERVER, "sqlserver", 1200, "6000000", "5000"),
        ("qs.txt", STORE, "querystore", 40, "100", "2.5"),
        ("awr.csv", ORACLE, "oracle", 60, "300000", "5000"),
        ("plain.csv", PLAIN, "plain", 40, "55", "1.375"),
    ],
)
def test_each_format_is_read(
    tmp_path: Path, name: str, text: str, format_: str, calls: int, total: str, mean: str
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    said, found = read_slow(file)
    (one,) = found
    assert (said, one.calls) == (format_, calls)
    assert (one.total_ms, one.mean_ms) == (Decimal(total), Decimal(mean))
    assert "'" not in one.text
    assert "张三" not in one.text


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "sql,calls,total_ms\nselect 1,x,2\n", "sql,calls,total_ms\nselect 1,1.5,2\n",
     "sql,calls,total_ms\nselect 1,2\n", "sql,calls,total_ms\nselect 1,2,-1\n",
     "sql,calls,total_ms\nselect 1,2,NaN\n", "sql,calls,total_ms\n", ""],
)  # fmt: skip
def test_a_broken_file_gives_no_reading(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput) as told:
        read_slow(file)
    assert "\n" not in told.value.sentence.en
