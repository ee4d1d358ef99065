"""A round of looks: which rules are due, what each look changes, and what is remembered of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.watch.alert import Standing, alert_from, alert_id, clear_alert, raise_alert
from firstline.domain.watch.look import Look, Verdict
from firstline.domain.watch.rule import Rule
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

MEMORY = "watch.memory"  # the setting of this device that remembers the looks
Memory = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Looked:
    """One rule that was looked at, what was seen, and what became of its alert."""

    rule: Rule
    look: Look
    raised: bool = False
    cleared: bool = False
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought: its looks, the edits that raise and clear, and the new memory."""

    looked: tuple[Looked, ...]
    edits: tuple[Edit, ...]
    memory: dict[str, dict[str, Any]]


def due(rules: Iterable[Rule], memory: Memory, host: str, now: datetime) -> list[Rule]:
    """Return the rules that this machine is to look at now; after a clock set back, all of them."""
    return [one for one in rules if one.on(host) and _is_due(one, memory.get(one.id, {}), now)]


def _is_due(rule: Rule, held: Mapping[str, Any], now: datetime) -> bool:
    last = last_look(held)
    return last is None or last > now or now - last >= timedelta(minutes=rule.every_min)


def last_look(held: Mapping[str, Any]) -> datetime | None:
    """Return when a rule was looked at last, as its memory says."""
    try:
        found = datetime.fromisoformat(str(held["at"]))
    except (KeyError, ValueError):
        return None
    return found if found.tzinfo else None


def round_of(
    rules: Iterable[Rule], records: Iterable["Entity"], memory: Memory, host: str,
    look: Callable[[Rule], Look], stamp: Callable[[], Stamp],
) -> Round:  # fmt: skip
    """Look at `rules` and return what follows; an alert is raised once and cleared once.

    `raise_after` bad looks in a row raise it, an unread one counting as bad; `clear_after` good
    ones in a row clear it; what lies near the limit does neither, and begins both counts anew. One
    that rang since nothing could be read rings anew once it is read and is bad: who put it aside
    put aside another matter.
    """
    held = {one.id: one for one in records}
    kept = {name: dict(value) for name, value in memory.items()}
    looked: list[Looked] = []
    edits: list[Edit] = []
    for rule in rules:
        seen, mark = look(rule), stamp()
        entity = held.get(alert_id(rule, host))
        alert = alert_from(entity) if entity else None
        stands = alert is not None and alert.standing is not Standing.CLEARED
        bad, good = _counts(kept.get(rule.id, {}), seen.verdict)
        read_at_last = alert is not None and alert.unread and seen.verdict is Verdict.BAD
        raised = (not stands or read_at_last) and bad >= rule.raise_after
        cleared = stands and good >= rule.clear_after
        if raised:
            edits.append(raise_alert(rule, host, seen, entity, mark))
        elif cleared and entity is not None:
            edits.append(clear_alert(entity.id, seen, mark))
        kept[rule.id] = {
            "at": mark.at.isoformat(), "bad": bad, "good": good, "verdict": str(seen.verdict),
            "value": [seen.value.zh, seen.value.en],
        }  # fmt: skip
        looked.append(Looked(rule, seen, raised, cleared, raised or (stands and not cleared)))
    return Round(tuple(looked), tuple(edits), kept)


def forgotten(
    rules: Iterable[Rule], records: Iterable["Entity"], host: str, stamp: Callable[[], Stamp]
) -> tuple[Edit, ...]:
    """Return the edits that clear what stands here of rules that are followed no more."""
    followed = {one.id for one in rules if one.on(host)}
    found = (alert_from(one) for one in records)
    return tuple(
        clear_alert(one.id, Look(Verdict.GOOD, _FORGOTTEN), stamp())
        for one in found
        if one is not None and one.standing is not Standing.CLEARED
        and one.host.casefold() == host.casefold() and one.rule not in followed
    )  # fmt: skip


_FORGOTTEN = Text("规则已停用或移除", "its rule is switched off or removed")


def _counts(held: Mapping[str, Any], verdict: Verdict) -> tuple[int, int]:
    bad, good = int(held.get("bad", 0)), int(held.get("good", 0))
    if verdict in (Verdict.BAD, Verdict.UNREAD):
        return bad + 1, 0
    return (0, good + 1) if verdict is Verdict.GOOD else (0, 0)
