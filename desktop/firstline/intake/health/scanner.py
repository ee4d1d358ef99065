"""Reads what a vulnerability scanner exported (CSV, XLSX) under the headings that scanners use."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from firstline.domain.health.finding import SEVERITIES
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.intake.health.files import Entry, open_table, said
from firstline.intake.reading.faults import bad_file, unreadable
from firstline.intake.reading.rows import Broken

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    # i18n: typed, not shown
    "system": ("host", "ip", "ip address", "asset", "dns name", "target", "主机", "资产", "ip地址"),
    # i18n: typed, not shown
    "place": ("port", "port/protocol", "端口"),
    # i18n: typed, not shown
    "mark": ("cve", "cves", "plugin id", "plugin", "oid", "nvt oid", "vuln id", "漏洞编号",
             "cve编号"),
    # i18n: typed, not shown
    "severity": ("severity", "risk", "risk factor", "cvss", "cvss v3.0 base score", "风险等级",
                 "严重程度", "危险级别", "等级"),
    # i18n: typed, not shown
    "title": ("name", "title", "plugin name", "nvt name", "vulnerability", "漏洞名称", "名称",
              "标题"),
    # i18n: typed, not shown
    "note": ("solution", "remediation", "修复建议", "解决方案", "解决办法"),
}  # fmt: skip
_FIELD_OF = {one: name for name, words in _HEADINGS.items() for one in words}
_GRADES: Mapping[str, tuple[str, ...]] = {
    # i18n: typed, not shown
    "critical": ("critical", "严重", "紧急", "超危"),
    # i18n: typed, not shown
    "high": ("high", "高", "高危", "高风险"),
    # i18n: typed, not shown
    "medium": ("medium", "moderate", "中", "中危", "中风险"),
    # i18n: typed, not shown
    "low": ("low", "低", "低危", "低风险"),
    # i18n: typed, not shown
    "none": ("none", "info", "informational", "log", "信息", "提示"),
}
_GRADE_OF = {one: name for name, words in _GRADES.items() for one in words}
_CVSS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "none"))
MOST_ROWS = 200_000


def read_scan(path: Path) -> Iterator[Entry]:
    """Yield the findings of a scanner's report; a row that makes no sense costs itself alone.

    The severity is a word or a CVSS score (first.org, v3.1 §5). Raises BadInput for a file without
    columns for what was found and how grave it is.
    """
    table = open_table(path)
    fields = [_FIELD_OF.get(one.strip().casefold(), "") for one in table.headings]
    for name in ("title", "severity"):
        if name not in fields:
            words = ", ".join(_HEADINGS[name])
            raise bad_file(path, f"没有这样的列:{words}。", f"there is no column like: {words}.")
    try:
        for line in table.rows():
            if line.number > MOST_ROWS:
                raise bad_file(path, f"超过 {MOST_ROWS} 行。", f"more than {MOST_ROWS} rows.")
            if isinstance(line, Broken):
                yield Entry(line.number, {}, line.reason)
                continue
            values: dict[str, Value] = {}
            for name, cell in zip(fields, line.cells, strict=False):
                if name and not values.get(name):
                    values[name] = said(cell).strip()[:400]
            yield _entry(line.number, values)
    except OSError as error:
        raise unreadable(path, error) from error


def _entry(number: int, values: dict[str, Value]) -> Entry:
    given = str(values.get("severity") or "")
    grade = _GRADE_OF.get(given.casefold()) or _by_score(given)
    if grade not in SEVERITIES:
        return Entry(number, {}, Text(f"看不懂严重程度“{given[:40]}”。",
                                      f"The severity {given[:40]!r} makes no sense."))  # fmt: skip
    if not values.get("title"):
        return Entry(number, {}, Text("没有写发现了什么。", "It does not say what was found."))
    return Entry(number, {**values, "severity": grade})


def _by_score(text: str) -> str:
    try:
        score = float(text)
    except ValueError:
        return ""
    if not 0 <= score <= 10:
        return ""
    return next(name for least, name in _CVSS if score >= least)
