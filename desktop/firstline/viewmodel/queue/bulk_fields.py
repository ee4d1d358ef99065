"""Which fields can be set on many tickets at once, and what each may hold."""

from collections.abc import Callable

from firstline.domain.ticket.ticket import TicketType
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.shell.palette import Entry, Sound, rank

FIELDS = (
    "status", "priority", "assignee", "site", "product", "module", "type", "channel", "requester",
    "case_no", "impact", "urgency", "tags",
)  # fmt: skip
ASKED_ELSEWHERE = ("status", "priority", "assignee", "tags")
"""Those that have a chooser of their own, with the rules that go with them."""
_KNOWN = ("site", "product", "module", "requester")


def fields(desktop: Desktop, initials: Sound | None) -> Callable[[str], list[Entry]]:
    """Return a search among the fields."""
    say = desktop.speech
    entries = [Entry(say(phrases.FIELDS[one]), "", "pencil-line", "field", one) for one in FIELDS]
    return lambda typed: rank(entries, typed, initials)


def values(desktop: Desktop, name: str, initials: Sound | None) -> Callable[[str], list[Entry]]:
    """Return a search among the values of the field; free text may be typed where it is free."""
    say = desktop.speech
    if name == "type":
        fixed = [Entry(say(phrases.TYPES[one]), "", "", "value", str(one)) for one in TicketType]
        return lambda typed: rank(fixed, typed, initials)
    if name == "channel":
        fixed = [Entry(say(words), "", "", "value", key) for key, words in phrases.CHANNELS.items()]
        return lambda typed: rank(fixed, typed, initials)
    if name in ("impact", "urgency"):
        fixed = [Entry(one, "", "", "value", one) for one in ("1", "2", "3")]
        return lambda typed: rank(fixed, typed, initials)
    known = desktop.store.choices(name) if name in _KNOWN else []
    entries = [Entry(one, "", "tag", "value", one) for one in known]
    entries.append(Entry(say(Text("清空", "Clear")), "", "x", "value", ""))

    def find(typed: str) -> list[Entry]:
        found = rank(entries, typed, initials)
        wanted = typed.strip()
        if wanted and all(one.value != wanted for one in entries):
            words = say(Text("改为“{}”", "Set to “{}”")).format(wanted)
            found.append(Entry(words, "", "pencil-line", "value", wanted))
        return found

    return find
