"""A report as a Word document (ECMA-376): titles, notes, tables and lines to sign on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from firstline.domain.words import Language, Text
from firstline.report.frozen.table import Made, Table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WIDE = 9_638  # twentieths of a point between the margins of an A4
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" '
    'w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write_docx(path: Path, made: Made) -> None:
    """Write the report to `path`. The same report gives the same bytes. Raises OSError."""
    parts = {
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": _document(made),
    }  # fmt: skip
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(ZipInfo(name, _DAY), text.encode(), ZIP_DEFLATED)


def _document(made: Made) -> str:
    say = made.language
    as_of = f"{made.now:%Y-%m-%d %H:%M %z}"
    head = Text(f"截至 {as_of} · 快照 SHA-256 {made.mark}",
                f"As of {as_of} · snapshot SHA-256 {made.mark}")  # fmt: skip
    body = [_paragraph(f"{made.title.in_(say)} — {made.subject}", 32, bold=True),
            _paragraph(head.in_(say), 16)]  # fmt: skip
    for one in made.tables:
        body.append(_paragraph(one.name.in_(say), 24, bold=True))
        body += [_paragraph(one.note.in_(say), 16)] if one.note else []
        body.append(_table(one, say))
    body += [_paragraph("", 18) + _paragraph(one.in_(say), 18) for one in made.sign]
    return f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{_PAGE}</w:body></w:document>'


def _table(one: Table, say: Language) -> str:
    widths = [_WIDE * width // 100 for _, width in one.heads]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = _row([name.in_(say) for name, _ in one.heads], widths, bold=True)
    rows = "".join(_row(row, widths) for row in one.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDE}" w:type="dxa"/><w:tblBorders>{_BORDERS}'
        f"</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{heads}{rows}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Iterable[int], *, bold: bool = False) -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(cell, 17, bold=bold)}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    repeat = "<w:trPr><w:tblHeader/></w:trPr>" if bold else ""
    return f"<w:tr>{repeat}{told}</w:tr>"


def _paragraph(text: str, half_points: int, *, bold: bool = False) -> str:
    how = ("<w:b/>" if bold else "") + f'<w:sz w:val="{half_points}"/>'
    fonts = '<w:rFonts w:eastAsia="Microsoft YaHei"/>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(_legal(line))}</w:t>' for line in text.split("\n")
    )
    return f"<w:p><w:r><w:rPr>{fonts}{how}</w:rPr>{lines}</w:r></w:p>"


def _legal(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(one for one in text if one == "\t" or one.isprintable() or one == "\u3000")
