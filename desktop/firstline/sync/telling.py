"""What the chip is told: the plan's state as one frozen value, in plain words."""

from datetime import timedelta

from firstline.domain.errors import NOTHING
from firstline.domain.sync_state import SyncKind, SyncState
from firstline.domain.words import Text
from firstline.portal.base import Forbidden, NotPortal, TooOld, Untrusted
from firstline.sync.plan import SKEW_S, STUCK_S, UNSENT, Halt, Moment, Plan

READ_ONLY = Text(
    "此版本过旧,门户只允许查看。", "This version is too old; the portal lets it read only."
)
UPGRADE = Text(
    "您的更改都保留着,升级后会送出。", "Your changes are kept and go out after an upgrade."
)
_REFUSALS = (NotPortal, Untrusted, TooOld, Forbidden)


def told(
    plan: Plan, name: str, at: Moment, *, done: int | None = None, total: int | None = None
) -> SyncState:
    """Return what the chip shows of the portal `name`; `done` of `total` while a round runs."""
    kind, problem, next_step = _kind(plan)
    quiet = plan.problem is None and plan.halt is None
    moves = plan.began_s is not None and (plan.wait_s == 0 or done is not None)
    if moves and quiet and not plan.read_only:  # a pull that is only held open is rest
        kind = SyncKind.SYNCING
    away = kind in (SyncKind.OFFLINE, SyncKind.REFUSED) and plan.began_s is None
    tried = at.now + timedelta(seconds=max(plan.due_s - at.s, 0)) if away else None
    return SyncState(
        name, kind, done, total, plan.last_success, tried, problem, next_step,
        first=plan.report.first, warning=warning(plan, at),
    )  # fmt: skip


def _kind(plan: Plan) -> tuple[SyncKind, Text, Text]:
    problem = plan.problem
    if plan.halt is Halt.ASKS:  # what the brake says stands in the report of the round
        brake = plan.report.problem
        said = (brake.sentence, brake.next_step) if brake else (NOTHING, NOTHING)
        return SyncKind.ASKING, *said
    if problem is None:
        if plan.read_only:
            return SyncKind.REFUSED, READ_ONLY, UPGRADE
        return SyncKind.IDLE, NOTHING, NOTHING
    said = problem.sentence, problem.next_step
    if plan.halt is Halt.SIGN_IN:
        return SyncKind.SIGN_IN, *said
    return (SyncKind.REFUSED if isinstance(problem, _REFUSALS) else SyncKind.OFFLINE), *said


def warning(plan: Plan, at: Moment) -> Text:
    """Return what a person should know although the rest goes on, or an empty text."""
    report = plan.report
    if plan.stuck_s is not None and at.s - plan.stuck_s >= STUCK_S:
        return Text(
            f"门户有应答,但 {report.waiting} 项更改超过 10 分钟没有送出;已重建连接。",
            f"The portal answers, yet {report.waiting} changes have not gone out for more than ten"
            " minutes; the connection was rebuilt.",
        )
    moves = plan.problem is None and (plan.last_success is None or report.pushed)  # being sent
    if report.oldest is not None and at.now - report.oldest > UNSENT and not moves:
        days = (at.now - report.oldest).days
        return Text(
            f"有更改 {days} 天没有送出。可导出 U 盘包送去。",
            f"Some changes have not gone out for {days} days. A USB pack can carry them.",
        )
    if report.skew_s is not None and abs(report.skew_s) > SKEW_S:
        minutes = round(abs(report.skew_s) / 60)
        return Text(
            f"本机时钟与门户相差 {minutes} 分钟;时间请以门户为准,同步不受影响。",
            f"This clock differs from the portal's by {minutes} minutes; set it right. The exchange"
            " goes on.",
        )
    return NOTHING
