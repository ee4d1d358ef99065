"""What a data-quality run found, recorded so that a gate can ask for it."""

from datetime import date, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.data_quality import RULES, Report
from firstline.domain.health.sheet import Flag, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SHEET = Sheet(
    "quality", "runs", "DQ", Text("数据质量检查", "Data-quality run"),
    (
        Column("name", Text("数据", "Extract"), must=True),
        Column("file", Text("文件", "File"), found=True),
        Column("sha256", Text("指纹", "Fingerprint"), found=True),
        Column("rows", Text("行数", "Rows"), Shape.WHOLE, first=0, found=True),
        Column("defects", Text("缺陷", "Defects"), Shape.WHOLE, first=0, found=True),
        Column("counts", Text("各规则", "By rule"), found=True),
        Column("looked_on", Text("检查日期", "Looked on"), Shape.DAY, found=True),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
)  # fmt: skip


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return whether the last run of an extract found anything (S27)."""
    many = whole_of(entity, "defects")
    if many == 0:
        return ()
    if many is None:
        return (Flag("not_run", Text("还没有检查过", "never looked at"), stops=True),)
    told = [one.partition("=") for one in text_of(entity, "counts").split(", ")]
    found = [(RULES[rule], n) for rule, _, n in told if rule in RULES and n != "0"]
    zh = ",".join(f"{name.zh} {n}" for name, n in found)
    en = ", ".join(f"{name.en} {n}" for name, n in found)
    words = Text(f"最近一次检查有 {many} 处缺陷({zh})", f"the last run found {many} defects ({en})")
    return (Flag("defects", words, stops=True),)


def run_values(
    name: str, project: str, file: tuple[str, str], found: Report, today: date
) -> dict[str, Value]:
    """Return what is recorded of a run over `file`, its name and SHA-256."""
    return {
        "name": name, "project": project, "file": file[0], "sha256": file[1],
        "rows": found.rows, "defects": len(found.defects),
        "counts": ", ".join(f"{rule}={n}" for rule, n in found.counts.items()),
        "looked_on": today.isoformat(),
    }  # fmt: skip


def key_of(name: str, project: str) -> str:
    """Return the id of the record of an extract."""
    return sheets.record_id(SHEET, {"name": name, "project": project})


def record(
    held: Entity | None, values: dict[str, Value], stamp: Stamp, zone: tzinfo
) -> Edit | None:
    """Return the edit that records a run, the record made at the first one; None for no news.

    A record that was taken off the list comes back with it. Raises BadInput without a name.
    """
    if held is None:
        return sheets.new_record(SHEET, values, stamp, zone)
    kept = {one: value for one, value in values.items() if one not in SHEET.key}
    edit = sheets.change(SHEET, held, kept, stamp, zone)
    return edit or (sheets.put_back(held, stamp) if held.fields.get("withdrawn") else None)
