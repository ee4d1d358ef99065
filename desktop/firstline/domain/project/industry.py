"""Industry profiles: business moments to date, risks to begin with, checks of a migration (S87)."""

from collections.abc import Sequence
from dataclasses import dataclass

from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.risk_starters import Starter
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.added import ADDED
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.runbook import ROLES, Severity
from firstline.domain.words import Language, Text

SCHEMA = "firstline.industry/1"


@dataclass(frozen=True, slots=True)
class Check:
    """One item that a profile adds to the checklist of a migration, at its gate."""

    id: str
    gate: str
    title: Text
    evidence: Text
    owner: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """One industry; `modifiers` are the business moments that matter and have to be dated."""

    id: str
    title: Text
    modifiers: tuple[str, ...]
    risks: tuple[Starter, ...]
    checks: tuple[Check, ...]


def parse_profiles(text: str, file: str) -> tuple[Profile, ...]:
    """Return the profiles of a pack. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    top.allow("id", "version", "title_zh", "title_en", "license")
    found = tuple(_profile(one) for one in top.tables("profile"))
    top.done()
    return found


def profile_of(found: Sequence[Profile], key: str) -> Profile:
    """Return the profile of this id or name. Raises BadInput with the ids there are."""
    wanted = key.strip().casefold()
    for one in found:
        if wanted in (one.id, one.title.zh.casefold(), one.title.en.casefold()):
            return one
    names = ", ".join(one.id for one in found)
    raise BadInput(
        Text(f"没有“{key[:40]}”这个行业。", f"There is no industry {key[:40]!r}."),
        next_step=Text(f"可用:{names}。", f"There are: {names}."),
    )


def entries(profile: Profile, book: Book, language: Language) -> list[Entry]:
    """Return the entries that add the profile's checks to a runbook; what is there stays.

    Raises Refused for a runbook without any gate that they belong to.
    """
    gates = [one for one in profile.checks if book.template.gate(one.gate) is not None]
    if not gates:
        raise Refused(
            Text("这本操作手册没有这些检查的关口。",
                 "This runbook has none of the gates of these checks."),
            next_step=Text("用迁移的操作手册。", "Take the runbook of a migration."),
        )  # fmt: skip
    return [
        Entry(ADDED, {
            "item": one.id, "gate": one.gate, "severity": str(one.severity), "owner": one.owner,
            "evidence": one.evidence.in_(language), "ref": f"industry:{profile.id}",
        }, one.title.in_(language))
        for one in gates if book.template.item(one.id) is None
    ]  # fmt: skip


def _profile(row: Fields) -> Profile:
    risks = []
    for one in row.tables("risk"):
        risks.append(Starter(one.name("id"), one.title(), one.whole("probability", 3, 1, 5),
                             one.whole("impact", 3, 1, 5), one.text("owner_role", "")))  # fmt: skip
        one.done()
    made = Profile(
        row.name("id"), row.title(), row.texts("modifiers"), tuple(risks),
        tuple(_check(one) for one in row.tables("check")),
    )  # fmt: skip
    row.done()
    return made


def _check(row: Fields) -> Check:
    made = Check(
        row.name("id"), row.name("gate"), row.title(),
        Text(row.text("evidence_zh", ""), row.text("evidence_en", "")),
        row.choice("owner_role", tuple(ROLES), "pm"),
        Severity(row.choice("severity", tuple(Severity), Severity.BLOCKER)),
    )  # fmt: skip
    row.done()
    return made
