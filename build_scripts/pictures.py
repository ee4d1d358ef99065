"""Takes the pictures of every screen, in both themes and languages, from the demo company."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from demo_profile import demo_profile
from firstline.app.house import House
from firstline.app.offscreen import settle, show_offscreen
from firstline.domain.sla.timer import nearest
from firstline.domain.words import Language, Text
from firstline.viewmodel.handoff.handoff import LaneAct
from firstline.widgets.detail.legs_form import VendorActs
from firstline.widgets.directory.page import DirectoryPage
from firstline.widgets.settings.view import SettingsView
from firstline.widgets.triage.sheet import TriageSheet
from stages import alarm as alarm_stage
from stages import bundle as bundle_stage
from stages import contract as contract_stage
from stages import document as document_stage
from stages import group as group_stage
from stages import handoff as handoff_stage
from stages import health as health_stage
from stages import knowledge as knowledge_stage
from stages import major as major_stage
from stages import project as project_stage
from stages import reconcile as reconcile_stage
from stages import register as register_stage
from stages import runbook as runbook_stage
from stages import sync as sync_stage
from stages import training as training_stage

ROOT = Path(__file__).resolve().parent.parent
_CONTROL = Qt.KeyboardModifier.ControlModifier
Stage = Callable[[House], None]


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Stage:
    def stage(house: House) -> None:
        house.shell.activateWindow()
        settle(house, 100)
        QTest.keyClick(house.shell, key, modifier)

    return stage


def _why(house: House) -> None:
    """Open the explanation of the first ticket's deadline."""
    ticket = house.desktop.store.ticket("N16")
    house.shell.show_ticket(ticket.id)
    settle(house)
    timer = nearest(house.desktop.store.timers(ticket.id))
    if timer is not None:
        house.shell.detail.legs.asked.emit(timer)


def _audience(house: House) -> None:
    """Show a ticket's timeline as its requester may see it, with the fold of its fields open."""
    house.shell.show_ticket(house.desktop.store.ticket("N16").id)
    settle(house)
    pane = house.shell.detail
    pane.fold.toggle.click()
    pane.audience.ask(pane.acts.buttons["audience"])
    settle(house, 100)
    for menu in pane.audience.findChildren(QMenu):
        menu.actions()[1].trigger()
        menu.hide()
    settle(house, 100)
    pane.area.ensureWidgetVisible(pane.audience, 0, 300)


def _suggested(house: House) -> None:
    """Show the ticket of nobody with whom the roster suggests, and why."""
    house.shell.show_ticket(house.desktop.store.ticket("N11").id)
    settle(house)
    house.shell.detail.head.hint.why.setChecked(True)


def _reason(house: House) -> None:
    """Set a priority by key, and put the cursor into the line that asks why."""
    house.shell.show_ticket(house.desktop.store.ticket("N04").id)
    settle(house)
    house.shell.page.list.setFocus()
    house.shell.aids.run("priority.P1")
    settle(house)
    house.shell.aids.run("priority.why")


def _expert(house: House) -> None:
    """Open the form in which the vendor's expert is noted."""
    house.shell.show_ticket(house.desktop.store.ticket("N16").id)
    settle(house)
    for one in house.shell.detail.findChildren(VendorActs):
        one.open(LaneAct.EXPERT)


def _palette(house: House) -> None:
    _press(Qt.Key.Key_K, _CONTROL)(house)
    settle(house, 200)
    focus = QApplication.focusWidget()
    if focus is not None:
        QTest.keyClicks(focus, "kcz")


def _duties(house: House) -> None:
    """Show what is proved of a system, and what is not."""
    _press(Qt.Key.Key_9, _CONTROL)(house)
    settle(house, 200)
    page = house.shell.pages.currentWidget()
    if isinstance(page, DirectoryPage):
        page.leaves.setCurrentIndex(1)


def _certificates(house: House) -> None:
    """Show who is certified, and why."""
    house.shell.aids.deeds.run("certificates")
    settle(house, 200)


def _superusers(house: House) -> None:
    """Show the coverage map at an empty cell of a critical module."""
    house.shell.aids.deeds.run("superusers")
    settle(house, 1200)
    page = house.shell.pages.currentWidget()
    if isinstance(page, DirectoryPage):
        part = page.superusers
        part.map.setFocus()
        if part.model.empty:
            part.map.go_to(part.model.empty[0])
    settle(house, 200)


def _superuser(house: House) -> None:
    """Show one super-user: what is permitted, the rate and why, the backup."""
    _superusers(house)
    page = house.shell.pages.currentWidget()
    if isinstance(page, DirectoryPage):
        page.superusers.table.setFocus()
        page.superusers.table.setCurrentCell(1, 0)
    settle(house, 200)


def _authorisations(house: House) -> None:
    """Show the list of authorisations with one whose data was not destroyed in time."""
    house.shell.aids.deeds.run("authorisations")
    settle(house, 300)


def _authorisation(house: House) -> None:
    """Open the whole form of a new authorisation."""
    _authorisations(house)
    page = house.shell.pages.currentWidget()
    if isinstance(page, DirectoryPage):
        page.authorisations.new.click()
    settle(house, 200)


def _certificate(house: House) -> None:
    """Open the sheet for a new certificate, half filled."""
    _certificates(house)
    page = house.shell.pages.currentWidget()
    if isinstance(page, DirectoryPage):
        page.certificates.new.click()
        sheet = page.certificates.sheet
        sheet.editors["person"].setText(house.speech(Text("阮文山", "Nguyen Van Son")))
        sheet.editors["products"].setText("U8, T+")
        sheet.editors["score"].setText("101")
        sheet.record()
        settle(house, 200)


def _industry(house: House) -> None:
    """Show the industry in the settings, with what pharma brings."""
    house.shell.go("settings")
    settle(house)
    page = house.shell.pages.currentWidget()
    if isinstance(page, SettingsView):
        card = page.industry
        at = card.industry.findData("pharma")
        card.industry.setCurrentIndex(at)
        card.industry.activated.emit(at)
        settle(house, 200)
        page.go_to_industry()
        settle(house, 200)


def _phase_offer(house: House) -> None:
    """Type a ticket about a system in its tests: the template for that phase is offered."""
    _press(Qt.Key.Key_N, _CONTROL)(house)
    settle(house, 200)
    sheet = house.shell.pages.currentWidget()
    if isinstance(sheet, TriageSheet):
        sheet.fields.title.setText(house.desktop.speech(Text("开票按钮无反应", "Dead button")))
        sheet.fields.names["product"].setText("YonSuite")


def _templates(house: House) -> None:
    """Choose a template: those for the phase of the typed system come first."""
    _phase_offer(house)
    settle(house, 600)
    house.shell.aids.run("template")


SCREENS: Mapping[str, Stage | None] = {
    "certificates": _certificates,
    "certificate": _certificate,
    "authorisations": _authorisations,
    "authorisation": _authorisation,
    "superusers": _superusers,
    "superuser": _superuser,
    **bundle_stage.SCREENS,
    **sync_stage.SCREENS,
    **handoff_stage.SCREENS,
    "contacts": _press(Qt.Key.Key_9, _CONTROL),
    "duties": _duties,
    **knowledge_stage.SCREENS,
    **alarm_stage.SCREENS,
    **contract_stage.SCREENS,
    **document_stage.SCREENS,
    **group_stage.SCREENS,
    **health_stage.SCREENS,
    **major_stage.SCREENS,
    **runbook_stage.SCREENS,
    **project_stage.SCREENS,
    **reconcile_stage.SCREENS,
    **register_stage.SCREENS,
    **training_stage.SCREENS,
    "queue": None,
    "why": _why,
    "audience": _audience,
    "triage": _press(Qt.Key.Key_N, _CONTROL),
    "phase_offer": _phase_offer,
    "templates": _templates,
    "palette": _palette,
    "suggested": _suggested,
    "reason": _reason,
    "expert": _expert,
    "shift": _press(Qt.Key.Key_J, _CONTROL),
    "shortcuts": _press(Qt.Key.Key_Slash, _CONTROL),
    "industry": _industry,
    "settings": _press(Qt.Key.Key_Comma, _CONTROL),
}


# Those that the README shows, kept in the repository.
README: tuple[tuple[str, str, Language], ...] = (
    ("queue", "light", "zh_CN"), ("queue", "dark", "zh_CN"), ("queue", "light", "en"),
    ("triage", "light", "zh_CN"), ("why", "light", "zh_CN"), ("why", "dark", "en"),
    ("outbox", "light", "zh_CN"), ("clash", "light", "en"),
)  # fmt: skip


def take(
    folder: Path, wanted: Iterable[tuple[str, str, Language]], more: Sequence[str] = ()
) -> int:
    """Save `<screen>_<theme>_<language>.png` for each; return how many could not be taken.

    Each window has a process of its own, so that none meets the theme or language of another;
    `more` are further words for each of them.
    """
    failed = 0
    for name, theme, language in wanted:
        target = folder / f"{name}_{theme}_{language}.png"
        command = [sys.executable, __file__, "--one", name, theme, language, str(target)]
        command += more
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(target if done.returncode == 0 else f"{target}: {done.stderr[-300:]}", flush=True)
        failed += done.returncode != 0
    return failed


def _take_one(chosen: argparse.Namespace) -> None:
    name, theme, language, target = chosen.one
    stage = SCREENS[name]

    def lead(house: House) -> None:
        if stage is not None:
            stage(house)

    with demo_profile(language) as profile:
        show_offscreen(
            profile, Path(target), language=language, theme=theme, size=_size(chosen.size),
            text_percent=chosen.text, stage=lead, table=False,
        )  # fmt: skip


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def main() -> int:
    """Take all pictures, or those that were named."""
    parser = argparse.ArgumentParser(prog="dev.py pictures", description=__doc__)
    parser.add_argument("screens", nargs="*", help=f"some of: {', '.join(SCREENS)}; default all")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures", help="where to put them")
    parser.add_argument("--size", default="1366x768", help="of the window in pixels")
    parser.add_argument("--text", type=int, default=100, help="the text size in percent")
    parser.add_argument("--readme", action="store_true", help="take those of the README anew")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        _take_one(chosen)
        return 0
    unknown = set(chosen.screens) - set(SCREENS)
    if unknown:
        parser.error(f"no such screen: {', '.join(sorted(unknown))}")
    if chosen.readme:
        return 1 if take(ROOT / "resources" / "pictures", README) else 0
    themes, languages = ("light", "dark"), get_args(Language)
    wanted = product(chosen.screens or SCREENS, themes, languages)
    more = ("--size", chosen.size, "--text", str(chosen.text))
    return 1 if take(chosen.out, wanted, more) else 0


if __name__ == "__main__":
    sys.exit(main())
