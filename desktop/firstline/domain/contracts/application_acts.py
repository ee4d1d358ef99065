"""What follows from an application: grants become entitlements, findings are tracked to closure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.application import SHEET
from firstline.domain.edit import Edit, Stamp
from firstline.domain.entity import rebase_entity
from firstline.domain.errors import Refused
from firstline.domain.health import finding
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import What, ledger_from, plain_name
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.entity import Entity


def book_grant(
    application: "Entity", books: Sequence["Entity"], what: tuple[str, str, date],
    about: Mapping[str, str], stamps: Callable[[], Stamp], language: Language,
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that book what was granted: ledger name, amount and last day.

    `about` holds unit, sort, covers and products of a ledger that is not there yet. The same grant
    told on two desks counts once. Raises Refused where the application was not granted.
    """
    if text_of(application, "state") not in ("granted", "partly"):
        raise Refused(
            Text("这份申请还没有批准。", "This application was not granted yet."),
            Text("没有记账。", "Nothing was booked."),
            Text("先登记结果:state=granted decided_on=日期 result=内容。",
                 "Record the result first: state=granted decided_on=DAY result=WORDS."),
        )  # fmt: skip
    name, amount, expires = what
    number = number_of(SHEET, application)
    held = next((one for one in books if text_of(one, "name") == plain_name(name)), None)
    edits: list[Edit] = []
    if held is None:
        given = {key: value for key, value in about.items() if value}
        given["contract"] = text_of(application, "contract") or number
        made = describe(None, name, given, stamps())
        edits.append(made)
        held = rebase_entity(None, [made])
    ledger = ledger_from(held) if held else None
    said = Text(f"申请 {number} 所得", f"granted by application {number}").in_(language)
    once = f"{application.id}:{plain_name(name)}:{amount}:{expires}"
    one = Booking(What.GRANT, amount, expires=expires, ref=application.id, text=said, once=once)
    edits.append(book(ledger, name, about.get("unit", ""), one, stamps()))
    return tuple(edits)


def add_finding(
    application: "Entity", title: str, about: Mapping[str, str], stamp: Stamp, zone: tzinfo
) -> Edit:
    """Return the edit that records a finding of the vendor's report under its application."""
    values = {key: value for key, value in about.items() if value}
    return finding.new_finding(
        {**values, "title": title, "source": "diagnosis", "mark": number_of(SHEET, application)},
        stamp, zone,
    )  # fmt: skip
