"""What stands against a gate from health and risk: every reason, with the record it comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.health import (
    audit_log,
    compat,
    environment,
    finding,
    quality_run,
    risk,
    scope,
    upgrade_path,
)
from firstline.domain.health.columns import Read
from firstline.domain.health.sheet import Flag, number_of, of_project, text_of
from firstline.domain.interfaces import extract_copy, network
from firstline.domain.words import Text

KINDS = ("system", "audit_log", "compat", "environment", "risk", "finding", "scope", "quality",
         "upgrade_goal", "net_sample", "extract_copy")  # fmt: skip
"""The kinds that are read for a gate."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One reason: the kind and id of its record ("" where nobody made one), code and words.

    `project` is the one that it is about, "" for every project.
    """

    kind: str
    id: str
    code: str
    why: Text
    project: str = ""


def stops(read: Read, now: datetime, project: str = "") -> tuple[Stop, ...]:
    """Return everything that stops a gate of `project` at `now`; () is nothing known against it.

    Unknown or failing cells of the matrix (S29), environments that are unmasked or stale (S55),
    risks marked as blockers (S61), critical and high findings (S77), objects without decision or
    owner (S40), audit logs that are off, lapsed or kept too short and, where a desk keeps that
    register, systems without one (S76), extracts with defects, without a day of destruction,
    overdue or unencrypted (S27), and networks not good enough (S29). Records of no project count
    for every project.
    """
    return (
        *_compat(read("compat"), project),
        *_environments(read("environment"), now, project),
        *_risks(read("risk"), now, project),
        *_findings(read("finding"), now, project),
        *_logs(read("audit_log"), read("system"), now, project),
        *_scope(read("scope"), project),
        *_quality(read("quality"), project),
        *_paths(read("upgrade_goal"), read("upgrade_edge"), project),
        *_networks(read("net_sample"), project),
        *_extracts(read("extract_copy"), now, project),
    )


def _compat(records: Iterable[Entity], project: str) -> Iterable[Stop]:
    for one in compat.matrix(records, project).open:
        flag = one.flag
        if flag:
            held = one.entity
            yield Stop(
                "compat", held.id if held else "", flag.code, flag.why,
                text_of(held, "project") if held else project,
            )  # fmt: skip


def _environments(records: Iterable[Entity], now: datetime, project: str) -> Iterable[Stop]:
    for one, flags in environment.environments(records, now.date(), project):
        yield from _of(one, text_of(one, "name"), flags)


def _risks(records: Iterable[Entity], now: datetime, project: str) -> Iterable[Stop]:
    for one in risk.risks(records, now, project):
        name = f"{number_of(risk.SHEET, one.entity)} {text_of(one.entity, 'title')}"
        yield from _of(one.entity, name, one.flags)


def _findings(records: Iterable[Entity], now: datetime, project: str) -> Iterable[Stop]:
    for one, flags in finding.findings(records, now.date(), project):
        yield from _of(one, f"{number_of(finding.SHEET, one)} {text_of(one, 'title')}", flags)


def _logs(
    logs: Sequence[Entity], systems: Sequence[Entity], now: datetime, project: str
) -> Iterable[Stop]:
    for one in audit_log.red_lines(logs, systems, now.date(), project):
        held, name = one.entity, one.system
        if held is not None:
            yield from _of(held, f"{name} {text_of(held, 'log')}", one.flags)
            continue
        for flag in one.flags:
            words = Text(f"{name}:{flag.why.zh}", f"{name}: {flag.why.en}")
            yield Stop("audit_log", "", flag.code, words, project)


def _scope(records: Iterable[Entity], project: str) -> Iterable[Stop]:
    for one in scope.inventory(records, project).objects:
        yield from _of(one, text_of(one, "object"), scope.flags(one))


def _quality(records: Iterable[Entity], project: str) -> Iterable[Stop]:
    for one in of_project(records, project):
        yield from _of(one, text_of(one, "name"), quality_run.flags(one))


def _paths(
    goals: Iterable[Entity], edges: Sequence[Entity], project: str
) -> Iterable[Stop]:  # fmt: skip
    for one in of_project(goals, project):
        name = f"{text_of(one, 'from')} → {text_of(one, 'to')}"
        yield from _of(one, name, upgrade_path.goal_flags(one, edges))


def _networks(records: Iterable[Entity], project: str) -> Iterable[Stop]:
    for one, flags in network.networks(records, project):
        yield from _of(one, text_of(one, "name"), flags)


def _extracts(records: Iterable[Entity], now: datetime, project: str) -> Iterable[Stop]:
    for one, flags in extract_copy.extracts(records, now.date(), project):
        yield from _of(one, text_of(one, "what"), flags)


def _of(entity: Entity, name: str, flags: Iterable[Flag]) -> Iterable[Stop]:
    for flag in flags:
        if flag.stops:
            words = Text(f"{name}:{flag.why.zh}", f"{name}: {flag.why.en}")
            yield Stop(entity.kind, entity.id, flag.code, words, text_of(entity, "project"))
