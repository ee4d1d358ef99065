"""A file of xAPI statements as JSON: read whole, or refused in a sentence."""

import json
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

MOST_BYTES = 64 * 2**20


def read_statements(path: Path) -> object:
    """Return what a file of statements holds. Raises BadInput where it is no JSON, or too large."""
    wrong = BadInput(
        Text(f"{path.name} 不是 JSON。", f"{path.name} is no JSON."),
        Text("什么都没有导入。", "Nothing was imported."),
    )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(Text(f"{path.name} 超过 64 MB。", f"{path.name} is larger than 64 MB."))
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise wrong from error
