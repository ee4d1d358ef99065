"""Takes typed values out of a pack's table, one by one, and refuses what nobody asked for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.errors import BadInput
from firstline.domain.packs.toml_places import Path, Source
from firstline.domain.patterns import pattern
from firstline.domain.words import Text

_NAME = pattern(r"[^\s/\\]{1,80}")


class Fields:
    """One table of a document; each key is taken once, and `done` refuses the rest."""

    def __init__(self, source: Source, path: Path, data: Mapping[str, Any]) -> None:
        self.source = source
        self.path = path
        self.data = data
        self._taken: set[str] = set()

    def fault(self, name: str, zh: str, en: str) -> BadInput:
        """Return the error for the key `name`."""
        return self.source.fault((*self.path, name), zh, en)

    def take(self, name: str) -> Any:
        """Return the raw value of a key, None where it is absent."""
        self._taken.add(name)
        return self.data.get(name)

    def allow(self, *names: str) -> None:
        """Let these keys stand whatever they hold."""
        self._taken.update(names)

    def done(self) -> None:
        """Raise BadInput for the first key that was not taken."""
        for name in self.data:
            if name not in self._taken:
                known = ", ".join(sorted(self._taken))
                raise self.fault(
                    name, f"不认识的键。可用:{known}。", f"unknown key. Known: {known}."
                )

    def schema(self, wanted: str) -> None:
        """Refuse a document of another schema; written inline it may be left out."""
        found = self.take("schema")
        if found != wanted and (found is not None or self.source.text):
            raise self.fault("schema", f"应为“{wanted}”。", f"must be {wanted!r}.")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self._missing(name, value, "文字", "a text")
        return value

    def name(self, name: str) -> str:
        """Return an id: a short text without spaces and slashes."""
        value = self.text(name)
        if not _NAME.fullmatch(value):
            raise self.fault(name, "应为不含空格的短名。", "must be a short name without spaces.")
        return value

    def title(self) -> Text:
        """Return `title_zh` and `title_en`."""
        zh, en = self.text("title_zh", ""), self.text("title_en", "")
        return Text(
            zh or en or str(self.data.get("id", "")), en or zh or str(self.data.get("id", ""))
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is absent."""
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
            raise self.fault(name, "应为文字列表。", "must be a list of texts.")
        return tuple(value)

    def known(self, name: str, legal: Collection[str]) -> tuple[str, ...]:
        """Return a list of legal texts, empty where it is absent."""
        values = self.texts(name)
        for one in values:
            if one not in legal:
                names = ", ".join(legal)
                raise self.fault(
                    name, f"不认识“{one[:40]}”。可用:{names}。",
                    f"unknown: {one[:40]!r}. Use: {names}.",
                )  # fmt: skip
        return values

    def choice(self, name: str, legal: Sequence[str], default: str | None = None) -> str:
        """Return one of the legal texts."""
        value = self.text(name, default)
        if value not in legal and value != default:
            choices = ", ".join(legal)
            raise self.fault(
                name, f"不能是“{value[:40]}”,可用:{choices}。",
                f"cannot be {value[:40]!r}; use one of: {choices}.",
            )  # fmt: skip
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(name, "应为 true 或 false。", "must be true or false.")
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number between `low` and `high`."""
        value = self.optional_whole(name, low, high)
        return default if value is None else value

    def optional_whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number between `low` and `high`, None where it is absent."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.fault(
                name, f"应为 {low} 到 {high} 的整数。", f"must be a whole number {low}…{high}."
            )
        return value

    def fractions(self, name: str, default: tuple[float, ...]) -> tuple[float, ...]:
        """Return rising fractions of a target, each above 0 and at most 10."""
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, list) or any(
            isinstance(one, bool) or not isinstance(one, int | float) or not 0 < one <= 10
            for one in value
        ):
            raise self.fault(
                name, "应为大于 0 的小数列表。", "must be a list of fractions above 0."
            )
        return tuple(sorted({float(one) for one in value}))

    def day(self, name: str) -> date | None:
        """Return a date, None where it is absent."""
        value = self.take(name)
        return None if value is None else self.as_day(name, value)

    def as_day(self, name: str, value: object) -> date:
        """Return `value` (a date or its ISO text) as a date. Raises BadInput."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            if isinstance(value, str):
                return date.fromisoformat(value.strip())
        except ValueError:
            pass
        raise self.fault(
            name, f"“{str(value)[:40]}”不是日期。", f"{str(value)[:40]!r} is not a date."
        )

    def zone(self, name: str, default: str) -> ZoneInfo:
        """Return an IANA time zone."""
        value = self.text(name, default)
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:  # not found is a KeyError
            raise self.fault(
                name, f"没有“{value[:40]}”这个时区。", f"there is no time zone {value[:40]!r}."
            ) from error

    def table(self, name: str) -> "Fields | None":
        """Return a table of this one, None where it is absent."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.fault(name, "应为表。", "must be a table.")
        return Fields(self.source, (*self.path, name), value)

    def tables(self, name: str) -> "list[Fields]":
        """Return an array of tables, empty where it is absent."""
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            raise self.fault(name, "应为表的列表([[…]])。", "must be a list of tables ([[…]]).")
        return [
            Fields(self.source, (*self.path, name, index), one) for index, one in enumerate(value)
        ]

    def _missing(self, name: str, value: object, zh: str, en: str) -> BadInput:
        if value is None:
            return self.fault(name, "缺少这个键。", "is missing.")
        return self.fault(name, f"应为{zh}。", f"must be {en}.")
