"""The registers of the demo company, for pictures: contacts, remote sessions, watch rules."""

from collections.abc import Callable, Mapping

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.words import Text
from firstline.viewmodel.detail.remote_form import Mode
from firstline.widgets.books.contact_book import ContactBook
from firstline.widgets.books.remote_book import RemoteBook
from firstline.widgets.watch.page import ALERTS, REPLIES, RULES, WatchPage

Stage = Callable[[House], None]


def _show(house: House, number: str, command: str) -> None:
    house.shell.show_ticket(house.desktop.store.ticket(number).id)
    settle(house, 300)
    house.shell.aids.run(command)
    settle(house, 300)


def _contact(house: House) -> None:
    """Open the contact log of the ticket that burns."""
    _show(house, "N16", "contact")


def _contact_wrong(house: House) -> None:
    """Say that a message of ours was the vendor's reply, which is refused."""
    _contact(house)
    for book in house.shell.detail.findChildren(ContactBook):
        form = book.form
        form.channel.setCurrentIndex(form.channel.findData("wecom"))
        form.way.setCurrentIndex(1)
        form.fields["person"].setText(house.speech(Text("王工", "Mr Wang")))
        form.summary.setPlainText(house.speech(Text("请回电。", "Please call back.")))
        form.reply.setChecked(True)
        form.record()
    settle(house, 300)


def _sessions(house: House) -> None:
    """Open the register of remote sessions with one that has ended."""
    _show(house, "N09", "sessions")


def _session_start(house: House) -> None:
    """Open the form in which a session begins."""
    _sessions(house)
    for book in house.shell.detail.findChildren(RemoteBook):
        book.begin()
    settle(house, 300)


def _session_runs(house: House) -> None:
    """Let a session run, and open the form that ends it."""
    _session_start(house)
    for book in house.shell.detail.findChildren(RemoteBook):
        book.form.record()
        settle(house, 3600)  # the strip tells it by then
        held = book.running()
        if held is not None:
            book.open(Mode.END, held)
    settle(house, 300)


def _leaf(words: Text) -> Stage:
    def stage(house: House) -> None:
        house.shell.aids.run("watch")
        settle(house, 300)
        page = house.shell.pages.currentWidget()
        if isinstance(page, WatchPage):
            page.show_leaf(words)
            if words is RULES:
                page.rules.table.go_to("demo-log-disk")
        settle(house, 500)

    return stage


SCREENS: Mapping[str, Stage] = {
    "contact_log": _contact, "contact_refused": _contact_wrong, "sessions": _sessions,
    "session_start": _session_start, "session_end": _session_runs,
    "alerts": _leaf(ALERTS), "watch_rules": _leaf(RULES), "replies": _leaf(REPLIES),
}  # fmt: skip
