"""Whatever the window can do stands in the palette: its sections, their leaves, what is offered."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from firstline.app.doors.runbooks import runbook_doors
from firstline.system.resources import resource_path
from firstline.viewmodel.shell.commands import BY_ID, COMMANDS
from firstline.widgets.knowledge.head import TABS
from firstline.widgets.runbook.page import RunbookPage
from firstline.widgets.shell import sections
from window_makers import Window

PAGES = {
    "training": "training.page", "runbooks": "runbook.page", "contacts": "directory.page",
    "group": "group.page", "watch": "watch.page",
}  # fmt: skip
BY_KEY_ALONE = {"palette", "next", "previous", "open", "back", "select", "select_all"}


def test_only_steps_in_the_list_are_left_out_of_the_palette() -> None:
    assert {one.id for one in COMMANDS if not one.in_palette} == BY_KEY_ALONE


@pytest.mark.parametrize("section", PAGES)
def test_every_leaf_of_a_page_has_a_command(section: str) -> None:
    module = import_module(f"firstline.widgets.{PAGES[section]}")
    leaves: tuple[Any, ...] = module.LEAVES
    named = {where[1]: getattr(module, where[1]) for where in sections._LEAVES.values()
             if where[0] == section}  # fmt: skip
    reached = {leaves[one] if isinstance(one, int) else one for one in named.values()}
    lacking = [one for one in leaves[1:] if one not in reached]
    assert lacking == []
    assert BY_ID[section].in_palette  # the first leaf is where the section opens


def test_every_tab_of_the_knowledge_base_has_a_command() -> None:
    names = {"articles": "knowledge"}
    assert all(names.get(name, name) in BY_ID for name, _, _ in TABS)


def test_every_command_does_something_in_this_window(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    window = Window(tmp_path)
    deeds = window.shell.aids.deeds
    assert [one.id for one in COMMANDS if not deeds.knows(one.id)] == []
    window.close()


def test_a_newer_template_is_laid_in_by_the_palette(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "packs" / "checklists" / "uat.toml"
    file.parent.mkdir(parents=True)
    text = resource_path("packs", "checklists", "uat.toml").read_text("utf-8")
    file.write_text(
        text.replace('needs = ["uat"]\n', "").replace("2026.11.2", "2026.11.1"), "utf-8"
    )
    made: list[Window] = []
    window = Window(tmp_path, runbooks=lambda: runbook_doors(made[0].desktop, tmp_path))
    made.append(window)
    old = RunbookPage(window.desktop, runbook_doors(window.desktop, tmp_path))
    qtbot.addWidget(old)
    assert old.model.begin("uat", "", "验收")
    file.unlink()
    window.shell.show()
    told: list[object] = []
    window.desktop.problem.connect(told.append)
    window.shell.aids.run("adopt")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, RunbookPage)
    assert page.adopt.isVisible()
    page.adopt.form.lines["reason"].setText("补验收关口")
    window.speech.switch("en")
    assert page.adopt.form.lines["reason"].placeholderText() == "Why it is adopted (required)"
    window.speech.switch("zh_CN")
    assert page.adopt.form.lines["reason"].text() == "补验收关口"
    page.adopt.form.go.click()
    assert not page.adopt.isVisible()
    assert told == []
    window.shell.aids.run("adopt")  # as new as the pack by now: it is said
    assert "has no newer version" in str(told.pop())
    window.close()
