"""The demo company's roster, the same edits every time."""

import tomllib
from collections.abc import Iterator
from datetime import datetime

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ids import derived_id
from firstline.domain.routing.roster import FIELDS, change
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language

PACK = "demo_roster"


def roster(text: str, now: datetime, user: str, language: Language) -> Iterator[Edit]:
    """Yield the edits that lay the people of the pack, as of `now`."""
    tongue = "zh" if language == "zh_CN" else "en"
    for at, row in enumerate(tomllib.loads(text)["person"]):
        values: dict[str, Value] = {
            name: tuple(row[name]) if isinstance(row[name], list) else row[name]
            for name in FIELDS
            if name in row and name != "name"
        }
        values["name"] = row["name"][tongue]
        edit = change(None, values, Stamp(derived_id("demo", "roster", str(at)), now, user))
        if edit is not None:
            yield edit
