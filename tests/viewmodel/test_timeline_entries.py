"""The timeline leaves nothing of the log out, shows both instants, and never holds markup."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.viewmodel.detail.timeline import Entry, Shape, Tone, entries
from firstline.viewmodel.detail.timeline_model import PAGE, TimelineModel
from firstline.viewmodel.plain import is_html, plain_text
from firstline.viewmodel.speech import Speech

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 22, 15, 50, tzinfo=UTC)  # 23:50 in Shanghai
TODAY = date(2026, 11, 23)
K = EventKind


def made(*events: Event, body: str = "") -> Ticket:
    return Ticket("t1", "L-1", "x", START, START, body=body, requester="张伟", events=events)


def event(kind: EventKind, minute: int = 0, edit: str = "", **values: object) -> Event:
    name = edit or f"{kind}{minute}"
    return Event(f"{name}.0", kind, START + timedelta(minutes=minute), **values)  # type: ignore[arg-type] # test values


def shown(ticket: Ticket) -> list[Entry]:
    return [one for one in entries(ticket, TODAY, ZONE) if one.shape is not Shape.DAY]


def test_days_are_marked_in_the_local_zone_newest_first() -> None:
    ticket = made(event(K.REPORTED), event(K.NOTE, 20, text="n"))
    found = entries(ticket, TODAY, ZONE)
    assert [one.shape for one in found] == [Shape.DAY, Shape.CARD, Shape.DAY, Shape.LINE]
    assert found[0].head.zh.startswith("今天")
    assert found[2].head.zh.startswith("昨天")
    assert found[1].tone is Tone.NOTE


def test_events_of_one_act_share_a_line_and_every_fact_stays() -> None:
    first = event(K.HANDED_OFF, 5, "a")
    second = replace(event(K.PAUSED, 5, "a", leg=Leg.INTERNAL, reason="waiting_vendor"), id="a.1")
    (line,) = shown(made(first, second))
    assert "交接厂商" in line.head.zh
    assert "暂停:等待厂商" in line.head.zh
    assert line.leg is Leg.VENDOR


def test_no_event_is_left_out() -> None:
    events = [event(kind, at, text="t", reason="r") for at, kind in enumerate(EventKind)]
    assert len(shown(made(*events))) == len(events)


@pytest.mark.parametrize(
    ("received_min", "skewed", "words"),
    [(0, False, ""), (30, False, "对方"), (-1, False, ""), (-2, True, "快 2 分")],
)
def test_two_instants_show_where_they_differ_and_a_fast_clock_is_flagged(
    received_min: int, skewed: bool, words: str
) -> None:
    got = START + timedelta(minutes=received_min)
    (line,) = shown(made(event(K.RESPONDED, leg=Leg.VENDOR, received_at=got)))
    assert line.skewed is skewed
    assert words in line.second.zh
    assert bool(line.second.zh) is bool(words)


def test_a_receipt_told_later_stands_at_its_own_instant() -> None:
    sent = event(K.HANDED_OFF, 0, "a")
    receipt = event(K.HANDED_OFF, 0, "b", received_at=START + timedelta(minutes=40), proof="回执")
    found = shown(made(sent, receipt))
    assert "厂商收到" in found[0].head.zh
    assert found[0].at == START + timedelta(minutes=40)
    assert "未确认收到" in found[1].head.zh


def test_the_description_is_the_report_s_card() -> None:
    (card,) = shown(made(event(K.REPORTED), body="全厂登录被拒"))
    assert (card.shape, card.body, card.actor) == (Shape.CARD, "全厂登录被拒", "张伟")


HOSTILE = (
    '<p>你好<script>alert(1)</script><img src="file:///etc/passwd" onerror="x()">'
    '<a href="javascript:alert(1)">点我</a><style>@import url(http://h/x)</style></p>'
)


def test_html_becomes_words_and_plain_text_stays_as_it_is() -> None:
    assert is_html(HOSTILE)
    assert plain_text(HOSTILE) == "你好点我"
    for plain in ("a < b 且 c > d", "if x<y: z", "<工单>", "1 <2> 3", "x"):
        assert plain_text(plain) == plain
    (card,) = shown(made(event(K.MESSAGE, text=HOSTILE)))
    assert card.body == "你好点我"
    assert card.rich == HOSTILE


def test_a_deep_or_broken_page_is_read_without_harm() -> None:
    assert plain_text("<div>" * 20_000 + "底" + "</p>" * 500).strip() == "底"
    assert plain_text("<p>未完") == "未完"


def test_long_texts_are_folded_and_unfold(qtmodeltester: object) -> None:
    del qtmodeltester
    model = TimelineModel(Speech())
    model.show_ticket(made(event(K.NOTE, text="长" * 2000)), TODAY, ZONE)
    entry = model.entry(1)
    assert entry is not None
    assert entry.long
    assert len(entry.folded) < 400


def test_two_thousand_events_are_laid_out_in_pages() -> None:
    model = TimelineModel(Speech())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ticket = made(*(event(K.NOTE, at, text=f"n{at}") for at in range(2000)))
    model.show_ticket(ticket, TODAY, ZONE)
    assert model.rowCount() == PAGE + 1
    first = model.entry(1)
    assert first is not None
    assert first.body == "n1999"
    while model.hidden:
        model.activate(model.rowCount() - 1)
    notes = [model.entry(row) for row in range(model.rowCount())]
    assert sum(one is not None and one.shape is Shape.CARD for one in notes) == 2000
    more = replace(ticket, events=(*ticket.events, event(K.NOTE, 3000, text="新")))
    model.show_ticket(more, TODAY, ZONE)
    assert not model.hidden
    tester.deleteLater()


def test_the_timeline_speaks_both_languages() -> None:
    speech = Speech()
    model = TimelineModel(speech)
    model.show_ticket(made(event(K.PRIORITY, priority="P1")), TODAY, ZONE)
    assert "优先级定为 P1 紧急" in str(model.index(1, 0).data())
    speech.switch("en")
    assert "Priority set to P1 Urgent" in str(model.index(1, 0).data())


@pytest.mark.parametrize("minute", [40, 15, 3000])
def test_a_new_entry_is_inserted_and_the_rest_stays_laid_out(minute: int) -> None:
    short = made(*(event(K.NOTE, at, text=f"n{at}") for at in (10, 20, 30)))
    longer = replace(short, events=(*short.events, event(K.NOTE, minute, text="新")))
    model, fresh = TimelineModel(Speech()), TimelineModel(Speech())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_ticket(short, TODAY, ZONE)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show_ticket(longer, TODAY, ZONE)
    assert not resets
    fresh.show_ticket(longer, TODAY, ZONE)
    rows = range(fresh.rowCount())
    assert [model.entry(row) for row in rows] == [fresh.entry(row) for row in rows]
    assert model.rowCount() == fresh.rowCount()
    model.show_ticket(short, TODAY, ZONE)  # an act was taken back
    assert resets
    assert model.rowCount() < fresh.rowCount()
    tester.deleteLater()


def test_a_contact_and_the_reply_that_it_was_are_one_card() -> None:
    told = {"list": "contact", "channel": "hotline", "direction": "in", "party": "vendor",
            "person": "王工"}  # fmt: skip
    call = event(K.ENTRY, 5, "c", leg=Leg.VENDOR, text="先反结账", data=told)
    clock = event(K.RESPONDED, 5, "c", leg=Leg.VENDOR, proof="hotline", data={"contact": "c.0"})
    (card,) = shown(made(call, replace(clock, id="c.1")))
    assert (card.shape, card.body, card.leg, card.icon) == (
        Shape.CARD, "先反结账", Leg.VENDOR, "phone",
    )  # fmt: skip
    assert card.head.zh == "热线 · 厂商 → 我方 · 王工 · 厂商回复 · 凭证:hotline"
