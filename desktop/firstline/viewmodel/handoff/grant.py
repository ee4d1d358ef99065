"""Recording an authorisation in the window: what the small form holds, as typed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from firstline.domain.authorisations.acts import record
from firstline.domain.authorisations.authorisation import (
    ACTIONS,
    STANDINGS,
    Authorisation,
    Standing,
)
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.instants import parse_instant
from firstline.domain.words import Text

_DAYS = 30
_ALLOWED = {
    "查看": "view", "导出": "export", "修改": "modify",
    **{one: one for one in ACTIONS},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GrantForm:
    """The fields of the form; `until` is days from now ("3") or a date and time.

    `starts` is a date and time, now where it is empty; `allowed` are words, view and export then.
    """

    purpose: str = ""
    scope: str = ""
    person: str = ""
    company: str = ""
    until: str = ""
    approver: str = ""
    systems: str = ""
    staff_no: str = ""
    tool: str = ""
    escort: str = ""
    backup: str = ""
    destroy: str = ""
    destroy_on: str = ""
    starts: str = ""
    allowed: str = ""
    revocation: str = ""


def recorded(form: GrantForm, product: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that records what the form asks for, from its start or now on.

    Where no system is written it is for `product` alone, for every system where that is "".

    Raises BadInput and Refused as `authorisation.fields_of`, and for a time that cannot be read.
    """
    named, said = _words(form.systems), _words(form.allowed)
    starts = parse_instant(form.starts.strip(), zone) if form.starts.strip() else stamp.at
    one = Authorisation(
        new_id(stamp.at), "", form.purpose, form.scope, form.person, form.company, starts,
        _end(form.until, starts, zone), form.approver,
        systems=named or ((product,) if product else ()), staff_no=form.staff_no, tool=form.tool,
        escort=form.escort, backup=form.backup, destroy=form.destroy,
        destroy_on=form.destroy_on.strip(), revocation=form.revocation,
        allowed=tuple(_ALLOWED.get(one.casefold(), one) for one in said) or ("view", "export"),
    )  # fmt: skip
    return record(one, stamp)


def _words(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[\s,;，；、]+", text) if one)


def line(one: Authorisation, standing: Standing) -> Text:
    """Return an authorisation as one line: its number, how it stands, for whom, until when."""
    said, end = STANDINGS[standing], f"{one.ends:%m-%d %H:%M}"
    return Text(f"{one.number} · {said.zh} · {one.recipient} · 到 {end}",
                f"{one.number} · {said.en} · {one.recipient} · to {end}")  # fmt: skip


def _end(text: str, now: datetime, zone: tzinfo) -> datetime:
    plain = text.strip()
    if plain.isdecimal():
        days = int(plain)
        if not 1 <= days <= _DAYS:
            raise BadInput(
                Text(f"天数应为 1 到 {_DAYS}。", f"Days go from 1 to {_DAYS}."),
            )
        return now + timedelta(days=days)
    return parse_instant(plain, zone)
