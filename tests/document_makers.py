"""What the tests of documents share: small real files, and packs of them with a manifest."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from firstline.domain.documents.pack import MANIFEST

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def pdf(words: str) -> bytes:
    """Return a PDF of one empty page that no other words make."""
    return PDF + f"% {words}\n".encode()


def docx(*paragraphs: str) -> bytes:
    """Return a DOCX that holds these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()


def entry(code: str, version: str, file: str, data: bytes, **more: Any) -> dict[str, Any]:
    """Return what a manifest says of a file."""
    return {
        "code": code, "version": version, "title_zh": f"{code} 手册", "title_en": f"{code} manual",
        "file": file, "sha256": hashlib.sha256(data).hexdigest(), **more,
    }  # fmt: skip


def manifest(entries: Sequence[Mapping[str, Any]], **more: Any) -> str:
    """Return the text of a manifest; JSON strings and lists are TOML, too."""
    head = {
        "schema": "firstline.documents/1", "id": "vendor", "version": "2026.11",
        "title_zh": "厂商基础文档", "title_en": "The vendor's basic documents",
        "source": "厂商服务站", **more,
    }  # fmt: skip
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    for one in entries:
        lines.append("[[documents]]")
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}"
                  for name, value in one.items()]  # fmt: skip
    return "\n".join(lines)


Files = Mapping[str, tuple[bytes, dict[str, Any]]]
FIRST: Files = {
    "man_fin.pdf": (pdf("fin 12"), {"code": "MAN-FIN", "version": "12.0"}),
    "rn_12.docx": (docx("已知问题 凭证号断号", "Fixed: gaps"), {"code": "RN-12", "version": "1"}),
}
"""A first pack: a manual, and the notes of a release."""
SECOND: Files = {
    "man_fin_13.pdf": (
        pdf("fin 13"),
        {"code": "MAN-FIN", "version": "13.0", "products": ["U9"], "versions": "13.0 起"},
    ),
    "rn_13.docx": (
        docx("发布说明 13 结账卡住已修复"),
        {"code": "RN-13", "version": "1", "supersedes": ["RN-12"]},
    ),
    "man_hr.pdf": (pdf("hr"), {"code": "MAN-HR", "version": "13.0", "modules": ["HR"]}),
    "patch.txt": ("补丁说明 ORA-01555\n".encode(), {"code": "PATCH-7", "version": "1.1"}),
    "limits.md": (b"# Limits\nfifty users", {"code": "LIMITS", "version": "2026.11"}),
}
"""The next one: 3 new documents, and 2 that supersede those of the first."""


def folder(place: Path, files: Files, **more: Any) -> Path:
    """Write a pack into a folder and return it."""
    place.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, (data, said) in files.items():
        (place / name).write_bytes(data)
        entries.append(entry(file=name, data=data, **said))
    (place / MANIFEST).write_text(manifest(entries, **more), "utf-8")
    return place


def zipped(place: Path, files: Files, **more: Any) -> Path:
    """Write a pack into a zip and return it."""
    entries = []
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, said) in files.items():
            archive.writestr(f"pack/{name}", data)
            entries.append(entry(file=name, data=data, **said))
        archive.writestr(f"pack/{MANIFEST}", manifest(entries, **more))
    return place
