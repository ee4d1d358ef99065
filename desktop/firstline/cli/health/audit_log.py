"""`firstline audit log list | add | set | finding`: which system logs what, and holes (S76)."""

from collections.abc import Sequence
from typing import Any

from firstline.cli.grammar import Group, argument, command
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.health import audit_log, finding, installed
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import text_of
from firstline.domain.words import Text

log_ = Group("log", words=Text("审计日志覆盖", "Audit logs: which system logs what"))


def logs_of(session: Session, project: str) -> list[Row]:
    """Return the audit logs, red ones first."""
    found = _covered(session, project)
    say = session.language
    return [
        Row(one.entity, one.flags, None, (
            UNSURE.get(text_of(one.entity, "on"), UNSURE["unknown"]).in_(say),
            text_of(one.entity, "kept_months"), text_of(one.entity, "service_until"),
            one.system, text_of(one.entity, "log"),
        ))
        for one in found if one.entity is not None
    ]  # fmt: skip


def _covered(session: Session, project: str = "") -> list[audit_log.Covered]:
    read = session.store.records
    logs, systems = read(audit_log.SHEET.kind), read(installed.SHEET.kind)
    return audit_log.coverage(logs, systems, session.now().date(), project)


def _holes(session: Session, rows: Sequence[Row]) -> dict[str, Any]:
    del rows
    return {"holes": [one.system for one in _covered(session) if one.is_hole]}


LOGS = Register(
    audit_log.SHEET, logs_of,
    (Text("已开启", "On"), Text("保留月数", "Months"), Text("审计服务到期", "Service ends"),
     Text("系统", "System"), Text("日志", "Log")),
    whole=_holes,
)  # fmt: skip
add_commands(log_, LOGS)


@command("finding", Text("把不合格的日志记为发现项", "Make a finding of a log that is not good"),
         parent=log_)  # fmt: skip
@argument("key", metavar="ID")
def log_finding_(session: Session, *, key: str) -> None:
    """Record what is red as a finding; exit 1 where nothing is or its finding is open already."""
    held = find(session, audit_log.SHEET, key)
    findings = session.store.records(finding.SHEET.kind)
    edit = audit_log.finding_of(held, findings, session.stamp(), session.zone)
    if edit is None:
        raise Refused(audit_log.NOTHING_NEW)
    session.store.perform(edit, now=session.now())
    session.answer({"finding": edit.entity}, lambda: Text("已记为发现项。", "Finding recorded."))
