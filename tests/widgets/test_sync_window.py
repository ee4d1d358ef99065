"""What the window shows of the exchange, driven by keys: chip, outbox, clashes and portals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from firstline.domain.edits import edits
from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import Stamp
from firstline.domain.edits.exchange import Answer, Copy, Page, Pushed
from firstline.domain.errors import NOTHING, BadInput, Problem
from firstline.domain.ids import new_id
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text
from firstline.viewmodel.sync.portals import Keeper, PortalDoors, Step
from firstline.viewmodel.sync.sync import Ways
from firstline.widgets.settings.view import SettingsView
from firstline.widgets.sync.outbox import OutboxPage
from firstline.widgets.sync.outbox_lost import Rescue
from firstline.widgets.sync.parts import Outside
from window_makers import ME, NOW, Window

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PORTAL = {"name": "门户", "kind": "native", "url": "https://desk.example"}
K = SyncKind


@dataclass(frozen=True)
class Found:
    title: Text
    ok: bool | None
    said: Text
    next_step: Text = NOTHING


@dataclass
class Roof:
    """What the roof would hand in, kept in plain lists."""

    tokens: dict[str, str] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    saved: list[Path] = field(default_factory=list)
    steps: Sequence[Step] = ()
    keeper: Keeper = field(default_factory=lambda: Keeper("keyring.backends.Windows.WinVault"))

    def keep(self, portal: str, token: str, passphrase: str) -> None:
        if self.keeper.asks and not passphrase:
            raise BadInput(Text("请给出口令。", "Give a passphrase."))
        self.tokens[portal] = token

    def test(
        self, _entry: PortalEntry, _token: str, then: Callable[[Sequence[Step]], None]
    ) -> None:  # fmt: skip
        then(self.steps)

    def save(self, target: Path, told: Callable[[Text], None]) -> None:
        self.saved.append(target)
        told(Text("已保存。", "Saved."))

    def offers(self) -> tuple[tuple[Text, str], ...]:
        return ((Text("备份", "Backup"), ".zip"),)

    def outside(self) -> Outside:
        doors = PortalDoors(
            self.keep, self.forgotten.append, lambda then: then(self.keeper), self.test,
            lambda _phrase, _portal: None,
        )  # fmt: skip
        return Outside(
            doors, Rescue(Text("另存备份…", "Save a backup…"), "x", self.offers, self.save)
        )


@pytest.fixture
def roof() -> Roof:
    return Roof()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, roof: Roof) -> Iterator[Window]:
    made = Window(tmp_path)
    made.shell.sync._ask_outside = roof.outside
    made.shell.resize(1180, 680)
    made.shell.show()
    qtbot.waitExposed(made.shell)
    made.shell.activateWindow()
    made.shell.page.list.setFocus()
    yield made
    made.close()


def press(qtbot: QtBot, window: Window, key: Qt.Key, with_: object = None) -> None:
    where = QApplication.focusWidget() or window.shell
    qtbot.keyClick(where, key, with_) if with_ else qtbot.keyClick(where, key)


def connect(window: Window, kind: SyncKind = K.IDLE, **more: object) -> None:
    """Let the window follow one portal that stands as said."""
    window.store.put("portals", [PORTAL])
    model = window.shell.sync.model
    model.set_portals([SyncState("门户", K.SYNCING, since=NOW - timedelta(minutes=1))])
    model.tell(SyncState("门户", kind, **more))  # type: ignore[arg-type] # the parts of a state


def take_all(window: Window) -> None:
    """Let the portal take everything that waits."""
    later = NOW + timedelta(minutes=1)
    while ops := window.store.outgoing("门户", now=later):
        window.store.sending(ops, later)
        answers = tuple(Answer(one.edit.id, Outcome.APPLIED) for one in ops)
        window.store.settle("门户", Pushed(answers, ()), later)
    window.shell.sync.model.refresh()


def clash(window: Window) -> str:
    ticket = window.store.ticket("T2")
    for who, site in (("周海波", "一厂"), (ME, "总部")):
        stamp = Stamp(new_id(NOW), NOW, who)
        window.store.perform(edits.set_field(ticket, "site", site, stamp), now=NOW)
    return ticket.id


def outbox(window: Window) -> OutboxPage:
    page = window.shell.pages.currentWidget()
    assert isinstance(page, OutboxPage)
    return page


def test_with_no_portal_the_chip_is_quiet_and_f5_says_why(qtbot: QtBot, window: Window) -> None:
    chip = window.shell.strip.chip
    assert chip.text().strip() == "本机"
    press(qtbot, window, KEY.Key_F5)
    assert "还没有连接门户" in window.shell.banner.words
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert outbox(window).empty.isVisible()
    assert outbox(window).lost.number.text() == "5"  # the five acts are on this device alone
    outbox(window).empty._act.click()
    assert window.shell.pages.section == "settings"


def test_the_chip_follows_and_says_all_of_it_to_a_screen_reader(window: Window) -> None:
    connect(window, K.OFFLINE, problem=Text("连不上门户。", "It cannot be reached."))
    chip = window.shell.strip.chip
    assert chip.text().strip() == "离线 ↑5"
    assert "连不上门户" in chip.accessibleName()
    window.speech.switch("en")
    assert chip.text().strip() == "Offline ↑5"
    assert "cannot be reached" in chip.toolTip()


def test_the_offline_banner_retries_and_goes(qtbot: QtBot, window: Window) -> None:
    nudged: list[bool] = []
    connect(window, K.OFFLINE)
    window.shell.sync.model.ways = Ways(lambda: nudged.append(True), lambda _portal: None)
    banner = window.shell.sync._banner
    assert "5 项更改待同步" in banner.cut_off.words.text()
    qtbot.mouseClick(banner._act, Qt.MouseButton.LeftButton)
    press(qtbot, window, KEY.Key_F5)
    assert nudged == [True, True]
    window.shell.sync.model.tell(SyncState("门户", K.IDLE))
    assert not banner.isVisible()


def test_a_first_pull_shows_how_far_and_the_queue_stays_in_use(
    qtbot: QtBot, window: Window
) -> None:
    connect(window, K.SYNCING, done=200, total=1000, first=True)
    banner = window.shell.sync._banner
    assert (banner.pull.bar.value(), banner.pull.bar.maximum()) == (200, 1000)
    window.shell.page.list.setFocus()
    before = window.number()
    press(qtbot, window, KEY.Key_J)
    assert window.number() != before
    window.shell.sync.model.tell(SyncState("门户", K.SYNCING, 900, 1000, first=True))
    assert banner.pull.bar.value() == 900


def test_the_brake_asks_in_place_and_waits_for_a_yes(qtbot: QtBot, window: Window) -> None:
    agreed: list[str] = []
    connect(window, K.ASKING)
    window.shell.sync.model.ways = Ways(lambda: None, agreed.append)
    banner = window.shell.sync._banner
    assert banner.question.isVisible()
    assert QApplication.activeModalWidget() is None
    qtbot.mouseClick(banner._keep, Qt.MouseButton.LeftButton)
    assert not banner.question.isVisible()
    assert agreed == []
    connect(window, K.IDLE)
    connect(window, K.ASKING)
    qtbot.mouseClick(banner._agree, Qt.MouseButton.LeftButton)
    assert agreed == ["门户"]


def test_the_outbox_by_keys(qtbot: QtBot, window: Window, roof: Roof, tmp_path: Path) -> None:
    connect(window)
    take_all(window)
    press(qtbot, window, KEY.Key_8, CTRL)
    page = outbox(window)
    assert page.empty.isVisible()
    press(qtbot, window, KEY.Key_Escape)
    number = window.store.ticket("T3").id
    window.desktop.act(lambda one, stamp: edits.reply(one, "请先检查碳带", stamp), number)
    press(qtbot, window, KEY.Key_8, CTRL)
    assert page.list.hasFocus()
    assert page.lost.number.text() == "1"
    press(qtbot, window, KEY.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "请先检查碳带"
    page.lost.save_to(tmp_path / "x.zip")
    assert roof.saved == [tmp_path / "x.zip"]
    press(qtbot, window, KEY.Key_Delete)
    assert page.model.rowCount() == 0
    assert "已撤销" in window.shell.toast.words
    press(qtbot, window, KEY.Key_Z, Qt.KeyboardModifier(CTRL | Qt.KeyboardModifier.ShiftModifier))
    assert page.model.rowCount() == 1
    press(qtbot, window, KEY.Key_Return)
    assert window.shell.pages.section == "queue"
    assert window.number() == "T3"


def test_a_refused_act_keeps_its_text_and_its_reason(qtbot: QtBot, window: Window) -> None:
    connect(window)
    take_all(window)
    ticket = window.store.ticket("T3").id
    window.desktop.act(lambda one, stamp: edits.reply(one, "请先检查碳带", stamp), ticket)
    later = NOW + timedelta(minutes=1)
    ops = window.store.outgoing("门户", now=later)
    window.store.sending(ops, later)
    reason = Text("您的角色不允许这样做。", "Your role does not allow this.")
    refused = Answer(ops[0].edit.id, Outcome.REJECTED, "forbidden", reason)
    window.store.settle("门户", Pushed((refused,), ()), later)
    window.shell.sync.model.refresh()
    assert window.shell.strip.chip.text().strip() == "1 项被拒"
    press(qtbot, window, KEY.Key_8, CTRL)
    panel = outbox(window).panel
    assert panel.reason.text() == reason.zh
    assert panel.text.toPlainText() == "请先检查碳带"
    press(qtbot, window, KEY.Key_R)
    row = outbox(window).model.row(0)
    assert row is not None
    assert row.state == "waiting"


def test_what_this_version_cannot_read_is_said(qtbot: QtBot, window: Window) -> None:
    connect(window)
    odd = Copy("ticket", "x", rev=1, seq=1, doc={"id": "x", "status": "from-the-future"})
    window.store.arrive("门户", Page((odd,), "c", more=False), NOW)
    press(qtbot, window, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "1 条记录本版本读不懂" in outbox(window)._head.text())


def test_a_clash_is_ended_by_one_key_in_the_outbox(qtbot: QtBot, window: Window) -> None:
    connect(window)
    take_all(window)
    ticket = clash(window)
    window.shell.sync.model.refresh()
    assert window.shell.strip.chip.text().strip() == "1 项冲突"
    press(qtbot, window, KEY.Key_8, CTRL)
    page = outbox(window)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    assert [card.clash.mine.zh for card in page.panel.clashes.cards] == ["总部"]
    press(qtbot, window, KEY.Key_1)
    assert window.store.ticket(ticket).site == "总部"
    assert "已保留我的" in window.shell.toast.words
    assert not page.panel.clashes.isVisible()
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert len(window.store.ticket(ticket).conflicts) == 1


def test_a_clash_in_the_detail_pane_and_by_command(qtbot: QtBot, window: Window) -> None:
    ticket = clash(window)
    window.shell.show_ticket(ticket)
    (card,) = window.shell.detail.clashes.cards
    card.setFocus()
    press(qtbot, window, KEY.Key_3)
    assert window.store.ticket(ticket).site == "一厂 / 总部"
    assert not window.shell.detail.clashes.isVisible()
    press(qtbot, window, KEY.Key_Z, CTRL)
    window.shell.aids.run("conflict.theirs")
    assert window.store.ticket(ticket).site == "一厂"
    window.shell.aids.run("conflict.theirs")
    assert "没有这样的冲突" in window.shell.banner.words


def portals_page(window: Window) -> SettingsView:
    window.shell.go("settings")
    page = window.shell.pages.currentWidget()
    assert isinstance(page, SettingsView)
    return page


def test_a_portal_is_added_tested_and_removed_in_place(
    qtbot: QtBot, window: Window, roof: Roof
) -> None:
    card = portals_page(window).portals
    qtbot.mouseClick(card.add_button, Qt.MouseButton.LeftButton)
    form = card.form
    form.name.setText("总部")
    form.url.setText("http://desk.example")
    form.token.setText("flp_x")
    qtbot.keyClick(form.token, KEY.Key_Return)
    assert "https" in form._fault.text()
    assert roof.tokens == {}
    form.url.setText("https://desk.example")
    said = Text("由“Root CA”签发,不受信任。", "Issued by “Root CA”, not trusted.")
    then = Text("请填企业 CA 证书。", "Name the company CA file.")
    certificate = Text("证书", "Certificate")
    roof.steps = (Found(certificate, False, said, then), Found(certificate, None, said))
    form.test.click()
    assert len(form.steps.steps) == 2
    form.save.click()
    assert form.isHidden()
    assert roof.tokens == {"总部": "flp_x"}
    assert [one.url for one in window.shell.sync.portals.entries] == ["https://desk.example"]
    buttons = {one.text(): one for one in card.findChildren(QPushButton)}
    buttons["移除"].click()
    assert window.shell.sync.portals.entries
    card._remove("总部")
    assert window.shell.sync.portals.entries == []
    assert roof.forgotten == ["总部"]


def test_a_passphrase_is_asked_for_where_there_is_no_keyring(
    qtbot: QtBot, window: Window, roof: Roof
) -> None:
    roof.keeper = Keeper("passphrase", asks=True)
    card = portals_page(window).portals
    card.edit(None)
    form = card.form
    assert form.passphrase.isVisibleTo(card)
    form.name.setText("总部")
    form.url.setText("https://desk.example")
    form.token.setText("flp_x")
    form.save.click()
    assert "口令" in form._fault.text()
    form.passphrase.setText("correct horse")
    form.save.click()
    assert roof.tokens == {"总部": "flp_x"}
    assert form.passphrase.text() == ""


def test_two_portals_may_not_bear_one_name(window: Window) -> None:
    window.store.put("portals", [PORTAL])
    again = PortalEntry("门户", "native", "https://other.example")
    problem = window.shell.sync.portals.save(again, "x")
    assert isinstance(problem, Problem)
