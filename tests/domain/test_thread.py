"""One ticket's thread between plant, headquarters and partner: nothing lost or twice (S86)."""

import json
from dataclasses import replace
from itertools import count, permutations

from domain_tickets import opened, show, stamp
from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.domain.edits import edits
from firstline.domain.edits.arbiter import Outcome, judge
from firstline.domain.edits.codec import Json, ticket_to_json
from firstline.domain.edits.conflicts import resolve
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ticket.exchange_words import HQ, PARTNER, PLANT, is_exchange
from firstline.domain.ticket.thread import Thread, leaving, thread_from_json, thread_to_json
from firstline.domain.ticket.thread_taken import taken
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status, Ticket

_ids = count(1000)


class Desk:
    """A desk with one ticket or none yet."""

    def __init__(self, name: str, ticket: Ticket | None = None) -> None:
        self.name = name
        self.ticket = ticket

    def stamp(self) -> Stamp:
        n = next(_ids)
        return stamp(n, n, self.name)

    @property
    def held(self) -> Ticket:
        assert self.ticket is not None
        return self.ticket

    def do(self, *made: Edit) -> None:
        self.ticket = show(self.ticket, *made)

    def say(self, text: str, *, internal: bool = False) -> None:
        self.do(edits.reply(self.held, text, self.stamp(), internal=internal))

    def set(self, name: str, value: str) -> None:
        self.do(edits.set_field(self.held, name, value, self.stamp()))

    def send(self, audience: str, hide: str = "") -> Thread:
        left = leaving(
            self.held,
            audience,
            self.stamp(),
            lambda text: text.replace(hide, "<x>") if hide else text,
        )
        self.do(left.edit)
        raw = json.loads(json.dumps(thread_to_json(left.thread)))  # as it travels
        return thread_from_json(raw, left.thread.ticket)

    def take(self, thread: Thread) -> tuple[Edit, ...]:
        made = taken(self.ticket, thread, self.stamp(), "key")
        self.do(*made)
        return made

    def said(self) -> list[str]:
        return sorted(one.text for one in self.held.events if one.text)

    def ids(self) -> list[str]:
        return [one.id for one in self.held.events]


def _desks() -> tuple[Desk, Desk]:
    return Desk("工厂", opened(requester="李雷")), Desk("总部")


def test_a_round_trip_keeps_every_event_and_doubles_none() -> None:
    plant, hq = _desks()
    plant.say("已停机")
    plant.say("备注给自己", internal=True)
    hq.take(plant.send(HQ))
    assert hq.held.id == plant.held.id
    assert hq.held.requester == "李雷"
    assert "备注给自己" in hq.said()
    hq.say("总部:请打补丁")
    hq.do(edits.set_priority(hq.held, Priority.P1, hq.stamp()))
    plant.say("同时:现场已重启")
    back = hq.send(PLANT)
    plant.take(back)
    assert plant.said() == sorted(["备注给自己", "已停机", "总部:请打补丁", "同时:现场已重启"])
    assert len(plant.ids()) == len(set(plant.ids()))
    assert all(one in plant.held.events for one in back.ticket.events)
    assert plant.held.priority is Priority.P1
    assert plant.held.conflicts == ()
    assert plant.take(back) == ()  # twice: nothing more
    again = plant.send(HQ)
    assert plant.take(again) == ()  # our own come back
    hq.take(again)
    assert hq.said() == plant.said()
    assert set(plant.ids()) <= set(hq.ids())


def test_a_partner_gets_no_internal_word_and_our_own_words_come_back_whole() -> None:
    plant, partner = _desks()
    plant.do(edits.set_field(plant.held, "title", "库存报错 王敏", plant.stamp()))
    for name in ("body", "product", "module"):
        plant.set(name, f"{name} 王敏")
    plant.say("备注给自己", internal=True)
    plant.do(edits.hand_off(plant.held, plant.stamp(), case_no="CS-1", proof="电话录音"))
    sent = plant.send(PARTNER, hide="王敏")
    assert "备注给自己" not in str(thread_to_json(sent))
    assert "王敏" not in str(thread_to_json(sent))
    assert "李雷" not in str(thread_to_json(sent))
    partner.take(sent)
    assert partner.held.title == "库存报错 <x>"
    assert partner.held.requester == ""
    assert not partner.held.attachments
    partner.say("伙伴:已定位")
    plant.take(partner.send(HQ))
    assert plant.held.title == "库存报错 王敏"
    assert "伙伴:已定位" in plant.said()
    assert "备注给自己" in plant.said()
    assert plant.held.conflicts == ()
    assert len(plant.ids()) == len(set(plant.ids()))


def test_words_that_came_shortened_are_given_whole_by_a_later_bundle() -> None:
    plant, partner, hq = Desk("工厂", opened()), Desk("伙伴"), Desk("总部")
    plant.do(edits.hand_off(plant.held, plant.stamp(), case_no="CS-1"))
    words = "服务器 10.0.0.7 已重启"
    event = edits.reply(plant.held, words, plant.stamp())
    plant.do(Edit(event.id, "t1", "reply", event.made_at, "工厂", events=tuple(
        _vendor(one) for one in event.events)))  # fmt: skip
    partner.take(plant.send(PARTNER, hide="10.0.0.7"))
    hq.take(partner.send(HQ))
    assert words not in hq.said()
    hq.take(plant.send(HQ))
    assert hq.said().count(words) == 1
    before = len(plant.ids())
    plant.take(hq.send(PLANT))
    assert plant.said().count(words) == 1  # ours was whole all the time
    assert len(plant.ids()) == before + 6  # what each noted of the three exchanges


def _vendor(event: Event) -> Event:
    return replace(event, leg=Leg.VENDOR)


def test_a_field_moved_on_both_sides_keeps_both_values_on_each() -> None:
    plant, hq = _desks()
    hq.take(plant.send(HQ))
    plant.set("title", "标题 甲")
    plant.set("module", "INV")
    hq.set("title", "标题 乙")
    from_plant, from_hq = plant.send(HQ), hq.send(PLANT)
    hq.take(from_plant)
    plant.take(from_hq)
    for desk, mine, theirs in ((plant, "标题 乙", "标题 甲"), (hq, "标题 甲", "标题 乙")):
        (conflict,) = desk.held.conflicts
        assert (conflict.mine, conflict.theirs) == (mine, theirs)
        assert desk.held.title == theirs
        assert desk.held.module == "INV"  # moved on one side alone
    plant.do(resolve(plant.held, plant.held.conflicts[0], "mine", plant.stamp()))
    hq.take(plant.send(HQ))
    assert (plant.held.title, hq.held.title) == ("标题 乙", "标题 乙")
    assert hq.held.conflicts == plant.held.conflicts == ()


def test_a_field_taken_back_to_its_old_value_is_news() -> None:
    plant, hq = _desks()
    hq.take(plant.send(HQ))
    plant.set("module", "INV")
    crossing = hq.send(PLANT)
    hq.take(plant.send(HQ))
    plant.take(crossing)
    assert plant.held.module == "INV"
    assert hq.held.module == "INV"
    plant.set("module", "GL")  # as it was at first
    hq.take(plant.send(HQ))
    assert hq.held.module == "GL"
    assert hq.held.conflicts == ()


def test_a_lost_bundle_and_one_that_was_overtaken_do_no_harm() -> None:
    plant, hq = _desks()
    hq.take(plant.send(HQ))
    plant.set("module", "INV")
    first = plant.send(HQ)
    plant.set("module", "AP")
    second = plant.send(HQ)
    hq.take(second)
    hq.set("module", "AR")
    hq.take(first)  # late: it is older than what was taken
    assert hq.held.module == "AR"
    assert hq.held.conflicts == ()
    plant.send(HQ)  # lost on the way
    plant.say("还有一句")
    hq.take(plant.send(HQ))
    assert hq.held.module == "AR"
    assert hq.held.conflicts == ()
    plant.take(hq.send(PLANT))
    assert plant.held.module == "AR"


def test_tags_of_both_sides_unite() -> None:
    plant, hq = _desks()
    plant.do(edits.tag(plant.held, plant.stamp(), add=("a", "b")))
    hq.take(plant.send(HQ))
    plant.do(edits.tag(plant.held, plant.stamp(), add=("c",), remove=("a",)))
    hq.take(plant.send(HQ))
    assert list(hq.held.tags) == ["b", "c"]
    plant.do(edits.tag(plant.held, plant.stamp(), add=("d",)))
    hq.do(edits.tag(hq.held, hq.stamp(), add=("e",)))
    hq.take(plant.send(HQ))
    assert list(hq.held.tags) == ["b", "c", "d", "e"]


def test_a_status_that_went_several_steps_is_taken_by_a_portal_that_heeds_the_chart() -> None:
    plant, hq = _desks()
    hq.take(plant.send(HQ))
    for to in (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED):
        plant.do(edits.move(plant.held, to, plant.stamp()))
    doc: Json | None = ticket_to_json(hq.held)
    made = hq.take(plant.send(HQ))
    assert hq.held.status is Status.CLOSED
    for one in made:
        verdict = judge(doc, one)
        assert verdict.outcome is not Outcome.REJECTED, verdict.reason.en
        doc = verdict.doc
    assert doc is not None
    assert doc["status"] == "closed"
    assert [one.kind for one in hq.held.events].count(EventKind.RESOLVED) == 1


_ACT = st.sampled_from(("say", "title", "module", "tag", "send", "send", "take", "take"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), _ACT, st.integers(0, 2)), max_size=25))
def test_whatever_the_order_three_desks_end_with_the_same_events(
    acts: list[tuple[int, str, int]],
) -> None:
    desks = [Desk("工厂", opened()), Desk("总部"), Desk("二厂")]
    on_the_way: list[tuple[int, Thread]] = []
    for n, (who, act, to) in enumerate(acts):
        desk = desks[who]
        if act == "take" and on_the_way:
            at, thread = on_the_way[n % len(on_the_way)]  # not in order, and perhaps twice
            desks[at].take(thread)
        elif desk.ticket is None:
            continue
        elif act == "say":
            desk.say(f"{desk.name} {n}")
        elif act in ("title", "module"):
            desk.set(act, f"{desk.name} {n}")
        elif act == "tag":
            desk.do(edits.tag(desk.held, desk.stamp(), add=(f"t{n}",)))
        elif act == "send" and to != who:
            on_the_way.append((to, desk.send(HQ)))
    _all_meet(desks)
    logs = [{one.id for one in desk.held.events if not is_exchange(one)} for desk in desks]
    assert logs[0] == logs[1] == logs[2]
    for desk in desks:
        assert len(desk.ids()) == len(set(desk.ids()))
        assert desk.held.tags == desks[0].held.tags


def _all_meet(desks: list[Desk]) -> None:
    for _ in range(2):
        for one, other in permutations(desks, 2):
            if one.ticket is not None:
                other.take(one.send(HQ))
