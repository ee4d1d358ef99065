"""The demo company's training: the same edits every time, every state but nobody's own grant."""

from datetime import UTC, datetime, timedelta

import pytest

from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.training.book import book_of, rows
from firstline.domain.training.standing import State
from firstline.domain.training.transfer import capabilities
from firstline.domain.words import Language
from firstline.intake.demo.directory import directory
from firstline.intake.demo.training import PACK, training
from firstline.intake.packs.curriculum_files import FOLDER, load_courses
from firstline.system.resources import read_text, resource_path

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_state_is_there_and_one_single_point_of_knowledge(language: Language) -> None:
    courses, _ = load_courses((resource_path("packs", FOLDER),))
    text = read_text("packs", f"{PACK}.toml")
    made = list(training(text, courses, NOW, "赵启明", language))
    assert made == list(training(text, courses, NOW, "赵启明", language))
    others = directory(read_text("packs", "demo_contacts.toml"), NOW, "赵启明", language)
    held: dict[str, Entity] = {}
    for edit in (*made, *(one for one in others if one.kind == "training")):
        shown = rebase_entity(held.get(edit.entity), (edit,))
        assert shown is not None
        held[edit.entity] = shown
    today = NOW.date()
    book = book_of(courses, held.values(), today)
    states = {cell.state for row in rows(book, today) for cell in row.cells.values()}
    assert states == set(State) - {State.EXPIRED}
    later = today + timedelta(days=60)
    after = {cell.state for row in rows(book, later) for cell in row.cells.values()}
    assert State.EXPIRED in after
    alone = [one for one in capabilities(held.values(), book.people, today) if one.is_single_point]
    assert len(alone) == 1
