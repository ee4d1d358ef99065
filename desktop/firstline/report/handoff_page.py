"""The package as documents: Markdown, and one HTML page that opens on any PC by itself."""

import re
from html import escape

from firstline.domain.handoff.leaving import marks
from firstline.domain.handoff.package import Package
from firstline.domain.handoff.text import (
    AUTHORISATION,
    CODE,
    DUTIES,
    EXPECTED,
    FILES,
    LEFT,
    MISSING,
    NO_CODE,
    body,
    expected,
)
from firstline.domain.words import Text

_STYLE = """
body{font:15px/1.55 "Microsoft YaHei UI","PingFang SC","Noto Sans CJK SC",sans-serif;color:#1b1f24;
background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;width:100%}
td,th{border:1px solid #d5dae1;padding:.35rem .5rem;vertical-align:top;text-align:left}
th{width:9rem;background:#eef1f5;font-weight:600}
td{white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:#fff4d6;color:#5c3d00;border-radius:3px;padding:0 .15em}
.gone{color:#800b00;font-weight:600}.small{color:#57606a;font-size:.9em}
code{font-size:.85em;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""
_FIELDS = Text("内容", "Fields")
_REPORT = Text("脱敏报告", "Redaction report")
_PREVIEW = Text("脱敏后的样子(前 20 处)", "What is left (the first 20 places)")
_TICKET = Text("工单", "Ticket")
_MADE = Text("制作", "Made")
_REVIEWED = Text("已复核", "Reviewed by")
_NONE = Text("规则没有命中。", "No rule found anything.")


def markdown(package: Package) -> str:
    """Return handoff.md: the title, the body as it is pasted, then the report.

    The body stands in a fence: its lines stay lines, its placeholders are not taken for tags, and
    nothing that a ticket holds becomes a picture or a link.
    """
    language = package.language
    text = body(package)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    title = _plain(package.title).replace("<", "\\<").replace("[", "\\[")
    lines = [f"# {title}", "", _head(package), "", f"{fence}text", text.rstrip("\n"), fence, ""]
    if package.preview:
        lines += [f"## {_PREVIEW.in_(language)}", ""]
        lines += [f"- {one.place.in_(language)}: `{_plain(one.line)}`" for one in package.preview]
    return "\n".join(lines).rstrip() + "\n"


def page(package: Package) -> str:
    """Return handoff.html: no script, nothing from outside, what was removed marked."""
    language = package.language
    said = _head(package)
    rows = [
        (one.field.name.in_(language), _marked(one.value) if one.value else _gone(package))
        for one in package.fields if one.value or one.missing
    ]  # fmt: skip
    if package.duties:
        rows.append((DUTIES.in_(language), _marked(package.duties)))
    rows += [
        (EXPECTED.in_(language), escape(expected(package))),
        (CODE.in_(language), escape(NO_CODE.in_(language))),
    ]
    lang = "zh-CN" if language == "zh_CN" else "en"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(package.title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f'<h1>{_marked(package.title)}</h1>\n<p class="small">{escape(said)}</p>\n'
        f"<h2>{_FIELDS.in_(language)}</h2>\n{_table(rows)}"
        f"{_files(package)}{_report(package)}</body></html>\n"
    )


def _head(package: Package) -> str:
    language = package.language
    parts = [
        f"{_TICKET.in_(language)} {package.number}", package.id,
        f"{_MADE.in_(language)} {package.made_at:%Y-%m-%d %H:%M %z}",
        f"{_REVIEWED.in_(language)} {package.reviewed_by or '-'}",
    ]  # fmt: skip
    if package.authorisation and (package.texts or package.files):
        parts.append(f"{AUTHORISATION.in_(language)} {package.authorisation.number}")
    return " · ".join(parts)


def _files(package: Package) -> str:
    language = package.language
    rows = [
        (one.name, f"<code>{one.sha256}</code> {escape(one.remark.in_(language))}")
        for one in package.texts
    ]
    rows += [(one.name, f"<code>{one.sha256}</code>") for one in package.files]
    out = f"<h2>{FILES.in_(language)}</h2>\n{_table(rows)}" if rows else ""
    left = [(one.name, escape(one.why.in_(language))) for one in package.left_out]
    return out + (f"<h2>{LEFT.in_(language)}</h2>\n{_table(left)}" if left else "")


def _report(package: Package) -> str:
    language = package.language
    counts = [(one.title.in_(language), f"{one.count}") for one in package.removed]
    out = f"<h2>{_REPORT.in_(language)}</h2>\n"
    out += _table(counts) if counts else f"<p>{escape(_NONE.in_(language))}</p>\n"
    if package.preview:
        rows = [(one.place.in_(language), _marked(one.line)) for one in package.preview]
        out += f"<h2>{_PREVIEW.in_(language)}</h2>\n{_table(rows)}"
    return out


def _table(rows: list[tuple[str, str]]) -> str:
    """Return a table of names and cells; the cells are HTML already."""
    lines = (f"<tr><th>{_marked(name)}</th><td>{cell}</td></tr>\n" for name, cell in rows)
    return f"<table>\n{''.join(lines)}</table>\n"


def _marked(text: str) -> str:
    out, at = [], 0
    for start, end in marks(text):
        out += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return "".join((*out, escape(text[at:])))


def _gone(package: Package) -> str:
    return f'<span class="gone">{escape(MISSING.in_(package.language))}</span>'


def _plain(text: str) -> str:
    """Return a text as one line, so that it opens no heading and no other block."""
    return " ".join(text.split()).replace("`", "'")
