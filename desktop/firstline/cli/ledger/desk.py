"""What the commands of the ledgers share: reading them, booking, and saying what remains."""

from firstline.cli.ledger.shapes import remains, told, whole_json
from firstline.cli.session import Session
from firstline.domain.contracts.application import KIND as APPLICATION
from firstline.domain.contracts.applied import Applied, applied
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.package import Package, packages
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Refused
from firstline.domain.ledger.book import KIND, Ledger, find, ledgers, short
from firstline.domain.ledger.halves import flagged
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.words import Text


def every(session: Session) -> list[Ledger]:
    """Return all ledgers, by name."""
    return ledgers(session.store.records(KIND))


def packages_of(session: Session) -> list[Package]:
    """Return the packages of the contracts."""
    read = session.store.records
    return packages(read("package"), contracts(read("contract")))


def applied_of(session: Session, ledger: Ledger | None = None) -> list[Applied]:
    """Return what was applied for and is not granted yet, for one ledger where it is given."""
    return applied(session.store.records(APPLICATION), ledger)


def one_ledger(session: Session, name: str) -> Ledger:
    """Return the ledger of this name. Raises Refused where there is none."""
    return find(every(session), name)


def maybe_ledger(session: Session, name: str, unit: str) -> Ledger | None:
    """Return the ledger, or None for one to be opened. Raises Refused without a unit for that."""
    try:
        return one_ledger(session, name)
    except Refused:
        if unit:
            return None
        raise


def stands(session: Session, ledger: Ledger) -> Standing:
    """Return how a ledger stands today, in the profile's zone."""
    today = session.now().astimezone(session.zone).date()
    return flagged(standing(ledger, today, session.zone), session.store.records)


def perform(session: Session, edit: Edit) -> None:
    """Book the edit; say what remained before it and what remains, and answer with the ledger."""
    before = session.store.record(KIND, edit.entity)
    if before is not None:
        session.say(_before(session, find(every(session), edit.entity)))
    session.store.perform(edit, now=session.now())
    after = stands(session, find(every(session), edit.entity))
    session.say(remains(after))
    entry = edit.events[0].id if edit.events else ""
    shape = {**whole_json(after), "entry": entry}
    said = Text("已记账", "Booked")
    number = f" {short(entry)}" if entry else ""
    session.answer(shape, lambda: f"{said.in_(session.language)}{number}\n{told(session, after)}")


def _before(session: Session, ledger: Ledger) -> Text:
    said = remains(stands(session, ledger))
    return Text(f"此前:{said.zh}", f"Before: {said.en}")
