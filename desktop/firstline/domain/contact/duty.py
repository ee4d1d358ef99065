"""What the customer owes before a vendor can help: duties of each system, with proofs that age."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.ids import derived_id
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "duty"
SCHEMA = "firstline.duties/1"
PROOF = "proof"


class Result(StrEnum):
    """What a proof found."""

    OK = "ok"
    FAILED = "failed"


class Standing(StrEnum):
    """How a duty stands: proved and fresh, or why not (requirements S20)."""

    READY = "ready"
    STALE = "stale"
    FAILED = "failed"
    MISSING = "missing"


STANDINGS: Mapping[Standing, Text] = {
    Standing.READY: Text("已证明", "proved"),
    Standing.STALE: Text("证明已过期", "proof too old"),
    Standing.FAILED: Text("未通过", "failed"),
    Standing.MISSING: Text("没有证明", "no proof"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be proved, anew every `fresh_days` days; no product means every product."""

    id: str
    title: Text
    how: Text
    fresh_days: int
    products: tuple[str, ...] = ()
    must: bool = True  # without it the vendor cannot begin


@dataclass(frozen=True, slots=True)
class Proof:
    """One look at it: when, by whom, what was found, how, and the fingerprint of what was seen."""

    at: datetime
    by: str
    result: Result
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """A duty of one system as it stands now; `until` is when the proof grows old."""

    duty: Duty
    standing: Standing
    proof: Proof | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a system is ready for the vendor, and what stands against it."""

    system: str
    lines: tuple[Stood, ...] = field(default_factory=tuple)

    @property
    def open(self) -> tuple[Stood, ...]:
        """What stands against it."""
        return tuple(
            one for one in self.lines if one.duty.must and one.standing is not Standing.READY
        )

    @property
    def ready(self) -> bool:
        """Whether every duty that must be proved is."""
        return not self.open


def record_id(system: str, duty: str) -> str:
    """Return the id of the record of one duty of one system, the same on every desk."""
    return derived_id("duty", system.casefold(), duty)


def product_of(system: str) -> str:
    """Return the product that a system such as `U8 总部` names first."""
    return system.split(maxsplit=1)[0] if system.split() else ""


def prove(entity: "Entity | None", system: str, duty: str, proof: Proof, stamp: Stamp) -> Edit:
    """Return the edit that adds a proof; the first one makes the record. Proofs only append."""
    told = {
        "what": PROOF, "result": str(proof.result), "sha256": proof.sha256,
    }  # fmt: skip
    data = {name: value for name, value in told.items() if value}
    event = Event(
        f"{stamp.id}.0", EventKind.ENTRY, proof.at, actor=proof.by, text=proof.note, data=data
    )
    new = (Change("system", system), Change("duty", duty)) if entity is None else ()
    act = "open" if entity is None else PROOF
    return Edit(stamp.id, record_id(system, duty), act, stamp.at, stamp.actor, KIND, new, (event,))


def proofs(entity: "Entity") -> list[Proof]:
    """Return the proofs in a record, oldest first; what cannot be read counts as failed."""
    found = [
        Proof(
            one.at, one.actor, Result.OK if one.data.get("result") == "ok" else Result.FAILED,
            one.text, one.data.get("sha256", ""),
        )
        for one in entity.events
        if one.kind is EventKind.ENTRY and one.data.get("what") == PROOF
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def stand(duty: Duty, entity: "Entity | None", now: datetime) -> Stood:
    """Return how a duty stands at `now`; the last proof decides."""
    given = [one for one in proofs(entity) if one.at <= now] if entity else []
    if not given:
        return Stood(duty, Standing.MISSING)
    last = given[-1]
    until = last.at + timedelta(days=duty.fresh_days)
    if last.result is Result.FAILED:
        return Stood(duty, Standing.FAILED, last)
    return Stood(duty, Standing.READY if now <= until else Standing.STALE, last, until)


def readiness(
    duties: Sequence[Duty], system: str, records: Iterable["Entity"], now: datetime
) -> Readiness:
    """Return how the duties of `system` stand at `now`, in the order of the pack."""
    held = {one.id: one for one in records}
    product = product_of(system).casefold()
    return Readiness(
        system,
        tuple(
            stand(one, held.get(record_id(system, one.id)), now)
            for one in duties
            if not one.products or product in (name.casefold() for name in one.products)
        ),
    )


def systems(records: Iterable["Entity"]) -> list[str]:
    """Return the systems that anything was ever proved of."""
    return sorted({str(one.fields.get("system") or "") for one in records} - {""})


def parse_duties(text: str, file: str) -> tuple[Duty, ...]:
    """Return the duties in a TOML text. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    found = []
    for index, raw in enumerate(top.take("duty") or ()):
        one = Fields(source, ("duty", index), raw)
        found.append(
            Duty(
                one.name("id"),
                Text(one.text("title_zh"), one.text("title_en")),
                Text(one.text("how_zh"), one.text("how_en")),
                one.whole("fresh_days", 30, 1, 3650),
                one.texts("products"),
                one.flag("must", default=True),
            )
        )
        one.done()
    top.allow("id", "version", "title_zh", "title_en", "license")
    top.done()
    return tuple(found)
