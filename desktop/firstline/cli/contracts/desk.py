"""What the commands of contracts share: contracts, packages and supplements as they stand today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from firstline.cli.session import Session
from firstline.domain.contracts.contract import Contract, contracts
from firstline.domain.contracts.lifecycle import KIND as LIFECYCLE
from firstline.domain.contracts.lifecycle import Life, lives
from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.contracts.package import Package, packages
from firstline.domain.contracts.supplement import Supplement, supplements
from firstline.intake.packs.lifecycle_files import FOLDER, load_rules
from firstline.system.resources import resource_path
from firstline.system.seals import is_signed


@dataclass(frozen=True, slots=True)
class Deals:
    """The contracts with what hangs on them, and the day on which they are looked at."""

    contracts: Sequence[Contract]
    packages: Sequence[Package]
    supplements: Sequence[Supplement]
    today: date


def deals(session: Session) -> Deals:
    """Return them as they stand."""
    read = session.store.records
    known = contracts(read("contract"))
    return Deals(
        known, packages(read("package"), known), supplements(read("supplement"), known),
        session.now().astimezone(session.zone).date(),
    )  # fmt: skip


def rules_of(session: Session) -> list[Rule]:
    """Return the rules of lifecycles in use; a refused pack is said on standard error."""
    own = session.ground.folder / "packs" / FOLDER
    found, notes = load_rules((resource_path("packs", FOLDER), own), is_signed)
    for note in notes:
        session.say(note)
    return found


def lives_of(session: Session) -> list[Life]:
    """Return the versions with their stages today."""
    held = deals(session)
    records = session.store.records(LIFECYCLE)
    return lives(records, rules_of(session), held.contracts, held.today)
