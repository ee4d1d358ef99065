"""`firstline paid …`: what costs is checked, estimated, approved by another, booked, and told."""

from collections.abc import Sequence
from typing import Any

import click

from firstline.cli.given import NOTHING_CHANGED, proof_words
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.ledger.desk import every, one_ledger, packages_of, stands
from firstline.cli.ledger.paid_shapes import (
    paid_json,
    share_json,
    told,
    told_list,
    told_share,
)
from firstline.cli.ledger.shapes import remains
from firstline.cli.outcome.sheet import proof_json
from firstline.cli.session import Session
from firstline.domain.authorisations.remote_session import KIND as SESSIONS
from firstline.domain.authorisations.remote_session import sessions
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.edits.tied import tied
from firstline.domain.errors import BadInput
from firstline.domain.ledger import book as books
from firstline.domain.ledger import paid_acts
from firstline.domain.ledger.amount import CNY, is_money, parse_amount
from firstline.domain.ledger.book import Ledger
from firstline.domain.ledger.entitlement import Wanted, check
from firstline.domain.ledger.gate import RULE_MINUTES, Answers, Conclusion, conclude
from firstline.domain.ledger.paid import (
    ACTUAL,
    APPROVE,
    KIND,
    PaidRequest,
    State,
    find,
    paid_from,
    paid_requests,
)
from firstline.domain.ledger.paid_acts import ONSITE, Asked
from firstline.domain.ledger.share import share_of
from firstline.domain.outcome.proof import of_kind
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

paid_ = Group("paid", words=Text("付费申请:估价、他人批准、实际费用",
                                 "Paid requests: estimate, approval, cost"))  # fmt: skip


@command("request", Text("申请付费服务;现场先过远程优先门",
                         "Ask for a paid service; on site passes the remote-first gate"),
         parent=paid_)  # fmt: skip
@argument("service", metavar="SERVICE")
@option("--purpose", required=True, words=Text("做什么、为什么", "What for"))
@option("--estimate", required=True, metavar="CNY", words=Text("估价(元)", "Estimate in yuan"))
@option("--requester", default="", words=Text("谁申请,默认自己", "Who asks; default oneself"))
@option("--ticket", "key", metavar="ID", words=Text("哪张工单", "Which ticket"))
@option("--product", default="", words=Text("产品", "Product"))
@option("--budget", default="", metavar="LEDGER", words=Text("记入哪个预算台账", "Budget ledger"))
@option("--p1", is_flag=True, words=Text("P1 且无法远程", "P1, and remote cannot help"))
@option("--hardware", is_flag=True, words=Text("需要动硬件", "Hardware has to be touched"))
@option("--restriction", default="", words=Text("网络或合规限制", "Network or compliance limits"))
@option("--attempts", type=click.IntRange(0), default=0, words=Text("远程试了几次", "Remote tries"))
@option("--minutes", type=click.IntRange(0), default=0, words=Text("远程共几分钟", "Minutes of it"))
@option("--result", default="", words=Text("远程结果", "What the remote help brought"))
@option("--by-contract", is_flag=True, words=Text("合同:远程超时转现场", "The contract's minutes"))
@option("--rule-minutes", "rule", type=click.IntRange(1), default=RULE_MINUTES,
        words=Text("合同约定的分钟数", "The contract's minutes, default 60"))  # fmt: skip
@option("--can-wait", is_flag=True, words=Text("可以等下次窗口", "It can wait"))
def request_(
    session: Session, *, service: str, purpose: str, estimate: str, key: str | None, product: str,
    budget: str, requester: str, **answers: Any,
) -> None:  # fmt: skip
    """Say what is covered and what remains, pass the gate, and record the request."""
    ticket = session.ticket(key) if key else None
    for_product = product or (ticket.product if ticket else "")
    wanted = Wanted(service, session.now(), for_product, site=ticket.site if ticket else "")
    verdict = check(every(session), wanted, session.zone, packages_of(session))
    because = (verdict.by or verdict.grounds[0]).words
    session.say(because)
    money = _budget(session, budget)
    asked = Asked(
        service.casefold(), purpose, parse_amount(estimate, CNY), ticket.id if ticket else "",
        for_product, money.id if money else "", because.in_(session.language), requester,
    )  # fmt: skip
    if money:
        session.say(remains(stands(session, money)))
    edit = paid_acts.ask(asked, _gate(asked, ticket, answers), session.stamp())
    session.store.perform(edit, now=session.now())
    _answer(session, edit.entity)


def _gate(asked: Asked, ticket: Ticket | None, answers: dict[str, Any]) -> Conclusion | None:
    if asked.service != ONSITE:
        return None
    return conclude(Answers(**answers), ticket.priority if ticket else None)


def _budget(session: Session, name: str) -> Ledger | None:
    if not name:
        return None
    ledger = one_ledger(session, name)
    if not is_money(ledger.unit):
        raise BadInput(
            Text(f"“{ledger.name}”不是金额台账。", f"“{ledger.name}” is no ledger of money."),
            NOTHING_CHANGED,
        )
    return ledger


@command("approve", Text("批准(不能是申请人)", "Approve; not the one who asks"), parent=paid_)
@argument("key", metavar="ID")
@option("--by", default="", metavar="WHO", words=Text("代记谁的批准", "Whose word is recorded"))
@option("--proof", default="", metavar="FILE_OR_TEXT", words=Text("凭据", "Proof"))
def approve_(session: Session, *, key: str, by: str, proof: str) -> None:
    """Approve the estimate as it is; the budget reserves it."""
    one = _found(session, key)
    _do(session, paid_acts.approve(one, session.stamp(), by=by, proof=proof_words(proof)))
    _answer(session, one.id)


@command("reject", Text("不批准,或撤回", "Reject it, or take it back"), parent=paid_)
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("为什么", "Why"))
def reject_(session: Session, *, key: str, reason: str) -> None:
    """Reject it; what the budget had reserved is released."""
    one = _found(session, key)
    _do(session, paid_acts.reject(one, reason, session.stamp()), one if one.approver else None)
    _answer(session, one.id)


@command("estimate", Text("重新估价;更高要重新批准", "Estimate anew; more needs approval again"),
         parent=paid_)  # fmt: skip
@argument("key", metavar="ID")
@argument("amount", metavar="CNY")
@option("--reason", default="", words=Text("为什么", "Why"))
def estimate_(session: Session, *, key: str, amount: str, reason: str) -> None:
    """Say another estimate."""
    one = _found(session, key)
    _do(session, paid_acts.estimate(one, parse_amount(amount, CNY), reason, session.stamp()))
    _answer(session, one.id)


@command("book", Text("约定时间;没有批准不行", "Book it; not without approval"), parent=paid_)
@argument("key", metavar="ID")
@option("--for", "when", required=True, metavar="TIME", words=Text("约在何时", "For when"))
def book_(session: Session, *, key: str, when: str) -> None:
    """Book it."""
    one = _found(session, key)
    at = session.instant(when)
    _do(session, paid_acts.booked(one, at.isoformat() if at else "", session.stamp()))
    _answer(session, one.id)


@command(
    "actual", Text("实际费用:总额、工时、差旅、验收、发票", "What it cost in all"), parent=paid_
)
@argument("key", metavar="ID")
@argument("amount", metavar="CNY")
@option("--hours", default="", words=Text("工时", "Hours"))
@option("--travel", default="", metavar="CNY", words=Text("其中差旅(元)", "Of it, travel in yuan"))
@option("--accepted-by", "accepted", default="", words=Text("谁验收", "Accepted by"))
@option("--invoice", default="", words=Text("发票号", "Invoice"))
def actual_(session: Session, *, key: str, amount: str, travel: str, **told_: str) -> None:
    """Tell what it cost; the budget consumes it and releases the rest."""
    one = _found(session, key)
    data = {**told_, "travel_fen": str(parse_amount(travel, CNY, zero=True)) if travel else ""}
    fen = parse_amount(amount, CNY, zero=True)
    _do(session, paid_acts.actual(one, fen, data, session.stamp()))
    _answer(session, one.id)


@command("list", Text("列出付费申请,待办在前", "List the requests, open ones first"), parent=paid_)
@option("--open", "open_", is_flag=True, words=Text("只列未完成的", "Only those that are open"))
def list_(session: Session, *, open_: bool) -> None:
    """List them."""
    ended = (State.DONE, State.REJECTED)
    found = [one for one in _every(session) if not open_ or one.state not in ended]
    proofs = of_kind(KIND, session.store.records, session.now())
    rows = [{**paid_json(one), **proof_json(session, proofs[one.id])} for one in found]
    session.answer(
        {"requests": rows, "total": len(rows)}, lambda: told_list(session, found, proofs)
    )  # fmt: skip


@command("show", Text("一张付费申请的全部", "Everything about one request"), parent=paid_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show it with every entry."""
    _answer(session, _found(session, key).id)


@command("share", Text("一个季度的远程占比", "The remote share of a quarter"), parent=paid_)
@argument("quarter", metavar="2026Q4")
def share_(session: Session, *, quarter: str) -> None:
    """Say how many of all helps were remote, how many visits P1 excused, what visits cost."""
    held = sessions(session.store.records(SESSIONS))
    found = share_of(quarter, held, _every(session), session.zone)
    session.answer(share_json(found), lambda: told_share(found))


def _every(session: Session) -> list[PaidRequest]:
    return paid_requests(session.store.records(KIND))


def _found(session: Session, key: str) -> PaidRequest:
    return find(_every(session), key)


def _do(session: Session, edit: Edit, gone: PaidRequest | None = None) -> None:
    """Perform an act with the bookings in its budget that follow, as one; `gone` was approved."""
    money = tuple(_in_budget(session, edit, gone))
    session.store.perform(edit, *tied(edit, money), now=session.now())
    if money:
        session.say(remains(stands(session, one_ledger(session, money[0].entity))))


def _in_budget(session: Session, edit: Edit, gone: PaidRequest | None) -> Sequence[Edit]:
    made = rebase_entity(session.store.record(KIND, edit.entity), [edit])
    after = paid_from(made) if made else None
    if after is None or not after.budget or (gone is None and not _counts(edit, after)):
        return ()
    record = session.store.record(books.KIND, after.budget)
    if record is None:
        return ()
    ledger, stamps = books.ledger_from(record), (session.stamp(), session.stamp())
    return paid_acts.in_budget(ledger, gone or after, stamps, gone=gone is not None)


def _counts(edit: Edit, after: PaidRequest) -> bool:
    """Whether an act moves money: an approval that counts, or what it cost."""
    what = {one.data.get("what") for one in edit.events}
    return ACTUAL in what or (APPROVE in what and bool(after.approver))


def _answer(session: Session, key: str) -> None:
    one = _found(session, key)
    proof = of_kind(KIND, session.store.records, session.now())[one.id]
    session.answer(
        {**paid_json(one), **proof_json(session, proof)}, lambda: told(session, one, proof)
    )
