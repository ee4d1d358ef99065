"""Writes the demo company's two packs of basic documents: small real PDF, DOCX, XLSX and text."""

import argparse
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import xlsxwriter

from firstline.domain.documents.pack import MANIFEST

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "packs" / "documents"
FICTION = "演示文档,虚构,不是任何厂商的文件。 Demo document: fictional, of no vendor."
_STAMP = (2026, 11, 1, 0, 0, 0)  # of every entry, so that the same content makes the same zip
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def as_pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF of the lines, the first one its title; the machine's own fonts are embedded."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from firstline.app.window import make_application  # noqa: PLC0415 - after the platform
    from firstline.widgets.paper import write_pdf  # noqa: PLC0415

    make_application()
    body = "".join(f"<p>{escape(one)}</p>" for one in lines[1:])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.pdf"
        write_pdf(f"<h2>{escape(lines[0])}</h2>{body}", path, "a4")
        return path.read_bytes()


def as_docx(lines: Sequence[str]) -> bytes:
    """Return a DOCX of the lines, the first one in bold type."""

    def paragraph(text: str, *, bold: bool) -> str:
        look = "<w:rPr><w:b/><w:sz w:val='32'/></w:rPr>" if bold else ""
        return f"<w:p><w:r>{look}<w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"

    told = "".join(paragraph(one, bold=not at) for at, one in enumerate(lines))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
            f' ContentType="{kind}"/></Types>'
        ),
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}"'
            ' Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'{_XML}<w:document xmlns:w="{_MAIN}"><w:body>{told}</w:body></w:document>'
        ),
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def as_xlsx(lines: Sequence[str]) -> bytes:
    """Return an XLSX: a row a line, a cell for each part between bars."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, line in enumerate(lines):
        for column, words in enumerate(line.split("|")):
            sheet.write_string(row, column, words.strip())
    sheet.set_column(0, 3, 24)
    book.close()
    return out.getvalue()


def as_text(lines: Sequence[str]) -> bytes:
    """Return a text file of the lines."""
    return ("\r\n".join(lines) + "\r\n").encode()


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its file, how that is made, what stands in it, and what is said of it."""

    file: str
    make: Callable[[Sequence[str]], bytes]
    lines: tuple[str, ...]
    said: str


OLD = (
    Made("总账月结手册_12.5.pdf", as_pdf, (
        "总账月结手册 12.5 · General ledger: month end 12.5", FICTION,
        "1. 结账前:凭证全部审核、记账;断号要说明。Before closing: approve and post; explain gaps.",
        "2. 结账由财务主管一人执行。One person closes the period.",
    ), """code = "MAN-GL"
version = "12.5"
title_zh = "总账月结手册"
title_en = "General ledger: month end"
products = ["U8"]
modules = ["GL"]
versions = "12.5"
language = "both"
words = ["结账", "月结", "凭证断号", "month end"]
"""),
    Made("发布说明_12.5.docx", as_docx, (
        "U8 12.5 发布说明 · Release notes 12.5", FICTION,
        "已知问题:复制固定资产卡片后,折旧方法被清空。",
        "Known: copying an asset card clears the depreciation method.",
    ), """code = "RN-12.5"
version = "1.0"
title_zh = "U8 12.5 发布说明"
title_en = "U8 12.5 release notes"
products = ["U8"]
versions = "12.5"
language = "both"
"""),
)  # fmt: skip
NEW = (
    Made("总账月结手册_13.0.pdf", as_pdf, (
        "总账月结手册 13.0 · General ledger: month end 13.0", FICTION,
        "1. 结账前:凭证全部审核、记账;断号要说明。Before closing: approve and post; explain gaps.",
        "2. 新:结账检查清单会指出未记账的凭证。New: the closing checklist names unposted vouchers.",
        "3. 结账由财务主管一人执行,另一人复核。One person closes, another one reviews.",
    ), """code = "MAN-GL"
version = "13.0"
title_zh = "总账月结手册"
title_en = "General ledger: month end"
products = ["U8"]
modules = ["GL"]
versions = "≥ 13.0"
language = "both"
words = ["结账", "月结", "凭证断号", "month end"]
note = "与 12.5 相比:多了结账检查清单。New since 12.5: the closing checklist."
"""),
    Made("发布说明_13.0.docx", as_docx, (
        "U8 13.0 发布说明 · Release notes 13.0", FICTION,
        "已修复:复制固定资产卡片后,折旧方法不再被清空。",
        "Fixed: copying an asset card keeps the depreciation method.",
        "升级前请读端口清单,并核对加密点数。Before the upgrade read the list of ports.",
    ), """code = "RN-13.0"
version = "1.0"
title_zh = "U8 13.0 发布说明"
title_en = "U8 13.0 release notes"
products = ["U8"]
versions = "13.0"
language = "both"
supersedes = ["RN-12.5"]
"""),
    Made("补丁说明_2026-11.txt", as_text, (
        "2026-11 补丁说明 · Patch notes 2026-11", FICTION,
        "扫码报工:夜班跨零点的完工数不再丢失。Scanned completions after midnight are counted.",
        "ORA-01555:库存月报改为分段读取。The stock report reads in slices.",
    ), """code = "PATCH-2611"
version = "1.1"
title_zh = "2026-11 补丁说明"
title_en = "Patch notes 2026-11"
products = ["U8"]
modules = ["ST", "MO"]
versions = "13.0"
language = "both"
"""),
    Made("端口与服务清单.xlsx", as_xlsx, (
        "服务 Service | 端口 Port | 方向 Direction | 说明 Note",
        "加密服务 Licence | 4630 | 客户端 → 服务器 | 点数核对 licence points",
        "数据库 Database | 1433 | 应用 → 数据库 | 只在机房内 inside the server room",
        "文件 Files | 445 | 客户端 → 服务器 | 附件与报表 attachments, reports",
    ), """code = "PORTS"
version = "2026.11"
title_zh = "端口与服务清单"
title_en = "Ports and services"
products = ["U8", "T+"]
language = "both"
source = "信息部整理 IT department"
note = "示例值,以现场为准。Sample values; the site's own hold."
"""),
    Made("加密点数怎么算.pdf", as_pdf, (
        "加密点数怎么算 · How licence points are counted", FICTION,
        "点数按同时登录的操作员和电脑计算;异常退出的站点会占用点数。",
        "Points count people and PCs that are logged in; a lost session keeps its point.",
    ), """code = "LIC-POINTS"
version = "2026.11"
title_zh = "加密点数怎么算"
title_en = "How licence points are counted"
language = "both"
words = ["加密点数", "加密狗", "站点已满", "licence"]
"""),
)  # fmt: skip
PACKS = {"2026-06": OLD, "2026-11": NEW}


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip of the parts that bears no hour of its making."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


def pack(version: str, documents: Sequence[Made]) -> bytes:
    """Return a pack of these documents."""
    lines = [
        'schema = "firstline.documents/1"', 'id = "demo-basic"', f'version = "{version}"',
        'title_zh = "基础文档更新(演示)"', 'title_en = "Basic documents (demo)"',
        'source = "厂商服务站(演示)Vendor\'s service site (demo)"',
    ]  # fmt: skip
    files: dict[str, bytes] = {}
    for one in documents:
        data = one.make(one.lines)
        files[one.file] = data
        sha256 = hashlib.sha256(data).hexdigest()
        lines += ["", "[[documents]]", f'file = "{one.file}"', f'sha256 = "{sha256}"']
        lines.append(one.said.rstrip())
    return zipped({MANIFEST: "\n".join([*lines, ""]).encode(), **files})


def main() -> int:
    """Write the packs into the resources, or where one was told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for version, documents in PACKS.items():
        target = chosen.out / f"demo_{version}.zip"
        target.write_bytes(pack(version, documents))
        print(f"{target} {target.stat().st_size}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
