"""How the pictures of the runbooks are reached."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.runbook.acts import Entry, setting
from firstline.domain.runbook.book import RUN, STEP
from firstline.domain.runbook.runs import ASK, BEGIN, FINISH, PASS
from firstline.domain.runbook.settings import SET
from firstline.domain.words import Text
from firstline.widgets.runbook.page import LIVE, REVIEW, TIMELINE, WAVES, RunbookPage

_MINUTE = timedelta(minutes=1)


def _page(house: House) -> RunbookPage:
    house.shell.activateWindow()
    house.shell.go("runbooks")
    settle(house, 200)
    page = house.shell.pages.currentWidget()
    if not isinstance(page, RunbookPage):
        raise TypeError("no page of runbooks")
    return page


def _board(house: House) -> None:
    """Show the gate that is next, and what stops it."""
    _page(house)


def _item(house: House) -> None:
    """Show an item that was only claimed."""
    _page(house).tree.go_to("M40")


def _gate(house: House) -> None:
    """Show the go/no-go gate: its votes and everything that stops it."""
    _page(house).tree.go_to("G3")


def _waive(house: House) -> None:
    """Open the form of a waiver."""
    page = _page(house)
    page.tree.go_to("M25")
    settle(house, 100)
    page.item.waive.click()


def _start(house: House) -> None:
    """Open the form of a new runbook."""
    start = _page(house).start
    start.open()
    systems = house.desktop.store.records("phase")
    uat = (one for one in systems if one.fields.get("phase") == "uat")
    start.name.setText(next((str(one.fields.get("project") or "") for one in uat), ""))


def _adopt(house: House) -> None:
    """Show what a later version of the template would add to the runbook."""
    page = _page(house)
    settle(house, 100)
    page.adopt.button.click()


def _timeline(house: House) -> None:
    """Show the timeline and the critical path."""
    _page(house).show_leaf(TIMELINE)


def _review(house: House) -> None:
    """Show the post-implementation review with two notes."""
    page = _page(house)
    say = house.speech
    page.show_leaf(REVIEW)
    for part, words in (
        (
            0,
            Text("抽取脚本提前热身,省了 20 分钟", "The extract was warmed up: 20 min saved"),
        ),
        (
            1,
            Text("接口恢复要两个人,M55 超时", "Interfaces need two people: M55 ran over"),
        ),
    ):
        page.review.part.setCurrentIndex(part)
        page.review.text.setText(say(words))
        page.review.owner.setText(say(Text("周伟", "Zhou Wei")))
        page.review.due.setText("2026-12-05")
        page.review.add.click()


def _waves(house: House) -> None:
    """Show the waves, the second of them chosen."""
    page = _page(house)
    page.show_leaf(WAVES)
    page.waves.table.go_to("2")


def _prepare(house: House) -> None:
    """Show the live control view of a cutover in preparation."""
    _page(house).show_leaf(LIVE)


def _running(house: House, left: timedelta) -> RunbookPage:
    """Begin the cutover as if its gates had let pass; so much is left to the latest rollback."""
    page = _page(house)
    model, now = page.model, page.model.now

    def put(*entries: Entry) -> None:
        model.do(lambda _book: entries, Text("演示", "Demo"), final=True)

    def place(name: str, hours: timedelta) -> None:
        text = (now + hours).isoformat()
        model.do(lambda book: [setting(book, SET + name, text)], Text("演示", "Demo"), final=True)

    place("window_start", -150 * _MINUTE)
    place("window_end", left + 180 * _MINUTE)
    run = {"run": "live-1"}
    began = now - 150 * _MINUTE
    put(Entry(RUN, {**run, "act": BEGIN}, at=began))
    at = began
    for name, minutes in (("M49", 17), ("M50", 12), ("M51", 71)):
        put(
            Entry(STEP, {**run, "item": name, "act": BEGIN}, at=at),
            Entry(STEP, {**run, "item": name, "act": FINISH}, at=at + minutes * _MINUTE),
        )
        at += minutes * _MINUTE
    put(Entry(STEP, {**run, "item": "M52", "act": BEGIN}, at=at))
    page.show_leaf(LIVE)
    settle(house, 200)
    return page


def _live(house: House) -> None:
    """Show a cutover whose rollback is still safe."""
    _running(house, 2 * 60 * _MINUTE + 40 * _MINUTE)


def _near(house: House) -> None:
    """Show one that is close to the latest safe rollback, and the question that asks twice."""
    page = _running(house, 24 * _MINUTE)
    page.model.do(
        lambda _book: [Entry(RUN, {"run": "live-1", "act": ASK}, by=house.speech(
            Text("王建国", "Wang Jianguo")), at=page.model.now)],
        Text("演示", "Demo"), final=True,
    )  # fmt: skip
    settle(house, 100)
    page.live.acts.buttons["confirm"].click()


def _forward(house: House) -> None:
    """Show one that is past the point of no return."""
    page = _running(house, 24 * _MINUTE)
    model = page.model
    model.do(lambda _book: [Entry(RUN, {"run": "live-1", "act": ASK}, by="A", at=model.now)],
             Text("演示", "Demo"), final=True)  # fmt: skip
    model.do(
        lambda book: [Entry(RUN, {"run": "live-1", "act": PASS, "ask": book.of(RUN)[-1].id},
                            by="B", at=model.now)],
        Text("演示", "Demo"), final=True,
    )  # fmt: skip


SCREENS: Mapping[str, Callable[[House], None]] = {
    "runbooks": _board,
    "runbook_item": _item,
    "runbook_gate": _gate,
    "runbook_waive": _waive,
    "runbook_start": _start,
    "runbook_adopt": _adopt,
    "runbook_timeline": _timeline,
    "runbook_review": _review,
    "runbook_waves": _waves,
    "runbook_prepare": _prepare,
    "runbook_live": _live,
    "runbook_near": _near,
    "runbook_forward": _forward,
}
