"""The demo company's basic documents: two packs, and the articles that link to them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from firstline.domain.documents.acts import Taken, take_in
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.ids import derived_id
from firstline.intake.documents.pack_files import ReadPack, read_pack

FOLDER = "documents"  # packs/documents/*
PACKS = (("demo_2026-06", 152), ("demo_2026-11", 6))
"""Each pack's name, and how many days ago it came."""
LINKS = {
    "K01": (
        "## 说明\n\n见 [加密点数怎么算](doc:LIC-POINTS) 和 [端口清单](doc:PORTS)。",
        "## Notes\n\nSee [how points are counted](doc:LIC-POINTS) and [the ports](doc:PORTS).",
    ),
    "K08": (
        "## 说明\n\n见 [总账月结手册](doc:MAN-GL);12.5 的已知问题见 [发布说明](doc:RN-12.5)。",
        "## Notes\n\nSee [the manual](doc:MAN-GL); known in 12.5: [release notes](doc:RN-12.5).",
    ),
}
"""What the demo company wrote into its articles: links to documents."""


def demo_stamps(name: str, at: datetime, user: str) -> Iterator[Stamp]:
    """Yield stamps of `user` at `at`, the same ids every time."""
    for number in count():
        yield Stamp(derived_id("demo", name, str(number)), at, user)


def demo_pack(
    folder: Path, name: str, days: int, records: Sequence[Entity], now: datetime, user: str
) -> tuple[ReadPack, Taken]:
    """Return a pack of the demo and what it brings, as taken in so many days ago."""
    read = read_pack(folder / f"{name}.zip")
    stamps = demo_stamps(name, now - timedelta(days=days), user)
    return read, take_in(read.pack, records, (), lambda: next(stamps))


def linked(articles: Sequence[Entity], now: datetime, user: str) -> list[Edit]:
    """Return the edits that write the links into the articles that are there."""
    stamps = demo_stamps("document links", now, user)
    found = []
    for one in articles:
        notes = LINKS.get(str(one.fields.get("number")))
        if notes is not None:
            bodies = {
                name: f"{one.fields.get(name)}\n\n{note}"
                for name, note in zip(("body_zh", "body_en"), notes, strict=True)
            }
            found.append(setting(one, bodies, next(stamps)))
    return found
