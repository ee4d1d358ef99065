"""What a hand-off leaves on the ticket: the record of what was released, to whom, by whom."""

from firstline.domain.edits.edit import Edit, Stamp, edit_of, event_of
from firstline.domain.handoff.package import Package
from firstline.domain.handoff.release import PLAIN, RELEASED, SEALED, ZIP
from firstline.domain.ticket.ticket import EventKind, Ticket


def release(
    ticket: Ticket, package: Package, sha256: str, stamp: Stamp, *, way: str = ZIP,
    sealed: bool = False,
) -> Edit:  # fmt: skip
    """Return the edit that records a released package (requirements S17, S37, S44).

    Who and when come from the stamp; the data holds the package's hash, its recipient, the one who
    reviewed it and the authorisation it went out under; `way` how it left: as a zip, or only its
    text by the clipboard, on paper or as codes. Of a zip it is kept whether it was encrypted.
    """
    held = package.texts or package.files
    one = package.authorisation if held else None
    data = {
        "what": RELEASED, "way": way, "package": package.id, "file": package.file_name,
        "sha256": sha256,
        "recipient": one.recipient if one else "", "authorisation": one.number if one else "",
        "reviewed_by": package.reviewed_by,
        "files": str(len(package.texts) + len(package.files)) if way == ZIP else "0",
        "removed": str(sum(found.count for found in package.removed)),
    }  # fmt: skip
    if way == ZIP:
        data["sealed"] = SEALED if sealed else PLAIN
    event = event_of(stamp, 0, EventKind.ENTRY, data=data)
    return edit_of(stamp, ticket.id, "release", (), (event,))
