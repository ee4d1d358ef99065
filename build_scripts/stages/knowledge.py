"""The knowledge base of the demo company for pictures: an article, a search, gaps, a pack."""

from collections.abc import Callable, Mapping

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.edits.edits import open_ticket
from firstline.domain.ids import new_id
from firstline.domain.words import Text
from firstline.system.resources import resource_path
from firstline.widgets.triage.sheet import TriageSheet

Stage = Callable[[House], None]
MISSED = ("扫码枪蓝牙配对", "金税盘抄报", "扫码枪蓝牙配对", "label printer ribbon")


def _article(house: House) -> None:
    house.shell.go("knowledge")
    settle(house)


def _search(house: House) -> None:
    house.shell.go("knowledge")
    settle(house)
    house.shell.sections.knowledge.look_for("结不了账")
    settle(house)


def _gaps(house: House) -> None:
    for text in MISSED:
        house.desktop.store.note_gap(text, house.desktop.ticking.now())
    house.shell.go("knowledge")
    house.shell.sections.knowledge.page.show_tab("gaps")
    settle(house)


def _pack(house: House) -> None:
    house.shell.go("knowledge")
    house.shell.sections.knowledge.page.packs.look(resource_path("packs", "knowledge"))
    settle(house)


def _typed(house: House) -> None:
    """Type a new ticket whose like is open already."""
    house.shell.pages.show_sheet(None)
    sheet = house.shell.pages.currentWidget()
    if isinstance(sheet, TriageSheet):
        zh = house.speech.language == "zh_CN"
        sheet.fields.title.setText("固定资产卡片复制后,折旧方法又被清空" if zh else
                                   "outbound note locked: mutex task refused")  # fmt: skip
        sheet.fields.title.textEdited.emit("")
    settle(house, 900)


def _beside(house: House) -> None:
    """Show an open ticket with what has helped before."""
    stamp = house.desktop.stamp()
    zh = house.speech.language == "zh_CN"
    title = "收货口两台电脑提示加密点数已饱和" if zh else "Licence points full at the dock"
    ticket_id = new_id(stamp.at)
    house.desktop.perform(open_ticket(stamp, ticket_id, {"title": title, "product": "U8+"}))
    house.shell.show_ticket(ticket_id)
    settle(house, 900)


LIKE = Text("扫码报工没有完工数", "Scanned completions are not counted")


def _three(house: House) -> str:
    """Make three alike in thirty days; return the last one's id."""
    ticket_id = ""
    for place in (Text("一线", "line 1"), Text("二线", "line 2"), Text("三线", "line 3")):
        stamp = house.desktop.stamp()
        ticket_id = new_id(stamp.at)
        title = f"{house.speech(LIKE)} {house.speech(place)}"
        house.desktop.perform(open_ticket(stamp, ticket_id, {"title": title, "product": "U8+"}))
    return ticket_id


def _proposed(house: House) -> None:
    house.shell.show_ticket(_three(house))
    settle(house, 900)


def _problems(house: House) -> None:
    _proposed(house)
    house.shell.detail.similar.model.open_problem()
    settle(house)
    house.shell.go("knowledge")
    house.shell.sections.knowledge.page.show_tab("problems")
    settle(house)


def _capture(house: House) -> None:
    """Capture what was solved before."""
    house.shell.aids.deeds.capture.ask()
    house.shell.aids.deeds.capture.field.setText("T+ 连不上服务器,门店停单")
    settle(house, 900)


def _editor(house: House) -> None:
    """Mend an article; one step holds what must not stand there."""
    house.shell.go("knowledge")
    settle(house)
    parts = house.shell.sections.knowledge
    parts.mend()
    body = parts.editor.text.toPlainText()
    bad = "delete from UA_Task where cUserId='007'"
    parts.editor.text.setPlainText(body.replace("[L1] ", f"[L1] {bad} ", 1))
    settle(house, 400)


SCREENS: Mapping[str, Stage] = {
    "article_editor": _editor,
    "knowledge": _article,
    "knowledge_search": _search,
    "knowledge_gaps": _gaps,
    "knowledge_pack": _pack,
    "similar_new": _typed,
    "similar_open": _beside,
    "similar_capture": _capture,
    "problem_proposed": _proposed,
    "problems": _problems,
}
