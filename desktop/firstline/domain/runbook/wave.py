"""The waves of a progressive change: criteria to enter and to leave each, and what was decided.

A wave begins only after somebody decided *go* for it, and *go* needs its entry criteria met and
the exit criteria of every earlier wave. A runbook in which nobody said anything of waves has only
the order of its plan (requirements S54).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.errors import Refused
from firstline.domain.natural import natural
from firstline.domain.runbook.book import REGISTER, Book
from firstline.domain.runbook.item import Standing
from firstline.domain.runbook.plan import plan_of
from firstline.domain.runbook.runbook import Item
from firstline.domain.runbook.said import Said
from firstline.domain.words import Text

WAVE = "wave"
CRITERION, MEET, REOPEN, DROP = "criterion", "meet", "reopen", "drop"


class Side(StrEnum):
    """When a criterion has to be met."""

    ENTRY = "entry"
    EXIT = "exit"


class Decision(StrEnum):
    """What was decided of a wave, the most careful first."""

    BACK_OUT = "back_out"
    HOLD = "hold"
    GO = "go"


SIDES: Mapping[Side, Text] = {
    Side.ENTRY: Text("进入条件", "to enter"),
    Side.EXIT: Text("退出条件", "to leave"),
}
DECISIONS: Mapping[Decision, Text] = {
    Decision.GO: Text("放行", "go"),
    Decision.HOLD: Text("暂停", "hold"),
    Decision.BACK_OUT: Text("退回", "back out"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a wave; `label` is what people call it by, `proof` what met it."""

    id: str
    label: str
    wave: str
    side: Side
    text: str
    heads: tuple[Said, ...] = ()

    @property
    def proof(self) -> Said | None:
        """What met it; none where it was opened again by somebody who was not answered."""
        if not self.heads or any(one.get("act") == REOPEN for one in self.heads):
            return None
        return self.heads[-1]

    @property
    def met(self) -> bool:
        """Whether it is met."""
        return self.proof is not None


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands of a wave: the decision, whose, why; `contested` where two machines disagree."""

    decision: Decision
    said: Said
    contested: bool


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: its items, its criteria, and what was decided."""

    name: str
    items: tuple[str, ...]
    entry: tuple[Criterion, ...]
    exit: tuple[Criterion, ...]
    decided: Decided | None
    scope: str

    @property
    def open_exit(self) -> tuple[Criterion, ...]:
        """The exit criteria that are not met."""
        return tuple(one for one in self.exit if not one.met)

    @property
    def decision(self) -> Decision | None:
        """What was decided, None for nothing."""
        return self.decided.decision if self.decided else None

    def progress(self, held: Mapping[str, Standing]) -> tuple[int, int]:
        """Return how many of its items are closed, and how many there are."""
        return sum(held[one].closed for one in self.items if one in held), len(self.items)


def decision_register(wave: str) -> str:
    """Return the register of a wave's decision."""
    return f"wave/{wave}/decision"


def scope_register(wave: str) -> str:
    """Return the register of what a wave is about."""
    return f"wave/{wave}/scope"


def waves(book: Book) -> tuple[Wave, ...]:
    """Return the waves in their order: those of the plan, and those that something was said of."""
    planned: dict[str, list[str]] = {}
    for name, one in plan_of(book).items():
        if one.wave:
            planned.setdefault(one.wave, []).append(name)
    criteria = _criteria(book)
    said = {one.get("register").split("/")[1] for one in book.of(REGISTER)
            if one.get("register").startswith("wave/")}  # fmt: skip
    names = {*planned, *said, *(one.wave for one in criteria)}
    return tuple(
        Wave(
            name, tuple(planned.get(name, ())),
            tuple(one for one in criteria if one.wave == name and one.side is Side.ENTRY),
            tuple(one for one in criteria if one.wave == name and one.side is Side.EXIT),
            _decided(book, name), book.value(scope_register(name)),
        )
        for name in sorted(names, key=natural)
    )  # fmt: skip


def _decided(book: Book, wave: str) -> Decided | None:
    heads = [one for one in book.heads.get(decision_register(wave), ())
             if one.get("value") in tuple(Decision)]  # fmt: skip
    if not heads:
        return None
    order = list(Decision)
    worst = min(heads, key=lambda one: (order.index(Decision(one.get("value"))), one.id))
    contested = len({one.get("value") for one in heads}) > 1
    return Decided(Decision(worst.get("value")), worst, contested)


def _criteria(book: Book) -> list[Criterion]:
    said = book.of(WAVE)
    gone = {one.get("criterion") for one in said if one.get("act") == DROP}
    numbers: dict[tuple[str, str], int] = {}
    found = []
    for one in said:
        side = one.get("side")
        if one.get("act") != CRITERION or side not in tuple(Side):
            continue
        key = (one.get("wave"), side)
        numbers[key] = numbers.get(key, 0) + 1
        if one.id not in gone:
            label = f"{one.get('wave')}{'E' if side == Side.ENTRY else 'X'}{numbers[key]}"
            found.append(Criterion(one.id, label, one.get("wave"), Side(side), one.text,
                                   _heads(said, one.id)))  # fmt: skip
    return found


def _heads(said: Sequence[Said], criterion: str) -> tuple[Said, ...]:
    acts = [one for one in said
            if one.get("criterion") == criterion and one.get("act") in (MEET, REOPEN)]  # fmt: skip
    gone = frozenset[str]().union(*(one.seen for one in acts))
    return tuple(one for one in acts if one.id not in gone)


def against(found: Sequence[Wave], name: str) -> tuple[Text, ...]:
    """Return what keeps a wave from being let go: criteria that are open, and halted waves."""
    here = next((one for one in found if one.name == name), None)
    reasons: list[Text] = []
    for one in found:
        if natural(one.name) >= natural(name):
            continue
        reasons += [_open_exit(one.name, held) for held in one.open_exit]
        if one.decision in (Decision.HOLD, Decision.BACK_OUT):
            word = DECISIONS[one.decision]
            reasons.append(Text(f"第 {one.name} 批已{word.zh}",
                                f"wave {one.name}: {word.en} was decided"))  # fmt: skip
        elif one.decision is None and (one.entry or one.exit):
            reasons.append(Text(f"第 {one.name} 批还没有放行", f"wave {one.name} was not let go"))
    reasons += [
        Text(f"进入条件 {one.label}“{one.text}”没有满足",
             f"entry criterion {one.label} is open: {one.text}")
        for one in (here.entry if here else ()) if not one.met
    ]  # fmt: skip
    return tuple(reasons)


def _open_exit(wave: str, held: Criterion) -> Text:
    return Text(
        f"第 {wave} 批的退出条件 {held.label}“{held.text}”没有满足",
        f"exit criterion {held.label} of wave {wave} is open: {held.text}",
    )


def governed(found: Sequence[Wave]) -> bool:
    """Whether anybody set criteria or decided about waves here."""
    return any(one.entry or one.exit or one.decided for one in found)


def closed_wave(book: Book, item: Item, *, begins: bool) -> tuple[Text, ...]:
    """Return why the wave of an item is closed, () where it is open or there are no rules.

    What has begun may be told to its end: unless it `begins`, a wave that was once let go is open.
    """
    wave = plan_of(book)[item.id].wave
    found = waves(book)
    if not wave or not governed(found):
        return ()
    register = decision_register(wave)
    if not begins and any(
        one.get("register") == register and one.get("value") == Decision.GO
        for one in book.of(REGISTER)
    ):
        return ()
    reasons = list(against(found, wave))
    here = next(one for one in found if one.name == wave)
    if here.decision is not Decision.GO:
        word = DECISIONS[here.decision] if here.decision else Text("没有放行决定", "no go yet")
        reasons.append(Text(f"第 {wave} 批:{word.zh}", f"wave {wave}: {word.en}"))
    return tuple(reasons)


def refuse_closed(book: Book, item: Item, *, begins: bool = True) -> None:
    """Raise Refused where the wave of the item may not begin."""
    reasons = closed_wave(book, item, begins=begins)
    if reasons:
        zh, en = ";".join(one.zh for one in reasons), "; ".join(one.en for one in reasons)
        raise Refused(
            Text(f"{item.id} 还不能开始:{zh}。", f"{item.id} cannot begin: {en}."),
            next_step=Text("用 runbook wave list 查看条件和决定。",
                           "See criteria and decisions with runbook wave list."),
        )  # fmt: skip
