"""The compatibility matrix: what runs with what, by whose word; an unknown cell stops the gate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

VERDICTS: Mapping[str, Text] = {
    "ok": Text("兼容", "works"),
    "not": Text("不兼容", "does not work"),
    "na": Text("不适用", "does not apply"),
    "unknown": Text("未知", "unknown"),
}
MARKS: Mapping[str, str] = {"ok": "✓", "not": "✗", "na": "–", "unknown": "?"}
PARTS: Mapping[str, Text] = {
    "os": Text("操作系统", "Operating system"),
    "database": Text("数据库", "Database"),
    "browser": Text("浏览器", "Browser"),
    "office": Text("办公软件", "Office"),
    "printing": Text("打印与扫码", "Printing and scanning"),
    "licence_device": Text("加密卡", "Licence device"),
    "interface": Text("接口", "Interface"),
    "add_on": Text("二次开发", "Custom code"),
    "other": Text("其他", "Other"),
}


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("verdict") in ("ok", "not") and not values.get("source"):
        raise BadInput(
            Text("兼容与否要写明来源。", "Whether it works needs a source."),
            next_step=Text("请写厂商文件、试验记录或工单号;没有来源就是未知。",
                           "Name a vendor's document, a test or a ticket; without one it is "
                           "unknown."),
        )  # fmt: skip


SHEET = Sheet(
    "compat", "cells", "CM", Text("兼容性", "Compatibility"),
    (
        Column("product", Text("产品与版本", "Product and version"), must=True),
        Column("part", Text("部件", "Part"), Shape.CHOICE, PARTS, must=True),
        Column("version", Text("部件版本", "Version of the part"), must=True),
        Column("verdict", Text("结论", "Verdict"), Shape.CHOICE, VERDICTS, must=True,
               first="unknown"),
        Column("source", Text("来源", "Source")),
        Column("checked_on", Text("核对日期", "Checked on"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "product", "part", "version"),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix; `entity` is None where nobody recorded anything."""

    product: str
    part: str
    version: str
    verdict: str
    entity: Entity | None = None

    @property
    def flag(self) -> Flag | None:
        """What stands against the gate here, and by which rule."""
        name = PARTS.get(self.part, PARTS["other"])
        zh, en = f"{self.product} × {name.zh} {self.version}", f"{self.product} × {name.en}"
        en = f"{en} {self.version}"
        if self.verdict == "not":
            return Flag("not", Text(f"{zh}:不兼容", f"{en}: does not work"), stops=True)
        if self.verdict in ("ok", "na"):
            return None
        nobody = self.entity is None
        return Flag(
            "unknown",
            Text(f"{zh}:未知{'(没有登记)' if nobody else ''},未知不能过关(S29)",
                 f"{en}: unknown{' (not recorded)' if nobody else ''}; an unknown cell stops the "
                 "gate (S29)"),
            stops=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matrix:
    """Products across, parts with their versions down; every crossing is a cell."""

    products: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str, str], Cell]

    @property
    def open(self) -> tuple[Cell, ...]:
        """The cells that stand against a gate."""
        return tuple(one for one in self.cells.values() if one.flag)

    @property
    def why(self) -> Text:
        """How many cells are open, and by which rule (N10)."""
        all_, n = len(self.cells), len(self.open)
        return Text(
            f"{all_} 格({len(self.products)} 产品 × {len(self.rows)} 部件),{n} 格未知或不兼容;"
            "没有登记的格也是未知。",
            f"{all_} cells ({len(self.products)} products × {len(self.rows)} parts), {n} unknown "
            "or not working; a cell nobody recorded is unknown.",
        )


def matrix(records: Iterable[Entity], project: str = "") -> Matrix:
    """Return the matrix of a project; where two records tell of a cell, the worse one stands."""
    held = of_project(records, project)
    order = list(PARTS)
    products = tuple(sorted({text_of(one, "product") for one in held}))
    rows = sorted(
        {(text_of(one, "part"), text_of(one, "version")) for one in held},
        key=lambda row: (order.index(row[0]) if row[0] in order else len(order), row[1]),
    )
    worst = ("na", "ok", "unknown", "not")
    cells = {
        (product, *row): Cell(product, *row, "unknown") for row in rows for product in products
    }
    for one in held:
        key = (text_of(one, "product"), text_of(one, "part"), text_of(one, "version"))
        said = text_of(one, "verdict")
        verdict = said if said in VERDICTS else "unknown"
        before = cells[key]
        if before.entity is None or worst.index(verdict) > worst.index(before.verdict):
            cells[key] = Cell(*key, verdict, one)
    return Matrix(products, tuple(rows), cells)
