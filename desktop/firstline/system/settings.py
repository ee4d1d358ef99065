"""The user's settings: one TOML file in the profile, read strictly and never overwritten blindly.

A key that this version does not know is kept as it stands, and so are comments and order.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

FILE_NAME = "settings.toml"


class SettingsError(ValueError):
    """The settings file cannot be used: `line` (0 when unknown) and `reason` say why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}: line {line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class Settings(NamedTuple):
    """What a person chose. Every value has a default, so an empty profile works.

    `language` is "" (follow the system), "zh_CN" or "en"; `theme` is "system", "light" or "dark";
    `packs` holds the ids of the agreements in use, in rule order, or nothing for all of them;
    `calendar` is a calendar's id, or "" for each agreement's own. `news` tells what others did.
    `alarms_of` is "all" or "mine"; `quiet_from` and `quiet_to` are written 22:00, or "" for no
    quiet hours; `phone` is where I can be called back; `auto_assign` routes new tickets of nobody
    by the roster. `shifts` are lines such as `early 早班/Early 06:00-14:00`, or nothing for three
    shifts from six o'clock. `pay_day` is the day of the month on which wages are paid, 0 unknown;
    `windows` are lines such as `stocktake 2026-12-28/2027-01-02`, when a business moment holds.
    `publisher` is the public key (minisign's, a line that begins with RW) by which releases are
    checked, besides the shipped one.
    """

    language: str = ""
    theme: str = "system"
    text_percent: int = 100
    compact: bool = False
    user: str = ""
    site: str = ""
    zone: str = "Asia/Shanghai"
    calendar: str = ""
    packs: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    phone: str = ""
    auto_assign: bool = False
    alarms: bool = True
    news: bool = True
    alarms_of: str = "all"
    alarm_sound: bool = True
    quiet_from: str = ""
    quiet_to: str = ""
    pay_day: int = 0
    windows: tuple[str, ...] = ()
    publisher: str = ""

    def having(self, **changes: Any) -> Self:
        """Return the settings with `changes`; a name that is none of them is a ValueError."""
        return self._replace(**changes)


_CHOICES: Mapping[str, tuple[object, ...] | range] = {
    "language": ("", "zh_CN", "en"),
    "theme": ("system", "light", "dark"),
    "text_percent": range(100, 201),
    "alarms_of": ("all", "mine"),
    "pay_day": range(32),
}
_HOUR = r"([01]?\d|2[0-3]):[0-5]\d|"


def load(folder: Path) -> Settings:
    """Return the settings of the profile `folder`; without a file, the defaults.

    Raises SettingsError for a file that is not TOML or holds a value that does not fit its key.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):  # whoever opens the profile says the latter
        return Settings()
    except UnicodeDecodeError as error:
        raise SettingsError(path, 0, "not UTF-8") from error
    except OSError as error:
        raise SettingsError(path, 0, error.strerror or str(error)) from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, _line_of(error, text), str(error)) from error
    except RecursionError as error:
        raise SettingsError(path, 0, "nested too deep") from error
    known = Settings()._asdict()
    values: dict[str, Any] = {
        name: _checked(path, text, name, raw[name], known[name]) for name in known if name in raw
    }
    return Settings(**values)


def save(folder: Path, settings: Settings) -> None:
    """Write `settings` into the profile `folder`, keeping unknown keys, comments and order.

    Only keys that differ from the default or stand in the file are written. Raises SettingsError,
    with nothing written, when the present file cannot be read; OSError when it cannot be replaced.
    """
    import tomlkit  # noqa: PLC0415 - reading needs only the standard library

    load(folder)  # refuses a file that we would not understand
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    document = tomlkit.parse(text)
    default = Settings()._asdict()
    for name, value in settings._asdict().items():
        if value != default[name] or name in document:
            document[name] = list(value) if isinstance(value, tuple) else value
    _replace(path, tomlkit.dumps(document))


def _checked(path: Path, text: str, name: str, value: object, default: object) -> object:
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise SettingsError(path, _line_with(text, name), f"{name} must be a list of texts")
    if type(value) is not type(default):
        wanted = {str: "a text", int: "a whole number", bool: "true or false"}[type(default)]
        raise SettingsError(path, _line_with(text, name), f"{name} must be {wanted}")
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        a_range = isinstance(choices, range)
        legal = f"{choices[0]}..{choices[-1]}" if a_range else ", ".join(map(repr, choices))
        raise SettingsError(path, _line_with(text, name), f"{name} must be one of {legal}")
    if name in ("quiet_from", "quiet_to") and not re.fullmatch(_HOUR, str(value)):
        raise SettingsError(path, _line_with(text, name), f"{name} must be written 22:00")
    if name == "zone":
        _check_zone(path, _line_with(text, name), str(value))
    return value


def _check_zone(path: Path, line: int, name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not found is a KeyError
        raise SettingsError(path, line, f"there is no time zone {name!r}") from error


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    _, _, tail = str(error).rpartition("(at line ")
    digits = tail.partition(",")[0]
    return int(digits) if digits.isdecimal() else len(text.splitlines())  # at its end


def _line_with(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.partition("=")[0].strip().strip("\"'") == name:
            return number
    return 0


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
