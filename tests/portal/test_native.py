"""The native client against the real portal: idle rounds, halves, repair, epochs, strangers."""

import hashlib
import json
import socket
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from contract_client import Client, opened, stamp
from fault_proxy import Exchange, Fault, Message, canned, fault_proxy, without_etag
from native_desk import NativeServer, command, native_server, sqlite_url
from scripted import Asked, answer, serving

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import reply, set_field
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.ticket.ticket import Attachment
from firstline.portal import native as client
from firstline.portal.access import Access
from firstline.portal.base import Broken, CursorLost, Lost, NotPortal, SignIn, Stopped, TooLarge
from firstline.portal.native import NativePortal
from firstline.portal.native_pages import read_page
from firstline.portal.native_wire import NDJSON_TYPE, SERVER_HEADER

_people = count(1)
Make = Callable[..., Client]


@pytest.fixture
def make(native: NativeServer) -> Make:
    """Make devices of one new person, who has a plant alone."""
    name = f"native-{next(_people)}"
    token = native.person(name, "superuser", "--plant", name)

    def one(url: str = "") -> Client:
        return Client(native.portal(token, url), f"{name}-{next(_people)}")

    return one


def native_of(one: Client) -> NativePortal:
    assert isinstance(one.portal, NativePortal)
    return one.portal


def test_a_hello_tells_who_is_there_and_how_the_clocks_differ(make: Make) -> None:
    me = make()
    hello = me.portal.hello(me.device)
    assert hello.user.startswith("native-")
    assert hello.roles == ("superuser",)
    assert hello.skew_s is not None
    assert abs(hello.skew_s) < 60
    assert hello.limits["ops"] == me.portal.can.most_ops
    me.send(opened("一"), opened("二"))
    assert me.portal.hello(me.device).device_head == 2


def test_an_idle_round_is_one_small_answer_without_a_page(native: NativeServer, make: Make) -> None:
    with fault_proxy(native.address) as proxy:
        me = make(proxy.url)
        me.send(opened("空转"))
        me.pull()
        me.pull()
        del proxy.exchanges[:]
        for _ in range(3):
            assert me.pull() == []
        sizes = [len(one.request.raw()) + len(_answer(one).raw()) for one in proxy.exchanges]
        statuses = [_answer(one).line.split()[1] for one in proxy.exchanges]
        assert statuses == ["304"] * 3
        assert max(sizes) < 1024  # B11
        proxy.plan = lambda _: Fault(change=without_etag)
        assert me.pull() == []
        make().send(opened("有了"))
        assert len(me.pull()) == 1
        assert me.pull() == []


def _answer(one: Exchange) -> Message:
    assert one.answer is not None
    return one.answer


def test_a_batch_that_is_too_large_goes_in_halves(native: NativeServer, make: Make) -> None:
    def small(one: Exchange) -> Fault | None:
        return Fault(instead=canned(413)) if len(one.request.body) > 3000 else None

    with fault_proxy(native.address, small) as proxy:
        me = make(proxy.url)
        edits = [opened(f"一半 {nth}") for nth in range(9)]
        answers = me.send(*edits)
        assert [one.edit_id for one in answers] == [one.id for one in edits]
        assert {one.outcome for one in answers} == {Outcome.APPLIED}
        with pytest.raises(TooLarge):
            me.send(opened("太大", body="长" * 2000))
    other = make()
    other.pull()
    assert len(other.docs) == 9


def test_a_repair_brings_only_what_differs(make: Make) -> None:
    me = make()
    for nth in range(0, 60, 20):
        me.send(*(opened(f"修 {one}") for one in range(nth, nth + 20)))
    me.pull()
    known = _known(me)
    assert native_of(me).repair(known) == ()
    own = [one for _, one, _ in known]
    stale = [(kind, one, rev - (one == own[7])) for kind, one, rev in known if one != own[3]]
    stale.append(("ticket", "00000000-0000-7000-8000-000000000000", 4))
    found = {one.id: str(one.state) for one in native_of(me).repair(stale)}
    assert found == {own[3]: "put", own[7]: "put", stale[-1][1]: "hidden"}
    assert len(native_of(me).repair(())) == 60


def _known(me: Client) -> list[tuple[str, str, int]]:
    revs = {}
    whole = Client(me.portal, me.device)
    for one in whole.pull():
        revs[one.id] = (one.kind, one.id, one.rev)
    return list(revs.values())


def test_a_new_epoch_loses_the_cursor_and_keeps_the_answers(quick_folder: Path) -> None:
    place = quick_folder / "epoch"
    place.mkdir()
    with native_server(sqlite_url(place), place / "files") as server:
        me = Client(server.portal(server.person("me")), "epoch-1")
        edit = opened("纪元")
        me.send(edit)
        me.pull()
        before = me.portal.hello(me.device).epoch
        command("epoch", "new", "--database", server.database)
        with pytest.raises(CursorLost) as caught:
            me.pull()
        assert caught.value.why is Lost.EPOCH
        assert me.portal.hello(me.device).epoch != before
        me.cursor = None
        me.pull()
        assert me.push(me.ops([edit], tries=1))[0].outcome is Outcome.APPLIED
        assert len(me.titled("纪元")) == 1


def test_a_cursor_of_another_portal_is_expired(make: Make) -> None:
    me = make()
    for cursor in ("c.AAAA", "s.AAAA", "nonsense"):
        with pytest.raises(CursorLost):
            me.portal.pull(cursor, limit=10)


def test_a_revoked_person_must_sign_in(native: NativeServer) -> None:
    token = native.person("leaver")
    portal = native.portal(token)
    portal.hello("d")
    command("user", "revoke", "leaver", "--database", native.database)
    with pytest.raises(SignIn):
        portal.pull(None, limit=1)


def test_another_portal_at_the_same_address_gets_nothing(native: NativeServer, make: Make) -> None:
    def stranger(one: Exchange) -> Fault | None:
        if "hello" in one.what:
            return None
        return Fault(change=lambda said: said.with_headers(firstline_server="other").raw())

    with fault_proxy(native.address, stranger) as proxy:
        me = make(proxy.url)
        me.portal.hello(me.device)
        with pytest.raises(NotPortal) as caught:
            me.pull()
        assert "another portal" in caught.value.sentence.en.lower()


def test_a_long_wait_is_ended_by_another_thread_and_the_next_call_works(make: Make) -> None:
    me = make()
    me.pull()
    threading.Timer(0.1, me.portal.stop).start()
    with pytest.raises(Stopped):
        me.portal.pull(me.cursor, limit=10, wait_s=50)
    assert me.pull() == []


def test_an_answer_without_a_result_is_not_taken_for_one(native: NativeServer, make: Make) -> None:
    def drop(said: Message) -> bytes:
        told = {"results": [], "records": [], "device_head": 0, "epoch": "e"}
        return said.with_headers(content_encoding=None).with_body(json.dumps(told).encode()).raw()

    with fault_proxy(native.address) as proxy:
        me = make(proxy.url)
        proxy.plan = lambda one: Fault(change=drop) if "ops" in one.what else None
        edit = opened("没有结果")
        assert me.send(edit)[0].outcome is Outcome.UNKNOWN
        proxy.heal()
        assert me.send(edit)[0].outcome is Outcome.APPLIED


PAGE = b'{"kind":"ticket","id":"%d","state":"put","rev":1,"seq":1,"doc":{"a":"\xe2\x80\xa8"}}\n'


def page_of(records: int) -> bytes:
    lines = b"".join(PAGE % one for one in range(records))
    end = {"end": True, "cursor": "c.1", "count": records, "more": False,
           "sha256": hashlib.sha256(lines).hexdigest()}  # fmt: skip
    return lines + json.dumps(end).encode() + b"\n"


@pytest.mark.parametrize("records", [0, 1, 3])
def test_a_page_is_whole_or_nothing(records: int) -> None:
    whole = page_of(records)
    page = read_page(whole, "host", first=False)
    assert [one.id for one in page.copies] == [str(one) for one in range(records)]
    for at in range(len(whole) - 1):
        with pytest.raises(Broken):
            read_page(whole[:at], "host", first=False)
    for at in range(0, len(whole) - 1, 7):
        damaged = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        try:
            again = read_page(damaged, "host", first=False)
        except Broken:
            continue
        assert again.copies == page.copies  # the damage is in the closing line's own words


def test_what_is_no_page_is_broken() -> None:
    for body in (b"", b"{}", b"[]\n[]", b"null", b'{"end": true}', b"\xff\xfe", b'"end"'):
        with pytest.raises(Broken):
            read_page(body, "host", first=False)


def test_an_upload_goes_on_from_what_the_portal_has(
    native: NativeServer, make: Make, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 4000
    path = tmp_path / "file"
    path.write_bytes(data)
    file = Attachment(hashlib.sha256(data).hexdigest(), "大.bin", len(data), "")
    sent: list[int] = []
    with fault_proxy(native.address) as proxy:
        me = make(proxy.url)
        patches = 0

        def fail_third(one: Exchange) -> Fault | None:
            nonlocal patches
            patches += one.what.startswith("PATCH")
            return Fault(cut="request", at=20_000) if patches == 3 else None

        proxy.plan = fail_third
        with pytest.raises(Exception, match=r".+"):
            me.portal.upload(file, path, sent.append)
        proxy.heal()
        before = sum(sent)
        me.portal.upload(file, path, sent.append)
        assert sum(sent) - before == len(data) - (64 + 128) * 1024
        again: list[int] = []
        me.portal.upload(file, path, again.append)
        assert again == []  # the portal has it whole
    path.write_bytes(b"changed")
    with pytest.raises(Broken):
        me.portal.upload(file, path, sent.append)


def test_a_status_and_a_text_for_every_refusal(native: NativeServer, make: Make) -> None:
    me = make()
    ticket = me.make("拒绝")
    unknown = set_field(ticket, "site", "北厂", stamp())
    plant = native_of(me).hello(me.device).user
    reader = native.person("auditor", "auditor", "--plant", plant)
    auditor = Client(native.portal(reader), "auditor-1")
    for edit in (unknown, reply(ticket, "x", stamp())):
        answer = auditor.send(edit)[0]
        assert (answer.outcome, answer.code) == (Outcome.REJECTED, "forbidden")
        assert answer.reason.zh


def test_words_of_the_server_are_made_harmless() -> None:
    text = {"zh": "坏\u202e行\n二", "en": "x" * 5000}
    body = json.dumps({"type": "urn:firstline:problem:forbidden", "text": text}).encode()
    said = answer(403, body, "application/problem+json", **{SERVER_HEADER: "s"})

    def one(_: Asked, sock: socket.socket) -> bool:
        sock.sendall(said)
        return True

    with serving(one) as server:
        portal = client.connect(Access(server.url), PortalEntry("n", "native", server.url), "t")
        with pytest.raises(Exception, match=r"x{100}") as caught:
            portal.pull(None, limit=1)
        portal.stop()
    shown = caught.value.sentence  # type: ignore[attr-defined]
    assert shown.zh == "坏 行 二"
    assert len(shown.en) == 500
    assert server.asked[0].headers["accept"] == NDJSON_TYPE


def test_a_first_pull_reads_one_page_ahead(native: NativeServer, make: Make) -> None:
    writer = make()
    writer.send(*(opened(f"前一页 {nth}") for nth in range(9)))
    with fault_proxy(native.address) as proxy:
        me = make(proxy.url)
        page = me.portal.pull(None, limit=2)
        again = me.portal.pull(page.cursor, limit=2)
        assert {one.id for one in page.copies}.isdisjoint(one.id for one in again.copies)
        smaller = me.portal.pull(again.cursor, limit=1)  # not what was fetched: asked for anew
        assert (len(smaller.copies), smaller.done) == (1, 5)
        proxy.plan = lambda _: Fault(cut="response", at=0)
        with pytest.raises(Exception, match=r".+"):
            me.portal.pull("s.", limit=1)
        proxy.heal()
        me.cursor = smaller.cursor
        rest = me.pull(limit=3)
        assert len(rest) == 4
        me.portal.stop()
        with pytest.raises(Stopped):
            me.pull()
        assert me.pull() == []


def test_a_page_ahead_that_failed_is_fetched_again(native: NativeServer, make: Make) -> None:
    make().send(*(opened(f"断在前面 {nth}") for nth in range(6)))
    with fault_proxy(native.address) as proxy:
        me = make(proxy.url)
        proxy.plan = lambda one: Fault(cut="response", at=300) if one.n in {1, 3} else None
        assert len(me.pull(limit=2)) == 6
        assert proxy.faults == 2
