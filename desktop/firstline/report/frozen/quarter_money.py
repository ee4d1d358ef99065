"""Parts 6, 7 and 13 of the quarterly review: entitlements, cost, and what to decide on renewal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from firstline.domain.authorisations.remote_session import sessions
from firstline.domain.contracts.contract import CHOICES, contracts
from firstline.domain.contracts.decision import money
from firstline.domain.contracts.reminders import deadlines
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import day_of
from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.ledger.paid import paid_requests
from firstline.domain.ledger.share import held_at, share_of
from firstline.domain.ledger.sums import standing as ledger_stands
from firstline.domain.project.saving import savings
from firstline.domain.review.period import Stretch
from firstline.domain.review.quality import Quality
from firstline.domain.services.request import requests
from firstline.domain.words import Text
from firstline.report.frozen.quarter_registers import empty
from firstline.report.frozen.table import Table, Words, fact_table

Held = Mapping[str, Sequence[Entity]]
_AHEAD = timedelta(days=180)


def quotas(held: Held, period: Stretch, words: Words) -> Table:
    """Return each ledger: what was used in the quarter, and what was left at its end."""
    rows = []
    for one in ledgers(held.get("ledger", ())):
        stood = ledger_stands(one, period.days.last, words.zone)
        used = sum(line.counts for line in stood.lines
                   if line.entry.what is What.CONSUME and period.days.has(
                       line.entry.day(words.zone)))  # fmt: skip
        named = [words.say(amount_words(many, one.unit))
                 for many in (stood.granted, used, stood.expired, stood.balance)]  # fmt: skip
        rows.append([one.name, *named])
    heads = ((Text("台账", "Ledger"), 32), (Text("授予", "Granted"), 17),
             (Text("本季使用", "Used in the quarter"), 17), (Text("已过期", "Expired"), 17),
             (Text("余额", "Balance"), 17))  # fmt: skip
    return Table(Text("6 额度、培训券、服务包", "6 Quotas, vouchers, packages"), heads,
                 rows or empty(5, words))  # fmt: skip


def costs(held: Held, period: Stretch, words: Words) -> Table:
    """Return what was spent in the quarter, the remote share, and what was saved on prices."""
    paid = [*paid_requests(held.get("paid_request", ())),
            *(one.paid for one in requests(held.get("service_request", ())))]  # fmt: skip
    told = [one for one in paid if one.actual is not None
            and period.days.has(held_at(one).astimezone(words.zone).date())]  # fmt: skip
    share = share_of(period.name, sessions(held.get("remote_session", ())), paid, words.zone)
    remote = f"{share.percent()} % ({share.remote}/{share.remote + share.onsite})"
    saved = [one for one in savings(held.get("saving", ()))
             if (day := day_of(one.entity, "agreed_on")) and period.days.has(day)]  # fmt: skip
    rows = [
        [words.say(Text("付费服务的实际费用(元)", "Cost of paid services (CNY)")),
         f"{money(sum(one.actual or 0 for one in told))} ({len(told)})"],
        [words.say(Text("估价(元)", "Estimated (CNY)")),
         money(sum(one.estimate for one in told))],
        [words.say(Text("远程占比", "Remote share")), remote if share.percent() else "—"],
        [words.say(Text("现场中 P1 例外", "Visits excused by P1")), str(share.exceptions)],
        [words.say(Text("价格节约(元)", "Saved on prices (CNY)")),
         money(sum(one.saved for one in saved))],
    ]  # fmt: skip
    return fact_table(Text("7 费用与远程占比", "7 Cost, remote share"), rows)


def outlook(held: Held, quality: Quality, period: Stretch, words: Words) -> Table:
    """Return what a decision on renewal stands on: no advice, its inputs (templates M.7)."""
    last = period.days.last
    known = contracts(held.get("contract", ()))
    due = [one for one in deadlines(held.get("contract", ()), held.get("package", ()),
                                    held.get("supplement", ()))
           if last <= one.day <= last + _AHEAD]  # fmt: skip
    rows = [[words.say(one.name), one.day.isoformat(), words.say(one.step)] for one in due]
    rows += [[one.label, str(one.span.last or "—"),
              f"{words.say(CHOICES[one.choice])} · {money(one.price or 0)}"]
             for one in known if one.span.holds(last)]  # fmt: skip
    late = sorted({each.number for line in quality.by_priority
                   for share in (line.response, line.net) for each in share.breached})  # fmt: skip
    told = " ".join(late) or "—"
    note = Text(f"已证实超时的工单:{told}。补偿见 report claim,服务包比较见 decide package。",
                f"Tickets with proven breaches: {told}. Claims: report claim; packages: decide "
                "package.")  # fmt: skip
    heads = ((Text("合同或期限", "Contract or deadline"), 40), (Text("日期", "Day"), 16),
             (Text("决定与年价(未税)", "Decision, yearly price net"), 44))  # fmt: skip
    return Table(
        Text("13 续约建议输入", "13 For the renewal"), heads, rows or empty(3, words), note
    )
