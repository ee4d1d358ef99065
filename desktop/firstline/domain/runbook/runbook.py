"""A runbook's values: templates of gates and items, and the words for states and roles (S9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.words import Text

KIND = "runbook"


class Severity(StrEnum):
    """What an open item does to its gate (templates.md A)."""

    BLOCKER = "blocker"  # the gate cannot pass
    MAJOR = "major"  # passes with a waiver alone
    MINOR = "minor"  # recorded only


class ItemState(StrEnum):
    """How an item stands; without evidence a tick is only a claim."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLAIMED = "claimed"
    DONE = "done"
    WAIVED = "waived"
    NA = "n/a"


class Mode(StrEnum):
    """What a run of the timed steps is."""

    REHEARSAL = "rehearsal"
    LIVE = "live"


class Vote(StrEnum):
    """What a role says at a gate; silence and abstention are no-go."""

    GO = "go"
    NO_GO = "no_go"
    ABSTAIN = "abstain"


SEVERITIES: Mapping[Severity, Text] = {
    Severity.BLOCKER: Text("阻断", "blocker"),
    Severity.MAJOR: Text("主要", "major"),
    Severity.MINOR: Text("次要", "minor"),
}
STATES: Mapping[ItemState, Text] = {
    ItemState.OPEN: Text("未开始", "open"),
    ItemState.IN_PROGRESS: Text("进行中", "in progress"),
    ItemState.CLAIMED: Text("已声明,缺证据", "claimed, no evidence"),
    ItemState.DONE: Text("完成", "done"),
    ItemState.WAIVED: Text("已豁免", "waived"),
    ItemState.NA: Text("不适用", "not applicable"),
}
VOTES: Mapping[Vote, Text] = {
    Vote.GO: Text("放行", "go"),
    Vote.NO_GO: Text("不放行", "no-go"),
    Vote.ABSTAIN: Text("弃权", "abstained"),
}
MODES: Mapping[Mode, Text] = {
    Mode.REHEARSAL: Text("演练", "rehearsal"),
    Mode.LIVE: Text("正式切换", "live"),
}
ROLES: Mapping[str, Text] = {
    "pm": Text("项目经理", "project manager"),
    "it": Text("IT", "IT"),
    "dba": Text("数据库管理员", "database administrator"),
    "superuser": Text("超级用户", "super-user"),
    "finance": Text("财务", "finance"),
    "warehouse": Text("仓库", "warehouse"),
    "purchasing": Text("采购", "purchasing"),
    "production": Text("生产", "production"),
    "vendor": Text("厂商", "vendor"),
    "business": Text("业务负责人", "business owner"),
    "security": Text("安全", "security"),
}
CLOSED = frozenset({ItemState.DONE, ItemState.WAIVED, ItemState.NA})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be proved; `after` are items that come first, `applies` empty for all."""

    id: str
    gate: str
    title: Text
    evidence: Text
    owner_role: str
    severity: Severity
    phase: str = ""
    applies: str = ""
    after: tuple[str, ...] = ()
    minutes: int | None = None
    wave: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """One decision point.

    `votes` are the roles that must say go. `timed`: its items are the steps that are rehearsed and
    run live. `insured`: a proved backup and a restore drill are asked for (S45). `rehearsals` must
    have been finished. `needs` are the topics of other registers whose stops hold this gate.
    `go_live`: what passes it is productive from then on (requirements S2).
    """

    id: str
    title: Text
    votes: tuple[str, ...] = ()
    timed: bool = False
    insured: bool = False
    rehearsals: int = 0
    needs: tuple[str, ...] = ()
    go_live: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A versioned list of gates and items; `variants` are what `applies` may choose from.

    `phases` are those of systems that it is offered for first (S2); a runbook does not keep them.
    """

    id: str
    version: str
    title: Text
    gates: tuple[Gate, ...]
    items: tuple[Item, ...]
    variants: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    def gate(self, gate_id: str) -> Gate | None:
        """Return the gate of this id, in any case of letters, or None."""
        wanted = gate_id.casefold()
        return next((one for one in self.gates if one.id.casefold() == wanted), None)

    def item(self, item_id: str) -> Item | None:
        """Return the item of this id, in any case of letters, or None."""
        wanted = item_id.casefold()
        return next((one for one in self.items if one.id.casefold() == wanted), None)

    def of_gate(self, gate_id: str) -> tuple[Item, ...]:
        """Return the items of a gate in the order of the pack."""
        return tuple(one for one in self.items if one.gate == gate_id)

    @property
    def timed(self) -> tuple[Item, ...]:
        """The steps that are rehearsed and run live."""
        gates = {one.id for one in self.gates if one.timed}
        return tuple(one for one in self.items if one.gate in gates)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why another register holds a gate: fed to `runbook_gate.gate_reasons`.

    It holds every gate whose `needs` name `topic` (scope, quality, risk, environment,
    compatibility, path, reconcile, uat, coverage), or the gate of the id `gate`. `runbook` is the
    id of the one runbook that is meant, empty for all. `blocker` False is a warning that stops
    nothing.
    """

    topic: str
    text: Text
    runbook: str = ""
    gate: str = ""
    blocker: bool = True
    ref: str = ""
