"""The demo tickets of this very hour, so that every state of a countdown is on screen."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from firstline.domain.ticket.ticket import Attachment, Priority
from firstline.intake.demo.packs import Company, Table
from firstline.intake.demo.values import Step, span

_BY_REQUESTER = ("message",)
_BY_VENDOR = ("vendor_reply", "acknowledge", "vendor_priority", "vendor_waits")
ASIDE = ("draft", "unread")  # states of this profile, no events


def steps_of(
    company: Company, ticket: Table, files: Mapping[str, Attachment], now: datetime
) -> tuple[Step, ...]:
    """Return what happened to the living ticket before `now`."""
    return tuple(_steps(company, ticket, files, now))


def _steps(
    company: Company, ticket: Table, files: Mapping[str, Attachment], now: datetime
) -> Iterator[Step]:
    for one in ticket.get("step", ()):
        if one["do"] in ASIDE:
            continue
        at = now - span(one["ago"])
        yield Step(
            at,
            one["do"],
            company.said(one),
            _actor(company, ticket, one["do"]),
            received_at=at if one.get("received") or one["do"] == "vendor_reply" else None,
            proof=company.said(one, "proof") or _reply_proof(company, one),
            case_no=one.get("case_no", ""),
            priority=Priority(one["priority"]) if "priority" in one else None,
            file=files[one["file"]] if "file" in one else None,
        )


def _reply_proof(company: Company, step: Table) -> str:
    return company.words("proof_reply", 0, n=31000) if step["do"] == "vendor_reply" else ""


def _actor(company: Company, ticket: Table, do: str) -> str:
    if do in _BY_REQUESTER:
        return company.requester(ticket["site"], ticket["requester"])
    if do in _BY_VENDOR:
        return company.vendor
    return company.person(ticket["assignee"]) or company.user
