"""What the window's registers are handed: mails, chats, recordings and watch rules, in a lane."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from firstline.cli.watch.run import Post, clear_forgotten, due_rules, rules_of, run_round
from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem, Refused
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.watch.round import Looked
from firstline.domain.watch.rule import KIND, Rule
from firstline.domain.words import Text
from firstline.intake.watching import Eyes
from firstline.store.store import Store
from firstline.system.host import host_name
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.register_doors import Laid, Rules, Side
from firstline.viewmodel.later import Later

MINUTE_S = 60
WISH = "watch"
LONGEST_ROUND = timedelta(minutes=10)
_CHUNK = 1 << 20


class RegisterWork:
    """The doors of the registers, and the watcher that looks at its interval while one is open.

    All of it runs in one lane of its own, so that a dead network folder holds up nothing but the
    next look; each rule is a step of its own, so that closing waits for one look at most.
    """

    def __init__(self, desktop: Desktop, later: Later, folder: Path) -> None:
        self._desktop = desktop
        self._later = later
        self._folder = folder
        self._busy_until: datetime | None = None  # a round that died must not end the watching
        self._begun = False

    # --- contacts and sessions ---

    def lay_in(
        self, source: Path | str, side: Side, then: Callable[[Laid | Problem], None]
    ) -> None:
        """Read a mail or a chat."""
        zone, now = self._desktop.zone, self._desktop.ticking.now()

        def work(_store: Store) -> Laid | Problem:
            from firstline.intake import contact_files  # noqa: PLC0415 - seldom used

            told = contact_files.Told(side.party, side.us, side.channel)
            try:
                if isinstance(source, Path):
                    found = contact_files.lay_in(source, told, zone, now)
                else:
                    found = contact_files.chat_contacts(source, "chat.txt", told, zone, now)
            except Problem as problem:
                return problem
            return Laid(found.contacts, found.files)

        self._later(work, then)

    def digest(self, path: Path, then: Callable[[str | Problem], None]) -> None:
        """Reckon the SHA-256 of a file where it lies; a recording may have gigabytes."""

        def work(_store: Store) -> str | Problem:
            digest = hashlib.sha256()
            try:
                with path.open("rb") as file:
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                return Refused(
                    Text(
                        f"读不了 {path.name}({reason})。", f"{path.name} cannot be read ({reason})."
                    )
                )
            return digest.hexdigest()

        self._later(work, then)

    def sheet(self, ticket: Ticket) -> str:
        """Return the contact log of a ticket as a page of HTML."""
        from firstline.report.contact_sheet import Sheet, page  # noqa: PLC0415 - seldom used

        desktop = self._desktop
        made = Sheet(ticket, desktop.ticking.now(), desktop.zone)
        return page(made, desktop.speech.language)

    def paper(self, ticket_id: str) -> str:
        """Return a ticket as a page of HTML, with the safe steps of the articles that may help."""
        from firstline.domain.knowledge.knowledge import article_from  # noqa: PLC0415 - seldom used
        from firstline.domain.knowledge.similar import Asked  # noqa: PLC0415
        from firstline.report.ticket_page import TicketPaper, ticket_page  # noqa: PLC0415

        desktop = self._desktop
        store, now = desktop.store, desktop.ticking.now().astimezone(desktop.zone)
        one = store.ticket(ticket_id)
        asked = Asked(one.title, one.body, one.product, one.module, one.site, one.id)
        held = [store.article(hit.record) for hit in store.suggest_articles(asked, 3)]
        articles = [article_from(entity) for entity in held if entity is not None]
        paper = TicketPaper(one, store.timers(one.id), articles, now)
        return ticket_page(paper, desktop.speech.language)

    # --- watching ---

    def rules(self, then: Callable[[Rules], None]) -> None:
        """Read the watch rules."""
        self._later(lambda store: Rules(host_name(), tuple(rules_of(self._folder, store)[0])), then)

    def look(self, rules: Sequence[Rule], then: Callable[[Sequence[Looked]], None]) -> None:
        """Look at these rules now, one after the other."""
        waiting = list(rules)
        seen: list[Looked] = []

        def step(found: Sequence[Looked] = ()) -> None:
            seen.extend(found)
            if not waiting:
                self._desktop.look_around()
                then(seen)
                return
            rule, post = waiting.pop(0), self._post()
            self._later(lambda store: run_round([rule], store, post), step)

        step()

    def begin(self) -> None:
        """Look at what is due from now on, as long as the window is open."""
        if not self._begun:
            self._begun = True
            self._desktop.ticking.ticked.connect(self.check)
            self._desktop.changed.connect(self._on_changed)
        self.check()

    def check(self) -> None:
        """Look at what is due, unless a round still runs."""
        now = self._desktop.ticking.now()
        if self._busy_until is not None and now < self._busy_until:
            return
        self._busy_until = now + LONGEST_ROUND
        post = self._post()

        def work(store: Store) -> tuple[bool, list[Rule]]:
            every, _ = rules_of(self._folder, store)
            clear_forgotten(every, store, post)
            return any(one.on(post.host) for one in every), due_rules(every, store, post)

        self._later(work, self._on_due)

    def _on_due(self, found: tuple[bool, list[Rule]]) -> None:
        watched, due = found
        self._desktop.ticking.wish(WISH, MINUTE_S if watched else 0)
        if due:
            self.look(due, self._on_looked)
        else:
            self._busy_until = None

    def _on_looked(self, seen: Sequence[Looked]) -> None:
        self._busy_until = None
        raised = [one for one in seen if one.raised]
        if raised:
            self._desktop.problem.emit(_alerted(raised))

    def _on_changed(self, changed: object) -> None:
        if KIND in getattr(changed, "kinds", ()):
            self.check()

    def _post(self) -> Post:
        desktop = self._desktop
        now, zone, me = desktop.ticking.now().astimezone(desktop.zone), desktop.zone, desktop.me
        return Post(host_name(), Eyes(self._folder, now, zone), lambda: Stamp(new_id(now), now, me))


def _alerted(raised: Sequence[Looked]) -> Problem:
    """Return what was raised as one sentence, however many there are."""
    first = raised[0]
    said = Text(f"{first.rule.title.zh}:{first.look.value.zh}",
                f"{first.rule.title.en}: {first.look.value.en}")  # fmt: skip
    if len(raised) > 1:
        more = len(raised) - 1
        said = Text(f"{said.zh},另有 {more} 条告警", f"{said.en}, and {more} more alerts")
    return Refused(
        Text(f"告警 · {said.zh}。", f"Alert · {said.en}."),
        next_step=Text("按 Ctrl+Shift+B 查看。", "Press Ctrl+Shift+B to see."),
    )
