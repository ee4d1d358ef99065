"""The upgrade path: the fewest allowed hops between two versions, each by a named source."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, standing, text_of
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SCHEMA = "firstline.upgrade/1"


def _rule(values: Mapping[str, Value]) -> None:
    start, end = (words_of(values.get(name)) for name in ("from", "to"))
    if _name(start) == _name(end):
        raise BadInput(
            Text(f"从版本和到版本都是 {start}。", f"It begins and ends with {start}."),
        )


SHEET = Sheet(
    "upgrade_edge", "edges", "UP", Text("升级步", "Upgrade step"),
    (
        Column("from", Text("从版本", "From version"), must=True),
        Column("to", Text("到版本", "To version"), must=True),
        Column("allowed", Text("可以升级", "Allowed"), Shape.CHOICE, YES_NO, must=True,
               first="yes"),
        Column("source", Text("来源", "Source"), must=True),
        Column("conditions", Text("前提", "Conditions"), Shape.LINES),
        Column("conflicts", Text("数据冲突点", "Data conflicts to solve"), Shape.LINES),
        Column("stage", Text("目标版本生命周期", "Lifecycle of the target")),
        Column("checked_on", Text("核对日期", "Checked on"), Shape.DAY),
    ),
    key=("from", "to"),
    rule=_rule,
)  # fmt: skip


GOAL = Sheet(
    "upgrade_goal", "goals", "UG", Text("升级目标", "Upgrade goal"),
    (
        Column("from", Text("从版本", "From version"), must=True),
        Column("to", Text("到版本", "To version"), must=True),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "from", "to"),
    rule=_rule,
)  # fmt: skip


def goal_flags(goal: Entity, edges: Iterable[Entity]) -> tuple[Flag, ...]:
    """Return whether the way to a goal is unknown: then the vendor is to be asked (S57)."""
    found = plan(edges, text_of(goal, "from"), text_of(goal, "to"))
    return () if found.known else (Flag("unknown_path", found.why, stops=True),)


def _name(version: str) -> str:
    return " ".join(version.casefold().split())


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path; the backup with its restore test comes before it, always."""

    edge: Entity

    @property
    def start(self) -> str:
        """The version before."""
        return text_of(self.edge, "from")

    @property
    def end(self) -> str:
        """The version after."""
        return text_of(self.edge, "to")

    @property
    def backup(self) -> Text:
        """What is to be done before this hop."""
        return Text(
            f"升级前全量备份 {self.start} 并做恢复验证",
            f"full backup of {self.start}, restore tested",
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How to get from one version to another: the hops, or why nobody here knows."""

    start: str
    target: str
    hops: tuple[Hop, ...] = ()
    known: bool = True
    reached: tuple[str, ...] = ()

    @property
    def why(self) -> Text:
        """How the plan follows (N10), or what to ask the vendor."""
        a, b = self.start, self.target
        if self.known and not self.hops:
            return Text(f"已经是 {b}。", f"It is {b} already.")
        if self.known:
            n = len(self.hops)
            return Text(
                f"有来源的升级步中最短的一条:{n} 步。",
                f"The shortest way of steps with a source: {n} hop{'s' * (n > 1)}.",
            )
        far = ", ".join(self.reached)
        return Text(
            f"没有已知的路从 {a} 到 {b}:请问厂商,不作猜测。已知可到:{far or '无'}。",
            f"No known way from {a} to {b}: ask the vendor, nothing is assumed. Known to be "
            f"reached: {far or 'none'}.",
        )


def plan(records: Iterable[Entity], start: str, target: str) -> Plan:
    """Return the shortest path of allowed edges (S57); ties go by the name of the version.

    An edge that was never recorded is unknown, never assumed.
    """
    onward: dict[str, list[Entity]] = {}
    for one in standing(records):
        if text_of(one, "allowed") == "yes" and one.fields.get("source"):
            onward.setdefault(_name(text_of(one, "from")), []).append(one)
    goal, begin = _name(target), _name(start)
    came: dict[str, Entity | None] = {begin: None}
    waiting = deque([begin])
    while waiting:
        here = waiting.popleft()
        for edge in sorted(onward.get(here, ()), key=lambda one: _name(text_of(one, "to"))):
            there = _name(text_of(edge, "to"))
            if there not in came:
                came[there] = edge
                waiting.append(there)
    reached = tuple(text_of(edge, "to") for edge in came.values() if edge is not None)
    if goal not in came:
        return Plan(start, target, known=False, reached=reached)
    return Plan(start, target, _back(came, goal), reached=reached)


def _back(came: Mapping[str, Entity | None], goal: str) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    edge = came[goal]
    while edge is not None:
        hops.append(Hop(edge))
        edge = came[_name(text_of(edge, "from"))]
    return tuple(reversed(hops))


def parse_edges(text: str, file: str) -> tuple[Sequence[Mapping[str, Value]], str]:
    """Return the edges of a pack as values, and its version. Raises BadInput with the line.

    An edge without a source of its own has that of the pack, with the pack's version.
    """
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    version, named = top.text("version"), top.text("source", "")
    top.allow("id", "title_zh", "title_en", "license")
    found: list[Mapping[str, Value]] = []
    for one in top.tables("edge"):
        values: dict[str, Value] = {
            "from": one.text("from"), "to": one.text("to"),
            "source": one.text("source", "") or (f"{named} ({version})" if named else ""),
        }  # fmt: skip
        if not values["source"]:
            raise one.fault("source", "缺少来源。", "has no source.")
        values["allowed"] = "yes" if one.flag("allowed", default=True) else "no"
        for name in ("conditions", "conflicts", "stage"):
            values[name] = one.text(name, "")
        day = one.day("checked_on")
        values["checked_on"] = None if day is None else day.isoformat()
        one.done()
        found.append(values)
    top.done()
    return found, version
