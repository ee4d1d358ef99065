"""A reconciliation that is evidence holds its gate until it is explained and signed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock

from firstline.domain.edits.entity import opening
from firstline.domain.reconcile.record import KIND as KEPT
from firstline.domain.reconcile.record import keep_file, kept_from, sign
from firstline.domain.runbook import acts
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.pack import parse_template
from firstline.domain.runbook.runbook import KIND
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment
from firstline.store.gates.gate_stops import gate_stops
from firstline.store.store import Store
from firstline.system.resources import resource_path

SHA = "ef" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path, RoundTheClock(), now=NOW) as made:
        yield made


def kept(store: Store, maker: Maker, found: int) -> str:
    """Keep a reconciliation with so many differences; return its number."""
    stamp = maker.stamp()
    fields: dict[str, Value] = {
        "name": "总账",
        "digest": "d",
        "result": "{}",
        "found": found,
        "differences": "[]",
    }
    store.perform(opening(KEPT, stamp.id, fields, stamp.id, stamp.at, "李娜"), now=NOW)
    (one,) = (
        held for raw in store.records(KEPT) if (held := kept_from(raw)) and raw.id == stamp.id
    )
    return one.number


def filed(store: Store, maker: Maker, number: str, sha256: str) -> None:
    """Say which difference file was written of a kept reconciliation."""
    for record in store.records(KEPT):
        one = kept_from(record)
        if one is not None and one.number == number:
            store.perform(keep_file(one, sha256, maker.stamp()), now=NOW)


def runbook(store: Store, maker: Maker) -> None:
    text = resource_path("packs", "checklists", "cutover.toml").read_text("utf-8")
    store.perform(acts.begin(parse_template(text, "x"), "", "x", "rb", maker.stamp()), now=NOW)


def tick(store: Store, maker: Maker, item: str, text: str) -> None:
    (record,) = store.records(KIND)
    book = book_from(record)
    one = book.template.item(item)
    assert one is not None
    store.perform(acts.adding(book, acts.check(book, one, text=text), maker.stamp()), now=NOW)


def test_only_a_signed_reconciliation_is_evidence(store: Store) -> None:
    maker = Maker()
    runbook(store, maker)
    rough, clean = kept(store, maker, 2), kept(store, maker, 0)
    assert not gate_stops(store, NOW)  # nobody gave it as evidence
    tick(store, maker, "M56", f"对账 {rough.lower()} 和 {clean}")
    found = gate_stops(store, NOW)
    assert [(one.gate, one.ref) for one in found] == [("G5", rough), ("G5", clean)]
    assert "2" in found[0].text.zh
    for record in store.records(KEPT):
        one = kept_from(record)
        if one is not None and one.number == clean:
            stamp = replace(maker.stamp(), actor="审计")
            store.perform(sign(one, record.events, "", stamp), now=NOW)
    assert [one.ref for one in gate_stops(store, NOW)] == [rough]


def test_a_difference_file_is_known_by_its_hash_whatever_it_is_called(store: Store) -> None:
    maker = Maker()
    runbook(store, maker)
    rough = kept(store, maker, 2)
    filed(store, maker, rough, SHA)
    (record,) = store.records(KIND)
    book = book_from(record)
    one = book.template.item("M60")
    assert one is not None
    file = Attachment(SHA, "说明书.xlsx", 3, "application/octet-stream")
    store.perform(acts.adding(book, acts.check(book, one, file=file), maker.stamp()), now=NOW)
    assert [(found.gate, found.ref) for found in gate_stops(store, NOW)] == [("G5", rough)]
