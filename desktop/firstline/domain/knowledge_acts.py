"""What people do with articles, as edits: take a pack in, say whether one helped."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firstline.domain.edit import Edit, Stamp
from firstline.domain.entity import Entity, opening, setting
from firstline.domain.knowledge import (
    KIND,
    Article,
    ArticleState,
    article_fields,
    article_from,
    record_id,
)
from firstline.domain.knowledge_pack import (
    Difference,
    KnowledgePack,
    Line,
    compare,
    version_key,
)
from firstline.domain.ticket import Event, EventKind

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
    """How often an article helped, and how often it did not."""

    yes: int = 0
    no: int = 0


def answers(entity: Entity) -> Answers:
    """Return what people said of the article."""
    said = [
        one.data.get("helped") for one in entity.events
        if one.kind is EventKind.ENTRY and one.data.get("what") == HELPED
    ]  # fmt: skip
    return Answers(said.count("yes"), said.count("no"))
