"""`firstline service-request order | deliver | check | waive | accept | settle`: what came."""

from firstline.cli.given import proof_words
from firstline.cli.grammar import argument, command, option
from firstline.cli.services.desk import means_of, one_request, perform, say_cover
from firstline.cli.services.request import answer, service_request_
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.ledger.acts import parse_day
from firstline.domain.ledger.amount import CNY, parse_amount
from firstline.domain.services import delivery_acts
from firstline.domain.services.request_money import repairs
from firstline.domain.words import Text

EVIDENCE = Text("证据:文件或文字", "Evidence: a file or words")
BY = Text("谁,默认自己", "Who; default oneself")


@command(
    "order",
    Text("登记与厂商约定的交付日", "Record the day of delivery agreed"),
    parent=service_request_,
)
@argument("key", metavar="ID")
@option("--for", "day", required=True, metavar="DATE", words=Text("哪天", "Day"))
def order_(session: Session, *, key: str, day: str) -> None:
    """Record the day; one after the lead time is flagged."""
    one = one_request(session, key)
    perform(session, one, delivery_acts.order(one, parse_day(day), session.stamp()))
    answer(session, one)


@command("deliver", Text("登记交付;晚于交付期会标出", "Record the delivery; a late one is flagged"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@option("--evidence", required=True, metavar="FILE_OR_TEXT", words=EVIDENCE)
@option("--on", "on_", metavar="DATE", words=Text("哪天,默认今天", "Day; default today"))
def deliver_(session: Session, *, key: str, evidence: str, on_: str | None) -> None:
    """Record what was delivered and when."""
    one = one_request(session, key)
    day = parse_day(on_) if on_ else session.now().date()
    edit = delivery_acts.deliver(one, day, proof_words(evidence), session.stamp())
    perform(session, one, edit)
    answer(session, one)


@command(
    "check", Text("检查一条验收标准", "Check one acceptance criterion"), parent=service_request_
)
@argument("key", metavar="ID")
@argument("criterion", metavar="CRITERION")
@option("--pass", "passed", is_flag=True, words=Text("通过", "It is met"))
@option("--fail", "failed", is_flag=True, words=Text("不通过", "It is not met"))
@option("--evidence", required=True, metavar="FILE_OR_TEXT", words=EVIDENCE)
@option("--by", default="", metavar="WHO", words=BY)
def check_(
    session: Session, *, key: str, criterion: str, passed: bool, failed: bool, evidence: str,
    by: str,
) -> None:  # fmt: skip
    """Say whether it is met, by whom, and on what evidence."""
    if passed == failed:
        raise BadInput(Text("请写 --pass 或 --fail。", "Say --pass or --fail."))
    one, words = one_request(session, key), proof_words(evidence)
    edit = delivery_acts.check(one, criterion, words, session.stamp(), passed=passed, by=by)
    perform(session, one, edit)
    answer(session, one)


@command(
    "waive",
    Text("豁免一条标准:谁、为什么", "Waive one criterion: who, and why"),
    parent=service_request_,
)
@argument("key", metavar="ID")
@argument("criterion", metavar="CRITERION")
@option("--by", required=True, metavar="WHO", words=Text("谁豁免", "Who waives it"))
@option("--reason", required=True, words=Text("为什么", "Why"))
def waive_(session: Session, *, key: str, criterion: str, by: str, reason: str) -> None:
    """Waive it by name."""
    one = one_request(session, key)
    perform(session, one, delivery_acts.waive(one, criterion, by, reason, session.stamp()))
    answer(session, one)


@command("accept", Text("验收并登记实际费用;标准未过不行", "Accept it and tell what it cost"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@argument("amount", metavar="CNY", default="", required=False)
@option("--accepted-by", "accepted", default="", metavar="WHO", words=BY)
@option("--hours", default="", words=Text("工时", "Hours"))
@option("--invoice", default="", words=Text("发票号", "Invoice"))
def accept_(session: Session, *, key: str, amount: str, **told: str) -> None:
    """Accept it; the cost takes the place of the commitment in the budget line."""
    one = one_request(session, key)
    fen = parse_amount(amount, CNY, zero=True) if amount else None
    edit = delivery_acts.accept(one, fen, told, session.stamp())
    say_cover(session, perform(session, one, edit))
    answer(session, one)


@command("settle", Text("理顺台账:两处同时操作后承诺不符", "Put the ledgers right after a clash"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
def settle_(session: Session, *, key: str) -> None:
    """Book the difference between what the request says and what the ledgers hold."""
    one = one_request(session, key)
    edits = repairs(one, means_of(session), session.stamp)
    if edits:
        session.store.perform(*edits, now=session.now())
    said = Text(f"记了 {len(edits)} 笔。", f"{len(edits)} entries were booked.")
    session.say(said)
    answer(session, one)
