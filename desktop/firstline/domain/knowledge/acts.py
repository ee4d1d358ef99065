"""What people do with articles, as edits: take a pack in, say whether one helped."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening, setting
from firstline.domain.knowledge.knowledge import (
    KIND,
    Article,
    ArticleState,
    article_fields,
    article_from,
    record_id,
)
from firstline.domain.knowledge.pack import (
    Difference,
    KnowledgePack,
    Line,
    compare,
    version_key,
)
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

HELPED = "helped"


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a pack in does: the edits, and the difference list that a person reads."""

    edits: tuple[Edit, ...]
    lines: tuple[Line, ...]


def current(articles: Iterable[Article]) -> dict[str, Article]:
    """Return the articles that hold, by id; of several versions the newest."""
    found: dict[str, Article] = {}
    for one in sorted(articles, key=lambda one: version_key(one.version)):
        if one.state is ArticleState.CURRENT:
            found[one.id] = one
    return found


def take_in(
    pack: KnowledgePack, records: Sequence[Entity], stamp: Callable[[], Stamp]
) -> Taken:  # fmt: skip
    """Return the edits that bring the articles in `records` up to the pack.

    A newer version opens a record of its own and marks the old one superseded, so that it stays
    readable, with what was changed in it here. The same version with another content is told and
    left alone: somebody wrote here. An older one does nothing.
    """
    held = {one.id: one for one in records}
    lines = compare(current(map(article_from, records)), pack.articles, pack.withdrawn)
    edits: list[Edit] = []
    for line in lines:
        old = held.get(record_id(line.article, line.old))
        if line.difference in (Difference.NEW, Difference.SUPERSEDED):
            edits.append(_stand(pack.articles[line.article], held, stamp()))
        if old is not None and line.difference is Difference.SUPERSEDED:
            by = record_id(line.article, line.new)
            edits.append(setting(old, {"state": "superseded", "superseded_by": by}, stamp()))
        elif old is not None and line.difference is Difference.WITHDRAWN:
            edits.append(setting(old, {"state": "withdrawn"}, stamp()))
    return Taken(tuple(edits), lines)


def _stand(article: Article, held: Mapping[str, Entity], stamp: Stamp) -> Edit:
    """Return the edit that makes the article, or makes a withdrawn one hold again."""
    fields = article_fields(article)
    old = held.get(article.record)
    if old is None:
        return opening(KIND, article.record, fields, stamp.id, stamp.at, stamp.actor)
    return setting(old, fields, stamp)


def helped(
    article: Article, stamp: Stamp, *, yes: bool, ticket: str = "", query: str = ""
) -> Edit:  # fmt: skip
    """Return the edit that notes whether the article helped; `query` is what was looked for.

    Entries only append, so that answers of all desks add up (deflection, requirements S65).
    """
    data = {
        "what": HELPED,
        "helped": "yes" if yes else "no",
        "ticket": ticket,
        "query": query[:200],
    }
    told = {name: value for name, value in data.items() if value}
    event = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=told)
    return Edit(stamp.id, article.record, HELPED, stamp.at, stamp.actor, KIND, events=(event,))


@dataclass(frozen=True, slots=True)
class Answers:
    """How often an article helped, and how often it did not; `alone` of the yes had no ticket."""

    yes: int = 0
    no: int = 0
    alone: int = 0


def answers(entity: Entity) -> Answers:
    """Return what people said of the article."""
    told = [
        one.data for one in entity.events
        if one.kind is EventKind.ENTRY and one.data.get("what") == HELPED
    ]  # fmt: skip
    said = [one.get("helped") for one in told]
    alone = sum(one.get("helped") == "yes" and not one.get("ticket") for one in told)
    return Answers(said.count("yes"), said.count("no"), alone)


@dataclass(frozen=True, slots=True)
class Deflection:
    """How often articles helped and did not, how often without a ticket, and how many tickets."""

    yes: int = 0
    no: int = 0
    alone: int = 0
    tickets: int = 0

    @property
    def percent(self) -> int | None:
        """The share that articles solved alone, cut off (templates.md O); None without any case.

        KB-solved ÷ (KB-solved + tickets).
        """
        cases = self.alone + self.tickets
        return 100 * self.alone // cases if cases else None

    @property
    def said(self) -> Text:
        """All of it in one sentence."""
        helped = Text(f"文章帮上 {self.yes} 次,没帮上 {self.no} 次。",
                      f"Articles helped {self.yes} times and did not {self.no} times.")  # fmt: skip
        if self.percent is None:
            return helped
        return Text(
            f"{helped.zh}没有工单就解决 {self.alone} 次,工单 {self.tickets} 张:"
            f"自助分流率 {self.percent} %。",
            f"{helped.en} Solved {self.alone} times without a ticket, beside {self.tickets} "
            f"tickets: deflection {self.percent} %.",
        )
