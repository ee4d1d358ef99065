"""A watch rule: what is looked at, when it is wrong, how grave that is, and what to do about it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.ids import derived_id
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import Source, read_toml
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "watch_rule"
SCHEMA = "firstline.watch/1"
ANYWHERE = "*"  # a rule that every machine follows


class Watched(StrEnum):
    """What a rule looks at; each is only read (requirements S36)."""

    DISK = "disk"
    FILE = "file"
    BACKUP = "backup"
    LOG = "log"
    PORT = "port"
    SERVICE = "service"


class Severity(StrEnum):
    """How grave it is when a rule is broken."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


WATCHED: Mapping[Watched, Text] = {
    Watched.DISK: Text("磁盘余量", "Free disk space"),
    Watched.FILE: Text("文件新旧与大小", "File age and size"),
    Watched.BACKUP: Text("U8 备份文件夹", "U8 backup folder"),
    Watched.LOG: Text("日志末尾", "Log tail"),
    Watched.PORT: Text("局域网端口", "Port on the local network"),
    Watched.SERVICE: Text("服务状态(CSV)", "Service state (CSV)"),
}
SEVERITIES: Mapping[Severity, Text] = {
    Severity.INFO: Text("提示", "note"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.CRITICAL: Text("严重", "critical"),
}
# The keys of each kind, beside those that every rule has.
OWN_KEYS: Mapping[Watched, tuple[str, ...]] = {
    Watched.DISK: ("min_free_gb", "clear_free_gb"),
    Watched.FILE: ("max_age_h", "min_kb"),
    Watched.BACKUP: (),
    Watched.LOG: ("find", "regex", "at_least", "within_min", "tail_kb"),
    Watched.PORT: ("port", "timeout_s"),
    Watched.SERVICE: ("key_column", "key", "state_column", "good", "max_age_h"),
}
_NUMBERS = frozenset({
    "every_min", "raise_after", "clear_after", "min_free_gb", "clear_free_gb", "max_age_h",
    "min_kb", "at_least", "within_min", "tail_kb", "port", "timeout_s",
})  # fmt: skip
_FLAGS = frozenset({"regex", "active"})
_LISTS = frozenset({"good"})
TEXTS = ("id", "watch", "title_zh", "title_en", "place", "severity", "advice_zh", "advice_en",
         "host", "product", "site")  # fmt: skip
KEYS = (*TEXTS, "every_min", "raise_after", "clear_after", "active")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `place` is a path, where `~` and `{profile}` stand for folders, or a host.

    It is looked at every `every_min` minutes by the machine called `host`; `raise_after` bad looks
    in a row raise an alert, `clear_after` good ones clear it. `min_free_gb` raises and
    `clear_free_gb` clears, so that a disk at its limit does not flap. `own` is one made here.
    """

    id: str
    watch: Watched
    title: Text
    place: str
    severity: Severity = Severity.WARNING
    every_min: int = 15
    raise_after: int = 1
    clear_after: int = 2
    advice: Text = NOTHING
    host: str = ANYWHERE
    product: str = ""
    site: str = ""
    active: bool = True
    own: bool = False
    min_free_gb: int = 0
    clear_free_gb: int = 0
    max_age_h: int = 0
    min_kb: int = 0
    find: str = ""
    regex: bool = False
    at_least: int = 1
    within_min: int = 60
    tail_kb: int = 512
    port: int = 0
    timeout_s: int = 3
    key_column: str = ""
    key: str = ""
    state_column: str = ""
    good: tuple[str, ...] = field(default_factory=tuple)

    def on(self, host: str) -> bool:
        """Whether the machine called `host` is to follow it."""
        return self.active and self.host.casefold() in (ANYWHERE, "", host.casefold())


def parse_rules(text: str, file: str) -> tuple[Rule, ...]:
    """Return the rules in a TOML text. Raises BadInput naming file, line, place and fault."""
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    found = tuple(rule_from(one) for one in top.tables("rule"))
    top.allow("id", "title_zh", "title_en", "version", "license")
    top.done()
    return found


def rule_from(one: Fields, *, own: bool = False) -> Rule:
    """Return the rule in a table. Raises BadInput for what is missing, wrong or unknown."""
    watch = Watched(one.choice("watch", tuple(Watched)))
    made = Rule(
        one.name("id"), watch, one.title(), one.text("place"),
        Severity(one.choice("severity", tuple(Severity), "warning")),
        one.whole("every_min", 15, 1, 1440), one.whole("raise_after", 1, 1, 10),
        one.whole("clear_after", 2, 1, 10),
        Text(one.text("advice_zh", "") or one.text("advice_en", ""),
             one.text("advice_en", "") or one.text("advice_zh", "")),
        one.text("host", ANYWHERE), one.text("product", ""), one.text("site", ""),
        one.flag("active", default=True), own, **_OWN[watch](one),
    )  # fmt: skip
    if not made.place.strip():
        raise one.fault("place", "不能为空。", "must not be empty.")
    one.done()
    return made


def _disk(one: Fields) -> dict[str, Any]:
    low = one.whole("min_free_gb", 0, 1, 100_000)
    if not low:
        raise one.fault("min_free_gb", "缺少这个键。", "is missing.")
    high = one.whole("clear_free_gb", low + max(1, low // 10), low, 100_000)
    return {"min_free_gb": low, "clear_free_gb": high}


def _file(one: Fields) -> dict[str, Any]:
    age, size = one.whole("max_age_h", 0, 1, 100_000), one.whole("min_kb", 0, 1, 1 << 40)
    if not age and not size:
        raise one.fault("max_age_h", "max_age_h 和 min_kb 至少写一个。",
                        "give max_age_h, min_kb or both.")  # fmt: skip
    return {"max_age_h": age, "min_kb": size}


def _log(one: Fields) -> dict[str, Any]:
    find, regex = one.text("find"), one.flag("regex", default=False)
    if not find:
        raise one.fault("find", "不能为空。", "must not be empty.")
    if regex:
        try:
            re.compile(find)
        except re.error as error:
            raise one.fault("find", "不是有效的正则式。", "is no valid pattern.") from error
    return {
        "find": find, "regex": regex, "at_least": one.whole("at_least", 1, 1, 100_000),
        "within_min": one.whole("within_min", 60, 1, 10_080),
        "tail_kb": one.whole("tail_kb", 512, 1, 16_384),
    }  # fmt: skip


def _port(one: Fields) -> dict[str, Any]:
    number = one.whole("port", 0, 1, 65_535)
    if not number:
        raise one.fault("port", "缺少这个键。", "is missing.")
    return {"port": number, "timeout_s": one.whole("timeout_s", 3, 1, 10)}


def _service(one: Fields) -> dict[str, Any]:
    good = one.texts("good")
    if not good:
        raise one.fault("good", "请写明哪些状态是好的。", "say which states are good.")
    return {
        "key_column": one.text("key_column"), "key": one.text("key"),
        "state_column": one.text("state_column"), "good": good,
        "max_age_h": one.whole("max_age_h", 24, 1, 100_000),
    }  # fmt: skip


_OWN = {
    Watched.DISK: _disk, Watched.FILE: _file, Watched.BACKUP: lambda _one: {}, Watched.LOG: _log,
    Watched.PORT: _port, Watched.SERVICE: _service,
}  # fmt: skip


def record_id(rule_id: str) -> str:
    """Return the id of the record of an own rule, the same on every desk."""
    return derived_id(KIND, rule_id)


def own_rule(values: Mapping[str, object]) -> Rule:
    """Return the rule in values as a person or a record gives them, numbers also as texts.

    Raises BadInput naming the key and its fault.
    """
    data = {name: _typed(name, value) for name, value in values.items() if value not in (None, "")}
    name = str(values.get("id") or "?")
    return rule_from(Fields(Source(f"watch {name}", data), (), data), own=True)


def _typed(name: str, value: object) -> object:
    text = str(value).strip()
    if name in _NUMBERS and text.isdecimal():
        return int(text)
    if name in _FLAGS and text.casefold() in ("true", "yes", "1", "false", "no", "0"):
        return text.casefold() in ("true", "yes", "1")
    if name in _LISTS:
        listed = value if isinstance(value, list | tuple) else text.split(",")
        return [str(one).strip() for one in listed if str(one).strip()]
    return value if isinstance(value, bool | int) else text


def rules_in_use(packs: Iterable[Rule], records: Iterable["Entity"]) -> list[Rule]:
    """Return the rules of the packs with the own ones over them, by id; removed ones are out.

    A record that this version cannot read is left out.
    """
    found = {one.id: one for one in packs}
    for entity in records:
        name = str(entity.fields.get("id") or "")
        if entity.fields.get("withdrawn"):
            found.pop(name, None)
            continue
        try:
            found[name] = own_rule(entity.fields)
        except BadInput:  # a later version's words
            continue
    return sorted(found.values(), key=lambda one: one.id)
