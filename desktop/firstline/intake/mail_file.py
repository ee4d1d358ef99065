"""Reads a saved mail (.eml): who wrote when, subject, words and files; it sends nothing."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from firstline.domain.instants import FIRST_YEAR, LAST_YEAR
from firstline.domain.plain import plain_text
from firstline.intake.reading.faults import bad_file, unreadable

MOST_BYTES = 64 * 1024 * 1024
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "cp936", "x-gbk", "hz-gb-2312"})
_HEADERS = ("from", "date", "subject", "received", "message-id")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `guessed` holds keys of GUESSES where its time was not written in full."""

    at: datetime
    guessed: str
    sender: str
    address: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    files: tuple[tuple[str, bytes], ...]
    raw: bytes


def read_mail(path: Path, zone: tzinfo) -> Mail:
    """Return the mail in a file; a time without a zone is read in `zone` and said to be a guess.

    Raises BadInput for a file that cannot be opened, is too big, or is no mail.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise bad_file(path, "邮件超过 64 MB。", "the mail is over 64 MB.")
        raw = path.read_bytes()
        changed = datetime.fromtimestamp(path.stat().st_mtime, zone)
    except OSError as error:
        raise unreadable(path, error) from error
    message = email.message_from_bytes(raw)
    if not any(message.get(name) for name in _HEADERS):
        raise bad_file(path, "这不是邮件(.eml)。", "this is no mail (.eml).")
    at, guessed = _when(message, changed, zone)
    sender = getaddresses([_header(message, "from")])
    name, address = sender[0] if sender else ("", "")
    everybody = getaddresses([_header(message, "to"), _header(message, "cc")])
    return Mail(
        at, guessed, name or address, address, tuple(one for _, one in everybody if one),
        _header(message, "subject"), _words(message), _header(message, "message-id"),
        tuple(_files(message)), raw,
    )  # fmt: skip


def _when(message: Message, changed: datetime, zone: tzinfo) -> tuple[datetime, str]:
    """Return when it was sent: by its date, else by the last server, else by the file's time."""
    received = str(message.get("received", "")).rpartition(";")[2]
    for said in (str(message.get("date", "")), received):
        try:
            found = parsedate_to_datetime(said.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            continue
        if found.tzinfo is not None:
            return found.astimezone(timezone(found.utcoffset() or timedelta())), ""
        return found.replace(tzinfo=zone).astimezone(zone), "zone"
    return changed, "file"


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        parts = [(value, None)]
    words = "".join(
        one if isinstance(one, str) else _decoded(one, charset or "") for one, charset in parts
    )
    return " ".join(words.split())


def _words(message: Message) -> str:
    """Return the plain words; of a mail that has HTML alone what it says."""
    pages = []
    for part in _leaves(message):
        if part.get_content_maintype() != "text" or _file_name(part):
            continue
        text = _decoded(_bytes(part), part.get_content_charset() or "")
        if part.get_content_subtype() == "plain" and text.strip():
            return text.strip()
        pages.append(text)
    return plain_text(pages[0]).strip() if pages else ""


def _files(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in _leaves(message):
        name = _file_name(part)
        if name:
            yield name, _bytes(part)


def _leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _file_name(part: Message) -> str:
    name = part.get_filename()
    if not name:
        return ""
    plain = Message()
    plain["name"] = str(name)
    return _header(plain, "name")


def _bytes(part: Message) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def _decoded(data: bytes, charset: str) -> str:
    """Return the text; what calls itself GB2312 is read as GB18030, which holds all of it."""
    named = "gb18030" if charset.lower() in _CHINESE else charset
    for one in (named, "utf-8", "gb18030"):
        try:
            return data.decode(one)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")
