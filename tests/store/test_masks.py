"""Hidden names in the store: what a first pull brings by its short way bears the alias, too."""

from pathlib import Path

import pytest
from far_end import LATER, PORTAL, FarEnd, fill
from store_makers import NOW, Maker, open_store

from firstline.domain.privacy import erasing

pytestmark = pytest.mark.usefixtures("tied")
NAMES = ("库存",)  # what the far end calls its tickets


def test_what_a_first_pull_brings_later_bears_the_alias(folder: Path, end: FarEnd) -> None:
    fill(end, 230)
    page = end.pull(None, 230)
    with open_store(folder) as store:
        edit, _ = erasing.erasure(NAMES, ("王芳", "李总"), "", Maker().stamp())
        store.perform(edit, now=NOW)
        store.arrive(PORTAL, page, LATER)
        while store.catch_up():
            continue
        alias = erasing.alias_of(NAMES)
        assert all(store.ticket(one.id).title.startswith(alias) for one in page.copies)
        assert not store.search("库存", 900, now=NOW)
        assert len(store.search(alias, 900, now=NOW)) == 230
        assert store.still_naming(NAMES) == {"edit": 0, "base": 230}
