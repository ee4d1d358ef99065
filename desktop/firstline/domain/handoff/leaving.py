"""What leaves the plant in one package: every text goes through here, file names too."""

import hashlib
import re
from dataclasses import dataclass

from firstline.domain.handoff.redaction import PREVIEW_LINES, Redactor, Removed, Rules
from firstline.domain.ticket.fields import visible
from firstline.domain.ticket.ticket import EventKind, Ticket
from firstline.domain.words import Language, Text

_PREVIEW_WIDTH = 200
_UNFIT = re.compile(r'[\\/:*?"|\x00-\x1f]')  # no folder and no stream on any system
_NUMBERS = 900  # placeholders of a package begin somewhere in 1…900
_MARK = re.compile(r"<(?:[^<>\s#]{1,12}#\d{1,6}|[^<>\s\x00-\x7f]{1,12}|jdbc|removed|amount)>")
# Full-width letters, digits and @ are the same secret in another coat; other signs stay.
_WIDE = {
    wide: wide - 0xFEE0
    for wide in (*range(0xFF10, 0xFF1A), *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the preview: where it stands, and what is left of it."""

    place: Text
    line: str


class Leaving:
    """The redaction of one package; remembers what was removed and shows where.

    The same value has the same placeholder in every text of the package. `names` are the site's
    own people: no pattern finds those (templates.md L). Placeholders are in the package's language.
    """

    def __init__(
        self, rules: Rules, package: str, names: tuple[str, ...] = (), language: Language = "zh_CN"
    ) -> None:
        self.rules = rules
        known = tuple(one for one in dict.fromkeys(names) if len(one.strip()) >= _SHORTEST_NAME)
        self._redactor = Redactor(rules, known, first=first_number(package), language=language)
        self._preview: list[Seen] = []

    def text(self, text: str, place: Text) -> str:
        """Return what may leave of `text`; nothing in it that cannot be seen."""
        return "".join(self._line(one, place) for one in _plain(text).splitlines(keepends=True))

    def plain(self, text: str, place: Text) -> str:
        """Return what may leave of `text` by the rules alone; names of people stay."""
        names, self._redactor.dictionary = self._redactor.dictionary, None
        try:
            return self.text(text, place)
        finally:
            self._redactor.dictionary = names

    def name(self, name: str, place: Text) -> str:
        """Return what may leave of a file's name; its ending stays."""
        stem, dot, ending = name.rpartition(".")
        if not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
            stem, dot, ending = name, "", ""
        left = _UNFIT.sub("_", re.sub(r"[<>#]", "", self.text(stem, place))).strip(" .")
        return f"{left or 'file'}{dot}{ending}"

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was removed so far, rule by rule."""
        return self._redactor.report()

    @property
    def preview(self) -> tuple[Seen, ...]:
        """The first lines from which something was removed, at most PREVIEW_LINES."""
        return tuple(self._preview)

    def _line(self, line: str, place: Text) -> str:
        left = self._redactor.text(line)
        if left != line and len(self._preview) < PREVIEW_LINES:
            self._preview.append(Seen(place, left.strip()[:_PREVIEW_WIDTH]))
        return left


def first_number(package: str) -> int:
    """Return where the placeholders of a package begin, so that no two packages can be joined."""
    return int.from_bytes(hashlib.sha256(package.encode()).digest()[:4], "big") % _NUMBERS + 1


def marks(text: str) -> list[tuple[int, int]]:
    """Return where placeholders stand in a redacted text, as start and end."""
    return [found.span() for found in _MARK.finditer(text)]


def people_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the names of people that a ticket knows: who reported, works on it, wrote in it."""
    actors = (
        event.actor for event in ticket.events
        if event.kind is not EventKind.VERDICT
    )  # fmt: skip
    return tuple(one for one in dict.fromkeys((ticket.requester, ticket.assignee, *actors)) if one)


def _plain(text: str) -> str:
    return visible(text).translate(_WIDE)
