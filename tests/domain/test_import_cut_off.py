"""An import that was cut off in the middle is named, so that what came in can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.training.person import people
from firstline.domain.training.taking_back import batch_id, imports, named_first, undo
from firstline.domain.training.taking_in import Intake, Line, take_rows

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def stamps() -> Iterator[Stamp]:
    for at in range(1000):
        yield Stamp(f"0193-{at:04}", NOW, "李总")


def test_what_an_import_brought_before_it_was_cut_off_is_taken_back() -> None:
    made = stamps()
    rows = [Line(at, {"number": f"W{at}", "name": f"N{at}", "role": "仓库"}) for at in range(9)]
    intake = Intake({}, (), lambda: next(made), with_people=True, batch=batch_id("list"))
    take_rows(intake, rows, with_people=True, with_courses=False)
    held: dict[str, Entity] = {}
    for edit in named_first(None, "list.csv", intake.taken, next(made))[:5]:  # the power fails
        shown = rebase_entity(held.get(edit.entity), (edit,))
        assert shown is not None
        held[edit.entity] = shown
    assert len(people(held.values())) == 4
    (batch,) = imports(held.values())
    edits, _kept = undo(batch, held.values(), lambda: next(made))
    for edit in edits:
        shown = rebase_entity(held[edit.entity], (edit,))
        assert shown is not None
        held[edit.entity] = shown
    assert people(held.values()) == []
