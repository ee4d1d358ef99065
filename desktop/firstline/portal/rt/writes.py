"""What is written to Request Tracker: tickets, changes, messages and files, one call each.

None of them proves anything: RT answers 200 with sentences for people even where it has refused a
value, and the sentences are in the user's language. Whoever writes reads again.
"""

import json
from collections.abc import Mapping
from typing import BinaryIO

from firstline.portal.base import Broken, NotPortal
from firstline.portal.rt.calls import ROOT
from firstline.portal.sending import FormPart
from firstline.portal.session import Reply, Session

ANSWERS = (400, 403, 404, 405, 409, 412, 415, 422, 500)  # RT's own words, for a person to read


def create(session: Session, fields: Mapping[str, object]) -> Reply:
    """Create a ticket: 201 with its id."""
    return session.ask("POST", f"{ROOT}ticket", json=fields, allow=ANSWERS)


def change(session: Session, number: int, fields: Mapping[str, object], version: int) -> Reply:
    """Change a ticket if `version` is still its newest transaction (0: in any case); else 412."""
    match = {"If-Match": f'"{version}"'} if version else {}
    return session.ask("PUT", f"{ROOT}ticket/{number}", json=fields, headers=match, allow=ANSWERS)


def say(session: Session, number: int, how: str, text: str, media: str, status: str = "") -> Reply:
    """Add a message (`how`: correspond or comment); RT refuses every If-Match here.

    `status` is set after it: a stock RT opens a ticket that has ended when somebody replies.
    """
    said = {"Content": text, "ContentType": media} | ({"Status": status} if status else {})
    return session.ask("POST", f"{ROOT}ticket/{number}/{how}", json=said, allow=ANSWERS)


def attach(session: Session, number: int, file: tuple[str, BinaryIO, str]) -> Reply:
    """Add a file (its name, itself, its content type) with a comment without words.

    It goes as a form: JSON with a name that is not ASCII makes RT fail (500).
    """
    form: list[FormPart] = [
        ("JSON", (None, json.dumps({"Content": ""}), "application/json")),
        ("Attachments", file),
    ]
    return session.ask("POST", f"{ROOT}ticket/{number}/comment", form=form, allow=ANSWERS)


def row_made(reply: Reply) -> int:
    """Return the transaction that a message became, 0 where RT does not tell."""
    number = reply.headers.get("Location", "").rpartition("/")[2]
    return int(number) if number.isdecimal() else 0


def words_of(reply: Reply) -> str:
    """Return what RT says to people, in one line; never read for its meaning."""
    try:
        raw = reply.json()
    except (Broken, NotPortal):
        return ""
    said = raw.get("message", "") if isinstance(raw, Mapping) else raw
    lines = said if isinstance(said, list) else [said]
    return "; ".join(" ".join(str(one).split()) for one in lines if one)[:500]
