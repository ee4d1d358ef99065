"""The packs and lists that a hand-off needs: redaction rules, names of people, log places."""

from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.handoff.log_places import SCHEMA as PLACES
from firstline.domain.handoff.log_places import LogPlace, parse_places
from firstline.domain.handoff.redaction import Rules
from firstline.domain.handoff.redaction_pack import SCHEMA as RULES
from firstline.domain.handoff.redaction_pack import parse_rules
from firstline.domain.words import Text

NAMES_FILE = "names.txt"  # in the profile's folder of packs: one name a line
_NO_EXPORT = Text("没有导出任何内容。", "Nothing was exported.")


def load_rules(own: Path, shipped: Path) -> Rules:
    """Return the rules of the profile's folder of packs `own`, or else the `shipped` ones.

    Raises BadInput for a pack that cannot be read: without rules nothing may leave.
    """
    text, name = _own(own, RULES) or (_text(shipped), shipped.name)
    return parse_rules(text, name)


def load_places(own: Path, shipped: Path) -> tuple[LogPlace, ...]:
    """Return the log places of the profile's folder of packs `own`, or else the `shipped` ones."""
    text, name = _own(own, PLACES) or (_text(shipped), shipped.name)
    return parse_places(text, name)


def load_names(own: Path) -> tuple[str, ...]:
    """Return the site's own list of people and companies, none where there is no list."""
    path = own / NAMES_FILE
    if not path.is_file():
        return ()
    lines = (one.strip() for one in _text(path).splitlines())
    return tuple(one for one in lines if one and not one.startswith("#"))


def _own(folder: Path, schema: str) -> tuple[str, str] | None:
    for path in sorted(folder.glob("*.toml")):
        text = _text(path)
        if schema in text[:400]:
            return text, path.name
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise BadInput(
            Text(f"{path.name} 读不出来({reason})。", f"{path.name} cannot be read ({reason})."),
            _NO_EXPORT,
        ) from error
