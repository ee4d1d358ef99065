"""Profiles of networks: how fast, how whole and how wide a line must be, as data."""

from dataclasses import dataclass

from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

SCHEMA = "firstline.network/1"


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile: milliseconds at most, percent of loss at most, Mbit/s at least, samples."""

    id: str
    title: Text
    p95_ms: int
    loss_percent: str
    mbps: str
    least_samples: int

    @property
    def values(self) -> dict[str, Value]:
        """The limits as a record of samples keeps them."""
        return {"profile": self.id, "limit_p95_ms": self.p95_ms,
                "limit_loss_percent": self.loss_percent, "limit_mbps": self.mbps,
                "least_samples": self.least_samples}  # fmt: skip


def parse_profiles(text: str, file: str) -> dict[str, Profile]:
    """Return the profiles of a TOML pack by id. Raises BadInput naming file, line and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    found = {}
    for index, raw in enumerate(top.take("profile") or ()):
        one = Fields(source, ("profile", index), raw)
        made = Profile(
            one.name("id"), Text(one.text("title_zh"), one.text("title_en")),
            one.whole("p95_ms", 0, 1, 60_000), one.text("loss_percent"), one.text("mbps"),
            one.whole("least_samples", 60, 1, 100_000),
        )  # fmt: skip
        one.done()
        found[made.id] = made
    top.allow("id", "version", "source_zh", "source_en")
    top.done()
    return found
