"""Finds one record by the number that people say, or by its id."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from firstline.domain.errors import Refused
from firstline.domain.words import Text


class Numbered(Protocol):
    """A record that people call by a number, such as A-D0D4B4."""

    @property
    def id(self) -> str:
        """The id it has for ever."""

    @property
    def number(self) -> str:
        """What people call it."""


Record = TypeVar("Record", bound=Numbered)


def one_called(found: Iterable[Record], key: str, one: Text, many: Text, listed: str) -> Record:
    """Return the record with this number or id, in any case of letters.

    `one` and `many` name such records, in Chinese with the measure word (个行动项, action);
    `listed` is the command that lists them. Raises Refused where none or several bear it.
    """
    plain = key.strip().casefold()
    hits = [record for record in found if plain in (record.number.casefold(), record.id)]
    if len(hits) == 1:
        return hits[0]
    if hits:
        ids = ", ".join(record.id for record in hits)
        raise Refused(Text(f"有几{many.zh}都叫 {key[:20]}:{ids}。",
                           f"Several {many.en} are called {key[:20]}: {ids}."))  # fmt: skip
    raise Refused(
        Text(f"没有“{key[:60]}”这{one.zh}。", f"There is no {one.en} “{key[:60]}”."),
        next_step=Text(f"用 {listed} 查看。", f"See {listed}."),
    )
