"""The demo company's contacts, remote session, watch rules and alert, the same edits every time."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.authorisations.acts import number_of, record
from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import session_from
from firstline.domain.authorisations.remote_session_acts import Beginning, Ending, begin, end
from firstline.domain.contact.acts import NewContact, log_contacts
from firstline.domain.contact.log import Channel, Direction
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.watch.acts import keep
from firstline.domain.watch.alert import raise_alert
from firstline.domain.watch.look import Look, Verdict
from firstline.domain.watch.rule import Rule, own_rule
from firstline.domain.words import Language, Text
from firstline.intake.demo.values import span

PACK = "demo_register"
HOST = "DEMO-SERVER"  # a machine that is nobody's, so that no demo looks at this one's disks
ZONE = "Asia/Shanghai"
Row = Mapping[str, Any]


def register(
    text: str, now: datetime, user: str, language: Language, find: Callable[[str], Ticket]
) -> tuple[Edit, ...]:
    """Return the edits that lay the pack as of `now`; `find` gives a demo ticket by its number."""
    return tuple(_Register(tomllib.loads(text), now, user, language, find).edits())


class _Register:
    def __init__(
        self, raw: Row, now: datetime, user: str, language: Language,
        find: Callable[[str], Ticket],
    ) -> None:  # fmt: skip
        self._raw = raw
        self._now = now.astimezone(ZoneInfo(ZONE))
        self._user = user
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._find = find
        self._tickets: dict[str, Ticket] = {}

    def edits(self) -> Iterator[Edit]:
        """Yield the edits in the order in which it all happened to each ticket."""
        for at, row in enumerate(self._raw["contact"]):
            stamp = self._stamp("contact", at, self._ago(row))
            yield self._logged(row["ticket"], self._contact(row), stamp)
        leaves = {}
        for at, row in enumerate(self._raw["authorisation"]):
            made, leave = self._leave(row, self._stamp("leave", at, self._ago(row)))
            leaves[row["id"]] = leave
            yield made
        for at, row in enumerate(self._raw["session"]):
            yield from self._session(row, leaves[row["authorisation"]], at)
        rules = {}
        for at, row in enumerate(self._raw["rule"]):
            rule = own_rule({**row, "host": HOST, "active": "yes"})
            rules[rule.id] = rule
            yield keep(rule, None, self._stamp("rule", at, self._now - timedelta(days=2)))
        for at, row in enumerate(self._raw["alert"]):
            yield self._alert(row, rules[row["rule"]], self._stamp("alert", at, self._ago(row)))

    def _contact(self, row: Row) -> NewContact:
        return NewContact(
            Channel(row["channel"]), Direction(row["direction"]), Leg(row["party"]),
            self._ago(row), row[self._tongue], self._said(row, "person"), row.get("ref", ""),
            self._said(row, "next"),
        )  # fmt: skip

    def _logged(self, number: str, one: NewContact, stamp: Stamp) -> Edit:
        return self._laid(number, log_contacts(self._ticket(number), [one], stamp))

    def _laid(self, number: str, edit: Edit) -> Edit:
        ticket = self._ticket(number)
        self._tickets[number] = rebase(ticket, (edit,)) or ticket
        return edit

    def _leave(self, row: Row, stamp: Stamp) -> tuple[Edit, Authorisation]:
        plain = Authorisation(
            derived_id("demo", "leave", row["id"]), "", self._said(row, "purpose"),
            self._said(row, "scope"), self._said(row, "person"), self._said(row, "company"),
            stamp.at, stamp.at + timedelta(days=row["days"]), self._said(row, "approver"),
            systems=(row["system"],), tool=row["tool"], escort=self._said(row, "escort"),
            destroy_on=self._destroy_on(row, stamp),
        )  # fmt: skip
        return record(plain, stamp), replace(plain, number=number_of(stamp))

    @staticmethod
    def _destroy_on(row: Row, stamp: Stamp) -> str:
        """Return the day by which the data is to be destroyed, "" where none was agreed."""
        days = row.get("destroy_days")
        return (stamp.at + timedelta(days=days)).date().isoformat() if days else ""

    def _session(self, row: Row, leave: Authorisation, at: int) -> Iterator[Edit]:
        number, began = row["ticket"], self._ago(row)
        stamps = self._stamp("begin", at, began), self._stamp("begin-ticket", at, began)
        made, said = begin(self._ticket(number), Beginning(began), leave, stamps)
        yield made
        yield self._laid(number, said)
        entity = rebase_entity(None, [made])
        held = session_from(entity) if entity else None
        if held is None:
            return
        ended = began + span(row["took"])
        how = Ending(ended, self._said(row, "done"), recording=row["recording"],
                     sha256=row["sha256"], entitlement=self._said(row, "entitlement"))  # fmt: skip
        later = self._stamp("end", at, ended), self._stamp("end-ticket", at, ended)
        for edit in end(held, self._ticket(number), how, later):
            yield self._laid(number, edit) if edit.kind == "ticket" else edit

    def _alert(self, row: Row, rule: Rule, stamp: Stamp) -> Edit:
        seen = Text(row["seen_zh"], row["seen_en"])
        look = Look(Verdict.BAD, seen, tuple(row["evidence"]))
        return raise_alert(rule, HOST, look, None, stamp)

    def _ticket(self, number: str) -> Ticket:
        if number not in self._tickets:
            self._tickets[number] = self._find(number)
        return self._tickets[number]

    def _ago(self, row: Row) -> datetime:
        return self._now - span(row["ago"])

    def _said(self, row: Row, name: str) -> str:
        return str(row.get(f"{name}_{self._tongue}", ""))

    def _stamp(self, what: str, at: int, when: datetime) -> Stamp:
        return Stamp(derived_id("demo", PACK, what, str(at)), when, self._user)
