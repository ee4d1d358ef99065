"""Registers of phases and requirements on the page of projects."""

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import Flag, number_of, text_of
from firstline.domain.outcome.proof import READS
from firstline.domain.project import change_request, phase, requirement, review
from firstline.domain.project.go_live import passed, waiting
from firstline.domain.sla.agreement import BEFORE_LIVE
from firstline.domain.words import Text, several
from firstline.viewmodel.health.board import NOTHING, Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held
from firstline.viewmodel.project.proved import change_proofs, proof_flags, shown

SHADES = {"run": "ok", "go_live": "P2", "hypercare": "P2", "retire": "muted"}
ENDED = {"accepted": "ok", "done": "ok", "approved": "ok", "dropped": "muted", "rejected": "muted"}
PHASES = Frame(
    "phase", Text("阶段", "Phases"), "milestone",
    (Text("系统或项目", "System or project"), Text("阶段", "Phase"), Text("自", "Since"),
     Text("天数", "Days"), Text("计划到", "Until"), LOOK),
    (170, 120, 96, 60, 96, 170), 0,
    Text("还没有登记阶段:登记每个系统和项目现在处于哪个阶段。",
         "No phases yet: record which phase each system and project is in."),
    phase.SHEET,
    spare=(3, 4, 2, 5),
)  # fmt: skip
REQUIREMENTS = Frame(
    "requirement", Text("需求", "Requirements"), "list-todo",
    (Text("编号", "Id"), Text("需求", "Requirement"), Text("流程", "Process"),
     Text("状态", "State"), Text("负责人", "Owner"), LOOK),
    (90, 190, 100, 80, 80, 180), 1,
    Text("还没有需求:每项写明流程和验收标准。",
         "No requirements yet: each with its process and acceptance criteria."),
    requirement.SHEET,
    spare=(4, 2, 0, 5),
)  # fmt: skip
REVIEWS = Frame(
    "prototype_review", Text("原型评审", "Prototype reviews"), "image",
    (Text("原型版本", "Version"), Text("评审日期", "Reviewed on"), Text("结论", "Result"),
     Text("冻结日", "Frozen on"), Text("决定", "Decisions"), LOOK),
    (110, 96, 110, 96, 200, 150), 4,
    Text("还没有原型评审:评审通过后登记冻结日。",
         "No reviews yet: record the freeze with the review that accepts."),
    review.SHEET,
    spare=(5, 1, 2),
)  # fmt: skip
CHANGES = Frame(
    "change_request", Text("变更申请", "Change requests"), "git-pull-request",
    (Text("变更", "Change"), Text("状态", "State"), Text("提出", "Raised"), Text("天", "Days"),
     Text("元", "Yuan"), LOOK),
    (200, 90, 96, 56, 84, 190), 0,
    Text("还没有变更申请。冻结后的变更要写明时间、成本、测试的影响。",
         "No change requests. After the freeze each says its impact on time, cost and tests."),
    change_request.SHEET,
    spare=(4, 3, 2, 5),
)  # fmt: skip


def phases(held: Held) -> Board:
    """Return what is in which phase; the words of a line are its transition log."""
    found = phase.phases(held.of("phase"), held.now.date(), held.project)
    lines = []
    for one, own in found:
        key, title = text_of(one, "phase"), text_of(one, "subject")
        flags = (*own, *_passed(held, one))
        days = phase.days_in(one, held.now, held.zone)
        cells = (
            plain(title, bold=True),
            Shown(named(phase.PHASES, key, "assess"), SHADES.get(key, "text")),
            plain(text_of(one, "since") or "—", "muted"),
            plain("—" if days is None else str(days), "muted"),
            plain(text_of(one, "until") or "—", "muted"), marks(flags),
        )  # fmt: skip
        steps = [named(phase.PHASES, move.new, "assess") for move in phase.log(one)]
        why = Text(" → ".join(step.zh for step in steps), " → ".join(step.en for step in steps))
        lines.append(
            Line(one.id, number_of(phase.SHEET, one), Text(title, title), cells, flags, why, one)
        )
    live = sum(text_of(one, "phase") not in BEFORE_LIVE for one, _ in found)
    late = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 个系统和项目,{live} 个已上线;{late} 个超过计划。"
        "未上线的系统,故障按项目缺陷登记,不计为故障工单。",
        f"{len(found)} systems and projects, {live} of them live; {late} past their plan. Before "
        "go-live a fault is a defect of the project, no incident.",
    )
    return Board(PHASES, tuple(lines), verdict)


def _passed(held: Held, one: Entity) -> tuple[Flag, ...]:
    """Return the hint that a system may go live: its gate lets pass, and it is not live yet."""
    name = text_of(one, "project").casefold()
    for book, found in held.gates:
        gate = passed(found) if book.casefold() == name else None
        if gate is not None and waiting([one], book):
            words = Text(f"关口 {gate.gate.id} 已放行,应进入“上线”",
                         f"gate {gate.gate.id} lets pass: it should be in go-live")  # fmt: skip
            return (Flag("gate_passed", words),)
    return ()


def requirements(held: Held) -> Board:
    """Return the requirements by process."""
    found = requirement.requirements(
        held.of("requirement"), held.all("prototype_review"), held.all("change_request"),
        held.zone, held.project,
    )  # fmt: skip
    lines = []
    for one, flags in found:
        key, title, number = (
            text_of(one, "state"), text_of(one, "title"), number_of(requirement.SHEET, one),
        )  # fmt: skip
        cells = (
            plain(number, "muted"), plain(title, bold=True), plain(text_of(one, "process") or "—"),
            Shown(named(requirement.STATES, key, "draft"), ENDED.get(key, "text")),
            plain(text_of(one, "owner"), "muted"), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    agreed = sum(text_of(one, "state") in ("agreed", "built", "accepted") for one, _ in found)
    crept = sum(any(flag.code == "after_freeze" for flag in flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 项需求,{agreed} 项已确认(要有验收标准),"
        f"{crept} 项在冻结后改动而没有批准的变更。",
        f"{several(len(found), 'requirement')}, {agreed} agreed (criteria needed), {crept} "
        f"changed after the "
        "freeze without an approved change.",
    )
    return Board(REQUIREMENTS, tuple(lines), verdict)


def reviews(held: Held) -> Board:
    """Return the prototype reviews, the newest first."""
    found = review.reviews(held.of("prototype_review"), held.now.date(), held.project)
    lines = []
    for one, flags in found:
        key, title = text_of(one, "result"), text_of(one, "version")
        shade = {"accepted": "ok", "rejected": "P1"}.get(key, "text")
        decisions = " ".join(text_of(one, "decisions").split())
        cells = (
            plain(title, bold=True), plain(text_of(one, "held_on") or "—", "muted"),
            Shown(named(review.RESULTS, key, "open"), shade),
            plain(text_of(one, "frozen_on") or "—"), plain(decisions, "muted"), marks(flags),
        )  # fmt: skip
        number = number_of(review.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    frozen = review.freeze_of(held.all("prototype_review"), held.project)
    day = Text(f"需求已于 {frozen} 冻结。", f"Scope was frozen on {frozen}.")
    none = Text("需求还没有冻结。", "Scope is not frozen.")
    said = day if frozen else none if held.project else NOTHING
    verdict = Text(
        f"{len(found)} 次评审。{said.zh}冻结后的变更要写明时间、成本、测试的影响。",
        f"{several(len(found), 'review')}. {said.en} After the freeze a change says its impact "
        f"on time, cost "
        "and tests.",
    )
    return Board(REVIEWS, tuple(lines), verdict)


def changes(held: Held) -> Board:
    """Return the change requests, those that wait first."""
    found = change_request.changes(
        held.of("change_request"), held.all("prototype_review"), held.now.date(), held.project
    )
    lines, done = [], change_proofs(held)
    for one, looks in found:
        proved = done.get(one.id)
        flags = (*looks, *proof_flags(proved))
        key, title = text_of(one, "state"), text_of(one, "title")
        yuan = text_of(one, "impact_yuan")
        state = Shown(named(change_request.STATES, key, "open"), ENDED.get(key, "P2"))
        cells = (
            plain(title, bold=True),
            shown(proved.proof) if proved else state,
            plain(text_of(one, "raised_on"), "muted"), plain(text_of(one, "impact_days") or "—"),
            plain(f"{int(yuan):,}" if yuan.isdigit() else "—"), marks(flags),
        )  # fmt: skip
        number = number_of(change_request.SHEET, one)
        lines.append(Line(one.id, number, Text(title, title), cells, flags, NOTHING, one))
    waiting = sum(text_of(one, "state") == "open" for one, _ in found)
    agreed = [one for one, _ in found if text_of(one, "state") in ("approved", "done")]
    days = sum(int(text_of(one, "impact_days") or 0) for one in agreed)
    yuan_all = sum(int(text_of(one, "impact_yuan") or 0) for one in agreed)
    verdict = Text(
        f"{len(found)} 项变更,{waiting} 项待决定;已批准的合计 {days} 天、{yuan_all:,} 元。",
        f"{several(len(found), 'change')}, {waiting} to be decided; those approved come to "
        f"{days} days and "
        f"{yuan_all:,} yuan.",
    )
    return Board(CHANGES, tuple(lines), verdict)


PLAN: tuple[Entry, ...] = (
    Entry(PHASES, phases),
    Entry(REQUIREMENTS, requirements, reads=("prototype_review", "change_request")),
    Entry(REVIEWS, reviews),
    Entry(CHANGES, changes, reads=("prototype_review", *READS)),
)
