"""The go/no-go report of a runbook as a page: tables, hashes, and lines to sign on."""

from html import escape
from typing import Any

from firstline.domain.words import Text
from firstline.report.runbook_report import Frozen
from firstline.report.runbook_tables import Table, tables

_TITLE = Text("放行报告", "Go/no-go report")
_SIGN = Text(
    "业务负责人 ____________  项目经理 ____________  日期 ____________",
    "Business owner ____________  Project manager ____________  Date ____________",
)
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;"
    "font-size:9pt;color:#000}h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}"
    "p{margin:2px 0}th{text-align:left;font-weight:600;border-bottom:1px solid #666;"
    "padding:2px 6px 2px 0}td{vertical-align:top;border-bottom:1px solid #ccc;"
    "padding:2px 6px 2px 0}.q{color:#555}"
)


def runbook_page(told: dict[str, Any], shot: Frozen, mark: str) -> str:
    """Return the page as HTML that a browser and Qt's rich text read; `mark` is the snapshot's."""
    title = escape(f"{_TITLE.in_(shot.language)} — {told['name']}")
    as_of = f"{shot.now:%Y-%m-%d %H:%M %z}"
    head = Text(f"截至 {as_of} · 快照 SHA-256 {mark}", f"As of {as_of} · snapshot SHA-256 {mark}")
    parts = "".join(_table(one, shot) for one in tables(told, shot.language, shot.zone))
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1><p class='q'>{escape(head.in_(shot.language))}</p>{parts}"
        f"<p><br>{escape(_SIGN.in_(shot.language))}</p></body></html>"
    )


def _table(one: Table, shot: Frozen) -> str:
    heads = "".join(
        f"<th width='{width}%'>{escape(name.in_(shot.language))}</th>" for name, width in one.heads
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in one.rows
    )
    return (
        f"<h2>{escape(one.name.in_(shot.language))}</h2>"
        f"<table width='100%' cellspacing='0'><tr>{heads}</tr>{rows}</table>"
    )
