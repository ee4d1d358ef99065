"""Acceptance tests on screen: the processes with their rates, and what a tester does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import Problem
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.uat import acts, signoff
from firstline.domain.uat.case import SHEET, said_in
from firstline.domain.uat.pack import CasePack, take_in
from firstline.domain.uat.run import KIND, Result, Run, run_from, runs_from
from firstline.domain.uat.standing import STATES, Process, Standing, State, heads_of, processes
from firstline.domain.words import Language, Text, several
from firstline.store.gates.uat_stops import uat_standings
from firstline.store.reading import Reading
from firstline.store.watch import Changed
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, plain
from firstline.viewmodel.project.entry import Entry, Held

SheetPress = Callable[[Sequence[Process], datetime, Language], str]
"""Makes the page of the acceptance sheet; the roof hands it in."""
STATE_SHADES = {
    State.PASSED: "ok", State.FAILED: "P1", State.BLOCKED: "P2", State.INCOMPLETE: "P2",
    State.CHANGED: "P2", State.UNTESTED: "muted",
}  # fmt: skip
UAT = Frame(
    "uat", Text("验收测试(UAT)", "Acceptance tests"), "clipboard-check",
    (Text("流程", "Process"), Text("通过", "Passed"), Text("已测", "Tested"),
     Text("未解决缺陷", "Open defects"), Text("签字", "Signature")),
    (170, 110, 70, 116, 160), 0,
    Text("还没有测试用例。可以先收入 U8 上云的自带用例,再按自己的工厂删改。",
         "No cases yet. The shipped ones for U8 to the cloud are a beginning to be cut to the "
         "plant."),
    None, adds=False, spare=(2, 3),
)  # fmt: skip
CASES = Frame(
    "uat_case", Text("测试用例", "Test cases"), "list-checks",
    (Text("编号", "Code"), Text("用例", "Case"), Text("流程", "Process"), Text("角色", "Role"),
     Text("级别", "Severity"), Text("状态", "State")),
    (90, 190, 150, 100, 76, 150), 1,
    Text("还没有用例:登记一条,或用命令 uat case import 导入表格。",
         "No cases yet: record one, or take a table in with the command uat case import."),
    SHEET,
    spare=(3, 2),
)  # fmt: skip


def _found(held: Held) -> tuple[Standing, ...]:
    looked = held.looked.get(UAT.id)
    standings = looked if isinstance(looked, tuple) else ()
    mine = {one.id for one in held.of("uat_case")}
    return tuple(one for one in standings if one.case.id in mine)


def tests(held: Held) -> Board:
    """Return the processes with their rates; the extra are the processes themselves."""
    found = processes(_found(held), held.all("uat_signoff"))
    lines = [_process(one) for one in found]
    passed, total = sum(one.passed for one in found), sum(one.total for one in found)
    signed = sum(one.signed for one in found)
    verdict = Text(
        f"{total} 个用例,{passed} 个通过;{len(found)} 个流程,{signed} 个已签字。"
        "没有签字的流程阻断关口。",
        f"{passed} of {total} cases passed; {signed} of {len(found)} processes signed. One that is "
        "not signed stops the gate.",
    )
    unsigned = sum(not one.signed for one in found)
    return Board(UAT, tuple(lines), verdict, found, unsigned)


def _process(one: Process) -> Line:
    open_ = len({found.ticket for _, found in one.open_defects})
    cells = (
        Shown(Text(one.name, one.name_en or one.name), bold=True),
        plain(f"{one.passed}/{one.total} · {one.percent}%",
              "ok" if one.passed == one.total else "text"),
        plain(str(one.tested), "muted"), plain(str(open_), "P1" if open_ else "muted"),
        signature_cell(one),
    )  # fmt: skip
    return Line(process_key(one), one.name, Text(one.name, one.name_en or one.name), cells,
                more=one)  # fmt: skip


def process_key(one: Process) -> str:
    """Return what tells one process from another on screen."""
    return signoff.record_id(one.project, one.name)


def signature_cell(one: Process) -> Shown:
    """Return how the signature stands."""
    if one.signed and one.signature:
        return Shown(Text(f"✓ {one.signature.by}", f"✓ {one.signature.by}"), "ok")
    if one.void:
        return Shown(Text("✗ 已失效", "✗ void"), "P1", bold=True)
    many = len(one.stops)
    if many:
        return Shown(Text(f"✗ 差 {many} 项", f"✗ {many} open"), "P1")
    return Shown(Text("可以签字", "can be signed"), "P2")


def cases(held: Held) -> Board:
    """Return the cases as a register, each with how it stands."""
    lines = []
    for one in _found(held):
        case = one.case
        grave = SHEET.column("severity").choices.get(text_of(case, "severity"))
        title = Text(text_of(case, "title"), said_in(case, "title", "en"))
        cells = (
            plain(one.code, "muted"), Shown(title, bold=True),
            Shown(Text(text_of(case, "process"), said_in(case, "process", "en")), "muted"),
            Shown(Text(text_of(case, "role"), said_in(case, "role", "en")), "muted"),
            Shown(grave or Text("", "")), Shown(STATES[one.state], STATE_SHADES[one.state]),
        )  # fmt: skip
        lines.append(Line(case.id, number_of(SHEET, case), title, cells, entity=case))
    tested = sum(one.state is not State.UNTESTED for one in _found(held))
    verdict = Text(
        f"{len(lines)} 个用例,{tested} 个测过。步骤每行一步:操作 => 预期结果;改了步骤要重测。",
        f"{several(len(lines), 'case')}, {tested} tested. One step a line: what is done => what "
        f"is expected; "
        "other steps have to be tested again.",
    )
    return Board(CASES, tuple(lines), verdict)


def _look(store: Reading) -> object:
    return uat_standings(store)


READS = ("uat_case", "uat_run", "uat_signoff")
UAT_ENTRIES: tuple[Entry, ...] = (
    Entry(UAT, tests, reads=READS, look=_look),
    Entry(CASES, cases, reads=READS),
)


class UatActs(QObject):
    """What a tester and a signer do; a refusal is told as a banner and changes nothing."""

    moved = Signal()
    files_came = Signal()  # bytes that were not here may be now

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.key = ""  # the run on screen
        desktop.changed.connect(self._on_changed)

    @property
    def run(self) -> Run | None:
        """The run on screen as it stands now."""
        held = self._desktop.store.record(KIND, self.key) if self.key else None
        return run_from(held) if held else None

    def want(self, sha256: str) -> None:
        """Ask for the bytes of a screenshot that somebody looks at and that is not here."""
        self._desktop.file_wanted.emit("", sha256)

    def _on_changed(self, changed: Changed) -> None:
        if changed.everything or "file" in changed.kinds:
            self.files_came.emit()

    def _do(self, make: Callable[[], Sequence[Edit]], text: Text) -> bool:
        try:
            edits = make()
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        done = bool(edits) and self._desktop.perform(*edits, text=text)
        self.moved.emit()
        return done

    def begin(
        self, case: Entity, tester: str, environment: str, retests: Run | None = None
    ) -> bool:
        """Begin a run of a case, in the place of `retests` where one is given."""
        runs = runs_from(self._desktop.store.records(KIND))
        heads = heads_of(one for one in runs if one.case == case.id)
        stamp = self._desktop.stamp()

        def made() -> list[Edit]:
            return [acts.start(case, heads, tester=tester, environment=environment, stamp=stamp,
                               retests=retests)]  # fmt: skip

        name = text_of(case, "code")
        if self._do(made, Text(f"开始测试 {name}", f"{name}: run begun")):
            self.key = stamp.id
            self.moved.emit()
            return True
        return False

    def record(
        self, step: int, result: Result, actual: str, shot: Path | bytes | None = None
    ) -> bool:
        """Record what came of a step, with a screenshot where there is one."""
        run = self.run
        if run is None:
            return False

        def made() -> list[Edit]:
            name = shot.name if isinstance(shot, Path) else f"{run.number}-{step}.png"
            file = self._desktop.store.keep_file(shot, name) if shot is not None else None
            stamp = self._desktop.stamp()
            return [acts.record(run, step, result, stamp, actual=actual, file=file)]

        return self._do(made, Text(f"第 {step} 步已记录", f"Step {step} recorded"))

    def finish(self) -> bool:
        """Finish the run on screen."""
        run = self.run
        if run is None:
            return False
        return self._do(lambda: [acts.finish(run, self._desktop.stamp())],
                        Text(f"{run.number} 已结束", f"{run.number} finished"))  # fmt: skip

    def make_defect(self, step: int) -> bool:
        """Make a ticket of a step that failed, and link both."""
        run = self.run
        if run is None:
            return False

        def made() -> Sequence[Edit]:
            desktop = self._desktop
            stamps, language = (desktop.stamp(), desktop.stamp()), desktop.speech.language
            return acts.defect_ticket(run, step, stamps, language, desktop.desk.matrix)

        return self._do(made, Text("已建缺陷工单", "Defect recorded as a ticket"))

    def name_signer(self, process: Process, role: str, person: str) -> bool:
        """Name who signs for a process."""

        def made() -> list[Edit]:
            edit = signoff.name_signer(process.held, process.project, process.name, role, person,
                                       self._desktop.stamp())  # fmt: skip
            return [edit] if edit else []

        return self._do(made, Text("已指定签字人", "Signer named"))

    def sign(self, process: Process, by: str, note: str) -> bool:
        """Sign for a process."""

        def made() -> list[Edit]:
            return [signoff.sign(
                process.held, process.stops, process.fingerprint, process.testers,
                self._desktop.stamp(), by=by, note=note, known=process.known,
            )]  # fmt: skip

        return self._do(made, Text(f"“{process.name}”已签字", f"{process.name} signed"))

    def withdraw(self, process: Process, by: str, reason: str) -> bool:
        """Take a signature back."""
        held = process.held
        if held is None:
            return False
        stamp = self._desktop.stamp()
        return self._do(lambda: [signoff.withdraw(held, stamp, by=by, reason=reason)],
                        Text("签字已撤回", "Signature taken back"))  # fmt: skip

    def take_pack(self, pack: CasePack, project: str) -> int:
        """Take the shipped cases in; return how many are new."""
        held = self._desktop.store.records(SHEET.kind)
        edits = take_in(pack, held, project, (self._desktop.stamp() for _ in pack.cases))
        many = len(edits)
        if edits:
            said = Text(f"已收入 {many} 个用例", f"{several(many, 'case')} taken in")
            self._desktop.perform(*edits, text=said)
        return many
