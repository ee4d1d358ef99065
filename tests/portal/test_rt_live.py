"""Request Tracker itself: what the contract of all portals does not ask, on a real server."""

import hashlib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from contract_client import Client, opened, stamp, told
from fault_proxy import Exchange, Fault, fault_proxy
from rt_server import RtServer

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.edits import attach, set_field, set_priority
from firstline.domain.edits.exchange import CopyState
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Attachment, EventKind, Priority, Status, Ticket
from firstline.portal.base import CursorLost, Lost


@pytest.fixture
def me(rt: RtServer) -> Client:
    """Return a device of 张敏 that has pulled everything."""
    client = Client(rt.portal("agent1"), "rt-me")
    client.pull()
    return client


@pytest.fixture
def other(rt: RtServer) -> Client:
    """Return a device of 李工 that has pulled everything."""
    client = Client(rt.portal("agent2"), "rt-other")
    client.pull()
    return client


def number(client: Client, ticket: Ticket) -> int:
    return int(client.remotes[ticket.id][0])


def kinds(ticket: Ticket) -> list[EventKind]:
    return [one.kind for one in ticket.events]


# --- reading ---


def test_an_idle_round_is_one_request(rt: RtServer, me: Client) -> None:
    with fault_proxy(rt.address) as proxy:
        away = Client(rt.portal("agent1", proxy.url), "idle", me.cursor)
        away.portal.hello("idle")
        before = len(proxy.exchanges)
        away.pull()
        assert len(proxy.exchanges) == before + 1


def test_what_people_do_in_rts_own_pages_arrives(rt: RtServer, me: Client) -> None:
    ticket = me.make("在 RT 里处理", requester="requester")
    rt.say(number(me, ticket), "客服答复", "agent2")
    rt.say(number(me, ticket), "我自己又看到了", "requester")
    rt.say(number(me, ticket), "别告诉他", "root", "comment")
    rt.change(number(me, ticket), Priority=90, Owner="agent2", Status="stalled", Due="2027-01-01")
    me.pull()
    now = me.ticket(ticket.id)
    assert (now.status, now.priority) == (Status.WAITING_REQUESTER, Priority.P1)
    assert (now.assignee, now.requester) == ("李工", "王小明")
    assert [told(now, one)[0].kind for one in ("客服答复", "我自己又看到了", "别告诉他")] == [
        EventKind.RESPONDED, EventKind.MESSAGE, EventKind.NOTE,
    ]  # fmt: skip
    assert kinds(now).count(EventKind.PRIORITY) == kinds(now).count(EventKind.PAUSED) == 1


def test_merged_deleted_and_moved_tickets(rt: RtServer, me: Client) -> None:
    first, second, third = (me.make(f"去处 {one}") for one in range(3))
    rt.change(number(me, first), MergeInto=number(me, second))
    rt.delete(number(me, third))
    copies = {one.id: one.state for one in me.pull()}
    assert me.ticket(first.id).status is Status.DUPLICATE
    merged = [one for one in me.ticket(first.id).events if one.kind is EventKind.MERGED]
    assert [one.data["of"] for one in merged] == [str(number(me, second))]
    assert copies[third.id] is CopyState.GONE
    answers = me.send(me.say(first, "写给谁"), me.say(third, "还在吗"))
    assert [(one.outcome, one.code) for one in answers] == [
        (Outcome.REJECTED, "merged"), (Outcome.REJECTED, "gone"),
    ]  # fmt: skip
    assert str(number(me, second)) in answers[0].reason.zh
    hidden = me.make("移走")
    rt.change(number(me, hidden), Queue="Vault")
    assert str(number(me, hidden)) not in set(me.portal.sweep())
    assert me.send(me.say(hidden, "看得到吗"))[0].code == "forbidden"
    rt.change(number(me, hidden), Queue="General")
    me.pull()
    assert EventKind.REPORTED in kinds(me.ticket(hidden.id))


def test_an_agent_who_sees_little_misses_nothing(rt: RtServer, me: Client) -> None:
    for one in range(30):  # four transactions each, and none of them may be seen
        rt.session().ask("POST", "REST/2.0/ticket", json={"Queue": "Vault", "Subject": f"{one}"})
    rt.change(number(me, me.make("看得见")), Subject="看得见的")
    me.pull()
    assert me.titled("看得见的")


def test_another_scope_asks_for_everything_anew(rt: RtServer, me: Client) -> None:
    alien = rt.portal("root")
    with pytest.raises(CursorLost) as caught:
        alien.pull(me.cursor, limit=10)
    assert caught.value.why is Lost.SCOPE


# --- statuses ---


def test_our_finer_status_survives_a_pull(rt: RtServer, me: Client, other: Client) -> None:
    ticket = me.make("交给厂商")
    me.send(move(ticket, Status.IN_PROGRESS, stamp()))
    handed = hand_off(me.ticket(ticket.id), stamp(), proof="邮件", case_no="UF-1")
    assert me.send(handed)[0].outcome is Outcome.APPLIED
    assert me.ticket(ticket.id).status is Status.WITH_VENDOR
    other.pull()
    hers = other.titled("交给厂商")[0]
    assert hers.status is Status.IN_PROGRESS
    other.send(set_priority(hers, Priority.P1, stamp()))
    me.pull()
    mine = me.ticket(ticket.id)
    assert (mine.status, mine.priority) == (Status.WITH_VENDOR, Priority.P1)
    assert mine.case_no == "UF-1"
    assert EventKind.HANDED_OFF in kinds(mine)


def test_rt_opens_at_a_reply_and_that_is_no_clash_of_ours(me: Client, other: Client) -> None:
    ticket = me.make("先答复再改")
    word = me.say(ticket, "我来看")
    answers = me.send(word, move(ticket, Status.IN_PROGRESS, stamp()))
    assert {one.outcome for one in answers} <= {Outcome.APPLIED, Outcome.MERGED}
    again = me.make("先答复再等")
    answers = me.send(me.say(again, "请补充"), move(again, Status.WAITING_REQUESTER, stamp()))
    assert [one.outcome for one in answers] == [Outcome.APPLIED] * 2
    assert me.ticket(again.id).status is Status.WAITING_REQUESTER
    other.pull()
    assert other.titled("先答复再等")[0].status is Status.WAITING_REQUESTER


def test_a_reply_does_not_open_a_ticket_that_has_ended(me: Client, other: Client) -> None:
    ticket = me.make("已恢复")
    me.send(move(ticket, Status.RESOLVED, stamp(), text="重启后恢复"))
    me.send(me.say(me.ticket(ticket.id), "请确认"))
    for one in (me, other):
        one.pull()
        now = one.titled("已恢复")[0]
        assert now.status is Status.RESOLVED
        resolved = [event for event in now.events if event.kind is EventKind.RESOLVED]
        assert [event.text for event in resolved] == ["重启后恢复"]
        assert EventKind.REOPENED not in kinds(now)


# --- writing ---


def test_a_stale_version_costs_nothing_where_fields_do_not_touch(rt: RtServer, me: Client) -> None:
    ticket = me.make("各改各的一项")
    rt.change(number(me, ticket), Priority=100)
    triage = set_priority(ticket, Priority.P2, stamp(), impact=1, urgency=1)
    answers = me.send(set_field(ticket, "title", "改过的标题", stamp()), triage)
    assert [one.outcome for one in answers] == [Outcome.APPLIED, Outcome.CONFLICT]
    now = me.ticket(ticket.id)
    assert (now.title, now.priority) == ("改过的标题", Priority.P1)


def both(*writes: tuple[Client, Edit]) -> list[Outcome]:
    """Let two devices send at the same moment, and return what each was answered."""
    gate, outcomes = threading.Barrier(len(writes)), dict[int, Outcome]()

    def write(index: int) -> None:
        client, edit = writes[index]
        gate.wait()
        outcomes[index] = client.send(edit)[0].outcome

    threads = [threading.Thread(target=write, args=(one,)) for one in range(len(writes))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [outcomes[one] for one in range(len(writes))]


def test_writers_at_the_same_moment_never_both_win(rt: RtServer, me: Client, other: Client) -> None:
    """RT's precondition lets both in again and again; the history tells who came first."""
    for turn in range(6):
        ticket = me.make(f"同时 {turn}")
        other.pull()
        hers = other.titled(f"同时 {turn}")[0]
        first = set_priority(ticket, Priority.P1, stamp())
        outcomes = both((me, first), (other, set_priority(hers, Priority.P4, stamp())))
        assert sorted(outcomes) == [Outcome.APPLIED, Outcome.CONFLICT]
        me.pull()
        winner = Priority.P1 if outcomes[0] is Outcome.APPLIED else Priority.P4
        assert me.ticket(ticket.id).priority is winner


def test_a_person_whom_rt_does_not_know(me: Client, other: Client) -> None:
    ticket = me.make("无此人", assignee="赵六", requester="孙七")
    assert ticket.requester == "孙七"
    assert ticket.assignee == ""
    dropped = [one.data for one in ticket.events if one.kind is EventKind.CHANGED]
    assert [(one["field"], one["old"]) for one in dropped] == [("assignee", "赵六")]
    me.pull()
    assert me.ticket(ticket.id).requester == "孙七"
    asks = set_field(me.ticket(ticket.id), "requester", "吴九", stamp())
    assert me.send(asks)[0].outcome is Outcome.APPLIED
    assert me.ticket(ticket.id).requester == "吴九"
    asks = set_field(me.ticket(ticket.id), "requester", "王小明", stamp())
    assert me.send(asks)[0].outcome in (Outcome.APPLIED, Outcome.MERGED)
    other.pull()
    assert other.titled("无此人")[0].requester == me.ticket(ticket.id).requester == "王小明"
    answer = me.send(set_field(me.ticket(ticket.id), "assignee", "周八", stamp()))[0]
    assert (answer.outcome, "周八" in answer.reason.zh) == (Outcome.REJECTED, True)
    assert me.send(set_field(me.ticket(ticket.id), "assignee", "agent2", stamp()))[0].outcome is (
        Outcome.APPLIED
    )
    assert me.ticket(ticket.id).assignee == "李工"
    gone = set_field(me.ticket(ticket.id), "assignee", "", stamp())
    assert me.send(gone)[0].outcome is Outcome.APPLIED
    other.pull()
    assert other.titled("无此人")[0].assignee == ""


def test_a_title_longer_than_rt_keeps_stays_whole_here(me: Client, other: Client) -> None:
    title = "三号线打印机卡纸" * 15
    ticket = me.make(title)
    assert ticket.title == title
    me.pull()
    other.pull()
    assert me.ticket(ticket.id).title == title
    assert any(title.startswith(doc["title"]) for doc in other.docs.values())
    assert me.send(set_field(ticket, "title", title + "了", stamp()))[0].outcome in (
        Outcome.APPLIED, Outcome.MERGED,
    )  # fmt: skip


def test_what_rt_does_not_carry_stays_here(me: Client, other: Client) -> None:
    edit = opened("带站点", site="一厂", product="U8", body="正文")
    me.send(edit)
    me.send(set_field(me.ticket(edit.entity), "site", "二厂", stamp()))
    me.pull()
    now = me.ticket(edit.entity)
    assert (now.site, now.product, now.body) == ("二厂", "U8", "正文")
    other.pull()
    assert other.titled("带站点")[0].site == ""


def test_offline_instants_are_told_to_everybody(me: Client, other: Client) -> None:
    edit = opened("早上就报了")
    early = edit.made_at - timedelta(hours=9)
    edit = Edit(
        edit.id, edit.entity, edit.act, early, edit.actor, "ticket", edit.changes,
        tuple(type(one)(one.id, one.kind, early, priority=one.priority) for one in edit.events),
    )  # fmt: skip
    me.send(edit)
    other.pull()
    theirs = other.titled("早上就报了")[0]
    assert theirs.id == edit.entity
    assert abs(theirs.events[0].at - early) < timedelta(seconds=1)
    assert abs(theirs.created_at - early) < timedelta(seconds=1)


# --- lost answers ---


def _lost(client: Client, ticket: Ticket, edit: Edit, rt: RtServer, method: str) -> Client:
    """Send `edit` on a line that loses the answer to the write, pull, and send it again."""
    with fault_proxy(rt.address) as proxy:
        away = Client(rt.portal("agent1", proxy.url), "rt-lost", client.cursor, client.docs)
        away.remotes = client.remotes
        away.portal.hello("rt-lost")

        def plan(exchange: Exchange) -> Fault | None:
            write = exchange.what.startswith(method) and "/ticket/" in exchange.what
            return Fault(cut="response", at=0) if write else None

        proxy.plan = plan
        with pytest.raises(Exception, match=r".+"):
            away.send(edit)
        proxy.heal()
        away.pull()
        assert away.push(away.ops([edit], 1))[0].outcome is Outcome.APPLIED
        away.pull()
        return away


def test_a_status_whose_answer_was_lost_is_told_once(rt: RtServer, me: Client) -> None:
    ticket = me.make("状态应答丢失")
    edit = move(ticket, Status.RESOLVED, stamp(), text="已换纸")
    away = _lost(me, ticket, edit, rt, "PUT")
    now = away.ticket(ticket.id)
    assert now.status is Status.RESOLVED
    resolved = [one for one in now.events if one.kind is EventKind.RESOLVED]
    assert [(one.id, one.text) for one in resolved] == [(edit.events[0].id, "已换纸")]


def test_a_message_whose_answer_was_lost_is_told_once(rt: RtServer, me: Client) -> None:
    ticket = me.make("答复应答丢失")
    away = _lost(me, ticket, me.say(ticket, "只说一遍"), rt, "POST")
    assert len(told(away.ticket(ticket.id), "只说一遍")) == 1


def test_a_value_changed_by_another_since_our_lost_write_is_no_clash(
    rt: RtServer, me: Client
) -> None:
    ticket = me.make("丢失后又被改")
    edit = set_priority(ticket, Priority.P1, stamp())
    with fault_proxy(rt.address) as proxy:
        away = Client(rt.portal("agent1", proxy.url), "rt-lost-2", me.cursor, me.docs)
        away.remotes = me.remotes
        away.portal.hello("x")
        proxy.plan = lambda one: Fault(cut="response", at=0) if one.what.startswith("PUT") else None
        with pytest.raises(Exception, match=r".+"):
            away.send(edit)
        proxy.heal()
        rt.change(number(me, ticket), Priority=0)
        assert away.push(away.ops([edit], 1))[0].outcome is Outcome.APPLIED
        assert away.ticket(ticket.id).priority is Priority.P4


# --- files ---


def file_of(folder: Path, name: str, data: bytes) -> tuple[Attachment, Path]:
    path = folder / hashlib.sha256(name.encode()).hexdigest()
    path.write_bytes(data)
    return Attachment(hashlib.sha256(data).hexdigest(), name, len(data), "text/plain"), path


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Return where a download goes."""
    return tmp_path / "part"


def test_a_text_in_another_encoding_comes_back_byte_for_byte(
    me: Client, other: Client, tmp_path: Path, part: Path
) -> None:
    ticket = me.make("编码")
    data = "中文日志,GB18030\r\n第二行\r\n".encode("gb18030")
    file, path = file_of(tmp_path, "日志 “故障”(三号线).txt", data)
    me.portal.upload(file, path, lambda _: None)
    me.send(attach(ticket.id, [file], stamp()))
    other.pull()
    told_of = other.titled("编码")[0].attachments
    assert [(one.sha256, one.name, one.size) for one in told_of] == [
        (file.sha256, file.name, file.size)
    ]
    remote = next(
        one.data["remote"] for one in other.titled("编码")[0].events
        if one.kind is EventKind.ATTACHED
    )  # fmt: skip
    other.portal.download(file.sha256, remote, part, lambda _: None)
    assert part.read_bytes() == data


def test_an_empty_file_is_refused_and_a_missing_one_waits(me: Client, tmp_path: Path) -> None:
    ticket = me.make("空文件")
    empty, path = file_of(tmp_path, "空.txt", b"")
    me.portal.upload(empty, path, lambda _: None)
    absent, _ = file_of(tmp_path, "没有.txt", b"x")
    answers = me.send(
        attach(ticket.id, [empty], stamp()), attach(ticket.id, [absent], stamp()),
        me.say(ticket, "排在后面"),
    )  # fmt: skip
    assert [one.outcome for one in answers] == [
        Outcome.REJECTED, Outcome.IN_PROGRESS, Outcome.IN_PROGRESS,
    ]  # fmt: skip
    assert new_id(stamp().at)


def test_a_file_of_rts_own_pages_is_fetched_by_rts_id(rt: RtServer, me: Client, part: Path) -> None:
    ticket = me.make("网页上传")
    data = bytes(range(256)) * 300
    rt.session("agent2").ask(
        "POST", f"REST/2.0/ticket/{number(me, ticket)}/comment",
        form=[("JSON", (None, '{"Content": ""}', "application/json")),
              ("Attachments", ("现场照片.jpg", data, "image/jpeg"))],
    )  # fmt: skip
    me.pull()
    file = me.ticket(ticket.id).attachments[0]
    assert (file.name, file.size, file.media) == ("现场照片.jpg", len(data), "image/jpeg")
    moved: list[int] = []
    me.portal.download(file.sha256, file.sha256, part, moved.append)
    assert part.read_bytes() == data
    assert sum(moved) == len(data)
