"""Two halves of one act – a record and its entry in a ledger – go back and come together."""

import pytest
from store_makers import NOW

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.tied import tied
from firstline.domain.errors import Refused
from firstline.domain.ids import new_id
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import KIND, What, ledgers
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training.training import KIND as TRAINING
from firstline.store.store import Store


def stamp() -> Stamp:
    return Stamp(new_id(NOW), NOW, "李总")


def halves(store: Store) -> tuple[Edit, Edit]:
    """Book a place and a voucher for it as one act."""
    store.perform(describe(None, "券", {"unit": "day"}, stamp()), now=NOW)
    (ledger,) = ledgers(store.records(KIND))
    made = stamp()
    place = Edit(made.id, new_id(NOW), "open", NOW, "李总", TRAINING, (Change("what", "booking"),))
    (paid,) = tied(place, [book(ledger, "", "", Booking(What.RESERVE, "1"), stamp())])
    store.perform(place, paid, now=NOW)
    return place, paid


def states(store: Store, *edits: Edit) -> list[str]:
    found = [store.edit(one.id) for one in edits]
    return [one.state for one in found if one is not None]


@pytest.mark.parametrize("half", [0, 1])
def test_either_half_takes_the_other_back_and_brings_it_again(store: Store, half: int) -> None:
    both = halves(store)
    changed = store.withdraw(both[half].id, NOW)
    assert changed.kinds == {TRAINING, KIND}
    assert states(store, *both) == ["withdrawn", "withdrawn"]
    store.reinstate(both[1 - half].id, NOW)
    assert states(store, *both) == ["waiting", "waiting"]


@pytest.mark.parametrize("half", [0, 1])
def test_where_the_other_half_was_sent_this_one_stays_and_says_why(store: Store, half: int) -> None:
    both = halves(store)
    with store.connection.write():
        store.connection.raw.execute("UPDATE edit SET tries=1 WHERE id=?", (both[1 - half].id,))
    with pytest.raises(Refused, match="the other half was sent") as told:
        store.withdraw(both[half].id, NOW)
    assert "cancel the booking" in str(told.value.in_("en"))
    assert states(store, *both) == ["waiting", "waiting"]


def test_what_the_portal_refused_is_let_go_alone(store: Store) -> None:
    both = halves(store)
    with store.connection.write():
        store.connection.raw.execute(
            "UPDATE edit SET state='refused', code='x' WHERE id=?", (both[1].id,)
        )
        store.connection.raw.execute("UPDATE edit SET state='settled' WHERE id=?", (both[0].id,))
    store.withdraw(both[1].id, NOW)
    assert states(store, *both) == ["settled", "withdrawn"]


def test_an_act_on_a_ticket_is_taken_back_without_a_look_through_all_edits(store: Store) -> None:
    made = stamp()
    store.perform(open_ticket(made, new_id(NOW), {"title": "打印机"}), now=NOW)
    asked: list[str] = []
    store.connection.raw.set_trace_callback(asked.append)
    store.withdraw(made.id, NOW)
    store.connection.raw.set_trace_callback(None)
    assert asked
    assert not [one for one in asked if "instr(doc" in one and "n BETWEEN" not in one]


@pytest.mark.parametrize("half", [0, 1])
def test_a_ticket_and_the_entry_that_names_it_go_back_together(store: Store, half: int) -> None:
    made, second = stamp(), stamp()
    opened = open_ticket(made, new_id(NOW), {"title": "UAT"})
    event = Event(f"{second.id}.0", EventKind.ENTRY, NOW, data={"what": "defect"})
    linked = Edit(second.id, new_id(NOW), "open", NOW, "李总", "uat_run", (), (event,))
    (linked,) = tied(opened, [linked])
    store.perform(opened, linked, now=NOW)
    store.withdraw((opened, linked)[half].id, NOW)
    assert states(store, opened, linked) == ["withdrawn", "withdrawn"]
    store.reinstate((opened, linked)[half].id, NOW)
    assert states(store, opened, linked) == ["waiting", "waiting"]
