"""The shipped articles: there from the first start, once a version, the same on every desk."""

from pathlib import Path

import pytest

from firstline.app import shipped
from firstline.app.packs import load_desk
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.ids import derived_id
from firstline.store.store import Store
from firstline.system.settings import Settings
from window_makers import NOW


def opened(folder: Path) -> Store:
    folder.mkdir(exist_ok=True)
    desk, _ = load_desk(folder, Settings())
    return Store.open(folder, desk, now=NOW)


def test_they_are_laid_in_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert shipped.lay_in(store, NOW)
        assert len(store.records("article")) == 28
        assert not shipped.lay_in(store, NOW)
        assert len(store.edits()) == 28
        left = store.outstanding()  # nobody's work: the next start brings them again
        assert (left.waiting, left.oldest) == (0, None)


def test_two_desks_make_the_same_edits(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        with opened(tmp_path / name) as store:
            shipped.lay_in(store, NOW)
            made.append([one.edit for one in store.edits()])
    assert made[0] == made[1]


def test_what_a_person_changed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as store:
        shipped.lay_in(store, NOW)
        record = "K01:2026.11.1"
        held = store.article(record)
        assert held is not None
        change = Change("title_zh", "我们自己的标题", held.fields["title_zh"])
        edit = Edit(derived_id("own"), record, "set", NOW, "我", "article", (change,))
        store.perform(edit, now=NOW)
        monkeypatch.setattr(shipped, "SETTING", "another version came")
        shipped.lay_in(store, NOW)
        after = store.article(record)
        assert after is not None
        assert after.fields["title_zh"] == "我们自己的标题"


def test_what_was_withdrawn_here_stays_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as store:
        shipped.lay_in(store, NOW)
        record = "K01:2026.11.1"
        change = Change("state", "withdrawn", "current")
        store.perform(
            Edit(derived_id("own"), record, "set", NOW, "我", "article", (change,)), now=NOW
        )
        monkeypatch.setattr(shipped, "SETTING", "another version came")
        shipped.lay_in(store, NOW)
        after = store.article(record)
        assert after is not None
        assert after.fields["state"] == "withdrawn"
