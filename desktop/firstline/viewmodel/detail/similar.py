"""Suggestions while somebody types: asked for off the window's thread, the newest question wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.edits.moves import move
from firstline.domain.ids import new_id
from firstline.domain.knowledge.recurrence import (
    KIND,
    Proposal,
    link,
    open_problem,
    propose,
    recurrence_from,
    why,
)
from firstline.domain.knowledge.similar import Asked, reason
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Status
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.problems import MADE

if TYPE_CHECKING:
    from datetime import datetime

    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.ticket.ticket import Ticket
    from firstline.store.knowledge.knowledge import ArticleHit
    from firstline.store.search.similar import Found, Like
    from firstline.store.store import Store
    from firstline.store.watch import Changed

PAUSE_MS = 80  # after the last key
MOST = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion: what it is, what a person reads, and the id to open it by.

    `kind` is duplicate, ticket or article; `under` says why, and what solved it.
    """

    kind: str
    id: str
    head: Text
    under: Text
    number: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is shown: possible duplicates, solved tickets, articles, and the alike of 30 days."""

    duplicates: tuple[Line, ...] = ()
    solved: tuple[Line, ...] = ()
    articles: tuple[Line, ...] = ()
    proposal: Proposal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.duplicates or self.solved or self.articles or self.proposal)


class SimilarModel(QObject):
    """Asks in a moment; what comes back for an older question is dropped."""

    changed = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._asked = Asked("")
        self._number = 0
        self.shown = Suggested()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self._look)
        desktop.changed.connect(self._on_changed)

    @property
    def asked(self) -> Asked:
        """What is looked for."""
        return self._asked

    def ask(self, asked: Asked) -> None:
        """Look for what is like `asked`, in a moment; the same question is not asked twice."""
        if asked == self._asked:
            return
        other = asked.ticket != self._asked.ticket
        self._asked = asked
        self._number += 1
        if asked.is_blank or other:
            self._show(Suggested())
        if asked.is_blank or self._desktop.later is None:
            self._soon.stop()
        else:
            self._soon.start()

    def close_as_duplicate(self, of: Line) -> bool:
        """Close the ticket that is asked about as the duplicate of `of`; undo takes it back."""

        def make(ticket: "Ticket", stamp: "Stamp") -> "Edit":
            return move(ticket, Status.DUPLICATE, stamp, of=of.number or of.id)

        return bool(self._asked.ticket) and self._desktop.act(make, self._asked.ticket)

    def open_problem(self) -> str:
        """Make the problem record that is proposed, or join it; return its id, "" for a refusal."""
        proposal, desktop, asked = self.shown.proposal, self._desktop, self._asked
        if proposal is None:
            return ""
        stamp = desktop.stamp()
        if proposal.problem is not None:
            edit = link(proposal.problem, proposal.tickets, stamp)
            said = Text(f"已加入 {proposal.problem.number}", f"Added to {proposal.problem.number}")
        else:
            edit = open_problem(
                stamp, new_id(stamp.at), asked.title, proposal.tickets, product=asked.product,
                module=asked.module, reason=desktop.speech(why(proposal.many)),
            )  # fmt: skip
            said = MADE
        if not desktop.perform(edit, text=said):
            return ""
        self._look()
        return edit.entity

    def _look(self) -> None:
        number, asked, now = self._number, self._asked, self._desktop.ticking.now()
        if self._desktop.later is None:
            return

        def look(store: "Store") -> Suggested | None:
            return suggest(store, asked, now) if number == self._number else None

        self._desktop.later(look, lambda found: self._arrived(number, found))

    def _on_changed(self, changed: "Changed") -> None:
        if KIND in changed.kinds and self._asked.ticket:
            self._soon.start()

    def _arrived(self, number: int, found: Suggested | None) -> None:
        if number == self._number and found is not None:
            self._show(found)

    def _show(self, found: Suggested) -> None:
        if found != self.shown:
            self.shown = found
            self.changed.emit()


def suggest(store: "Store", asked: Asked, now: "datetime") -> Suggested:
    """Return what may help with the case."""
    found: Found = store.similar(asked, now, MOST)
    articles = store.suggest_articles(asked, MOST)
    return Suggested(
        tuple(_ticket("duplicate", one) for one in found.duplicates),
        tuple(_ticket("ticket", one) for one in found.solved),
        _articles(articles),
        _proposal(store, asked, [one.id for one in found.kin]),
    )


def _proposal(store: "Store", asked: Asked, kin: list[str]) -> Proposal | None:
    if not asked.ticket:
        return None
    problems = [recurrence_from(one) for one in store.records(KIND)]
    return propose(asked.ticket, kin, problems)


def _ticket(kind: str, one: "Like") -> Line:
    why, stands = reason(one.match), CHART[one.status].name
    more = one.solution if kind == "ticket" else one.site
    zh = [why.zh, more] if more else [why.zh, stands.zh]
    en = [why.en, more] if more else [why.en, stands.en]
    head = f"{one.number} {one.title}".strip()
    return Line(kind, one.id, Text(head, head), Text(" · ".join(zh), " · ".join(en)), one.number)


def _articles(hits: "Sequence[ArticleHit]") -> tuple[Line, ...]:
    return tuple(
        Line(
            "article", one.record, Text(f"{one.id} {one.title.zh}", f"{one.id} {one.title.en}"),
            Text(one.safety, one.safety), one.id,
        )
        for one in hits
    )  # fmt: skip
