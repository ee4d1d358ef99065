"""The demo company some hours on, for pictures: cards that rang, what to do, the bell's page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.alarm.alarm import Alarm, Notice, Way, finder, notices
from firstline.domain.alarm.news import Bulletin, Newness, News
from firstline.domain.contact import contact
from firstline.domain.instants import epoch
from firstline.domain.reminding.reminder import Round
from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text
from firstline.widgets.settings.view import SettingsView

Stage = Callable[[House], None]
PHONE = "0571-5550-8206"
HOTLINE = Text("厂商热线(虚构)", "Vendor hotline (fictional)")
NEEDS = Text("服务识别码", "service code")


def _ring(house: House, hours: float) -> list[Alarm]:
    """Let what rings within so many hours have rung."""
    desktop, store = house.desktop, house.desktop.store
    house.shell.sections.alarms.begin()
    settle(house, 300)
    stamp = desktop.stamp()
    values = {"name": desktop.speech(HOTLINE), "party": "hotline", "phone": "400-000-0000",
              "hours": "24x7", "needs": desktop.speech(NEEDS)}  # fmt: skip
    store.perform(contact.change(None, stamp.id, values, stamp), now=desktop.ticking.now())
    desktop.prefer(house.settings.values.having(phone=PHONE))
    settle(house, 600)
    later = desktop.ticking.now() + timedelta(hours=hours)
    found = store.look_for_alarms(finder(desktop.desk), lambda _one: True, later).alarms
    house.shell.sections.alarms.model.counted.emit(store.unseen_alarms())
    return list(notices(found, epoch(later) + 3600)[0].alarms)


def _cards(house: House) -> None:
    found = _ring(house, 6)
    for notice in (Notice(Way.DIGEST, tuple(found[3:])), Notice(Way.CARD, (found[1],))):
        house.shell.sections.alarms.model.rang.emit(notice)
    settle(house, 200)


def _what(house: House) -> None:
    found = _ring(house, 6)
    house.shell.sections.alarms.model.rang.emit(Notice(Way.CARD, (found[0],)))
    house.shell.sections.alarms.stack.cards[0].what.click()
    settle(house, 200)


def _page(house: House) -> None:
    _ring(house, 8)
    house.shell.sections.alarms.show()
    settle(house, 200)


def _news(house: House) -> None:
    """Tell of a ticket that came, of a reply, and of what came while nobody looked."""
    parts = house.shell.sections.alarms
    parts.begin()
    settle(house, 300)
    zh = house.speech.language == "zh_CN"
    who, title = ("马建国", "早班扫码枪全部连不上") if zh else ("Ma Jianguo", "No scanner connects")
    body = "一厂收货口,三台都不行" if zh else "Plant 1, receiving dock, all three of them"
    said = "已经换了充电座,请再试一次" if zh else "The cradle was changed, please try again"
    rows = [house.desktop.store.ticket(one) for one in ("N16", "N11", "N02", "N05", "N07")]
    came = News(rows[0].id, rows[0].number, title, Priority.P1, "", Newness.TICKET, 0, who, body)
    replies = [
        replace(came, ticket=one.id, number=one.number, title=one.title, priority=one.priority,
                newness=Newness.REPLY, text=said)
        for one in rows[1:]
    ]  # fmt: skip
    for bulletin in (Bulletin((came, *replies), missed=True), Bulletin((replies[0],)),
                     Bulletin((came,))):  # fmt: skip
        parts.news.came.emit(bulletin)
    settle(house, 300)


def _due(house: House) -> None:
    """Tell what comes due by the calendar, as it is told at a start, and show the list."""
    parts = house.shell.sections.alarms
    parts.begin()
    settle(house, 600)
    found = [one for one in parts.reminders.current() if one.at <= house.desktop.ticking.epoch()]
    parts.reminders.came.emit(Round(tuple(found), missed=True))
    if found:
        parts.reminders.came.emit(Round((found[0],)))
    parts.show()
    settle(house, 300)


def _settings(house: House) -> None:
    house.shell.go("settings")
    settle(house, 200)
    page = house.shell.pages.currentWidget()
    if isinstance(page, SettingsView):
        page.go_to_alarms()
    settle(house, 200)


SCREENS: Mapping[str, Stage] = {
    "news_cards": _news,
    "settings_alarms": _settings,
    "alarm_cards": _cards,
    "alarm_what": _what,
    "alarms": _page,
    "alarm_due": _due,
}
