"""Who has passed what: one record a completion, a certificate once somebody else has granted it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from firstline.domain.digests import digest
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

KIND = "training"
COMPLETION = "completion"
"""What the field `what` says of the records here; another kind of training record says another."""
RECORDED, GRANTED, REVOKED = "recorded", "granted", "revoked"
OPENS = ("L1", "L2")
VOUCHED = "vouched"
"""What `extra` of a record under a pseudonym holds: the fingerprints of its facts before it."""
LISTS = ("products", "modules", "sites")
FACTS = ("person", "course", "level", "opens", "on", "until", *LISTS)
"""What a grant vouches for: changed afterwards, the record is to be granted anew."""


class Standing(StrEnum):
    """Whether a certificate holds on a day, and if not, why."""

    VALID = "valid"
    NOT_YET = "not_yet"
    UNGRANTED = "ungranted"  # nobody but its holder has looked at it
    ALTERED = "altered"  # it says something else than what was granted
    EXPIRED = "expired"
    REVOKED = "revoked"


STANDINGS: Mapping[Standing, Text] = {
    Standing.VALID: Text("有效", "valid"),
    Standing.NOT_YET: Text("未生效", "not yet valid"),
    Standing.UNGRANTED: Text("待他人授予", "to be granted"),
    Standing.ALTERED: Text("授予后被改动", "changed since"),
    Standing.EXPIRED: Text("已过期", "expired"),
    Standing.REVOKED: Text("已撤销", "revoked"),
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One completion of a course.

    It holds from `on` through `until`, None for ever, in the zone of the profile. An empty list of
    products, modules or sites is all of them. `opens` is the safety class whose steps it opens.
    `facts` is the fingerprint of what it says, `granted_facts` of what was granted last.
    """

    id: str
    person: str
    course: str
    level: int
    on: date
    until: date | None = None
    opens: str = ""
    score: str = ""  # points of 100
    proof: str = ""
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    recorded_by: str = ""
    granted_by: str = ""
    granted_at: datetime | None = None
    granted_facts: str = ""
    facts: str = ""
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoke_reason: str = ""
    number: str = ""  # the employee number, where a list of staff told it

    def standing(self, today: date) -> Standing:
        """Return how it stands on the day `today`; a revocation outranks everything."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        if self.until is not None and today > self.until:
            return Standing.EXPIRED
        if not self.granted_by:
            return Standing.UNGRANTED
        if self.granted_facts != self.facts:
            return Standing.ALTERED
        return Standing.NOT_YET if today < self.on else Standing.VALID

    def is_of(self, person: str) -> bool:
        """Whether it is this person's; nobody without a name has one."""
        return bool(person.strip()) and same_person(self.person, person)


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same person's: case and spaces aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def may_be(actor: str, person: str) -> bool:
    """Whether the actor is the person, or may be: “周敏” may be “周敏 (W01)” and grants nothing."""
    return same_person(actor, person) or same_person(actor, person.partition(" (")[0])


def scope_words(one: Certificate) -> Text:
    """Return what a certificate covers, in words."""
    parts = ["/".join(several) for several in (one.products, one.modules, one.sites) if several]
    joined = " · ".join(parts)
    return Text(joined or "全部", joined or "everything")


def facts_of(fields: Mapping[str, Value]) -> str:
    """Return the fingerprint of what a grant vouches for."""
    names = (*FACTS, "number") if fields.get("number") else FACTS
    values = map(fields.get, names)  # there are hundreds of thousands of records
    told = [one if type(one) is str else "\x1f".join(_words(one)) for one in values]
    return digest("\x1e".join(told).encode()).hex()[:32]


def certificate_from(entity: Entity) -> Certificate | None:
    """Return the completion that a record holds, None for another or one that cannot be read.

    Only a grant by somebody else than the holder counts, whoever wrote the record (four eyes).
    """
    held = entity.fields
    on, until = _day(held.get("on")), _day(held.get("until"))
    person = str(held.get("person") or "")
    endless = not held.get("until")
    if held.get("what") != COMPLETION or on is None or not person or not (until or endless):
        return None
    if held.get("withdrawn"):  # the import that brought it was taken back
        return None
    facts, opens, level = facts_of(held), str(held.get("opens") or ""), held.get("level")
    entries, known = _entries(entity), tuple(entity.extra.get(VOUCHED, ()))
    grants = [one for one in entries if one.data.get("what") == GRANTED]
    grant = _grant(grants, person, (facts, *known))
    if grant is not None and grant.data.get("facts") in known:
        facts = grant.data["facts"]
    end = next((one for one in reversed(entries) if one.data.get("what") == REVOKED), None)
    first = [one for one in entries if one.data.get("what") in (RECORDED, GRANTED)]
    return Certificate(
        entity.id,
        person,
        course=str(held.get("course") or ""),
        level=int(str(level)) if str(level) in ("1", "2", "3") else 1,
        on=on,
        until=until,
        opens=opens if opens in OPENS else "",
        score=str(held.get("score") or ""),
        proof=str(held.get("proof") or ""),
        products=_words(held.get("products")),
        modules=_words(held.get("modules")),
        sites=_words(held.get("sites")),
        recorded_by=first[0].actor if first else "",
        granted_by=grant.actor if grant else "",
        granted_at=grant.at if grant else None,
        granted_facts=grant.data.get("facts", "") if grant else "",
        facts=facts,
        revoked_at=end.at if end else None,
        revoked_by=end.actor if end else "",
        revoke_reason=end.reason if end else "",
        number=str(held.get("number") or ""),
    )


def opens_steps(one: Certificate) -> bool:
    """Whether it opens steps (L1, L2) while it holds: the lock, coverage and the bell ask so."""
    return one.opens in OPENS


def counts(one: Certificate) -> bool:
    """Whether somebody else granted it, as it says now."""
    return bool(one.granted_by) and one.granted_facts == one.facts


def openers(records: Iterable[Entity]) -> list[Certificate]:
    """Return the completions whose certificate opens steps: few of all that people pass."""
    return certificates(one for one in records if one.fields.get("opens") in OPENS)


def certificates(records: Iterable[Entity]) -> list[Certificate]:
    """Return the completions, by person, course and day, the newest of each first."""
    found = (one for one in map(certificate_from, records) if one is not None)
    return sorted(found, key=lambda one: (one.person.casefold(), one.course, -one.on.toordinal()))


def due(several: Iterable[Certificate], today: date, within: timedelta) -> list[Certificate]:
    """Return what is to be renewed: what ends `within` that span and what has ended, soonest first.

    Of the same course of the same person the one that holds longest counts; revoked ones do not.
    """
    longest: dict[tuple[str, str], Certificate] = {}
    for one in several:
        if one.until is None or one.revoked_at is not None or not one.granted_by:
            continue
        key = (" ".join(one.person.split()).casefold(), one.course.casefold())
        held = longest.get(key)
        if held is None or held.until is None or held.until < one.until:
            longest[key] = one
    found = [one for one in longest.values() if one.until and one.until - today <= within]
    return sorted(found, key=lambda one: (one.until or today, one.person))


def entry(stamp: Stamp, what: str, *, reason: str = "", facts: str = "") -> Event:
    """Return the line of the record's log that says `what`; lines only append."""
    data = {"what": what, "facts": facts} if facts else {"what": what}
    return Event(
        f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, reason=reason, data=data
    )


def appending(certificate: Certificate, stamp: Stamp, line: Event) -> Edit:
    """Return the edit that adds a line to the record's log."""
    act = line.data["what"]
    return Edit(stamp.id, certificate.id, act, stamp.at, stamp.actor, KIND, events=(line,))


def _grant(grants: Iterable[Event], person: str, facts: Sequence[str]) -> Event | None:
    """Return the last grant by somebody with a name who is not the holder.

    One of what the record says now goes before one of what it said once.
    """
    found = [one for one in grants if one.actor.strip() and not may_be(one.actor, person)]
    fitting = [one for one in found if one.data.get("facts") in facts]
    several = fitting or found
    return several[-1] if several else None


def _entries(entity: Entity) -> list[Event]:
    """Return the lines of a record's log, the oldest first."""
    found = [one for one in entity.events if one.kind is EventKind.ENTRY]
    return sorted(found, key=lambda one: one.at) if len(found) > 1 else found


def _words(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value),) if value not in (None, "") else ()


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
