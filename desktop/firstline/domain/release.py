"""A release: what its publisher says is in it, and whether it may follow what is here.

The manifest is JSON; its signature is minisign's and is checked before anything of it is believed.
An expiry stops a stick that holds back newer releases, and no version may be older than one that
was seen (the freeze and rollback attacks of The Update Framework).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text

FORMAT = "firstline-release/1"
ENDING = ".manifest.json"
SEEN = "update_seen"  # the newest version that was ever verified on the profile
NOTHING_INSTALLED = Text("没有安装任何东西。", "Nothing was installed.")
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){1,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,199}")
_SLOW_CLOCK = timedelta(days=1)  # a PC whose clock is behind by no more is believed


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of a release: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a manifest says; `issued` and `expires` are instants."""

    version: str
    publisher: str
    issued: datetime
    expires: datetime
    files: tuple[Packed, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as it is signed."""
        return {
            "format": FORMAT, "version": self.version, "publisher": self.publisher,
            "issued": self.issued.isoformat(), "expires": self.expires.isoformat(),
            "files": [{"name": one.name, "size": one.size, "sha256": one.sha256}
                      for one in self.files],
        }  # fmt: skip


def release_from(text: str) -> Release:
    """Return the release that a manifest tells of. Raises BadInput for anything malformed."""
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise _unreadable(f"format {str(raw['format'])[:40]}")
        made = Release(
            _matched(_VERSION, raw["version"]), _line(raw["publisher"]),
            _instant(raw["issued"]), _instant(raw["expires"]),
            tuple(map(_packed, raw["files"])),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(str(error)[:80]) from error
    if not made.files or len({one.name.casefold() for one in made.files}) < len(made.files):
        raise _unreadable("files")
    return made


def _packed(raw: Mapping[str, Any]) -> Packed:
    size = raw["size"]
    if type(size) is not int or size < 0:
        raise ValueError("size")
    return Packed(_matched(_PLAIN_NAME, raw["name"]), size, _matched(_SHA256, raw["sha256"]))


def _matched(shape: re.Pattern[str], value: object) -> str:
    if isinstance(value, str) and shape.fullmatch(value):
        return value
    raise ValueError(str(value)[:40])


def _line(value: object) -> str:
    if isinstance(value, str) and value.strip() and len(value) <= 200 and value.isprintable():
        return value
    raise ValueError("publisher")


def _instant(value: object) -> datetime:
    made = datetime.fromisoformat(str(value))
    if made.tzinfo is None:
        raise ValueError("an instant without an offset")
    return made


def _unreadable(why: str) -> BadInput:
    return BadInput(
        Text(
            f"这不是一线的发布清单({why})。", f"This is no release manifest of Firstline ({why})."
        ),
        NOTHING_INSTALLED,
    )


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare; 1.2 and 1.2.0 are the same."""
    several = [int(one) for one in version.split(".")]
    while several and not several[-1]:
        several.pop()
    return tuple(several)


def check(release: Release, here: str, seen: str, now: datetime) -> None:
    """Refuse a release that may not follow `here`, the version that runs, or `seen`, if any.

    Raises Refused: made in the future, expired, or older than what is here or was seen.
    """
    if release.issued > now + _SLOW_CLOCK:
        day = release.issued.date()
        raise Refused(
            Text(f"清单的签发日 {day} 还没到。",
                 f"The manifest was issued on {day}, which is still to come."),
            NOTHING_INSTALLED,
            Text("请检查这台电脑的日期。", "Check the date of this PC."),
        )  # fmt: skip
    if release.expires <= now:
        day = release.expires.date()
        raise Refused(
            Text(f"清单已于 {day} 过期。", f"The manifest expired on {day}."),
            NOTHING_INSTALLED,
            Text("请向发布者要更新的清单。", "Ask the publisher for a newer one."),
        )
    newest = max(here, seen or here, key=numbers)
    if numbers(release.version) < numbers(newest):
        raise Refused(
            Text(f"这是旧版本 {release.version};这里已有或见过 {newest}。",
                 f"This is version {release.version}, older than {newest}, which is here or was "
                 "seen."),
            NOTHING_INSTALLED,
            Text("请使用更新的发布。", "Use a newer release."),
        )  # fmt: skip
