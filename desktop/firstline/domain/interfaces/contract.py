"""The register of interfaces: what connects to what, how, whose it is, and when it last worked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, of_project, text_of, whole_of
from firstline.domain.instants import parse_instant
from firstline.domain.interfaces.secrets import refuse_secrets
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

PROBE = "probe"
TOLERANCE = 2
"""An interface is late once this many of its intervals went by without a success."""
DIRECTIONS: Mapping[str, Text] = {
    "in": Text("流入", "in"), "out": Text("流出", "out"), "both": Text("双向", "both ways"),
}  # fmt: skip
STYLES: Mapping[str, Text] = {
    "rest": Text("REST 接口", "REST"), "soap": Text("SOAP 服务", "SOAP"),
    "database": Text("中间表", "database table"), "file": Text("文件交换", "files"),
    "queue": Text("消息队列", "message queue"), "other": Text("其他", "other"),
}  # fmt: skip
AUTHS: Mapping[str, Text] = {
    "unknown": Text("不清楚", "unknown"), "none": Text("无", "none"),
    "basic": Text("用户名和口令", "user and password"), "api_key": Text("接口密钥", "API key"),
    "oauth2": Text("OAuth 2", "OAuth 2"), "certificate": Text("证书", "certificate"),
    "database": Text("数据库账号", "database account"),
}  # fmt: skip
_NAME = re.compile(r"[\w.:@ -]{1,60}")


def _rule(values: Mapping[str, Value]) -> None:
    refuse_secrets(values, {one.id: one.name for one in SHEET.columns})
    named = str(values.get("keyring_name") or "")
    if named and not _NAME.fullmatch(named):
        raise BadInput(
            Text("密钥名只是钥匙串里的名字,最多 60 个字符。",
                 "The secret's name is its name in the keyring, at most 60 characters."),
        )  # fmt: skip


SHEET = Sheet(
    "interface_contract", "interfaces", "IF", Text("接口", "Interface"),
    (
        Column("name", Text("名称", "Name"), must=True),
        Column("source", Text("来源系统", "From")),
        Column("target", Text("目标系统", "To")),
        Column("direction", Text("方向(从我方看)", "Direction, seen from us"), Shape.CHOICE,
               DIRECTIONS, must=True, first="out"),
        Column("style", Text("方式", "Style"), Shape.CHOICE, STYLES, must=True, first="rest"),
        Column("endpoint", Text("地址", "Endpoint")),
        Column("auth", Text("认证方式", "Authentication"), Shape.CHOICE, AUTHS, must=True,
               first="unknown"),
        Column("keyring_name", Text("密钥在钥匙串里的名字", "Name of the secret in the keyring")),
        Column("frequency", Text("频率", "Frequency")),
        Column("every_minutes", Text("应每隔多少分钟成功一次", "A success is due every … minutes"),
               Shape.WHOLE, low=1, high=527_040),
        Column("fields", Text("字段", "Fields"), Shape.LINES),
        Column("rate_limit", Text("限流", "Rate limit")),
        Column("owner", Text("负责人", "Owner")),
        Column("last_success", Text("最近成功", "Last success"), Shape.INSTANT),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"), rule=_rule,
)  # fmt: skip
RESULTS: Mapping[str, Text] = {
    "ok": Text("可达", "reachable"), "failed": Text("失败", "failed"),
    "not_tested": Text("未测试", "not tested"),
}  # fmt: skip
MARKS: Mapping[str, str] = {"ok": "✓", "failed": "✗", "not_tested": "?"}


@dataclass(frozen=True, slots=True)
class Probe:
    """What one probe found: `ok`, `failed` or `not_tested`, and why; nobody's data were sent."""

    result: str
    said: Text


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe as it is kept: when, by whom, what it found."""

    at: datetime
    by: str
    result: str
    said: Text


def probe_edit(entity: Entity, found: Probe, stamp: Stamp) -> Edit:
    """Return the edit that keeps what a probe found; kept probes only grow in number."""
    data = {"what": PROBE, "result": found.result, "zh": found.said.zh, "en": found.said.en}
    told = sheets.entry(stamp, 0, data)
    return Edit(stamp.id, entity.id, PROBE, stamp.at, stamp.actor, SHEET.kind, events=(told,))


def probes(entity: Entity) -> list[Probed]:
    """Return the kept probes, oldest first; a result of a later version counts as not tested."""
    found = [
        Probed(
            one.at, one.actor,
            said if (said := one.data.get("result", "")) in RESULTS else "not_tested",
            Text(one.data.get("zh", ""), one.data.get("en", "")),
        )
        for one in entity.events if one.data.get("what") == PROBE
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at)


def last_success(entity: Entity) -> datetime | None:
    """Return the instant of the last success that a person recorded, None for none."""
    text = text_of(entity, "last_success")
    try:
        return parse_instant(text, UTC) if text else None
    except BadInput:
        return None


def flags(entity: Entity, now: datetime) -> tuple[Flag, ...]:
    """Return what is to be looked at; a probe that could not be made is none of it."""
    found: list[Flag] = []
    if not text_of(entity, "owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    if not text_of(entity, "endpoint"):
        found.append(Flag("no_endpoint", Text("没有写地址", "it has no endpoint")))
    if (text_of(entity, "auth") or "unknown") == "unknown":
        found.append(
            Flag("auth_unknown", Text("认证方式不清楚", "nobody knows its authentication"))
        )
    found += _late(entity, now)
    kept = [one for one in probes(entity) if one.result != "not_tested"]
    if kept and kept[-1].result == "failed":
        said = kept[-1].said
        found.append(Flag("probe_failed", Text(f"探测失败:{said.zh}", f"probe failed: {said.en}")))
    return tuple(found)


def _late(entity: Entity, now: datetime) -> Iterable[Flag]:
    every, at = whole_of(entity, "every_minutes"), last_success(entity)
    if at is None:
        yield Flag("never", Text("没有成功的记录", "no success is on record"))
    elif every and now - at > timedelta(minutes=every * TOLERANCE):
        gone = int((now - at) / timedelta(minutes=1))
        yield Flag("late", Text(
            f"已 {gone} 分钟没有成功(应每 {every} 分钟一次,超过 {TOLERANCE} 个间隔)",
            f"no success for {gone} minutes (due every {every}, more than {TOLERANCE} intervals)",
        ))  # fmt: skip


def contracts(
    records: Iterable[Entity], now: datetime, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the interfaces with their flags, those with a failed probe or any flag first."""
    found = [(one, flags(one, now)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (-len(pair[1]), text_of(pair[0], "name")))
