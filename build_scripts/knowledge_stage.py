"""The knowledge base of the demo company for pictures: an article, a search, gaps, a pack."""

from collections.abc import Callable, Mapping

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.system.resources import resource_path

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


SCREENS: Mapping[str, Stage] = {
    "knowledge": _article,
    "knowledge_search": _search,
    "knowledge_gaps": _gaps,
    "knowledge_pack": _pack,
}
