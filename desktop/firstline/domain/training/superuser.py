"""Super-users: scope, certificate, backup and shift of each, and what they may do by class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.routing import roster
from firstline.domain.ticket.fields import clean
from firstline.domain.training import training
from firstline.domain.training.called import finder_of
from firstline.domain.training.permit import SOON
from firstline.domain.training.person import Person, plain_name, plain_number
from firstline.domain.training.training import KIND, STANDINGS, Certificate, Standing
from firstline.domain.words import Text

WHAT = "superuser"
"""The field `what` of the record that names a super-user's backup; its id comes of the person."""
ROLE = "superuser"
_KEPT = Text("什么都没有改。", "Nothing was changed.")


@dataclass(frozen=True, slots=True)
class SuperUser:
    """One super-user (requirements S66): who holds, or held, a certificate that opens steps.

    `certificate` is the one that holds today and opens most, else the one that held last, None
    for somebody who has the role without any. `backup` is the person who stands in, "" for none;
    `backup_holds` whether that person's certificate holds today and opens as much.
    """

    key: str
    name: str
    number: str = ""
    site: str = ""
    shift: str = ""
    certificate: Certificate | None = None
    standing: Standing | None = None
    backup: str = ""
    backup_holds: bool = False

    @property
    def level(self) -> str:
        """The safety class whose steps are open to them today, "" for L0 alone."""
        held = self.certificate
        return held.opens if held and self.standing is Standing.VALID else ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether the steps of a safety class are open to a super-user, and why."""

    safety: Safety
    open: bool
    why: Text


def record_id(number: str, name: str) -> str:
    """Return the id of the record that names a backup, the same on every desk."""
    return derived_id(KIND, WHAT, plain_number(number) or plain_name(name))


def superusers(
    records: Iterable[Entity],
    staff: Iterable[Person],
    rosters: Iterable[roster.Person],
    today: date,
) -> list[SuperUser]:
    """Return the super-users by site, shift and name.

    They are those whose certificate opens steps, and those who have the role without one; who
    has left is none any more. Where no list of staff knows a person, the roster tells the site
    and the shift.
    """
    everything, people = list(records), list(staff)
    find, gone = finder_of(people), {plain_number(x.number) for x in people if not x.is_here(today)}
    known = {plain_number(one.number): one for one in people if one.is_here(today)}
    held: dict[str, list[Certificate]] = {
        number: [] for number, one in known.items() if ROLE in one.roles
    }
    for cert in training.openers(everything):
        number = find(cert.number, cert.person)
        if number not in gone:
            held.setdefault(number or plain_name(cert.person), []).append(cert)
    planned = {plain_name(one.name): one for one in rosters}
    found = [_one(key, several, known.get(key), planned, today) for key, several in held.items()]
    backups = _backups(everything)
    named = [_backed(one, backups.get(one.key, ""), found) for one in found]
    return sorted(named, key=lambda one: (one.site, one.shift, one.name))


def _one(
    key: str, several: list[Certificate], person: Person | None,
    planned: Mapping[str, roster.Person], today: date,
) -> SuperUser:  # fmt: skip
    best = max(several, key=lambda one: _rank(one, today), default=None)
    standing = best.standing(today) if best else None
    if person is not None:
        return SuperUser(record_id(person.number, ""), person.label, person.number, person.site,
                         person.shift, best, standing)  # fmt: skip
    name = best.person if best else key
    where = planned.get(plain_name(name))
    site, shift = ("、".join(where.sites), "、".join(where.shifts)) if where else ("", "")
    return SuperUser(record_id("", name), name, "", site, shift, best, standing)


def _rank(one: Certificate, today: date) -> tuple[bool, str, date]:
    return one.standing(today) is Standing.VALID, one.opens, one.until or date.max


def _backups(records: Iterable[Entity]) -> dict[str, str]:
    return {
        one.id: str(one.fields.get("backup") or "")
        for one in records if one.fields.get("what") == WHAT
    }  # fmt: skip


def _backed(one: SuperUser, backup: str, everybody: Iterable[SuperUser]) -> SuperUser:
    if not backup:
        return one
    asked = one.certificate.opens if one.certificate else "L1"
    holds = any(two.level >= asked for two in everybody if is_called(two, backup))
    return SuperUser(one.key, one.name, one.number, one.site, one.shift, one.certificate,
                     one.standing, backup, holds)  # fmt: skip


def is_called(one: SuperUser, word: str) -> bool:
    """Whether `word` is the person's name or employee number."""
    number = plain_number(one.number)
    return plain_name(one.name) == plain_name(word) or bool(number and number == plain_number(word))


def find(several: Iterable[SuperUser], word: str) -> SuperUser:
    """Return the super-user with this name or number. Raises Refused."""
    for one in several:
        if is_called(one, word):
            return one
    raise Refused(
        Text(f"“{word[:40]}”不是超级用户。", f"“{word[:40]}” is no super-user."), _KEPT,
        Text("见 firstline training superuser list。", "See firstline training superuser list."),
    )  # fmt: skip


def allowed(one: SuperUser) -> tuple[Allowed, ...]:
    """Return what the person may do by safety class; an expired certificate locks L1 (S66)."""
    return tuple(Allowed(safety, *_judge(one, safety)) for safety in Safety)


def _judge(one: SuperUser, safety: Safety) -> tuple[bool, Text]:
    if safety is Safety.L0:
        return True, Text("人人可做", "everybody may")
    if safety is Safety.L3:
        return False, Text("仅厂商或 DBA", "the vendor or a DBA alone")
    cert, standing = one.certificate, one.standing
    if cert is None or standing is None:
        return False, Text("没有证书", "no certificate")
    end = str(cert.until) if cert.until else ""
    if standing is not Standing.VALID:
        said = STANDINGS[standing]
        return False, Text(f"证书 {cert.course} {said.zh}" + (f",有效到 {end}" if end else ""),
                           f"certificate {cert.course} {said.en}"
                           + (f", until {end}" if end else ""))  # fmt: skip
    if cert.opens < safety:
        return False, Text(f"证书 {cert.course} 只开放 {cert.opens}",
                           f"certificate {cert.course} opens {cert.opens} alone")  # fmt: skip
    zh = f"证书 {cert.course}" + (f",有效到 {end}" if end else "")
    en = f"certificate {cert.course}" + (f" until {end}" if end else "")
    if safety is Safety.L2:
        return True, Text(
            f"{zh};还要系统的备份已验证", f"{en}; and a verified backup of the system"
        )
    return True, Text(zh, en)


def ends_soon(one: SuperUser, today: date) -> bool:
    """Whether the certificate holds and ends within thirty days."""
    cert = one.certificate
    return bool(cert and one.level and cert.until and cert.until - today <= SOON)


def name_backup(one: SuperUser, held: Entity | None, backup: str, stamp: Stamp) -> Edit:
    """Return the edit that names who stands in for a super-user; "" names nobody.

    Raises Refused where a super-user would be the own backup, BadInput for a text too long.
    """
    said = " ".join(clean(backup, 120, "name").split())
    if said and is_called(one, said):
        raise Refused(
            Text("不能给自己做备份。", "Nobody is the own backup."), _KEPT,
            Text("写另一位同事。", "Name somebody else."),
        )  # fmt: skip
    if held is not None:
        return setting(held, {"backup": said or None}, stamp)
    if not said:
        raise BadInput(Text("请写备份人员。", "Name the backup."), _KEPT)
    values = {"what": WHAT, "number": one.number, "person": one.name, "backup": said}
    changes = tuple(Change(name, value) for name, value in values.items() if value)
    return Edit(stamp.id, one.key, "open", stamp.at, stamp.actor, KIND, changes)


def class_name(safety: Safety) -> Text:
    """Return what a safety class is called."""
    return NAMES[safety]
