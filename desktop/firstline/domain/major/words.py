"""One entry of a major incident as a line of the timeline."""

from firstline.domain.major.major import ENTRY_NAMES, REVIEW_FIELDS, UPDATE_FIELDS, Entry
from firstline.domain.major.rule import is_entry
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text

_NAMES = {
    **UPDATE_FIELDS,
    **REVIEW_FIELDS,
    "commander": ENTRY_NAMES[Entry.COMMANDER],
    "scribe": ENTRY_NAMES[Entry.SCRIBE],
    "every": Text("每几分钟通报", "Minutes between updates"),
}


def said_of_major(event: Event) -> Text | None:
    """Return an entry of a major incident with its fields, None for any other event."""
    if not is_entry(event):
        return None
    what = event.data.get("entry", "")
    known = what in set(Entry)
    name = ENTRY_NAMES[Entry(what)] if known else Text(what, what)
    told = [
        (label, " / ".join(text.splitlines()))
        for key, label in _NAMES.items()
        if (text := event.data.get(key, ""))
    ]
    zh = " · ".join([name.zh, *(f"{label.zh}:{text}" for label, text in told)])
    en = " · ".join([name.en, *(f"{label.en}: {text}" for label, text in told)])
    return Text(zh, en)
