"""Vouchers on the page of training: which may be chosen, what is left, what a place holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.errors import NOTHING, Refused
from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import Ledger, Sort, ledgers
from firstline.domain.ledger.cancelling import FATE, choices, outcome
from firstline.domain.ledger.of_booking import Fate, Held, fate_words, of_booking, pays
from firstline.domain.ledger.room import free_lots
from firstline.domain.training.acts import booking_ids
from firstline.domain.training.person import Person
from firstline.domain.training.places import Tie, Tools, Wanted, tie_of
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.wish import Asked

if TYPE_CHECKING:
    from firstline.store.store import Store

VOUCHER, AMOUNT = Text("培训券", "Voucher"), Text("用几个单位", "How much of it")
_NONE = Text("不用券", "none")
_ONE = Text("不填为 1", "empty: 1")
OFF = Text("预订已取消", "booking cancelled")


def tools(model: TrainingModel, beside: "Store | None" = None) -> Tools:
    """Return what the acts on places work with, as it stands now; `beside` the window by that."""
    desktop = model.desktop
    store = beside or desktop.store
    return Tools(
        lambda key: store.record(KIND, key), ledgers(store.records(LEDGER)), desktop.zone,
        desktop.stamp, desktop.speech.language,
    )  # fmt: skip


def fields(model: TrainingModel, day: date | None = None) -> tuple[Asked, ...]:
    """Return the fields that choose a voucher, each with what is left for `day`, or today."""
    found = [one for one in tools(model).ledgers if pays(one)]
    found.sort(key=lambda one: (one.sort is not Sort.VOUCHER, not one.covers, one.name))
    if not found:
        return ()
    told = tuple((one.id, left(model, one, day or model.today)) for one in found)
    return (
        Asked("voucher", VOUCHER, choices=(("", _NONE), *told)),
        Asked("amount", AMOUNT, _ONE),
    )


def left(model: TrainingModel, ledger: Ledger, day: date) -> Text:
    """Return a ledger with what of it is neither used nor reserved for `day`, and its last day."""
    lots = [one for one in free_lots(ledger, day, model.desktop.zone) if one.holds(day)]
    free = amount_words(sum(one.left for one in lots), ledger.unit)
    ends = min((one.entry.expires for one in lots if one.left and one.entry.expires), default=None)
    until = (f",{ends} 到期", f", until {ends}") if ends else ("", "")
    return Text(f"{ledger.name} · 还剩 {free.zh}{until[0]}",
                f"{ledger.name} · {free.en} left{until[1]}")  # fmt: skip


def on_cancelling(
    model: TrainingModel, person: Person | None, course: str, on: date, title: Text
) -> tuple[tuple[Asked, ...], Text]:  # fmt: skip
    """Return the field that says what becomes of a place's voucher, and the title that tells why.

    Both are there before it is cancelled; without a voucher there is no field.
    """
    found, today = tools(model), model.now.date()
    held = [
        one for booking in (booking_ids(person, course, on) if person else ())
        for one in of_booking(found.ledgers, booking, found.zone)
    ]  # fmt: skip
    told, said = choices(held, on, today), outcome(held, on, today)
    if not told:
        return (), title
    words = Text(f"{title.zh}\n按条件:{said.zh}", f"{title.en}\nBy the conditions: {said.en}")
    return (Asked("fate", FATE, choices=told),), words


def wanted(known: Tools, values: Mapping[str, str], place: str) -> Wanted:
    """Return the place that a form asks for. Raises Refused for a ledger that is gone."""
    key = values.get("voucher", "")
    ledger = next((one for one in known.ledgers if one.id == key), None)
    if key and ledger is None:
        raise Refused(Text("这本台账不在了。", "This ledger is gone."))
    return Wanted(place, ledger, values.get("amount", "").strip() or "1")


def tie(model: TrainingModel, person: Person, course: str, on: date) -> Tie | None:
    """Return what a place holds, and whether it was cancelled."""
    return tie_of(model.read.ties, person, course, on) if model.read else None


def held_words(held: Sequence[Held], *, away: bool = False) -> Text:
    """Return what a place holds: how much of which ledger, what became of it, by whom.

    `away` is that its holder did not come.
    """
    if not held:
        return NOTHING
    zh, en = [], []
    for one in held:
        amount, fate = amount_words(one.steps, one.ledger.unit), fate_words(one, away=away)
        mark = "✗ " if one.fate is Fate.BOTH else ""
        zh.append(f"{mark}{fate.zh} · {one.ledger.name} {amount.zh}({one.by})")
        en.append(f"{mark}{fate.en} · {one.ledger.name} {amount.en} ({one.by})")
    return Text("、".join(zh), ", ".join(en))
