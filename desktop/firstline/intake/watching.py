"""Looks at what a watch rule names: reads, changes nothing, says what it could not read."""

import glob
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from firstline.domain.errors import BadInput, Problem
from firstline.domain.watch.look import MOST_LINES, Look, Verdict, unread
from firstline.domain.watch.rule import Rule, Watched
from firstline.domain.words import Text

_GB = 1024**3
_LINE = 2_000  # characters of a log line that a pattern is given, so that none runs away
_MOST_FILES = 50_000


@dataclass(frozen=True, slots=True)
class Eyes:
    """Where and when a look is taken: the profile's folder, the instant and the zone of stamps."""

    profile: Path
    now: datetime
    zone: tzinfo


def look(rule: Rule, eyes: Eyes) -> Look:
    """Return what is seen of `rule` now (requirements S36). Nothing is written, nothing raised."""
    try:
        return _LOOKS[rule.watch](rule, eyes)
    except Problem as problem:
        return unread(problem.sentence, rule.place)
    except OSError as error:
        return unread(_reason(error), rule.place)


def _disk(rule: Rule, eyes: Eyes) -> Look:
    usage = shutil.disk_usage(_path(rule, eyes))
    free = usage.free / _GB
    said = Text(f"可用 {free:.1f} GB,共 {usage.total / _GB:.0f} GB",
                f"{free:.1f} GB free of {usage.total / _GB:.0f} GB")  # fmt: skip
    if usage.free < rule.min_free_gb * _GB:
        return Look(Verdict.BAD, said, (f"{rule.place}: {said.en} (min {rule.min_free_gb} GB)",))
    return Look(Verdict.GOOD if usage.free >= rule.clear_free_gb * _GB else Verdict.NEAR, said)


def _file(rule: Rule, eyes: Eyes) -> Look:
    """Judge the newest of the files that the pattern names."""
    found, missed = _newest(rule, eyes)
    if found is None:
        said = Text(f"没有找到 {rule.place}", f"no file {rule.place}")
        return Look(Verdict.BAD, said, (said.en,), missed)
    stat = found.stat()
    at = datetime.fromtimestamp(stat.st_mtime, eyes.zone)
    age = max(eyes.now - at, timedelta())
    said = Text(f"{found.name}:{_age(age).zh}前,{_size(stat.st_size)}",
                f"{found.name}: {_age(age).en} old, {_size(stat.st_size)}")  # fmt: skip
    old = bool(rule.max_age_h) and age > timedelta(hours=rule.max_age_h)
    small = bool(rule.min_kb) and stat.st_size < rule.min_kb * 1024
    if not (old or small):
        return Look(Verdict.GOOD, said, (), missed)
    told = [f"{found} · {at.isoformat(timespec='minutes')} · {stat.st_size} B"]
    told += [f"older than {rule.max_age_h} h"] if old else []
    told += [f"smaller than {rule.min_kb} KB"] if small else []
    return Look(Verdict.BAD, said, tuple(told), missed)


def _backup(rule: Rule, eyes: Eyes) -> Look:
    from firstline.intake.health.backup_folder import FAULTS  # noqa: PLC0415 - this kind alone
    from firstline.intake.health.backup_folder import look as look_at  # noqa: PLC0415

    looked = look_at(_path(rule, eyes), eyes.now)
    said = _BACKUPS[looked.verdict]
    lines = [
        f"{one.account_set} {one.folder} {one.size} B "
        f"{one.at.astimezone(eyes.zone).isoformat(timespec='minutes') if one.at else '-'}"
        f"{f' {FAULTS[one.fault].en}' if one.fault else ''}"
        for one in looked.backups[:MOST_LINES]
    ]
    verdict = Verdict.GOOD if looked.verdict == "ok" else Verdict.BAD
    if looked.unread and verdict is Verdict.GOOD:
        verdict = Verdict.UNREAD  # what was read is well, and some of it was not read
    return Look(verdict, said, tuple(lines), looked.unread)


_BACKUPS: Mapping[str, Text] = {
    "ok": Text("完整且是新的", "whole and fresh"),
    "incomplete": Text("最新一份不完整", "the newest is incomplete"),
    "failed": Text("最新一份是坏的", "the newest is bad"),
    "stale": Text("最新一份超过 2 天", "the newest is older than 2 days"),
    "none": Text("没有找到备份", "no backup was found"),
}


def _log(rule: Rule, eyes: Eyes) -> Look:
    """Count the lines of the newest log that match, among those of the last `within_min`."""
    from firstline.intake.log_tail import Window, lines_since, read_tail  # noqa: PLC0415 - as above

    found, missed = _newest(rule, eyes)
    if found is None:
        return unread(Text(f"没有找到 {rule.place}", f"no file {rule.place}"), *missed)
    if not found.stat().st_size:
        return Look(Verdict.GOOD, Text("日志是空的", "the log is empty"), (), missed)
    since = eyes.now - timedelta(minutes=rule.within_min)
    tail = read_tail(found, Window(rule.tail_kb * 1024, since), eyes.zone)
    search = re.compile(rule.find).search if rule.regex else None
    hits = [
        line.strip()[:400]
        for line in (one[:_LINE] for one in lines_since(tail.text, since, eyes.zone))
        if (search(line) if search else rule.find.casefold() in line.casefold())
    ]
    remark = tail.remark
    said = Text(f"{len(hits)} 行含“{rule.find[:40]}”({remark.zh})",
                f"{len(hits)} lines with {rule.find[:40]!r} ({remark.en})")  # fmt: skip
    bad = len(hits) >= rule.at_least
    lines = (str(found), *hits[-MOST_LINES:]) if bad else ()
    return Look(Verdict.BAD if bad else Verdict.GOOD, said, lines, missed)


def _port(rule: Rule, eyes: Eyes) -> Look:
    del eyes
    from firstline.intake.health.reach import reach  # noqa: PLC0415 - no look needs a socket but this

    return reach(rule.place.strip(), rule.port, rule.timeout_s)


def _service(rule: Rule, eyes: Eyes) -> Look:
    from firstline.intake.health.service_table import states  # noqa: PLC0415 - this kind alone

    found, missed = _newest(rule, eyes)
    if found is None:
        return unread(Text(f"没有找到 {rule.place}", f"no file {rule.place}"), *missed)
    at = datetime.fromtimestamp(found.stat().st_mtime, eyes.zone)
    if eyes.now - at > timedelta(hours=rule.max_age_h):
        age = _age(eyes.now - at)
        return unread(Text(f"{found.name} 已有 {age.zh},太旧了",
                           f"{found.name} is {age.en} old, which is too old"), *missed)  # fmt: skip
    table = states(found, rule.key_column, rule.key, rule.state_column)
    told, missed = table.found, (*missed, *table.broken)
    if not told:
        reason = Text(f"{found.name} 里没有 {rule.key}", f"{found.name} has no {rule.key}")
        return unread(reason, *missed)
    good = {one.casefold() for one in rule.good}
    wrong = [one for one in told if one.casefold() not in good]
    said = Text(f"{rule.key}:{'、'.join(told)}", f"{rule.key}: {', '.join(told)}")
    lines = (f"{found} · {at.isoformat(timespec='minutes')} · {said.en}",) if wrong else ()
    return Look(Verdict.BAD if wrong else Verdict.GOOD, said, lines, missed)


_LOOKS: Mapping[Watched, Callable[[Rule, Eyes], Look]] = {
    Watched.DISK: _disk, Watched.FILE: _file, Watched.BACKUP: _backup, Watched.LOG: _log,
    Watched.PORT: _port, Watched.SERVICE: _service,
}  # fmt: skip


def _path(rule: Rule, eyes: Eyes) -> Path:
    return Path(rule.place.strip().replace("{profile}", str(eyes.profile))).expanduser()


def _newest(rule: Rule, eyes: Eyes) -> tuple[Path | None, tuple[str, ...]]:
    """Return the newest file that the place names, and what of it could not be looked at."""
    place = _path(rule, eyes)
    fixed = Path(*(part for part in place.parts[:-1] if not glob.has_magic(part)))
    if not glob.has_magic(str(place)):
        fixed = place.parent
    if not fixed.is_dir():
        raise BadInput(Text(f"没有文件夹 {fixed}", f"there is no folder {fixed}"))
    with os.scandir(fixed):  # a folder that we may not read is no empty one
        pass
    newest: tuple[float, Path] | None = None
    missed: list[str] = []
    for count, name in enumerate(glob.iglob(str(place), recursive=True)):  # noqa: PTH207 - whole paths
        if count >= _MOST_FILES:
            missed.append(f"{place}: > {_MOST_FILES}")
            break
        path = Path(name)
        try:
            if path.is_file() and (newest is None or path.stat().st_mtime > newest[0]):
                newest = path.stat().st_mtime, path
        except OSError as error:
            missed.append(f"{path}: {_reason(error).en}")
    return (newest[1] if newest else None), tuple(missed[:MOST_LINES])


def _reason(error: OSError) -> Text:
    said = error.strerror or type(error).__name__
    return Text(said, said)


def _age(span: timedelta) -> Text:
    minutes = int(span.total_seconds()) // 60
    if minutes < 120:
        return Text(f"{minutes} 分", f"{minutes} min")
    hours = minutes // 60
    return (
        Text(f"{hours} 小时", f"{hours} h")
        if hours < 72
        else Text(f"{hours // 24} 天", f"{hours // 24} d")
    )


def _size(count: int) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count} {unit}"
        count //= 1024
    return ""
