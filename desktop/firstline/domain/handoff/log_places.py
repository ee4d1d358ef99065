"""Where each product keeps its logs, in which encoding, how sensitive: a pack of data."""

from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.words import Text

SCHEMA = "firstline.log_places/1"


class Taking(StrEnum):
    """What is taken of a file: the end of its text, its version, or its size and date alone."""

    TAIL = "tail"
    VERSION = "version"
    STAT = "stat"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class LogPlace:
    """One place of logs (templates.md K); `patterns` are globs under a folder that is named."""

    id: str
    product: str
    component: Text
    patterns: tuple[str, ...]
    taking: Taking
    encoding: str
    sensitive: Text
    urgency: Text


def parse_places(text: str, file: str) -> tuple[LogPlace, ...]:
    """Return the places in a TOML text. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    found = tuple(_place(one) for one in top.tables("place"))
    top.name("id")
    top.allow("title_zh", "title_en", "version")
    top.done()
    return found


def places_of(places: tuple[LogPlace, ...], product: str) -> tuple[LogPlace, ...]:
    """Return the places of a product, and those that every product has ("*")."""
    wanted = product.casefold()
    own = (one for one in places if one.product.casefold() in ("*", wanted) or not wanted)
    return tuple(own)


def _place(one: Fields) -> LogPlace:
    made = LogPlace(
        one.name("id"), one.text("product"),
        Text(one.text("component_zh"), one.text("component_en")),
        one.texts("patterns"), Taking(one.choice("taking", tuple(Taking), "tail")),
        one.text("encoding", ""),
        Text(one.text("sensitive_zh", ""), one.text("sensitive_en", "")),
        Text(one.text("urgency_zh", ""), one.text("urgency_en", "")),
    )  # fmt: skip
    for pattern in made.patterns:
        if pattern.startswith(("/", "\\")) or ".." in pattern or ":" in pattern:
            raise one.fault("patterns", f"“{pattern}”不能越出所给的文件夹。",
                            f"{pattern!r} must stay under the folder that is named.")  # fmt: skip
    one.done()
    return made
