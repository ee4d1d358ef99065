"""No session without a valid authorisation; one that outruns it is flagged; all words stay."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import (
    KIND,
    Flag,
    RemoteSession,
    elapsed,
    flags,
    session_from,
    sessions,
)
from firstline.domain.authorisations.remote_session_acts import (
    Beginning,
    Ending,
    begin,
    correct,
    end,
    note,
)
from firstline.domain.contact.log import contacts_of
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, entity_from_json, entity_to_json, rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Event, EventKind, Ticket

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
TICKET = Ticket("t", "L-1", "月结报错", AT, AT, product="U8",
                events=(Event("r.0", EventKind.REPORTED, AT),))  # fmt: skip
LEAVE = Authorisation(
    "a-1", "SQ-1", "查月结", "账套 006", "陈工", "用友服务商", AT, AT + timedelta(hours=2),
    "李总",
    systems=("U8",), allowed=("view",), tool="ToDesk", escort="李娜",
)  # fmt: skip
START = Beginning(AT + timedelta(minutes=5))
DONE = Ending(AT + timedelta(minutes=50), "看了日志", recording="D:\\rec\\1.mp4", sha256="a" * 64)


def stamps(minutes: int = 5, who: str = "李娜") -> tuple[Stamp, Stamp]:
    at = AT + timedelta(minutes=minutes)
    return (
        Stamp(derived_id(who, str(minutes), "s"), at, who),
        Stamp(derived_id(who, str(minutes), "t"), at, who),
    )


def held(*edits: Edit) -> RemoteSession:
    entity = rebase_entity(None, [one for one in edits if one.kind == KIND])
    assert entity is not None
    assert entity_from_json(entity_to_json(entity)) == entity
    found = session_from(entity)
    assert found is not None
    return found


def begun(leave: Authorisation = LEAVE) -> tuple[Edit, RemoteSession]:
    made, _ = begin(TICKET, START, leave, stamps())
    return made, held(made)


def test_it_takes_over_what_the_authorisation_says() -> None:
    made, said = begin(TICKET, replace(START, purpose="查科目"), LEAVE, stamps())
    one = held(made)
    assert (one.tool, one.person, one.company) == ("ToDesk", "陈工", "用友服务商")
    assert one.watcher == "李娜"
    assert (one.purpose, one.ticket, one.authorisation_no) == ("查科目", "t", "SQ-1")
    assert one.number.startswith("RS-20261124-")
    assert one.runs
    assert one.lasted(AT + timedelta(minutes=65)) == timedelta(hours=1)
    ticket = rebase(TICKET, (said,))
    assert ticket is not None
    (contact,) = contacts_of(ticket)
    assert (contact.channel, contact.ref, contact.clock) == ("remote", one.number, "")
    assert "SQ-1" in contact.summary


@pytest.mark.parametrize(
    ("leave", "start", "words"),
    [
        (None, START, "Without an authorisation"),
        (replace(LEAVE, scope=" "), START, "no scope"),
        (replace(LEAVE, revoked_at=AT + timedelta(minutes=5)), START, "was revoked"),
        (replace(LEAVE, ends=AT + timedelta(minutes=5)), START, "ended at"),
        (replace(LEAVE, starts=AT + timedelta(minutes=6)), START, "begins at"),
        (replace(LEAVE, systems=("NC",)), START, "covers NC"),
        (replace(LEAVE, allowed=("export",)), START, "no viewing"),
        (LEAVE, replace(START, person="别人"), "not for"),
        (replace(LEAVE, escort=""), START, "who of us watches"),
        (replace(LEAVE, tool=""), START, "which tool"),
        (LEAVE, replace(START, at=AT + timedelta(hours=1)), "not come yet"),
    ],
)
def test_without_a_valid_authorisation_nothing_begins(
    leave: Authorisation | None, start: Beginning, words: str
) -> None:
    with pytest.raises((Refused, BadInput), match=words) as refused:
        begin(TICKET, start, leave, stamps())
    assert refused.value.kept.en == "No session was recorded."


def test_its_end_says_what_was_done_and_changed() -> None:
    made, one = begun()
    ended, said = end(one, TICKET, replace(DONE, changed="U8.ini"), stamps(50))
    after = held(made, ended)
    assert (after.done, after.changed, after.recording) == ("看了日志", "U8.ini", "D:\\rec\\1.mp4")
    assert elapsed(after.lasted(AT)) == "0:45:00"
    assert "改动" in said.events[0].text
    with pytest.raises(Refused, match="has ended"):
        end(after, TICKET, DONE, stamps(51))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (replace(DONE, done=" "), "what was done"),
        (replace(DONE, at=AT), "before the start"),
        (replace(DONE, at=AT + timedelta(hours=3)), "not come yet"),
        (replace(DONE, sha256="abc"), "64 hexadecimal"),
    ],
)
def test_an_end_that_cannot_be_is_refused(how: Ending, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        end(begun()[1], TICKET, how, stamps(50))


def test_past_the_end_of_its_authorisation_it_is_flagged_while_it_runs_and_after() -> None:
    made, one = begun()
    until = LEAVE.ends
    assert flags(one, LEAVE, until) == ()
    assert flags(one, LEAVE, until + timedelta(seconds=1)) == (Flag.PAST_END,)
    ended, _ = end(one, TICKET, replace(DONE, at=until + timedelta(minutes=9)), stamps(130))
    assert flags(held(made, ended), LEAVE, until + timedelta(days=9)) == (Flag.PAST_END,)


def test_what_else_a_person_must_look_at() -> None:
    made, one = begun()
    revoked = replace(LEAVE, revoked_at=AT + timedelta(minutes=10))
    assert flags(one, revoked, AT + timedelta(minutes=9)) == ()
    assert flags(one, revoked, AT + timedelta(minutes=11)) == (Flag.REVOKED,)
    ended, _ = end(one, TICKET, replace(DONE, changed="x", recording=""), stamps(50))
    after = held(made, ended)
    assert flags(after, LEAVE, AT) == (Flag.CHANGED, Flag.NO_RECORDING)
    assert flags(after, replace(LEAVE, allowed=("view", "modify")), AT) == (Flag.NO_RECORDING,)
    assert flags(one, None, AT) == (Flag.NO_AUTHORISATION,)
    late, _ = begin(TICKET, START, LEAVE, stamps(40))
    assert flags(held(late), LEAVE, AT + timedelta(minutes=41)) == (Flag.RECORDED_LATE,)


def test_a_correction_keeps_what_stood_there() -> None:
    made, one = begun()
    (ended,) = end(one, None, DONE, stamps(50))
    after = held(made, ended)
    fix = correct(after, {"tool": "向日葵", "starts": (AT + timedelta(minutes=7)).isoformat()},
                  "看错了", stamps(60)[0])  # fmt: skip
    fixed = held(made, ended, fix)
    assert (fixed.tool, fixed.starts) == ("向日葵", AT + timedelta(minutes=7))
    first = fixed.corrections[0]
    assert (first.field, first.old, first.reason) == ("tool", "ToDesk", "看错了")
    for values, why, words in (
        ({"tool": "ToDesk"}, "x", "Nothing differs"),
        ({"tool": "x"}, " ", "needs its reason"),
        ({"price": "1"}, "x", "no field"),
        ({"starts": "昨天"}, "x", "not a valid time"),
        ({"sha256": "1"}, "x", "64 hexadecimal"),
    ):
        with pytest.raises(BadInput, match=words):
            correct(after, values, why, stamps(60)[0])


def test_two_desks_end_it_offline_and_both_words_stand() -> None:
    made, one = begun()
    mine, _ = end(one, TICKET, DONE, stamps(50))
    theirs, _ = end(one, TICKET, replace(DONE, at=AT + timedelta(minutes=55), done="重启了服务",
                                         recording="", sha256=""), stamps(55, "王磊"))  # fmt: skip
    seen = note(one, "对方要求管理员口令,没有给", stamps(20, "王磊")[0])
    for order in ((mine, theirs, seen), (seen, theirs, mine)):
        entity = rebase_entity(None, [made, *order])
        assert entity is not None
        assert not entity.conflicts
        found = session_from(entity)
        assert found is not None
        assert found.ends == AT + timedelta(minutes=55)
        assert found.done == "看了日志\n重启了服务"
        assert [event.text for event in found.notes] == ["对方要求管理员口令,没有给"]
        assert Flag.ENDED_TWICE in flags(found, LEAVE, AT + timedelta(minutes=56))


def test_those_that_run_stand_first() -> None:
    made, one = begun()
    ended, _ = end(one, TICKET, DONE, stamps(50))
    first = rebase_entity(None, [made, ended])
    later, _ = begin(TICKET, replace(START, at=AT + timedelta(minutes=1)), LEAVE, stamps(6))
    second = rebase_entity(None, [later])
    assert first is not None
    assert second is not None
    broken = Entity(KIND, "x", {"starts": "?"})
    assert [one.runs for one in sessions([first, second, broken])] == [True, False]
