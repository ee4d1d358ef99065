"""Mappings: guessed from headings, said in a file, shown, and strict about their keys."""

from pathlib import Path

import pytest
from intake_desk import ZONE, bring_in, reasons, write_csv

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Priority, Status, TicketType
from firstline.intake.tickets.headings import field_of
from firstline.intake.tickets.importer import prepare
from firstline.intake.tickets.map_file import load_map
from firstline.intake.tickets.mapping import describe, guess
from firstline.intake.tickets.wordings import meaning
from firstline.store.store import Store


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("编号", "number"), ("工单号", "number"), ("ID", "number"), ("Ticket No.", "number"),
        ("主题", "title"), ("Summary", "title"), ("说明", "body"), ("Description", "body"),
        ("Status", "status"), ("优先级", "priority"), ("Priority", "priority"),
        ("工厂", "site"), ("Location", "site"), ("提交人", "requester"), ("处理人", "assignee"),
        ("Assigned to", "assignee"), ("提交时间", "created"), ("Opened At", "created"),
        ("解决时间", "resolved"), ("关闭时间", "closed"), ("标签", "tags"), ("渠道", "channel"),
        ("优先级(1-4)", "priority"), ("紧急程度", "urgency"), ("影响范围", "impact"),
        ("模块", "module"), ("产品", "product"), ("类型", "type"),
    ],
)  # fmt: skip
def test_headings_are_known(heading: str, field: str) -> None:
    found = field_of(heading)
    assert found is not None
    assert found[0] == field


def test_an_unknown_heading_stays_unknown() -> None:
    assert field_of("客户满意度") is None
    assert field_of("序号") is None


@pytest.mark.parametrize(
    ("field", "word", "value"),
    [
        ("status", "新建", Status.NEW), ("status", "Open", Status.NEW),
        ("status", "处理中", Status.IN_PROGRESS), ("status", "Closed", Status.CLOSED),
        ("status", "已恢复", Status.RESOLVED), ("status", "with_vendor", Status.WITH_VENDOR),
        ("priority", "P1", Priority.P1), ("priority", "1", Priority.P1),
        ("priority", "紧急", Priority.P1), ("priority", "High", Priority.P2),
        ("priority", "3 - Moderate", Priority.P3), ("priority", "Ｐ２", Priority.P2),
        ("priority", "高 (P2)", Priority.P2), ("impact", "2 - Medium", 2),
        ("urgency", "高", 1), ("type", "咨询", TicketType.QUESTION), ("status", "P1", None),
        ("priority", "看情况", None),
    ],
)  # fmt: skip
def test_values_are_known(field: str, word: str, value: object) -> None:
    assert meaning(field, word) == value


def test_the_mapping_is_told_before_anything_is_written(tmp_path: Path) -> None:
    head = ("单号", "编号", "标题", "满意度")
    plan = prepare(write_csv(tmp_path / "a.csv", [(1, 2, 3, 4)], head=head), zone=ZONE)
    assert [one.en for one in plan.lines] == [
        "“编号” → Number (guessed)",
        "“标题” → Title (guessed)",
        "“单号” is left out (Number has a column already)",
        "“满意度” is left out",
    ]
    assert plan.lines[0].zh == "“编号” → 编号(猜测)"


def test_a_mapping_file_names_everything(store: Store, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "a.csv",
        [("7", "坏了", "特别急", "研发中心", "29-02-2016 01:16", "是")],
        head=("怪号", "怪题", "多急", "哪里", "何时", "满意"),
        delimiter=";",
    )
    said = """
source = "oa"
date_format = "%d-%m-%Y %H:%M"
timezone = "Asia/Shanghai"
extra = ["满意"]
[columns]
number = "怪号"
title = "怪题"
priority = "多急"
site = "哪里"
created = "何时"
[defaults]
type = "request"
product = "U9"
[values.priority]
"特别急" = "P1"
"""
    assert bring_in(store, file, map_text=said).created == 1
    ticket = store.ticket("7")
    assert (ticket.title, ticket.priority, ticket.site) == ("坏了", Priority.P1, "研发中心")
    assert (ticket.type, ticket.product) == (TicketType.REQUEST, "U9")
    assert ticket.created_at.isoformat() == "2016-02-29T01:16:00+08:00"
    assert ticket.extra["oa.满意"] == "是"
    assert bring_in(store, file, map_text=said).unchanged == 1


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('sauce = "x"', 1, "no such key"),
        ('\n\n[columns]\nnummer = "x"', 4, "no such field"),
        ("[columns]\ntitle = 3", 2, "text"),
        ('date_format = "DD-MM-YYYY"', 1, "date format"),
        ('date_format = "%H:%M"', 1, "date format"),
        ('\n[dates]\ncreated = "nonsense"', 3, "date format"),
        ('timezone = "Mars/Base"', 1, "no such zone"),
        ('delimiter = "x"', 1, "one of"),
        ("header_row = 0", 1, "counts from 1"),
        ("header_row = true", 1, "whole number"),
        ('[values.priority]\n"x" = "P9"', 2, "Priority cannot be"),
        ('[values.title]\n"x" = "y"', 1, "must be a table"),
        ('[defaults]\nstatus = "nowhere"', 2, "Status cannot be"),
        ('[defaults]\ncreated = "2026-01-01"', 2, "no such field"),
        ("source = \n", 1, "not valid TOML"),
        ('source = ""', 1, "60 characters"),
    ],
)
def test_a_bad_mapping_file_is_refused_with_its_line(text: str, line: int, fault: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_map(text, "m.toml")
    assert f"m.toml:{line}:" in caught.value.in_("en")
    assert fault in caught.value.in_("en")
    assert caught.value.in_("zh_CN")


def test_a_named_heading_that_is_missing_or_double_is_refused(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [(1, 2)], head=("编号", "标题"))
    with pytest.raises(BadInput, match="no column “名称”"):
        prepare(file, zone=ZONE, map_text='[columns]\ntitle = "名称"')
    double = write_csv(tmp_path / "b.csv", [(1, 2, 3)], head=("编号", "标题", "标题"))
    with pytest.raises(BadInput, match="stands twice"):
        prepare(double, zone=ZONE)


def test_double_headings_that_nobody_needs_do_no_harm(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [(1, "t", 3, 4)], head=("编号", "标题", "备注", "备注"))
    assert bring_in(store, file).created == 1


def test_guessing_can_fill_up_what_the_file_names() -> None:
    given = load_map('guess = true\n[columns]\ntitle = "满意"', "m.toml")
    mapping = guess(("编号", "标题", "满意"), given)
    assert mapping.columns == {"title": 2, "number": 0}
    only = guess(("编号", "标题", "满意"), load_map('[columns]\ntitle = "满意"', "m.toml"))
    assert only.columns == {"title": 2}
    assert "“编号” is left out" in [one.en for one in describe(only)]


def test_an_unknown_value_says_how_to_name_it(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [("t", "怪")], head=("标题", "状态"))
    assert "[values.status]" in reasons(bring_in(store, file))[2]
