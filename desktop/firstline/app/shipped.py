"""The shipped knowledge pack: there from the first start, once for each version of it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.edits.codec import canonical, edit_to_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.acts import take_in
from firstline.domain.knowledge.knowledge import KIND, SHIPPED_AT, ArticleState, article_from
from firstline.domain.knowledge.pack import HEAD_FILE, KnowledgePack, parse_pack
from firstline.domain.packs.toml_places import read_toml
from firstline.intake.packs.knowledge_files import pack_files
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firstline.domain.edits.entity import Entity
    from firstline.store.store import Store

SHIPPED = ("packs", "knowledge")
SETTING = "knowledge_shipped"
_WHO = "Firstline"


def read_pack(path: Path) -> KnowledgePack:
    """Return the knowledge pack in a folder or zip. Raises BadInput."""
    return parse_pack(pack_files(path))


def lay_in(store: "Store", now: datetime) -> bool:
    """Take the shipped articles in unless this version of them was; return whether it was now.

    Every desk makes the very same edits, so that a portal that got them from one takes them from
    no second one; what somebody wrote into an article, or withdrew, stays.
    """
    folder = resource_path(*SHIPPED)
    head = read_toml((folder / HEAD_FILE).read_text("utf-8"), HEAD_FILE).data
    version = str(head.get("version", ""))
    if store.get(SETTING) == version:
        return False
    records = store.records(KIND)
    pack = _without_withdrawn(read_pack(folder), records)
    taken = take_in(pack, records, lambda: Stamp("", SHIPPED_AT, _WHO))
    if taken.edits:
        store.perform(*map(_named, taken.edits), now=now)
    store.put(SETTING, version)
    return bool(taken.edits)


def _without_withdrawn(pack: KnowledgePack, records: "Sequence[Entity]") -> KnowledgePack:
    """Return the pack without the versions that somebody withdrew: a pack chosen by hand wins."""
    gone = {one.id for one in records if article_from(one).state is ArticleState.WITHDRAWN}
    kept = {name: one for name, one in pack.articles.items() if one.record not in gone}
    return replace(pack, articles=kept)


def _named(edit: Edit) -> Edit:
    """Return the edit with an id that follows from its content, the same on every desk."""
    content = canonical(edit_to_json(edit))
    return replace(edit, id=derived_id("shipped", edit.entity, content))
