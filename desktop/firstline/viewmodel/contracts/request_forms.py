"""The steps of a request as a chain, and the forms that are open at its present step."""

from collections.abc import Iterator
from dataclasses import dataclass

from firstline.domain.ledger.amount import CNY, plain_amount
from firstline.domain.services.form import Cover
from firstline.domain.services.request import RESULTS, Result, State
from firstline.domain.words import Text
from firstline.viewmodel.contracts.services import Case

NO_TEXT = Text("", "")
TODAY = Text("今天,或 2026-12-31", "today, or 2026-12-31")


@dataclass(frozen=True, slots=True)
class Blank:
    """One field of a form; with `choices` one of them is chosen, a `file` may be looked for."""

    id: str
    name: Text
    hint: Text = NO_TEXT
    choices: tuple[tuple[str, Text], ...] = ()
    file: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One thing that a form does."""

    id: str
    name: Text
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a step: what is typed, and what is done with it."""

    id: str
    title: Text
    blanks: tuple[Blank, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain: done, present, ahead, or failed; `said` is beneath its name."""

    name: Text
    state: str
    said: str = ""


_QUOTE = Form(
    "quote", Text("登记报价", "Record a quote"),
    (Blank("amount", Text("金额(元)", "Amount (CNY)"), Text("如 42000", "such as 42000")),
     Blank("valid", Text("有效期至", "Valid until"), Text("2026-12-31", "2026-12-31")),
     Blank("ref", Text("厂商报价编号", "Vendor's reference")),
     Blank("file", Text("报价文件(记名称与哈希)", "File (name and hash)"), file=True)),
    (Button("quote", Text("登记报价", "Record the quote"), True),),
)  # fmt: skip
_REQUOTE = Form(
    "quote", Text("另一份报价", "Another quote"), _QUOTE.blanks,
    (Button("quote", Text("登记报价", "Record the quote")),),
)  # fmt: skip
_SEND = Form(
    "send", Text("送出请求报价", "Sent for a quote"),
    (Blank("how", Text("怎样送出、回执", "How, receipt")),),
    (Button("send", Text("登记已送出", "Record that it went out")),),
)  # fmt: skip
_APPROVE = Form(
    "approve", Text("批准(不能是申请人或记报价的人)", "Approve; not who asked or quoted"),
    (Blank("by", Text("代记谁的批准", "Whose word"), Text("自己则留空", "empty: my own")),
     Blank("proof", Text("凭据", "Proof"), Text("代记时必填", "needed for another's word"))),
    (Button("approve", Text("批准", "Approve"), True),),
)  # fmt: skip
_REASON = Blank("reason", Text("理由", "Reason"))
_REJECT = Button("reject", Text("不批准", "Reject"))
_WITHDRAW = Button("withdraw", Text("撤回", "Take back"))
_ORDER = Form(
    "order", Text("与厂商约定的交付日", "Day agreed with the vendor"),
    (Blank("day", Text("交付日", "Day"), Text("2026-12-31", "2026-12-31")),),
    (Button("order", Text("登记约定", "Record it")),),
)  # fmt: skip
_DELIVER = Form(
    "deliver", Text("登记交付", "Record the delivery"),
    (Blank("evidence", Text("交付了什么", "What was delivered")),
     Blank("on", Text("哪天", "Day"), TODAY)),
    (Button("deliver", Text("登记交付", "Record the delivery"), True),),
)  # fmt: skip
_AGAIN = Form(
    "deliver", Text("整改后再次交付", "Delivered again after it was mended"), _DELIVER.blanks,
    (Button("deliver", Text("登记交付", "Record the delivery")),),
)  # fmt: skip
_SETTLE = Form(
    "settle", Text("台账与申请不符", "Ledgers do not match"), (),
    (Button("settle", Text("理顺台账", "Put the ledgers right"), True),),
)  # fmt: skip
FORMS = (_SEND, _QUOTE, _APPROVE, _ORDER, _DELIVER, _SETTLE)


def steps(case: Case) -> tuple[Step, ...]:
    """Return the chain from request to acceptance as it stands."""
    one = case.request
    free = case.cover.cover is not Cover.CHARGEABLE and one.quote is None
    quote = "" if one.quote is None else plain_amount(one.quote.fen, CNY)
    cost = "" if one.paid.actual is None else plain_amount(one.paid.actual, CNY)
    codes = {flag.code for flag in case.flags}
    names = (
        (Text("申请", "Request"), one.paid.requester),
        (Text("报价", "Quote"), "—" if free else quote),
        (Text("批准", "Approval"), one.paid.approver),
        (Text("交付", "Delivery"), str(one.delivered or one.due or "")),
        (Text("验收", "Acceptance"), cost),
    )
    at = {State.ASKED: 0, State.SENT: 1, State.QUOTED: 2, State.APPROVED: 3, State.DELIVERED: 4,
          State.ACCEPTED: 5}.get(one.state, 2)  # fmt: skip
    if free and one.state is State.ASKED and not case.lacks:
        at = 2
    gone = one.state in (State.REJECTED, State.WITHDRAWN)
    bad = {2: gone or "quote_expired" in codes, 3: "late" in codes,
           4: bool({"failed", "accepted_failing"} & codes)}  # fmt: skip
    found = []
    for place, (name, said) in enumerate(names):
        state = "done" if place < at else "now" if place == at else "ahead"
        if bad.get(place) and place <= at:
            state = "failed"
        found.append(Step(name, "gone" if gone and place > at else state, said))
    return tuple(found)


def forms(case: Case) -> tuple[Form, ...]:
    """Return the forms that are open: those of the present step first."""
    return tuple(_open(case))


def _open(case: Case) -> Iterator[Form]:
    one = case.request
    if any(flag.code == "ledger_differs" for flag in case.flags):
        yield _SETTLE
    chargeable = case.cover.cover is Cover.CHARGEABLE
    if one.state in (State.ASKED, State.SENT):
        if chargeable:
            yield from (_QUOTE, _SEND) if one.state is State.SENT else (_SEND, _QUOTE)
        else:
            yield _APPROVE
        yield _ending((_WITHDRAW,))
    elif one.state in (State.QUOTED, State.REJECTED):
        yield from (_APPROVE, _REQUOTE)
        if one.state is State.QUOTED:
            yield _ending((_REJECT, _WITHDRAW))
    elif one.state is State.APPROVED:
        yield from (_DELIVER, _ORDER)
        yield _ending((_WITHDRAW,))
    elif one.state is State.DELIVERED:
        yield _checking(case)
        yield _accepting(case)
        yield _AGAIN


def _ending(buttons: tuple[Button, ...]) -> Form:
    return Form("end", Text("结束它", "End it"), (_REASON,), buttons)


_GLYPHS = {Result.OPEN: "□", Result.PASSED: "✓", Result.FAILED: "✗", Result.WAIVED: "◇"}


def _checking(case: Case) -> Form:
    held = case.request.criteria
    open_ = [each for each in held if not each.done]
    choices = tuple(
        (each.criterion.id, Text(f"{_GLYPHS[each.result]} {each.criterion.words.zh}",
                                 f"{_GLYPHS[each.result]} {each.criterion.words.en}"))
        for each in (*open_, *(each for each in held if each.done))
    )  # fmt: skip
    return Form(
        "check", Text("逐条检查验收标准", "Check criterion by criterion"),
        (Blank("criterion", Text("标准", "Criterion"), choices=choices),
         Blank("evidence", Text("证据,或豁免理由", "Evidence, or why waived")),
         Blank("by", Text("谁", "Who"), Text("豁免必填;检查默认自己", "needed to waive; else me"))),
        (Button("pass", Text("✓ 通过", "✓ Met"), primary=True),
         Button("fail", Text("✗ 不通过", "✗ Not met")), Button("waive", Text("豁免", "Waive"))),
    )  # fmt: skip


def _accepting(case: Case) -> Form:
    return Form(
        "accept", Text("验收", "Accept"),
        (Blank("amount", Text("实际费用(元)", "Cost (CNY)"),
               NO_TEXT if case.request.paid.estimate else
               Text("免费则留空", "empty where it is free")),
         Blank("invoice", Text("发票号", "Invoice")),
         Blank("accepted", Text("谁验收", "Accepted by"), Text("默认自己", "me"))),
        (Button("accept", Text("验收", "Accept"), primary=not case.request.open_criteria),),
    )  # fmt: skip


def criteria_said(case: Case) -> tuple[Text, ...]:
    """Return each acceptance criterion with how it stands, who says so and on what evidence."""
    found = []
    for each in case.request.criteria:
        told = " · ".join(one for one in (each.by, each.last.text if each.last else "") if one)
        tail = f" — {told}" if told else ""
        said, name = RESULTS[each.result], each.criterion.words
        glyph = _GLYPHS[each.result]
        found.append(Text(f"{glyph} {name.zh}({said.zh}{tail})",
                          f"{glyph} {name.en} ({said.en}{tail})"))  # fmt: skip
    return tuple(found)
