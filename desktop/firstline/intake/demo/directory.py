"""The demo company's contacts, proofs of duties and certificates, the same edits every time."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.contact import contact as contacts
from firstline.domain.contact import duty as duties
from firstline.domain.contact.duty import Proof, Result
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import NOTHING
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.words import Language

PACK = "demo_contacts"


def directory(text: str, now: datetime, user: str, language: Language) -> tuple[Edit, ...]:
    """Return the edits that lay contacts, proofs and certificates of the pack, as of `now`."""
    raw = tomllib.loads(text)
    tongue = "zh" if language == "zh_CN" else "en"
    return (
        *_contacts(raw["contact"], now, user, tongue),
        *_proofs(raw["proof"], now, user, tongue),
        *_certificates(raw["certificate"], now, tongue),
    )


def _contacts(rows: list[Any], now: datetime, user: str, tongue: str) -> Iterator[Edit]:
    for at, row in enumerate(rows):
        values: dict[str, Value] = {
            name: row[name][tongue] if isinstance(row[name], dict) else row[name]
            for name in contacts.FIELDS
            if name in row
        }
        if (days := row.get("verified_days")) is not None:
            values["verified_on"] = (now - timedelta(days=days)).date().isoformat()
        stamp = Stamp(derived_id("demo", "contact edit", str(at)), now, user)
        yield contacts.change(None, derived_id("demo", "contact", str(at)), values, stamp)


def _proofs(rows: list[Any], now: datetime, user: str, tongue: str) -> Iterator[Edit]:
    for at, row in enumerate(rows):
        seen = now - timedelta(days=row["days"])
        result = Result.OK if row["ok"] else Result.FAILED
        proof = Proof(seen, user, result, row["note"][tongue])
        stamp = Stamp(derived_id("demo", "proof", str(at)), seen, user)
        yield duties.prove(None, row["system"], row["duty"], proof, stamp)


def _certificates(rows: list[Any], now: datetime, tongue: str) -> Iterator[Edit]:
    for row in rows:
        person, by = row["person"][tongue], row.get("granted_by", {}).get(tongue, "")
        course = Course(row["course"], NOTHING, "", int(row["level"]), opens=row["opens"])
        passed_at, until = now - timedelta(days=row["days"]), now + timedelta(days=row["left"])
        passed = Passed(
            person, course, passed_at.date(), until.date(), row.get("score", ""),
            products=tuple(row.get("products", ())), sites=tuple(row.get("sites", ())),
        )  # fmt: skip
        stamp = Stamp(derived_id("demo", "certificate", person), passed_at, by or person)
        yield record(passed, stamp, now.date())
