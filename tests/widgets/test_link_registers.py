"""Registers of interfaces in a window: probed apart, files taken in, verdicts told in words."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from firstline.app.doors.project_files import project_files
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.interfaces import contract, extract_copy, mapping, network, slow_sql
from firstline.domain.interfaces.network_profile import parse_profiles
from firstline.domain.privacy import erasing, request
from firstline.system.resources import read_text
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.project.link_form import LinkForm
from firstline.widgets.project.page import ProjectPage
from window_makers import Window, at_once


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ProjectPage:
    made = ProjectPage(window.desktop, at_once(window.store), project_files())
    qtbot.addWidget(made)
    made.resize(1216, 700)
    made.show()
    return made


def put(window: Window, sheet: Sheet, /, **values: Any) -> str:
    edit = sheets.new_record(sheet, values, window.desktop.stamp(), window.desktop.zone)
    window.store.perform(edit, now=window.clock())
    return edit.entity


def leaf(page: ProjectPage, name: str) -> tuple[Leaf, LinkForm]:
    page.go_to(name)
    found = page.leaf(name)
    assert isinstance(found, Leaf)
    form = found.findChild(LinkForm)
    assert form is not None
    assert all(one.accessibleName() for one in (*form.buttons, *form.fields.values()))
    return found, form


def test_an_interface_is_probed_apart_and_offline_is_no_failure(
    page: ProjectPage, window: Window
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        key = put(window, contract.SHEET, name="A", endpoint=f"127.0.0.1:{door.getsockname()[1]}")
        put(window, contract.SHEET, name="B", endpoint="http://no-such-host.invalid/")
        found, form = leaf(page, "interface_contract")
        page.model.refresh()
        form.buttons[1].click()
    lines = page.model.boards["interface_contract"].lines
    told = {line.title.zh: line.cells[4].words.en for line in lines}
    assert told == {"A": "✓ reachable", "B": "? not tested"}
    assert page.files is not None
    page.files.probe([key])  # nobody listens any more
    line = page.model.boards["interface_contract"].line(key)
    assert line is not None
    assert line.cells[4].words.en == "✗ failed"
    assert "probe_failed" in {flag.code for flag in line.flags}
    assert "refuses connections" in line.why.en
    assert found.table.rowCount() == 2
    record = window.store.record("interface_contract", key)
    assert record is not None
    assert len(contract.probes(record)) == 2


def test_a_key_typed_into_a_field_is_refused_and_not_kept(
    page: ProjectPage, window: Window
) -> None:
    key = put(window, contract.SHEET, name="A")
    found, _ = leaf(page, "interface_contract")
    page.model.refresh()
    found.table.go_to(key)
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    field = found.panel.fields.fields["rate_limit"]
    assert isinstance(field, QLineEdit)
    field.setText("Zx81kQ0pL3m9T7vB2nC5dF6g")
    field.textEdited.emit(field.text())
    field.editingFinished.emit()
    assert len(told) == 1
    record = window.store.record("interface_contract", key)
    assert record is not None
    assert "rate_limit" not in record.fields
    assert found.panel.fields.value("rate_limit") == ""


def test_files_are_taken_in_and_undone(page: ProjectPage, window: Window, tmp_path: Path) -> None:
    assert page.files is not None
    table = tmp_path / "m.csv"
    table.write_text("source,target,test_value,expected\na,b,1,1\nc,d,1,2\n,e,1,1\n", "utf-8")
    said: list[str] = []
    window.desktop.acted.connect(lambda acted: said.append(acted.text.en))
    found, _ = leaf(page, "field_mapping")
    page.files.take_table(mapping.SHEET, table)
    assert said[-1].startswith("2 new, 0 updated, 1 refused; row 4:")
    assert [line.cells[3].words.en for line in page.model.boards["field_mapping"].lines] == [
        "✗ failed", "✓ passed",
    ]  # fmt: skip
    page.files.take_table(mapping.SHEET, table)
    assert said[-1].startswith("0 new, 0 updated, 1 refused")
    assert window.desktop.undo()
    assert found.table.rowCount() == 0

    reading = tmp_path / "s.csv"
    reading.write_text("sql,calls,total_ms\nselect * from t where a='张三',40,4000\n", "utf-8")
    _, form = leaf(page, "slow_sql")
    field = form.fields["transaction"]
    assert isinstance(field, QLineEdit)
    field.setText("查库存")
    page.files.take_slow(reading, form.values())
    (line,) = page.model.boards["slow_sql"].lines
    assert "100 ms × 40  select * from t where a=?" in line.why.zh

    day = tmp_path / "n.csv"
    rows = [f"2026-11-23 {n // 60:02d}:{n % 60:02d},{30 + n % 9},0,50" for n in range(1440)]
    day.write_text("\n".join(["time,latency_ms,loss,bandwidth", *rows]), "utf-8")

    known = parse_profiles(read_text("packs", "health", "network_profiles.toml"), "x")
    page.files.take_samples(day, {"name": "出口", "profile": "cloud"}, known)
    (line,) = page.model.boards["net_sample"].lines
    assert line.flags == ()
    assert line.cells[3].words.en == "✓ Early  ✓ Late  ✓ Night"
    (record,) = window.store.records(network.SHEET.kind)
    assert record.fields["limit_p95_ms"] == 80


def test_a_broken_file_is_told_and_leaves_nothing(
    page: ProjectPage, window: Window, tmp_path: Path
) -> None:
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    bad = tmp_path / "x.csv"
    bad.write_text("a,b\n1,2\n", "utf-8")
    assert page.files is not None
    page.files.take_slow(bad, {"transaction": "x"})
    page.files.take_samples(bad, {"name": "x"}, {})
    page.files.take_table(mapping.SHEET, bad)
    good = tmp_path / "y.csv"
    good.write_text("sql,calls,total_ms\nselect 1,40,4000\n", "utf-8")
    page.files.take_slow(good, {})  # without a transaction it is evidence of nothing
    assert len(told) == 4
    for sheet in (mapping.SHEET, network.SHEET, slow_sql.SHEET):
        assert not window.store.records(sheet.kind)


def test_an_extract_is_destroyed_in_place_and_a_score_recorded(
    page: ProjectPage, window: Window
) -> None:
    values = {"what": "工资表", "who": "陈工", "place": "U 盘", "encrypted": "yes"}
    key = put(window, extract_copy.SHEET, **values)
    page.go_to("extract_copy")
    found = page.leaf("extract_copy")
    assert isinstance(found, Leaf)
    page.model.refresh()
    assert page.model.boards["extract_copy"].stops == 1
    (button,) = found.panel.acts
    assert button.isVisible()
    found.panel.note.setText("记录 7")
    button.click()
    record = window.store.record("extract_copy", key)
    assert record is not None
    assert (record.fields["destroyed_on"], record.fields["proof"]) == ("2026-11-24", "记录 7")
    assert page.model.boards["extract_copy"].stops == 0
    assert not button.isVisible()
    _, form = leaf(page, "migration_score")
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    form.buttons[0].click()
    assert len(told) == 1  # without a project there is no score
    field = form.fields["project"]
    assert isinstance(field, QLineEdit)
    field.setText("上云")
    form.buttons[0].click()
    form.buttons[0].click()
    (line,) = page.model.boards["migration_score"].lines
    assert line.cells[2].words.en == "100/100"
    assert len(line.why.en.splitlines()) == 6


def test_a_person_is_exported_and_pseudonymised_from_a_request(
    page: ProjectPage, window: Window, tmp_path: Path
) -> None:
    person = {"person": "钱小丽、qianxl", "verified": "yes"}
    key = put(window, request.SHEET, **person, what="export")
    put(window, extract_copy.SHEET, what="客户档案", who="钱小丽", place="U 盘")
    _, form = leaf(page, "person_request")
    assert page.files is not None
    people = page.files.people
    people.export(key, tmp_path / "person.json")
    told = json.loads((tmp_path / "person.json").read_text("utf-8"))
    assert told["names"] == ["钱小丽", "qianxl"]
    assert "extract_copy" in {one["kind"] for one in told["records"]}
    record = window.store.record(request.SHEET.kind, key)
    assert record is not None
    assert record.fields["state"] == "done"
    problems: list[object] = []
    window.desktop.problem.connect(problems.append)
    second = put(window, request.SHEET, **person, what="erase")
    page.model.refresh()
    form.buttons[1].click()  # nobody approves it
    people.erase(key, "李总")  # another request
    bare = put(window, request.SHEET, person="钱小丽", what="erase")
    people.erase(bare, "李总")  # somebody who was not verified
    assert len(problems) == 3
    people.erase(second, "李总")
    assert len(problems) == 3
    page.model.refresh()
    boards = page.model.boards
    assert "钱小丽" not in repr(boards)
    alias = erasing.alias_of(("钱小丽", "qianxl"))
    assert alias in repr(boards["extract_copy"].lines)
    ended = window.store.record(request.SHEET.kind, second)
    assert ended is not None
    assert (ended.fields["state"], ended.fields["evidence"]) == ("done", alias)


def test_undo_takes_no_pseudonym_back(page: ProjectPage, window: Window) -> None:
    key = put(window, request.SHEET, person="钱小丽", verified="yes", what="erase")
    put(window, extract_copy.SHEET, what="客户档案", who="钱小丽", place="U 盘")
    leaf(page, "person_request")
    assert page.files is not None
    page.files.people.erase(key, "李总")
    for _ in range(4):
        window.desktop.undo()
    page.model.refresh()
    assert "钱小丽" not in repr(page.model.boards["extract_copy"])
    assert len(window.store.records("erasure")) == 1
