"""The dry run: every item of the profile that is past its day, with what stops its destruction."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from hashlib import sha256
from pathlib import Path

from firstline.domain.authorisations.authorisation import KIND as AUTHORISATION
from firstline.domain.authorisations.authorisation import authorisation_from
from firstline.domain.edits.kinds import KINDS
from firstline.domain.health.sheet import day_of, number_of, standing, text_of
from firstline.domain.interfaces import extract_copy
from firstline.domain.retention.category import Category, category_of_file
from firstline.domain.retention.item import Item, Listing, Stop, listing
from firstline.domain.retention.rule import SHEET as RULE
from firstline.domain.retention.rule import Rule, Rules, in_force
from firstline.domain.retention.stops import Stops
from firstline.domain.words import Text
from firstline.store import files
from firstline.store.care import snapshots
from firstline.store.retention import gone, named, written
from firstline.store.retention.holding import holding
from firstline.store.retention.people import left
from firstline.store.shown.record import few_records, records

_BLOCK_BYTES = 1 << 20
_AT_PORTAL = Stop("portal", Text("门户还没有它", "its portal has not got it yet"))
_OUTBOX = Stop("outbox", Text("工单还有没发出的更改", "its ticket has changes in the outbox"))
_NEWEST = Stop("newest", Text("最新的一份备份总是保留", "the newest copy always stays"))
_CHANGED = Stop("changed", Text("写出后被改过,不再是原来的文件",
                                "it was changed since; it is not what was written"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dry run is asked for: the shipped rules, now, the zone, and which categories."""

    shipped: Rules
    now: datetime
    zone: tzinfo
    only: tuple[Category, ...] = ()

    @property
    def today(self) -> date:
        """The day at the site."""
        return self.now.astimezone(self.zone).date()


def look(raw: sqlite3.Connection, folder: Path, asked: Asked) -> Listing:
    """Return what is past its day, exactly as it stands; nothing is changed.

    A rule that is switched off, or about which two desks disagree, lists nothing.
    """
    rules = {
        one.category: one for one in in_force(asked.shipped, records(raw, RULE.kind)).values()
        if one.active and not one.clash and (not asked.only or one.category in asked.only)
    }  # fmt: skip
    found = _Looking(raw, folder, asked, rules)
    held = holding(raw)
    return listing((held.on(one) for one in found.items(held)), tuple(rules.values()))


class _Looking:
    """One look through the profile."""

    def __init__(
        self, raw: sqlite3.Connection, folder: Path, asked: Asked, rules: Rules
    ) -> None:  # fmt: skip
        self._raw, self._folder, self._asked, self._rules = raw, folder, asked, rules
        self._extracts = [
            one for one in standing(few_records(raw, extract_copy.SHEET.kind))
            if not extract_copy.is_destroyed(one)
        ]  # fmt: skip

    def items(self, holding: Stops) -> Iterator[Item]:
        """Yield every item of the categories whose rules are in force."""
        if {Category.ATTACHMENTS, Category.LOGS} & self._rules.keys():
            yield from self._attached()
        if Category.LOGS in self._rules:
            yield from self._elsewhere()
        if {Category.PACKAGES, Category.EXPORTS} & self._rules.keys():
            yield from self._written()
        if rule := self._rules.get(Category.PEOPLE):
            yield from left(self._raw, rule, self._asked.today, holding)
        if rule := self._rules.get(Category.DRAFTS):
            yield from self._drafts(rule)
        if rule := self._rules.get(Category.BACKUPS):
            yield from self._backups(rule)

    # --- contents of attachments ---

    def _attached(self) -> Iterator[Item]:
        sizes = {path.name: path.stat().st_size for path in files.held(self._folder)}
        if not sizes:
            return
        waiting, unsent = named.in_outbox(self._raw), named.not_at_portal(self._raw)
        before = gone.hashes(self._raw)
        for content, one in named.naming(self._raw, sizes).items():
            item = self._content(content, one, sizes[content])
            if item is None or item.due > self._asked.today:
                continue
            kept = [_needed(kind) for kind in sorted(one.kinds - {extract_copy.SHEET.kind})]
            if content in unsent:
                kept.append(_AT_PORTAL)
            if waiting.intersection(item.tickets):
                kept.append(_OUTBOX)
            yield replace(item, stops=tuple(kept), gone_before=content in before)

    def _content(self, content: str, one: named.Named, size: int) -> Item | None:
        """Return a content as an item, None while a ticket that names it is open, or for none."""
        days = [named.closed_on(ticket, self._asked.zone) for ticket in one.tickets]
        ended = [day for day in days if day is not None]
        if not days or len(ended) < len(days):
            return None
        rule = self._rules.get(category_of_file(one.name))
        if rule is None:
            return None
        since = max(ended)
        due, agreed = self._agreed(content) or (rule.due(since), "")
        return Item(
            rule.category, content, one.name or content[:12], content, size, since, due,
            tuple(sorted(ticket.id for ticket in one.tickets)),
            tuple(sorted(ticket.number for ticket in one.tickets)),
            tuple(sorted({ticket.site for ticket in one.tickets if ticket.site})), agreed=agreed,
        )  # fmt: skip

    def _agreed(self, content: str) -> tuple[date, str] | None:
        """Return the day on which an extract with this content is to be destroyed (S27, S37)."""
        for one in self._extracts:
            day = day_of(one, "destroy_by")
            if day is not None and text_of(one, "sha256") == content:
                return day, number_of(extract_copy.SHEET, one)
        return None

    def _elsewhere(self) -> Iterator[Item]:
        """Yield what is not on this device: extracts and handed-over data past their day."""
        for one in self._extracts:
            day, content = day_of(one, "destroy_by"), text_of(one, "sha256")
            if day is None or day > self._asked.today or self._is_here(content):
                continue
            since = day_of(one, "taken_on") or day
            yield Item(
                Category.LOGS, one.id, text_of(one, "what"), content, 0, since, day, by_hand=True,
                agreed=number_of(extract_copy.SHEET, one),
            )  # fmt: skip
        for entity in few_records(self._raw, AUTHORISATION):
            given = authorisation_from(entity)
            day = given.destroy_due if given else None
            if given is None or given.destroyed_at or day is None or day > self._asked.today:
                continue
            yield Item(
                Category.LOGS, given.id, f"{given.number} {given.recipient}", "", 0,
                given.starts.astimezone(self._asked.zone).date(), day, by_hand=True,
                agreed=given.number,
            )  # fmt: skip

    def _is_here(self, content: str) -> bool:
        return bool(content) and files.find(self._folder, content) is not None

    # --- files outside the profile ---

    def _written(self) -> Iterator[Item]:
        days = {
            one.number: one.destroy_due for one in
            map(authorisation_from, few_records(self._raw, AUTHORISATION)) if one
        }  # fmt: skip
        for one in written.every(self._raw):
            rule, path = self._rules.get(Category(one.category)), Path(one.path)
            if rule is None or not path.is_file():
                continue
            since = datetime.fromisoformat(one.at).astimezone(self._asked.zone).date()
            agreed = days.get(one.authorisation)
            due = agreed or rule.due(since)
            if due > self._asked.today:
                continue
            kept = () if _hash_of(path) == one.sha256 else (_CHANGED,)
            yield Item(
                rule.category, one.path, path.name, one.sha256, one.size, since, due,
                (one.ticket,) if one.ticket else (), (one.number,) if one.number else (),
                self._sites(one.ticket), kept, agreed=one.authorisation if agreed else "",
            )  # fmt: skip

    def _sites(self, ticket: str) -> tuple[str, ...]:
        row = self._raw.execute("SELECT site FROM ticket WHERE id=?", (ticket,)).fetchone()
        return (row[0],) if row and row[0] else ()

    # --- drafts and copies of the database ---

    def _drafts(self, rule: Rule) -> Iterator[Item]:
        for key, text, saved_at in self._raw.execute("SELECT key, text, saved_at FROM draft"):
            since = datetime.fromisoformat(saved_at).astimezone(self._asked.zone).date()
            if rule.due(since) > self._asked.today:
                continue
            ticket = key.partition(":")[2]
            row = self._raw.execute(
                "SELECT number FROM ticket WHERE id=?", (ticket,)
            ).fetchone()  # fmt: skip
            data = text.encode()
            yield Item(
                Category.DRAFTS, key, key.partition(":")[0], sha256(data).hexdigest(), len(data),
                since, rule.due(since), (ticket,) if row else (), (row[0],) if row else (),
                self._sites(ticket),
            )  # fmt: skip

    def _backups(self, rule: Rule) -> Iterator[Item]:
        home = self._folder / snapshots.FOLDER
        found = sorted(
            (one for one in home.glob("*.db") if one.is_file()),
            key=lambda one: (one.stat().st_mtime, one.name),
        )
        for path in found:
            made = datetime.fromtimestamp(path.stat().st_mtime, self._asked.zone).date()
            if rule.due(made) > self._asked.today:
                continue
            kept = (_NEWEST,) if path == found[-1] else ()
            yield Item(
                Category.BACKUPS, path.name, path.name, _hash_of(path), path.stat().st_size, made,
                rule.due(made), stops=kept,
            )  # fmt: skip


def _needed(kind: str) -> Stop:
    name = KINDS[kind].name if kind in KINDS else Text(kind, kind)
    return Stop(f"record:{kind}", Text(f"“{name.zh}”记录还在用它",
                                       f"a record still names it: {name.en}"))  # fmt: skip


def _hash_of(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def counted(items: Iterable[Item]) -> tuple[int, int]:
    """Return how many items these are, and how many bytes."""
    listed = list(items)
    return len(listed), sum(one.size for one in listed)
