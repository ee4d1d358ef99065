"""What the training commands share about vouchers: the tools, and what a place holds, as JSON."""

from collections.abc import Sequence
from datetime import date

from firstline.cli.ledger.desk import every, one_ledger
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, person_of
from firstline.domain.edits.edit import Edit
from firstline.domain.ledger.amount import amount_words, number_of
from firstline.domain.ledger.book import Ledger
from firstline.domain.ledger.of_booking import Fate, Held, fate_words, of_booking
from firstline.domain.ledger.room import room
from firstline.domain.ledger.sums import standing
from firstline.domain.training.places import Tie, Tools, settled, ties
from firstline.domain.training.training import KIND
from firstline.domain.training.training_acts import Passed
from firstline.domain.words import Text


def tools_of(session: Session) -> Tools:
    """Return what the acts on places work with."""
    store = session.store
    return Tools(
        lambda key: store.record(KIND, key), every(session), session.zone, session.stamp,
        session.language,
    )  # fmt: skip


def ties_of(session: Session) -> dict[str, Tie]:
    """Return the bookings that hold a voucher or were cancelled."""
    return ties(session.store.records(KIND), every(session), session.zone)


def voucher_of(session: Session, name: str | None, on: date) -> Ledger | None:
    """Return the ledger of this name; say what of it may be reserved for that day."""
    if not name:
        return None
    ledger = one_ledger(session, name)
    left = left_words(session, ledger, on)
    session.say(Text(f"此前:{left.zh}", f"Before: {left.en}"))
    return ledger


def left_words(session: Session, ledger: Ledger, on: date) -> Text:
    """Return what may still be reserved for a day, as a sentence."""
    today = session.now().astimezone(session.zone).date()
    left = amount_words(room(ledger, on, today, session.zone).left, ledger.unit)
    return Text(
        f"“{ledger.name}”到 {on} 还剩 {left.zh}。", f"“{ledger.name}” has {left.en} left for {on}."
    )


def perform(session: Session, edits: Sequence[Edit]) -> None:
    """Perform the edits as one act; what changes nothing is left out."""
    found = [one for one in edits
             if one.changes or one.events or one.add_tags or one.remove_tags]  # fmt: skip
    if found:
        session.store.perform(*found, now=session.now())


def used_by(session: Session, passed: Passed) -> Sequence[Edit]:
    """Return what settles the voucher of somebody who passed on that day: they were there."""
    tools = tools_of(session)
    if not passed.number or not tools.ledgers:
        return ()
    who = person_of(book_now(session), passed.number)
    return settled(tools, who, passed.course.code, passed.on, came=True)


def held_by(session: Session, booking: str) -> list[Held]:
    """Return what a booking holds now."""
    return of_booking(every(session), booking, session.zone)


def voucher_json(session: Session, held: Sequence[Held]) -> list[dict[str, object]]:
    """Return what a booking holds: where, how much, what became of it, what is left there."""
    found: list[dict[str, object]] = []
    today = session.now().astimezone(session.zone).date()
    for one in held:
        unit = one.ledger.unit
        stands = standing(one.ledger, today, session.zone)
        left = room(one.ledger, one.on, today, session.zone).left
        found.append({
            "ledger": one.ledger.name, "amount": number_of(one.steps, unit), "unit": unit,
            "state": str(one.fate), "by": one.by, "at": one.at.isoformat(),
            "left": number_of(left, unit), "marks": [str(mark) for mark in stands.marks],
        })  # fmt: skip
    return found


def voucher_words(
    held: Sequence[Held], *, away: bool = False, lost: Text | None = None
) -> Text:  # fmt: skip
    """Return what a booking holds, in words; `away` is that its holder did not come.

    `lost` is what is said of what counts as used though nobody came.
    """
    zh, en = [], []
    for one in held:
        amount, fate = amount_words(one.steps, one.ledger.unit), fate_words(one, away=away)
        fate = lost if lost and one.fate is Fate.USED else fate
        zh.append(f"{fate.zh} · {one.ledger.name} {amount.zh}({one.by})")
        en.append(f"{fate.en} · {one.ledger.name} {amount.en} ({one.by})")
    return Text("、".join(zh), ", ".join(en))
