"""What follows from an application: grants become entitlements, findings are tracked to closure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.application import SHEET, sort_of
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import finding
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.ledger.acts import Booking, book, describe, parse_day
from firstline.domain.ledger.book import What, ledger_from, plain_name
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


def book_grant(
    application: "Entity", books: Sequence["Entity"], what: tuple[str, str, date],
    about: Mapping[str, str], stamp: Stamp, language: Language,
) -> Edit:  # fmt: skip
    """Return the edit that books what was granted: ledger name, amount and last day.

    `about` holds unit, sort, covers and products of a ledger that is not there yet; an application
    for vouchers opens one of vouchers for training. The same grant
    told on two desks counts once. Raises Refused where the application was not granted.
    """
    if text_of(application, "state") not in ("granted", "partly"):
        raise Refused(
            Text("这份申请还没有批准。", "This application was not granted yet."),
            Text("没有记账。", "Nothing was booked."),
            Text("先登记结果:状态、结果日期和内容。",
                 "Record the result first: state, day and words."),
        )  # fmt: skip
    name, amount, expires = what
    number = number_of(SHEET, application)
    said = Text(f"申请 {number} 所得", f"granted by application {number}").in_(language)
    once = f"{application.id}:{plain_name(name)}:{amount}:{expires}"
    one = Booking(What.GRANT, amount, expires=expires, ref=application.id, text=said, once=once)
    held = next((one for one in books if text_of(one, "name") == plain_name(name)), None)
    if held is not None:
        return book(ledger_from(held), name, about.get("unit", ""), one, stamp)
    given = {key: value for key, value in about.items() if value}
    voucher = sort_of(application) == "voucher"
    given.setdefault("sort", "voucher" if voucher else "quota")
    if voucher:
        given.setdefault("covers", "training")
    given["contract"] = text_of(application, "contract") or number
    opened = describe(None, name, given, stamp)
    return replace(opened, events=book(None, name, about.get("unit", ""), one, stamp).events)


def parse_grant(words: str) -> tuple[tuple[str, str, date], dict[str, str]]:
    """Return a grant typed in one line: name, amount, unit, last day, and the service it covers.

    Raises BadInput for a line that is none.
    """
    parts = words.split()
    if len(parts) not in (4, 5):
        raise BadInput(
            Text("写成:台账 数量 单位 到期日 服务。",
                 "Write: LEDGER AMOUNT UNIT LAST-DAY SERVICE."),
            next_step=Text("例如:诊断 2 day 2027-02-28 consulting。",
                           "Such as: Diagnosis 2 day 2027-02-28 consulting."),
        )  # fmt: skip
    name, amount, unit, last = parts[:4]
    covers = parts[4] if len(parts) == 5 else ""
    return (name, amount, parse_day(last)), {"unit": unit, "covers": covers}


def add_finding(
    application: "Entity", title: str, about: Mapping[str, str], stamp: Stamp, zone: tzinfo
) -> Edit:
    """Return the edit that records a finding of the vendor's report under its application."""
    values = {key: value for key, value in about.items() if value}
    return finding.new_finding(
        {**values, "title": title, "source": "diagnosis", "mark": number_of(SHEET, application)},
        stamp, zone,
    )  # fmt: skip
