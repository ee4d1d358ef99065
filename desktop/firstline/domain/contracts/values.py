"""What contracts, packages and supplements share: names in lists, days, and whom they are for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import day_of, text_of
from firstline.domain.patterns import pattern
from firstline.domain.ticket.fields import Value
from firstline.domain.values import dataclass
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

_SHA256 = pattern(r"[0-9a-f]{64}")
_COMMAS = pattern(r"[,\uff0c、;\uff1b\n]+")


def listed(text: str) -> tuple[str, ...]:
    """Return the names of a list that a person typed with commas of either kind."""
    names = (" ".join(one.split()) for one in _COMMAS.split(text))
    return tuple(dict.fromkeys(one for one in names if one))


def names_of(entity: "Entity", name: str) -> tuple[str, ...]:
    """Return the names in a column of a record."""
    return listed(text_of(entity, name))


@dataclass(frozen=True, slots=True)
class Reach:
    """For which systems and sites something holds; an empty list means all of them.

    A system is a product such as U8, or the product of one site such as `U8 总部`.
    """

    systems: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def takes(self, product: str, site: str) -> bool:
        """Whether it holds for a product at a site; an unknown site is taken for any."""
        plain, place = product.casefold(), site.casefold()
        here = any(
            one.casefold() == plain
            or (one.casefold().startswith(f"{plain} ")
                and (not place or one.casefold() == f"{plain} {place}"))
            for one in self.systems
        )  # fmt: skip
        sites = [one.casefold() for one in self.sites]
        return (not self.systems or (bool(plain) and here)) and (
            not sites or not place or place in sites
        )

    def meets(self, other: "Reach") -> bool:
        """Whether some ticket could be meant by both."""
        mine = [one.casefold() for one in self.systems]
        theirs = [one.casefold() for one in other.systems]
        systems = not mine or not theirs or any(_alike(a, b) for a in mine for b in theirs)
        ours, others = ({one.casefold() for one in each.sites} for each in (self, other))
        return systems and (not ours or not others or bool(ours & others))

    @property
    def said(self) -> Text:
        """The systems and sites in words."""
        names = "、".join((*self.systems, *self.sites))
        return Text(names, names) if names else Text("所有系统和站点", "all systems and sites")


def _alike(a: str, b: str) -> bool:
    return a == b or a.startswith(f"{b} ") or b.startswith(f"{a} ")


def reach_of(entity: "Entity") -> Reach:
    """Return for what a record holds."""
    return Reach(names_of(entity, "systems"), names_of(entity, "sites"))


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` is in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: "Span") -> bool:
        """Whether both have a day in common."""
        return (
            (self.first is None or other.last is None or self.first <= other.last)
            and (other.first is None or self.last is None or other.first <= self.last)
        )  # fmt: skip

    @property
    def said(self) -> Text:
        """The days in words."""
        first, last = self.first or "…", self.last or "…"
        return Text(f"{first} 至 {last}", f"{first} to {last}")


def span_of(entity: "Entity", first: str, last: str) -> Span:
    """Return the days between two columns of a record."""
    return Span(day_of(entity, first), day_of(entity, last))


def check_days(values: Mapping[str, Value], first: str, last: str) -> None:
    """Raise BadInput where the last day comes before the first."""
    begins, ends = str(values.get(first) or ""), str(values.get(last) or "")
    if begins and ends and ends < begins:
        raise BadInput(
            Text(f"截止日 {ends} 早于起始日 {begins}。", f"It ends on {ends}, before {begins}.")
        )


def check_hash(values: Mapping[str, Value]) -> None:
    """Raise BadInput for a fingerprint that is no SHA-256 in small hexadecimal digits."""
    sha256 = str(values.get("sha256") or "")
    if sha256 and _SHA256.fullmatch(sha256) is None:
        raise BadInput(
            Text("SHA-256 应为 64 位小写十六进制。", "A SHA-256 is 64 small hexadecimal digits."),
            next_step=Text("用“合同 document”命令算出并记下。",
                           "Let the command `contract document` reckon and record it."),
        )  # fmt: skip


def one_line(words: Iterable[Text]) -> Text:
    """Return several sentences as one line."""
    held = list(words)
    return Text(";".join(one.zh for one in held), "; ".join(one.en for one in held))
