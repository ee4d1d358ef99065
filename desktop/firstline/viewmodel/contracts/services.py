"""The boards of value-added services: the catalogue, and requests from it with who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.contracts.decision import money
from firstline.domain.health.sheet import Flag, text_of
from firstline.domain.ledger.amount import said_amount
from firstline.domain.ledger.sums import standing
from firstline.domain.outcome.proof import READS, of_kind
from firstline.domain.outcome.standing import GLYPHS, PROOFS, UNSTATED, Proved
from firstline.domain.services import catalogue
from firstline.domain.services.catalogue import FAMILIES, PAID, Item, price_for
from firstline.domain.services.catalogue import flags as item_flags
from firstline.domain.services.form import COVERS, SHEET, Cover, Covering, Means, budget_of
from firstline.domain.services.request import ENDED, STATES, ServiceRequest, State, requests
from firstline.domain.services.request_flags import flags as looks
from firstline.domain.services.request_money import lacks, money_flags, payer
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.proved import PROOF_SHADES, proof_flags

CATALOGUE = Frame(
    "catalog_item", Text("服务目录", "Catalogue"), "book-open",
    (Text("名称", "Name"), Text("类别", "Family"), Text("付费", "Paid"),
     Text("工作日", "Workdays"), Text("参考价(元)", "Price (CNY)"), LOOK),
    (190, 142, 56, 78, 92, 96), 0,
    Text("目录是空的。登记一条:类别、申请表、验收标准。",
         "The catalogue is empty. Record an entry: family, form, criteria."),
    catalogue.SHEET, spare=(5, 1, 3),
)  # fmt: skip
REQUESTS = Frame(
    "service_request", Text("增值服务申请", "Requests"), "clipboard-check",
    (Text("服务", "Service"), Text("状态", "State"), Text("报价(元)", "Quote (CNY)"),
     Text("应交付", "Due"), LOOK),
    (160, 150, 92, 88, 150), 0,
    Text("还没有申请。在服务目录里选一项,按“申请这项服务”。",
         "No requests yet. Choose an entry of the catalogue and ask for it."),
    SHEET, adds=False, spare=(3, 2, 4),
)  # fmt: skip
SHADES = {
    State.ASKED: "muted", State.SENT: "P3", State.QUOTED: "P2", State.APPROVED: "P3",
    State.DELIVERED: "P2", State.REJECTED: "muted",
    State.WITHDRAWN: "muted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One request with who pays, what its form lacks, and what is said of money."""

    request: ServiceRequest
    cover: Covering
    lacks: tuple[Text, ...]
    said: Text
    flags: tuple[Flag, ...]
    budgets: tuple[str, ...] = ()  # what the budget line may name


def entries(held: Held) -> Board:
    """Return the catalogue; `why` of a shipped entry says all that there is to it."""
    listed = held.prices
    lines = []
    for one in held.catalogue.items(held.of(catalogue.KIND)):
        price = price_for(one, listed) if one.paid else None
        told = item_flags(one, listed, held.today)
        if one.own is None:  # the column says it, and nobody has to mend what ships
            told = tuple(each for each in told if each.code != "no_price")
        lead = "—" if one.lead_days is None else str(one.lead_days)
        cells = (
            Shown(one.title, bold=True), Shown(FAMILIES[one.family], "muted"),
            Shown(PAID["paid" if one.paid else "free"], "text" if one.paid else "ok"),
            plain(lead), plain(money(price.fen) if price else "—", "muted"), marks(told),
        )  # fmt: skip
        key = one.own.id if one.own else f"shipped:{one.code}"
        lines.append(Line(key, one.code, one.title, cells, told, _about(one), one.own, one))
    own = sum(one.entity is not None for one in lines)
    said = Text(
        f"{len(lines)} 项服务,{own} 项是自己登记的;AI 集成总要先答数据保护问题。",
        f"{several(len(lines), 'service')}, {own} recorded here; AI integration always asks "
        f"about data "
        "protection first.",
    )
    return Board(CATALOGUE, tuple(lines), said)


def _about(one: Item) -> Text:
    def asked(at: int) -> str:
        return "\n".join(
            f"{'★' if each.must or each.protects else '·'} {each.words[at]}"
            for each in one.questions
        )

    def met(at: int) -> str:
        return "\n".join(f"□ {each.words[at]}" for each in one.criteria)

    day = one.as_of or ""
    loose = Text("", "") if one.verified else Text("未核实。", "Not verified. ")
    return Text(
        f"{one.about.zh}\n\n申请表(★ 必填)\n{asked(0)}\n\n验收标准\n{met(0)}\n\n"
        f"{loose.zh}{day} {one.source.zh}",
        f"{one.about.en}\n\nForm (★ required)\n{asked(1)}\n\nAcceptance criteria\n{met(1)}\n\n"
        f"{loose.en}{day} {one.source.en}",
    )


def asked(held: Held) -> Board:
    """Return the requests, those that await somebody first."""
    means = held.means
    proofs = of_kind(SHEET.kind, held.of, held.now.astimezone(held.zone))
    lines = tuple(_request(one, held, means, proofs) for one in requests(held.of(SHEET.kind)))
    open_ = [one for one in lines if isinstance(one.more, Case)
             and one.more.request.state not in ENDED]  # fmt: skip
    late = sum(any(flag.code == "late" for flag in one.flags) for one in open_)
    said = Text(
        f"{len(lines)} 张申请,{len(open_)} 张未结束,{late} 张交付过期。"
        "\n批准即占预算,验收后换成实际费用。",
        f"{several(len(lines), 'request')}, {len(open_)} open, {late} overdue.\n"
        "An approved quote is committed in the budget; the cost takes its place on acceptance.",
    )
    return Board(REQUESTS, lines, said)


def _request(
    one: ServiceRequest, held: Held, means: Means, proofs: Mapping[str, Proved]
) -> Line:  # fmt: skip
    case, proved = case_of(one, held, means), proofs.get(one.id, UNSTATED)
    flags = (*case.flags, *(proof_flags(proved) if one.state is State.ACCEPTED else ()))
    paid = one.paid
    fen = paid.actual if paid.actual is not None else one.quote.fen if one.quote else None
    cells = (
        Shown(one.title, bold=True), _state(one, proved),
        plain("—" if fen is None else money(fen)), plain(str(one.due or "—"), "muted"),
        marks(flags),
    )  # fmt: skip
    return Line(one.id, one.number, one.title, cells, flags, case.said, one.entity, case)


def _state(one: ServiceRequest, proved: Proved) -> Shown:
    """Return how far a request is; an accepted one is green only if its outcome is proven (S3)."""
    said = STATES[one.state]
    if one.state is not State.ACCEPTED:
        return Shown(said, SHADES[one.state])
    glyph, words = GLYPHS[proved.proof], PROOFS[proved.proof]
    both = Text(f"{glyph} {said.zh},{words.zh}", f"{glyph} {said.en}, {words.en}")
    return Shown(both, PROOF_SHADES[proved.proof])


def case_of(one: ServiceRequest, held: Held, means: Means) -> Case:
    """Return a request with what follows from the ledgers and the budget."""
    cover, lack = payer(one, means), lacks(one, means)
    told = [*looks(one, held.today), *money_flags(one, means)]
    if lack and one.state in (State.ASKED, State.SENT):
        many = len(lack)
        told.append(Flag("missing", Text(f"申请表还缺 {many} 项", f"{many} answers are missing")))
    plans = tuple(each.title for each in means.budgets if each.remaining is not None)
    return Case(one, cover, lack, _said(one, cover, means), tuple(told), plans)


def _said(one: ServiceRequest, cover: Covering, means: Means) -> Text:
    """Return who pays and why, and what remains, before anything chargeable (S22, S63)."""
    said = COVERS[cover.cover]
    head = Text(f"{said.zh}:{cover.why.zh}", f"{said.en}: {cover.why.en}")
    parts = [cover.why if one.approval else head]
    quote = one.quote
    if quote is not None:
        ends = (
            (f",有效至 {quote.valid}", f", valid until {quote.valid}") if quote.valid else ("", "")
        )
        more = " · ".join(each for each in (quote.ref, quote.file, quote.sha256[:12]) if each)
        tail = (f"({more})", f" ({more})") if more else ("", "")
        parts.append(Text(f"报价 {money(quote.fen)} 元{ends[0]}{tail[0]}。",
                          f"Quote of {money(quote.fen)} CNY{ends[1]}{tail[1]}."))  # fmt: skip
    if cover.ledger is not None:
        day = means.now.astimezone(means.zone).date()
        left = said_amount(standing(cover.ledger, day, means.zone).available, cover.ledger.unit)
        parts.append(Text(f"额度还剩 {left}。", f"{left} of it is left."))
    named = text_of(one.entity, "budget")
    plan, _ = budget_of(named, means)
    if not named and cover.cover is Cover.CHARGEABLE:
        open_ = [f"{each.title} {money(each.remaining)}" for each in means.budgets
                if each.remaining is not None]  # fmt: skip
        if open_:
            parts.append(Text(f"可用预算(元):{'、'.join(open_)}。",
                              f"Budgets (CNY left): {', '.join(open_)}."))  # fmt: skip
    if plan is not None and plan.remaining is not None:
        parts.append(Text(f"预算“{plan.title}”还剩 {money(plan.remaining)} 元。",
                          f"“{plan.title}” has {money(plan.remaining)} CNY left."))  # fmt: skip
        if one.state is State.QUOTED and quote is not None:
            after = plan.remaining - quote.fen
            over = Text("✗ 超出预算", "✗ over the budget") if after < 0 else Text("", "")
            parts.append(Text(f"批准后剩 {money(after)} 元。{over.zh}",
                              f"{money(after)} CNY after approval. {over.en}"))  # fmt: skip
    return Text("".join(each.zh for each in parts), " ".join(each.en for each in parts).strip())


_MEANS: Sequence[str] = ("ledger", "package", "contract", "budget_plan")
SERVICES = (
    Entry(CATALOGUE, entries, ("price",)),
    Entry(REQUESTS, asked, (*_MEANS, "price", *READS)),
)
