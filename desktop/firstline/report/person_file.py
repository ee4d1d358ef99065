"""A person's data as one JSON file: who, when, every ticket and record that names them."""

import json
from collections.abc import Sequence
from pathlib import Path

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.entity import Entity, entity_to_json
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text


def write_person(
    path: Path, names: Sequence[str], tickets: Sequence[Ticket], records: Sequence[Entity],
    made_at: str,
) -> None:  # fmt: skip
    """Write the file. Raises Refused in one sentence where it cannot be written."""
    told = {
        "person": names[0], "names": list(names), "made_at": made_at,
        "tickets": [ticket_to_json(one) for one in tickets],
        "records": [entity_to_json(one) for one in records],
    }  # fmt: skip
    try:
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(
            Text(f"写不了 {path.name}({reason})。", f"{path.name} cannot be written ({reason})."),
            next_step=Text("请换一个位置。", "Choose another place."),
        ) from error
