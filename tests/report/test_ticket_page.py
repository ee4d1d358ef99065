"""A ticket on paper: what stands on it in both languages, and that no title writes the page."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.instants import epoch
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.pack import parse_pack
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.words import Language
from firstline.intake.packs.knowledge_files import pack_files
from firstline.report.ticket_page import TicketPaper, ticket_page
from firstline.system.resources import resource_path

NOW = datetime(2026, 11, 24, 13, 50, tzinfo=timezone(timedelta(hours=8)))
AT = NOW - timedelta(hours=1)
TICKET = Ticket(
    "t1", "L-1", "月末结不了账", AT, AT, priority=Priority.P1, body="有未记账凭证", product="U8",
    events=(
        Event("t1.0", EventKind.REPORTED, AT),
        Event("t1.1", EventKind.NOTE, AT, actor="李娜", text="<b>先记账</b>"),
    ),
)  # fmt: skip
DUE = epoch(NOW + timedelta(minutes=20))
CLOCK = Timer("x", Leg.VENDOR, Metric.RESOLUTION, 1, State.RUNNING, epoch(AT), DUE, DUE, DUE, 3600)


@pytest.fixture(scope="module")
def articles() -> tuple[Article, ...]:
    pack = parse_pack(pack_files(resource_path("packs", "knowledge")))
    return pack.articles["K01"], pack.articles["K08"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh_CN", ("P1 紧急", "厂商解决", "先做", "另见")), ("en", ("P1 Urgent", "First steps"))],
)
def test_all_of_it_stands_there(
    articles: tuple[Article, ...], language: Language, said: tuple[str, ...]
) -> None:
    page = ticket_page(TicketPaper(TICKET, (CLOCK,), articles, NOW), language)
    for one in ("L-1 月末结不了账", "有未记账凭证", "11-24 14:10", "K01", "K08", "李娜", *said):
        assert one in page
    assert "清退" not in page.partition("不要做")[0]  # a step that needs a certificate
    assert "http" not in page  # nothing is fetched


def test_a_title_cannot_write_the_page(articles: tuple[Article, ...]) -> None:
    hostile = replace(TICKET, title="<script>1</script>", body="<img src=x>")
    page = ticket_page(TicketPaper(hostile, (), articles, NOW), "en")
    assert not any(one in page for one in ("<script", "<img", "<b>"))
