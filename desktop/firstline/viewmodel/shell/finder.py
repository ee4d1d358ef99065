"""What the palette and the choosers list: commands, views, tickets, people, values."""

from collections.abc import Callable, Sequence

from firstline.domain.edits.kinds import KINDS
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Priority, Status
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import views
from firstline.viewmodel.shell.commands import COMMANDS, keys_of
from firstline.viewmodel.shell.palette import Entry, Sound, rank

TICKETS = 8
PEOPLE = 6
ARTICLES = 4
DECISIONS = 4
DOCUMENTS = 4
RECORDS = 4


class Finder:
    """Finds lines for one desktop."""

    def __init__(self, desktop: Desktop, initials: Sound | None = None) -> None:
        self._desktop = desktop
        self._initials = initials

    def everything(self, typed: str) -> list[Entry]:
        """Return commands and views, then tickets, articles and people that fit `typed`."""
        say = self._desktop.speech
        known = [
            Entry(say(one.name), say(Text("命令", "Command")), one.icon or "command", "command",
                  one.id, " / ".join(keys_of(one)))
            for one in COMMANDS if one.in_palette
        ]  # fmt: skip
        known += [
            Entry(say(one.name), say(Text("视图", "View")), one.icon, "view", one.id)
            for one in (*views.BUILT_IN, views.SNOOZED, *views.saved(self._desktop.store))
        ]
        if not typed.strip():
            return rank(known, "")
        known += self._boards()
        found = rank(known, typed, self._initials)[:12]
        found += self._tickets(typed) + self._articles(typed) + self._documents(typed)
        found += self._decisions(typed) + self._records(typed)
        return found + self._people(typed)

    def _boards(self) -> list[Entry]:
        from firstline.viewmodel.shell.boards import boards  # noqa: PLC0415 - once words are typed

        return boards(self._desktop.speech)

    def _tickets(self, typed: str) -> list[Entry]:
        hits = self._desktop.store.search(typed, limit=TICKETS)
        entries = []
        for hit in hits:
            row = self._desktop.store.row(hit.id)
            if row is not None:
                aside = f"{row.number} · {self._desktop.speech(CHART[row.status].name)}"
                entries.append(Entry(row.title, aside, "", "ticket", row.id))
        exact = self._desktop.store.find(typed) if typed.strip() else None
        if exact is not None and all(one.value != exact.id for one in entries):
            entries.insert(0, Entry(exact.title, exact.number, "", "ticket", exact.id))
        return entries

    def _articles(self, typed: str) -> list[Entry]:
        say = self._desktop.speech
        return [
            Entry(f"{one.id} {say(one.title)}", say(Text("知识文章", "Article")), "book-open",
                  "article", one.record)
            for one in self._desktop.store.search_articles(typed, ARTICLES)
        ]  # fmt: skip

    def _documents(self, typed: str) -> list[Entry]:
        say = self._desktop.speech
        library = self._desktop.store.library()
        hits = self._desktop.store.search_documents(typed, DOCUMENTS, whole=False)
        found = [one for hit in hits if (one := library.find(hit.id)) is not None]
        kind = say(Text("文档", "Document"))
        return [
            Entry(say(one.title), f"{one.code} {one.version} · {kind}", "file", "document",
                  one.record)
            for one in found
        ]  # fmt: skip

    def _decisions(self, typed: str) -> list[Entry]:
        kind = self._desktop.speech(Text("决定", "Decision"))
        return [
            Entry(one.title, f"{one.number} · {kind}", "circle-check", "decision", one.id)
            for one in self._desktop.store.search_decisions(typed, DECISIONS)
        ]

    def _records(self, typed: str) -> list[Entry]:
        return [
            Entry(one.title, f"{one.number} · {self._desktop.speech(KINDS[one.kind].name)}",
                  "list-checks", "register", f"{one.kind} {one.id}")
            for one in self._desktop.store.search_registers(typed, RECORDS)
        ]  # fmt: skip

    def _people(self, typed: str) -> list[Entry]:
        say = self._desktop.speech
        names = dict.fromkeys(
            (*self._desktop.store.choices("assignee"), *self._desktop.store.choices("requester"))
        )
        entries = [
            Entry(one, say(Text("此人的工单", "Their tickets")), "user", "person", one)
            for one in names
        ]
        return rank(entries, typed, self._initials)[:PEOPLE]

    def statuses(self, legal: Sequence[Status]) -> Callable[[str], list[Entry]]:
        """Return a search among the statuses in `legal`."""
        say = self._desktop.speech
        entries = [Entry(say(CHART[one].name), "", "circle-dot", "value", one) for one in legal]
        return lambda typed: rank(entries, typed, self._initials)

    def priorities(self) -> Callable[[str], list[Entry]]:
        """Return a search among the four priorities."""
        say = self._desktop.speech
        entries = [
            Entry(say(phrases.PRIORITIES[one]), "", "", "value", one, one[1]) for one in Priority
        ]
        return lambda typed: rank(entries, typed, self._initials)

    def assignees(self) -> Callable[[str], list[Entry]]:
        """Return a search among the people known, oneself first; a new name may be typed."""
        say, me = self._desktop.speech, self._desktop.me
        names = [one for one in self._desktop.store.choices("assignee") if one != me]
        entries = [Entry(me, say(Text("我", "me")), "user-check", "value", me)] if me else []
        entries += [Entry(one, "", "user", "value", one) for one in names]
        entries.append(
            Entry(say(Text("不分派", "Nobody")), "", "user-x", "value", "")
        )  # an empty name unassigns
        return self._or_new(entries, Text("分派给“{}”", "Assign to “{}”"), "user-plus", "value")

    def tags_and_sites(self, held: Sequence[str]) -> Callable[[str], list[Entry]]:
        """Return a search among tags (those in `held` can be taken off) and sites."""
        say = self._desktop.speech
        entries = [
            Entry(one, say(Text("去掉标签", "Remove tag")), "x", "untag", one) for one in held
        ]
        entries += [
            Entry(one, say(Text("标签", "Tag")), "tag", "tag", one)
            for one in self._desktop.store.choices("tags")
            if one not in held
        ]
        entries += [
            Entry(one, say(Text("站点", "Site")), "factory", "site", one)
            for one in self._desktop.store.choices("site")
        ]
        return self._or_new(entries, Text("新标签“{}”", "New tag “{}”"), "tag", "tag")

    def instants(self, ticket_ids: Sequence[str]) -> Callable[[str], list[Entry]]:
        """Return a search among the instants until which the tickets may sleep."""
        from firstline.viewmodel.detail import snooze  # noqa: PLC0415 - seldom used

        return snooze.offered(self._desktop, ticket_ids, self._initials)

    def _or_new(
        self, entries: list[Entry], words: Text, icon: str, kind: str
    ) -> Callable[[str], list[Entry]]:
        say = self._desktop.speech

        def find(typed: str) -> list[Entry]:
            found = rank(entries, typed, self._initials)
            wanted = typed.strip()
            if wanted and all(one.value != wanted for one in entries):
                found.append(Entry(say(words).format(wanted), "", icon, kind, wanted))
            return found

        return find
