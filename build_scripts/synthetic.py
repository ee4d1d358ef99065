"""Synthetic tickets for the benchmarks: about 1 KB each, Chinese and English, always alike."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from firstline.app.packs import load_desk
from firstline.domain.desk import Desk
from firstline.domain.edits import edits
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Priority, Status, TicketType
from firstline.store.store import Store
from firstline.system.settings import Settings

PAGE = 500
SITES = ("总部", "一厂", "二厂", "东莞仓", "越南厂", "集团", "门店", "电商")
PEOPLE = ("李娜", "周海波", "许可欣", "阮文山", "郑晓梅", "何志强", "Wang Min", "Chen Jie")
MODULES = ("GL", "IA", "AR", "AP", "ST", "MO", "HR", "SA", "API")
PRODUCTS = ("U8+", "U9 cloud", "YonSuite", "NC")
_HEADS = ("库存账不平", "月末结账报错", "扫码报工没有完工数", "打印机模板错位", "银企直联超时",
          "发票状态不回写", "MES 接口 timeout", "登录失败 error 500", "BOM 展开缺料",
          "Voucher cannot be posted")  # fmt: skip
_WORDS = ("仓库", "出库单", "审核按钮", "变灰", "二号线", "批次", "工序", "重启客户端后", "仍然",
          "报错", "server", "timeout", "ORA-00060", "deadlock", "账套 003", "期间 11", "打印机",
          "模板",
          "retry", "接口日志", "凭证", "应收", "核销", "差异", "负库存", "client", "restart",
          "用户反映", "影响发货", "截止今天下班")  # fmt: skip


def edits_of(count: int, now: datetime, seed: int = 7) -> Iterator[Edit]:
    """Yield the edits of `count` tickets of the last two years, in order, three to five each."""
    chance = random.Random(seed)  # noqa: S311 - the same tickets every time
    for n in range(count):
        yield from _ticket(chance, n, now)


def _ticket(chance: random.Random, n: int, now: datetime) -> Iterator[Edit]:
    age = timedelta(minutes=chance.randrange(1, 60 * 24 * (3 if chance.random() < 0.2 else 730)))
    at = now - age
    key = derived_id("synthetic", str(n))
    step = 0

    def stamp() -> Stamp:
        nonlocal step
        step += 1
        made = at + timedelta(minutes=3 * step)
        return Stamp(derived_id(key, str(step)), min(made, now), chance.choice(PEOPLE))

    values: dict[str, Value] = {
        "number": f"S{n:07}",
        "title": f"{chance.choice(_HEADS)},{_sentence(chance, 2)}",
        "body": _sentence(chance, 30), "type": chance.choice(tuple(TicketType)),
        "priority": chance.choice(tuple(Priority)), "site": chance.choice(SITES),
        "impact": chance.randint(1, 3), "urgency": chance.randint(1, 3),
        "product": chance.choice(PRODUCTS), "module": chance.choice(MODULES),
        "requester": chance.choice(PEOPLE), "assignee": chance.choice((*PEOPLE, "", "")),
        "tags": tuple(sorted({chance.choice(_WORDS) for _ in range(chance.randint(0, 2))})),
    }  # fmt: skip
    edit = edits.open_ticket(stamp(), key, values)
    ticket = rebase(None, (edit,))
    if ticket is None:
        return
    yield edit
    plan = [Status.IN_PROGRESS]
    if chance.random() < 0.5:
        plan.append(Status.WITH_VENDOR)
    if age > timedelta(days=4) and chance.random() < 0.97:
        plan.append(Status.RESOLVED)
    for to in plan:
        if to is Status.WITH_VENDOR:
            made = stamp()
            edit = edits.hand_off(ticket, made, received_at=made.at, case_no=f"YY-{n}")
        else:
            edit = edits.move(ticket, to, stamp(), text=_sentence(chance, 4))
        ticket = rebase(ticket, (edit,)) or ticket
        yield edit
    yield edits.reply(ticket, _sentence(chance, 6), stamp())


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def desk_for(folder: Path) -> Desk:
    """Return the desk of the shipped packs."""
    desk, _notes = load_desk(folder, Settings())
    return desk


def filled_store(folder: Path, count: int, now: datetime) -> Store:
    """Return an open store in `folder` that holds `count` synthetic tickets.

    A folder that holds them already is used as it is, and one that was cut short is filled up:
    the edits are the same every time, so that those that are there do nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(folder, desk_for(folder), now=now)
    held = store.count(parse_query("status:any"), now=now)
    if held == count:
        return store
    if held > count:
        store.close()
        raise SystemExit(f"{folder} holds {held} tickets, not {count}; name another folder.")
    page: list[Edit] = []
    with store.bulk():
        for edit in edits_of(count, now):
            if len(page) >= PAGE and edit.act == "open":
                store.perform(*page, now=now)
                page.clear()
            page.append(edit)
        store.perform(*page, now=now)
    return store
