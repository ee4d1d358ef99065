"""Migration coverage (迁移保险): what the vendor promises, and whether its conditions are proved.

It is a service of the vendor and no insurance policy (requirements S47, A16).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from firstline.domain.digests import digest
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, entry, of_project, text_of
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.uat.case import steps_of
from firstline.domain.words import Text

KIND = "migration_coverage"
PROVE, DOUBT = "prove", "doubt"
NOTHING: Mapping[str, str] = {}
LABEL = Text("厂商服务,不是保险单", "a vendor service, not an insurance policy")


def _rule(values: Mapping[str, Value]) -> None:
    since, until = (str(values.get(name) or "") for name in ("since", "until"))
    if since and until and until < since:
        raise BadInput(
            Text(f"结束 {until} 早于开始 {since}。", f"It ends on {until}, before {since}.")
        )


SHEET = Sheet(
    KIND, "coverages", "MC", Text("迁移保障", "Migration coverage"),
    (
        Column("name", Text("名称", "Name"), must=True),
        Column("vendor", Text("厂商", "Vendor"), must=True),
        Column("contract", Text("合同单号", "Contract no.")),
        Column("promise", Text("承诺什么", "Promise"), Shape.LINES, must=True),
        Column("conditions", Text("条件 => 证据", "Condition => proof"),
               Shape.LINES),
        Column("claim", Text("索赔途径", "Claim route"),
               Shape.LINES),
        Column("since", Text("从", "From"), Shape.DAY),
        Column("until", Text("到", "Until"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a condition: a file by its hash or a text, and who gave it."""

    event: Event

    @property
    def words(self) -> str:
        """The text, or the name of the file."""
        return self.event.text or self.event.data.get("file", "")

    @property
    def by(self) -> str:
        """Who gave it."""
        return self.event.data.get("by") or self.event.actor


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the promise; `wanted` is the proof that the vendor asks for.

    `item` names the item of a runbook that proves it, "" for none.
    """

    key: str
    number: int
    text: str
    wanted: str
    proof: Proof | None
    item: str = ""

    @property
    def proved(self) -> bool:
        """Whether there is evidence, here or in the checklist of a runbook."""
        return self.proof is not None or bool(self.item)

    @property
    def said(self) -> str:
        """What proves it and whose word that is, "" for nothing."""
        return f"{self.proof.words} ({self.proof.by})" if self.proof else self.item


def conditions(entity: Entity, done: Mapping[str, str] = NOTHING) -> tuple[Condition, ...]:
    """Return the conditions in their order, each with what proves it.

    `done` are those that items of runbooks prove (coverage_items.proved).

    A condition is known by its words, so that its proof stays with it when others come and go;
    other words are another condition. Of a proof and a doubt that do not know of one another the
    doubt stands.
    """
    found = []
    for number, step in enumerate(steps_of(text_of(entity, "conditions")), 1):
        key = digest(" ".join(step.do.casefold().split()).encode()).hex()[:12]
        heads = _heads(entity, key)
        doubted = any(one.data.get("what") == DOUBT for one in heads)
        proof = Proof(heads[-1]) if heads and not doubted else None
        item = done.get(f"{entity.id}:{key}", "")
        found.append(Condition(key, number, step.do, step.expected, proof, item))
    return tuple(found)


def _heads(entity: Entity, key: str) -> tuple[Event, ...]:
    said = sorted(
        (one for one in entity.events
         if one.data.get("what") in (PROVE, DOUBT) and one.data.get("condition") == key),
        key=lambda one: one.id,
    )  # fmt: skip
    gone = {name for one in said for name in one.data.get("seen", "").split()}
    return tuple(one for one in said if one.id not in gone)


def condition_of(entity: Entity, number: int) -> Condition:
    """Return a condition by its number from 1. Raises BadInput with how many there are."""
    found = conditions(entity)
    if not 1 <= number <= len(found):
        raise BadInput(
            Text(f"只有 {len(found)} 个条件。", f"There are {len(found)} conditions."),
            next_step=Text("用 coverage show 查看。", "See them with coverage show."),
        )
    return found[number - 1]


def prove(
    entity: Entity, number: int, stamp: Stamp, *, text: str = "", file: Attachment | None = None,
    by: str = "",
) -> Edit:  # fmt: skip
    """Return the edit that proves a condition with a file or a text. Raises BadInput without."""
    said = clean(text, 4_000, "evidence", lines=True)
    if not said and file is None:
        raise BadInput(Text("要有证据:文件或文字。", "Give the evidence: a file or a text."))
    data = {"by": by}
    if file is not None:
        data |= {"sha256": file.sha256, "file": file.name}
    edit = _told(entity, condition_of(entity, number), PROVE, data, said, stamp)
    if file is None:
        return edit
    held = {"sha256": file.sha256, "name": file.name, "size": str(file.size), "media": file.media}
    kept = Event(f"{stamp.id}.1", EventKind.ATTACHED, stamp.at, None, stamp.actor, data=held)
    return Edit(edit.id, edit.entity, edit.act, edit.made_at, edit.actor, KIND, (),
                (*edit.events, kept))  # fmt: skip


def doubt(entity: Entity, number: int, stamp: Stamp, *, reason: str, by: str = "") -> Edit:
    """Return the edit that takes the proof of a condition away.

    Raises BadInput without a reason, Refused where nothing was proved.
    """
    said, held = clean(reason, 4_000, "reason", lines=True), condition_of(entity, number)
    if not said:
        raise BadInput(Text("要写明理由。", "Give the reason."))
    if held.proof is None:
        raise Refused(Text("这个条件没有证据。", "This condition has no evidence."))
    return _told(entity, held, DOUBT, {"by": by}, said, stamp)


def _told(
    entity: Entity, held: Condition, what: str, more: Mapping[str, str], text: str, stamp: Stamp
) -> Edit:
    seen = " ".join(one.id for one in _heads(entity, held.key))
    data = {"what": what, "condition": held.key, "seen": seen, **more}
    told = entry(stamp, 0, {name: value for name, value in data.items() if value}, text)
    return Edit(stamp.id, entity.id, what, stamp.at, stamp.actor, KIND, (), (told,))


def flags(
    entity: Entity, today: date, done: Mapping[str, str] = NOTHING,
    told: Collection[int] = (),
) -> tuple[Flag, ...]:  # fmt: skip
    """Return what puts the cover at risk: each condition without evidence, and its last day.

    Conditions whose numbers are in `told` are told elsewhere.
    """
    held, found = conditions(entity, done), []
    for one in held:
        if not one.proved and one.number not in told:
            wanted = Text(f"(要:{one.wanted})", f" (wanted: {one.wanted})") if one.wanted else None
            zh, en = (wanted.zh, wanted.en) if wanted else ("", "")
            found.append(Flag(
                "at_risk",
                Text(f"保障有风险:条件 {one.number}“{one.text}”没有证据{zh}",
                     f"cover at risk: condition {one.number}, {one.text}, has no evidence{en}"),
                stops=True,
            ))  # fmt: skip
    until = day_of(entity, "until")
    if until and until < today:
        found.append(Flag("lapsed", Text(f"保障已于 {until} 结束", f"it ended on {until}"),
                          stops=True))  # fmt: skip
    if not held:
        found.append(Flag("no_conditions", Text("没有写条件:请查合同",
                                                "no conditions: see the contract")))  # fmt: skip
    if not text_of(entity, "claim"):
        found.append(Flag("no_claim", Text("没有写索赔途径", "no claim route")))
    return tuple(found)


def coverages(
    records: Iterable[Entity], today: date, project: str = "", done: Mapping[str, str] = NOTHING
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the coverage records of a project with their flags, those at risk first."""
    found = [(one, flags(one, today, done)) for one in of_project(records, project)]
    return sorted(
        found, key=lambda pair: (not any(one.stops for one in pair[1]), text_of(pair[0], "name"))
    )
