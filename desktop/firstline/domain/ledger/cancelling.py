"""What becomes of a voucher when its place is cancelled, in words, before anybody confirms it."""

from collections.abc import Sequence
from datetime import date

from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import ABSENCES, Ledger
from firstline.domain.ledger.of_booking import Fate, Held
from firstline.domain.words import Text

FATE = Text("培训券怎么办", "What becomes of the voucher")


def rule_words(ledger: Ledger) -> Text:
    """Return what a ledger's conditions say of cancelling late, "" where they say nothing."""
    if not ledger.late:
        return Text("", "")
    said, days = ABSENCES[ledger.late], ledger.notice
    en = "1 day" if days == 1 else f"{days} days"
    return Text(f"提前不足 {days} 天取消:{said.zh}",
                f"cancelled less than {en} before: {said.en}")  # fmt: skip


def outcome(held: Sequence[Held], on: date, today: date) -> Text:
    """Return what the conditions make of a place on the day `on` that is cancelled today."""
    zh, en = [], []
    for one in held:
        if one.fate is not Fate.RESERVED:
            continue
        ledger, left = one.ledger, (on - today).days
        amount = amount_words(one.steps, ledger.unit)
        said = ABSENCES[ledger.on_cancelling(on, today)]
        why_zh = why_en = ""
        if ledger.late:
            why_zh = f"(距开课 {left} 天,须提前 {ledger.notice} 天)"
            why_en = f" ({left} days before, {ledger.notice} are asked)"
        zh.append(f"{ledger.name} {amount.zh}{said.zh}{why_zh}")
        en.append(f"{amount.en} of {ledger.name} {said.en}{why_en}")
    return Text(";".join(zh), "; ".join(en))


def choices(held: Sequence[Held], on: date, today: date) -> tuple[tuple[str, Text], ...]:
    """Return what may be chosen for what is reserved: the conditions first; none without any."""
    fates = dict.fromkeys(
        one.ledger.on_cancelling(on, today) for one in held if one.fate is Fate.RESERVED
    )
    if not fates:
        return ()
    zh, en = (";".join(ABSENCES[one].zh for one in fates),
              "; ".join(ABSENCES[one].en for one in fates))  # fmt: skip
    agreed = [(key, Text(f"另有约定:{words.zh}", f"Agreed otherwise: {words.en}"))
              for key, words in ABSENCES.items()]  # fmt: skip
    return (("", Text(f"按条件:{zh}", f"By the conditions: {en}")), *agreed)
