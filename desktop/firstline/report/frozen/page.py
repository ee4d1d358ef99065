"""A report as a page: its tables, the hash of its snapshot, and lines to sign on."""

from html import escape

from firstline.domain.words import Language, Text
from firstline.report.frozen.table import Made, Table

_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;"
    "font-size:8.5pt;color:#000}h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}"
    "p{margin:2px 0}th{text-align:left;font-weight:600;border-bottom:1px solid #666;"
    "padding:2px 6px 2px 0}td{vertical-align:top;border-bottom:1px solid #ccc;"
    "padding:2px 6px 2px 0}.q{color:#555}.n{border:none}"
)


def page(made: Made) -> str:
    """Return the page as HTML that a browser and Qt's rich text read."""
    say = made.language
    title = escape(f"{made.title.in_(say)} — {made.subject}")
    as_of = f"{made.now:%Y-%m-%d %H:%M %z}"
    head = Text(f"截至 {as_of} · 快照 SHA-256 {made.mark}",
                f"As of {as_of} · snapshot SHA-256 {made.mark}")  # fmt: skip
    parts = "".join(_table(one, say) for one in made.tables)
    lines = "".join(f"<p><br>{escape(one.in_(say))}</p>" for one in made.sign)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1><p class='q'>{escape(head.in_(say))}</p>{parts}{lines}"
        "</body></html>"
    )


def _table(one: Table, say: Language) -> str:
    heads = "".join(
        f"<th width='{width}%'>{escape(name.in_(say))}</th>" for name, width in one.heads
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{_lines(cell)}</td>" for cell in row) + "</tr>" for row in one.rows
    )
    note = f"<p class='q'>{escape(one.note.in_(say))}</p>" if one.note else ""
    name = f"<h2>{escape(one.name.in_(say))}</h2>{note}"  # in the head: it goes where its rows go
    return (
        "<table width='100%' cellspacing='0' style='margin-top:9px'><thead>"
        f"<tr><td class='n' colspan='{len(one.heads)}'>{name}</td></tr><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _lines(cell: str) -> str:
    return escape(cell).replace("\n", "<br>")
