"""The library of documents of the demo company for pictures: the list, a pack, a file, a link."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.documents.pack import MANIFEST
from firstline.domain.words import Text
from firstline.system.resources import resource_path
from firstline.widgets.alarm.stack import AlarmStack
from firstline.widgets.documents.leaf import DocumentLeaf

Stage = Callable[[House], None]
_RAISED = (
    ("13.0", "13.1"), ("PORTS", "HOSTS"), ("2026-11", "2026-12"), ("_13.1.", "_13.0."),
    ("说明_2026-12.txt", "说明_2026-11.txt"), ("LIC-POINTS", "LIC-RULES"),
)  # fmt: skip


def _leaf(house: House) -> DocumentLeaf:
    house.shell.aids.deeds.run("documents")
    settle(house, 300)
    for one in house.shell.findChildren(AlarmStack):
        one.hide()  # what is due stands over the end of the form
    return house.shell.sections.knowledge.page.documents


def _documents(house: House) -> None:
    leaf = _leaf(house)
    leaf.show_record("MAN-GL")
    settle(house, 300)
    leaf.panel.verify()
    settle(house, 200)


def _old(house: House) -> None:
    """Show a superseded version, with every version listed."""
    leaf = _leaf(house)
    leaf.older.setChecked(True)
    settle(house, 200)
    leaf.show_record("RN-12.5:1.0")
    settle(house, 300)


def _pack(house: House) -> None:
    """Show what another pack would bring: the second of the demo's, its versions raised."""
    leaf = _leaf(house)
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "next.zip"
        source = resource_path("packs", "documents", "demo_2026-11.zip")
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
            for one in old.namelist():
                data = old.read(one)
                if one == MANIFEST:
                    for said, then in _RAISED:
                        data = data.replace(said.encode(), then.encode())
                new.writestr(one, data)
        leaf.packs.look(target)
        settle(house, 400)


def _add(house: House) -> None:
    """Open the form for a file, half filled, with something wrong in it."""
    leaf = _leaf(house)
    leaf.add_file(Path(house.speech(Text("生产制造手册_13.0.pdf", "Manufacturing_13.0.pdf"))))
    leaf.form.editors["code"].setText("MAN MO")
    leaf.form.editors["version"].setText("13.0")
    leaf.form.editors["products"].setText("U8")
    leaf.form.add()
    settle(house, 300)


def _linked(house: House) -> None:
    """Show an article that names a superseded document."""
    house.shell.go("knowledge")
    settle(house)
    page = house.shell.sections.knowledge.page
    page.show_article("K08")
    settle(house, 200)
    bar = page.reader.browser.verticalScrollBar()
    bar.setValue(0)


def _notes(house: House) -> None:
    """Show the links at the end of that article."""
    _linked(house)
    bar = house.shell.sections.knowledge.page.reader.browser.verticalScrollBar()
    bar.setValue(bar.maximum())


SCREENS: Mapping[str, Stage] = {
    "documents": _documents,
    "documents_old": _old,
    "documents_pack": _pack,
    "documents_add": _add,
    "documents_linked": _linked,
    "documents_links": _notes,
}
