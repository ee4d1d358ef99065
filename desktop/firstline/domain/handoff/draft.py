"""What was typed for a hand-off and not yet handed over, as the text of a draft."""

import json
from collections.abc import Mapping


def draft_key(ticket_id: str) -> str:
    """Return the key under which the typed title and fields of a package are kept."""
    return f"handoff:{ticket_id}"


def draft_text(title: str, values: Mapping[str, str]) -> str:
    """Return the draft, an empty text where nothing was typed."""
    if not title and not values:
        return ""
    return json.dumps({"title": title, "values": dict(values)}, ensure_ascii=False)


def typed_in(text: str) -> tuple[str, dict[str, str]]:
    """Return the title and the fields in a draft; what is no draft of ours holds none."""
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return "", {}
    values = raw.get("values", {}) if isinstance(raw, dict) else None
    if not isinstance(values, dict):
        return "", {}
    return str(raw.get("title", "")), {str(name): str(value) for name, value in values.items()}
