"""What a person wants in a hand-off package, put together in the window or by a command."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.handoff.package import RawText


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fields, logs and files that are wanted; `seen` are the hashes of files that were looked at.

    `dropped` are the hashes of attachments and the names of logs that are not to go along.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    texts: tuple[RawText, ...] = ()
    seen: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    authorisation: Authorisation | None = None
    reviewed_by: str = ""


def with_facts(wanted: Wanted, facts: Mapping[str, str]) -> Wanted:
    """Return what is wanted with collected facts under what a person typed."""
    return replace(wanted, values={**facts, **wanted.values})
