"""What Redmine alone does to a client: words dropped in silence, copied marks, crowded seconds."""

import hashlib
import json
import urllib.error
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import contract_desks
import pytest
from contract_client import Client, opened, stamp, told
from contract_desks import OTHER, Desk
from fault_proxy import Exchange, Fault, FaultProxy, once
from redmine_desk import RedmineServer
from scripted import answer

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import attach, detach, set_field, set_priority
from firstline.domain.edits.moves import move
from firstline.domain.ticket.ticket import Attachment, EventKind, Priority, Status
from firstline.portal.base import Broken, PortalProblem

Make = Callable[..., Client]
pytestmark = [
    pytest.mark.parametrize("desk", ["redmine"], indirect=True),
    pytest.mark.skipif("redmine" not in contract_desks.wanted(), reason="not of this run"),
]


def number_of(me: Client, own: str) -> str:
    return me.remotes[own][0]


def change(desk: Desk, number: str, login: str = "agent2", **fields: object) -> None:
    server: RedmineServer = desk.server
    server.ask("PUT", f"issues/{number}.json", {"issue": fields}, login)


# --- what is dropped in silence, or must not be sent at all ---


def test_a_private_note_without_the_right_to_it_is_refused_and_never_sent(client: Make) -> None:
    clerk, other = client("clerk"), client(OTHER)
    ticket = clerk.make("不可外传")
    answer = clerk.send(clerk.say(ticket, "口令在便签上", internal=True))[0]
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "forbidden")
    assert "报告人" in answer.reason.zh
    other.pull()
    assert not told(other.titled("不可外传")[0], "口令在便签上")


def test_a_value_that_is_dropped_without_a_word_is_refused(client: Make) -> None:
    clerk = client("clerk")
    ticket = clerk.make("不许改优先级")
    answer = clerk.send(set_priority(ticket, Priority.P1, stamp()))[0]
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "not-taken")
    assert clerk.ticket(ticket.id).priority is Priority.P3


def test_a_move_that_the_workflow_forbids_is_refused_with_the_reason(client: Make) -> None:
    agent, requester = client(), client("requester")
    agent.make("谁能关")
    requester.pull()
    hers = requester.titled("谁能关")[0]
    answer = requester.send(move(hers, Status.RESOLVED, stamp()))[0]
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "illegal-move")


def test_redmines_own_words_say_why_a_title_is_refused(client: Make) -> None:
    me = client()
    ticket = me.make("短标题")
    answer = me.send(set_field(ticket, "title", "长" * 300, stamp()))[0]
    assert answer.outcome is Outcome.REJECTED
    assert "255" in answer.reason.en


def test_a_new_ticket_takes_along_what_it_can_and_the_log_keeps_the_rest(client: Make) -> None:
    me = client()
    edit = opened("长" * 300, assignee="不在这里的人", site="三号车间")
    assert me.send(edit)[0].outcome is Outcome.APPLIED
    mine = me.ticket(edit.entity)
    assert (len(mine.title), mine.assignee) == (255, "")
    lost = {one.data["field"]: one.data["old"] for one in mine.events
            if one.kind is EventKind.CHANGED}  # fmt: skip
    assert lost == {"title": "长" * 300, "assignee": "不在这里的人"}


# --- our finer words ---


def test_our_finer_status_outlives_their_coarser_one_until_it_moves(
    desk: Desk, client: Make
) -> None:
    me = client()
    ticket = me.make("交给厂商")
    me.send(move(me.ticket(ticket.id), Status.IN_PROGRESS, stamp()))
    handed = move(me.ticket(ticket.id), Status.WITH_VENDOR, stamp())
    assert me.send(handed)[0].outcome is Outcome.APPLIED
    # the store makes an applied edit part of its copy before the portal's is laid over it
    me.docs[ticket.id] |= {"status": "with_vendor"}
    change(desk, number_of(me, ticket.id), subject="交给厂商(急)")
    me.pull()
    assert me.ticket(ticket.id).status is Status.WITH_VENDOR
    change(desk, number_of(me, ticket.id), status_id=3)
    me.pull()
    assert me.ticket(ticket.id).status is Status.RESOLVED


# --- somebody else between our look and our write ---


def test_what_was_overwritten_between_look_and_write_stands_again_and_is_told(
    desk: Desk, client: Make, proxy: FaultProxy
) -> None:
    me, other = client(url=proxy.url), client(OTHER)
    ticket = me.make("抢着改")
    number = number_of(me, ticket.id)

    def meanwhile(exchange: Exchange) -> Fault | None:
        if exchange.what.startswith(f"PUT /issues/{number}.json"):
            proxy.heal()
            change(desk, number, assigned_to_id=6, notes="我来")
        return None

    proxy.plan = meanwhile
    edit = set_field(ticket, "assignee", desk.people[0], stamp())
    assert me.send(edit)[0].outcome is Outcome.CONFLICT
    assert me.ticket(ticket.id).assignee == desk.people[1]
    other.pull()
    assert other.titled("抢着改")[0].assignee == desk.people[1]
    assert len(told(me.ticket(ticket.id), "我来")) == 1


# --- lost answers ---


def test_two_equal_comments_that_were_both_meant_survive_a_lost_answer(
    client: Make, proxy: FaultProxy
) -> None:
    me, other = client(url=proxy.url), client(OTHER)
    ticket = me.make("说两遍")
    first, second = me.say(ticket, "请重启"), me.say(ticket, "请重启")
    assert me.send(first)[0].outcome is Outcome.APPLIED
    proxy.plan = once(lambda one: one.what.startswith("PUT"), Fault(cut="response"))
    with pytest.raises(PortalProblem):
        me.send(second)
    me.pull()  # brings its effect as the portal's own, before the edit is sent again
    assert me.push(me.ops([second], tries=1))[0].outcome is Outcome.APPLIED
    me.pull()
    other.pull()
    assert len(told(me.ticket(ticket.id), "请重启")) == 2
    assert len(told(other.titled("说两遍")[0], "请重启")) == 2


def test_a_lost_change_of_a_field_is_found_and_told_once(client: Make, proxy: FaultProxy) -> None:
    me = client(url=proxy.url)
    ticket = me.make("改一次")
    edit = set_priority(ticket, Priority.P1, stamp())
    proxy.plan = once(lambda one: one.what.startswith("PUT"), Fault(cut="response"))
    with pytest.raises(PortalProblem):
        me.send(edit)
    me.pull()
    assert me.push(me.ops([edit], tries=1))[0].outcome is Outcome.APPLIED
    me.pull()
    mine = me.ticket(ticket.id)
    assert mine.priority is Priority.P1
    assert [one.kind for one in mine.events].count(EventKind.PRIORITY) == 1


def test_a_file_whose_answer_was_lost_is_there_once(
    client: Make, proxy: FaultProxy, tmp_path: Path
) -> None:
    me, other = client(url=proxy.url), client(OTHER)
    ticket = me.make("附件一次")
    path = tmp_path / "f"
    path.write_bytes(b"E-1042")
    name = "故障 记录.txt"
    file = Attachment(hashlib.sha256(b"E-1042").hexdigest(), name, 6, "text/plain")
    edit = attach(ticket.id, [file], stamp())
    me.portal.upload(file, path, lambda _: None)
    proxy.plan = once(lambda one: one.what.startswith("PUT"), Fault(cut="response"))
    assert me.resend([edit])[0].outcome is Outcome.APPLIED
    me.pull()
    other.pull()
    assert [one.name for one in other.titled("附件一次")[0].attachments] == [name]
    assert [one.sha256 for one in me.ticket(ticket.id).attachments] == [file.sha256]
    taken = me.send(detach(me.ticket(ticket.id), file.sha256, stamp()))[0]
    assert taken.outcome is Outcome.APPLIED
    other.pull()
    assert other.titled("附件一次")[0].attachments == ()


# --- faults of Redmine's own ---


def test_a_ticket_that_redmine_stumbles_over_blocks_no_other(
    client: Make, proxy: FaultProxy
) -> None:
    me = client(url=proxy.url)
    ticket, second = me.make("绊倒"), me.make("照走")
    number = number_of(me, ticket.id)
    broken = Fault(instead=answer(500, b"<html>", "text/html"))
    proxy.plan = lambda one: broken if f"/issues/{number}.json" in one.what else None
    edits = me.say(ticket, "写不进去"), me.say(second, "写得进去")
    answers = me.send(*edits)
    assert [one.outcome for one in answers] == [Outcome.UNKNOWN, Outcome.APPLIED]
    tried = me.push(me.ops([edits[0]], tries=5))[0]
    assert (tried.outcome, tried.code) == (Outcome.REJECTED, "server-fault")
    for _ in range(2):
        with pytest.raises(Broken):
            me.pull()
    me.pull()
    assert len(told(me.ticket(second.id), "写得进去")) == 1
    proxy.heal()
    assert me.push(me.ops([edits[0]], tries=6))[0].outcome is Outcome.APPLIED


def test_an_imported_ticket_is_opened_there_with_what_was_said(client: Make) -> None:
    me, other = client(), client(OTHER)
    edit = opened("导入的旧单")
    said = replace(
        edit.events[0], id=f"{edit.id}.1", kind=EventKind.RESPONDED, text="旧系统里的答复"
    )
    imported = replace(edit, act="import", events=(*edit.events, said))
    assert me.send(imported)[0].outcome is Outcome.APPLIED
    other.pull()
    theirs = other.titled("导入的旧单")
    assert len(theirs) == 1
    assert len(told(theirs[0], "旧系统里的答复")) == 1


# --- whose issue it is ---


def test_a_copy_that_somebody_made_of_our_issue_is_a_ticket_of_its_own(
    desk: Desk, client: Make
) -> None:
    me = client()
    ticket = me.make("原件", body="正文")
    server: RedmineServer = desk.server
    raw = server.ask("GET", f"issues/{number_of(me, ticket.id)}.json")["issue"]
    assert isinstance(raw, dict)
    assert ticket.id in raw["description"]
    project = raw["project"]["id"]
    server.ask("POST", "issues.json", {"issue": {
        "project_id": project, "subject": "复制件", "description": raw["description"],
    }})  # fmt: skip
    me.pull()
    fresh = client(OTHER, fresh=True)
    fresh.pull()
    for one in (me, fresh):
        originals, copies = one.titled("原件"), one.titled("复制件")
        assert [len(originals), len(copies)] == [1, 1]
        assert originals[0].id == ticket.id
        assert copies[0].id != ticket.id
        assert copies[0].body == "正文"


def test_a_mark_that_somebody_took_out_costs_no_second_ticket(desk: Desk, client: Make) -> None:
    me = client()
    ticket = me.make("去掉标记")
    change(desk, number_of(me, ticket.id), description="没有标记了")
    me.pull()
    assert [one.id for one in me.titled("去掉标记")] == [ticket.id]
    assert me.ticket(ticket.id).body == "没有标记了"


# --- seconds ---


def test_more_changes_in_one_second_than_a_page_holds_all_arrive(desk: Desk, client: Make) -> None:
    """Nor does a second in the future, from a clock that was wrong, hide what changes now."""
    me = client()
    me.make("之前")
    project = me.portal._calls.project  # type: ignore[attr-defined]
    desk.server.crowd(project, 104)
    me.pull()
    late = {f"同一秒 {one}" for one in range(1, 105)}
    assert late <= {doc["title"] for doc in me.docs.values()}
    change(desk, me.remotes[me.titled("同一秒 77")[0].id][0], notes="后来")
    me.pull()
    assert len(told(me.titled("同一秒 77")[0], "后来")) == 1


def test_what_others_do_during_a_first_pull_is_not_missed(desk: Desk, client: Make) -> None:
    other = client(OTHER)
    made = [other.make(f"边取边改 {one}") for one in range(6)]
    numbers = [number_of(other, one.id) for one in made]
    me = client(fresh=True)
    for turn in range(40):
        page = me.portal.pull(me.cursor, limit=2)
        me.cursor = page.cursor
        for one in page.copies:
            me.take(one)
        if turn < 6:
            change(desk, numbers[turn], notes=f"第 {turn} 句", status_id=(5, 2)[turn % 2])
        if not page.more:
            break
    me.pull()
    for turn, ticket in enumerate(made):
        got = me.ticket(ticket.id)
        assert len(told(got, f"第 {turn} 句")) == 1
        assert got.status is (Status.CLOSED, Status.IN_PROGRESS)[turn % 2]


def test_a_person_who_may_not_come_in_is_told_so_and_nothing_is_sent(
    desk: Desk, client: Make
) -> None:
    me = client()
    ticket = me.make("看不见")
    desk.server.hide("", number_of(me, ticket.id))
    answer = me.send(me.say(ticket, "还在吗"))[0]
    assert (answer.outcome, answer.code) == (Outcome.REJECTED, "forbidden")
    with pytest.raises(urllib.error.HTTPError):
        desk.server.ask("GET", f"issues/{number_of(me, ticket.id)}.json", login="agent1")
    said = json.dumps(desk.server.ask(
        "GET", f"issues/{number_of(me, ticket.id)}.json?include=journals"
    ), ensure_ascii=False)  # fmt: skip
    assert "还在吗" not in said
