"""What is to be looked at in a request: what two desks did at once, what is late, what failed."""

from collections.abc import Iterator
from datetime import date

from firstline.domain.health.sheet import Flag
from firstline.domain.ledger.paid import APPROVE, FLAGS, REJECT, approver_of, person
from firstline.domain.ledger.paid import Flag as Told
from firstline.domain.services.form import OURS, digest
from firstline.domain.services.request import Result, ServiceRequest, State
from firstline.domain.words import Text

_STOPS = frozenset({Told.NO_APPROVAL, Told.SPENT_UNAPPROVED, Told.OWN_APPROVAL})


def flags(one: ServiceRequest, day: date) -> tuple[Flag, ...]:
    """Return what is to be looked at on `day`, what clashes first."""
    found = [*_decisions(one), *_money(one), *_quotes(one, day), *_delivery(one, day),
             *_acceptance(one)]  # fmt: skip
    return tuple(sorted(found, key=lambda each: not each.stops))


def _decisions(one: ServiceRequest) -> Iterator[Flag]:
    gone, approvals = one.entries(REJECT), one.entries(APPROVE)
    known = {key for each in (*gone, *approvals) for key in each.data.get("over", "").split()}
    unknown = [each for each in approvals if each.id not in known and each not in one.late]
    blind = [each for each in gone if each.id not in known]
    if blind and unknown and one.state in (State.WITHDRAWN, State.REJECTED):
        who, by = approver_of(unknown[-1]), blind[-1].actor
        withdrawn = bool(blind[-1].data.get("withdrawn"))
        zh, en = ("撤回", "withdrew") if withdrawn else ("否决", "rejected")
        yield Flag("approved_too", Text(
            f"{who} 批准的同时 {by} {zh}:两者都保留,以{zh}为准,请告知厂商",
            f"{who} approved while {by} {en} it: both stand, {en} counts; tell the vendor",
        ), stops=True)  # fmt: skip
    named = one.approval.data.get("quote", "") if one.approval else ""
    names = {person(approver_of(each)): approver_of(each) for each in unknown
             if each.data.get("quote", "") == named}  # fmt: skip
    if len(names) > 1:
        zh, en = "、".join(names.values()), ", ".join(names.values())
        yield Flag("approved_twice", Text(f"{zh} 各自批准了一次,只算一次",
                                          f"{en} approved it each, it counts once"))  # fmt: skip
    if one.late:
        yield Flag("approved_late", Text("批准时报价已过期,不算数",
                                         "the quote had expired when it was approved: it does not "
                                         "count"), stops=True)  # fmt: skip
    if one.approval is None:
        if one.delivery is not None and one.state is not State.ACCEPTED:
            none = Text("没有有效的批准就交付了", "delivered without an approval that counts")
            yield Flag("not_approved", none, stops=True)
        return
    seen = one.approval.data.get("form", "")
    if seen and seen != digest(one.entity, one.item):
        yield Flag("form_changed", Text("批准之后申请表改过", "the form changed after approval"))


def _money(one: ServiceRequest) -> Iterator[Flag]:
    for told in one.paid.flags:
        yield Flag(str(told), FLAGS[told], stops=told in _STOPS)


def _quotes(one: ServiceRequest, day: date) -> Iterator[Flag]:
    quote = one.quote
    if quote is None:
        return
    known = quote.event.data.get("over", "").split()
    if any(each.id not in known for each in one.quotes[:-1]):
        yield Flag("quoted_twice", Text("两处各登记了报价,以较晚的为准",
                                        "quoted on two desks, the later counts"))  # fmt: skip
    seen = quote.event.data.get("form", "")
    if one.state is State.QUOTED and seen and seen != digest(one.entity, one.item, OURS):
        yield Flag("form_changed", Text("报价之后申请表改过", "the form changed after the quote"))
    if one.state is State.QUOTED and quote.expired(day):
        yield Flag("quote_expired", Text(f"报价已于 {quote.valid} 过期",
                                         f"the quote expired on {quote.valid}"))  # fmt: skip
    named = one.approval.data.get("quote", "") if one.approval else quote.id
    if named and named != quote.id:
        yield Flag("other_quote", Text("批准的是另一份报价", "another quote was approved"))


def _delivery(one: ServiceRequest, day: date) -> Iterator[Flag]:
    if one.due is None or one.state not in (State.APPROVED, State.DELIVERED, State.ACCEPTED):
        return
    at = one.delivered or day
    days = (at - one.due).days
    if days > 0 and one.delivered:
        yield Flag("late", Text(f"晚交付 {days} 天(应在 {one.due} 前)",
                                f"delivered {days} days late (due {one.due})"))  # fmt: skip
    elif days > 0:
        yield Flag("late", Text(f"交付已过期 {days} 天(应在 {one.due} 前)",
                                f"delivery is {days} days overdue (due {one.due})"))  # fmt: skip
    if one.agreed and one.lead_due and one.agreed > one.lead_due:
        yield Flag("agreed_late", Text(f"约定的 {one.agreed} 晚于交付期 {one.lead_due}",
                                       f"{one.agreed} was agreed, the lead time ends on "
                                       f"{one.lead_due}"))  # fmt: skip


def _acceptance(one: ServiceRequest) -> Iterator[Flag]:
    failed = [each for each in one.criteria if each.result is Result.FAILED]
    if one.acceptance is not None and one.open_criteria:
        many = len(one.open_criteria)
        yield Flag("accepted_failing", Text(
            f"已签验收,但有 {many} 条标准没有通过:不算验收",
            f"accepted although {many} criteria are not met: it does not count",
        ), stops=True)  # fmt: skip
    elif failed:
        many = len(failed)
        en = "1 criterion is not met" if many == 1 else f"{many} criteria are not met"
        yield Flag("failed", Text(f"{many} 条验收标准不通过", en))  # fmt: skip
