"""Ledgers as a board: quotas, vouchers, packages, budget and savings, with what is left of each."""

from collections.abc import Sequence
from datetime import date, tzinfo

from firstline.domain.contracts.application import KIND as APPLICATION
from firstline.domain.contracts.applied import Applied, applied
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import Flag
from firstline.domain.ledger import halves
from firstline.domain.ledger.amount import CNY, amount_words, plain_amount, unit_words
from firstline.domain.ledger.book import ABSENCES, RELEASED, SORTS, Sort, ledgers
from firstline.domain.ledger.cancelling import rule_words
from firstline.domain.ledger.ending import WITHIN
from firstline.domain.ledger.lines import MARKS, Mark, reserved_still
from firstline.domain.ledger.lines import Line as Reserved
from firstline.domain.ledger.room import free_lots
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, plain
from firstline.viewmodel.health.frames import LOOK

FRAME = Frame(
    "ledger", Text("额度、券、预算", "Quotas, vouchers"), "archive",
    (Text("台账", "Ledger"), Text("余额", "Balance"), Text("到期", "Expires"),
     LOOK),
    (146, 120, 96, 138), 0,
    Text("还没有台账:记下合同给的次数、券、额度和预算,再逐笔登记使用。",
         "No ledgers yet: book what the contract grants, then each use."),
    None,
    adds=False,
)  # fmt: skip


SHOWN = 6  # reservations that are named over the entries


def stood(
    records: Sequence[Entity], day: date, zone: tzinfo, read: Read | None = None
) -> list[Standing]:
    """Return how every ledger stands on `day`, by name; with `read` lacking halves are marked."""
    found = [standing(one, day, zone) for one in ledgers(records)]
    return [halves.flagged(one, read) for one in found] if read else found


def ledger_board(held: Held) -> Board:
    """Return the ledgers: a negative balance and what expires unused stand out."""
    whole = set(halves.KINDS) <= held.records.keys()
    found = stood(held.of("ledger"), held.today, held.zone, held.of if whole else None)
    asked = applied(held.of(APPLICATION))
    lines = tuple(_line(one, held.zone, asked) for one in found)
    over = sum(one.balance < 0 or bool(one.over_used) for one in found)
    soon = sum(any(flag.code == "unused" for flag in line.flags) for line in lines)
    verdict = Text(
        f"{len(found)} 本台账,{over} 本超用,{soon} 本有 60 天内过期还没用的。"
        "\n余额 = 授予 − 消耗 − 过期 − 预留;每一笔都留着,更正另记一笔。",
        f"{several(len(found), 'ledger')}, {over} over-used, {soon} with something unused that "
        "expires within 60 days.\n"
        "Balance = granted − consumed − expired − reserved; every entry stays.",
    )
    if waits := sum(bool(one.ledger) for one in asked):
        more = Text(f"另有 {waits} 份申请未批准。\n", f" Applied for, not granted: {waits}.\n")
        verdict = Text(verdict.zh.replace("\n", more.zh), verdict.en.replace("\n", more.en))
    return Board(FRAME, lines, verdict)


def about(one: Standing, asked: Sequence[Applied]) -> Text:
    """Return what a ledger says of itself, what was applied for, and for whom it is reserved."""
    ledger, unit = one.ledger, unit_words(one.ledger.unit)
    parts = []
    if ledger.value is not None:
        money = plain_amount(ledger.value, CNY)
        parts.append(Text(f"每{unit.zh}价值 {money} 元", f"worth {money} CNY a {unit.en}"))
    if ledger.sort is Sort.VOUCHER or ledger.absence:
        said = ABSENCES[ledger.absence or RELEASED]
        parts.append(Text(f"缺席时{said.zh}", f"when somebody stays away: {said.en}"))
    if ledger.late:
        parts.append(rule_words(ledger))
    if ledger.conditions:
        parts.append(Text(ledger.conditions, ledger.conditions))
    lines = [Text(" · ".join(part.zh for part in parts), " · ".join(part.en for part in parts))]
    lines += [Text(f"申请中,未批准:{each.words.zh}", f"Applied for: {each.words.en}")
              for each in asked if each.ledger == ledger.name]  # fmt: skip
    kept = [_kept(one, line, steps) for line, steps in reserved_still(one.lines)]
    lines += kept[:SHOWN]
    if more := len(kept) - SHOWN if len(kept) > SHOWN else 0:
        lines.append(Text(f"还有 {more} 笔预留,见下表", f"{more} more, see the entries"))
    said_lines = [line for line in lines if line.zh]
    return Text("\n".join(line.zh for line in said_lines),
                "\n".join(line.en for line in said_lines))  # fmt: skip


def _kept(one: Standing, line: Reserved, steps: int) -> Text:
    """Return for whom something is reserved and by whom; a day that is past has to be settled."""
    entry, amount = line.entry, amount_words(steps, one.ledger.unit)
    whose = entry.text or entry.ref or "—"
    by = f" · {entry.by}" if entry.by else ""
    late = entry.on is not None and entry.on < one.day
    zh = " ▲ 那天已过,请登记到场或取消" if late else ""
    en = " ▲ that day is past: say who came, or cancel" if late else ""
    return Text(f"预留给 {whose} · {amount.zh}{by}{zh}",
                f"Reserved for {whose} · {amount.en}{by}{en}")  # fmt: skip


def _line(one: Standing, zone: tzinfo, asked: Sequence[Applied]) -> Line:
    unit, name, today = one.ledger.unit, one.ledger.name, one.day
    free = free_lots(one.ledger, today, zone)
    ends = [lot.entry.expires for lot in free if lot.left and lot.entry.expires]
    first = min(ends, default=None)
    flags = [Flag(str(mark), MARKS[mark], stops=mark is Mark.OVER_USED) for mark in one.marks]
    if first is not None and first - today <= WITHIN:
        days = (first - today).days
        words = Text(f"还有没用的,{days} 天后过期", f"unused, expires in {days} days")
        flags.append(Flag("unused", words))
    waits = [each for each in asked if each.ledger == name]
    if waits:
        flags.append(Flag("applied", Text("有申请未批准", "applied for, not granted yet")))
    balance = amount_words(one.balance, unit)
    cells = (
        plain(name, bold=True),
        Shown(balance, "P1" if one.balance < 0 else "text", one.balance < 0),
        plain(first.isoformat() if first else "—", "muted"), marks(tuple(flags)),
    )  # fmt: skip
    sort = SORTS[one.ledger.sort]
    title = Text(f"{name} · {sort.zh}", f"{name} · {sort.en}")
    return Line(one.ledger.id, "", title, cells, tuple(flags), about(one, asked), more=one)


LEDGERS: tuple[Entry, ...] = (Entry(FRAME, ledger_board, ("ledger", APPLICATION)),)
