"""Recording an authorisation in the window: what the small form holds, as typed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from firstline.domain.authorisation import STANDINGS, Authorisation, Standing
from firstline.domain.authorisation_acts import record
from firstline.domain.edit import Edit, Stamp
from firstline.domain.errors import BadInput
from firstline.domain.ids import new_id
from firstline.domain.instants import parse_instant
from firstline.domain.words import Text

_DAYS = 30


@dataclass(frozen=True, slots=True)
class GrantForm:
    """The fields of the form; `until` is days from now ("3") or a date and time."""

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


def recorded(form: GrantForm, product: str, stamp: Stamp, zone: tzinfo) -> Edit:
    """Return the edit that records what the form asks for, from now on.

    Where no system is written it is for `product` alone, for every system where that is "".

    Raises BadInput and Refused as `authorisation.fields_of`, and for an end that cannot be read.
    """
    named = tuple(one for one in re.split(r"[\s,;，；、]+", form.systems) if one)
    one = Authorisation(
        new_id(stamp.at), "", form.purpose, form.scope, form.person, form.company, stamp.at,
        _end(form.until, stamp.at, zone), form.approver,
        systems=named or ((product,) if product else ()), staff_no=form.staff_no, tool=form.tool,
        escort=form.escort, backup=form.backup, destroy=form.destroy,
        destroy_on=form.destroy_on.strip(),
    )  # fmt: skip
    return record(one, stamp)


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
