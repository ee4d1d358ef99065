"""Whose is whose between a Redmine and us: its lists and people, and the ids of our tickets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from firstline.portal.redmine.calls import Calls
from firstline.portal.redmine.wire import Issue, Mark, Place, mark_field, mark_of
from firstline.portal.redmine.wire_words import Table, Words, words_of

_LISTS = {
    "issue_statuses": "issue_statuses.json",
    "issue_priorities": "enumerations/issue_priorities.json",
    "trackers": "trackers.json",
}


class Names:
    """The server's lists, read when first needed; `tables` hold names of its own for our words."""

    def __init__(self, calls: Calls, server: str, tables: Mapping[str, Table]) -> None:
        self._calls = calls
        self._server = server
        self._tables = tables
        self._words: Words | None = None
        self._people: dict[int, str] = {}
        self._allowed: dict[str, frozenset[str]] = {}
        self._first: dict[str, int] = {}
        self._strange: set[tuple[str, int]] = set()
        self._mark_field: int | None = None
        self._looked = False
        self.me: Mapping[str, Any] = {}

    def place(self) -> Place:
        """Return the server with its lists."""
        if self._words is None:
            self.me = self._calls.me()
            statuses, priorities, trackers = (
                self._calls.listing(path, name) for name, path in _LISTS.items()
            )
            self._words = words_of(
                self.me["id"], statuses, priorities, trackers, self._people, self._tables
            )
        return Place(self._server, self._words)

    def called(self, me: Mapping[str, Any]) -> str:
        """Return what the server calls us where it shows a person."""
        if me["id"] not in self._people and self._calls.project:
            self.ask_people(self._calls.project)
        parts = (str(me.get(one) or "") for one in ("firstname", "lastname"))
        plain = " ".join(one for one in parts if one) or str(me.get("login") or "")
        return self._people.get(me["id"], plain)

    def read_again(self) -> None:
        """Forget the lists: they may have changed."""
        self._words = None
        self._looked = False

    def ask_people(self, project: str) -> None:
        """Learn who may be assigned in this project."""
        self._people.update(self._calls.people(project))

    def may(self, permission: str, project: str) -> bool:
        """Whether our roles in this project allow something; False where Redmine does not say.

        It is asked once a push: rights come and go, and a note that was meant to be private and
        is not cannot be taken back.
        """
        if project not in self._allowed:
            self.me = self._calls.me()
            self._allowed[project] = self._rights(project)
        return bool(self.me.get("admin")) or permission in self._allowed[project]

    def _rights(self, project: str) -> frozenset[str]:
        roles = [
            role["id"] for one in self.me.get("memberships") or ()
            if str(one["project"]["id"]) == project for role in one["roles"]
        ]  # fmt: skip
        return self._calls.permissions(roles) or frozenset()

    def ask_rights_again(self) -> None:
        """Forget what we may do."""
        self._allowed.clear()

    def project(self) -> str:
        """Return where new tickets go: the project that was set, or the only one; "" for none."""
        if self._calls.project:
            return self._calls.project
        found = self._calls.listing("projects.json", "projects")
        return str(found[0]["identifier"]) if len(found) == 1 else ""

    def of(self, issues: Sequence[Issue]) -> tuple[Place, dict[int, str]]:
        """Return the server as these issues need it, and the id that each has with us."""
        place = self.place()
        strange = {name for one in issues for name in _new_to(one, place.words)}
        if strange - self._strange:
            self._strange = strange  # what is on no list even now is not asked for again
            self.read_again()
            place = self.place()
        for issue in issues:
            self._people.update(_people(issue))
            self._mark_field = mark_field(issue) or self._mark_field
        return place, {one["id"]: self.id_of(one, place) for one in issues}

    def id_of(self, issue: Issue, place: Place) -> str:
        """Return our id of an issue: the one of its mark if it was made by us, else derived."""
        mark = mark_of(issue)
        if mark is not None and self._is_first(mark, issue["id"]):
            return mark.id
        return place.id_of("issue", str(issue["id"]))

    def field_for_marks(self) -> int | None:
        """Return the custom field in which marks are kept, None where there is none."""
        if self._mark_field is None and not self._looked:
            self._looked = True
            newest = self._calls.issues(1, sort="id:desc")
            self._mark_field = next(filter(None, map(mark_field, newest.issues)), None)
        return self._mark_field

    def bearing(self, ticket_id: str, **filters: str) -> Issue | None:
        """Return the first issue that was made for this ticket of ours, if there is one."""
        ways: list[dict[str, str]] = [{"description": f"~{ticket_id}"}]
        field = self.field_for_marks()
        if field is not None:
            ways.insert(0, {f"cf_{field}": f"~{ticket_id}"})
        for way in ways:
            found = self._calls.issues(100, project_id="", sort="id:asc", **way, **filters)
            for issue in found.issues:
                mark = mark_of(issue)
                if mark is not None and mark.id == ticket_id and issue["id"] > mark.after:
                    self._first[ticket_id] = issue["id"]
                    return issue
        return None

    def made(self, ticket_id: str, number: int) -> None:
        """Note that we have just made this issue for our ticket."""
        self._first[ticket_id] = number

    def _is_first(self, mark: Mark, number: int) -> bool:
        """Whether this is the issue that the mark was made with, and not somebody's copy of it.

        Most need no request: nothing lies between the newest issue of that time and this one.
        """
        if number <= mark.after:
            return False
        if number == mark.after + 1:
            return True
        if mark.id not in self._first:
            between = f"><{mark.after + 1}|{number}"
            found = self.bearing(mark.id, issue_id=between)
            self._first[mark.id] = found["id"] if found else number
        return self._first[mark.id] >= number


def _new_to(issue: Issue, words: Words) -> set[tuple[str, int]]:
    """Return the issue's entries that came onto a list after we read it."""
    scales = {"status": words.statuses, "priority": words.priorities, "tracker": words.trackers}
    named = {name: int(issue[name]["id"]) for name in scales}
    return {(name, one) for name, one in named.items() if one not in scales[name].ours}


def _people(issue: Issue) -> dict[int, str]:
    files: Iterable[Mapping[str, Any]] = issue.get("attachments") or ()
    journals: Iterable[Mapping[str, Any]] = issue.get("journals") or ()
    met = (
        issue.get("author"), issue.get("assigned_to"),
        *(one.get("author") for one in files), *(one.get("user") for one in journals),
    )  # fmt: skip
    return {one["id"]: str(one["name"]) for one in met if one}
