"""A runbook between two desks: both work on it offline, and nothing is lost."""

from pathlib import Path

from sync_makers import Person, everybody_syncs

from firstline.domain.runbook import acts
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.item import standings
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.runbook import KIND, ItemState
from firstline.store.store import Store
from firstline.system.resources import resource_path


def upgrade(person: Person) -> None:
    text = resource_path("packs", "checklists", "upgrade.toml").read_text("utf-8")
    person.do(acts.begin(parse_template(text, "x"), "", "升级", "rb-1", person.stamp()))


def book(store: Store) -> Book:
    (one,) = store.records(KIND)
    assert not one.conflicts
    return book_from(one)


def state(person: Person, name: str) -> ItemState:
    return standings(book(person.store), person.now)[name].state


def tick(person: Person, name: str, text: str = "", file: Path | None = None) -> None:
    held = book(person.store)
    item = held.template.item(name)
    assert item is not None
    kept = person.store.keep_file(file, file.name) if file else None
    entries = acts.check(held, item, text=text, file=kept)
    person.do(acts.adding(held, entries, person.stamp(), kept))


def test_two_desks_tick_offline_and_meet(ann: Person, bob: Person, tmp_path: Path) -> None:
    upgrade(ann)
    everybody_syncs(ann, bob)
    paper = tmp_path / "资格.pdf"
    paper.write_bytes(b"%PDF-1.4 proof")
    tick(ann, "U02", file=paper)
    tick(bob, "U02")
    tick(bob, "U03", "路径图 3")
    held = book(ann.store)
    item = held.template.item("U03")
    assert item is not None
    ann.do(acts.adding(held, [acts.reopen(held, item, "版本错了")], ann.stamp()))
    everybody_syncs(ann, bob)
    assert book(ann.store).said == book(bob.store).said
    for one in (ann, bob):
        assert state(one, "U02") is ItemState.DONE
        assert state(one, "U03") is ItemState.OPEN  # bob had not seen that it was opened again
    (proof,) = standings(book(bob.store), bob.now)["U02"].evidence
    assert (proof.name, proof.by) == ("资格.pdf", "ann")
