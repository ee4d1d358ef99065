"""Registers of tests and go-live on the page of projects: coverage, and runs of the tool."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project import coverage, tool_run
from firstline.domain.project.coverage import LABEL
from firstline.domain.project.tool_run import MODES, RESULTS, Compared
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text, several
from firstline.store.gates.coverage_stops import proved_items
from firstline.store.reading import Reading
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, named, plain
from firstline.viewmodel.health.frames import LOOK
from firstline.viewmodel.project.entry import Entry, Held
from firstline.viewmodel.project.ready import READY

COVERAGE = Frame(
    "migration_coverage", Text("迁移保障", "Coverage"), "umbrella",
    (Text("名称", "Name"), Text("厂商", "Vendor"), Text("条件有证据", "Proved"),
     Text("到", "Until"), LOOK),
    (150, 110, 90, 96, 250), 4,
    Text(f"还没有登记迁移保障({LABEL.zh})。",
         f"No coverage yet: record what the vendor promises ({LABEL.en})."),
    coverage.SHEET,
    spare=(3, 1),
)  # fmt: skip
TOOL_RUNS = Frame(
    "tool_run", Text("迁移工具运行", "Tool runs"), "wrench",
    (Text("版本和工具", "Version and tool"), Text("哪一次", "Run"), Text("种类", "Kind"),
     Text("分钟", "Minutes"), Text("写入", "Written"), Text("错误", "Errors"),
     Text("结果", "Result"), LOOK),
    (170, 90, 80, 70, 90, 66, 86, 150), 0,
    Text("还没有登记工具运行:版本、参数、输入校验和、日志、结果。",
         "No runs yet: record version, parameters, checksum of the input, log, result."),
    tool_run.SHEET,
    spare=(2, 4, 1),
)  # fmt: skip
_SHADES = {"ok": "ok", "warnings": "P2", "failed": "P1", "aborted": "P1", "running": "accent"}


def coverages(held: Held) -> Board:
    """Return what is promised, those at risk first; the words of a line are its conditions."""
    looked = held.looked.get(COVERAGE.id)
    items = looked if isinstance(looked, dict) else {}
    found = coverage.coverages(held.of("migration_coverage"), held.now.date(), held.project, items)
    lines = []
    for one, flags in found:
        conditions = coverage.conditions(one, items)
        done = sum(each.proved for each in conditions)
        whole = done == len(conditions)
        title = text_of(one, "name")
        cells = (
            plain(title, bold=True), plain(text_of(one, "vendor"), "muted"),
            plain(f"{'✓' if whole else '✗'} {done}/{len(conditions)}", "ok" if whole else "P1"),
            plain(text_of(one, "until") or "—", "muted"), marks(flags),
        )  # fmt: skip
        lines.append(Line(
            one.id, number_of(coverage.SHEET, one), Text(title, title), cells, flags,
            _conditions(one, items), one,
        ))  # fmt: skip
    risky = sum(any(flag.stops for flag in flags) for _, flags in found)
    verdict = Text(
        f"“迁移保险”是{LABEL.zh}。{len(found)} 项,{risky} 项有风险:条件没有证据就不能切换。",
        f"“Migration insurance” is {LABEL.en}. {len(found)} recorded, {risky} at risk: a condition "
        "without evidence holds the cutover.",
    )
    return Board(COVERAGE, tuple(lines), verdict)


def _conditions(entity: Entity, items: Mapping[str, str]) -> Text:
    zh, en = [LABEL.zh], [LABEL.en.capitalize()]
    for one in coverage.conditions(entity, items):
        mark = "✓" if one.proved else "✗"
        said = f" — {one.said}" if one.proved else ""
        wanted = one.wanted if not one.proved else ""
        zh.append(f"{mark} {one.number}. {one.text}{said}{f'(要:{wanted})' if wanted else ''}")
        en.append(
            f"{mark} {one.number}. {one.text}{said}{f' (wanted: {wanted})' if wanted else ''}"
        )
    return Text("\n".join(zh), "\n".join(en))


def _numbered(note: str) -> tuple[int, str]:
    number, _, text = note.strip().replace(":", ":").partition(":")
    if not number.strip().isdecimal():
        raise BadInput(
            Text("要写成 条件号:证据。", "Write the condition's number, a colon, the evidence."),
            next_step=Text(
                "例如 2: 恢复演练 11-20 通过。", "For example 2: drill of Nov 20 passed."
            ),
        )
    return int(number), text.strip()


def _prove(entity: Entity, note: str, stamp: Stamp, _zone: tzinfo) -> Edit:
    number, text = _numbered(note)
    return coverage.prove(entity, number, stamp, text=text)


def _prove_with(entity: Entity, note: str, file: Attachment, stamp: Stamp) -> Edit:
    number, text = _numbered(f"{note}:" if ":" not in note.replace(":", ":") else note)
    return coverage.prove(entity, number, stamp, text=text, file=file)


def _doubt(entity: Entity, note: str, stamp: Stamp, _zone: tzinfo) -> Edit:
    number, text = _numbered(note)
    return coverage.doubt(entity, number, stamp, reason=text)


_NOTE = Text("条件号:证据或理由", "No.: evidence, reason")
_ACTS = (
    Act(Text("附证据", "Prove"), _prove, Text("已附证据", "Proved"),
        lambda one: any(each.proof is None for each in coverage.conditions(one)), _NOTE),
    Act(Text("附文件…", "Prove by file…"), _prove, Text("已附证据", "Proved"),
        lambda one: any(each.proof is None for each in coverage.conditions(one)), _NOTE,
        filed=_prove_with),
    Act(Text("撤下", "Doubt"), _doubt, Text("已撤下证据", "Evidence taken away"),
        lambda one: any(each.proof is not None for each in coverage.conditions(one)), _NOTE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The runs that may be put side by side, newest first, and the two that are to begin with."""

    runs: tuple[Entity, ...]

    def compared(self, left: str, right: str) -> Compared | None:
        """Return two of them side by side, None where one is not there."""
        held = {one.id: one for one in self.runs}
        if left in held and right in held and left != right:
            return tool_run.compare(held[left], held[right])
        return None

    @property
    def first(self) -> tuple[str, str]:
        """The last two rehearsals, the older one at the left; "" for none."""
        rehearsed = [one.id for one in self.runs if text_of(one, "mode") == "rehearsal"]
        found = rehearsed if len(rehearsed) > 1 else [one.id for one in self.runs]
        return (found[1], found[0]) if len(found) > 1 else ("", "")


def tool_runs(held: Held) -> Board:
    """Return the runs, the newest first; the extra puts two of them side by side."""
    found = tool_run.tool_runs(held.of("tool_run"), held.project)
    lines = []
    for one, flags in found:
        result, minutes = text_of(one, "result"), tool_run.minutes(one)
        errors, written = text_of(one, "errors"), text_of(one, "rows_written")
        title = f"{text_of(one, 'tool')} {text_of(one, 'version')}".strip()
        cells = (
            plain(f"{text_of(one, 'version')} · {text_of(one, 'tool')}", bold=True),
            plain(text_of(one, "name")),
            Shown(named(MODES, text_of(one, "mode"), "trial"), "muted"),
            plain("—" if minutes is None else str(minutes)),
            plain(f"{int(written):,}" if written.isdigit() else "—", "muted"),
            plain(errors or "—", "P1" if errors not in ("", "0") else "ok"),
            Shown(named(RESULTS, result, "running"), _SHADES.get(result, "text")), marks(flags),
        )  # fmt: skip
        lines.append(Line(one.id, number_of(tool_run.SHEET, one), Text(title, title), cells, flags,
                          entity=one))  # fmt: skip
    verdict = Text(
        f"{len(found)} 次运行。迁移由厂商工具做,这里只登记用哪个版本、什么参数和输入做出了数据。",
        f"{several(len(found), 'run')}. The vendor's tool migrates; here stands which version "
        f"made the data, "
        "with which parameters and input.",
    )
    return Board(TOOL_RUNS, tuple(lines), verdict, SideBySide(tuple(one for one, _ in found)))


def _look(store: Reading) -> object:
    return proved_items(store)


GO_LIVE: tuple[Entry, ...] = (
    Entry(COVERAGE, coverages, reads=("runbook",), acts=_ACTS, look=_look),
    *READY,
    Entry(TOOL_RUNS, tool_runs),
)
