"""A mail or a pasted chat as contacts of a ticket: who, when, to whom, with its files."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from firstline.domain.contact.acts import NewContact
from firstline.domain.contact.log import Channel, Direction
from firstline.domain.ticket.ticket import Leg
from firstline.intake.chat_text import read_chat
from firstline.intake.mail_file import Mail, read_mail
from firstline.intake.reading.encodings import open_text, recognise

MAIL = ".eml"
MOST_WORDS = 4_000  # characters of a mail that the timeline shows; the whole mail is attached


@dataclass(frozen=True, slots=True)
class Told:
    """What the person says who lays a file in: whose it is, and who of those named are we."""

    party: Leg
    us: frozenset[str]
    channel: Channel | None = None
    person: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class LaidIn:
    """The contacts of a file, and the files that belong to the first of them."""

    contacts: tuple[NewContact, ...]
    files: tuple[tuple[str, bytes], ...]


def lay_in(path: Path, told: Told, zone: tzinfo, now: datetime) -> LaidIn:
    """Return what a saved mail (.eml) or a chat as text holds (requirements N16).

    Whoever is named in `told.us`, by name or address, is us; all others are the other side.
    Nothing is a reply that a clock counts: a person has to say so. Raises BadInput.
    """
    if path.suffix.lower() == MAIL:
        return _of_mail(read_mail(path, zone), path.name, told)
    with open_text(path, recognise(path)) as file:
        text = file.read()
    return chat_contacts(text, path.name, told, zone, now)


def chat_contacts(text: str, name: str, told: Told, zone: tzinfo, now: datetime) -> LaidIn:
    """Return the contacts of a chat; the text as it came is the first one's file."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    us = {one.casefold() for one in told.us}
    contacts = tuple(
        NewContact(
            told.channel or Channel.CHAT,
            Direction.OUT if one.who.casefold() in us else Direction.IN, told.party, one.at,
            one.text, one.who, f"chat-{digest}-{n}", guessed=one.guessed,
        )
        for n, one in enumerate(read_chat(text, zone, now), 1)
    )  # fmt: skip
    return LaidIn(_ended(contacts, told), ((name, text.encode()),))


def _of_mail(mail: Mail, name: str, told: Told) -> LaidIn:
    us = {one.casefold() for one in told.us}
    ours = bool(us & {mail.sender.casefold(), mail.address.casefold()})
    words = mail.text if len(mail.text) <= MOST_WORDS else f"{mail.text[:MOST_WORDS].rstrip()} …"
    person = told.person or (", ".join(mail.to[:3]) if ours else mail.sender)
    contact = NewContact(
        told.channel or Channel.MAIL, Direction.OUT if ours else Direction.IN, told.party, mail.at,
        "\n\n".join(one for one in (mail.subject, words) if one) or name, person[:200],
        mail.message_id[:300], guessed=mail.guessed,
    )  # fmt: skip
    return LaidIn(_ended((contact,), told), ((name, mail.raw), *mail.files))


def _ended(contacts: tuple[NewContact, ...], told: Told) -> tuple[NewContact, ...]:
    if not told.next_step or not contacts:
        return contacts
    return (*contacts[:-1], replace(contacts[-1], next_step=told.next_step))
