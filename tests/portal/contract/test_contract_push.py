"""The contract of every portal, writing: our id kept, once for ever, clashes told, nothing lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from contract_client import Client, opened, stamp, told
from contract_desks import OTHER, Desk
from fault_proxy import Fault, FaultProxy, once

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import Edit, open_ticket, reply, set_field, set_priority, tag
from firstline.domain.edits.entity import opening
from firstline.domain.edits.moves import move
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import EventKind, Priority, Status, Ticket

Make = Callable[..., Client]
BODY = "打印机 <b>卡纸</b>\n第二行:E-1042 & “引号”\n\n🖨 结束"


def test_a_ticket_made_offline_keeps_its_id_and_its_words(client: Make) -> None:
    me, other = client(), client(OTHER)
    edit = opened("三号线打印机卡纸 🖨", body=BODY)
    shown = me.say(_as_shown(edit), "先停机")
    answers = me.send(edit, shown)
    assert [one.outcome for one in answers] == [Outcome.APPLIED] * 2
    mine = me.ticket(edit.entity)
    assert mine.number
    assert (mine.title, _lines(mine.body)) == ("三号线打印机卡纸 🖨", BODY)
    assert len(told(mine, "先停机")) == 1
    me.pull()
    assert [one.id for one in me.titled(mine.title)] == [edit.entity]
    other.pull()
    theirs = other.titled(mine.title)
    assert len(theirs) == 1
    assert (_lines(theirs[0].body), theirs[0].number) == (BODY, mine.number)
    assert len(told(theirs[0], "先停机")) == 1


def _as_shown(edit: Edit) -> Ticket:
    return Ticket(edit.entity, "", str(edit.changes[0].to), edit.made_at, edit.made_at)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def test_public_and_internal_words_arrive_once_each_and_stay_what_they_are(client: Make) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("两种话")
    me.send(me.say(ticket, "给报修人的话"))
    me.send(me.say(me.ticket(ticket.id), "只给自己人 <script>", internal=True))
    me.pull()
    other.pull()
    for one in (me.ticket(ticket.id), other.titled("两种话")[0]):
        public, internal = told(one, "给报修人的话"), told(one, "只给自己人 <script>")
        assert (len(public), len(internal)) == (1, 1)
        assert public[0].kind is not EventKind.NOTE
        assert internal[0].kind is EventKind.NOTE


def test_edits_of_one_batch_are_done_in_their_order(client: Make) -> None:
    me, other = client(), client(OTHER)
    edit = opened("一批")
    shown = _as_shown(edit)
    words = [me.say(shown, f"第{one}句") for one in range(4)]
    me.send(edit, *words)
    other.pull()
    got = other.titled("一批")[0]
    texts = [one.text.strip() for one in got.events if one.text.strip().startswith("第")]
    assert texts == [f"第{one}句" for one in range(4)]


def test_sent_again_is_done_once(client: Make) -> None:
    me, other = client(), client(OTHER)
    edit = opened("只做一次")
    first = me.send(edit)
    me.push(me.ops([edit], tries=1))
    word = me.say(me.ticket(edit.entity), "一遍就好")
    me.send(word)
    again = me.push(me.ops([word], tries=1))
    assert first[0].outcome is again[0].outcome is Outcome.APPLIED
    other.pull()
    assert len(other.titled("只做一次")) == 1
    assert len(told(other.titled("只做一次")[0], "一遍就好")) == 1


@pytest.mark.parametrize("at", [0, 40])
def test_a_lost_answer_and_a_resend_leave_one_of_everything(
    client: Make, proxy: FaultProxy, at: int
) -> None:
    """Whichever answer of a push is lost after the portal acted, there is one of each."""
    titles = []
    for nth in range(24):
        proxy.heal()
        me, title = client(url=proxy.url), f"应答丢失 {at}/{nth}"
        edits = _ticket_with_words(title)
        lost = len(proxy.exchanges) + nth
        proxy.plan = once(lambda one, lost=lost: one.n == lost, Fault(cut="response", at=at))  # type: ignore[misc]
        answers = me.resend(edits)
        assert {one.outcome for one in answers} <= {Outcome.APPLIED, Outcome.MERGED}, nth
        titles.append(title)
        if len(proxy.exchanges) <= lost:
            break  # a push has no more exchanges than that
    proxy.heal()
    other = client(OTHER)
    me.pull()
    for title in titles:
        assert len(other.titled(title)) == 1, title
        got = other.titled(title)[0]
        assert (len(told(got, "一次")), len(told(got, "内部"))) == (1, 1), title
    assert len(me.titled(titles[-1])) == 1


def _ticket_with_words(title: str) -> list[Edit]:
    edit = opened(title)
    shown = _as_shown(edit)
    one, two = stamp(), stamp()
    return [edit, reply(shown, "一次", one), reply(shown, "内部", two, internal=True)]


def test_fields_that_do_not_touch_merge(desk: Desk, client: Make) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("各改各的")
    other.pull()
    hers = other.titled("各改各的")[0]
    other.send(set_priority(hers, Priority.P1, stamp()))
    answer = me.send(set_field(ticket, "assignee", desk.people[1], stamp()))[0]
    assert answer.outcome in {Outcome.APPLIED, Outcome.MERGED}
    me.pull()
    mine = me.ticket(ticket.id)
    assert (mine.priority, mine.assignee) == (Priority.P1, desk.people[1])


def test_the_same_field_on_both_sides_is_a_conflict_with_both_values(
    desk: Desk, client: Make
) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("两人同改")
    other.pull()
    hers = other.titled("两人同改")[0]
    other.send(set_field(hers, "assignee", desk.people[0], stamp()))
    edit = set_field(ticket, "assignee", desk.people[1], stamp())
    answer = me.send(edit)[0]
    assert answer.outcome is Outcome.CONFLICT
    mine = me.ticket(ticket.id)
    assert mine.assignee == desk.people[0]
    if me.portal.can.keeps_conflicts:
        held = [(one.edit, one.field, one.mine, one.theirs) for one in mine.conflicts]
        assert held == [(edit.id, "assignee", desk.people[1], desk.people[0])]
    other.pull()
    assert other.ticket(hers.id).assignee == desk.people[0]


def test_a_status_that_moved_on_both_sides_is_a_conflict_and_its_words_go_through(
    client: Make,
) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("状态同改")
    other.pull()
    hers = other.titled("状态同改")[0]
    other.send(move(hers, Status.IN_PROGRESS, stamp()))
    other.send(move(other.ticket(hers.id), Status.RESOLVED, stamp()))
    word = me.say(ticket, "我先接手")
    answers = me.send(word, move(ticket, Status.IN_PROGRESS, stamp()))
    assert answers[0].outcome in {Outcome.APPLIED, Outcome.MERGED}
    assert answers[1].outcome is Outcome.CONFLICT
    me.pull()
    assert me.ticket(ticket.id).status is Status.RESOLVED
    assert len(told(me.ticket(ticket.id), "我先接手")) == 1


def test_the_same_value_chosen_twice_is_no_conflict(desk: Desk, client: Make) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("想到一起")
    other.pull()
    other.send(set_field(other.titled("想到一起")[0], "assignee", desk.people[0], stamp()))
    answer = me.send(set_field(ticket, "assignee", desk.people[0], stamp()))[0]
    assert answer.outcome in {Outcome.APPLIED, Outcome.MERGED}
    assert not me.ticket(ticket.id).conflicts


def test_a_refused_edit_has_a_reason_and_blocks_no_other(desk: Desk, client: Make) -> None:
    me, other = client(), client(OTHER)
    ticket, second = me.make("会被拒绝"), me.make("不受影响")
    bad = desk.refusable(ticket, stamp())
    answers = me.send(bad, me.say(second, "照常"))
    assert answers[0].outcome is Outcome.REJECTED
    assert answers[0].reason.zh
    assert answers[0].reason.en
    assert answers[1].outcome is Outcome.APPLIED
    other.pull()
    assert len(told(other.titled("不受影响")[0], "照常")) == 1


def test_an_edit_of_a_ticket_that_is_gone_is_not_lost(desk: Desk, client: Make) -> None:
    if desk.delete is None:
        pytest.skip("nothing is ever deleted there")
    me = client()
    ticket = me.make("删后再写")
    desk.delete(ticket.id, me.remotes.get(ticket.id, ("", ""))[0])
    answer = me.send(me.say(ticket, "还在吗"))[0]
    if answer.outcome is Outcome.REJECTED:
        assert answer.reason.zh
        return
    other = client(OTHER)  # it stands again, and a person decides (sync.md 2.5)
    assert len(told(other.titled("删后再写")[0], "还在吗")) == 1


def test_tags_of_two_people_unite(client: Make) -> None:
    me, other = client(), client(OTHER)
    if not me.portal.can.keeps_conflicts:
        pytest.skip("this portal carries no tags")
    ticket = me.make("标签")
    other.pull()
    other.send(tag(other.titled("标签")[0], stamp(), add=("夜班",)))
    me.send(tag(ticket, stamp(), add=("打印机",)))
    assert me.ticket(ticket.id).tags == ("夜班", "打印机")


def test_other_kinds_and_later_words_are_kept(client: Make) -> None:
    me, other = client(), client(OTHER)
    if not me.portal.can.idempotent:
        pytest.skip("this portal carries tickets alone")
    one = stamp()
    later = open_ticket(one, new_id(one.at), {"title": "以后的字段"})
    field = replace(later.changes[0], field="moon_phase", to="full")
    later = replace(later, changes=(*later.changes, field))
    risk = opening("risk", new_id(one.at), {"title": "单点故障"}, new_id(one.at), one.at, "我")
    comet = opening("comet", new_id(one.at), {"tail": "long"}, new_id(one.at), one.at, "我")
    answers = me.send(later, risk, comet)
    assert answers[0].outcome is answers[1].outcome is Outcome.APPLIED
    other.pull()
    assert other.ticket(later.entity).extra["moon_phase"] == "full"
    assert other.docs[risk.entity]["fields"]["title"] == "单点故障"
    if answers[2].outcome is Outcome.APPLIED:
        assert other.docs[comet.entity]["fields"]["tail"] == "long"
