"""A request from the catalogue as JSON, as a table and as a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from firstline.cli.health.register_words import flags_json, flags_words
from firstline.cli.outcome.sheet import proof_json, proof_words
from firstline.cli.services.desk import means_of
from firstline.cli.session import Session
from firstline.cli.table import plain, screen_width, table
from firstline.domain.edits.codec import Json
from firstline.domain.edits.edit import words_of
from firstline.domain.health.columns import said_text
from firstline.domain.health.sheet import Flag, text_of
from firstline.domain.ledger.amount import CNY, number_of, plain_amount
from firstline.domain.outcome.proof import of_kind
from firstline.domain.outcome.standing import CLOSED, UNSTATED, Proved
from firstline.domain.services.form import COVERS, SHEET, answer_name, form_sheet
from firstline.domain.services.request import RESULTS, STATES, Quote, ServiceRequest
from firstline.domain.services.request_flags import flags
from firstline.domain.services.request_money import lacks, money_flags, payer
from firstline.domain.words import Text

_NONE = Text("没有增值服务申请。", "There are no service requests.")


def flags_of(session: Session, one: ServiceRequest) -> tuple[Flag, ...]:
    """Return what is to be looked at in a request today, its ledgers included."""
    day = session.now().astimezone(session.zone).date()
    return (*flags(one, day), *money_flags(one, means_of(session)))


def proofs_of(session: Session) -> Mapping[str, Proved]:
    """Return by their ids whether the accepted requests have brought what they were to bring."""
    return of_kind(SHEET.kind, session.store.records, session.now())


def request_json(
    session: Session, one: ServiceRequest, proofs: Mapping[str, Proved] | None = None
) -> Json:
    """Return a request as JSON; money in yuan, and in whole fen beside it."""
    proof = (proofs or proofs_of(session)).get(one.id, UNSTATED)
    say, paid = session.language, one.paid
    means = means_of(session)
    cover, lack = payer(one, means), lacks(one, means)
    fen = {"estimate": one.quote.fen if one.quote else None, "approved": paid.approved or None,
           "actual": paid.actual, "variance": paid.variance}  # fmt: skip
    told: Json = {
        "id": one.id, "number": one.number, "state": str(one.state), "item": one.item.code,
        "family": one.item.family, "requester": paid.requester, "approver": paid.approver,
        "approved_by": list(one.approvers), "cover": str(cover.cover),
        "entitlement": cover.why.in_(say), "missing": [each.in_(say) for each in lack],
        **{each.id: one.entity.fields.get(each.id) for each in SHEET.columns},
        "answers": {each.id: text_of(one.entity, answer_name(each)) for each in one.item.questions},
        **{name: None if value is None else number_of(value, CNY) for name, value in fen.items()},
        **{f"{name}_fen": value for name, value in fen.items()},
        "quotes": [_quote_json(each) for each in one.quotes],
        "due": _iso(one.due), "agreed": _iso(one.agreed), "delivered": _iso(one.delivered),
        "criteria": [
            {"id": each.criterion.id, "criterion": each.criterion.words.in_(say),
             "result": str(each.result), "by": each.by,
             "evidence": each.last.text if each.last else ""}
            for each in one.criteria
        ],
        "accepted_by": one.acceptance.data.get("by", "") if one.acceptance else "",
        **proof_json(session, proof), "flags": flags_json(session, flags_of(session, one)),
        "conflicts": [{"field": each.field, "mine": each.mine, "theirs": each.theirs}
                      for each in one.entity.conflicts],
        "entries": [
            {"id": each.id, "at": each.at.isoformat(), "by": each.actor, "text": each.text,
             **each.data}
            for each in one.entity.events
        ],
    }  # fmt: skip
    return told


def _quote_json(one: Quote) -> dict[str, Any]:
    return {
        "id": one.id, "amount": number_of(one.fen, CNY), "fen": one.fen, "valid": _iso(one.valid),
        "ref": one.ref, "file": one.file, "sha256": one.sha256, "by": one.event.actor,
    }  # fmt: skip


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def told_list(session: Session, found: Sequence[ServiceRequest]) -> str:
    """Return the requests as a table."""
    say = session.language
    if not found:
        return _NONE.in_(say)
    proofs = proofs_of(session)
    heads = (Text("申请", "Request"), Text("状态", "State"), Text("报价", "Quote"),
             Text("应交付", "Due"), Text("申请人", "Asked by"), Text("批准人", "Approved by"),
             Text("名称", "Title"), Text("注意", "To look at"))  # fmt: skip
    rows = [
        [one.number, proof_words(session, STATES[one.state], proofs.get(one.id, UNSTATED)),
         plain_amount(one.quote.fen, CNY) if one.quote else "", str(one.due or ""),
         one.paid.requester, one.paid.approver, one.title.in_(say),
         flags_words(session, flags_of(session, one))]
        for one in found
    ]  # fmt: skip
    return table([head.in_(say) for head in heads], rows, stretch=6, columns=screen_width())


def told(session: Session, one: ServiceRequest) -> str:
    """Return one request as a sheet: who pays, its form, money, dates and criteria."""
    say, paid, entity = session.language, one.paid, one.entity
    means = means_of(session)
    cover = payer(one, means)

    def line(zh: str, en: str, value: str) -> str:
        return f"  {Text(zh, en).in_(say)}: {plain(value)}" if value else ""

    who_pays = f"{COVERS[cover.cover].in_(say)} · {cover.why.in_(say)}"
    proof = proofs_of(session).get(one.id, UNSTATED)
    state = proof_words(session, STATES[one.state], proof)
    brought = proof.why.in_(say) if proof.proof in CLOSED else ""
    lines = [f"{one.number}  {state}  {one.title.in_(say)}",
             line("申请人", "Asked by", paid.requester),
             line("谁付", "Who pays", who_pays),
             line("成果", "Outcome", brought)]  # fmt: skip
    sheet = form_sheet(one.item)
    for column in sheet.columns[1:]:
        value = words_of(entity.fields.get(column.id))
        known = column.choices.get(value)
        lines.append(line(column.name.zh, column.name.en, known.in_(say) if known else value))
    head = Text("还缺", "missing").in_(say)
    lines += [f"  {head}: {each.in_(say)}" for each in lacks(one, means)]
    quote = one.quote
    quoted = f"{plain_amount(quote.fen, CNY)} · {quote.valid or '—'} · {quote.ref}" if quote else ""
    cost = "" if paid.actual is None else plain_amount(paid.actual, CNY)
    lines += [line("报价(元)", "Quote (CNY)", quoted), line("批准人", "Approved by", paid.approver),
              line("应交付", "Due", str(one.due or "")),
              line("已交付", "Delivered", str(one.delivered or "")),
              line("实际(元)", "Cost (CNY)", cost)]  # fmt: skip
    for each in one.criteria:
        said = f"{RESULTS[each.result].in_(say)} {each.by}".strip()
        lines.append(f"  [{said}] {each.criterion.id}: {plain(each.criterion.words.in_(say))}")
    lines += [f"  {flags_words(session, (each,))}" for each in flags_of(session, one)]
    for clash in entity.conflicts:
        name = next((each for each in sheet.columns if each.id == clash.field), None)
        sides = [said_text(name, each) if name else each for each in (clash.mine, clash.theirs)]
        lines.append(f"  ⚠ {clash.field}: {plain(sides[0])} / {plain(sides[1])}")
    return "\n".join(each for each in lines if each)
