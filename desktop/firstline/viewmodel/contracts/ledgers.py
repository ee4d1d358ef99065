"""Ledgers as a board: quotas, vouchers, packages, budget and savings, with what is left of each."""

from collections.abc import Sequence
from datetime import date, tzinfo

from firstline.domain.entity import Entity
from firstline.domain.health.sheet import Flag
from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import SORTS, ledgers
from firstline.domain.ledger.ending import WITHIN
from firstline.domain.ledger.lines import MARKS, Mark
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.words import Text
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, plain

FRAME = Frame(
    "ledger", Text("额度、券、预算", "Quotas, vouchers"), "archive",
    (Text("台账", "Ledger"), Text("余额", "Balance"), Text("到期", "Expires"),
     Text("要看的", "Look at")),
    (170, 124, 96, 150), 0,
    Text("还没有台账:记下合同给的次数、券、额度和预算,再逐笔登记使用。",
         "No ledgers yet: book what the contract grants, then each use."),
    None,
    adds=False,
)  # fmt: skip


def stood(records: Sequence[Entity], day: date, zone: tzinfo) -> list[Standing]:
    """Return how every ledger stands on `day`, by name."""
    return [standing(one, day, zone) for one in ledgers(records)]


def ledger_board(held: Held) -> Board:
    """Return the ledgers: a negative balance and what expires unused stand out."""
    found = stood(held.of("ledger"), held.today, held.zone)
    lines = tuple(_line(one, held.today) for one in found)
    over = sum(one.balance < 0 or bool(one.over_used) for one in found)
    soon = sum(any(flag.code == "unused" for flag in line.flags) for line in lines)
    verdict = Text(
        f"{len(found)} 本台账,{over} 本超用,{soon} 本有 60 天内过期还没用的。"
        "余额 = 授予 − 消耗 − 过期 − 预留;每一笔都留着,更正另记一笔。",
        f"{len(found)} ledgers, {over} over-used, {soon} with something unused that expires within "
        "60 days. Balance = granted − consumed − expired − reserved; every entry stays.",
    )
    return Board(FRAME, lines, verdict)


def _line(one: Standing, today: date) -> Line:
    unit, name = one.ledger.unit, one.ledger.name
    ends = [lot.entry.expires for lot in one.lots if lot.left and lot.entry.expires]
    first = min(ends, default=None)
    flags = [Flag(str(mark), MARKS[mark], stops=mark is Mark.OVER_USED) for mark in one.marks]
    if first is not None and first - today <= WITHIN:
        days = (first - today).days
        words = Text(f"还有没用的,{days} 天后过期", f"unused, expires in {days} days")
        flags.append(Flag("unused", words))
    balance = amount_words(one.balance, unit)
    cells = (
        plain(name, bold=True),
        Shown(balance, "P1" if one.balance < 0 else "text", one.balance < 0),
        plain(first.isoformat() if first else "—", "muted"), marks(tuple(flags)),
    )  # fmt: skip
    sort = SORTS[one.ledger.sort]
    title = Text(f"{name} · {sort.zh}", f"{name} · {sort.en}")
    return Line(one.ledger.id, "", title, cells, tuple(flags), more=one)


LEDGERS: tuple[Entry, ...] = (Entry(FRAME, ledger_board, ("ledger",)),)
