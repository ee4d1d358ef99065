"""The health check of a system from a frozen snapshot: a PDF or a workbook, with all hashes."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.codec import canonical
from firstline.domain.entity import Entity, entity_from_json, entity_to_json
from firstline.domain.errors import BadInput
from firstline.domain.health import checks
from firstline.domain.health.check_items import Item
from firstline.domain.words import Language, Text
from firstline.report.health_tables import tables
from firstline.report.patient import Patient
from firstline.report.runbook_report import hash_of, settled
from firstline.report.runbook_tables import Table
from firstline.report.tables import inert
from firstline.report.whole_file import in_one_piece

FORMAT = "firstline.health-snapshot/1"
MANIFEST = "firstline.manifest/1"
WritePdf = Callable[[str, Path, str], None]
TITLE = Text("健康检查与安全审计报告", "Health check and security audit")
_SIGN = Text(
    "检查人 ____________  业务负责人 ____________  日期 ____________",
    "Checked by ____________  Business owner ____________  Date ____________",
)
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif;"
    "font-size:9pt;color:#000}h1{font-size:15pt;margin:0}h2{font-size:11pt;margin:10px 0 2px 0}"
    "p{margin:2px 0}th{text-align:left;font-weight:600;border-bottom:1px solid #666;"
    "padding:2px 6px 2px 0}td{vertical-align:top;border-bottom:1px solid #ccc;"
    "padding:2px 6px 2px 0}.q{color:#555}"
)


@dataclass(frozen=True, slots=True)
class HealthShot:
    """All that the report is made of; the items stand in it, since packs change."""

    system: str
    items: tuple[Item, ...]
    looked: tuple[Entity, ...]
    findings: tuple[Entity, ...]
    now: datetime
    zone: str
    language: Language = "zh_CN"

    def text(self) -> str:
        """Return the snapshot as the one text that its hash is taken of."""
        return canonical({
            "format": FORMAT, "system": self.system, "now": self.now.isoformat(),
            "zone": self.zone, "items": [asdict(one) for one in self.items],
            "looked": [entity_to_json(one) for one in self.looked],
            "findings": [entity_to_json(one) for one in self.findings],
        })  # fmt: skip


def shot_of(
    system: str, items: Sequence[Item], records: Sequence[Entity], findings: Sequence[Entity],
    now: datetime, zone: str,
) -> HealthShot:  # fmt: skip
    """Return the snapshot of a system as it stands."""
    mine = {checks.record_id(system, one.id) for one in items}
    looked = tuple(one for one in records if one.id in mine)
    return HealthShot(" ".join(system.split()), tuple(items), looked, tuple(findings), now, zone)


def read_shot(path: Path) -> HealthShot:
    """Return the snapshot in a file. Raises BadInput for one that cannot be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise _no_shot(path)
        items = tuple(
            Item(**{**one, "title": Text(*one["title"]), "evidence": Text(*one["evidence"])})
            for one in raw["items"]
        )
        zone = ZoneInfo(raw["zone"])
        return HealthShot(
            raw["system"], items, tuple(entity_from_json(one) for one in raw["looked"]),
            tuple(entity_from_json(one) for one in raw["findings"]),
            datetime.fromisoformat(raw["now"]).astimezone(zone), raw["zone"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_shot(path) from error


def _no_shot(path: Path) -> BadInput:
    return BadInput(
        Text(f"{path} 不是健康检查的快照。", f"{path} is no snapshot of a health check."),
        Text("什么都没有写。", "Nothing was written."),
    )


def write_health(path: Path, shot: HealthShot, write_pdf: WritePdf) -> dict[str, Any]:
    """Write the report to `path` (.pdf or .xlsx), its snapshot and its manifest beside it.

    The same snapshot always gives the same bytes. Returns the manifest. Raises BadInput for
    another ending, Refused where a file cannot be written.
    """
    ending = path.suffix.casefold()
    if ending not in (".pdf", ".xlsx"):
        raise BadInput(
            Text(f"不支持“{path.suffix[:20]}”。", f"There is no report as “{path.suffix[:20]}”."),
            next_step=Text("可用:.pdf、.xlsx。", "Use .pdf or .xlsx."),
        )
    text, made = shot.text(), tables(shot)
    mark = hashlib.sha256(text.encode()).hexdigest()

    def make(part: Path) -> int:
        if ending == ".xlsx":
            _book(part, made, shot, mark)
        else:
            write_pdf(page(made, shot, mark), part, "a4")
            part.write_bytes(settled(part.read_bytes(), shot.now, mark))
        return 1

    in_one_piece(path, make)
    snapshot = path.with_name(f"{path.stem}.snapshot.json")
    _put(snapshot, text)
    manifest = {
        "format": MANIFEST, "system": shot.system, "as_of": shot.now.isoformat(),
        "snapshot_sha256": mark,
        "files": [
            {"name": one.name, "sha256": hash_of(one), "size": one.stat().st_size}
            for one in (path, snapshot)
        ],
    }  # fmt: skip
    _put(path.with_name(f"{path.name}.manifest.json"), canonical(manifest))
    return manifest


def _put(path: Path, text: str) -> None:
    in_one_piece(path, lambda part: part.write_text(text, "utf-8", newline="\n"))


def page(made: Sequence[Table], shot: HealthShot, mark: str) -> str:
    """Return the report as HTML that a browser and Qt's rich text read."""
    say = shot.language
    title = escape(f"{TITLE.in_(say)} — {shot.system}")
    as_of = f"{shot.now:%Y-%m-%d %H:%M %z}"
    head = Text(f"截至 {as_of} · 快照 SHA-256 {mark}", f"As of {as_of} · snapshot SHA-256 {mark}")
    parts = "".join(_table(one, say) for one in made)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1><p class='q'>{escape(head.in_(say))}</p>{parts}"
        f"<p><br>{escape(_SIGN.in_(say))}</p></body></html>"
    )


def _table(one: Table, say: Language) -> str:
    heads = "".join(
        f"<th width='{width}%'>{escape(name.in_(say))}</th>" for name, width in one.heads
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in one.rows
    )
    return (
        f"<h2>{escape(one.name.in_(say))}</h2>"
        f"<table width='100%' cellspacing='0'><tr>{heads}</tr>{rows}</table>"
    )


def _book(part: Path, made: Sequence[Table], shot: HealthShot, mark: str) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    say = shot.language
    with Patient(part) as file:
        book = Workbook(file, options)
        try:
            at = shot.now.astimezone(UTC).replace(tzinfo=None)
            comment = f"snapshot SHA-256 {mark}"
            book.set_properties({"title": shot.system, "comments": comment, "created": at})
            bold = book.add_format({"bold": True, "bottom": 1})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            for one in made:
                sheet = book.add_worksheet(one.name.in_(say)[:31])
                sheet.freeze_panes(1, 0)
                for column, (name, width) in enumerate(one.heads):
                    sheet.set_column(column, column, max(8, width * 1.3))
                    sheet.write_string(0, column, name.in_(say), bold)
                for number, row in enumerate(one.rows, 1):
                    for column, cell in enumerate(row):
                        sheet.write_string(number, column, inert(cell)[:32_000], wrap)
        finally:
            book.close()
