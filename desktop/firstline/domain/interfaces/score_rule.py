"""The rule by which a migration's risk is scored: weights and rungs as data, with a version."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.words import Text

SCHEMA = "firstline.score/1"
TOP = 3


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: its weight in points, and the figures up to which each lower rung reaches."""

    id: str
    title: Text
    weight: int
    rungs: tuple[Decimal, ...]

    def rung(self, value: Decimal | None) -> int:
        """Return the rung of a value, 0 to 3; what nobody knows stands at the top."""
        if value is None:
            return TOP
        return next((at for at, most in enumerate(self.rungs) if value <= most), TOP)


@dataclass(frozen=True, slots=True)
class Rule:
    """The whole rule; from `medium` and `high` points on a score is called so."""

    id: str
    version: str
    medium: int
    high: int
    factors: tuple[Factor, ...]


def parse_rule(text: str, file: str) -> Rule:
    """Return the rule in a TOML pack; its weights come to 100. Raises BadInput naming the fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    factors = []
    for one in top.tables("factor"):
        rungs = tuple(_figure(one, text) for text in one.texts("rungs"))
        if len(rungs) != TOP or list(rungs) != sorted(rungs):
            raise one.fault("rungs", "要有三个由小到大的数。", "must be three rising figures.")
        factors.append(Factor(one.name("id"), one.title(), one.whole("weight", 0, 1, 100), rungs))
        one.done()
    made = Rule(
        top.name("id"), top.text("version"), top.whole("medium", 30, 1, 100),
        top.whole("high", 60, 1, 100), tuple(factors),
    )  # fmt: skip
    if sum(one.weight for one in factors) != 100:
        raise top.fault("factor", "权重合计应为 100。", "the weights must come to 100.")
    top.done()
    return made


def _figure(one: Fields, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise one.fault("rungs", "应为数。", "must be figures.") from None
