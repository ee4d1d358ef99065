"""Contacts and remote sessions between two desks: both write offline, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

from sync_makers import Person, everybody_syncs

from firstline.domain.authorisations.acts import change, destroyed, record
from firstline.domain.authorisations.acts import end as end_leave
from firstline.domain.authorisations.authorisation import KIND as LEAVES
from firstline.domain.authorisations.authorisation import Authorisation, authorisation_from
from firstline.domain.authorisations.remote_session import KIND, RemoteSession, sessions
from firstline.domain.authorisations.remote_session_acts import (
    Beginning,
    Ending,
    begin,
    correct,
    end,
)
from firstline.domain.contact.acts import NewContact, log_contacts
from firstline.domain.contact.log import Channel, Direction, contacts_of
from firstline.domain.ticket.ticket import Leg


def only(person: Person) -> RemoteSession:
    (one,) = sessions(person.store.records(KIND))
    return one


def test_what_both_log_offline_is_all_there(ann: Person, bob: Person) -> None:
    ann.open("a")
    everybody_syncs(ann, bob)
    for one, said in ((ann, "派单"), (bob, "回电")):
        call = NewContact(Channel.HOTLINE, Direction.IN, Leg.VENDOR, one.stamp().at, said)
        one.do(log_contacts(one.ticket("a"), [call], one.stamp()))
    everybody_syncs(ann, bob)
    hers, his = contacts_of(ann.ticket("a")), contacts_of(bob.ticket("a"))
    assert {one.summary for one in hers} == {"派单", "回电"}
    assert hers == his


def test_one_session_ended_and_corrected_on_two_desks(ann: Person, bob: Person) -> None:
    ticket = ann.open("a")
    at = ann.stamp().at
    leave = Authorisation("au", "SQ-1", "查", "日志", "陈工", "服务商", at - timedelta(hours=1),
                          at + timedelta(hours=9), "李总", tool="ToDesk", escort="Ann")  # fmt: skip
    for edit in begin(ticket, Beginning(at), leave, (ann.stamp(), ann.stamp())):
        ann.do(edit)
    everybody_syncs(ann, bob)
    assert only(bob).runs
    how = Ending(at, "看了日志")
    for edit in end(only(ann), ann.ticket("a"), how, (ann.stamp(), ann.stamp())):
        ann.do(edit)
    bob.do(correct(only(bob), {"watcher": "Bob"}, "换人了", bob.stamp()))
    other = replace(how, done="重启了服务", changed="U8.ini")
    for edit in end(only(bob), bob.ticket("a"), other, (bob.stamp(), bob.stamp())):
        bob.do(edit)
    everybody_syncs(ann, bob)
    for one in (ann, bob):
        found = only(one)
        assert set(found.done.splitlines()) == {"看了日志", "重启了服务"}
        assert (found.changed, found.watcher, found.times_ended) == ("U8.ini", "Bob", 2)
        assert len(contacts_of(one.ticket("a"))) == 3
    assert only(ann) == only(bob)


def test_an_authorisation_changed_on_two_desks_loses_nothing(ann: Person, bob: Person) -> None:
    at = ann.stamp().at
    plain = Authorisation("a-1", "", "查", "日志", "陈工", "服务商", at, at + timedelta(days=2),
                          "李总", destroy_on="2030-01-01")  # fmt: skip
    ann.do(record(plain, ann.stamp()))
    everybody_syncs(ann, bob)

    def leave(person: Person) -> Authorisation:
        (entity,) = person.store.records(LEAVES)
        found = authorisation_from(entity)
        assert found is not None
        assert not entity.conflicts
        return found

    ann.do(change(leave(ann), {"tool": "ToDesk"}, ann.stamp()))
    bob.do(change(leave(bob), {"escort": "Bob"}, bob.stamp()))
    bob.do(end_leave(leave(bob), bob.stamp()))
    everybody_syncs(ann, bob)
    ann.do(destroyed(leave(ann), "陈工", ann.stamp().at, ann.stamp(), "回函"))
    bob.do(change(leave(bob), {"staff_no": "7"}, bob.stamp()))
    everybody_syncs(ann, bob)
    for one in (ann, bob):
        got = leave(one)
        assert (got.tool, got.escort, got.staff_no) == ("ToDesk", "Bob", "7")
        assert (got.ended_by, got.destroyed_by, got.destroy_proof) == (bob.name, "陈工", "回函")
