"""What the commands of contracts share: contracts, packages and supplements as they stand today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from firstline.cli.session import Session
from firstline.domain.contracts.contract import Contract, contracts
from firstline.domain.contracts.package import Package, packages
from firstline.domain.contracts.supplement import Supplement, supplements


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
