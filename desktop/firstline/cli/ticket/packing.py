"""Gathers what a hand-off package is made of, for the terminal and for the window alike."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from firstline.domain.contact.duty import KIND as DUTY
from firstline.domain.contact.duty import Readiness, parse_duties
from firstline.domain.desk import Desk
from firstline.domain.edits.edit import Stamp
from firstline.domain.handoff import duties as handoff_duties
from firstline.domain.handoff import fields
from firstline.domain.handoff.contract import packages_in_force
from firstline.domain.handoff.leaving import Leaving, people_of
from firstline.domain.handoff.log_places import LogPlace
from firstline.domain.handoff.package import (
    LeftOut,
    Order,
    Origin,
    Package,
    RawFile,
    RawText,
    assemble,
    package_id,
)
from firstline.domain.handoff.wanted import Wanted
from firstline.domain.health import installed, standstill
from firstline.domain.ticket.ticket import Attachment, Ticket
from firstline.domain.words import Language, Text
from firstline.intake.handoff_files import load_names, load_places, load_rules
from firstline.intake.log_tail import text_of
from firstline.store.store import Store
from firstline.system.resources import resource_path

PACKS = "packs"
NO_AUTHORISATION = Text("没有授权,留在厂内", "no authorisation: it stays in the plant")
NOT_SEEN = Text("不是文字,没有人确认看过", "not text, and nobody confirmed to have looked at it")
NOT_HERE = Text("内容不在本机", "its content is not on this PC")
NOT_CHOSEN = Text("没有选", "not chosen")


@dataclass(frozen=True, slots=True)
class Packer:
    """Makes packages of one profile's tickets; reads attachments and packs, writes nothing."""

    store: Store
    desk: Desk
    folder: Path
    zone: tzinfo
    language: Language

    def places(self) -> tuple[LogPlace, ...]:
        """Return the log places in use. Raises BadInput."""
        shipped = resource_path(PACKS, "log_places", "log_places.toml")
        return load_places(self.folder / PACKS, shipped)

    def make(self, ticket: Ticket, wanted: Wanted, stamp: Stamp) -> Package:
        """Return the package of `ticket`, redacted. Raises BadInput for bad rules or fields.

        Attachments go along only under an authorisation, and one that is not text only after
        somebody looked at it; what stays behind is told in the package.
        """
        identity = package_id(stamp.id, stamp.at)
        known = fields.prefill(ticket, self.desk, self.zone, self.language, stamp.actor)
        known |= installed.facts(ticket, self.store.records(installed.SHEET.kind), self.zone)
        if lost := standstill.of_ticket(ticket, self.store.records, stamp.at):
            known["loss"] = lost.said.in_(self.language)
        if bought := packages_in_force(
            ticket, self.store.records, stamp.at, self.zone, self.language
        ):
            known["contract"] = bought
        proved = self._proved(ticket, stamp)
        if backup := handoff_duties.backup_proof(proved, self.zone):
            known["backup"] = backup
        texts, files, left = self._attached(ticket, wanted)
        logs = tuple(one for one in wanted.texts if one.name not in wanted.dropped)
        order = Order(
            identity, ticket, stamp.at.astimezone(self.zone), stamp.actor, self.language,
            known | fields.checked(wanted.values), wanted.title, (*logs, *texts), files, left,
            fields.expected(ticket, self.desk, stamp.at, self.zone), wanted.authorisation,
            wanted.reviewed_by, handoff_duties.summary(proved, self.language, self.zone),
        )  # fmt: skip
        return assemble(order, self._leaving(ticket, identity))

    def unreadable(self, ticket: Ticket) -> frozenset[str]:
        """Return the hashes of the attachments that no rule can read, such as pictures."""
        found = ((one.sha256, self.store.file_path(one.sha256)) for one in ticket.attachments)
        return frozenset(
            sha256 for sha256, path in found if path and text_of(path, self.zone) is None
        )

    def _proved(self, ticket: Ticket, stamp: Stamp) -> tuple[Readiness, ...]:
        """Return what the customer has proved of the ticket's systems (requirements S20)."""
        path = resource_path(PACKS, "duties", "duties.toml")
        pack = parse_duties(path.read_text("utf-8"), path.name)
        records = self.store.records(DUTY)
        return handoff_duties.of_product(ticket.product, pack, records, stamp.at)

    def _leaving(self, ticket: Ticket, identity: str) -> Leaving:
        own = self.folder / PACKS
        rules = load_rules(own, resource_path(PACKS, "redaction", "redaction.toml"))
        names = (*people_of(ticket), *load_names(own))
        return Leaving(rules, identity, names, self.language)

    def _attached(
        self, ticket: Ticket, wanted: Wanted
    ) -> tuple[tuple[RawText, ...], tuple[RawFile, ...], tuple[LeftOut, ...]]:
        texts: list[RawText] = []
        files: list[RawFile] = []
        left: list[LeftOut] = []
        for one in ticket.attachments:
            made = self._one(one, wanted)
            if isinstance(made, RawText):
                texts.append(made)
            elif isinstance(made, RawFile):
                files.append(made)
            else:
                left.append(made)
        return tuple(texts), tuple(files), tuple(left)

    def _one(self, one: Attachment, wanted: Wanted) -> RawText | RawFile | LeftOut:
        if one.sha256 in wanted.dropped:
            return LeftOut(one.name, NOT_CHOSEN)
        if wanted.authorisation is None:
            return LeftOut(one.name, NO_AUTHORISATION)
        path = self.store.file_path(one.sha256)
        if path is None:
            return LeftOut(one.name, NOT_HERE)
        tail = text_of(path, self.zone)
        if tail is not None:
            return RawText(one.name, tail.text, Origin.ATTACHMENT, tail.remark)
        if one.sha256 not in wanted.seen:
            return LeftOut(one.name, NOT_SEEN)
        return RawFile(one.name, str(path), one.sha256, one.size, seen=True)
