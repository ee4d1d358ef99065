"""Collects what the vendor will ask for: reads the known places, writes nothing, hides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.handoff.log_places import LogPlace, Taking
from firstline.domain.handoff.package import Origin, RawText
from firstline.domain.words import Text
from firstline.intake.health.patch_build import read_build
from firstline.intake.log_tail import Window, read_tail

MOST_FILES = 12  # of one place: the newest
_NEVER = Text("只记大小和日期,从不复制", "size and date alone; it is never copied")
_BINARY = Text("二进制文件,不读取;需要时由人另附", "binary: not read; a person may attach it")


@dataclass(frozen=True, slots=True)
class Found:
    """One file that was met: what it is, and either its text or why there is none."""

    name: str
    place: Text
    size: int
    changed_at: datetime
    why_not: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run of the collector brought: texts, facts for the fields, and every file it met."""

    texts: tuple[RawText, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    met: tuple[Found, ...] = ()
    missing: tuple[Text, ...] = ()


def collect(root: Path, places: Iterable[LogPlace], window: Window, zone: tzinfo) -> Collected:
    """Return what the places hold under `root` (requirements S36); the folder is only read.

    Raises BadInput when `root` is no folder. A file that cannot be read is told, not passed over.
    """
    if not root.is_dir():
        raise BadInput(
            Text(f"没有文件夹 {root}。", f"There is no folder {root}."),
            Text("没有收集任何内容。", "Nothing was collected."),
        )
    texts: list[RawText] = []
    facts: dict[str, str] = {}
    met: list[Found] = []
    missing: list[Text] = []
    for place in places:
        paths = list(_paths(root, place, missing))
        if not paths:
            missing.append(
                Text(f"{place.component.zh}:没有找到", f"{place.component.en}: none found")
            )
        for path in paths:
            found, text = _take(path, place, window, zone, facts)
            met.append(found)
            texts += [text] if text else []
    _account_sets(met, facts)
    return Collected(tuple(texts), tuple(facts.items()), tuple(met), tuple(missing))


def read_log(path: Path, window: Window, zone: tzinfo) -> RawText:
    """Return the wanted part of one log that a person named. Raises BadInput."""
    tail = read_tail(path, window, zone)
    return RawText(path.name, tail.text, Origin.LOG, tail.remark)


def _paths(root: Path, place: LogPlace, missing: list[Text]) -> Iterator[Path]:
    """Yield the newest files of a place; links that lead out of `root` are not followed."""
    found: list[tuple[float, Path]] = []
    inside = root.resolve()
    for pattern in place.patterns:
        try:
            paths = (one for one in root.glob(pattern) if one.is_file())
            own = (one for one in paths if one.resolve().is_relative_to(inside))
            found += [(one.stat().st_mtime, one) for one in own]
        except OSError as error:
            reason = error.strerror or type(error).__name__
            missing.append(Text(f"{place.component.zh}:读不了({reason})",
                                f"{place.component.en}: cannot be read ({reason})"))  # fmt: skip
    newest = sorted(dict.fromkeys(found), key=lambda one: (-one[0], one[1].as_posix()))
    yield from (path for _, path in newest[:MOST_FILES])


def _take(
    path: Path, place: LogPlace, window: Window, zone: tzinfo, facts: dict[str, str]
) -> tuple[Found, RawText | None]:
    try:
        stat = path.stat()
        size, changed = stat.st_size, datetime.fromtimestamp(stat.st_mtime, zone)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        gone = Text(f"读不了({reason})", f"cannot be read ({reason})")
        return Found(path.name, place.component, 0, datetime.fromtimestamp(0, zone), gone), None
    name, text, why = _name(path), None, NOTHING
    try:
        if place.taking is Taking.TAIL:
            text = read_log(path, window, zone)
        elif place.taking is Taking.VERSION:
            build = read_build(path)
            facts["version"] = build.version or facts.get("version", "")
            facts["patch"] = build.patch or facts.get("patch", "")
        else:
            why = _NEVER if place.taking is Taking.STAT else _BINARY
    except BadInput as problem:
        why = problem.sentence
    return Found(name, place.component, size, changed, why), text


def _name(path: Path) -> str:
    """Return a file's name; of account set files the folders that say which one it is, too."""
    parts = path.parts[-3:] if path.name.upper().startswith("UF") else path.parts[-1:]
    return "/".join(parts)


def _account_sets(met: Iterable[Found], facts: dict[str, str]) -> None:
    """Note the one account set that was found; of several a person must choose."""
    sets = {one.name.split("/")[0][2:] for one in met if one.name.upper().startswith("ZT")}
    if len(sets) == 1:
        facts["account_set"] = sets.pop()
