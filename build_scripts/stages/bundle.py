"""Bundles of one ticket, for pictures: one for a partner, and one of a stranger looked at."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.edits.edit import Stamp
from firstline.domain.ids import new_id
from firstline.domain.ticket.exchange_words import HQ
from firstline.domain.ticket.thread import leaving, thread_to_json
from firstline.domain.words import Text
from firstline.sync.packs.thread import write_thread
from firstline.system import seals
from firstline.widgets.sync.bundle_page import BundlePage

Stage = Callable[[House], None]
STRANGER = Text("赵一鸣(总部)", "Zhao Yiming (HQ)")


def bundle(house: House) -> None:
    """Stage: a bundle for a partner was written; a stranger's waits for its key to be compared."""
    os.environ.setdefault("FIRSTLINE_PASSPHRASE", "a picture of a vault")
    shell = house.shell
    ticket = house.desktop.store.ticket("N04")
    shell.show_ticket(ticket.id)
    settle(house)
    shell.aids.run("bundle")
    settle(house)
    page = shell.pages.currentWidget()
    if not isinstance(page, BundlePage):
        raise TypeError(page)
    folder = Path(mkdtemp())
    page.out.audience.setCurrentIndex(2)
    page.out.save_to(folder / "N04-partner.deskpack")
    settle(house, 3000)
    page.into.open_file(_strange(house, folder))
    settle(house, 1500)


def _strange(house: House, folder: Path) -> Path:
    now, seed = datetime.now(UTC), seals.new_key()
    ticket = replace(house.desktop.store.ticket("N11"), id=new_id(now), number="L-27")
    who = house.speech(STRANGER)
    left = leaving(ticket, HQ, Stamp(new_id(now), now, who), str)
    path = folder / "HQ-L-27.deskpack"
    write_thread(
        path, thread_to_json(left.thread), {}, maker=who, public_key=seals.public_of(seed),
        now=now, sign=lambda data: seals.sign(seed, data),
    )  # fmt: skip
    return path


SCREENS: Mapping[str, Stage] = {"bundle": bundle}
