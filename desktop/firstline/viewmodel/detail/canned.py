"""Canned replies, macros and templates on screen: what is offered, filled in, and done at once."""

from collections.abc import Callable, Mapping, Sequence

from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Problem
from firstline.domain.instants import from_epoch
from firstline.domain.knowledge.canned import (
    Canned,
    Macro,
    Phrases,
    Template,
    fill,
    fitting,
    run_macro,
    values_of,
)
from firstline.domain.knowledge.offered import Fit, fit, ordered
from firstline.domain.sla.agreement import RUN
from firstline.domain.sla.timer import nearest
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text, several
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.shell.palette import Entry, Sound, rank

_MOST_ASIDE = 60


class CannedModel:
    """Offers what the packs hold for the tickets that are chosen."""

    def __init__(self, desktop: Desktop, phrases: Phrases, initials: Sound | None = None) -> None:
        self._desktop = desktop
        self._phrases = phrases
        self._initials = initials

    def macros(self) -> Callable[[str], list[Entry]]:
        """Return a search among the macros."""
        return self._among(self._phrases.macros, "zap")

    def templates(self, product: str = "", site: str = "") -> Callable[[str], list[Entry]]:
        """Return a search among the templates: those for the phase of the system come first.

        Beside each stands which phases it is for. Without a product every phase there is counts.
        """
        from firstline.domain.project.offered import words  # noqa: PLC0415 - once asked

        say, phases = self._desktop.speech, self._phases(product, site)
        offered = ordered(self._phrases.templates.values(), lambda one: one.phases, phases)
        entries = [
            Entry(say(one.title), say(words(one.phases)), "file", "value", one.id)
            for one in offered
        ]
        return lambda typed: rank(entries, typed, self._initials)

    def template_for(self, product: str, site: str) -> Template | None:
        """Return the first template made for the phase of this system, None while it runs."""
        phases = self._phases(product, site) if product.strip() else frozenset()
        if not phases or phases == {RUN}:
            return None
        found = self._phrases.templates.values()
        return next((one for one in found if fit(one.phases, phases) is Fit.FITS), None)

    def _phases(self, product: str, site: str) -> frozenset[str]:
        from firstline.domain.project.offered import here  # noqa: PLC0415 - once asked

        return here(self._desktop.store.records("phase"), product, site)

    def replies(self, ticket_id: str) -> Callable[[str], list[Entry]]:
        """Return a search among the texts for the ticket, with their beginnings."""
        say, ticket = self._desktop.speech, self._desktop.store.find(ticket_id)
        fit = fitting(self._phrases.replies.values(), ticket) if ticket else []
        entries = []
        for one in fit:
            filled = fill(say(one.body), self._values(ticket)) if ticket else ""
            words = " ".join(filled.split())[:_MOST_ASIDE]
            icon = "sticky-note" if one.internal else "reply"
            entries.append(Entry(say(one.title), words, icon, "value", one.id))
        return lambda typed: rank(entries, typed, self._initials)

    def text(self, reply_id: str, ticket_id: str) -> tuple[str, bool]:
        """Return the text filled in for the ticket, and whether it is a note."""
        said = self._phrases.replies[reply_id]
        ticket = self._desktop.store.ticket(ticket_id)
        return fill(self._desktop.speech(said.body), self._values(ticket)), said.internal

    def run(self, macro_id: str, ticket_ids: Sequence[str]) -> bool:
        """Run the macro on all of the tickets as one step, or, where one refuses, on none."""
        macro = self._phrases.macros[macro_id]
        desktop, made = self._desktop, list[Edit]()
        try:
            for one in ticket_ids:
                ticket = desktop.store.ticket(one)
                made += run_macro(macro, self._phrases, ticket, self._values(ticket),
                                  desktop.speech.language, desktop.stamp)  # fmt: skip
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        if not made:
            return True
        many = len(ticket_ids)
        said = Text(f"已执行“{macro.title.zh}”", f"Ran “{macro.title.en}”")
        if many > 1:
            said = Text(f"{many} 张工单:{said.zh}", f"{several(many, 'ticket')}: {said.en}")
        return desktop.perform(*made, text=said)

    def prefill(self, template_id: str) -> dict[str, str]:
        """Return what the template fills into a new ticket's sheet."""
        template = self._phrases.templates[template_id]
        say = self._desktop.speech
        told = {"title": say(template.head), "body": say(template.body)}
        return {**told, **template.values}

    def _values(self, ticket: Ticket) -> dict[str, str]:
        desktop = self._desktop
        timer = nearest(desktop.store.timers(ticket.id))
        due = None if timer is None or timer.due is None else from_epoch(timer.due)
        now = desktop.ticking.now().astimezone(desktop.zone)
        return values_of(ticket, desktop.me, now, due)

    def _among(
        self, offered: Mapping[str, Macro] | Mapping[str, Canned],
        icon: str,
    ) -> Callable[[str], list[Entry]]:  # fmt: skip
        say = self._desktop.speech
        entries = [Entry(say(one.title), "", icon, "value", key) for key, one in offered.items()]
        return lambda typed: rank(entries, typed, self._initials)
