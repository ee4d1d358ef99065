"""The demo company as it stands with a portal, for pictures: unsent, held, refused, cut off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.edits import edits
from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.exchange import Answer, Op, Pushed
from firstline.domain.errors import NOTHING
from firstline.domain.ids import new_id
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.words import Text
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.sync.report import Asked
from firstline.sync.round import run_round
from firstline.viewmodel.sync.portals import Keeper
from firstline.widgets.settings.view import SettingsView
from firstline.widgets.sync.outbox import OutboxPage

Stage = Callable[[House], None]
NAME = Text("澄川 IT 门户", "Chengchuan IT portal")
OTHER = Text("周海波", "Zhou Haibo")
LINES = Text(
    "来料检验单无法关联到货单。\n检验台积压 46 批。\n影响:一厂原料检验。\n"
    "已重启客户端,无效。\n联系人:孙静。",
    "Inspection notes cannot be linked to arrivals.\n46 lots wait at the inspection desk.\n"
    "Affected: incoming inspection of plant 1.\nRestarting the client did not help.\n"
    "Contact: Sun Jing.",
)
MINE = (
    (Text("46 批", "46 lots"),
     Text("52 批,其中 6 批加急,今天 16:00 前要放行", "52 lots, 6 of them urgent,")),
    (Text("客户端,", "the client"), Text("客户端和打印服务,", "the client and the printer")),
)  # fmt: skip
THEIRS = ((Text("孙静", "Sun Jing"), Text("孙静(分机 8206)", "Sun Jing (ext. 8206)")),
          (Text("46 批", "46 lots"), Text("48 批", "48 lots")))  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One step of a connection test, as the settings show it."""

    title: Text
    ok: bool | None
    said: Text
    next_step: Text = NOTHING


UNKNOWN = Text("未检查", "Not checked")
STEPS = (
    Found(Text("地址", "Address"), True, Text("desk.chengchuan.example 是 10.20.3.8",
                                            "desk.chengchuan.example is 10.20.3.8")),
    Found(Text("连通", "Reach"), True, Text("desk.chengchuan.example:443 有应答",
                                          "desk.chengchuan.example:443 answers")),
    Found(Text("证书", "Certificate"), False,
          Text("由“Chengchuan Root CA”签发,这台电脑不信任它。",
               "It was issued by “Chengchuan Root CA”, which this PC does not trust."),
          Text("向 IT 部门要企业 CA 证书(.pem),填在“企业 CA 证书”里;不要忽略证书。",
               "Ask IT for the company CA file (.pem) and name it under “Company CA file”; the "
               "check is never skipped.")),
    Found(Text("门户", "Portal"), None, UNKNOWN), Found(Text("登录", "Sign-in"), None, UNKNOWN),
    Found(Text("权限", "Rights"), None, UNKNOWN),
)  # fmt: skip


class Play:
    """Two people and a portal in memory, on the profile of the window."""

    def __init__(self, house: House) -> None:
        house.stay_home()
        self.house = house
        self.store = house.desktop.store
        self.name = NAME.in_(house.speech.language)
        self.desk = MemoryDesk()
        self.now = datetime.now(UTC)
        self._n = 0
        self.store.put("portals", [
            {"name": self.name, "kind": "native", "url": "https://desk.chengchuan.example"},
            {"name": "RT", "kind": "rt", "url": "https://rt.chengchuan.example/rt", "user": "lina",
             "place": "ERP"},
        ])  # fmt: skip
        self.round()

    def say(self, text: Text) -> str:
        """Return the text in the window's language."""
        return self.house.speech(text)

    def round(self) -> None:
        """Carry one round."""
        portal = MemoryPortal(self.desk, self.house.desktop.me)
        asked = Asked(at_once=True)
        run_round(self.store, portal, self.name, clock=lambda: self.now, ask=asked)

    def do(self, number: str, make: Callable[[Ticket, Stamp], Edit], minutes: int) -> Edit:
        """Let the user act."""
        edit = make(self.store.ticket(number), self._stamp(self.house.desktop.me, minutes))
        self.store.perform(edit, now=self.now)
        return edit

    def other(self, number: str, make: Callable[[Ticket, Stamp], Edit], minutes: int) -> None:
        """Let the second person act at the portal, on what the user's store shows."""
        edit = make(self.store.ticket(number), self._stamp(self.say(OTHER), minutes))
        self._n += 1
        MemoryPortal(self.desk, self.say(OTHER)).push([Op(edit, self._n)], "other")

    def refuse(self, edit: Edit, code: str, reason: Text) -> None:
        """Let the portal refuse an edit of the user."""
        (op,) = (one for one in self.store.outgoing(self.name, now=self.now + timedelta(minutes=1))
                 if one.edit.id == edit.id)  # fmt: skip
        self.store.sending([op], self.now)
        answer = Answer(edit.id, Outcome.REJECTED, code, reason)
        self.store.settle(self.name, Pushed((answer,), ()), self.now)

    def tell(self, kind: SyncKind, **more: Any) -> None:
        """Let the window show that it stands like this with the portal."""
        model = self.house.shell.sync.model
        base = {"since": self.now - timedelta(minutes=2), **more}
        model.set_portals([SyncState(self.name, SyncKind.IDLE, since=base["since"])])
        model.tell(SyncState(self.name, kind, **base))
        settle(self.house)

    def _stamp(self, who: str, minutes: int) -> Stamp:
        return Stamp(new_id(self.now), self.now - timedelta(minutes=minutes), who)


def _written(text: Text, changes: Sequence[tuple[Text, Text]]) -> Text:
    zh, en = text
    for old, new in changes:
        zh, en = zh.replace(old.zh, new.zh), en.replace(old.en, new.en)
    return Text(zh, en)


def _clashes(play: Play) -> None:
    def body(text: Text) -> Callable[[Ticket, Stamp], Edit]:
        return lambda one, stamp: edits.set_field(one, "body", play.say(text), stamp)

    play.do("N04", body(LINES), 90)
    play.round()
    play.other("N04", body(_written(LINES, THEIRS)), 15)
    play.do("N04", body(_written(LINES, MINE)), 12)
    play.other("N03", lambda one, stamp: edits.set_priority(one, Priority.P3, stamp), 9)
    play.do("N03", lambda one, stamp: edits.set_priority(one, Priority.P1, stamp), 7)
    play.round()


def _unsent(play: Play) -> None:
    refused = play.do("N05", lambda one, stamp: edits.move(one, Status.RESOLVED, stamp), 40)
    play.refuse(
        refused, "forbidden",
        Text("您的角色不能把这个站点的工单标为已恢复。",
             "Your role may not mark tickets of this site as resolved."),
    )  # fmt: skip
    reply = Text(
        "您好,请先检查考勤机的网线,再点“重新采集”。\n如果 10 分钟内没有恢复,请把序列号拍照发来。",
        "Please check the cable of the time clock, then press “Collect again”.\n"
        "If it is not back in ten minutes, send a photo of the serial number.",
    )
    note = Text("夜班记录我来补。", "I shall add the records of the night shift.")
    play.do("N09", lambda one, stamp: edits.reply(one, play.say(reply), stamp), 35)
    play.do("N18", lambda one, stamp: edits.reply(one, play.say(note), stamp, internal=True), 20)
    me = play.house.desktop.me
    play.do("N11", lambda one, stamp: edits.set_field(one, "assignee", me, stamp), 4)


def offline(house: House) -> None:
    """Stage: cut off, with three acts unsent."""
    play = Play(house)
    _unsent(play)
    play.tell(SyncKind.OFFLINE, since=play.now - timedelta(minutes=48))


def first_pull(house: House) -> None:
    """Stage: a first pull under way."""
    Play(house).tell(SyncKind.SYNCING, done=1240, total=10_000, first=True, since=None)


def brake(house: House) -> None:
    """Stage: the brake of a mass change asks."""
    play = Play(house)
    said = Text(
        f"门户“{play.name}”要求撤下 31204 张工单中的 9870 张,同步已停下。",
        f"The portal “{play.name}” would take away 9870 of 31204 tickets; the sync has stopped.",
    )
    play.tell(SyncKind.ASKING, problem=said)


def clash(house: House) -> None:
    """Stage: one value on both sides, in the detail pane."""
    _clash(house, "N03")


def clash_text(house: House) -> None:
    """Stage: a long text on both sides, in the detail pane."""
    _clash(house, "N04")


def _clash(house: House, number: str) -> None:
    play = Play(house)
    _clashes(play)
    play.tell(SyncKind.IDLE)
    house.shell.show_ticket(play.store.ticket(number).id)


def outbox(house: House) -> None:
    """Stage: the outbox with acts held, refused and waiting; the refused one is looked at."""
    _outbox(house, 2)


def outbox_clash(house: House) -> None:
    """Stage: the outbox with a clash looked at."""
    _outbox(house, 0)


def _outbox(house: House, position: int) -> None:
    play = Play(house)
    _clashes(play)
    _unsent(play)
    play.tell(SyncKind.IDLE)
    house.shell.go("outbox")
    settle(house)
    page = house.shell.pages.currentWidget()
    if isinstance(page, OutboxPage):
        page.list.go(position)


def portals(house: House) -> None:
    """Stage: the portals in the settings, one tested in vain, one about to be removed."""
    page = _settings(house)
    page.portals.show_result(NAME.in_(house.speech.language), STEPS)
    page.portals.ask_removal("RT")
    settle(house)
    page.go_to_portals()


def portal_form(house: House) -> None:
    """Stage: the form of a portal after a failed test, on a machine without a keyring."""
    page = _settings(house)
    house.shell.sync.portals.found(Keeper("passphrase", asks=True))
    page.portals.edit(house.shell.sync.portals.entries[0])
    page.portals.form.steps.show_steps(STEPS)
    settle(house)
    page.go_to_portals()


def _settings(house: House) -> SettingsView:
    Play(house).tell(SyncKind.IDLE)
    house.shell.go("settings")
    settle(house)
    page = house.shell.pages.currentWidget()
    if not isinstance(page, SettingsView):
        raise TypeError(page)
    house.shell.sync.portals.found(Keeper("keyring.backends.Windows.WinVaultKeyring"))
    return page


SCREENS: Mapping[str, Stage] = {
    "offline": offline, "first_pull": first_pull, "brake": brake, "clash": clash,
    "clash_text": clash_text, "outbox": outbox, "outbox_clash": outbox_clash, "portals": portals,
    "portal_form": portal_form,
}  # fmt: skip
