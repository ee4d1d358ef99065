"""Stages the hand-off page for the pictures: a ticket with a log, a screenshot and a reviewer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.authorisations.acts import record
from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.edits.edits import attach, reply
from firstline.domain.ids import new_id
from firstline.domain.words import Text
from firstline.viewmodel.handoff.doors import Span
from firstline.widgets.handoff.page import HandoffPage

LOG = (
    "2026-11-28 08:39:51 $$host=10.20.30.41 $$userid=demo_li $$msg=Java heap space\n"
    "java.lang.OutOfMemoryError: Java heap space\n"
    "\tat nc.demo.sample.ReportBuilder.load(ReportBuilder.java:210)\n"
    "Server=DB-DEMO;Database=UFSystem;uid=sa;pwd=Demo@2026;\n"
    "联系人 测试员 13800000000,服务识别码:0512345678\n"
)  # invented, as in templates.md K.1


def _picture() -> bytes:
    image = QImage(640, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#F6F7F9"))
    painter = QPainter(image)
    painter.fillRect(40, 60, 560, 90, QColor("#FFF4D6"))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # a QBuffer is a QIODevice
    return bytes(buffer.data().data())


def _open(house: House) -> HandoffPage:
    """Give the ticket a reply, two files and an authorisation, and open the page on it."""
    desktop = house.desktop
    store = desktop.store
    ticket = store.ticket("N01")
    held = [store.keep_file(_picture(), "screenshot.png"), store.keep_file(LOG.encode(), "nc.txt")]
    say = house.speech
    said = say(Text("已通知 13900001111,重启过一次,仍报 Java heap space。",
                    "Told 13900001111; restarted once, still Java heap space."))  # fmt: skip
    store.perform(reply(ticket, said, desktop.stamp()), now=desktop.ticking.now())
    store.perform(attach(ticket.id, held, desktop.stamp()), now=desktop.ticking.now())
    stamp = desktop.stamp()
    grant = Authorisation(
        new_id(stamp.at), "", say(Text("查领料单保存报错", "Why issue notes fail")),
        say(Text("日志末尾 2 MB", "The last 2 MB of the log")), say(Text("陈工", "Mr Chen")),
        say(Text("用友服务商", "the partner")), stamp.at, stamp.at + timedelta(days=3),
        say(Text("李总", "Mr Li")),
    )  # fmt: skip
    store.perform(record(grant, stamp), now=stamp.at)
    house.shell.show_ticket(ticket.id)
    settle(house)
    house.shell.sections.hand_over(ticket.id)
    page = house.shell.pages.currentWidget()
    if not isinstance(page, HandoffPage):
        raise TypeError("the hand-off page is not in sight")
    log = Path(store.folder) / "nc-log.log"
    log.write_bytes(LOG.encode("gb18030"))
    page.model.read([log], Span(2_000_000))
    settle(house, 400)
    page.model.use(page.model.authorisations()[0][0].number)
    page.model.type("version", "V6.5")
    page.fields.fill()
    settle(house, 100)
    return page


def _picture_key(page: HandoffPage) -> str:
    return next(one.key for one in page.model.lines() if not one.readable)


def _fields(house: House) -> None:
    _open(house)


def _files(house: House) -> None:
    _open(house).steps.setCurrentIndex(1)


def _grant(house: House) -> None:
    page = _open(house)
    page.steps.setCurrentIndex(1)
    page.files.grant.open_form()


def _look(house: House) -> None:
    page = _open(house)
    page.steps.setCurrentIndex(1)
    page.files.look_wanted.emit(_picture_key(page))


def _result(house: House) -> HandoffPage:
    page = _open(house)
    page.model.confirm(_picture_key(page), seen=True)
    page.steps.setCurrentIndex(2)
    settle(house, 600)
    return page


def _shown(house: House) -> None:
    _result(house)


def _over(house: House) -> HandoffPage:
    page = _result(house)
    page.result.reviewer.setText("赵主任")
    page.result.reviewer.textEdited.emit("赵主任")
    page.steps.setCurrentIndex(3)
    settle(house, 100)
    return page


def _receipt(house: House) -> None:
    _over(house).over.open_form()


def _sealed(house: House) -> HandoffPage:
    page = _over(house)
    page.over.buttons["zip"].click()
    page.over.seal.field.setText("K7M-Q2W-9RT-XYZ-234-ABC")
    return page


def _seal(house: House) -> None:
    _sealed(house)


def _plain(house: House) -> None:
    _sealed(house).over.seal.other.click()


def _told(house: House) -> None:
    page = _sealed(house)
    page.over.save_into(Path(house.desktop.store.folder) / "out", "K7M-Q2W-9RT-XYZ-234-ABC")
    settle(house, 1500)


def _codes(house: House) -> None:
    page = _over(house)
    page.over.buttons["codes"].click()
    QApplication.clipboard().clear()


SCREENS: Mapping[str, Callable[[House], None]] = {
    "handoff_fields": _fields,
    "handoff_files": _files,
    "handoff_grant": _grant,
    "handoff_look": _look,
    "handoff_result": _shown,
    "handoff_over": _receipt,
    "handoff_codes": _codes,
    "handoff_seal": _seal,
    "handoff_plain": _plain,
    "handoff_told": _told,
}
