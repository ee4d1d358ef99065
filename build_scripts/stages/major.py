"""The demo company in a major incident, for pictures: the panel, an update being written."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.edits.edit import Stamp
from firstline.domain.ids import new_id
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.words import Text

Stage = Callable[[House], None]
SAID: tuple[tuple[int, Entry, Text, Mapping[str, Text]], ...] = (
    (52, Entry.DECLARED, Text("", ""), {"commander": Text("周海波", "Zhou Haibo"),
                                        "scribe": Text("李娜", "Li Na")}),
    (45, Entry.STAND_IN, Text("领料用手工单,班长收,恢复后两小时内补录",
                              "Paper issue notes, collected by the foremen, entered later"), {}),
    (40, Entry.HYPOTHESIS, Text("库存账进程卡在锁上", "The stock process waits for a lock"), {}),
    (22, Entry.UPDATE, Text("", ""), {
        "impact": Text("一厂三个车间不能领料", "Three shops of plant 1 cannot issue"),
        "known": Text("只有领料单保存失败", "Only issue notes fail"),
        "doing": Text("厂商远程查锁", "The vendor looks at the locks remotely")}),
    (12, Entry.DECISION, Text("15:30 前不重启数据库", "No database restart before 15:30"), {}),
)  # fmt: skip


def _declare(house: House) -> None:
    desktop = house.desktop
    say, now = desktop.speech, desktop.ticking.now().astimezone(desktop.zone)
    ticket_id = desktop.store.ticket("N16").id
    for minutes, entry, text, fields in SAID:
        at = now - timedelta(minutes=minutes)
        ticket = desktop.store.ticket(ticket_id)
        told = {name: say(words) for name, words in fields.items()}
        stamp = Stamp(new_id(at), at, desktop.me)
        desktop.store.perform(write(ticket, entry, stamp, text=say(text), fields=told), now=now)
    house.shell.show_ticket(ticket_id)
    settle(house, 300)


def _update(house: House) -> None:
    _declare(house)
    panel = house.shell.detail.major.panel
    if panel is not None:
        panel.open(Entry.UPDATE)
    settle(house, 300)


SCREENS: Mapping[str, Stage] = {"major": _declare, "major_update": _update}
