"""The board of audit logs: what each system logs, for how long, and which system has none (S76)."""

from collections.abc import Sequence
from datetime import datetime

from firstline.domain.edits.entity import Entity
from firstline.domain.health import audit_log
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import Board, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOGS

_HOLE = Text("缺口", "a hole")


def coverage(logs: Sequence[Entity], systems: Sequence[Entity], now: datetime) -> Board:
    """Return every log and every system without one; holes first, red ones next."""
    found = audit_log.coverage(logs, systems, now.date())
    holes = sum(one.is_hole for one in found)
    red = sum(any(flag.stops for flag in one.flags) for one in found) - holes
    verdict = Text(
        f"{len(found) - holes} 个日志,{red} 个不合格;{holes} 个系统没有登记审计日志。"
        f"至少保留 {audit_log.KEPT_MONTHS} 个月。",
        f"{several(len(found) - holes, 'log')}, {red} not good enough; {several(holes, 'system')} "
        f"without any. Logs are kept for {audit_log.KEPT_MONTHS} months at least.",
    )
    return Board(LOGS, tuple(_line(one) for one in found), verdict)


def _line(one: audit_log.Covered) -> Line:
    held = one.entity
    if held is None:
        cells = (
            plain(one.system, bold=True), Shown(_HOLE, "P1", True), plain("—", "muted"),
            plain("—", "muted"), plain("—", "muted"), marks(one.flags),
        )  # fmt: skip
        return Line(f"hole {one.system}", "", Text(one.system, one.system), cells, one.flags)
    on, months = text_of(held, "on") or "unknown", text_of(held, "kept_months")
    shade = {"yes": "ok", "no": "P1"}.get(on, "P2")
    log = text_of(held, "log")
    cells = (
        plain(one.system, bold=True), plain(log), Shown(named(UNSURE, on, "unknown"), shade),
        Shown(Text(f"{months} 个月", f"{months} mo.") if months else Text("—", "—"), "muted"),
        plain(text_of(held, "service_until") or "—", "muted"), marks(one.flags),
    )  # fmt: skip
    title = Text(f"{one.system} {log}", f"{one.system} {log}")
    records = text_of(held, "records")
    why = Text(f"记录:{records}", f"It records: {records}") if records else Text("", "")
    return Line(held.id, number_of(audit_log.SHEET, held), title, cells, one.flags, why, held)
