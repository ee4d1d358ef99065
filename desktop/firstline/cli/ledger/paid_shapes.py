"""A paid request as JSON, as a table and as a sheet."""

from collections.abc import Mapping, Sequence

from firstline.cli.outcome.sheet import proof_words
from firstline.cli.session import Session
from firstline.cli.table import plain, screen_width, table
from firstline.domain.edits.codec import Json
from firstline.domain.ledger.amount import CNY, number_of, plain_amount
from firstline.domain.ledger.entitlement import service_name
from firstline.domain.ledger.gate import REASONS
from firstline.domain.ledger.paid import FLAGS, STATES, PaidRequest
from firstline.domain.ledger.share import Share
from firstline.domain.outcome.standing import CLOSED, Proved
from firstline.domain.words import Text

_NONE = Text("没有付费申请。", "There are no paid requests.")


def paid_json(one: PaidRequest) -> Json:
    """Return a request as JSON: money in yuan, and in whole fen beside it."""
    fen = {"estimate": one.estimate, "approved": one.approved or None, "actual": one.actual,
           "variance": one.variance}  # fmt: skip
    money: Json = {
        name: None if value is None else number_of(value, CNY) for name, value in fen.items()
    }
    return {
        "id": one.id, "number": one.number, "state": str(one.state), "service": one.service,
        "purpose": one.purpose, "ticket": one.ticket, "product": one.product,
        "budget": one.budget, "gate": one.gate, "entitlement": one.entitled,
        "requester": one.requester, "approver": one.approver, **money,
        **{f"{name}_fen": value for name, value in fen.items()},
        "variance_percent": one.percent(), "flags": [str(flag) for flag in one.flags],
        "entries": [
            {"id": each.id, "at": each.at.isoformat(), "by": each.actor, "text": each.text,
             **each.data}
            for each in one.entries
        ],
    }  # fmt: skip


def told_list(session: Session, found: Sequence[PaidRequest], proofs: Mapping[str, Proved]) -> str:
    """Return the requests as a table."""
    say = session.language
    if not found:
        return _NONE.in_(say)
    heads = (Text("申请", "Request"), Text("状态", "State"), Text("服务", "Service"),
             Text("估价", "Estimate"), Text("实际", "Cost"), Text("申请人", "Asked by"),
             Text("批准人", "Approved by"), Text("做什么", "What for"))  # fmt: skip
    rows = [
        [one.number, proof_words(session, STATES[one.state], proofs[one.id]),
         service_name(one.service).in_(say),
         plain_amount(one.estimate, CNY),
         "" if one.actual is None else plain_amount(one.actual, CNY), one.requester,
         one.approver, f"{'⚠ ' if one.flags else ''}{one.purpose}"]
        for one in found
    ]  # fmt: skip
    return table([head.in_(say) for head in heads], rows, stretch=7, columns=screen_width())


def told(session: Session, one: PaidRequest, proof: Proved) -> str:
    """Return one request as a sheet."""
    say = session.language

    def line(zh: str, en: str, value: str) -> str:
        return f"{Text(zh, en).in_(say)}: {plain(value)}" if value else ""

    gate = next((words for reason, words in REASONS.items() if reason == one.gate), None)
    cost = "" if one.actual is None else plain_amount(one.actual, CNY)
    gap = "" if one.variance is None else f"{plain_amount(one.variance, CNY)} ({one.percent()} %)"
    state = proof_words(session, STATES[one.state], proof)
    lines = [
        f"{one.number}  {state}  {service_name(one.service).in_(say)}",
        line("做什么", "What for", one.purpose), line("申请人", "Asked by", one.requester),
        line("权益", "Entitlement", one.entitled),
        line("远程优先门", "Remote-first gate", gate.in_(say) if gate else ""),
        line("估价(元)", "Estimate (CNY)", plain_amount(one.estimate, CNY)),
        line("批准人", "Approved by", one.approver), line("实际(元)", "Cost (CNY)", cost),
        line("差异(元)", "Variance (CNY)", gap),
        line("成果", "Outcome", proof.why.in_(say) if proof.proof in CLOSED else ""),
        *(f"⚠ {FLAGS[flag].in_(say)}" for flag in one.flags),
    ]  # fmt: skip
    return "\n".join(one for one in lines if one)


def share_json(one: Share) -> Json:
    """Return the remote share of a quarter as JSON; the share is None where there was no help."""
    percent = one.percent()
    return {
        "quarter": one.quarter, "remote": one.remote, "onsite": one.onsite,
        "p1_exceptions": one.exceptions, "remote_percent": percent or None,
        "onsite_cost": number_of(one.spent, CNY), "onsite_cost_fen": one.spent,
    }  # fmt: skip


def told_share(one: Share) -> Text:
    """Return the remote share of a quarter as a sentence."""
    if not one.percent():
        return Text(
            f"{one.quarter}:没有远程,也没有现场。", f"{one.quarter}: no help of either kind."
        )
    cost = plain_amount(one.spent, CNY)
    return Text(
        f"{one.quarter}:远程 {one.remote} 次,现场 {one.onsite} 次(P1 例外 {one.exceptions} 次),"
        f"远程占比 {one.percent()} %;现场已花 {cost} 元。",
        f"{one.quarter}: {one.remote} remote, {one.onsite} on site ({one.exceptions} by the P1 "
        f"exception), remote share {one.percent()} %; visits have cost {cost} CNY.",
    )
