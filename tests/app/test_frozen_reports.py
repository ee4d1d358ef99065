"""Reports written from the window: file, snapshot and manifest, made again the same to the byte."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication

from firstline.app.doors.frozen_reports import frozen_reports
from firstline.cli.reconcile.extracts import opened
from firstline.domain.errors import Problem
from firstline.domain.group.action_acts import assign, finish
from firstline.domain.health import checks
from firstline.domain.health.check_items import parse_items
from firstline.domain.reconcile import record
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.record import digest_of
from firstline.domain.reconcile.run import reconcile
from firstline.report.frozen.check import check
from firstline.store.reconcile.shelf import temporary_shelf
from firstline.system.resources import read_text
from firstline.viewmodel.acts import Acted
from firstline.viewmodel.reports import write
from firstline.widgets.paper import write_pdf
from window_makers import Window


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    assert qapp is not None
    made = Window(tmp_path / "profile")
    yield made
    made.close()


def kept(window: Window, folder: Path) -> str:
    """Keep a comparison of two small tables, and return its id."""
    words = []
    for name, amount in (("旧", "100.00"), ("新", "100.01")):
        path = folder / f"{name}.csv"
        path.write_text(f"单据号,金额\nA1,{amount}\nA2,5\n", encoding="utf-8")
        words.append(str(path))
    with temporary_shelf(lambda: None) as shelf, opened(words[0]) as a, opened(words[1]) as b:
        result = reconcile(Wish(key=("单据号",), measure=("金额",)), a, b, shelf, lambda _s: None)
        found, digest = tuple(shelf.differences()), digest_of(result, shelf.differences())
    edit = record.keep(result, found, digest, "年初余额", window.desktop.stamp(), "")
    window.store.perform(edit, now=window.clock())
    return edit.entity


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_a_verification_report_is_made_again_from_its_snapshot(
    window: Window, tmp_path: Path, ending: str
) -> None:
    told: list[Acted] = []
    window.desktop.acted.connect(told.append)
    path = tmp_path / f"验证.{ending}"
    reports = frozen_reports(window.desktop)
    assert write(window.desktop, path, reports.verification, kept(window, tmp_path))
    assert check(path, write_pdf).equal
    assert path.name in told[0].text.zh


def test_a_health_report_tells_of_the_system_that_is_named(window: Window, tmp_path: Path) -> None:
    items = parse_items(read_text("packs", "checklists", "audit_health.toml"), "audit_health")
    stamp = window.desktop.stamp()
    seen = checks.Look(stamp.at, "李娜", "pass", evidence="截图")
    edit = checks.look(None, "U8 主账套", items[0], seen, stamp)
    window.store.perform(edit, now=window.clock())
    path = tmp_path / "health.xlsx"
    frozen_reports(window.desktop).health(path, "U8 主账套")
    assert check(path, write_pdf).equal
    assert any("U8 主账套" in one.read_text("utf-8", "replace") for one in tmp_path.glob("health*")
               if one.suffix != ".xlsx")  # fmt: skip


def test_a_report_of_outcomes_tells_of_the_quarter(window: Window, tmp_path: Path) -> None:
    stamp = window.desktop.stamp()
    edit = assign(stamp, "a1b2c3", {"title": "扫码整改", "owner": "王芳", "due": "2026-11-20"})
    window.store.perform(edit, now=window.clock())
    held = window.store.record("action", "a1b2c3")
    assert held is not None
    window.store.perform(finish(held, "做完了", "", window.desktop.stamp()), now=window.clock())
    path = tmp_path / "outcomes.xlsx"
    assert write(window.desktop, path, frozen_reports(window.desktop).outcomes, "")
    assert check(path, write_pdf).equal
    assert "未证实 1" in openpyxl.load_workbook(path).sheetnames


def test_what_is_gone_or_cannot_be_written_is_a_sentence(window: Window, tmp_path: Path) -> None:
    problems: list[Problem] = []
    window.desktop.problem.connect(problems.append)
    reports = frozen_reports(window.desktop)
    assert not write(window.desktop, tmp_path / "x.pdf", reports.verification, "nothing")
    assert "不见了" in problems[0].sentence.zh
    assert not write(window.desktop, tmp_path / "no" / "x.doc", reports.health, "U8")
    assert len(problems) == 2
    assert not list(tmp_path.glob("x*"))
