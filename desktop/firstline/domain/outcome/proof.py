"""Judges what service actions were to bring: without a sound actual value it is unproven (S3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.outcome.actions import KINDS, service_actions
from firstline.domain.outcome.figures import KINDS as MEASURES
from firstline.domain.outcome.figures import Figures, figures_of, measure_record
from firstline.domain.outcome.sheet import KIND, SHEET, plain_number
from firstline.domain.outcome.standing import (
    CLOSED,
    Judged,
    Proof,
    Proved,
    ServiceAction,
    Stage,
    together,
)
from firstline.domain.project.benefit import share_reached
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

READS = (KIND, *MEASURES)
"""The kinds that a verdict looks at beside the actions themselves."""
_COUNTS = ("baseline", "target", "direction", "actual", "as_of")
"""The columns on which the verdict rests: where two desks differ in one, nothing is proven."""
_GOAL = ("baseline", "target", "direction", "operator")
_SIGNS = {"up": "≥", "down": "≤"}


@dataclass(frozen=True, slots=True)
class Stood:
    """One service action with how it stands to what it was to bring."""

    action: ServiceAction
    proved: Proved


def proofs(read: Read, now: datetime, kinds: Iterable[str] = KINDS) -> list[Stood]:
    """Return the service actions of these kinds with how they stand; `now` bears the site's zone.

    An outcome is found by the number or the id of its action; by a number that two bear, by none.
    """
    by: dict[str, list[Entity]] = {}
    for one in standing(read(KIND)):
        by.setdefault(" ".join(text_of(one, "action").split()).casefold(), []).append(one)
    found = []
    every = list(service_actions(read, kinds))
    many = Counter(one.number.casefold() for one in every)
    for action in every:
        called = action.number.casefold()
        mine = [*(by.get(called, ()) if many[called] == 1 else ()), *by.get(action.id, ())]
        found.append(Stood(action, proved(action, mine, read, now)))
    return found


def in_project(one: Stood, project: str) -> bool:
    """Whether an action or one of its outcomes names the project; "" is every project."""
    names = {one.action.project, *(text_of(each.entity, "project") for each in one.proved.outcomes)}
    return not project or project.casefold() in {name.casefold() for name in names}


def of_kind(kind: str, read: Read, now: datetime) -> Mapping[str, Proved]:
    """Return how the service actions of one kind stand, by the ids of their records."""
    return {one.action.id: one.proved for one in proofs(read, now, (kind,))}


def proved(
    action: ServiceAction, outcomes: Sequence[Entity], read: Read, now: datetime
) -> Proved:  # fmt: skip
    """Return how one action stands to its outcomes."""
    judged = [judge(one, action, read, now) for one in outcomes]
    return together(action.stage, judged)


def judge(entity: Entity, action: ServiceAction, read: Read, now: datetime) -> Judged:
    """Return whether one stated outcome is proven, and why, with the figures it rests on.

    Judged by the target that stood when the action was closed; a later one is told beside it.
    Unproven without an actual value, its day or evidence, where the value is older than the
    closing or of a day that has not come, and where two desks say otherwise.
    """
    told, notes = _as_closed(entity, read, action.closed_at)
    name = _measure_name(entity, read)
    head = _said(name, told)
    share = reached(told)
    doubt = _doubt(entity, told, action, now)
    if action.stage is not Stage.CLOSED:
        proof = Proof.DROPPED if action.stage is Stage.DROPPED else Proof.OPEN
        return Judged(entity, proof, head, share)
    if doubt is not None or told.actual is None or told.target is None:
        why = doubt or _NO_ACTUAL
        return Judged(entity, Proof.UNPROVEN, _joined(head, why, *notes), share)
    good = told.actual >= told.target if told.way == "up" else told.actual <= told.target
    verdict = Text("达到目标", "the target is met") if good else Text(
        "没有达到目标", "the target is missed"
    )  # fmt: skip
    proof = Proof.PROVEN if good else Proof.MISSED
    return Judged(entity, proof, _joined(head, verdict, *notes), share)


_NO_ACTUAL = Text("没有实际值", "no actual value")


def _doubt(entity: Entity, told: Figures, action: ServiceAction, now: datetime) -> Text | None:
    """Return why the figures prove nothing, None where they are sound."""
    fields = [one.field for one in entity.conflicts if one.field in _COUNTS] or [*told.clashes]
    if fields:
        names = [SHEET.column(one).name if one in _COUNTS else Text(one, one) for one in fields]
        zh, en = "、".join(one.zh for one in names), ", ".join(one.en.lower() for one in names)
        return Text(f"两处写的{zh}不同,先解决冲突", f"two desks differ in {en}: end that first")
    if told.actual is None:
        return _NO_ACTUAL
    if told.target is None or not told.way:
        return Text("没有目标或方向", "no target or no direction")
    if not told.evidence:
        return Text("实际值没有证据", "the actual value has no evidence")
    return _day_doubt(told.as_of, action, now)


def _day_doubt(as_of: date | None, action: ServiceAction, now: datetime) -> Text | None:
    if as_of is None:
        return Text("实际值没有日期", "the actual value has no day")
    if as_of > now.date():
        return Text(f"{as_of} 还没有到", f"{as_of} has not come")
    if action.stage is not Stage.CLOSED:
        return None
    if action.closed_at is None:
        return Text("没有记录何时结束", "nobody recorded when it was closed")
    closed = action.closed_at.astimezone(now.tzinfo).date()
    if as_of < closed:
        return Text(f"{as_of} 量的,早于 {closed} 结束,证明不了",
                    f"measured on {as_of}, before it was closed on {closed}: "
                    "it proves nothing")  # fmt: skip
    return None


def _as_closed(
    entity: Entity, read: Read, closed: datetime | None
) -> tuple[Figures, tuple[Text, ...]]:
    """Return the figures with the goal of the closing, and what was said of it only afterwards."""
    told = figures_of(entity.fields, read)
    if closed is None:
        return told, ()
    then = figures_of(
        _at(entity, closed).fields, lambda kind: [_at(one, closed) for one in read(kind)]
    )
    notes = []
    if entity.events and entity.events[0].at > closed:
        notes.append(Text("成果是结束之后才写的", "stated only after the closing"))
    if (then.baseline, then.target, then.way) != (told.baseline, told.target, told.way):
        was, now = _goal(then), _goal(told)
        notes.append(Text(f"结束之后目标改成了 {now},仍按当时的 {was} 判断",
                          f"changed to {now} after the closing; {was} of then counts"))  # fmt: skip
    return then, tuple(notes)


def _at(entity: Entity, closed: datetime) -> Entity:
    """Return a record with the goal that it had at the closing; one set only later is as it is."""
    first: dict[str, str] = {}
    for one in sorted(entity.events, key=lambda event: (event.at, event.id)):
        name = one.data.get("field", "")
        if one.kind is EventKind.CHANGED and one.at > closed and name in _GOAL:
            first.setdefault(name, one.data.get("old", ""))
    held = {name: old for name, old in first.items() if old}
    return replace(entity, fields={**entity.fields, **held}) if held else entity


def _goal(told: Figures) -> str:
    sign = _SIGNS.get(told.way, "")
    return f"{_number(told.baseline)}→{sign}{_number(told.target)}"


def reached(told: Figures) -> str:
    """Return how much of the way from baseline to target was made, as benefits say it, or ""."""
    percent = share_reached(told.baseline, told.target, told.actual)
    return "" if percent is None else str(percent)


def _measure_name(entity: Entity, read: Read) -> str:
    name = text_of(entity, "measure")
    found = measure_record(name, read)
    return f"{name} {text_of(found[1], 'title')}" if found else name


def _number(value: Decimal | None) -> str:
    return "—" if value is None else plain_number(round(value, 4))


def _said(name: str, told: Figures) -> Text:
    sign = _SIGNS.get(told.way, "")
    unit = f" {told.unit}" if told.unit else ""
    goal, low, now = _number(told.target), _number(told.baseline), _number(told.actual)
    zh = f"{name}:基线 {low},目标 {sign} {goal}{unit}"
    en = f"{name}: baseline {low}, target {sign} {goal}{unit}"
    if told.actual is None:
        return Text(zh, en)
    day = f"{told.as_of}" if told.as_of else "—"
    return Text(f"{zh},实际 {now}({day},证据:{told.evidence or '—'})",
                f"{en}, actual {now} ({day}, evidence: {told.evidence or '—'})")  # fmt: skip


def _joined(head: Text, *parts: Text) -> Text:
    """Return the verdict first: a list cuts the end of a line off."""
    return Text(f"{';'.join(one.zh for one in parts)} — {head.zh}",
                f"{'; '.join(one.en for one in parts)} — {head.en}")  # fmt: skip


def counts(several: Iterable[Stood]) -> dict[Proof, int]:
    """Return how many stand how; a closed one that proves nothing is counted as unproven."""
    found = dict.fromkeys(Proof, 0)
    for one in several:
        found[one.proved.proof] += 1
    return found


def summed(found: Mapping[Proof, int]) -> Text:
    """Return the counts as a line; what is closed is never called a success by itself."""
    closed = sum(found[one] for one in CLOSED)
    proven, missed, open_ = (found[one] for one in (Proof.PROVEN, Proof.MISSED, Proof.UNPROVEN))
    return Text(
        f"结束 {closed} 项:已证实 {proven},未达目标 {missed},未证实 {open_};"
        f"进行中 {found[Proof.OPEN]} 项。",
        f"{closed} closed: {proven} proven, {missed} missed, {open_} unproven; "
        f"{found[Proof.OPEN]} open.",
    )
