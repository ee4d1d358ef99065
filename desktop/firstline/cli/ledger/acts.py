"""`firstline ledger grant | reserve | consume | release | dispute | correct | set`: entries."""

from collections.abc import Callable
from datetime import date

from firstline.cli.grammar import argument, command, option
from firstline.cli.ledger.desk import maybe_ledger, one_ledger, perform
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking, parse_day
from firstline.domain.ledger.book import FIELDS, KIND, What, find_entry, ledger_id
from firstline.domain.words import Text

Run = Callable[..., None]


def _shared(run: Run) -> Run:
    """Give a booking the words that every booking takes."""
    for wrap in reversed((
        argument("name", metavar="NAME"),
        argument("amount", metavar="AMOUNT"),
        option("--unit", default="", metavar="U",
               words=Text("单位;新台账必须写", "The unit; a new ledger needs it")),
        option("--on", "on_", metavar="DATE", words=Text("哪天的,默认今天", "Day; default today")),
        option("--ref", default="", metavar="ID",
               words=Text("工单、会话或申请", "Ticket, session or request")),
        option("--text", default="", words=Text("说明", "Words")),
        option("--once", default="", metavar="KEY",
               words=Text("同一件事的记号,几处登记只算一次",
                          "A mark of the fact: told on several desks it counts once")),
    )):  # fmt: skip
        run = wrap(run)
    return run


@command("grant", Text("授予:合同给了多少", "A grant: what the contract gives"))
@_shared
@option("--expires", metavar="DATE", words=Text("到期日(含当天)", "Last day, included"))
@option("--from", "starts", metavar="DATE", words=Text("从哪天起可用", "First day it holds"))
def grant_(
    session: Session, *, expires: str | None, starts: str | None, **given: str | None
) -> None:
    """Book a grant."""
    _book(session, What.GRANT, given, expires=_day(expires), starts=_day(starts))


@command("reserve", Text("预留:准备使用", "A reservation: about to be used"))
@_shared
def reserve_(session: Session, **given: str | None) -> None:
    """Book a reservation."""
    _book(session, What.RESERVE, given)


@command("consume", Text("消耗:已经使用", "What was used"))
@_shared
def consume_(session: Session, **given: str | None) -> None:
    """Book what was used."""
    _book(session, What.CONSUME, given)


@command("release", Text("释放:预留的没有用", "A reservation that was not used"))
@_shared
def release_(session: Session, **given: str | None) -> None:
    """Book what was reserved and not used."""
    _book(session, What.RELEASE, given)


def _book(
    session: Session, what: What, given: dict[str, str | None], *, expires: date | None = None,
    starts: date | None = None,
) -> None:  # fmt: skip
    words = {name: value or "" for name, value in given.items()}
    one = Booking(
        what, words["amount"], _day(words["on_"]), starts, expires, words["ref"], words["text"],
        words["once"],
    )  # fmt: skip
    ledger = maybe_ledger(session, words["name"], words["unit"])
    perform(session, acts.book(ledger, words["name"], words["unit"], one, session.stamp()))


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


@command("dispute", Text("争议:余额不变,标出来", "A dispute: shown, the balance stays"))
@argument("name", metavar="NAME")
@argument("entry", metavar="[ENTRY]", required=False)
@option("--reason", required=True, words=Text("为什么", "Why"))
@option("--close", "closes", is_flag=True, words=Text("争议已了结", "The dispute is over"))
def dispute_(session: Session, *, name: str, entry: str | None, reason: str, closes: bool) -> None:
    """Dispute an entry, or the whole ledger."""
    ledger = one_ledger(session, name)
    about = find_entry(ledger, entry) if entry else None
    perform(session, acts.dispute(ledger, about, reason, session.stamp(), closes=closes))


@command("correct", Text("更正一笔:写明它应是多少,0 为作废",
                         "Correct an entry: what it truly is, 0 strikes it out"))  # fmt: skip
@argument("name", metavar="NAME")
@argument("entry", metavar="ENTRY")
@argument("amount", metavar="AMOUNT")
@option("--reason", required=True, words=Text("为什么", "Why"))
def correct_(session: Session, *, name: str, entry: str, amount: str, reason: str) -> None:
    """Correct an entry; what stood there stays."""
    ledger = one_ledger(session, name)
    edit = acts.correct(ledger, find_entry(ledger, entry), amount, reason, session.stamp())
    perform(session, edit)


@command("set", Text("台账的说明:包括什么、合同期", "What a ledger is for; its contract"))
@argument("name", metavar="NAME")
@argument("assigned", metavar="FIELD=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, name: str, assigned: tuple[str, ...]) -> None:
    """Describe a ledger; a new one needs its unit."""
    values: dict[str, str] = {}
    for word in assigned:
        field, mark, value = word.partition("=")
        if not mark:
            names = ", ".join(FIELDS)
            raise BadInput(
                Text(f"“{word[:40]}”不是 字段=值。", f"“{word[:40]}” is not FIELD=VALUE."),
                next_step=Text(f"可用字段:{names}。", f"Fields: {names}."),
            )
        values[field] = value
    key = _id(session, name, values.get("unit", ""))
    entity = session.store.record(KIND, key)
    perform(session, acts.describe(entity, name, values, session.stamp()))


def _id(session: Session, name: str, unit: str) -> str:
    try:
        return one_ledger(session, name).id
    except Refused:
        if not unit:
            raise
        return ledger_id(name)
