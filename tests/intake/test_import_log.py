"""The real ServiceNow log: all 400 incidents go in with true states, timelines and clocks."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from intake_desk import LOG, ZONE, bring_in, counts, every_ticket, open_store, write_csv

from firstline.domain.errors import BadInput
from firstline.domain.sla.log import RANKS
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import EventKind, Priority, Status
from firstline.intake.tickets.importer import prepare
from firstline.store.store import Store

CLAMPED = ("INC0000130", "INC0000131", "INC0000134", "INC0000135", "INC0000164")
_K = EventKind


def rows_of(*numbers: str) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows of some incidents."""
    with LOG.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, [row for row in rows if not numbers or row[0] in numbers]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store that holds the whole log."""
    store = open_store(tmp_path_factory.mktemp("log"))
    result = bring_in(store, LOG)
    assert counts(result) == (2627, 400, 0, 0, 0)
    assert len(result.notes) == 5
    assert all(number in note.en for number, note in zip(CLAMPED, result.notes, strict=True))
    return store


def test_all_incidents_are_there_and_closed(filled: Store) -> None:
    tickets = every_ticket(filled)
    assert len(tickets) == 400
    assert {one.status for one in tickets} == {Status.CLOSED}
    assert Counter(one.priority for one in tickets)[Priority.P3] > 250
    known = [one for one in tickets if one.requester and one.site and one.product and one.title]
    assert len(known) > 380  # the log leaves a few unknown


def test_every_row_is_on_the_timeline_in_the_order_it_happened(filled: Store) -> None:
    _, rows = rows_of()
    per_number = Counter(row[0] for row in rows)
    for ticket in every_ticket(filled):
        events = [one for one in ticket.events if one.kind is not _K.VERDICT]
        assert len(events) >= per_number[ticket.number]
        assert events[0].kind is _K.REPORTED
        instants = [one.at for one in ticket.events]
        assert instants == sorted(instants)
        assert min(instants) == ticket.created_at
        # The clock orders one instant's events by kind: that must be the rows' order too.
        ranked = [(one.at, RANKS[one.kind]) for one in events if one.kind in RANKS]
        assert ranked == sorted(ranked)
        paused = [one.kind for one in events if one.kind in (_K.PAUSED, _K.RESUMED, _K.RESOLVED)]
        assert all(
            paused[n - 1] is _K.PAUSED for n, kind in enumerate(paused) if kind is _K.RESUMED
        )


def test_rows_before_the_opening_stand_at_it_with_the_original_kept(filled: Store) -> None:
    for ticket in every_ticket(filled):
        moved = [one for one in ticket.events if "original_at" in one.data]
        assert bool(moved) is (ticket.number in CLAMPED)
        assert all(one.at == ticket.created_at for one in moved)
    one = next(e for e in filled.ticket("INC0000131").events if "original_at" in e.data)
    assert one.data["original_at"] == "29-02-2016 07:14"


def test_a_timeline_and_its_clock_by_hand(filled: Store) -> None:
    ticket = filled.ticket("INC0000131")
    told = [
        (one.at.strftime("%d %H:%M"), one.kind)
        for one in ticket.events
        if one.kind not in (_K.CHANGED, _K.VERDICT)
    ]
    assert told == [
        ("29 09:41", _K.REPORTED), ("29 09:41", _K.STARTED), ("29 09:45", _K.PAUSED),
        ("03 09:27", _K.RESOLVED), ("08 10:00", _K.CLOSED),
    ]  # fmt: skip
    clock = next(one for one in filled.timers(ticket.id) if one.metric is Metric.RESOLUTION)
    assert (clock.state, clock.counted_s, clock.provisional) == (State.MET, 240, True)


def test_their_verdict_stands_beside_ours(filled: Store) -> None:
    theirs: Counter[tuple[str, State]] = Counter()
    for ticket in every_ticket(filled):
        verdicts = [one for one in ticket.events if one.kind is _K.VERDICT]
        assert len(verdicts) == 1
        made = ticket.extra["servicenow.made_sla"]
        assert verdicts[0].data["met"] == made.lower()
        clock = next(one for one in filled.timers(ticket.id) if one.metric is Metric.RESOLUTION)
        theirs[made, clock.state] += 1
    assert sum(n for (made, _), n in theirs.items() if made == "FALSE") == 133
    assert theirs["TRUE", State.BREACHED] > 0  # their promise was another one than our sample
    assert theirs["FALSE", State.MET] > 0


def test_the_log_again_changes_nothing(filled: Store) -> None:
    before = every_ticket(filled)
    assert counts(bring_in(filled, LOG)) == (2627, 0, 0, 400, 0)
    assert every_ticket(filled) == before


def test_a_longer_log_appends_and_the_last_verdict_stands(store: Store, tmp_path: Path) -> None:
    head, rows = rows_of("INC0000197")
    file = write_csv(tmp_path / "log.csv", rows[:10], head=head)
    assert bring_in(store, file).created == 1
    ticket = store.ticket("INC0000197")
    assert ticket.status is Status.IN_PROGRESS
    assert ticket.extra["servicenow.made_sla"] == "TRUE"
    assert bring_in(store, write_csv(file, rows, head=head)).updated == 1
    whole = store.ticket("INC0000197")
    assert whole.events[: len(ticket.events)] == ticket.events
    assert (whole.status, whole.extra["servicenow.made_sla"]) == (Status.CLOSED, "FALSE")
    verdicts = [one.data["met"] for one in whole.events if one.kind is _K.VERDICT]
    assert verdicts == ["true", "false"]
    assert counts(bring_in(store, file)) == (len(rows), 0, 0, 1, 0)


def test_a_shuffled_log_gives_the_same_tickets(store: Store, tmp_path: Path) -> None:
    head, rows = rows_of(*CLAMPED, "INC0000197", "INC0000294")
    bring_in(store, write_csv(tmp_path / "a.csv", rows, head=head))
    with open_store(tmp_path / "other") as other:
        file = write_csv(tmp_path / "b.csv", sorted(rows, key=lambda row: str(row[13])), head=head)
        bring_in(other, file)
        assert every_ticket(other) == every_ticket(store)


def test_bad_rows_of_a_log_are_listed(store: Store, tmp_path: Path) -> None:
    head, rows = rows_of("INC0000131", "INC0000197")
    rows[1][13] = "31-02-2016 10:00"
    rows[2][5] = "-1"
    rows.append(["", *rows[0][1:]])
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows, head=head))
    assert [one.row for one in result.refused] == [3, 4, len(rows) + 1]
    assert (result.read, result.created) == (len(rows), 2)


def test_the_zone_of_a_mapping_file_holds(store: Store, tmp_path: Path) -> None:
    head, rows = rows_of("INC0000131")
    file = write_csv(tmp_path / "a.csv", rows, head=head)
    bring_in(store, file, map_text='timezone = "America/Sao_Paulo"')
    assert store.ticket("INC0000131").created_at == datetime.fromisoformat("2016-02-29T09:41-03:00")


def test_a_table_that_is_no_log_is_refused_as_one(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [("1", "t")], head=("number", "title"))
    with pytest.raises(BadInput, match="sys_mod_count"):
        prepare(file, format="servicenow-log", zone=ZONE)


def test_an_unknown_state_keeps_the_one_before(store: Store, tmp_path: Path) -> None:
    head, rows = rows_of("INC0000131")
    rows[2][1] = "-100"
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows, head=head))
    assert result.created == 1
    assert any("-100" in one.en for one in result.notes)
    assert store.ticket("INC0000131").status is Status.CLOSED
