"""Runs of a migration tool that is not ours: which version with what made the data, and how long.

The migration itself is the tool's work; only the register is here (requirements S42).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, entry, of_project, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Event, EventKind
from firstline.domain.words import Text

KIND = "tool_run"
_HASH = re.compile(r"[0-9a-f]{64}")
MODES: Mapping[str, Text] = {
    "trial": Text("试跑", "trial"),
    "rehearsal": Text("演练", "rehearsal"),
    "live": Text("正式切换", "live"),
}
RESULTS: Mapping[str, Text] = {
    "ok": Text("成功", "succeeded"),
    "warnings": Text("有警告", "warnings"),
    "failed": Text("失败", "failed"),
    "aborted": Text("中止", "aborted"),
    "running": Text("进行中", "running"),
}
COUNTS = ("rows_read", "rows_written", "rejected", "errors")
FILES = ("input", "log")


def _rule(values: Mapping[str, Value]) -> None:
    for name in FILES:
        value = str(values.get(f"{name}_sha256") or "")
        if value and not _HASH.fullmatch(value):
            raise BadInput(
                Text("校验和应为 64 位十六进制的 SHA-256。",
                     "The checksum is a SHA-256 of 64 hex digits."),
                next_step=Text("用 toolrun files 由文件计算。",
                               "Let toolrun files reckon it."),
            )  # fmt: skip
    started, ended = (str(values.get(name) or "") for name in ("started", "ended"))
    if started and ended and datetime.fromisoformat(ended) < datetime.fromisoformat(started):
        raise BadInput(Text("结束早于开始。", "It ends before it begins."))
    if values.get("result") in ("ok", "warnings") and not ended:
        raise BadInput(
            Text("成功的运行要写明结束时刻。", "A run that succeeded has an end: give it."),
        )


SHEET = Sheet(
    KIND, "runs", "TR", Text("迁移工具运行", "Migration tool run"),
    (
        Column("tool", Text("工具", "Tool"), must=True),
        Column("version", Text("版本", "Version"), must=True),
        Column("name", Text("哪一次", "Which run")),
        Column("mode", Text("种类", "Kind"), Shape.CHOICE, MODES, must=True, first="rehearsal"),
        Column("result", Text("结果", "Result"), Shape.CHOICE, RESULTS, must=True,
               first="running"),
        Column("started", Text("开始", "Started"), Shape.INSTANT, must=True),
        Column("ended", Text("结束", "Ended"), Shape.INSTANT),
        Column("rows_read", Text("读入行数", "Rows read"), Shape.WHOLE),
        Column("rows_written", Text("写入行数", "Rows written"), Shape.WHOLE),
        Column("rejected", Text("拒绝行数", "Rows rejected"), Shape.WHOLE),
        Column("errors", Text("错误数", "Errors"), Shape.WHOLE),
        Column("operator", Text("操作人", "Operator"), must=True),
        Column("environment", Text("环境", "Environment")),
        Column("parameters", Text("参数", "Parameters"), Shape.LINES),
        Column("input", Text("输入文件", "Input file")),
        Column("input_sha256", Text("输入的 SHA-256", "SHA-256 of the input")),
        Column("log", Text("日志文件", "Log file")),
        Column("log_sha256", Text("日志的 SHA-256", "SHA-256 of the log")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


def took(entity: Entity) -> timedelta | None:
    """Return how long the run took, None where its begin or end is not known."""
    try:
        started, ended = (datetime.fromisoformat(text_of(entity, name))
                          for name in ("started", "ended"))  # fmt: skip
    except ValueError:
        return None
    return ended - started


def minutes(entity: Entity) -> int | None:
    """Return the duration in whole minutes, begun ones counted."""
    lasted = took(entity)
    return None if lasted is None else -(-int(lasted.total_seconds()) // 60)


def keep_log(entity: Entity, file: Attachment, stamp: Stamp) -> Edit:
    """Return the edit by which the log's bytes go with the record."""
    data = {"sha256": file.sha256, "name": file.name, "size": str(file.size), "media": file.media}
    kept = Event(f"{stamp.id}.1", EventKind.ATTACHED, stamp.at, None, stamp.actor, data=data)
    told = entry(stamp, 0, {"what": "log", "sha256": file.sha256}, file.name)
    return Edit(stamp.id, entity.id, "log", stamp.at, stamp.actor, KIND, (), (told, kept))


def flags(entity: Entity) -> tuple[Flag, ...]:
    """Return what is to be looked at: a run that failed, or that nobody could make again."""
    found = []
    if text_of(entity, "result") in ("failed", "aborted"):
        words = RESULTS[text_of(entity, "result")]
        found.append(Flag("failed", words))
    if not text_of(entity, "input_sha256"):
        found.append(Flag("no_input", Text("没有输入文件的校验和", "no checksum of its input")))
    if not text_of(entity, "log_sha256") and text_of(entity, "result") != "running":
        found.append(Flag("no_log", Text("没有日志", "no log")))
    read, written, rejected = (whole_of(entity, name) for name in COUNTS[:3])
    if None not in (read, written) and (read or 0) - (written or 0) != (rejected or 0):
        lost = (read or 0) - (written or 0) - (rejected or 0)
        found.append(
            Flag("uncounted", Text(f"{lost} 行既没写入也没拒绝",
                                   f"{lost} rows neither written nor rejected"))
        )  # fmt: skip
    return tuple(found)


def tool_runs(
    records: Iterable[Entity], project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the runs of a project with their flags, the newest first."""
    found = [(one, flags(one)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (text_of(pair[0], "started"), pair[0].id), reverse=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two runs side by side; `more` is the difference, None for words and none."""

    id: str
    name: Text
    left: str
    right: str
    more: int | None = None

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs side by side; `reasons` say why their figures are not of the same work."""

    left: Entity
    right: Entity
    rows: tuple[Row, ...]
    reasons: tuple[Text, ...]

    @property
    def comparable(self) -> bool:
        """Whether both did the same work: the tool, and the same input with the same parameters."""
        return not self.reasons


_ALIKE = (("tool", Text("工具不同", "different tools")),
          ("version", Text("工具版本不同", "different versions of the tool")),
          ("parameters", Text("参数不同", "different parameters")),
          ("input_sha256", Text("输入不同", "different inputs")))  # fmt: skip


def compare(left: Entity, right: Entity) -> Compared:
    """Return two runs side by side: duration in minutes, counts and errors, right minus left."""
    known = text_of(left, "input_sha256") and text_of(right, "input_sha256")
    reasons = [
        why for name, why in _ALIKE
        if text_of(left, name) != text_of(right, name) and (known or name != "input_sha256")
    ]  # fmt: skip
    if not known:
        reasons.append(Text("不知道输入是不是同一份", "nobody knows whether the input is the same"))
    rows = [Row("minutes", Text("用时(分钟)", "Minutes"), *_pair(minutes(left), minutes(right)))]
    for name in COUNTS:
        head = SHEET.column(name).name
        rows.append(Row(name, head, *_pair(whole_of(left, name), whole_of(right, name))))
    rows += [
        Row(name, SHEET.column(name).name, text_of(left, name), text_of(right, name))
        for name in ("result", "version", "operator", "environment")
    ]
    return Compared(left, right, tuple(rows), tuple(reasons))


def _pair(left: int | None, right: int | None) -> tuple[str, str, int | None]:
    more = None if left is None or right is None else right - left
    return "" if left is None else str(left), "" if right is None else str(right), more
