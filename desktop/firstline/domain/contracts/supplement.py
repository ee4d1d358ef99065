"""Supplementary agreements: clauses that override targets, for whom and how long (S60)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import Contract, by_number, contracts
from firstline.domain.contracts.targets import Key, parse_targets, read_targets
from firstline.domain.contracts.values import Reach, Span, check_days, check_hash, reach_of, span_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Refused
from firstline.domain.health.columns import Column, Read, Shape, Sheet
from firstline.domain.health.sheet import Flag, number_of, record_id, standing, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.values import dataclass
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.sla.agreement import Goal

KIND = "supplement"


def _rule(values: Mapping[str, Value]) -> None:
    check_days(values, "valid_from", "valid_to")
    check_hash(values)
    parse_targets(str(values.get("targets") or ""))


def _beside(values: Mapping[str, Value], read: Read) -> None:
    """Raise Refused, naming both, where the clause would overlap with another one (S60)."""
    key = record_id(SHEET, values)
    known = contracts(read("contract"))
    mine = supplement_of(Entity(KIND, key, values), known)
    for other in clashing(mine, supplements(read(KIND), known)):
        keys = ", ".join(sorted({str(priority) for priority, _ in overlap(mine, other)}))
        own = f"{mine.contract} {mine.clause}"
        raise Refused(
            Text(f"补充协议“{own}”与 {other.label.zh} 重叠({keys})。",
                 f"The supplement “{own}” overlaps with {other.label.en} ({keys})."),
            Text("没有登记,也没有改动。", "Nothing was recorded or changed."),
            Text("先给旧的写截止日,或缩小适用的系统、站点、级别。",
                 "End the older one first, or narrow systems, sites or priorities."),
        )  # fmt: skip


SHEET = Sheet(
    KIND, "supplements", "SU", Text("补充协议", "Supplement"),
    (
        Column("clause", Text("条款", "Clause"), must=True),
        Column("contract", Text("合同编号", "Contract number"), must=True),
        Column("text", Text("条款原文", "Text of the clause"), Shape.LINES, must=True),
        Column("targets", Text("改写的时限", "Targets it overrides"), Shape.LINES, must=True),
        Column("systems", Text("适用系统", "Systems")),
        Column("sites", Text("适用站点", "Sites")),
        Column("valid_from", Text("生效日", "In force from"), Shape.DAY, must=True),
        Column("valid_to", Text("截止日(含当天)", "Last day, included"), Shape.DAY),
        Column("document", Text("文件", "Document")),
        Column("sha256", Text("文件 SHA-256", "SHA-256 of the file")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    key=("contract", "clause", "valid_from"),
    rule=_rule,
    beside=_beside,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supplement:
    """One clause; `span` ends with its contract where it names no last day of its own.

    `twice` are targets that two desks wrote differently into one text: they do not apply.
    """

    entity: Entity
    id: str
    number: str
    clause: str
    contract: str
    reach: Reach
    span: Span
    goals: "Mapping[Key, Goal]"
    twice: frozenset[Key] = frozenset()

    @property
    def label(self) -> Text:
        """Its number, contract and clause."""
        said = f"{self.number}({self.contract} {self.clause})"
        return Text(said, f"{self.number} ({self.contract} {self.clause})")


def supplement_of(entity: Entity, known: Sequence[Contract]) -> Supplement:
    """Return the supplement in a record."""
    goals, twice = read_targets(text_of(entity, "targets"))
    number, span = text_of(entity, "contract"), span_of(entity, "valid_from", "valid_to")
    contract = by_number(known, number)
    if contract and (span.last is None or (contract.span.last or span.last) < span.last):
        span = Span(span.first, contract.span.last)
    return Supplement(
        entity, entity.id, number_of(SHEET, entity), text_of(entity, "clause"), number,
        reach_of(entity), span, goals, twice,
    )  # fmt: skip


def supplements(records: Iterable[Entity], known: Sequence[Contract]) -> list[Supplement]:
    """Return the supplements that stand, by contract and clause."""
    found = (supplement_of(one, known) for one in standing(records))
    return sorted(found, key=lambda one: (one.contract, one.clause, one.id))


def overlap(one: Supplement, other: Supplement) -> frozenset[Key]:
    """Return the targets that both would set for one ticket on one day; none for one and itself."""
    if one.id == other.id or not (one.reach.meets(other.reach) and one.span.meets(other.span)):
        return frozenset()
    return frozenset({*one.goals, *one.twice} & {*other.goals, *other.twice})


def clashing(one: Supplement, found: Iterable[Supplement]) -> list[Supplement]:
    """Return the other supplements that overlap with this one: none of them is picked (S60)."""
    return [other for other in found if overlap(one, other)]


def flags(
    one: Supplement, found: Sequence[Supplement], known: Sequence[Contract]
) -> tuple[Flag, ...]:
    """Return what is to be looked at; a clash stops both from being applied."""
    told = [
        Flag("overlap", Text(f"与 {other.label.zh} 重叠,两个都不适用",
                             f"overlaps with {other.label.en}: neither applies"), stops=True)
        for other in clashing(one, found)
    ]  # fmt: skip
    if one.twice:
        told.append(Flag("told_twice", Text("同一级有两个不同的时限,不适用",
                                            "two different targets of one priority: not applied"),
                         stops=True))  # fmt: skip
    if by_number(known, one.contract) is None:
        told.append(
            Flag(
                "no_contract",
                Text(f"没有登记合同 {one.contract}", f"contract {one.contract} is not recorded"),
            )
        )
    if not text_of(one.entity, "sha256"):
        told.append(Flag("no_document", Text("没有文件的哈希", "no document by hash")))
    return tuple(told)  # fmt: skip
