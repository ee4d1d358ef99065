"""The acts of the live control view: runs, proofs, the way back, the point of no return."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from firstline.domain.errors import BadInput
from firstline.domain.runbook import run_acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.proof import DrillKind
from firstline.domain.runbook.runbook import Mode
from firstline.domain.runbook.runs import ASKED_FOR, Run, open_run
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import Entries, RunbookModel, Shown
from firstline.widgets.runbook.form import Form

ACTS: Mapping[str, Text] = {
    "rehearse": Text("开始演练", "Begin a rehearsal"),
    "live": Text("开始正式切换", "Begin the cutover"),
    "backup": Text("登记备份…", "Record a backup…"),
    "drill": Text("登记恢复演练…", "Record a restore drill…"),
    "way_back": Text("登记回退演练…", "Record a rollback drill…"),
    "end": Text("结束…", "End…"),
    "rollback": Text("决定回退…", "Decide to roll back…"),
    "ask": Text("越过不可回退点…", "Pass the point of no return…"),
    "confirm": Text("第二人确认…", "Second person confirms…"),
}
_WHO, _WHY = Text("谁", "Who"), Text("理由", "Why")
_PUT, _DONE = Text("登记", "Record"), Text("已登记", "Recorded")


class LiveActs(QObject):
    """Opens the form of each act; which acts there are follows from how the runbook stands."""

    def __init__(self, desktop: Desktop, model: RunbookModel, form: Form) -> None:
        super().__init__(form)
        self._desktop = desktop
        self._model = model
        self._form = form
        self._shown: Shown | None = None
        self.buttons = {name: QPushButton() for name in ACTS}
        deeds = {
            "rehearse": lambda: self._model.begin_run(Mode.REHEARSAL), "live": self._on_live,
            "backup": self._on_backup, "drill": lambda: self._on_drill(DrillKind.RESTORE),
            "way_back": lambda: self._on_drill(DrillKind.ROLLBACK), "end": self._on_end,
            "rollback": self._on_rollback, "ask": self._on_ask, "confirm": self._on_confirm,
        }  # fmt: skip
        for name, deed in deeds.items():
            self.buttons[name].clicked.connect(lambda _on=False, act=deed: act())

    def show_runbook(self, shown: Shown) -> None:
        """Follow another runbook, or the same as it stands now."""
        if self._shown is not None and self._shown.book.id != shown.book.id:
            self._form.shut()
        self._shown = shown
        self.tick()

    def tick(self) -> None:
        """Offer what can be done at this instant."""
        if self._shown is None:
            return
        run = open_run(self._shown.book)
        live = run is not None and run.mode is Mode.LIVE
        forward = bool(run and (run.ponr or run.rollback))
        asked = self._asked(run)
        offered = {
            "rehearse": run is None, "live": run is None, "backup": not live, "drill": not live,
            "way_back": not live, "end": run is not None, "rollback": live and not forward,
            "ask": live and not forward and not asked, "confirm": live and not forward and asked,
        }  # fmt: skip
        if not self._shown.book.template.timed:
            offered = dict.fromkeys(offered, False)
        for name, shown in offered.items():
            self.buttons[name].setVisible(shown)

    def _asked(self, run: Run | None) -> bool:
        if run is None or run.asked is None:
            return False
        return abs(self._model.now - run.asked.at) <= ASKED_FOR

    def _on_live(self) -> None:
        self._form.ask(
            Text("开始正式切换:从现在起计时", "Begin the cutover: time counts from now"), (),
            ACTS["live"], lambda _got: self._model.begin_run(Mode.LIVE),
        )  # fmt: skip

    def _on_backup(self) -> None:
        fields = (("name", Text("备份名称", "What it is called"), ""),
                  ("sha256", Text("SHA-256 校验和", "SHA-256 checksum"), ""),
                  ("place", Text("存放处", "Where it is kept"), ""))  # fmt: skip
        self._form.ask(
            Text("登记带校验和的备份", "Record a backup with its checksum"), fields, _PUT,
            lambda got: self._made(
                lambda _book: [run_acts.backup(got["name"], got["sha256"], got["place"])]
            ),
        )  # fmt: skip

    def _on_drill(self, kind: DrillKind) -> None:
        title = ACTS["drill" if kind is DrillKind.RESTORE else "way_back"]
        fields = (("minutes", Text("实测时长,分钟", "Measured minutes"), ""),
                  ("note", Text("怎么做的,结果如何", "How, and what came of it"), ""),
                  ("failed", Text("没有通过则写“否”", "Write “no” if it failed"), ""))  # fmt: skip

        def make(got: Mapping[str, str]) -> Sequence[Entry]:
            if not got["minutes"].isdecimal():
                raise BadInput(Text("时长是整数分钟。", "A duration is whole minutes."))
            passed = got["failed"].casefold() not in ("否", "no", "n", "failed", "未通过")
            return [run_acts.drill(kind, int(got["minutes"]), passed=passed, note=got["note"])]

        self._form.ask(title, fields, _PUT, lambda got: self._made(lambda _book: make(got)))

    def _on_end(self) -> None:
        why = Text("中止才写理由;留空为正常结束", "Why, if broken off; empty: it ended well")
        fields = (("reason", why, ""),)
        self._form.ask(
            Text("结束这次演练或切换", "End this rehearsal or cutover"), fields, ACTS["end"],
            lambda got: self._model.do(
                lambda book: [
                    run_acts.end_run(book, aborted=bool(got["reason"]), reason=got["reason"])
                ],
                _DONE, final=True,
            ),
        )  # fmt: skip

    def _on_rollback(self) -> None:
        fields = (("by", Text("谁决定", "Who decides"), self._desktop.me), ("reason", _WHY, ""))
        self._form.ask(
            Text("决定回退到旧系统", "Decide for the way back to the old system"), fields,
            ACTS["rollback"],
            lambda got: self._model.do(
                lambda book: [
                    run_acts.roll_back(book, self._model.now, by=got["by"], reason=got["reason"])
                ],
                _DONE, final=True,
            ),
        )  # fmt: skip

    def _on_ask(self) -> None:
        self._form.ask(
            Text("第一步:提出越过不可回退点。之后不能回退,只能向前修复;要由另一人确认。",
                 "First step: ask to pass the point of no return. After it there is no way back;"
                 " another person must confirm."),
            (("by", _WHO, self._desktop.me),), Text("提出", "Ask"),
            lambda got: self._model.do(
                lambda book: [run_acts.ask_no_return(book, by=got["by"], at=self._model.now)],
                _DONE, final=True,
            ),
        )  # fmt: skip

    def _on_confirm(self) -> None:
        self._form.ask(
            Text("第二步:另一人确认越过不可回退点。", "Second step: another person confirms."),
            (("by", Text("确认人", "Who confirms"), ""),),
            Text("确认,不再回退", "Confirm: no way back"),
            lambda got: self._model.do(
                lambda book: [run_acts.pass_no_return(book, by=got["by"], at=self._model.now)],
                _DONE, final=True,
            ),
        )  # fmt: skip

    def _made(self, make: Entries) -> bool:
        return self._model.do(make, _DONE)
