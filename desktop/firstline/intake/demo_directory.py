"""The demo company's contacts and proofs of customer duties, the same edits every time."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from firstline.domain import contact as contacts
from firstline.domain import duty as duties
from firstline.domain.duty import Proof, Result
from firstline.domain.edit import Edit, Stamp
from firstline.domain.fields import Value
from firstline.domain.ids import derived_id
from firstline.domain.words import Language

PACK = "demo_contacts"


def directory(text: str, now: datetime, user: str, language: Language) -> tuple[Edit, ...]:
    """Return the edits that lay the contacts and the proofs of the pack, as of `now`."""
    raw = tomllib.loads(text)
    tongue = "zh" if language == "zh_CN" else "en"
    return (
        *_contacts(raw["contact"], now, user, tongue),
        *_proofs(raw["proof"], now, user, tongue),
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
