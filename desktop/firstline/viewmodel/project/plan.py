"""Registers of plan and requirements on the page of projects."""

from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import phase
from firstline.domain.words import Text
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held

SHADES = {"run": "ok", "go_live": "P2", "hypercare": "P2", "retire": "muted"}
PHASES = Frame(
    "phase", Text("阶段", "Phases"), "milestone",
    (Text("系统或项目", "System or project"), Text("阶段", "Phase"), Text("自", "Since"),
     Text("天数", "Days"), Text("计划到", "Until"), LOOK),
    (170, 120, 96, 60, 96, 170), 0,
    Text("还没有登记阶段:登记每个系统和项目现在处于哪个阶段。",
         "No phases yet: record which phase each system and project is in."),
    phase.SHEET,
    spare=(3, 4, 2),
)  # fmt: skip


def phases(held: Held) -> Board:
    """Return what is in which phase; the words of a line are its transition log."""
    found = phase.phases(held.of("phase"), held.now.date(), held.project)
    lines = []
    for one, flags in found:
        key, title = text_of(one, "phase"), text_of(one, "subject")
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
    live = sum(text_of(one, "phase") not in phase.BEFORE_LIVE for one, _ in found)
    late = sum(bool(flags) for _, flags in found)
    verdict = Text(
        f"{len(found)} 个系统和项目,{live} 个已上线;{late} 个超过计划。"
        "未上线的系统,故障按项目缺陷登记,不计为故障工单。",
        f"{len(found)} systems and projects, {live} of them live; {late} past their plan. Before "
        "go-live a fault is a defect of the project, no incident.",
    )
    return Board(PHASES, tuple(lines), verdict)


PLAN: tuple[Entry, ...] = (Entry(PHASES, phases),)
